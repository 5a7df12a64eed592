package rate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
)

// ErrContract refuses a contract that cannot be rated; its field says why.
var ErrContract = fault.New(fault.Invalid, "contract_malformed", "the contract cannot be rated")

// ErrVersions refuses two versions that hold at the same time.
var ErrVersions = fault.New(fault.Conflict, "contract_versions_overlap", "two versions of the contract hold at the same time")

// maxGuarantees bounds the subsets that sharing compensation looks at.
const maxGuarantees = 8

// Check says whether the contract can be rated. It returns ErrContract,
// ErrVersions or money.ErrCurrency.
func (c Contract) Check() error {
	if _, err := c.Currency.MicroPerMinor(); err != nil {
		return err
	}
	if c.ID == "" || c.Brand == "" {
		return badTerm("id, brand", "both set", c.ID+", "+c.Brand)
	}
	if c.Tax.Mode != TaxOnTop && c.Tax.Mode != TaxInclusive {
		return badTerm("tax.mode", TaxOnTop+" or "+TaxInclusive, c.Tax.Mode)
	}
	if err := within("tax.bp", c.Tax.BP, 0, 10_000); err != nil {
		return err
	}
	if _, err := time.LoadLocation(c.TZ); err != nil || c.TZ == "" || c.TZ == "Local" { // a bill does not depend on where it is made
		return badTerm("tz", "an IANA time zone, such as Asia/Shanghai", c.TZ)
	}
	if !c.Period.From.Before(c.Period.Till) {
		return badTerm("period", "from before till", spanText(c.Period))
	}
	if len(c.Versions) == 0 {
		return badTerm("versions", "at least one version", "")
	}
	if err := c.checkKPIs(); err != nil {
		return err
	}
	return c.checkVersions()
}

func (c Contract) checkVersions() error {
	for i, v := range c.Versions {
		where := fmt.Sprintf("versions[%d]", i)
		if v.ID == "" || !v.From.Before(v.Till) {
			return badTerm(where, "an id, and from before till", v.ID)
		}
		for _, w := range c.Versions[:i] {
			if w.ID == v.ID {
				return badTerm(where+".id", "an id of its own", v.ID)
			}
			if w.From.Before(v.Till) && v.From.Before(w.Till) {
				return ErrVersions.With("%s: version %s holds at the same time as version %s", where, v.ID, w.ID)
			}
		}
		if err := v.check(where); err != nil {
			return err
		}
		if err := c.checkPossible(v, where); err != nil {
			return err
		}
	}
	return nil
}

func (v Version) check(where string) error {
	seen := map[string]bool{}
	for i, r := range v.Rules {
		at := fmt.Sprintf("%s.rules[%d]", where, i)
		if r.ID == "" || seen[r.ID] {
			return badTerm(at+".id", "an id of its own", r.ID)
		}
		seen[r.ID] = true
		if err := r.check(at); err != nil {
			return err
		}
	}
	if len(v.Guarantees) > maxGuarantees {
		return badTerm(where+".guarantees", "at most "+strconv.Itoa(maxGuarantees), strconv.Itoa(len(v.Guarantees)))
	}
	for i, g := range v.Guarantees {
		at := fmt.Sprintf("%s.guarantees[%d]", where, i)
		if g.ID == "" || seen[g.ID] {
			return badTerm(at+".id", "an id of its own", g.ID)
		}
		seen[g.ID] = true
		if err := g.check(at); err != nil {
			return err
		}
	}
	if len(v.Guarantees) > 0 {
		if err := within(where+".total_cap_bp", v.TotalCapBP, 1, 10_000); err != nil {
			return err
		}
	}
	if err := v.checkRates(where, seen); err != nil {
		return err
	}
	return v.checkTerms(where)
}

func (v Version) checkTerms(where string) error {
	for _, n := range []struct {
		name string
		is   int64
		most int64
	}{
		{"fast_abandon_ms", v.FastAbandonMS, 1 << 40},
		{"late_after_ms", v.LateAfterMS, 1 << 40},
		{"case_hours", v.CaseHours, 8784},
		{"reopen_days", v.ReopenDays, 366},
		{"hold_days", v.HoldDays, 366},
		{"excuse_cap_bp", v.ExcuseCapBP, 10_000},
	} {
		if err := within(where+"."+n.name, n.is, 0, n.most); err != nil {
			return err
		}
	}
	if c := v.Commitment; c != nil {
		if c.Minor < 0 {
			return badTerm(where+".commitment.minor", "zero or more", strconv.FormatInt(int64(c.Minor), 10))
		}
		if c.Waived != "" && c.Waived != WaivedCounts && c.Waived != WaivedIgnored {
			return badTerm(where+".commitment.waived", WaivedCounts+" or "+WaivedIgnored, c.Waived)
		}
	}
	return v.checkIncentive(where + ".incentive")
}

