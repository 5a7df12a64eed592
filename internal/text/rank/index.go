package rank

import (
	"math"
	"slices"
	"sync"
)

// Doc is one text to find.
type Doc struct {
	ID   string
	Text string
}

// Hit is a text found.
type Hit struct {
	ID    string
	Score float64
	doc   int32
}

// The usual constants of BM25; lengths matter little among short texts.
const (
	k1 = 1.2
	b  = 0.25
)

// Index finds texts.
type Index struct {
	ids   []string
	term  map[uint64]int32
	start []int32 // by term: its postings
	doc   []int32
	gain  []float32 // what the term adds to the score of the doc
	most  []float32 // by term: the largest of its gains
	pool  sync.Pool
}

// count is how often a document has a term.
type count struct {
	doc int32
	tf  float32
}

// Build indexes docs. The order of docs decides between equal scores.
func Build(docs []Doc) *Index {
	ix := &Index{term: map[uint64]int32{}}
	ix.pool.New = func() any { return &tally{acc: make([]float32, len(docs))} }
	var lists [][]count
	length := make([]float64, len(docs))
	var total float64
	for i, d := range docs {
		ix.ids = append(ix.ids, d.ID)
		eachTerm(d.Text, math.MaxInt, func(term uint64, weight float32) {
			id, ok := ix.term[term]
			if !ok {
				id = int32(len(lists))
				ix.term[term] = id
				lists = append(lists, nil)
			}
			if l := lists[id]; len(l) > 0 && l[len(l)-1].doc == int32(i) {
				l[len(l)-1].tf += weight
			} else {
				lists[id] = append(l, count{int32(i), weight})
			}
			length[i] += float64(weight)
		})
		total += length[i]
	}
	ix.weigh(lists, length, total/float64(max(len(docs), 1)))
	return ix
}

// weigh turns counts into what each posting adds to a score.
func (ix *Index) weigh(lists [][]count, length []float64, average float64) {
	n := float64(len(ix.ids))
	ix.start = append(ix.start, 0)
	for _, l := range lists {
		df := float64(len(l))
		idf := math.Log(1 + (n-df+0.5)/(df+0.5))
		most := float32(0)
		for _, c := range l {
			tf := float64(c.tf)
			gain := float32(idf * tf * (k1 + 1) / (tf + k1*(1-b+b*length[c.doc]/average)))
			ix.doc = append(ix.doc, c.doc)
			ix.gain = append(ix.gain, gain)
			most = max(most, gain)
		}
		ix.most = append(ix.most, most)
		ix.start = append(ix.start, int32(len(ix.doc)))
	}
}

// tally is the scratch of one search; acc is zero between searches.
type tally struct {
	acc   []float32
	hits  []int32
	terms []asked
	top   []float32
}

// asked is one term of the query.
type asked struct {
	id     int32
	weight float32
}

// Search finds the k best texts for query, the best first.
func (ix *Index) Search(query string, k int) []Hit { return ix.SearchWith(query, nil, k) }

// SearchWith also counts the words of the talk so far, each by its weight.
func (ix *Index) SearchWith(query string, context []Word, k int) []Hit {
	return ix.search(query, context, k, enough)
}

const (
	// enough is how many postings are read before common terms only re-score.
	enough = 1000
	// shortList is not worth shortening.
	shortList = 100
)

func (ix *Index) search(query string, context []Word, k, enough int) []Hit {
	if k <= 0 || len(ix.ids) == 0 {
		return nil
	}
	t := ix.pool.Get().(*tally)
	defer ix.pool.Put(t)
	ix.ask(t, query, context)
	t.hits = t.hits[:0]
	var left float32 // the most that the terms not read yet can add to a text
	for _, a := range t.terms {
		left += ix.most[a.id] * a.weight
	}
	read := 0
	for _, a := range t.terms {
		docs := ix.doc[ix.start[a.id]:ix.start[a.id+1]]
		gains := ix.gain[ix.start[a.id]:ix.start[a.id+1]]
		if read > enough && len(t.hits) >= 4*k {
			if len(t.hits) > shortList {
				t.drop(t.kth(k) - left)
			}
			t.rescore(docs, gains, a.weight)
		} else {
			read += len(docs)
			t.add(docs, gains, a.weight)
		}
		left -= ix.most[a.id] * a.weight
	}
	return ix.best(t, k)
}

