package rota

import "math"

// never is more than any schedule costs and can still be added to.
const never = int64(1) << 60

// scheduler finds one employee's cheapest legal schedule at given costs: a walk
// over the days with what binds them as the state: the run at hand, the
// weekends and the minutes so far. It belongs to one goroutine.
type scheduler struct {
	in   *Instance
	unit int // minutes; every shift and limit is counted in it

	who       *Employee
	cost      []int64 // [day*shifts+shift] of working it
	off, row  int     // longest run of days off and of work that is told apart
	states    int
	wide      int // minutes + 1
	counted   int // the kind of shift whose number is told apart, or Free
	counts    int // that number + 1, or 1
	cells     int // weekends x counts x minutes
	best      []int64
	days      []int // the schedule found
	toll      []int64
	tolled    []int64
	kept      []int
	forbidden [][]bool // [shift][next]
}

func newScheduler(in *Instance) *scheduler {
	s := &scheduler{in: in, days: make([]int, in.Days), kept: make([]int, in.Days), toll: make([]int64, len(in.Shifts)), tolled: make([]int64, in.Days*len(in.Shifts))}
	for _, f := range in.Shifts {
		a, b := f.Minutes, s.unit
		for b != 0 {
			a, b = b, a%b
		}
		s.unit = a
	}
	s.forbidden = make([][]bool, len(in.Shifts))
	for i, f := range in.Shifts {
		s.forbidden[i] = make([]bool, len(in.Shifts))
		for _, k := range f.Before {
			s.forbidden[i][k] = true
		}
	}
	return s
}

// size is how many cells the walk of an employee fills.
func (s *scheduler) size(who *Employee) int {
	s.shape(who)
	return s.in.Days * s.states * s.cells
}

func (s *scheduler) shape(who *Employee) {
	s.who = who
	s.off = max(1, min(who.LeastOff, s.in.Days))
	s.row = min(who.MostInRow, s.in.Days)
	s.states = s.off + s.row*len(s.in.Shifts)
	longest := 0
	for _, f := range s.in.Shifts {
		longest = max(longest, f.Minutes)
	}
	s.wide = min(who.MostMinutes, s.in.Days*longest)/s.unit + 1
	s.count(Free)
}

// count tells apart how often a kind of shift was worked; Free is none.
func (s *scheduler) count(kind int) {
	s.counted, s.counts = kind, 1
	if kind != Free {
		s.counts = min(s.who.MostOf[kind], s.in.Days) + 1
	}
	s.cells = (min(s.who.MostWeekends, (s.in.Days+1)/7) + 1) * s.counts * s.wide
}

// tolls is how often a limit on a kind of shift is priced anew.
const tolls = 24

// solve finds the schedule and leaves it in days. lower is proven: no legal
// schedule costs less. It equals value unless the limits on two kinds of shift
// bind, or one that is too much to count: the first is counted, the others are
// kept by a toll on the kind. ok is false when no legal schedule was found.
func (s *scheduler) solve(who *Employee, cost []int64) (value, lower int64, ok bool) {
	s.shape(who)
	s.cost = cost
	value, ok = s.walk()
	if kind := s.exceeded(); ok && kind != Free {
		if s.count(kind); s.in.Days*s.states*s.cells > mostCells {
			s.count(Free)
		} else {
			value, ok = s.walk()
		}
	}
	lower = value
	if !ok || s.exceeded() == Free {
		return value, lower, ok
	}
	return s.tollOthers(cost, lower)
}

// tollOthers keeps the limits that are not counted by a toll on their kinds.
func (s *scheduler) tollOthers(cost []int64, known int64) (value, lower int64, ok bool) {
	clear(s.toll)
	dearest := int64(1)
	for _, c := range cost {
		dearest = max(dearest, c, -c)
	}
	value, lower = never, known
	for round := range tolls {
		s.raise(dearest * 2 / int64(round+1))
		copy(s.tolled, cost)
		for i := range s.tolled {
			s.tolled[i] += s.toll[i%len(s.toll)]
		}
		s.cost = s.tolled
		v, legal := s.walk()
		if !legal {
			break
		}
		due := int64(0)
		for k, t := range s.toll {
			due += t * int64(s.who.MostOf[k])
		}
		lower = max(lower, v-due)
		if s.exceeded() == Free {
			if real := s.worth(cost); real < value {
				value, ok = real, true
				copy(s.kept, s.days)
			}
		}
	}
	copy(s.days, s.kept)
	return value, lower, ok
}

// raise moves the tolls towards the limits by a step.
func (s *scheduler) raise(step int64) {
	for k := range s.toll {
		switch n, most := s.worked(k), s.who.MostOf[k]; {
		case n > most:
			s.toll[k] += step
		case n < most:
			s.toll[k] = max(0, s.toll[k]-step/2)
		}
	}
}

// worked is how often the schedule works a kind of shift.
func (s *scheduler) worked(kind int) int {
	n := 0
	for _, d := range s.days {
		if d == kind {
			n++
		}
	}
	return n
}

// exceeded is a kind of shift that the schedule works too often, or Free.
func (s *scheduler) exceeded() int {
	for k, most := range s.who.MostOf {
		if s.worked(k) > most {
			return k
		}
	}
	return Free
}

func (s *scheduler) worth(cost []int64) int64 {
	sum := int64(0)
	for d, k := range s.days {
		if k != Free {
			sum += cost[d*len(s.in.Shifts)+k]
		}
	}
	return sum
}

