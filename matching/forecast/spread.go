package forecast

import "math"

// spread is how far the truth falls from the mean beyond chance: the
// coefficient of variation of the rate, below and above. Contacts given a rate
// are Poisson; the rate itself is gamma around the mean.
type spread struct{ below, above float64 }

const (
	mostSpread = 1.2 // beyond this a gamma's tenth and ninetieth part stop moving apart
	z10        = 1.2815515655446004
)

// quantile of the contacts at the normal deviate z.
func quantile(mean, cv, z float64) float64 {
	if mean <= 0 || z < 0 && nobody(mean, cv) >= 0.1 {
		return 0
	}
	shape := mean * mean / (mean + cv*cv*mean*mean)
	// Wilson and Hilferty: the cube root of a gamma is close to normal.
	c := 1 - 1/(9*shape) + z/(3*math.Sqrt(shape))
	if c <= 0 {
		return 0
	}
	return mean * c * c * c
}

// nobody is the chance that nobody comes at all: where that is a tenth or more,
// the tenth part of the chances is zero and not a little above it.
func nobody(mean, cv float64) float64 {
	if odd := cv * cv; odd > 1e-9 {
		return math.Pow(1+odd*mean, -1/odd)
	}
	return math.Exp(-mean)
}

func (s spread) point(mean float64) (p10, p50, p90 float64) {
	p10 = quantile(mean, s.below, -z10)
	p90 = quantile(mean, s.above, z10)
	p50 = quantile(mean, (s.below+s.above)/2, 0)
	return p10, min(max(p50, p10), p90), p90
}

// with is the spread when an independent factor of spread cv comes on top.
func (s spread) with(cv float64) spread {
	join := func(a float64) float64 { return min(mostSpread, math.Sqrt(a*a+cv*cv+a*a*cv*cv)) }
	return spread{join(s.below), join(s.above)}
}

// enoughTrials are as many as say where a tenth lies.
const enoughTrials = 50

// fitSpread finds the spread that would have left a tenth of the trials below
// p10 and a tenth above p90.
func fitSpread(trials []trial) spread {
	outside := func(cv, z float64) float64 {
		n := 0
		for i := range trials {
			edge := quantile(trials[i].mean, cv, z)
			if z < 0 && trials[i].actual < edge || z > 0 && trials[i].actual > edge {
				n++
			}
		}
		return float64(n) / float64(len(trials))
	}
	solve := func(z float64) float64 {
		low, high := 0.0, mostSpread
		for range 30 {
			mid := (low + high) / 2
			if outside(mid, z) > 0.1 {
				low = mid
			} else {
				high = mid
			}
		}
		return high
	}
	return spread{below: solve(-z10), above: solve(z10)}.unsure(trials)
}

// unsure widens a spread by what the trials cannot tell of it. What a whole
// origin misses together, a level that moved on, has been seen as often as
// stretches of the past lie side by side, however many slots each has; how far a
// tenth of such misses lies is then a matter of few, as Student's law has it.
func (s spread) unsure(trials []trial) spread {
	squares, apart := missedTogether(trials)
	if len(squares) == 0 {
		return s
	}
	sum := 0.0
	for _, v := range squares {
		sum += v
	}
	// One jump of the level is in the spread already; it is not how levels move.
	usual := min(sum/float64(len(squares)), median(squares)/medianSquare)
	more := student10(apart) / z10
	widen := func(cv float64) float64 {
		return min(mostSpread, math.Sqrt(cv*cv+(more*more-1)*usual))
	}
	return spread{below: widen(s.below), above: widen(s.above)}
}

// missedTogether is by what share each origin missed the sum of its slots,
// squared and less what chance makes of it, and how many stretches of an
// origin's length lie side by side in the days that were tried.
func missedTogether(trials []trial) (squares []float64, apart int) {
	type stretch struct {
		got, said   float64
		first, last int
	}
	var seen []stretch // origins come one after another
	first, last := math.MaxInt, 0
	for i := range trials {
		t := &trials[i]
		if t.origin >= len(seen) || i == 0 {
			seen = append(seen, make([]stretch, t.origin+1-len(seen))...)
			seen[t.origin].first = t.date
		}
		o := &seen[t.origin]
		o.got, o.said, o.last = o.got+t.actual, o.said+t.mean, t.date
		first, last = min(first, t.date), max(last, t.date)
	}
	longest := 1
	for _, o := range seen {
		if o.said > 0 {
			off := o.got/o.said - 1
			squares = append(squares, max(0, off*off-1/o.said))
			longest = max(longest, o.last-o.first+1)
		}
	}
	return squares, max(1, (last-first+1)/longest)
}

// medianSquare is the median of the square of a normal deviate.
const medianSquare = 0.4549

// student10 is where the upper tenth of Student's law begins.
func student10(freedom int) float64 {
	table := [...]float64{0, 3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372, 1.363, 1.356}
	return table[min(freedom, len(table)-1)]
}

// coverage is the share of trials inside p10 to p90.
func (s spread) coverage(trials []trial) float64 {
	in := 0
	for i := range trials {
		p10, _, p90 := s.point(trials[i].mean)
		if trials[i].actual >= p10 && trials[i].actual <= p90 {
			in++
		}
	}
	return float64(in) / float64(max(1, len(trials)))
}