func (v Version) checkIncentive(where string) error {
	in := v.Incentive
	if in == nil {
		return nil
	}
	if in.Mode != Graduated && in.Mode != AllUnits {
		return badTerm(where+".mode", Graduated+" or "+AllUnits, in.Mode)
	}
	if r := v.rule(in.Rule); r == nil || r.Kind != KindConversation {
		return badTerm(where+".rule", "the id of a conversation rule", in.Rule)
	}
	if s := in.Season; s != nil && !s.From.Before(s.Till) {
		return badTerm(where+".season", "from before till", spanText(*s))
	}
	for i, b := range in.Bands {
		at := fmt.Sprintf("%s.bands[%d]", where, i)
		if err := within(at+".bp", b.BP, 0, 10_000); err != nil {
			return err
		}
		if b.Min < 0 || (i > 0 && b.Min <= in.Bands[i-1].Min) {
			return badTerm(at+".min", "above the band before", strconv.FormatInt(b.Min, 10))
		}
	}
	return nil
}

func (r Rule) check(where string) error {
	if r.Service != "" && !r.Service.known() {
		return badTerm(where+".service", serviceNames, string(r.Service))
	}
	switch r.Kind {
	case KindConversation:
		return r.checkTiers(where)
	case KindResolution:
		if err := within(where+".confirmed_micro", r.ConfirmedMicro, 0, 1<<50); err != nil {
			return err
		}
		return within(where+".assumed_micro", r.AssumedMicro, 0, r.ConfirmedMicro)
	case KindConversion:
		if err := within(where+".fee_minor", int64(r.FeeMinor), 0, 1<<50); err != nil {
			return err
		}
		if err := within(where+".bp", r.BP, 0, 10_000); err != nil {
			return err
		}
		if err := within(where+".clawback_days", r.ClawbackDays, 0, 366); err != nil {
			return err
		}
		return within(where+".kappa_bp", r.KappaBP, 0, 10_000)
	case KindSeat:
		return within(where+".seat_micro", r.SeatMicro, 0, 1<<50)
	}
	return badTerm(where+".kind", strings.Join([]string{KindConversation, KindResolution, KindConversion, KindSeat}, ", "), r.Kind)
}

func (r Rule) checkTiers(where string) error {
	if len(r.Tiers) == 0 {
		return badTerm(where+".tiers", "at least one tier", "")
	}
	low := int64(0)
	for i, t := range r.Tiers {
		at := fmt.Sprintf("%s.tiers[%d]", where, i)
		last := i == len(r.Tiers)-1
		if last != (t.UpTo == 0) || (!last && t.UpTo <= low) {
			return badTerm(at+".up_to", "above the tier before, and none on the last tier", strconv.FormatInt(t.UpTo, 10))
		}
		if err := within(at+".unit_micro", t.UnitMicro, 0, 1<<50); err != nil {
			return err
		}
		low = t.UpTo
	}
	return nil
}

func (g Guarantee) check(where string) error {
	if !g.Service.known() {
		return badTerm(where+".service", serviceNames, string(g.Service))
	}
	if _, err := parseDimension(g.Dimension); err != nil && !strings.HasPrefix(g.Dimension, kpiPrefix) {
		return badTerm(where+".dimension", "answer_rate, response_30s (any number of seconds), csat or kpi:ID", g.Dimension)
	}
	if err := within(where+".floor_ppm", g.FloorPPM, 1, 1_000_000); err != nil {
		return err
	}
	if err := within(where+".unit_minor", int64(g.UnitMinor), 1, 1<<40); err != nil {
		return err
	}
	return within(where+".cap_bp", g.CapBP, 1, 10_000)
}

// rule finds a rule by its id.
func (v *Version) rule(id string) *Rule {
	if i := v.ruleAt(id); i >= 0 {
		return &v.Rules[i]
	}
	return nil
}

// ruleAt is the index of a rule, or -1.
func (v *Version) ruleAt(id string) int {
	return slices.IndexFunc(v.Rules, func(r Rule) bool { return r.ID == id })
}

// badTerm names the place in the contract, what was expected there and what
// stood there.
func badTerm(where, wanted, got string) error {
	return ErrContract.With("%s: %s expected, got %q", where, wanted, got).At(where, wanted, got)
}

func within(where string, n, least, most int64) error {
	if n < least || n > most {
		return badTerm(where, fmt.Sprintf("a whole number from %d to %d", least, most), strconv.FormatInt(n, 10))
	}
	return nil
}

func spanText(s Span) string {
	return s.From.Format(time.RFC3339) + " to " + s.Till.Format(time.RFC3339)
}
