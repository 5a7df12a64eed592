package bot

import (
	"cmp"
	"math"
	"slices"
)

// place is where an embedding endpoint puts a text: a direction, in a byte a
// dimension, because a brand's thousands of texts are held. What is lost is
// under a hundredth of a cosine.
type place struct {
	q     []int8
	scale float32
}

// placeOf is false for what is no direction: nothing, all zero, or not finite.
func placeOf(v []float32) (place, bool) {
	var square, most float64
	for _, x := range v {
		square += float64(x) * float64(x)
		most = max(most, math.Abs(float64(x)))
	}
	if length := math.Sqrt(square); most > 0 && !math.IsNaN(length) && !math.IsInf(length, 0) {
		p := place{q: make([]int8, len(v)), scale: float32(most / length / math.MaxInt8)}
		for i, x := range v {
			p.q[i] = int8(math.Round(float64(x) / most * math.MaxInt8))
		}
		return p, true
	}
	return place{}, false
}

// cosine of two places in the same space; in two spaces it is 0.
func (p place) cosine(o place) float64 {
	if len(p.q) != len(o.q) {
		return 0
	}
	var sum int32 // 127² × 65,536 dimensions fit
	for i, x := range p.q {
		sum += int32(x) * int32(o.q[i])
	}
	return float64(sum) * float64(p.scale) * float64(o.scale)
}

// placed is a text of a brand's, where it stands, and what answers it.
type placed struct {
	text, intent string
	at           place
	phrasing     bool // a shopper's question, not an article's own words
}

// likeness is a brand's texts in the endpoint's space. bar is the cosine from
// which on the nearest text of the brand's is the right one as often as the dial
// promises: how alike two texts look is every endpoint's own.
type likeness struct {
	rows []placed
	bar  float64
}

// Like is a subject that a message looks like.
type Like struct {
	Intent string
	Cosine float64
}

const (
	likeTried  = 256 // phrasings that the bar is set by
	likeFewest = 20  // of them above the bar, for the bar to mean anything
	likeMost   = 3   // subjects that the voice names
)

// newLikeness sets the bar on the brand's own phrasings, each held out in turn.
// Phrasings that were written side by side flatter it a little, which is why an
// answer wants another voice too. It is nil where no bar keeps the promise.
func newLikeness(rows []placed, dial float64) *likeness {
	l := &likeness{rows: rows}
	type trial struct {
		cosine float64
		right  bool
	}
	var trials []trial
	asked := slices.DeleteFunc(slices.Clone(rows), func(r placed) bool { return !r.phrasing })
	step := max(1, len(asked)/likeTried)
	for i := 0; i < len(asked); i += step {
		if near := l.nearest(asked[i].at, asked[i].text); len(near) > 0 {
			trials = append(trials, trial{near[0].Cosine, near[0].Intent == asked[i].intent})
		}
	}
	slices.SortFunc(trials, func(a, b trial) int { return cmp.Compare(b.cosine, a.cosine) })
	right := 0
	for i, t := range trials {
		if t.right {
			right++
		}
		if i+1 >= likeFewest && float64(right) >= dial*float64(i+1) {
			l.bar = t.cosine
		}
	}
	if l.bar <= 0 {
		return nil
	}
	return l
}

// nearest are the subjects by their text that is most like a place, leaving one
// text out.
func (l *likeness) nearest(at place, but string) []Like {
	best := map[string]float64{}
	for _, r := range l.rows {
		if r.text == but && but != "" {
			continue
		}
		if c := r.at.cosine(at); c > best[r.intent] {
			best[r.intent] = c
		}
	}
	out := make([]Like, 0, len(best))
	for intent, c := range best {
		out = append(out, Like{intent, c})
	}
	slices.SortFunc(out, func(a, b Like) int {
		return cmp.Or(cmp.Compare(b.Cosine, a.Cosine), cmp.Compare(a.Intent, b.Intent))
	})
	return out[:min(len(out), likeMost)]
}
