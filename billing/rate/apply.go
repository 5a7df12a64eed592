package rate

import (
	"slices"
	"time"
)

// apply lays the corrections on each row. What a correction does may depend on
// when it counts (effective_at), never on the order in which it was received.
func (g *gathered) apply(c *Contract) {
	for i := range g.rows {
		r := &g.rows[i]
		r.standing = standing{
			flags: r.Flags, respMS: r.RespMS, csat: r.CSAT, paid: r.NetMinor, net: r.NetMinor,
			held: r.Flags.Has(Held), excused: r.Flags.Has(Excused) || g.inOutage(r),
		}
		r.heldSince = r.At
		if len(r.corrections) > 0 && r.version >= 0 {
			r.correct(&c.Versions[r.version])
		}
	}
}

func (r *row) correct(v *Version) {
	vest := r.vests(v)
	inTurn := slices.Clone(r.corrections)
	slices.SortStableFunc(inTurn, func(a, b *Correction) int { return a.EffectiveAt.Compare(b.EffectiveAt) })
	for _, x := range inTurn { // corrections were sorted by id, so ties go by id
		switch x.Kind {
		case Refund:
			if !x.EffectiveAt.After(vest) {
				r.net = max(0, r.net-x.Delta) // never below nothing: refunds beyond the price change nothing
			}
		case Cancel:
			if !r.Service.sells() || !x.EffectiveAt.After(vest) {
				r.cancelled = true
			}
		case Excuse:
			if x.Actor == ActorBoth {
				r.excused = true
			} else {
				r.oneSided = true
			}
		case Reopen:
			r.reopened = r.reopened || !x.EffectiveAt.After(r.At.Add(time.Duration(v.ReopenDays)*24*time.Hour))
		case FraudHold:
			r.held, r.heldSince = true, x.EffectiveAt
		case Release:
			r.held = false
		case DisputeUpheld:
			r.upheld = true
		}
	}
}

// vests is the instant after which a refund no longer takes the fee back.
func (r *row) vests(v *Version) time.Time {
	from := r.At
	if r.DeliveredAt != nil && r.DeliveredAt.After(from) {
		from = *r.DeliveredAt
	}
	days := int64(0)
	if r.rule >= 0 {
		days = v.Rules[r.rule].ClawbackDays
	}
	return from.Add(time.Duration(days) * 24 * time.Hour)
}

// inOutage tells whether r happened in an outage that both sides signed. Good
// and bad are left out alike, or a slow answer would cost more than none.
func (g *gathered) inOutage(r *row) bool {
	for _, e := range g.excusals {
		if e.signed() && (e.Channel == "" || e.Channel == r.Channel) && (Span{e.From, e.Till}).Holds(r.At) {
			return true
		}
	}
	return false
}
