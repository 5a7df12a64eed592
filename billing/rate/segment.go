package rate

import (
	"slices"
	"strconv"
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// Line codes of what is paid and of what is given back.
const (
	codeTier         = "conversation_tier"
	codeConfirmed    = "bot_confirmed"
	codeAssumed      = "bot_assumed"
	codeFee          = "conversion_fee"
	codeShare        = "conversion_share"
	codeSeat         = "seat"
	codeIncentive    = "incentive"
	codeTrueUp       = "commitment_true_up"
	codeCompensation = "compensation"
)

// segment is one version of the contract inside the period: the stretch in
// which tiers, commitment, incentive and caps count. The order of its steps is
// the order of the contract: fees, incentive, commitment, compensation.
type segment struct {
	contract *Contract
	version  *Version
	index    int
	span     Span
	g        *gathered
	perMinor int64 // millionths of a major unit in one minor unit

	lines        []Line
	warnings     []string
	fees         money.Amount
	waived       money.Amount // fees waived because we did not answer well
	compensation money.Amount
}

func (s *segment) rate() error {
	byRule := make([][fates][]int, len(s.version.Rules))
	for i := range s.g.rows {
		r := &s.g.rows[i]
		if r.version == s.index && r.rule >= 0 && s.span.Holds(r.At) {
			b := &byRule[r.rule][r.fate]
			*b = append(*b, i)
		}
	}
	for k := range s.version.Rules {
		if err := s.rateRule(&s.version.Rules[k], &byRule[k]); err != nil {
			return err
		}
	}
	if err := s.rebate(&byRule); err != nil {
		return err
	}
	if err := s.trueUp(); err != nil {
		return err
	}
	return s.compensate()
}

func (s *segment) rateRule(r *Rule, by *[fates][]int) error {
	var err error
	switch r.Kind {
	case KindConversation:
		err = s.tiers(r, by)
	case KindResolution:
		err = s.resolutions(r, by)
	case KindConversion:
		err = s.conversions(r, by)
	case KindSeat:
		err = s.seats(r)
	}
	if err != nil {
		return err
	}
	s.printFree(r, by)
	return nil
}

// charge adds a fee line and its amount to the fees.
func (s *segment) charge(l Line) error {
	l.Version = s.version.ID
	s.lines = append(s.lines, l)
	var err error
	s.fees, err = money.Add(s.fees, l.Amount)
	return err
}

// printFree prints what is not paid, with its quantity: 接不起免費用 is worth
// what the brand can see of it.
func (s *segment) printFree(r *Rule, by *[fates][]int) {
	for f := range fates {
		members := by[f]
		if f.paid() || f == reversed {
			continue
		}
		dims := map[string]string(nil)
		switch f {
		case noConversion:
			if back := by[reversed]; len(back) > 0 {
				members = append(slices.Clone(members), back...)
				dims = map[string]string{"reversed": decimal(len(back))}
			}
		case held:
			dims = s.heldUntil(members)
		}
		if len(members) > 0 {
			s.lines = append(s.lines, Line{
				Code: codes[f], Rule: r.ID, Version: s.version.ID,
				Dims: dims, Qty: int64(len(members)), members: members,
			})
		}
	}
}

// heldUntil is the state of a held line and the day by which the last of its
// outcomes is released or rejected. Held outcomes have quantity, and no money.
func (s *segment) heldUntil(members []int) map[string]string {
	var last time.Time
	for _, i := range members {
		if since := s.g.rows[i].heldSince; since.After(last) {
			last = since
		}
	}
	last = last.Add(time.Duration(s.version.HoldDays) * 24 * time.Hour)
	return map[string]string{"state": "held", "release_by": last.UTC().Format(time.RFC3339)}
}

// tiers charges answered conversations by graduated tiers, in the order in
// which they happened, rounding once a tier.
func (s *segment) tiers(r *Rule, by *[fates][]int) error {
	inTurn := slices.Clone(by[billed])
	slices.SortFunc(inTurn, s.g.byTime)
	low := int64(0)
	for i, t := range r.Tiers {
		high := int64(len(inTurn))
		if t.UpTo > 0 {
			high = min(high, t.UpTo)
		}
		if high <= low {
			break
		}
		amount, err := money.MulDiv(high-low, t.UnitMicro, s.perMinor)
		if err != nil {
			return err
		}
		if err := s.charge(Line{
			Code: codeTier, Rule: r.ID, Dims: map[string]string{"tier": strconv.Itoa(i + 1)},
			Qty: high - low, UnitMicro: t.UnitMicro, Amount: amount, members: slices.Clone(inTurn[low:high]),
		}); err != nil {
			return err
		}
		low = high
	}
	return s.waiveConversations(r, by)
}

// waiveConversations counts what was ours to answer and became free, at the
// price it would have had after those that were paid. An order that was not won
// and a matter that the bot did not settle were not delivered, so there was no
// fee to waive.
func (s *segment) waiveConversations(r *Rule, by *[fates][]int) error {
	paid := int64(len(by[billed]))
	waived := int64(0)
	for _, f := range []fate{unanswered, greeting, late, reopened, disputed} {
		for _, i := range by[f] {
			if s.ours(&s.g.rows[i]) {
				waived++
			}
		}
	}
	with, err := s.tierFee(r, paid+waived)
	if err != nil {
		return err
	}
	without, err := s.tierFee(r, paid)
	if err != nil {
		return err
	}
	s.waived, err = money.Add(s.waived, with-without)
	return err
}

// ours tells whether the conversation was ours to answer: neither excused, nor
// given up at once, nor above booked capacity.
func (s *segment) ours(r *row) bool {
	return !r.excused && !r.Flags.Has(OverCapacity) && !s.fastAbandon(r)
}

func (s *segment) fastAbandon(r *row) bool {
	if r.Flags.Has(Answered) {
		return false
	}
	return r.Flags.Has(FastAbandon) || (r.RespMS > 0 && r.RespMS < s.version.FastAbandonMS)
}

// tierFee is what q conversations cost under the rule.
func (s *segment) tierFee(r *Rule, q int64) (money.Amount, error) {
	var sum money.Amount
	low := int64(0)
	for _, t := range r.Tiers {
		high := q
		if t.UpTo > 0 {
			high = min(q, t.UpTo)
		}
		if high <= low {
			break
		}
		a, err := money.MulDiv(high-low, t.UnitMicro, s.perMinor)
		if err != nil {
			return 0, err
		}
		if sum, err = money.Add(sum, a); err != nil {
			return 0, err
		}
		low = high
	}
	return sum, nil
}
