package rota

import "math"

// Employees who were taken out take turns, and the first takes what the last
// needed. So now and then they bargain: each says what they would do at the same
// prices, and the prices of what all of them want fall, of what nobody wants
// rise, until their wishes nearly fit what is left to cover. Then an eighth of
// them take what they want for good, and the others bargain on.

const (
	bargainOne = 10   // one round of so many
	bargains   = 6    // times that prices move before some are fixed
	fixedPart  = 8    // one of so many is fixed then
	firstMove  = 0.05 // of what one too few and one too many cost
	leastMoved = 1    // part of a move, a wish
)

// bargain finds the prices at which the employees of list, who work nothing,
// come near to what is left to cover.
func (d *draft) bargain(list []int, price []int64) []int64 {
	m := d.m
	at := make([]int64, len(price))
	copy(at, price)
	wanted := make([]int, len(price))
	for turn := range bargains {
		clear(wanted)
		for _, e := range list {
			who := &m.in.Employees[e]
			for k := range d.cost {
				d.cost[k] = int64(who.wish[k])*scale - at[k]
			}
			if _, _, ok := d.one.solve(who, d.cost); !ok {
				continue
			}
			for day, s := range d.one.days {
				if s != Free {
					wanted[day*len(m.in.Shifts)+s]++
				}
			}
		}
		move := firstMove * math.Pow(0.7, float64(turn))
		for k := range at {
			if !m.covered[k] {
				continue
			}
			miss := m.need[k] - d.count[k] - wanted[k]
			step := max(int64(move*float64(m.under[k]+m.over[k])), leastMoved*scale)
			switch {
			case miss > 0:
				at[k] = min(m.under[k], at[k]+step)
			case miss < 0:
				at[k] = max(-m.over[k], at[k]-step)
			}
		}
	}
	return at
}

// dive gives the employees of list, who work nothing, schedules at prices that
// they bargain for. Who finds none keeps nothing, and is told.
func (d *draft) dive(list []int, price []int64) (left []int) {
	for len(list) > 0 {
		price = d.bargain(list, price)
		n := max(1, len(list)/fixedPart)
		for _, e := range list[:n] {
			if !d.answer(e, func(k int) int64 { return min(d.worth(k), price[k]) }) {
				left = append(left, e)
			}
		}
		list = list[n:]
	}
	return left
}
