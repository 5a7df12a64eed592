package staffing

import "math"

// Erlang C by the recursion of Erlang B's inverse, I(k) = 1 + I(k-1) k/A. It
// never overflows, and below the load it forgets where it began: an error at k
// shrinks by k/A at every step. So it need not begin at zero: begun seven
// square roots below the load, nothing of the first guess is left in a float64
// by the time it matters, and a line of 300 takes 120 steps and not 300.
const (
	startBelow = 7.5
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
	k, inverse := l.inverseB()
	step := 1 / l.load
	for k++; k <= slots; k++ {
		inverse = 1 + inverse*(float64(k)*step)
	}
	return l.fromInverse(n, inverse)
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
// enough: no bisection, which would run it again and again.
func (l line) fewestC(p Params) (int, metrics) {
	chats := p.chats()
	least := int(l.load)/chats + 1
	if p.MaxOccupancy > 0 {
		least = max(least, int(math.Ceil(l.load/(p.MaxOccupancy*float64(chats))-1e-9)))
	}
	k, inverse := l.inverseB()
	step := 1 / l.load
	for agents := least; ; agents++ {
		for k++; k <= agents*chats; k++ {
			inverse = 1 + inverse*(float64(k)*step)
		}
		k--
		n := float64(agents * chats)
		if n <= l.load {
			continue // exactly full: the line has no end
		}
		if m := l.fromInverse(n, inverse); m.level >= p.Target {
			return agents, m
		}
	}
}
