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
	return spread{below: solve(-z10), above: solve(z10)}
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
