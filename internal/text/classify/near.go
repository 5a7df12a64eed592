package classify

import "slices"

const (
	// nearPerClass bounds the phrasings kept for comparing, by intent.
	nearPerClass = 40
	// nearBudget is how many postings one search reads, rarest feature first.
	nearBudget = 1000
	// nearExact is how many candidates are then compared in full.
	nearExact = 4
	// rareShare: a feature that more of the phrasings have finds nothing.
	rareShare = 0.1
)

// near finds the known phrasing most like a message. Of each phrasing it keeps
// the features alone: their weights are made anew for the few that are compared.
type near struct {
	first []int32 // by phrasing: where its features begin
	id    []int32
	class []int32
	start []int32 // by feature: its postings
	post  []int32 // phrasings that have it
}

// newNear indexes the rows of l that keep allows, at most nearPerClass a class.
func newNear(l *lesson, classes int, keep func(row int) bool) *near {
	n := &near{first: []int32{0}}
	seen := make([]int, classes)
	for i, c := range l.class {
		if !keep(i) || seen[c] >= nearPerClass {
			continue
		}
		seen[c]++
		ids, _ := l.x.row(i)
		n.id = append(n.id, ids...)
		n.first = append(n.first, int32(len(n.id)))
		n.class = append(n.class, c)
	}
	n.id, n.class, n.first = slices.Clip(n.id), slices.Clip(n.class), slices.Clip(n.first)
	n.index(l.width)
	return n
}

func (n *near) row(i int) []int32 { return n.id[n.first[i]:n.first[i+1]] }

func (n *near) index(width int) {
	df := make([]int32, width)
	for _, f := range n.id {
		df[f]++
	}
	most := max(int32(float64(len(n.class))*rareShare), 8)
	n.start = make([]int32, width+1)
	for f, d := range df {
		if d > most {
			d = 0
		}
		n.start[f+1] = n.start[f] + d
	}
	n.post = make([]int32, n.start[width])
	at := slices.Clone(n.start[:width])
	for i := range n.class {
		for _, f := range n.row(i) {
			if n.start[f+1] > n.start[f] {
				n.post[at[f]] = int32(i)
				at[f]++
			}
		}
	}
}

// neighbour is the phrasing found and how alike it is, as a cosine.
type neighbour struct {
	class  int32
	cosine float32
}

// search finds the nearest phrasing of a vector; ids must be ascending, so
// that the rarest feature comes last. Class is -1 when nothing is shared.
func (n *near) search(sc *scratch, sp *space, ids []int32, vals []float32, sq float32) neighbour {
	hits, acc := sc.hits[:0], grown(&sc.acc, len(n.class))
	read := 0
	for k := len(ids) - 1; k >= 0 && read < nearBudget; k-- {
		f := ids[k]
		list := n.post[n.start[f]:n.start[f+1]]
		read += len(list)
		gain := vals[k] * vals[k]
		for _, d := range list {
			if acc[d] == 0 {
				hits = append(hits, d)
			}
			acc[d] += gain
		}
	}
	best := neighbour{class: -1}
	query := grown(&sc.query, len(n.start))
	for k, f := range ids {
		query[f] = vals[k]
	}
	for range min(nearExact, len(hits)) {
		top := hits[0]
		for _, d := range hits {
			if acc[d] > acc[top] {
				top = d
			}
		}
		acc[top] = 0
		dids := n.row(int(top))
		dvals := grown(&sc.theirs, len(dids))
		dsq := sp.weigh(dids, dvals)
		if c := dot(query, dids, dvals) / root(sq*dsq); c > best.cosine {
			best = neighbour{n.class[top], c}
		}
	}
	for _, f := range ids {
		query[f] = 0
	}
	for _, d := range hits {
		acc[d] = 0
	}
	sc.hits = hits
	return best
}