// ask collects the terms of the query that some text has, the rarest first.
func (ix *Index) ask(t *tally, query string, context []Word) {
	t.terms = t.terms[:0]
	add := func(term uint64, weight float32) {
		id, ok := ix.term[term]
		if !ok {
			return
		}
		for i := range t.terms {
			if t.terms[i].id == id { // said again: counts once, at its most
				t.terms[i].weight = max(t.terms[i].weight, weight)
				return
			}
		}
		t.terms = append(t.terms, asked{id, weight})
	}
	// Pieces are weighted in the documents; here a term is asked or not.
	eachTerm(query, maxRunes, func(term uint64, _ float32) { add(term, 1) })
	for _, w := range context {
		eachTerm(w.Text, maxRunes, func(term uint64, _ float32) { add(term, float32(w.Weight)) })
	}
	slices.SortStableFunc(t.terms, func(x, y asked) int {
		return int(ix.start[x.id+1]-ix.start[x.id]) - int(ix.start[y.id+1]-ix.start[y.id])
	})
}

// add counts a term for every text that has it.
func (t *tally) add(docs []int32, gains []float32, weight float32) {
	for j, d := range docs {
		if t.acc[d] == 0 {
			t.hits = append(t.hits, d)
		}
		t.acc[d] += gains[j] * weight
	}
}

// kth is the k-th best score so far; there are at least k texts on the list.
func (t *tally) kth(k int) float32 {
	best := t.top[:0]
	for _, d := range t.hits {
		s := t.acc[d]
		if len(best) == k && s <= best[k-1] {
			continue
		}
		if len(best) < k {
			best = append(best, 0)
		}
		i := len(best) - 1
		for ; i > 0 && best[i-1] < s; i-- {
			best[i] = best[i-1]
		}
		best[i] = s
	}
	t.top = best
	return best[len(best)-1]
}

// drop takes the texts off the list that can no longer be among the best.
func (t *tally) drop(below float32) {
	keep := t.hits[:0]
	for _, d := range t.hits {
		if t.acc[d] < below-slack {
			t.acc[d] = 0
		} else {
			keep = append(keep, d)
		}
	}
	t.hits = keep
}

// slack covers what adding in another order rounds differently.
const slack = 1e-3

// rescore adds a common term to the texts already on the list: by search when
// its list is much the longer, by a walk otherwise.
func (t *tally) rescore(docs []int32, gains []float32, weight float32) {
	if len(docs) > 16*len(t.hits) {
		for _, d := range t.hits {
			if j, ok := slices.BinarySearch(docs, d); ok {
				t.acc[d] += gains[j] * weight
			}
		}
		return
	}
	for j, d := range docs {
		if t.acc[d] != 0 {
			t.acc[d] += gains[j] * weight
		}
	}
}

// best takes the k highest from the tally and leaves it at zero.
func (ix *Index) best(t *tally, k int) []Hit {
	out := make([]Hit, 0, min(k, len(t.hits)))
	for _, d := range t.hits {
		score := float64(t.acc[d])
		t.acc[d] = 0
		if len(out) == k && !before(score, d, out[k-1]) {
			continue
		}
		i := len(out)
		for i > 0 && before(score, d, out[i-1]) {
			i--
		}
		if len(out) < k {
			out = append(out, Hit{})
		}
		copy(out[i+1:], out[i:])
		out[i] = Hit{ix.ids[d], score, d}
	}
	return out
}

// before tells whether doc d with this score ranks above h.
func before(score float64, d int32, h Hit) bool {
	return score > h.Score || score == h.Score && d < h.doc
}
