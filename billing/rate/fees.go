package rate

import (
	"github.com/manyhands/manyhands/internal/money"
)

// resolutions charges what the bot settled, by price class.
func (s *segment) resolutions(k int) error {
	r := &s.version.Rules[k]
	for _, class := range []struct {
		fate fate
		code string
		unit int64
	}{{confirmed, codeConfirmed, r.ConfirmedMicro}, {assumed, codeAssumed, r.AssumedMicro}} {
		n := s.t.rules[k].count[class.fate]
		if n == 0 {
			continue
		}
		amount, err := money.MulDiv(n, class.unit, s.perMinor)
		if err != nil {
			return err
		}
		if err := s.charge(Line{
			Code: class.code, Rule: r.ID, Qty: n, UnitMicro: class.unit, Amount: amount, members: s.under.of(k, class.fate),
		}); err != nil {
			return err
		}
	}
	return nil
}

// conversions charges orders won: a flat fee each, and a share of what was
// paid for them all, rounded once.
func (s *segment) conversions(k int) error {
	r, won, kept := &s.version.Rules[k], s.t.rules[k].count[billed], s.t.rules[k].net
	if r.FeeMinor > 0 && won > 0 {
		amount, err := money.MulDiv(won, int64(r.FeeMinor), 1)
		if err != nil {
			return err
		}
		unit, err := money.MulDiv(int64(r.FeeMinor), s.perMinor, 1)
		if err != nil {
			return err
		}
		if err := s.charge(Line{
			Code: codeFee, Rule: r.ID, Qty: won, UnitMicro: int64(unit), Amount: amount, members: s.under.of(k, billed),
		}); err != nil {
			return err
		}
	}
	if r.BP > 0 && won > 0 {
		amount, err := money.MulDiv(int64(kept), r.BP, 10_000)
		if err != nil {
			return err
		}
		if err := s.charge(Line{
			Code: codeShare, Rule: r.ID, Qty: won, Amount: amount, members: s.under.of(k, billed),
			Dims: map[string]string{"net_minor": decimal(kept), "bp": decimal(r.BP)},
		}); err != nil {
			return err
		}
	}
	return nil
}

// seats charges booked capacity, whether or not anything came.
func (s *segment) seats(k int) error {
	r, seats := &s.version.Rules[k], s.t.rules[k].seats
	if seats == 0 {
		return nil
	}
	amount, err := money.MulDiv(seats, r.SeatMicro, s.perMinor)
	if err != nil {
		return err
	}
	return s.charge(Line{
		Code: codeSeat, Rule: r.ID, Qty: seats, UnitMicro: r.SeatMicro, Amount: amount, members: s.under.seatsOf(k),
	})
}

// surcharges charges nights and holidays: a share of the list price of what
// was paid in their hours, one line a surcharge, rounded once. The list price
// and not the tier's, so that one conversation's surcharge never depends on
// another conversation.
func (s *segment) surcharges() error {
	for i := range s.version.Rates {
		for k := range s.version.Rules {
			if err := s.surcharge(i, k); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *segment) surcharge(i, k int) error {
	r, w := &s.version.Rules[k], s.t.rules[k].windows[i]
	switch r.Kind {
	case KindConversation:
		paid, err := s.surchargeOn(i, w.billed, r.listed(billed))
		if err != nil {
			return err
		}
		if err := s.chargeHours(i, k, codeSurcharge, w.billed, paid); err != nil {
			return err
		}
		return s.waiveHours(i, k)
	case KindResolution:
		sure, err := s.surchargeOn(i, w.confirmed, r.ConfirmedMicro)
		if err != nil {
			return err
		}
		likely, err := s.surchargeOn(i, w.assumed, r.AssumedMicro)
		if err != nil {
			return err
		}
		sum, err := money.Add(sure, likely)
		if err != nil {
			return err
		}
		return s.chargeHours(i, k, codeSurcharge, w.confirmed+w.assumed, sum)
	case KindSeat:
		paid, err := s.surchargeOn(i, w.seats, r.SeatMicro)
		if err != nil {
			return err
		}
		return s.chargeHours(i, k, codeSeatSurcharge, w.seats, paid)
	}
	return nil
}

// surchargeOn is the surcharge of n units at a list price.
func (s *segment) surchargeOn(i int, n, unit int64) (money.Amount, error) {
	micro, err := money.MulDiv(unit, s.version.Rates[i].BP, 10_000)
	if err != nil {
		return 0, err
	}
	return money.MulDiv(n, int64(micro), s.perMinor)
}

func (s *segment) chargeHours(i, k int, code string, n int64, amount money.Amount) error {
	if n == 0 {
		return nil
	}
	r := &s.version.Rates[i]
	return s.charge(Line{
		Code: code, Rule: s.version.Rules[k].ID, Qty: n, Amount: amount, members: s.under.inHours(i, k),
		Dims: map[string]string{"tier": r.ID, "bp": decimal(r.BP)},
	})
}

// waiveHours adds the surcharge that a waived fee would have carried.
func (s *segment) waiveHours(i, k int) error {
	w, unit := s.t.rules[k].windows[i], s.version.Rules[k].listed(billed)
	with, err := s.surchargeOn(i, w.spoken, unit)
	if err != nil {
		return err
	}
	without, err := s.surchargeOn(i, w.spoken-w.waived, unit)
	if err != nil {
		return err
	}
	s.waived, err = money.Add(s.waived, with-without)
	return err
}
