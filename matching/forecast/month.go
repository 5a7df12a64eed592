package forecast

import (
	"math"
	"time"
)

// monthPlaces are the places in a month that may differ: wages, rents and
// statements come at its turn. The last place is a day after a closure, which
// also brings what the closed day did not.
const (
	monthPlaces = 9
	afterClosed = monthPlaces - 1
)

// monthFactors are the learned logarithms by place; zero means as usual.
type monthFactors [monthPlaces]float64

func (m monthFactors) factor(date int, gap func(int) bool) float64 {
	if m == (monthFactors{}) {
		return 1
	}
	return math.Exp(m[monthPlace(date, gap)])
}

func monthPlace(date int, gap func(int) bool) int {
	if gap(date) {
		return afterClosed
	}
	t := time.Unix(int64(date)*daySeconds, 0).UTC()
	first := t.Day()
	left := time.Date(t.Year(), t.Month()+1, 0, 0, 0, 0, 0, time.UTC).Day() - first
	switch {
	case first <= 2:
		return 0
	case first <= 4:
		return 1
	case first <= 8:
		return 2
	case left <= 1:
		return 3
	case left <= 3:
		return 4
	default:
		return 5 + min(2, (first-9)/6)
	}
}

const (
	monthPrior    = 2.0  // days of "as usual" that a place must outweigh
	monthMost     = 0.25 // a single day's say, as a logarithm
	monthsNeeded  = 2    // of different months before a place says anything
	closedNeeded  = 2    // closures seen before they say anything
	levelWindow   = 63   // days either side of which the local level is taken
	levelDistance = 21.0 // days over which its weight falls by e
)

// learnMonth compares each day with the local level around it, so that growth
// over the year is not taken for the turn of a month.
func learnMonth(f *fitted, days []day, good []bool) monthFactors {
	// ratio is against the profile; level has the month taken out as far as it
	// is known, and is 0 for a day that says nothing.
	ratio, level := make([]float64, len(days)), make([]float64, len(days))
	for i := range days {
		r, expected := f.ratio(&days[i])
		if expected > 0 && r > 0 && days[i].known > 0 {
			ratio[i] = r
			if good[i] {
				level[i] = r / f.month.factor(days[i].date, f.gapDays)
			}
		}
	}
	var sum, count monthFactors
	var months [monthPlaces]map[int]bool
	for i := range days {
		local := localLevel(days, level, i)
		if ratio[i] == 0 || local == 0 {
			continue
		}
		off := math.Log(ratio[i] / local)
		place := monthPlace(days[i].date, f.gapDays)
		// An outlier day is left out, except after a closure: that is what
		// makes such a day look like one.
		if !good[i] && (place != afterClosed || math.Abs(off) > 2*monthMost) {
			continue
		}
		sum[place] += max(-monthMost, min(monthMost, off))
		count[place]++
		if months[place] == nil {
			months[place] = map[int]bool{}
		}
		t := time.Unix(int64(days[i].date+5)*daySeconds, 0).UTC() // the last days belong to the turn that follows
		months[place][t.Year()*12+int(t.Month())] = true
	}
	var m monthFactors
	for p := range m {
		enough := len(months[p]) >= monthsNeeded
		if p == afterClosed {
			enough = count[p] >= closedNeeded
		}
		if enough {
			m[p] = sum[p] / (count[p] + monthPrior)
		}
	}
	return m
}

// nearness is the weight of a day by its distance.
var nearness = func() (w [levelWindow + 1]float64) {
	for far := range w {
		w[far] = math.Exp(-float64(far) / levelDistance)
	}
	return w
}()

// localLevel is the weighted mean level of the days around one.
func localLevel(days []day, level []float64, i int) float64 {
	sum, weight := 0.0, 0.0
	for _, way := range []int{-1, 1} {
		for j := i; j >= 0 && j < len(days); j += way {
			far := abs(days[j].date - days[i].date)
			if far > levelWindow {
				break
			}
			if level[j] == 0 || j == i && way < 0 {
				continue
			}
			a := nearness[far]
			sum += a * level[j]
			weight += a
		}
	}
	if weight == 0 {
		return 0
	}
	return sum / weight
}

// longestClosure: more missing working days than this are a hole in the
// record, not a holiday.
const longestClosure = 3

// gapFinder tells whether a date follows an unusual closure: days just before
// it, of weekdays that are otherwise worked, have no rows or are known to be
// closed.
func gapFinder(days []day, closed func(date int) bool) func(int) bool {
	worked := [7]bool{}
	present := make(map[int]bool, len(days))
	newest, oldest := math.MinInt, math.MaxInt
	for i := range days {
		worked[weekday(days[i].date)] = true
		// A day wholly inside a sales event is present, though the base knows
		// nothing of it.
		present[days[i].date] = true
		newest, oldest = max(newest, days[i].date), min(oldest, days[i].date)
	}
	memo := map[int]bool{}
	return func(date int) bool {
		if known, ok := memo[date]; ok {
			return known
		}
		missing := 0
		for d := date - 1; d >= oldest && d >= date-9; d-- {
			if !worked[weekday(d)] {
				continue
			}
			if present[d] || d > newest && !closed(d) {
				break
			}
			missing++
		}
		memo[date] = missing > 0 && missing <= longestClosure
		return memo[date]
	}
}
