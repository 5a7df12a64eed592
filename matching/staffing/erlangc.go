package staffing

import "math"

// Erlang C by the recursion of Erlang B's inverse, I(k) = 1 + I(k-1) k/A. It
// never overflows, and below the load it forgets where it began: an error at k
// shrinks by k/A at every step. So it need not begin at zero: begun seven
// square roots below the load, nothing of the first guess is left in a float64
// by the time it matters, and a line of 300 takes 120 steps and not 300.
const (
	startBelow = 7.0
	wholeUpTo  = 60 // a load this small is run whole
)

// inverseB is the inverse of Erlang B at the first slot of the search.
func (l line) inverseB() (k int, inverse float64) {
	if l.load <= wholeUpTo {
		return 0, 1
	}
	k = int(l.load - startBelow*math.Sqrt(l.load))
	if k <= 0 {
		return 0, 1
	}
	// The sum 1 + k/A + k(k-1)/A² + ... to its first correction.
	x := float64(k) / l.load
	rest := 1 - x
	return k, 1/rest - x/(l.load*rest*rest*rest)
}

func (l line) erlangC(slots int) metrics {
	n := float64(slots)
	if n <= l.load {
		return metrics{queued: 1, wait: math.Inf(1), busy: 1}
	}
	w := l.walk(slots)
	return l.fromInverse(n, w.inverse)
}

// fromInverse is Erlang C from Erlang B: a contact waits when all n are busy.
func (l line) fromInverse(n, inverse float64) metrics {
	queued := n / (n + (n-l.load)*(inverse-1))
	if math.IsInf(inverse, 1) {
		queued = 0
	}
	spare := (n - l.load) * l.mu
	return metrics{
		level: 1 - queued*math.Exp(-spare*l.in), busy: l.load / n,
		queued: queued, wait: queued / spare,
	}
}

// fewestC runs the recursion once and stops at the first whole agent that is
// enough: no bisection, which would run it again and again. The exponential of
// the level falls by the same factor with each agent, so it is carried along
// and taken anew only for the answer.
func (l line) fewestC(p Params) (int, metrics) {
	w := l.walk(p.leastC(l.load))
	chats := p.chats()
	late := math.Exp(-(float64(w.slots) - l.load) * l.mu * l.in)
	fall := math.Exp(-float64(chats) * l.mu * l.in)
	for ; ; late *= fall {
		n := float64(w.slots)
		if n > l.load && 1-w.queued()*late*(1-1e-9) >= p.Target {
			if m := l.fromInverse(n, w.inverse); m.level >= p.Target {
				return w.slots / chats, m
			}
		}
		w.to(w.slots + chats)
	}
}

// leastC is the slots below which the load or the cap is not met.
func (p Params) leastC(load float64) (slots int) {
	chats := p.chats()
	least := int(load)/chats + 1
	if p.MaxOccupancy > 0 {
		least = max(least, int(math.Ceil(load/(p.MaxOccupancy*float64(chats))-1e-9)))
	}
	return least * chats
}

// walker is the recursion at some number of slots; it only goes up.
type walker struct {
	load, step float64
	slots      int
	inverse    float64
}

// walk begins the recursion and takes it to slots.
func (l line) walk(slots int) walker {
	w := walker{load: l.load, step: 1 / l.load}
	w.slots, w.inverse = l.inverseB()
	if w.slots > slots {
		w.slots, w.inverse = 0, 1 // far below the load, where nothing can be left out
	}
	w.to(slots)
	return w
}

// to takes four steps at once while it can: the products of the four do not
// wait for the inverse, so only one multiplication and one addition in four
// steps stand in line.
func (w *walker) to(slots int) {
	inverse, k := w.inverse, w.slots
	for ; k+4 <= slots; k += 4 {
		x := float64(k) * w.step
		a, b, c, d := x+w.step, x+2*w.step, x+3*w.step, x+4*w.step
		cd := c * d
		inverse = 1 + d + cd + b*cd + inverse*(a*b*cd)
	}
	for k++; k <= slots; k++ {
		inverse = 1 + inverse*(float64(k)*w.step)
	}
	w.slots, w.inverse = max(slots, w.slots), inverse
}

// queued is the chance to wait.
func (w *walker) queued() float64 {
	n := float64(w.slots)
	return n / (n + (n-w.load)*(w.inverse-1))
}
