package rate

import (
	"math"
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// count makes the tallies of a version's stretch from rows.
func (g *gathered) count(index int, span Span, u *under) (*tallies, error) {
	t := g.terms[index]
	sums := newTallies(t.version)
	days := newDays(t)
	if err := g.countRows(index, span, sums, days, u); err != nil {
		return nil, err
	}
	days.count(sums)
	return sums, g.seat(t, span, sums, u)
}

func (g *gathered) countRows(index int, span Span, sums *tallies, days *shopperDays, u *under) error {
	t := g.terms[index]
	if t.perDay != 0 {
		g.nameShoppers()
	}
	for i := range g.rows {
		r := &g.rows[i]
		if r.version != index || !span.Holds(r.At) {
			continue
		}
		s := t.look(r.class, &r.standing, r.rule, r.fate, r.speak, r.At, r.openedAt())
		s.since = r.heldSince.UnixMicro()
		if err := sums.add(&s, 1, t.perDay); err != nil {
			return err
		}
		days.add(&s, r.who, r.At)
		if u != nil {
			u.add(i, &s)
		}
	}
	return nil
}

// nameShoppers numbers the shoppers, once; a row without one keeps 0.
func (g *gathered) nameShoppers() {
	if g.shoppers != nil {
		return
	}
	g.shoppers = map[string]int32{}
	for i := range g.rows {
		r := &g.rows[i]
		if r.Shopper == "" {
			continue
		}
		who, known := g.shoppers[r.Shopper]
		if !known {
			who = int32(len(g.shoppers) + 1)
			g.shoppers[r.Shopper] = who
		}
		r.who = who
	}
}

// openedAt is when the conversation began, where its teller says so.
func (o *Outcome) openedAt() time.Time {
	if o.OpenedAt != nil {
		return *o.OpenedAt
	}
	return o.At
}

// seat counts the capacity that was kept ready in the stretch.
func (g *gathered) seat(t *terms, span Span, sums *tallies, u *under) error {
	for i, b := range g.bookings {
		if !span.Holds(b.Start) {
			continue
		}
		var err error
		if sums.booked, err = money.Add(sums.booked, b.ValueMinor); err != nil {
			return err
		}
		w := -1
		if len(t.windows) > 0 {
			w = t.windowOf(b.Start)
		}
		for k := range t.version.Rules {
			if !t.version.Rules[k].seats(b) {
				continue
			}
			if b.Capacity > math.MaxInt64-sums.rules[k].seats {
				return money.ErrOverflow
			}
			sums.rules[k].seats += b.Capacity
			if w >= 0 {
				sums.rules[k].windows[w].seats += b.Capacity
			}
			if u == nil {
				continue
			}
			u.rules[k].seats = append(u.rules[k].seats, i)
			if w >= 0 {
				u.rules[k].seatsIn[w] = append(u.rules[k].seatsIn[w], i)
			}
		}
	}
	return nil
}

// seats tells whether the rule charges the booking.
func (r *Rule) seats(b *Booking) bool {
	return r.Kind == KindSeat && (r.Channel == "" || r.Channel == b.Channel)
}

// shopperDays measures the guarantees that count a shopper's day and not a
// conversation: a day is good when each of its conversations is. A shopper
// without a name is one of their own.
type shopperDays struct {
	t     *terms
	alone int64
	bad   map[shopperDay]set
	seen  map[shopperDay]set
}

type shopperDay struct {
	shopper int32 // 0: without a name
	alone   int64
	day     string
}

func newDays(t *terms) *shopperDays {
	d := &shopperDays{t: t}
	if t.perDay != 0 {
		d.bad, d.seen = map[shopperDay]set{}, map[shopperDay]set{}
	}
	return d
}

func (d *shopperDays) add(s *seen, shopper int32, at time.Time) {
	counts := s.counts & d.t.perDay
	if counts == 0 {
		return
	}
	k := shopperDay{shopper: shopper, day: at.In(d.t.zone).Format(time.DateOnly)}
	if shopper == 0 {
		d.alone++
		k.alone = d.alone
	}
	d.seen[k] |= counts
	d.bad[k] |= counts &^ s.good
}

func (d *shopperDays) count(sums *tallies) {
	for k, counts := range d.seen {
		for i := range sums.floors {
			if !counts.has(i) {
				continue
			}
			sums.floors[i].counted++
			if !d.bad[k].has(i) {
				sums.floors[i].good++
			}
		}
	}
}
