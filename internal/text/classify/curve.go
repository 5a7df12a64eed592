package classify

// Point is one place on the risk-coverage curve: what answering everything
// that is at least so sure came to on messages that the model had not seen.
type Point struct {
	Confidence float64 `json:"confidence"`
	Precision  float64 `json:"precision"` // right among those answered
	Coverage   float64 `json:"coverage"`  // answered among all, outside ones included
}

// Curve is the risk-coverage curve of the held-out messages, from answering
// everything to answering almost nothing. It is nil when there were too few.
func (m *Model) Curve() []Point {
	out := make([]Point, 0, len(m.gate.curve))
	for _, p := range m.gate.curve {
		out = append(out, Point{p.confidence, p.precision, p.coverage})
	}
	return out
}

// Promise is where the dial stands on the curve: how sure an answer must be,
// and what that came to on held-out messages. kept is false when no confidence
// kept the promise; then only what is as sure as the promise itself is answered.
func (m *Model) Promise() (at Point, kept bool) {
	at = Point{Confidence: m.gate.answerAt(m.dial)}
	for _, p := range m.gate.curve {
		if p.confidence >= at.Confidence {
			return Point{at.Confidence, p.precision, p.coverage}, p.precision >= m.dial
		}
	}
	return at, false
}

// Tried is how the held-out messages of one intent went.
type Tried struct {
	Intent string
	Tried  int
	Right  int // the best intent was the right one, answered or not
}

// HeldOut is how each intent's own phrasings went when they were held out.
func (m *Model) HeldOut() []Tried {
	var out []Tried
	for c, n := range m.gate.tried {
		if n > 0 && c != m.none {
			out = append(out, Tried{m.labels[c], int(n), int(m.gate.hit[c])})
		}
	}
	return out
}
