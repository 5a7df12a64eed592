package route

// group is the agents of equal skills. Their seats are whole blocks of seat
// numbers, so that what is best of a group lies in a cache line or two; a
// group of several blocks keeps the least rank of each, and above them the
// least of every eight, and so on up to one block.
type group struct {
	in     []int32    // the lines it stands in
	blocks []int32    // its blocks of seats, in order of number
	above  [][]uint64 // none while one block is all
	vacant []Seat     // seats of its blocks where nobody sits, the least last
	skills []held
}

// block is how many ranks one rank stands for: a cache line of them.
const block = 8

// alone marks a block that is all of its group.
const alone = int32(-1)

// settle finds an empty seat in a group.
func (r *Router) settle(n int32) Seat {
	g := &r.groups[n]
	if len(g.vacant) == 0 {
		r.extend(n)
	}
	s := g.vacant[len(g.vacant)-1]
	g.vacant = g.vacant[:len(g.vacant)-1]
	return s
}

// extend gives a group another block of seats.
func (r *Router) extend(n int32) {
	g := &r.groups[n]
	from := Seat(len(r.seats))
	for i := Seat(block - 1); i >= 0; i-- {
		r.seats, r.who, r.rank = append(r.seats, seat{}), append(r.who, nobody), append(r.rank, most)
		g.vacant = append(g.vacant, from+i)
	}
	g.blocks = append(g.blocks, int32(from/block))
	r.groupOf, r.ordinal = append(r.groupOf, n), append(r.ordinal, int32(len(g.blocks)-1))
	if len(g.blocks) == 1 {
		r.ordinal[from/block] = alone
		return
	}
	r.ordinal[g.blocks[0]] = 0
	g.grow(least(r.rank, Seat(g.blocks[0])*block))
}

// grow makes room above for one block more; first is the least of the first
// block, for when nothing stood above it until now.
func (g *group) grow(first uint64) {
	need := len(g.blocks)
	for k := 0; need > 1; k++ {
		if k == len(g.above) {
			g.above = append(g.above, []uint64{first})
			for range block - 1 {
				g.above[k] = append(g.above[k], most)
			}
		}
		for len(g.above[k]) < need {
			for range block {
				g.above[k] = append(g.above[k], most)
			}
		}
		first = least(g.above[k], 0)
		need = (len(g.above[k]) + block - 1) / block
	}
}

// write gives a seat a rank and tells the lines that must not miss it.
func (r *Router) write(s Seat, rank uint64) {
	old := r.rank[s]
	if rank == old {
		return
	}
	r.rank[s] = rank
	b := s / block
	n := r.groupOf[b]
	first := r.ranks[n]
	if rank < first || rank == first && s < r.first[n] {
		if o := r.ordinal[b]; o != alone {
			r.groups[n].raise(o, rank)
		}
		r.ranks[n], r.first[n] = rank, s
		r.tell(n, rank, first)
		return
	}
	if o := r.ordinal[b]; o != alone {
		r.writeAmong(n, o, s, old, rank)
		return
	}
	if s == r.first[n] {
		first = least(r.rank, b*block)
		r.ranks[n], r.first[n] = first, b*block+find(r.rank, b*block, first)
	}
}

// writeAmong follows a rank in a group of several blocks that does not become
// its first.
func (r *Router) writeAmong(n, ordinal int32, s Seat, old, rank uint64) {
	g := &r.groups[n]
	head := g.above[0][ordinal]
	switch {
	case rank < head:
		g.raise(ordinal, rank)
		return
	case old != head:
		return
	}
	g.lower(ordinal, least(r.rank, s/block*block))
	if s != r.first[n] {
		return
	}
	top := g.above[len(g.above)-1]
	first := least(top, 0)
	at := Seat(0)
	for k := len(g.above) - 1; k >= 0; k-- {
		at = at*block + find(g.above[k], at*block, first)
	}
	from := Seat(g.blocks[at]) * block
	r.ranks[n], r.first[n] = first, from+find(r.rank, from, first)
}

// raise writes a rank that is better than its block's least.
func (g *group) raise(at int32, rank uint64) {
	for _, level := range g.above {
		if level[at] <= rank {
			return
		}
		level[at] = rank
		at /= block
	}
}

// lower writes the least of a block, which has got worse.
func (g *group) lower(at int32, rank uint64) {
	for _, level := range g.above {
		if level[at] == rank {
			return
		}
		level[at] = rank
		at /= block
		rank = least(level, Seat(at)*block)
	}
}

// tell says to the lines that a group has come below their floor. One whose
// floor it was below before knows it already.
func (r *Router) tell(n int32, rank, old uint64) {
	for _, l := range r.groups[n].in {
		if f := r.floors[l]; rank < f && old >= f {
			r.hear(l, n)
		}
	}
}

// least is the least of a block.
func least(ranks []uint64, from Seat) uint64 {
	b := (*[block]uint64)(ranks[from : from+block])
	return min(min(min(b[0], b[1]), min(b[2], b[3])), min(min(b[4], b[5]), min(b[6], b[7])))
}

// find is where in a block a rank stands that stands there.
func find(ranks []uint64, from Seat, rank uint64) Seat {
	for i, x := range ranks[from : from+block] {
		if x == rank {
			return Seat(i)
		}
	}
	return 0
}

// each calls with all of a group who can be picked and have a rank below what
// the last call returned.
func (r *Router) each(g *group, below uint64, call func(s Seat, rank uint64) uint64) uint64 {
	for k, b := range g.blocks {
		if len(g.above) > 0 && g.above[0][k] >= below {
			continue
		}
		from := Seat(b) * block
		for i, rank := range r.rank[from : from+block] {
			if rank < below {
				below = call(from+Seat(i), rank)
			}
		}
	}
	return below
}
