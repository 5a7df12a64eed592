package rota

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// scale makes prices finer than the whole weights of the benchmark.
const scale = 64

// market is the instance as the search sees it: cover by [day*shifts+shift].
type market struct {
	in          *Instance
	need        []int
	under, over []int64 // scaled
	covered     []bool
	missed      int64 // scaled: what missing every wish to work costs
	mine        []*scheduler
	used        []int64
}

func newMarket(in *Instance) *market {
	n := in.Days * len(in.Shifts)
	m := &market{in: in, need: make([]int, n), under: make([]int64, n), over: make([]int64, n), covered: make([]bool, n), used: make([]int64, n)}
	for _, c := range in.Cover {
		at := c.Day*len(in.Shifts) + c.Shift
		m.need[at], m.under[at], m.over[at], m.covered[at] = c.Need, int64(c.Under)*scale, int64(c.Over)*scale, true
	}
	for i := range in.Employees {
		m.missed += int64(in.Employees[i].wishes) * scale
	}
	for range runtime.GOMAXPROCS(0) {
		m.mine = append(m.mine, newScheduler(in))
	}
	return m
}

// bound lets every employee answer to the prices, counts who works what, and
// adds up what that proves.
func (m *market) bound(price []int64) int64 {
	n := len(m.in.Employees)
	var next atomic.Int64
	var all sync.WaitGroup
	sums, used := make([]int64, len(m.mine)), make([][]int64, len(m.mine))
	for w, s := range m.mine {
		used[w] = make([]int64, len(price))
		all.Go(func() {
			cost := make([]int64, len(price))
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				who := &m.in.Employees[i]
				for k, p := range price {
					cost[k] = int64(who.wish[k])*scale - p
				}
				_, lower, _ := s.solve(who, cost)
				sums[w] += lower
				for d, k := range s.days {
					if k != Free {
						used[w][d*len(m.in.Shifts)+k]++
					}
				}
			}
		})
	}
	all.Wait()
	total := m.missed
	clear(m.used)
	for w := range sums {
		total += sums[w]
		for k, u := range used[w] {
			m.used[k] += u
		}
	}
	// A price within what one too many and one too few cost makes just the need
	// the cheapest cover.
	for k, p := range price {
		total += p * int64(m.need[k])
	}
	return total
}

// climb moves prices for so many rounds and keeps the best bound: the method
// of Kingma and Ba on the cover that is missed.
func (m *market) climb(rounds int, stop func() bool, tell func(round int, bound int64)) (best int64, prices []int64) {
	n := len(m.need)
	price, prices := make([]int64, n), make([]int64, n)
	at, mean, vary := make([]float64, n), make([]float64, n), make([]float64, n)
	for k := range at {
		at[k] = float64(m.under[k]) / 4
		price[k] = int64(at[k])
	}
	best = math.MinInt64
	for round := 1; round <= rounds && (round == 1 || !stop()); round++ {
		if v := m.bound(price); v > best {
			best = v
			copy(prices, price)
		}
		tell(round, best)
		step := 0.08 * math.Pow(0.005, float64(round)/float64(rounds))
		fixMean, fixVary := 1-math.Pow(0.9, float64(round)), 1-math.Pow(0.99, float64(round))
		for k := range price {
			if !m.covered[k] {
				continue
			}
			g := float64(m.need[k]) - float64(m.used[k])
			mean[k] = 0.9*mean[k] + 0.1*g
			vary[k] = 0.99*vary[k] + 0.01*g*g
			at[k] += step * float64(m.under[k]+m.over[k]) * mean[k] / fixMean / (math.Sqrt(vary[k]/fixVary) + 1e-3)
			at[k] = max(-float64(m.over[k]), min(float64(m.under[k]), at[k]))
			price[k] = int64(math.Round(at[k]))
		}
	}
	return best, prices
}
