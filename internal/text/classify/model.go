package classify

import (
	"math"
	"slices"
	"sync"
)

// None is the intent of text that no intent covers.
const None = "none"

// Decision is what to do with a message.
type Decision int

// The decisions, from sure to unsure.
const (
	Answer   Decision = iota // the best intent is surely enough right
	Clarify                  // ask which of the best three was meant
	HandOver                 // none of them: rather a person than a guess
)

// Scored is an intent and the chance that it is the one.
type Scored struct {
	Intent     string
	Confidence float64
}

// Prediction is what a model says of one message.
type Prediction struct {
	Intent     string   // the best intent, or None when the decision is HandOver
	Confidence float64  // the chance that Top[0] is right
	Top        []Scored // the best intents, never None
	Decision   Decision
}

// topCount is how many intents a prediction lists.
const topCount = 3

// Model tells the intent of a message. It does not change and may be used by
// any number of goroutines.
type Model struct {
	labels   []string
	none     int     // which label is None, -1 when nothing was marked so
	known    *known  // nil until settled: a fold of the calibration reads rows of the corpus
	local    []int32 // corpus feature -> own, -1 unknown
	space    *space
	spelling *spelling
	weights  *weights
	near     *near
	gate     *gate
	dial     float64
	pool     *sync.Pool
}

// scratch is what one prediction needs; the model keeps a pool of them.
type scratch struct {
	reader reader
	ids    []int32
	vals   []float32
	scores []float32
	acc    []float32 // zero between uses
	theirs []float32 // weights of a phrasing that is compared
	query  []float32 // zero between uses
	hits   []int32
}

func newScratchPool() *sync.Pool { return &sync.Pool{New: func() any { return new(scratch) }} }

// Intents is the labels that the model can tell, without None.
func (m *Model) Intents() []string {
	return slices.DeleteFunc(slices.Clone(m.labels), func(l string) bool { return l == None })
}

// WithDial is the same model with another promise: answers will be right with
// at least this precision, as far as the training text shows what traffic is
// like. Zero promises nothing and answers whenever guessing pays.
func (m *Model) WithDial(precision float64) *Model {
	turned := *m
	turned.dial = precision
	return &turned
}

// Predict tells the intent of text.
func (m *Model) Predict(text string) Prediction {
	sc := m.pool.Get().(*scratch)
	defer m.pool.Put(sc)
	s, top := m.judge(sc, text)
	p := Prediction{Confidence: m.gate.chance(&s), Top: make([]Scored, 0, topCount)}
	if top[0] < 0 || len(sc.ids) == 0 { // nothing in it was ever seen
		return Prediction{Intent: None, Top: p.Top, Decision: HandOver}
	}
	m.share(sc, &p, top)
	p.Intent = p.Top[0].Intent
	switch at := m.gate.answerAt(m.dial); {
	case p.Confidence < m.gate.noneBelow:
		p.Intent, p.Decision = None, HandOver
	case p.Confidence < at:
		p.Decision = Clarify
	}
	return p
}

// share fills p.Top: what is left of the best one's chance goes to the others
// by their scores, none above the best.
func (m *Model) share(sc *scratch, p *Prediction, top [topCount]int) {
	var sum float64
	for c, v := range sc.scores {
		if c != top[0] && c != m.none {
			sum += math.Exp(4 * float64(v))
		}
	}
	for k, c := range top {
		if c < 0 {
			break
		}
		chance := p.Confidence
		if k > 0 {
			chance = min(chance, (1-p.Confidence)*math.Exp(4*float64(sc.scores[c]))/sum)
		}
		p.Top = append(p.Top, Scored{m.labels[c], chance})
	}
}

// judge reads text and scores it: the signals for the gate, and the best
// intents (-1 where there are fewer). sc.scores holds all margins.
func (m *Model) judge(sc *scratch, text string) (signals, [topCount]int) {
	var all, have [blocks]float64
	sc.ids = sc.ids[:0]
	sc.reader.spelling = m.spelling
	for _, g := range sc.reader.read(text) {
		all[g&7]++
		if f := m.known.get(g); f >= 0 {
			have[g&7]++
			sc.ids = append(sc.ids, f)
		}
	}
	return m.finish(sc, all, have)
}

// finish judges the features in sc.ids; all and known count them by block.
func (m *Model) finish(sc *scratch, all, known [blocks]float64) (signals, [topCount]int) {
	slices.Sort(sc.ids)
	sc.ids = slices.Compact(sc.ids)
	s := m.score(sc)
	s[sigNewWords] = newShare(all[blockWords], known[blockWords])
	s[sigNewChars] = newShare(all[blockChars], known[blockChars])
	s[sigLength] = math.Log(1 + all[blockChars])
	return s, m.best(sc, &s)
}

func newShare(all, known float64) float64 {
	if all == 0 {
		return 1
	}
	return 1 - known/all
}

// score weighs sc.ids, fills sc.scores and the signal of the nearest phrasing.
func (m *Model) score(sc *scratch) signals {
	vals := grown(&sc.vals, len(sc.ids))
	sq := m.space.weigh(sc.ids, vals)
	m.weights.score(sc.ids, vals, grown(&sc.scores, len(m.labels)))
	sc.scores = sc.scores[:len(m.labels)]
	s := signals{sigOne: 1}
	nb := m.near.search(sc, m.space, sc.ids, vals, sq)
	s[sigCosine] = float64(nb.cosine)
	if m.none >= 0 {
		s[sigNone] = 1 + float64(sc.scores[m.none])
	}
	s[sigAgrees] = float64(nb.class) // best looks whether it agrees
	return s
}

// best finds the highest intents and completes the signals that hang on them.
func (m *Model) best(sc *scratch, s *signals) [topCount]int {
	top := [topCount]int{-1, -1, -1}
	for c, v := range sc.scores {
		if c == m.none {
			continue
		}
		for k := range top {
			if top[k] < 0 || v > sc.scores[top[k]] {
				copy(top[k+1:], top[k:])
				top[k] = c
				break
			}
		}
	}
	agrees := top[0] >= 0 && s[sigAgrees] == float64(top[0])
	s[sigAgrees] = 0
	if agrees {
		s[sigAgrees] = s[sigCosine]
	}
	if top[0] >= 0 {
		s[sigMargin] = float64(sc.scores[top[0]])
	}
	s[sigGap] = 1
	if top[1] >= 0 {
		s[sigGap] = float64(sc.scores[top[0]] - sc.scores[top[1]])
	}
	return top
}

// grown is *s with room for n; what is new in it is zero.
func grown(s *[]float32, n int) []float32 {
	if len(*s) < n {
		*s = append(*s, make([]float32, n-len(*s))...)
	}
	return (*s)[:n]
}

func root(x float32) float32 { return float32(math.Sqrt(float64(x) + 1e-12)) }
