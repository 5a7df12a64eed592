package staffing

import "math"

// Erlang A: shoppers leave after an exponential time of patience. The formulas
// are those of the M/M/n+G line for exponential patience. With
//
//	J = integral over x of exp(rate/theta (1 - exp(-theta x)) - n mu x)
//	e = inverse of Erlang B at n-1
//
// a shopper who would wait for ever finds no wait with probability e/(e +
// rate J), and waits x with density rate exp(...)/(e + rate J).

func (l line) erlangA(slots int) metrics {
	w := l.walk(slots - 1)
	return l.fromInverseA(slots, w.inverse)
}

func (l line) fromInverseA(slots int, inverse float64) metrics {
	n := float64(slots)
	j := l.wholeIntegral(n)
	if math.IsInf(inverse, 1) {
		return metrics{level: 1, busy: l.load / n}
	}
	whole := inverse + l.rate*j
	// In the overload of a sales peak J passes what a float64 holds; then all
	// slots are always busy, and the rest follows from the flow alone.
	if math.IsInf(j, 1) {
		left := 1 - n/l.load
		return metrics{level: l.overloaded(n), busy: 1, queued: 1, wait: left / l.theta, left: left}
	}
	left := (1 + (l.rate-n*l.mu)*j) / whole
	left = min(1, max(0, left))
	return metrics{
		level:  min(1, (inverse+l.rate*l.partIntegral(n))/whole),
		busy:   min(1, l.load*(1-left)/n),
		queued: l.rate * j / whole,
		wait:   left / l.theta,
		left:   left,
	}
}

// overloaded is the level when the wait hardly varies: all wait as long as it
// takes until enough of the others have left.
func (l line) overloaded(n float64) float64 {
	if wait := math.Log(l.load/n) / l.theta; wait > l.in {
		return 0
	}
	return n / l.load
}

// wholeIntegral is J, as the series 1/theta (1/a + b/(a(a+1)) + ...), all of
// whose terms are positive: a = n mu/theta, b = rate/theta.
func (l line) wholeIntegral(n float64) float64 {
	a, b := n*l.mu/l.theta, l.rate/l.theta
	term := 1 / a
	sum := term
	for i := 1.0; ; i++ {
		term *= b / (a + i)
		sum += term
		if term < sum*1e-13 && a+i > b || math.IsInf(sum, 1) {
			return sum / l.theta
		}
	}
}

// partIntegral is the integral to AnswerIn of the density of the wait, times
// the chance of still being there: served in time after a wait.
func (l line) partIntegral(n float64) float64 {
	if l.in == 0 {
		return 0
	}
	// The integrand falls or rises over the time that one slot's worth of
	// work takes; panels are cut to follow it.
	pull := math.Abs(l.rate-n*l.mu) + l.theta + math.Sqrt(l.rate*l.theta)
	panels := min(64, 1+int(pull*l.in/4))
	width := l.in / float64(panels)
	sum := 0.0
	for i := range panels {
		middle := (float64(i) + 0.5) * width
		for g, x := range gaussAt {
			half := x * width / 2
			sum += gaussBy[g] * (l.density(n, middle-half) + l.density(n, middle+half))
		}
	}
	return sum * width / 2
}

func (l line) density(n, x float64) float64 {
	return math.Exp(-l.rate/l.theta*math.Expm1(-l.theta*x) - (n*l.mu+l.theta)*x)
}

// Gauss-Legendre of eight points: the positive half.
var (
	gaussAt = [4]float64{0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363}
	gaussBy = [4]float64{0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763}
)

// fewestA begins at the square-root rule and walks: with patience the level
// changes slowly, and the rule is seldom more than a few agents off.
func (l line) fewestA(p Params) (int, metrics) {
	enough := func(agents int) (metrics, bool) {
		m := l.erlangA(agents * p.chats())
		return m, m.level >= p.Target && p.fits(m)
	}
	agents := max(1, int(l.load/float64(p.chats())))
	m, ok := enough(agents)
	stride := 1
	if ok {
		for agents > 1 {
			lower := max(1, agents-stride)
			lm, fine := enough(lower)
			if !fine {
				return between(lower, agents, m, enough)
			}
			agents, m = lower, lm
			stride *= 2
		}
		return agents, m
	}
	for {
		higher := agents + stride
		hm, fine := enough(higher)
		if fine {
			return between(agents, higher, hm, enough)
		}
		agents = higher
		stride *= 2
	}
}

// between finds the fewest that are enough; low is not, high is with m.
func between(low, high int, m metrics, enough func(int) (metrics, bool)) (int, metrics) {
	for high-low > 1 {
		mid := (low + high) / 2
		if mm, ok := enough(mid); ok {
			high, m = mid, mm
		} else {
			low = mid
		}
	}
	return high, m
}
