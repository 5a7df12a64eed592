// Package likeness says which of a brand's texts a message looks like, by where
// an embedding endpoint puts them; how alike is alike enough is set on the
// brand's own phrasings.
package likeness

import (
	"cmp"
	"math"
	"slices"
)

// Place is where an embedding endpoint puts a text: a direction, in a byte a
// dimension, because a brand's thousands of texts are held. What is lost is
// under a hundredth of a cosine.
type Place struct {
	q     []int8
	scale float32
}

// PlaceOf is false for what is no direction: nothing, all zero, or not finite.
func PlaceOf(v []float32) (Place, bool) {
	var square, most float64
	for _, x := range v {
		square += float64(x) * float64(x)
		most = max(most, math.Abs(float64(x)))
	}
	if length := math.Sqrt(square); most > 0 && !math.IsNaN(length) && !math.IsInf(length, 0) {
		p := Place{q: make([]int8, len(v)), scale: float32(most / length / math.MaxInt8)}
		for i, x := range v {
			p.q[i] = int8(math.Round(float64(x) / most * math.MaxInt8))
		}
		return p, true
	}
	return Place{}, false
}

// Zero is no place at all.
func (p Place) Zero() bool { return p.q == nil }

// Dimensions of the space that it stands in.
func (p Place) Dimensions() int { return len(p.q) }

// Cosine of two places in the same space; in two spaces it is 0.
func (p Place) Cosine(o Place) float64 {
	if len(p.q) != len(o.q) {
		return 0
	}
	var sum int32 // 127² × 65,536 dimensions fit
	for i, x := range p.q {
		sum += int32(x) * int32(o.q[i])
	}
	return float64(sum) * float64(p.scale) * float64(o.scale)
}

// Text is a text of a brand's, where it stands, and what answers it.
type Text struct {
	Words, Intent string
	At            Place
	Phrasing      bool // a shopper's question, not an article's own words
}

// Texts are a brand's texts in the endpoint's space. Bar is the cosine from
// which on the nearest text of the brand's is the right one as often as the dial
// promises: how alike two texts look is every endpoint's own.
type Texts struct {
	rows []Text
	Bar  float64
}

// Like is a subject that a message looks like.
type Like struct {
	Intent string
	Cosine float64
}

const (
	tried  = 256 // phrasings that the Bar is set by
	fewest = 20  // of them above the Bar, for the Bar to mean anything
	Named  = 3   // subjects that the voice names
)

// New sets the Bar on the brand's own phrasings, each held out in turn.
// Phrasings that were written side by side flatter it a little, which is why an
// answer wants another voice too. It is nil where no Bar keeps the promise.
func New(rows []Text, dial float64) *Texts {
	l := &Texts{rows: rows}
	type trial struct {
		cosine float64
		right  bool
	}
	var trials []trial
	asked := slices.DeleteFunc(slices.Clone(rows), func(r Text) bool { return !r.Phrasing })
	step := max(1, len(asked)/tried)
	for i := 0; i < len(asked); i += step {
		if near := l.Nearest(asked[i].At, asked[i].Words); len(near) > 0 {
			trials = append(trials, trial{near[0].Cosine, near[0].Intent == asked[i].Intent})
		}
	}
	slices.SortFunc(trials, func(a, b trial) int { return cmp.Compare(b.cosine, a.cosine) })
	right := 0
	for i, t := range trials {
		if t.right {
			right++
		}
		if i+1 >= fewest && float64(right) >= dial*float64(i+1) {
			l.Bar = t.cosine
		}
	}
	if l.Bar <= 0 {
		return nil
	}
	return l
}

// Nearest are the subjects by their text that is most like a Place, leaving one
// text out.
func (l *Texts) Nearest(at Place, but string) []Like {
	best := map[string]float64{}
	for _, r := range l.rows {
		if r.Words == but && but != "" {
			continue
		}
		if c := r.At.Cosine(at); c > best[r.Intent] {
			best[r.Intent] = c
		}
	}
	out := make([]Like, 0, len(best))
	for intent, c := range best {
		out = append(out, Like{intent, c})
	}
	slices.SortFunc(out, func(a, b Like) int {
		return cmp.Or(cmp.Compare(b.Cosine, a.Cosine), cmp.Compare(a.Intent, b.Intent))
	})
	return out[:min(len(out), Named)]
}
