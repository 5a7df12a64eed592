package rota

import "math/rand/v2"

// draft is a rota in the making. Every employee's schedule is legal at every
// moment; cover may be missed, at its cost.
type draft struct {
	m     *market
	one   *scheduler
	work  [][]int
	count []int // by [day*shifts+shift]
	cost  []int64
}

func newDraft(m *market) *draft {
	d := &draft{m: m, one: m.mine[0], count: make([]int, len(m.need)), cost: make([]int64, len(m.need))}
	for range m.in.Employees {
		days := make([]int, m.in.Days)
		for i := range days {
			days[i] = Free
		}
		d.work = append(d.work, days)
	}
	return d
}

// put gives an employee another schedule.
func (d *draft) put(e int, days []int) {
	shifts := len(d.m.in.Shifts)
	for day, s := range d.work[e] {
		if s != Free {
			d.count[day*shifts+s]--
		}
	}
	copy(d.work[e], days)
	for day, s := range d.work[e] {
		if s != Free {
			d.count[day*shifts+s]++
		}
	}
}

// worth is what one more on a shift of a day saves as the rota stands.
func (d *draft) worth(k int) int64 {
	if d.count[k] >= d.m.need[k] {
		return -d.m.over[k]
	}
	return d.m.under[k]
}

// answer gives an employee, who works nothing yet, the cheapest schedule where
// one more on a shift is worth so much.
func (d *draft) answer(e int, worth func(k int) int64) bool {
	who := &d.m.in.Employees[e]
	for k := range d.cost {
		d.cost[k] = int64(who.wish[k])*scale - worth(k)
	}
	_, _, ok := d.one.solve(who, d.cost)
	if ok {
		d.put(e, d.one.days)
	}
	return ok
}

// settle lets employees answer in turn until nobody gains.
func (d *draft) settle(list []int, best int) int {
	free := make([]int, d.m.in.Days)
	for i := range free {
		free[i] = Free
	}
	had := make([]int, d.m.in.Days)
	for at, content := 0, 0; content < len(list); at = (at + 1) % len(list) {
		e := list[at]
		copy(had, d.work[e])
		d.put(e, free)
		if !d.answer(e, d.worth) {
			d.put(e, had)
		}
		content++
		switch now := Cost(d.m.in, d.work); {
		case now < best:
			best, content = now, 1 // whoever gained has nothing better before another moves
		case now > best:
			d.put(e, had)
		}
	}
	return best
}

// begin gives everyone a first schedule.
func (d *draft) begin(price []int64, draw *rand.Rand) (loser int, ok bool) {
	d.clear()
	if left := d.dive(draw.Perm(len(d.work)), price); len(left) > 0 {
		return left[0], false
	}
	return 0, true
}

// clear takes everyone out.
func (d *draft) clear() {
	for e := range d.work {
		for day := range d.work[e] {
			d.work[e][day] = Free
		}
	}
	clear(d.count)
}

// round takes a few employees out, gives them new schedules at shaken prices,
// lets them settle, and keeps what costs at most so much.
func (d *draft) round(price []int64, draw *rand.Rand, now, most int) int {
	bargaining := draw.IntN(bargainOne) == 0
	some := 2 + draw.IntN(4)
	if bargaining {
		some = 4 + draw.IntN(len(d.work))/2
	}
	list := d.gather(some, draw)
	had := make([][]int, len(list))
	free := make([]int, d.m.in.Days)
	for i := range free {
		free[i] = Free
	}
	for i, e := range list {
		had[i] = append([]int(nil), d.work[e]...)
		d.put(e, free)
	}
	if bargaining {
		d.dive(list, price)
	} else {
		d.turns(list, d.shaken(price, draw))
	}
	for i, e := range list {
		if d.idle(e) {
			d.put(e, had[i])
		}
	}
	if next := d.settle(list, Cost(d.m.in, d.work)); next <= most {
		return next
	}
	for i, e := range list {
		d.put(e, had[i])
	}
	return now
}

// turns lets employees take schedules one after another.
func (d *draft) turns(list []int, worth func(k int) int64) {
	for _, e := range list {
		d.answer(e, worth)
	}
}

// idle tells that an employee works nothing, which may be against the rules.
func (d *draft) idle(e int) bool {
	for _, s := range d.work[e] {
		if s != Free {
			return false
		}
	}
	return true
}

// shaken is worth with some chance in it. Cover costs a hundred times a wish:
// shaken as coarsely as cover is dear, nobody's wish would be heard, so most
// rounds shake as finely as wishes differ, and a few let a short shift pay no
// more than its price.
func (d *draft) shaken(price []int64, draw *rand.Rand) func(k int) int64 {
	if draw.IntN(4) == 0 {
		shake := draw.Float64()
		return func(k int) int64 {
			if d.count[k] >= d.m.need[k] {
				return -d.m.over[k]
			}
			return price[k] + int64(shake*draw.Float64()*float64(d.m.under[k]-price[k]))
		}
	}
	reach := int64(scale) << draw.IntN(7)
	return func(k int) int64 { return d.worth(k) + draw.Int64N(2*reach+1) - reach }
}

// gather picks employees around a shift whose cover is missed, or at random.
func (d *draft) gather(n int, draw *rand.Rand) []int {
	n = min(n, len(d.work))
	list := draw.Perm(len(d.work))
	var loose []int
	for k, c := range d.count {
		if d.m.covered[k] && c != d.m.need[k] {
			loose = append(loose, k)
		}
	}
	if len(loose) == 0 || draw.IntN(3) == 0 {
		return list[:n]
	}
	k := loose[draw.IntN(len(loose))]
	day, shift := k/len(d.m.in.Shifts), k%len(d.m.in.Shifts)
	// First those whose day can change it: who work it when too many do, and
	// who do not when too few do.
	var first, rest []int
	for _, e := range list {
		if (d.work[e][day] == shift) == (d.count[k] > d.m.need[k]) {
			first = append(first, e)
		} else {
			rest = append(rest, e)
		}
	}
	half := min((n+1)/2, len(first))
	return append(first[:half:half], append(rest, first[half:]...)[:n-half]...)
}
