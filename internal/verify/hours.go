package verify

import (
	"math/big"
	"slices"
	"time"
)

// between tells whether an instant lies in hours of the contract's zone: from
// <= clock < till, over midnight when till comes first, always when none are set.
func (c *contract) between(t time.Time, from, till string) bool {
	if from == "" && till == "" {
		return true
	}
	clock := t.In(c.zone).Format("15:04") // texts of one form compare as times do
	if till == "24:00" {
		till = "00:00"
	}
	if from == "24:00" {
		from = "00:00"
	}
	if from < till {
		return from <= clock && clock < till
	}
	return from <= clock || clock < till
}

// surchargeAt is the surcharge of an instant: the dearest that holds, of equals
// the first, and nil for none.
func (v *version) surchargeAt(c *contract, t time.Time) *surcharge {
	var best *surcharge
	for i := range v.Rates {
		s := &v.Rates[i]
		if !c.between(t, s.From, s.Till) || (best != nil && s.BP <= best.BP) {
			continue
		}
		if len(s.Dates) == 0 || slices.Contains(s.Dates, t.In(c.zone).Format(time.DateOnly)) {
			best = s
		}
	}
	return best
}

// listed is the price that a surcharge is a share of: the first tier's, the
// price class's, or the seat's.
func (r *rule) listed(sure bool) int64 {
	switch {
	case r.Kind == "seat":
		return r.SeatMicro
	case r.Kind == "resolution" && sure:
		return r.ConfirmedMicro
	case r.Kind == "resolution":
		return r.AssumedMicro
	case len(r.Tiers) > 0:
		return r.Tiers[0].UnitMicro
	}
	return 0
}

// priceAt is the list price with the surcharge of the hour: what makes one row
// of a case dearer than another.
func (j *judged) priceAt(c *contract, sure bool) int64 {
	unit := j.rule.listed(sure)
	if s := j.version.surchargeAt(c, j.At); s != nil {
		unit += unit / 10_000 * s.BP
	}
	return unit
}

// surcharges adds a line for each surcharge and rule that something was paid
// under in its hours.
func (a *account) surcharges() {
	for i := range a.version.Rates {
		s := &a.version.Rates[i]
		for k := range a.version.Rules {
			switch r := &a.version.Rules[k]; r.Kind {
			case "conversation", "resolution":
				a.surcharge(s, r)
			case "seat":
				a.seatSurcharge(s, r)
			}
		}
	}
}

func (a *account) surcharge(s *surcharge, r *rule) {
	in := func(j *judged) bool { return a.version.surchargeAt(a.contract, j.At) == s }
	paid := a.of(r, func(j *judged) bool { return j.pays && in(j) })
	classes := map[bool]int64{}
	for _, j := range paid {
		classes[r.Kind == "conversation" || j.is("confirmed")]++
	}
	if len(paid) > 0 {
		amount := a.extra(s, r, classes[true], true)
		if r.Kind == "resolution" {
			amount.Add(amount, a.extra(s, r, classes[false], false))
		}
		a.charge(&line{code: "surcharge", rule: r.ID, tier: s.ID, qty: int64(len(paid)), amount: amount, members: paid})
	}
	if r.Kind == "conversation" {
		spoken := int64(len(a.of(r, func(j *judged) bool { return !j.quiet && in(j) })))
		waived := int64(len(a.of(r, func(j *judged) bool { return a.waives(j) && in(j) })))
		a.waived.Add(a.waived, a.extra(s, r, spoken, true))
		a.waived.Sub(a.waived, a.extra(s, r, spoken-waived, true))
	}
}

func (a *account) seatSurcharge(s *surcharge, r *rule) {
	l := &line{code: "seat_surcharge", rule: r.ID, tier: s.ID}
	for _, b := range a.facts.bookings {
		if a.period.holds(b.Start) && (r.Channel == "" || r.Channel == b.Channel) && a.version.surchargeAt(a.contract, b.Start) == s {
			l.qty += b.Capacity
			l.bookings = append(l.bookings, b)
		}
	}
	if l.qty > 0 {
		l.amount = a.extra(s, r, l.qty, true)
		a.charge(l)
	}
}

// extra is the surcharge of n units: the list price's share, rounded to
// millionths, times n, rounded to minor units.
func (a *account) extra(s *surcharge, r *rule, n int64, sure bool) *big.Int {
	micro := over(times(r.listed(sure), s.BP), 10_000)
	return over(micro.Mul(micro, big.NewInt(n)), a.contract.microPerMinor())
}
