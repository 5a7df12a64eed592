package classify

import (
	"math"
	"slices"
)

// signals is what the gate judges an answer by.
type signals [signalCount]float64

const (
	sigOne      = iota // always 1
	sigMargin          // score of the best intent
	sigGap             // how far the second is behind
	sigCosine          // likeness of the nearest phrasing
	sigAgrees          // likeness when the nearest phrasing is of the best intent
	sigNone            // score of "none", 0 when nothing was marked so
	sigNewWords        // share of words never seen
	sigNewChars        // share of character grams never seen
	sigLength          // log of the number of character grams
	signalCount
)

// gate turns signals into the chance that the best intent is right, and the
// chance into a decision.
type gate struct {
	weight signals
	// noneBelow: under this chance guessing costs more than it helps.
	noneBelow float64
	curve     []point // held-out trials by falling confidence
	tried     []int32 // by intent: held-out messages of it
	hit       []int32 // by intent: of them, those whose best intent was right
}

// point is one step of the risk-coverage curve: answering everything with at
// least this confidence would be right with this precision.
type point struct {
	confidence, precision, coverage float64
}

// trial is one held-out message and how it went.
type trial struct {
	signals signals
	right   bool // in scope, and the best intent was the right one
	outside bool // no intent covers it
	weight  float64
	class   int32 // what it was
}

// usual is what the weights are when there is nothing to learn them from, and
// what they are pulled to when there is little.
var usual = signals{sigOne: -1.1, sigMargin: 1.8, sigGap: 2.5, sigCosine: 0.8, sigAgrees: 2.2, sigNone: -1.5, sigNewWords: -1, sigNewChars: -2, sigLength: 0}

// pull is how many trials the usual weights are worth.
const pull = 10.0

func (g *gate) chance(s *signals) float64 {
	z := 0.0
	for k, v := range s {
		z += g.weight[k] * v
	}
	return 1 / (1 + math.Exp(-z))
}

// newGate fits the weights to held-out trials and chooses where to stop.
func newGate(trials []trial, giveUp float64) *gate {
	g := &gate{weight: usual, noneBelow: unsure}
	if len(trials) < 20 {
		return g
	}
	normal := 0.0
	for _, t := range trials {
		normal += t.weight
	}
	for i := range trials {
		trials[i].weight *= float64(len(trials)) / normal
	}
	g.fit(trials)
	g.choose(trials, giveUp)
	return g
}

// fit is logistic regression by Newton's method, pulled to the usual weights.
func (g *gate) fit(trials []trial) {
	for range 12 {
		var grad signals
		var hess [signalCount][signalCount]float64
		for k := range grad {
			grad[k] = pull * (usual[k] - g.weight[k])
			hess[k][k] = pull
		}
		for i := range trials {
			t := &trials[i]
			p := g.chance(&t.signals)
			miss := -p
			if t.right {
				miss = 1 - p
			}
			curve := t.weight * max(p*(1-p), 1e-6)
			for a, x := range t.signals {
				grad[a] += t.weight * miss * x
				for b := 0; b <= a; b++ {
					hess[a][b] += curve * x * t.signals[b]
				}
			}
		}
		step := solve(&hess, grad)
		far := 0.0
		for k := range step {
			g.weight[k] += step[k]
			far = max(far, math.Abs(step[k]))
		}
		if far < 1e-6 {
			return
		}
	}
}

// solve is Cholesky on the lower half of h, which pull keeps positive.
func solve(h *[signalCount][signalCount]float64, y signals) signals {
	for i := range signalCount {
		for j := 0; j <= i; j++ {
			s := h[i][j]
			for k := range j {
				s -= h[i][k] * h[j][k]
			}
			if i == j {
				h[i][i] = math.Sqrt(max(s, 1e-12))
			} else {
				h[i][j] = s / h[j][j]
			}
		}
	}
	for i := range signalCount {
		for k := range i {
			y[i] -= h[i][k] * y[k]
		}
		y[i] /= h[i][i]
	}
	for i := signalCount - 1; i >= 0; i-- {
		for k := i + 1; k < signalCount; k++ {
			y[i] -= h[k][i] * y[k]
		}
		y[i] /= h[i][i]
	}
	return y
}

// keepWorth is how many points of outside messages sent on are worth one point
// of right answers lost: a shopper who gets a right answer is the product.
const keepWorth = 4.0

// usualGiveUp is the share of all messages inside that may lose a right answer
// to the gate, whatever that would buy outside. At 0.003 the bot took a poem for
// a change of address; who only sorts messages may ask for less.
const usualGiveUp = 0.004

const (
	// unsure is where to stop when nothing shows what outside looks like.
	unsure = 0.2
	// guessing under this chance is never worth it.
	guessing = 0.08
)

// choose walks the trials from the least sure, fills the curve and sets
// noneBelow where right answers kept and outsiders sent on balance best.
func (g *gate) choose(trials []trial, giveUp float64) {
	type scored struct {
		confidence float64
		t          *trial
	}
	all := make([]scored, len(trials))
	var in, out, total, right float64
	for i := range trials {
		t := &trials[i]
		all[i] = scored{g.chance(&t.signals), t}
		g.count(t)
		total += t.weight
		if t.right {
			right += t.weight
		}
		if t.outside {
			out += t.weight
		} else {
			in += t.weight
		}
	}
	slices.SortStableFunc(all, func(a, b scored) int {
		switch {
		case a.confidence < b.confidence:
			return -1
		case a.confidence > b.confidence:
			return 1
		}
		return 0
	})
	if out > 0 {
		g.noneBelow = guessing
	}
	best, lost, sent := 0.0, 0.0, 0.0
	left := total
	for i, s := range all {
		if i%max(len(all)/200, 1) == 0 && left > total/1e4 { // below it, what is left is rounding
			g.curve = append(g.curve, point{s.confidence, right / left, left / total})
		}
		left -= s.t.weight
		if s.t.right {
			right -= s.t.weight
			lost += s.t.weight
		}
		if s.t.outside {
			sent += s.t.weight
		}
		if out == 0 || in == 0 {
			continue
		}
		if worth := sent/out - keepWorth*lost/in; worth > best && lost <= giveUp*in && i+1 < len(all) {
			best = worth
			g.noneBelow = max((s.confidence+all[i+1].confidence)/2, guessing)
		}
	}
}

// count notes how the held-out messages of each intent went.
func (g *gate) count(t *trial) {
	for int(t.class) >= len(g.tried) {
		g.tried, g.hit = append(g.tried, 0), append(g.hit, 0)
	}
	if t.outside {
		return
	}
	g.tried[t.class]++
	if t.right {
		g.hit[t.class]++
	}
}

// thinTail is the share of messages under which a point of the curve says
// nothing: a single mistake among the surest few is no broken promise.
const thinTail = 0.05

// answerAt is the least confidence at which answering keeps the promised
// precision on held-out messages. A promise that no confidence keeps asks for
// a confidence as high as itself.
func (g *gate) answerAt(precision float64) float64 {
	at := max(precision, g.noneBelow)
	for i := len(g.curve) - 1; i >= 0; i-- {
		if g.curve[i].coverage < thinTail {
			continue
		}
		if g.curve[i].precision < precision {
			break
		}
		at = max(g.curve[i].confidence, g.noneBelow)
	}
	return at
}
