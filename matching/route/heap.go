package route

// join puts a seat into its group's heap; leave takes it out.
func (r *Router) join(s Seat) {
	x := &r.seats[s]
	g := &r.groups[x.group]
	x.rank = x.rankNow()
	x.at = int32(len(g.heap))
	g.heap = append(g.heap, s)
	r.rise(g, x.at)
	r.tell(x.group)
}

// tell writes the rank of a group's first agent where the lines read it, and
// tells the lines that must not miss a better one.
func (r *Router) tell(n int32) {
	g, rank := &r.groups[n], most
	if len(g.heap) > 0 {
		rank = r.seats[g.heap[0]].rank
	}
	old := r.ranks[n]
	r.ranks[n] = rank
	if rank >= old {
		return
	}
	for _, l := range g.in {
		if rank < l.floor {
			l.hear(n)
		}
	}
}

func (r *Router) leave(s Seat) {
	x := &r.seats[s]
	g := &r.groups[x.group]
	last := int32(len(g.heap) - 1)
	at := x.at
	g.heap[at] = g.heap[last]
	r.seats[g.heap[at]].at = at
	g.heap = g.heap[:last]
	if at < last {
		r.sink(g, r.rise(g, at))
	}
	r.tell(x.group)
}

// rerank puts a seat where its rank now belongs.
func (r *Router) rerank(s Seat) {
	x := &r.seats[s]
	g := &r.groups[x.group]
	old := x.rank
	x.rank = x.rankNow()
	if x.rank < old {
		r.rise(g, x.at)
	} else {
		r.sink(g, x.at)
	}
	r.tell(x.group)
}

// ahead orders equal ranks by seat, so that a pick never depends on history.
func (r *Router) ahead(a, b Seat) bool {
	x, y := r.seats[a].rank, r.seats[b].rank
	return x < y || x == y && a < b
}

func (r *Router) rise(g *group, i int32) int32 {
	s := g.heap[i]
	for i > 0 {
		up := (i - 1) / 2
		if !r.ahead(s, g.heap[up]) {
			break
		}
		g.heap[i] = g.heap[up]
		r.seats[g.heap[i]].at = i
		i = up
	}
	g.heap[i] = s
	r.seats[s].at = i
	return i
}

func (r *Router) sink(g *group, i int32) {
	n := int32(len(g.heap))
	s := g.heap[i]
	for {
		k := 2*i + 1
		if k >= n {
			break
		}
		if k+1 < n && r.ahead(g.heap[k+1], g.heap[k]) {
			k++
		}
		if !r.ahead(g.heap[k], s) {
			break
		}
		g.heap[i] = g.heap[k]
		r.seats[g.heap[i]].at = i
		i = k
	}
	g.heap[i] = s
	r.seats[s].at = i
}
