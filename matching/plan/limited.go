package plan

// mostCells is how large a table walkCounted may fill. Slots of odd lengths
// make the common unit a minute or less and the table too large; then hours
// get a toll instead of a count.
const mostCells = 1 << 23

// walkLimited solves with a limit on the hours in all, or with hours below
// which the agent is treated unfairly.
func (s *scheduler) walkLimited(who *person) (value, upper int64) {
	var total int32
	for _, w := range s.win {
		total += w.units
	}
	capped := who.units < total
	count := who.units
	if !capped {
		count = min(total, who.minUnits)
	}
	if cells := int64(len(s.at)) * int64(s.dayUnits+1) * int64(count+1); cells > mostCells {
		return s.walkPriced(who)
	}
	v := s.walkCounted(who, count, capped)
	return v, v
}

// table is walkFree's two tables with one more dimension: the units left of
// all. They are left of the agent's limit when capped; else they are left of
// the hours that fairness asks for, and more work leaves none.
type table struct {
	from, done []int64
	wide, deep int32
	capped     bool
}

func (t *table) fromAt(i, d int32) []int64 {
	o := (i*t.wide + d) * t.deep
	return t.from[o : o+t.deep]
}

func (t *table) doneAt(i, d int32) []int64 {
	o := (i*t.wide + d) * t.deep
	return t.done[o : o+t.deep]
}

// spend is what is left of k after length more units, or less than none.
func (t *table) spend(k, length int32) int32 {
	if k -= length; k < 0 && !t.capped {
		return 0
	}
	return k
}

// walkCounted has the loops of walkBrands written out: a function for each of
// their two steps, taken as a value, makes a whole plan a seventh slower.
func (s *scheduler) walkCounted(who *person, count int32, capped bool) int64 {
	if s.kept.charge > 0 {
		return s.walkBrands(who, count, capped, 0)
	}
	n := int32(len(s.at))
	t := table{wide: s.dayUnits + 1, deep: count + 1, capped: capped}
	half := n * t.wide * t.deep
	s.best = grown(s.best, int(2*half+t.wide*t.deep))
	t.from, t.done = s.best[:half+t.wide*t.deep], s.best[half+t.wide*t.deep:]
	for d := range t.wide {
		s.fairEnd(t.fromAt(n, d), who)
	}
	for i := n - 1; i >= 0; i-- {
		length := s.dayLength(i)
		for d := range t.wide - length {
			s.followCounted(&t, i, d)
		}
		for d := range t.wide {
			s.startCounted(&t, i, d, length)
		}
	}
	s.traceCounted(&t)
	return t.fromAt(0, t.wide-1)[count]
}

// fairEnd fills a row of the end: what it is to have worked just so much.
func (s *scheduler) fairEnd(end []int64, who *person) {
	for k := range end {
		end[k] = -s.p.unfairness(who, int32(len(end)-1-k))
	}
}

// followCounted fills done[i][d]: the best after working i.
func (s *scheduler) followCounted(t *table, i, d int32) {
	out := t.doneAt(i, d)
	q := s.after[i]
	if s.skips(i, q) {
		for k := range out {
			out[k] = impossible
		}
	} else {
		copy(out, t.fromAt(q, s.left(i, q, d)))
	}
	for j := s.touch[i]; int(j) < len(s.at) && s.win[j].start == s.win[i].end; j++ {
		if rest := s.left(i, j, d) - s.dayLength(j); rest >= 0 && !s.skips(i, j) {
			t.improve(out, t.doneAt(j, rest), s.value[j], s.win[j].units)
		}
	}
}

// startCounted fills from[i][d]: the best when i may be worked or left.
func (s *scheduler) startCounted(t *table, i, d, length int32) {
	out := t.fromAt(i, d)
	if s.must[i] {
		for k := range out {
			out[k] = impossible
		}
	} else {
		copy(out, t.fromAt(i+1, s.left(i, i+1, d)))
	}
	if length <= d {
		t.improve(out, t.doneAt(i, d-length), s.value[i], s.win[i].units)
	}
}

// improve raises out by working units more for value.
func (t *table) improve(out, then []int64, value int64, units int32) {
	if !t.capped {
		for k := range out {
			out[k] = max(out[k], value+then[max(0, int32(k)-units)])
		}
		return
	}
	if int(units) >= len(out) {
		return
	}
	then = then[:len(out)-int(units)]
	out = out[units:]
	for k, x := range then {
		if x += value; x > out[k] {
			out[k] = x
		}
	}
}

func (s *scheduler) traceCounted(t *table) {
	n := int32(len(s.at))
	s.take = s.take[:0]
	i, d, k := int32(0), t.wide-1, t.deep-1
	for i < n {
		if next := s.left(i, i+1, d); !s.must[i] && t.fromAt(i, d)[k] == t.fromAt(i+1, next)[k] {
			i, d = i+1, next
			continue
		}
		s.take = append(s.take, i)
		d -= s.dayLength(i)
		k = t.spend(k, s.win[i].units)
		for again := true; again; {
			i, d, k, again = s.stepCounted(t, i, d, k)
		}
	}
}

// stepCounted goes on after working i, and tells whether a touching entry was
// taken, so that the block goes on.
func (s *scheduler) stepCounted(t *table, i, d, k int32) (nextI, nextD, nextK int32, again bool) {
	value := t.doneAt(i, d)[k]
	q := s.after[i]
	if left := s.left(i, q, d); !s.skips(i, q) && value == t.fromAt(q, left)[k] {
		return q, left, k, false
	}
	for j := s.touch[i]; int(j) < len(s.at) && s.win[j].start == s.win[i].end; j++ {
		rest, less := s.left(i, j, d)-s.dayLength(j), t.spend(k, s.win[j].units)
		if rest >= 0 && less >= 0 && !s.skips(i, j) && value == s.value[j]+t.doneAt(j, rest)[less] {
			s.take = append(s.take, j)
			return j, rest, less, true
		}
	}
	return int32(len(s.at)), d, k, false
}

// walkPriced puts a toll on every unit, just high enough for the schedule to
// keep the limit. The schedule is legal and near the best; upper is proven by
// weak duality: with toll m, no schedule within the limit is worth more than
// the tolled best and m times the limit. Fairness only ever takes away, so
// leaving it out of upper keeps upper valid.
func (s *scheduler) walkPriced(who *person) (value, upper int64) {
	var low, high int64
	for _, v := range s.value {
		high = max(high, v)
	}
	high++ // per unit: at this toll only what is pinned is worked
	upper = s.walkFree(0)
	best, found := s.take[:0:0], false
	try := func(toll int64) bool {
		u := s.walkFree(toll)
		if who.units < noUnits {
			upper = min(upper, u+toll*int64(who.units))
		}
		if s.units() > who.units {
			return false
		}
		if v := s.worth(who); !found || v > value {
			value, best, found = v, append(best[:0], s.take...), true
		}
		return true
	}
	if !try(0) {
		for low+1 < high {
			if mid := low + (high-low)/2; try(mid) {
				high = mid
			} else {
				low = mid
			}
		}
		try(high)
	}
	s.take = append(s.take[:0], best...)
	return value, upper
}

// worth is the value of the schedule in take.
func (s *scheduler) worth(who *person) int64 {
	v := -s.p.unfairness(who, s.units())
	if s.kept.charge > 0 {
		v -= s.changes()
	}
	for _, i := range s.take {
		v += s.value[i]
	}
	return v
}
