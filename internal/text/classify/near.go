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

// near finds the known phrasing most like a message.
type near struct {
	x     *matrix
	class []int32
	start []int32 // by feature: its postings
	post  []int32 // phrasings that have it
}

// newNear indexes the rows of l that keep allows, at most nearPerClass a class.
func newNear(l *lesson, classes int, keep func(row int) bool) *near {
	n := &near{x: &matrix{start: []int32{0}}}
	seen := make([]int, classes)
	for i, c := range l.class {
		if !keep(i) || seen[c] >= nearPerClass {
			continue
		}
		seen[c]++
		ids, vals := l.x.row(i)
		n.x.id = append(n.x.id, ids...)
		n.x.val = append(n.x.val, vals...)
		n.x.sq = append(n.x.sq, l.x.sq[i])
		n.x.start = append(n.x.start, int32(len(n.x.id)))
		n.class = append(n.class, c)
	}
	n.index(l.width)
	return n
}

func (n *near) index(width int) {
	df := make([]int32, width)
	for _, f := range n.x.id {
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
		ids, _ := n.x.row(i)
		for _, f := range ids {
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
func (n *near) search(sc *scratch, ids []int32, vals []float32, sq float32) neighbour {
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
		dids, dvals := n.x.row(int(top))
		if c := dot(query, dids, dvals) / root(sq*n.x.sq[top]); c > best.cosine {
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
