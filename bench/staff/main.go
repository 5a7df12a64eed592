// Program staff measures staffing: the formulas against lines that are played
// shopper by shopper, and how long a season of a sale takes to size. It prints
// Markdown.
package main

import (
	"container/heap"
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/manyhands/manyhands/bench/spent"
	"github.com/manyhands/manyhands/matching/forecast"
	"github.com/manyhands/manyhands/matching/staffing"
)

const halfHour = 30 * time.Minute

func main() {
	played()
	season()
}

// freeAt is when each slot is free next.
type freeAt []float64

func (f freeAt) Len() int           { return len(f) }
func (f freeAt) Less(i, j int) bool { return f[i] < f[j] }
func (f freeAt) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *freeAt) Push(v any)        { *f = append(*f, v.(float64)) }
func (f *freeAt) Pop() any          { return nil }

// play plays shoppers one by one, first come first served: the share answered
// in time and the share that left.
func play(seed uint64, contacts float64, p staffing.Params, agents, shoppers int) (level, left float64) {
	r := rand.New(rand.NewPCG(seed, 7))
	slots := make(freeAt, agents*max(1, p.Concurrency))
	rate := contacts / halfHour.Seconds()
	now, inTime, gone := 0.0, 0, 0
	for range shoppers {
		now += r.ExpFloat64() / rate
		wait := max(0, slots[0]-now)
		if p.Patience > 0 && wait > r.ExpFloat64()*p.Patience.Seconds() {
			gone++
			continue
		}
		if wait <= p.AnswerIn.Seconds() {
			inTime++
		}
		slots[0] = now + wait + r.ExpFloat64()*p.AHT.Seconds()
		heap.Fix(&slots, 0)
	}
	return float64(inTime) / float64(shoppers), float64(gone) / float64(shoppers)
}

// played asks for the fewest agents by the formula and by playing.
func played() {
	fmt.Println("### Agents by the formula and by lines played shopper by shopper (a million each)")
	fmt.Println("\n| line | formula | played | level, formula | level, played | abandon, formula | abandon, played |")
	fmt.Println("|---|---|---|---|---|---|---|")
	worst := 0
	for _, c := range []struct {
		name     string
		contacts float64
		p        staffing.Params
	}{
		{"voice, endless patience", 100, staffing.Params{AHT: 3 * time.Minute, AnswerIn: 20 * time.Second, Target: 0.8}},
		{"voice, impatient", 100, staffing.Params{AHT: 3 * time.Minute, AnswerIn: 20 * time.Second, Target: 0.8, Patience: time.Minute}},
		{"a peak", 2000, staffing.Params{AHT: 5 * time.Minute, AnswerIn: 30 * time.Second, Target: 0.9, Patience: 3 * time.Minute}},
		{"three chats at once", 240, staffing.Params{AHT: 9 * time.Minute, AnswerIn: 30 * time.Second, Target: 0.85, Concurrency: 3, Patience: 2 * time.Minute}},
		{"a trickle", 4, staffing.Params{AHT: 8 * time.Minute, AnswerIn: 10 * time.Second, Target: 0.7}},
		{"a low promise, overloaded", 600, staffing.Params{AHT: 4 * time.Minute, AnswerIn: 60 * time.Second, Target: 0.5, Patience: 5 * time.Minute}},
	} {
		r := staffing.Need(c.contacts, halfHour, c.p)
		fewest := 1
		for low, high := 1, 2*r.Agents+4; low <= high; {
			mid := (low + high) / 2
			if level, _ := play(1, c.contacts, c.p, mid, 1_000_000); level >= c.p.Target {
				fewest, high = mid, mid-1
			} else {
				low = mid + 1
			}
		}
		level, left := play(2, c.contacts, c.p, r.Agents, 1_000_000)
		fmt.Printf("| %s | %d | %d | %.4f | %.4f | %.4f | %.4f |\n", c.name, r.Agents, fewest, r.ServiceLevel, level, r.Abandon, left)
		worst = max(worst, r.Agents-fewest, fewest-r.Agents)
	}
	fmt.Printf("\nAt most %d agents apart. Goal: at most 1.\n\n", worst)
}

// season sizes 89 brands over 1,920 quarter hours.
func season() {
	const n, quarter = 89 * 1920, 15 * time.Minute
	r := rand.New(rand.NewPCG(2, 2))
	mean := make([]float64, n)
	for i := range mean {
		mean[i] = (5 + 300*r.Float64()) * 3 // a load of 5 to 305 at five minutes a contact
	}
	fmt.Printf("### Sizing %d brand-intervals\n\n| | processor seconds | beside Erlang C one by one | each alone : by curves |\n|---|---|---|---|\n", n)
	base := 0.0
	for _, c := range []struct {
		name     string
		patience time.Duration
		doubt    bool
	}{
		{"Erlang C", 0, false}, {"Erlang A (leaving after 3 min)", 3 * time.Minute, false},
		{"Erlang C, doubtful forecast", 0, true}, {"Erlang A, doubtful forecast", 3 * time.Minute, true},
	} {
		p := staffing.Params{AHT: 5 * time.Minute, AnswerIn: 30 * time.Second, Target: 0.9, Patience: c.patience}
		points := make([]forecast.Point, n)
		for i, m := range mean {
			wide := math.Sqrt(m)
			if c.doubt {
				cv := 0.08 + 0.08*r.Float64() // every interval its own
				wide = math.Sqrt(m + cv*cv*m*m)
			}
			points[i] = forecast.Point{Mean: m, P10: m - 1.2815515655446004*wide, P50: m, P90: m + 1.2815515655446004*wide}
		}
		together := least(3, func() { staffing.NeedForecast(points, quarter, p) })
		alone := least(1, func() {
			for i := range points {
				staffing.NeedForecast(points[i:i+1], quarter, p)
			}
		})
		if base == 0 {
			base = alone
		}
		fmt.Printf("| %s | %.3f | %.2f | %.1f : 1 |\n", c.name, together, together/base, alone/together)
	}
	fmt.Println("\nThe least of three runs; kinds of doubt are sized side by side, so two processors take about half. Goal: 0.1 s.")
	fmt.Println()
}

// least is the least processor time of n runs.
func least(n int, run func()) float64 {
	best := math.Inf(1)
	for range n {
		began := spent.Own().Seconds()
		run()
		best = min(best, spent.Own().Seconds()-began)
	}
	return best
}
