package rate

import (
	"github.com/manyhands/manyhands/internal/money"
)

// resolutions charges what the bot settled, by price class.
func (s *segment) resolutions(r *Rule, by *[fates][]int) error {
	for _, class := range []struct {
		fate fate
		code string
		unit int64
	}{{confirmed, codeConfirmed, r.ConfirmedMicro}, {assumed, codeAssumed, r.AssumedMicro}} {
		members := by[class.fate]
		if len(members) == 0 {
			continue
		}
		amount, err := money.MulDiv(int64(len(members)), class.unit, s.perMinor)
		if err != nil {
			return err
		}
		if err := s.charge(Line{
			Code: class.code, Rule: r.ID, Qty: int64(len(members)),
			UnitMicro: class.unit, Amount: amount, members: members,
		}); err != nil {
			return err
		}
	}
	return nil
}

// conversions charges orders won: a flat fee each, and a share of what was
// paid for them all, rounded once.
func (s *segment) conversions(r *Rule, by *[fates][]int) error {
	won := by[billed]
	var kept money.Amount
	var err error
	for _, i := range won {
		if kept, err = money.Add(kept, s.g.rows[i].net); err != nil {
			return err
		}
	}
	if r.FeeMinor > 0 && len(won) > 0 {
		amount, err := money.MulDiv(int64(len(won)), int64(r.FeeMinor), 1)
		if err != nil {
			return err
		}
		unit, err := money.MulDiv(int64(r.FeeMinor), s.perMinor, 1)
		if err != nil {
			return err
		}
		if err := s.charge(Line{
			Code: codeFee, Rule: r.ID, Qty: int64(len(won)), UnitMicro: int64(unit), Amount: amount, members: won,
		}); err != nil {
			return err
		}
	}
	if r.BP > 0 && len(won) > 0 {
		amount, err := money.MulDiv(int64(kept), r.BP, 10_000)
		if err != nil {
			return err
		}
		if err := s.charge(Line{
			Code: codeShare, Rule: r.ID, Qty: int64(len(won)), Amount: amount, members: won,
			Dims: map[string]string{"net_minor": decimal(kept), "bp": decimal(r.BP)},
		}); err != nil {
			return err
		}
	}
	return nil
}

// seats charges booked capacity, whether or not anything came.
func (s *segment) seats(r *Rule) error {
	var seats int64
	var members []int
	for i, b := range s.g.bookings {
		if s.span.Holds(b.Start) && (r.Channel == "" || r.Channel == b.Channel) {
			seats += b.Capacity
			members = append(members, i)
		}
	}
	if seats == 0 {
		return nil
	}
	amount, err := money.MulDiv(seats, r.SeatMicro, s.perMinor)
	if err != nil {
		return err
	}
	return s.charge(Line{
		Code: codeSeat, Rule: r.ID, Qty: seats, UnitMicro: r.SeatMicro, Amount: amount, members: members,
	})
}
