package plan

// The walk where a change of brand is charged. A window is offered once for
// each brand. What is best after an entry is then either the best of all that
// may follow, charged as if the brand changed, or the best that goes on with
// the same brand. The first is charged too much only where the second is no
// worse, so two tables are exact and no brand is a dimension of them.

// kept is what the walk keeps of the brands of the entries at hand.
type kept struct {
	charge int64   // of a change, in the walk at hand
	brand  []int32 // by entry
	peer   []int32 // the next entry of the same brand, or the end
	again  []int32 // the first of them that may follow after a rest, or the end
	last   []int32 // by brand, memory of linkBrands
	same   []int64 // memory of walkBrands
}

// solveBrands is solve where a change costs something. Few schedules change
// brands even where it costs nothing, and the best of all that has no change is
// the best: only the others are walked again, with every brand.
func (s *scheduler) solveBrands(who *person) (value, upper int64) {
	if table := s.table; table != nil {
		s.kept.charge = 0
		if value, upper = s.solvePlain(who); s.changes() == 0 {
			return value, upper
		}
		s.loadBy(int(s.agent), table, true)
	}
	s.kept.charge = s.p.change
	return s.solvePlain(who)
}

// offerBrands offers entry i once for each brand: at its best kind, and only
// where that could be better than the best of all brands, which may cost two
// changes more.
func (s *scheduler) offerBrands(i int32, row []int64, wage int64, g *group) {
	p := s.p
	e := p.entry[p.first[s.agent]+i]
	w := e &^ bridgeFlag
	best := g.best(row)
	if best <= impossible/2 || best <= wage && e&bridgeFlag == 0 && p.agent[s.agent].minUnits == 0 {
		return
	}
	for _, places := range g.houses {
		kind, value := none, impossible
		for _, q := range places {
			if v := row[g.kind[q]] - g.missed[q]; v > value {
				kind, value = g.kind[q], v
			}
		}
		dear := value < best && value <= best-2*p.change
		if value <= impossible/2 || dear || value <= wage && e&bridgeFlag == 0 && p.agent[s.agent].minUnits == 0 {
			continue
		}
		s.offer(i, &p.windows[w], value-wage, p.slotAt[int(w)*p.kinds+int(kind)], false)
	}
}

// linkBrands finds for every entry who goes on with its brand.
func (s *scheduler) linkBrands() {
	n := int32(len(s.at))
	b := &s.kept
	b.brand, b.peer, b.again = grown(b.brand, int(n)), grown(b.peer, int(n)), grown(b.again, int(n))
	b.last = grown(b.last, s.p.brands)
	for i := range b.last {
		b.last[i] = n
	}
	for i := n - 1; i >= 0; i-- {
		b.brand[i] = s.p.brandOf(s.slot[i])
		b.peer[i] = b.last[b.brand[i]]
		b.last[b.brand[i]] = i
		j := b.peer[i]
		for j < s.after[i] {
			j = b.peer[j]
		}
		b.again[i] = j
	}
}

// brandTable is table with the best from an entry on for whoever comes from
// the same brand: same[i] may leave i, but then goes on as i's brand would.
type brandTable struct {
	table
	same []int64
	toll int64
}

func (t *brandTable) sameAt(i, d int32) []int64 {
	o := (i*t.wide + d) * t.deep
	return t.same[o : o+t.deep]
}

// walkBrands is walkFree at a toll a unit when who is nil, else walkCounted.
func (s *scheduler) walkBrands(who *person, count int32, capped bool, toll int64) int64 {
	n := int32(len(s.at))
	t := brandTable{table: table{wide: s.dayUnits + 1, deep: count + 1, capped: capped}, toll: toll}
	row := t.wide * t.deep
	whole := int((n + 1) * row)
	s.best, s.kept.same = grown(s.best, 2*whole), grown(s.kept.same, whole)
	t.from, t.done, t.same = s.best[:whole], s.best[whole:], s.kept.same
	for d := range t.wide {
		end := t.fromAt(n, d)
		clear(end)
		if who != nil {
			s.fairEnd(end, who)
		}
		copy(t.sameAt(n, d), end)
	}
	for i := n - 1; i >= 0; i-- {
		length := s.dayLength(i)
		for d := range t.wide - length {
			s.followBrands(&t, i, d)
		}
		for d := range t.wide {
			s.startBrands(&t, i, d, length)
		}
	}
	s.traceBrands(&t)
	return t.fromAt(0, t.wide-1)[count]
}

