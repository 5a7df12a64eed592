package rate

import (
	"slices"
	"strconv"
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// Line codes of what is paid and of what is given back.
const (
	codeTier          = "conversation_tier"
	codeConfirmed     = "bot_confirmed"
	codeAssumed       = "bot_assumed"
	codeFee           = "conversion_fee"
	codeShare         = "conversion_share"
	codeSeat          = "seat"
	codeSurcharge     = "surcharge"
	codeSeatSurcharge = "seat_surcharge"
	codeIncentive     = "incentive"
	codeTrueUp        = "commitment_true_up"
	codeCompensation  = "compensation"
)

// byBooking tells whether a line counts bookings and not outcomes.
func byBooking(code string) bool { return code == codeSeat || code == codeSeatSurcharge }

// segment is one version of the contract inside the period: the stretch in
// which tiers, commitment, incentive and caps count. The order of its steps is
// the order of the contract: fees, incentive, commitment, compensation.
//
// Its amounts come from tallies alone, whether those were counted from rows,
// from columns or from a cube.
type segment struct {
	contract *Contract
	version  *Version
	span     Span
	t        *tallies
	under    *under // nil: amounts without evidence
	perMinor int64  // millionths of a major unit in one minor unit

	lines        []Line
	fees         money.Amount
	rebated      money.Amount
	waived       money.Amount // fees waived because we did not answer well
	base         money.Amount // B: what the caps are shares of
	floors       []floor      // how each guarantee stands
	compensation money.Amount
}

func (s *segment) rate() error {
	for k := range s.version.Rules {
		if err := s.rateRule(k); err != nil {
			return err
		}
	}
	for _, step := range []func() error{s.surcharges, s.rebate, s.trueUp, s.compensate} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (s *segment) rateRule(k int) error {
	var err error
	r := &s.version.Rules[k]
	switch r.Kind {
	case KindConversation:
		err = s.tiers(k)
	case KindResolution:
		err = s.resolutions(k)
	case KindConversion:
		err = s.conversions(k)
	case KindSeat:
		err = s.seats(k)
	}
	if err != nil {
		return err
	}
	s.printFree(k)
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
func (s *segment) printFree(k int) {
	t := &s.t.rules[k]
	for f := range fates {
		n, dims := t.count[f], map[string]string(nil)
		if f.paid() || f == reversed {
			continue
		}
		l := Line{Code: codes[f], Rule: s.version.Rules[k].ID, Version: s.version.ID, members: s.under.of(k, f)}
		switch f {
		case noConversion:
			if back := t.count[reversed]; back > 0 {
				n += back
				l.members = slices.Concat(l.members, s.under.of(k, reversed))
				dims = map[string]string{"reversed": decimal(back)}
			}
		case held:
			dims = s.heldUntil(t)
		}
		if n > 0 {
			l.Dims, l.Qty = dims, n
			if f == held {
				l.Qty = 0 // nothing of it is charged yet; dims says how many wait
			}
			s.lines = append(s.lines, l)
		}
	}
}

// heldUntil says how many are held and the day by which the last of them is
// released or rejected.
func (s *segment) heldUntil(t *tally) map[string]string {
	last := time.UnixMicro(t.heldOn).Add(time.Duration(s.version.HoldDays) * 24 * time.Hour)
	return map[string]string{"state": "held", "held": decimal(t.count[held]), "release_by": last.UTC().Format(time.RFC3339)}
}

// tiers charges answered conversations by graduated tiers, in the order in
// which they happened, rounding once a tier.
func (s *segment) tiers(k int) error {
	r, paid := &s.version.Rules[k], s.t.rules[k].count[billed]
	inTurn := s.under.inTurn(k)
	low := int64(0)
	for i, t := range r.Tiers {
		high := paid
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
		l := Line{
			Code: codeTier, Rule: r.ID, Dims: map[string]string{"tier": strconv.Itoa(i + 1)},
			Qty: high - low, UnitMicro: t.UnitMicro, Amount: amount,
		}
		if inTurn != nil {
			l.members = slices.Clone(inTurn[low:high])
		}
		if err := s.charge(l); err != nil {
			return err
		}
		low = high
	}
	return s.waive(k)
}

// waive values what was ours to answer and became free: as the last of all
// conversations that came. All that came does not depend on how they were
// served, so a worse answer never makes what was waived worth less.
func (s *segment) waive(k int) error {
	t := &s.t.rules[k]
	with, err := s.tierFee(&s.version.Rules[k], t.spoken)
	if err != nil {
		return err
	}
	without, err := s.tierFee(&s.version.Rules[k], t.spoken-t.waived)
	if err != nil {
		return err
	}
	s.waived, err = money.Add(s.waived, with-without)
	return err
}

// tierFee is what q conversations cost under the rule.
func (s *segment) tierFee(r *Rule, q int64) (money.Amount, error) {
	return tierFee(r, q, s.perMinor)
}

func tierFee(r *Rule, q, perMinor int64) (money.Amount, error) {
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
		a, err := money.MulDiv(high-low, t.UnitMicro, perMinor)
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
