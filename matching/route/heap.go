package route

// entry is a seat in its group's heap; the rank stands beside it, so that an
// order is decided without reading the seats.
type entry struct {
	rank uint64
	seat Seat
}

// before orders equal ranks by seat, so that a pick never depends on history.
func (e entry) before(f entry) bool { return e.rank < f.rank || e.rank == f.rank && e.seat < f.seat }

// join puts a seat into its group's heap; leave takes it out.
func (r *Router) join(s Seat) {
	x := &r.seats[s]
	g := &r.groups[x.group]
	x.rank = x.rankNow()
	g.heap = append(g.heap, entry{x.rank, s})
	r.rise(g, int32(len(g.heap)-1))
	r.tell(x.group)
}

// tell writes the rank of a group's first agent where the lines read it, and
// tells the lines that must not miss a better one.
func (r *Router) tell(n int32) {
	g, rank := &r.groups[n], most
	if len(g.heap) > 0 {
		rank = g.heap[0].rank
	}
	old := r.ranks[n]
	if rank == old {
		return
	}
	r.ranks[n] = rank
	if rank > old {
		return
	}
	for _, l := range g.in {
		if rank < r.floors[l] {
			r.hear(r.list[l], n)
		}
	}
}

func (r *Router) leave(s Seat) {
	x := &r.seats[s]
	g := &r.groups[x.group]
	last := int32(len(g.heap) - 1)
	at := x.at
	g.heap[at] = g.heap[last]
	r.seats[g.heap[at].seat].at = at
	g.heap = g.heap[:last]
	if at < last {
		r.sink(g, r.rise(g, at))
	}
	r.tell(x.group)
}

// rerank puts a seat where its rank now belongs.
func (r *Router) rerank(s Seat) {
	x := &r.seats[s]
	rank := x.rankNow()
	if rank == x.rank {
		return
	}
	g := &r.groups[x.group]
	better := rank < x.rank
	x.rank = rank
	g.heap[x.at].rank = rank
	if better {
		r.rise(g, x.at)
	} else {
		r.sink(g, x.at)
	}
	r.tell(x.group)
}

func (r *Router) rise(g *group, i int32) int32 {
	h := g.heap
	e := h[i]
	for i > 0 {
		up := (i - 1) / 2
		if !e.before(h[up]) {
			break
		}
		h[i] = h[up]
		r.seats[h[i].seat].at = i
		i = up
	}
	h[i] = e
	r.seats[e.seat].at = i
	return i
}

func (r *Router) sink(g *group, i int32) {
	h := g.heap
	n := int32(len(h))
	e := h[i]
	for {
		k := 2*i + 1
		if k >= n {
			break
		}
		if k+1 < n && h[k+1].before(h[k]) {
			k++
		}
		if !h[k].before(e) {
			break
		}
		h[i] = h[k]
		r.seats[h[i].seat].at = i
		i = k
	}
	h[i] = e
	r.seats[e.seat].at = i
}