// gain is what working j is worth to whoever comes from i.
func (s *scheduler) gain(t *brandTable, i, j int32) int64 {
	v := s.value[j] - t.toll*int64(s.win[j].units)
	if s.kept.brand[i] != s.kept.brand[j] {
		v -= s.p.change
	}
	return v
}

// followBrands fills done[i][d]: the best after working i.
func (s *scheduler) followBrands(t *brandTable, i, d int32) {
	out := t.doneAt(i, d)
	fill(out, impossible)
	if q := s.after[i]; !s.skips(i, q) {
		for k, x := range t.fromAt(q, s.left(i, q, d)) {
			out[k] = x - s.p.change
		}
	}
	if q := s.kept.again[i]; !s.skips(i, q) {
		for k, x := range t.sameAt(q, s.left(i, q, d)) {
			out[k] = max(out[k], x)
		}
	}
	for j := s.touch[i]; int(j) < len(s.at) && s.win[j].start == s.win[i].end; j++ {
		if rest := s.left(i, j, d) - s.dayLength(j); rest >= 0 && !s.skips(i, j) {
			t.improve(out, t.doneAt(j, rest), s.gain(t, i, j), s.win[j].units)
		}
	}
}

// startBrands fills from[i][d] and same[i][d]: the best when i may be worked or
// left.
func (s *scheduler) startBrands(t *brandTable, i, d, length int32) {
	from, same := t.fromAt(i, d), t.sameAt(i, d)
	fill(from, impossible)
	fill(same, impossible)
	if !s.must[i] {
		copy(from, t.fromAt(i+1, s.left(i, i+1, d)))
		if q := s.kept.peer[i]; !s.skips(i, q) {
			copy(same, t.sameAt(q, s.left(i, q, d)))
		}
	}
	if length <= d {
		t.improve(from, t.doneAt(i, d-length), s.gain(t, i, i), s.win[i].units)
		t.improve(same, t.doneAt(i, d-length), s.gain(t, i, i), s.win[i].units)
	}
}

// step is where a trace stands; same tells which table it walks.
type step struct {
	i, d, k int32
	same    bool
}

func (s *scheduler) traceBrands(t *brandTable) {
	n := int32(len(s.at))
	s.take = s.take[:0]
	for x := (step{0, t.wide - 1, t.deep - 1, false}); x.i < n; {
		if next, ok := s.leaves(t, x); ok {
			x = next
			continue
		}
		s.take = append(s.take, x.i)
		x.d -= s.dayLength(x.i)
		x.k = t.spend(x.k, s.win[x.i].units)
		for again := true; again; {
			x, again = s.stepBrands(t, x)
		}
	}
}

// leaves tells whether the best leaves the entry out, and where it goes on.
func (s *scheduler) leaves(t *brandTable, x step) (step, bool) {
	at, q := t.fromAt, x.i+1
	if x.same {
		at, q = t.sameAt, s.kept.peer[x.i]
	}
	d := s.left(x.i, q, x.d)
	if s.must[x.i] || s.skips(x.i, q) || at(x.i, x.d)[x.k] != at(q, d)[x.k] {
		return x, false
	}
	return step{q, d, x.k, x.same}, true
}

// stepBrands goes on after working an entry, and tells whether a touching one
// was taken, so that the block goes on.
func (s *scheduler) stepBrands(t *brandTable, x step) (next step, again bool) {
	i := x.i
	value := t.doneAt(i, x.d)[x.k]
	if q := s.kept.again[i]; !s.skips(i, q) && value == t.sameAt(q, s.left(i, q, x.d))[x.k] {
		return step{q, s.left(i, q, x.d), x.k, true}, false
	}
	if q := s.after[i]; !s.skips(i, q) && value == t.fromAt(q, s.left(i, q, x.d))[x.k]-s.p.change {
		return step{q, s.left(i, q, x.d), x.k, false}, false
	}
	for j := s.touch[i]; int(j) < len(s.at) && s.win[j].start == s.win[i].end; j++ {
		rest, less := s.left(i, j, x.d)-s.dayLength(j), t.spend(x.k, s.win[j].units)
		if rest >= 0 && less >= 0 && !s.skips(i, j) && value == s.gain(t, i, j)+t.doneAt(j, rest)[less] {
			s.take = append(s.take, j)
			return step{j, rest, less, x.same}, true
		}
	}
	return step{int32(len(s.at)), x.d, x.k, false}, false
}

func fill(list []int64, v int64) {
	for i := range list {
		list[i] = v
	}
}
