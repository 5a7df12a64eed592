package classify

// The machines are one-vs-rest support vector machines with squared hinge
// loss, trained by dual coordinate descent (Hsieh et al. 2008) with three
// shortcuts, each checked against the plain method by cross-validation:
//
//   - the bias is fixed at -1, so that a text with nothing in common with an
//     intent scores -1 without having been looked at;
//   - an example of another intent is content with a score under -0.6 (-0.8
//     among Chinese ones): most are at once, and never enter the active set;
//   - two sweeps over everything, with a few rounds over the active set after
//     each, are as good as waiting for convergence.
const (
	cost         = 0.7 // price of a violated margin
	bias         = -1
	latinContent = 0.6
	hanContent   = 0.8
	sweeps       = 2
	activeRounds = 4
	closeEnough  = 0.1
)

// lesson is what the machines learn from.
type lesson struct {
	x      *matrix
	class  []int32
	weight []float32 // of each example
	width  int       // number of features
	// content is how far under zero another intent's example may rest.
	content float32
}

// machine is the scratch in which one intent's weights are learned.
type machine struct {
	w      []float32
	alpha  []float32
	active []int32
	own    []int32
	rest   []int32
	found  []learned
	rng    uint64
}

// learn finds the weights of class against all others.
func (m *machine) learn(l *lesson, class int32) {
	m.reset(l, class)
	for range 2 {
		for _, i := range m.own {
			m.step(l, i, true)
		}
	}
	for range sweeps {
		m.active = append(m.active[:0], m.own...)
		for _, i := range m.rest {
			if m.step(l, i, false) || m.alpha[i] > 0 {
				m.active = append(m.active, i)
			}
		}
		m.settle(l, class)
	}
}

func (m *machine) reset(l *lesson, class int32) {
	if len(m.w) != l.width || len(m.alpha) != len(l.class) {
		m.w, m.alpha = make([]float32, l.width), make([]float32, len(l.class))
	} else {
		clear(m.w)
		clear(m.alpha)
	}
	m.own, m.rest = m.own[:0], m.rest[:0]
	for i, c := range l.class {
		if c == class {
			m.own = append(m.own, int32(i))
		} else {
			m.rest = append(m.rest, int32(i))
		}
	}
	m.rng = uint64(class)*0x9e3779b97f4a7c15 + 0x2545f4914f6cdd1d
}

// settle goes over the active set in random order until nothing moves much,
// dropping what has become content.
func (m *machine) settle(l *lesson, class int32) {
	for range activeRounds {
		m.shuffle()
		moved := false
		keep := m.active[:0]
		for _, i := range m.active {
			own := l.class[i] == class
			if m.step(l, i, own) {
				moved = true
			}
			if own || m.alpha[i] > 0 {
				keep = append(keep, i)
			}
		}
		m.active = keep
		if !moved {
			return
		}
	}
}

func (m *machine) shuffle() {
	for i := len(m.active) - 1; i > 0; i-- {
		m.rng ^= m.rng << 13
		m.rng ^= m.rng >> 7
		m.rng ^= m.rng << 17
		j := int(m.rng % uint64(i+1))
		m.active[i], m.active[j] = m.active[j], m.active[i]
	}
}

// step puts one example right and tells whether that moved anything much.
func (m *machine) step(l *lesson, i int32, own bool) bool {
	ids, vals := l.x.row(int(i))
	w := m.w
	score := bias + dot(w, ids, vals)
	sign, want := float32(-1), l.content
	if own {
		sign, want = 1, 1
	}
	soft := 0.5 / (cost * l.weight[i])
	gradient := sign*score - want + soft*m.alpha[i]
	if m.alpha[i] == 0 && gradient >= 0 {
		return false
	}
	next := max(m.alpha[i]-gradient/(l.x.sq[i]+soft), 0)
	if d := (next - m.alpha[i]) * sign; d != 0 {
		m.alpha[i] = next
		for k, f := range ids {
			w[f] += d * vals[k]
		}
	}
	return gradient > closeEnough || gradient < -closeEnough
}

// dot is w at ids times vals. Four sums at once: one alone would wait for its
// own last addition, and this is where training spends its time.
func dot(w []float32, ids []int32, vals []float32) float32 {
	var a, b, c, d float32
	k := 0
	for ; k+4 <= len(ids) && k+4 <= len(vals); k += 4 {
		i, v := ids[k:k+4:k+4], vals[k:k+4:k+4]
		a += w[i[0]] * v[0]
		b += w[i[1]] * v[1]
		c += w[i[2]] * v[2]
		d += w[i[3]] * v[3]
	}
	for ; k < len(ids); k++ {
		a += w[ids[k]] * vals[k]
	}
	return (a + b) + (c + d)
}
