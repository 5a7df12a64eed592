package rate

import "slices"

// under is what each line counts, by index: rows, and bookings under a seat.
// Without evidence there is none, and every method answers nothing.
type under struct {
	g      *gathered
	rules  []underRule
	missed [][]int // by guarantee
}

type underRule struct {
	fates   [fates][]int
	windows [][]int
	seats   []int
	seatsIn [][]int // by surcharge
}

func newUnder(g *gathered, v *Version) *under {
	u := &under{g: g, rules: make([]underRule, len(v.Rules)), missed: make([][]int, len(v.Guarantees))}
	for i := range u.rules {
		u.rules[i].windows, u.rules[i].seatsIn = make([][]int, len(v.Rates)), make([][]int, len(v.Rates))
	}
	return u
}

// add notes row i.
func (u *under) add(i int, s *seen) {
	for k, bad := 0, s.counts&^s.good; bad>>k != 0; k++ {
		if bad.has(k) {
			u.missed[k] = append(u.missed[k], i)
		}
	}
	if s.rule < 0 {
		return
	}
	r := &u.rules[s.rule]
	r.fates[s.fate] = append(r.fates[s.fate], i)
	if s.window >= 0 && s.fate.paid() {
		r.windows[s.window] = append(r.windows[s.window], i)
	}
}

func (u *under) of(rule int, f fate) []int {
	if u == nil {
		return nil
	}
	return u.rules[rule].fates[f]
}

// inTurn is what a conversation rule bills, in the order in which it happened.
func (u *under) inTurn(rule int) []int {
	if u == nil {
		return nil
	}
	list := slices.Clone(u.rules[rule].fates[billed])
	slices.SortFunc(list, u.g.byTime)
	return list
}

func (u *under) seatsOf(rule int) []int {
	if u == nil {
		return nil
	}
	return u.rules[rule].seats
}

// inHours is what a surcharge of a rule counts.
func (u *under) inHours(window, rule int) []int {
	if u == nil {
		return nil
	}
	if r := &u.rules[rule]; len(r.seatsIn[window]) > 0 {
		return r.seatsIn[window]
	}
	return u.rules[rule].windows[window]
}

func (u *under) missing(guarantee int) []int {
	if u == nil {
		return nil
	}
	return u.missed[guarantee]
}
