package plan

// impossible is less than any sum and can still be added to.
const impossible = -int64(1) << 61

// scheduler finds one agent's best legal schedule at given values. It belongs
// to one goroutine; its memory is reused from agent to agent.
type scheduler struct {
	p     *problem
	agent int32   // at hand
	table []int64 // what their entries were loaded from, until solved; nil when offered one by one

	// The entries of the agent at hand that can matter, in order of start.
	at    []int32 // index among the agent's entries
	win   []*window
	value []int64
	slot  []int32
	after []int32 // first entry that may follow after a rest
	touch []int32 // first entry that starts where this one ends, or later
	must  []bool  // pinned: may not be left out
	pins  bool

	dayUnits int32 // most units a day; 0 when no day can be too long
	take     []int32
	free     []int64 // memory of walkFree and walkCounted
	best     []int64
	kept     kept
}

// reset begins a new agent.
func (s *scheduler) reset() {
	s.at, s.win, s.value, s.slot, s.must = s.at[:0], s.win[:0], s.value[:0], s.slot[:0], s.must[:0]
	s.pins, s.table = false, nil
}

// offer adds an entry.
func (s *scheduler) offer(at int32, w *window, value int64, slot int32, must bool) {
	s.at = append(s.at, at)
	s.win = append(s.win, w)
	s.value = append(s.value, value)
	s.slot = append(s.slot, slot)
	s.must = append(s.must, must)
	s.pins = s.pins || must
}

// solve finds the schedule of greatest value: the sum of the values of the
// entries worked less the unfairness of working too little. It returns that
// value and leaves the entries in take. upper is never less than the greatest
// value; it equals it but for instances too fine to count (see walkPriced). The
// table that was loaded must be as it was.
func (s *scheduler) solve(who *person) (value, upper int64) {
	if s.p.change > 0 {
		return s.solveBrands(who)
	}
	return s.solvePlain(who)
}

func (s *scheduler) solvePlain(who *person) (value, upper int64) {
	s.take = s.take[:0]
	if len(s.at) == 0 {
		v := -s.p.unfairness(who, 0)
		return v, v
	}
	s.link(who)
	if who.minUnits == 0 {
		v := s.walkFree(0)
		if s.units() <= who.units {
			return v, v
		}
	}
	return s.walkLimited(who)
}

// pick is one slot of a schedule, by the agent's entry.
type pick struct{ at, slot int32 }

// schedule copies the one in take.
func (s *scheduler) schedule(into []pick) []pick {
	into = into[:0]
	for _, i := range s.take {
		into = append(into, pick{s.at[i], s.slot[i]})
	}
	return into
}

// units is the length of the schedule in take.
func (s *scheduler) units() int32 {
	var n int32
	for _, i := range s.take {
		n += s.win[i].units
	}
	return n
}

// link finds for every entry what may come after it, and whether any day can
// be too long at all.
func (s *scheduler) link(who *person) {
	n := len(s.at)
	s.after, s.touch = grown(s.after, n), grown(s.touch, n)
	long := false
	dayFrom, dayLength := 0, int32(0)
	for i := range n {
		w := s.win[i]
		if s.win[dayFrom].day != w.day {
			dayFrom, dayLength = i, 0
		}
		dayLength += w.units
		long = long || dayLength > who.dayUnits
		j := int32(i + 1)
		for int(j) < n && s.win[j].start < w.end {
			j++
		}
		s.touch[i] = j
		for int(j) < n && s.win[j].start < w.end+who.rest {
			j++
		}
		s.after[i] = j
	}
	s.dayUnits = 0
	if long {
		s.dayUnits = who.dayUnits
	}
	if s.kept.charge > 0 {
		s.linkBrands()
	}
}

// dayLength is what entry i takes of its day.
func (s *scheduler) dayLength(i int32) int32 {
	if s.dayUnits == 0 {
		return 0
	}
	return s.win[i].units
}

// left is what is left of the day of entry j when left is left of the day of
// entry i and nothing was worked between.
func (s *scheduler) left(i, j, left int32) int32 {
	if int(j) < len(s.win) && s.win[j].day == s.win[i].day {
		return left
	}
	return s.dayUnits
}

// skips tells whether a pinned entry lies strictly between i and j.
func (s *scheduler) skips(i, j int32) bool {
	if !s.pins {
		return false
	}
	for k := i + 1; k < j; k++ {
		if s.must[k] {
			return true
		}
	}
	return false
}

// walkFree solves without a limit on the hours in all, at toll a unit.
//
// from[i][d] is the best from entry i on, with d units left of i's day, and
// done[i][d] the best after working i: a touching entry at once, or anything
// after a rest.
func (s *scheduler) walkFree(toll int64) int64 {
	if s.kept.charge > 0 {
		return s.walkBrands(nil, 0, false, toll)
	}
	n, wide := int32(len(s.at)), s.dayUnits+1
	s.free = grown(s.free, int((2*n+1)*wide))
	from, done := s.free[:(n+1)*wide], s.free[(n+1)*wide:(2*n+1)*wide]
	for d := range wide {
		from[n*wide+d] = 0
	}
	for i := n - 1; i >= 0; i-- {
		length := s.dayLength(i)
		gain := s.value[i] - toll*int64(s.win[i].units)
		for d := range wide - length {
			done[i*wide+d] = s.follow(i, d, wide, toll, from, done)
		}
		for d := range wide {
			best := from[(i+1)*wide+s.left(i, i+1, d)]
			if s.must[i] {
				best = impossible
			}
			if length <= d {
				best = max(best, gain+done[i*wide+d-length])
			}
			from[i*wide+d] = best
		}
	}
	s.traceFree(toll, from, done)
	return from[wide-1]
}

// follow is the best after working i with d units left of its day.
func (s *scheduler) follow(i, d, wide int32, toll int64, from, done []int64) int64 {
	q := s.after[i]
	best := impossible
	if !s.skips(i, q) {
		best = from[q*wide+s.left(i, q, d)]
	}
	for j := s.touch[i]; int(j) < len(s.at) && s.win[j].start == s.win[i].end; j++ {
		rest := s.left(i, j, d) - s.dayLength(j)
		if rest >= 0 && !s.skips(i, j) {
			best = max(best, s.value[j]-toll*int64(s.win[j].units)+done[j*wide+rest])
		}
	}
	return best
}

// traceFree reads the schedule back: integers are equal exactly where the walk
// took them from.
func (s *scheduler) traceFree(toll int64, from, done []int64) {
	n, wide := int32(len(s.at)), s.dayUnits+1
	s.take = s.take[:0]
	i, d := int32(0), wide-1
	for i < n {
		if next := s.left(i, i+1, d); !s.must[i] && from[i*wide+d] == from[(i+1)*wide+next] {
			i, d = i+1, next
			continue
		}
		s.take = append(s.take, i)
		d -= s.dayLength(i)
		for again := true; again; {
			again = false
			q := s.after[i]
			value := done[i*wide+d]
			if !s.skips(i, q) && value == from[q*wide+s.left(i, q, d)] {
				i, d = q, s.left(i, q, d)
				break
			}
			for j := s.touch[i]; j < n && s.win[j].start == s.win[i].end; j++ {
				rest := s.left(i, j, d) - s.dayLength(j)
				if rest >= 0 && !s.skips(i, j) && value == s.value[j]-toll*int64(s.win[j].units)+done[j*wide+rest] {
					s.take = append(s.take, j)
					i, d, again = j, rest, true
					break
				}
			}
		}
	}
}

func grown[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n+n/2)
	}
	return s[:n]
}