// at is the row of cells of a day and a state.
func (s *scheduler) at(day, state int) []int64 {
	o := (day*s.states + state) * s.cells
	return s.best[o : o+s.cells]
}

func (s *scheduler) working(shift, row int) int { return s.off + shift*s.row + row - 1 }

// may tells whether the employee may work the shift on the day at all.
func (s *scheduler) may(day, shift int) bool {
	return s.row > 0 && !s.who.Off[day] && s.who.MostOf[shift] > 0
}

// jump is how far working a shift moves in a row of cells.
func (s *scheduler) jump(day, shift int, worked bool) int {
	j := s.in.Shifts[shift].Minutes / s.unit
	if day%7 == 5 || day%7 == 6 && !worked {
		j += s.counts * s.wide
	}
	if shift == s.counted {
		j += s.wide
	}
	return j
}

// walk fills the table day by day and reads the schedule back.
func (s *scheduler) walk() (int64, bool) {
	n := s.in.Days * s.states * s.cells
	if cap(s.best) < n {
		s.best = make([]int64, n)
	}
	s.best = s.best[:n]
	for i := range s.best {
		s.best[i] = never
	}
	// A run of days off that touches the beginning is long enough.
	s.at(0, s.off-1)[0] = 0
	for k := range s.in.Shifts {
		if s.may(0, k) {
			if j := s.jump(0, k, false); j < s.cells && s.in.Shifts[k].Minutes/s.unit < s.wide {
				s.at(0, s.working(k, 1))[j] = s.cost[k]
			}
		}
	}
	for day := 1; day < s.in.Days; day++ {
		s.rest(day)
		for k := range s.in.Shifts {
			if s.may(day, k) {
				s.work(day, k)
			}
		}
	}
	return s.trace()
}

// rest fills the states of a day off.
func (s *scheduler) rest(day int) {
	for o := range s.off {
		lower(s.at(day, min(o+1, s.off-1)), s.at(day-1, o))
	}
	for k := range s.in.Shifts {
		for row := 1; row <= min(s.row, day); row++ {
			if s.ends(day-1, row) {
				lower(s.at(day, 0), s.at(day-1, s.working(k, row)))
			}
		}
	}
}

// ends tells whether a block of so many days, the last of them day, may end:
// one that began on day 0 may have begun before.
func (s *scheduler) ends(day, row int) bool { return row >= s.who.LeastInRow || row == day+1 }

// work fills the states of working shift k.
func (s *scheduler) work(day, k int) {
	c := s.cost[day*len(s.in.Shifts)+k]
	s.shift(s.at(day, s.working(k, 1)), s.at(day-1, s.off-1), s.jump(day, k, false), k, c)
	for from := range s.in.Shifts {
		if s.forbidden[from][k] {
			continue
		}
		for row := 1; row < min(s.row, day+1); row++ {
			s.shift(s.at(day, s.working(k, row+1)), s.at(day-1, s.working(from, row)), s.jump(day, k, true), k, c)
		}
	}
}

func lower(to, from []int64) {
	for i, v := range from {
		to[i] = min(to[i], v)
	}
}

// shift lowers to by from moved by jump; minutes must not run over into the
// next weekend's cells.
func (s *scheduler) shift(to, from []int64, jump, k int, cost int64) {
	long := s.in.Shifts[k].Minutes / s.unit
	if long >= s.wide {
		return
	}
	for base := 0; base < s.cells; base += s.wide {
		if k == s.counted && base/s.wide%s.counts == s.counts-1 {
			continue // as often as they may
		}
		end := base + jump - long
		if end >= s.cells {
			return
		}
		src, dst := from[base:base+s.wide-long], to[end+long:end+s.wide]
		for i, v := range src {
			if v += cost; v < dst[i] {
				dst[i] = v
			}
		}
	}
}

// trace reads the cheapest schedule back: integers are equal exactly where the
// walk took them from.
func (s *scheduler) trace() (int64, bool) {
	least, state, cell := never/2, -1, 0
	need := (s.who.LeastMinutes + s.unit - 1) / s.unit
	last := s.in.Days - 1
	for r := range s.states {
		for c, v := range s.at(last, r) {
			if v < least && c%s.wide >= need {
				least, state, cell = v, r, c
			}
		}
	}
	if state < 0 {
		return never, false
	}
	for day := last; day >= 0; day-- {
		state, cell = s.back(day, state, cell)
	}
	return least, true
}

// back notes what was done on a day and returns the state before it.
func (s *scheduler) back(day, state, cell int) (int, int) {
	value := s.at(day, state)[cell]
	if state < s.off {
		s.days[day] = Free
		if day == 0 {
			return 0, 0
		}
		for o := range s.off {
			if min(o+1, s.off-1) == state && s.at(day-1, o)[cell] == value {
				return o, cell
			}
		}
		for k := range s.in.Shifts {
			for row := 1; row <= min(s.row, day); row++ {
				if r := s.working(k, row); s.ends(day-1, row) && s.at(day-1, r)[cell] == value {
					return r, cell
				}
			}
		}
		return 0, cell
	}
	k, row := (state-s.off)/s.row, (state-s.off)%s.row+1
	s.days[day] = k
	if day == 0 {
		return 0, 0
	}
	value -= s.cost[day*len(s.in.Shifts)+k]
	if row == 1 {
		return s.off - 1, cell - s.jump(day, k, false)
	}
	cell -= s.jump(day, k, true)
	for from := range s.in.Shifts {
		if r := s.working(from, row-1); !s.forbidden[from][k] && s.at(day-1, r)[cell] == value {
			return r, cell
		}
	}
	return math.MaxInt, 0
}
