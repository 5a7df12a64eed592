package rate

import (
	"fmt"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// checkPossible refuses clauses that are well formed and can never do what
// they say: the brand would sign a promise, or a price, that is empty.
func (c Contract) checkPossible(v Version, where string) error {
	for i, r := range v.Rules {
		for k, earlier := range v.Rules[:i] {
			if r.Kind != KindSeat && earlier.covers(r) {
				return badTerm(fmt.Sprintf("%s.rules[%d]", where, i),
					fmt.Sprintf("something that rules[%d] (%s) does not price already; the first rule that fits wins", k, earlier.ID), r.ID)
			}
		}
	}
	for i, g := range v.Guarantees {
		at := fmt.Sprintf("%s.guarantees[%d]", where, i)
		for _, earlier := range v.Guarantees[:i] {
			if earlier.Service == g.Service && earlier.Channel == g.Channel && earlier.Dimension == g.Dimension {
				return badTerm(at, "a dimension that "+earlier.ID+" does not promise already", g.ID)
			}
		}
		if id, named := strings.CutPrefix(g.Dimension, kpiPrefix); named {
			if err := c.checkCovered(id, g.Channel, v, at); err != nil {
				return err
			}
		}
	}
	if v.LateIsFree && v.LateAfterMS == 0 {
		return badTerm(where+".late_after_ms", "above zero: late_is_free says that what is late is free", "0")
	}
	return nil
}

// covers tells whether every outcome that fits o fits r.
func (r *Rule) covers(o Rule) bool {
	return r.Kind != KindSeat &&
		(r.Service == "" || r.Service == o.Service) &&
		(r.Channel == "" || r.Channel == o.Channel) &&
		(r.Unit == "" || r.Unit == o.Unit)
}

// checkCovered refuses a KPI that is not defined all the time that the version
// holds: what it measures then would be a matter of opinion.
func (c Contract) checkCovered(id, channel string, v Version, where string) error {
	at := v.From
	for at.Before(v.Till) {
		next := time.Time{}
		for _, k := range c.KPIs {
			if k.ID == id && (k.Channel == "" || k.Channel == channel) && (Span{k.From, k.Till}).Holds(at) {
				next = k.Till
			}
		}
		if next.IsZero() {
			return badTerm(where+".dimension", fmt.Sprintf("a definition of %s that holds at %s", id, at.Format(time.RFC3339)), kpiPrefix+id)
		}
		at = next
	}
	return nil
}

// Warnings are the terms that a brand should see before it signs: they can be
// rated, and they surprise. It returns what Check does.
func (c Contract) Warnings() ([]string, error) {
	if err := c.Check(); err != nil {
		return nil, err
	}
	perMinor, err := c.Currency.MicroPerMinor()
	if err != nil {
		return nil, err
	}
	var all []string
	for i := range c.Versions {
		w, err := c.Versions[i].inverted(perMinor, 1<<62)
		if err != nil {
			return nil, err
		}
		all = append(all, w...)
	}
	return all, nil
}

// inverted says which all-units bands, up to a quantity reached, make the bill
// smaller than it was just below them (clause 4.7c).
func (v *Version) inverted(perMinor, reached int64) ([]string, error) {
	in := v.Incentive
	if in == nil || in.Mode != AllUnits {
		return nil, nil
	}
	var out []string
	rule, before := v.rule(in.Rule), int64(0)
	for _, b := range in.Bands {
		if b.Min > reached {
			break
		}
		if b.Min > 0 {
			dear, err := lessRebate(rule, b.Min-1, before, perMinor)
			if err != nil {
				return nil, err
			}
			cheap, err := lessRebate(rule, b.Min, b.BP, perMinor)
			if err != nil {
				return nil, err
			}
			if cheap < dear {
				out = append(out, fmt.Sprintf(
					"version %s: the all-units band at %d inverts: %d conversations cost less than %d", v.ID, b.Min, b.Min, b.Min-1))
			}
		}
		before = b.BP
	}
	return out, nil
}

func lessRebate(r *Rule, quantity, bp, perMinor int64) (money.Amount, error) {
	fee, err := tierFee(r, quantity, perMinor)
	if err != nil {
		return 0, err
	}
	return money.MulDiv(int64(fee), 10_000-bp, 10_000)
}
