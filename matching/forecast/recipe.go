package forecast

import (
	"math"
	"slices"
)

// recipe is one way to see an ordinary week. All are the same shape, level x
// weekday profile x place in the month, with parts left out.
type recipe struct {
	name     string
	plain    bool    // a plain mean: the guard that the others must beat
	last     int     // only the last n days of each weekday; 0: all
	halfLife float64 // weeks after which a day counts half; 0: all days count alike
	level    float64 // half-life in weeks of a level over all weekdays; 0: none
	month    bool    // learn how the days around the turn of the month differ
	drawn    bool    // draw each weekday's slots to what weekdays have in common
	robust   bool    // leave outlier days out
}

// shortPast is the recipe of a history that is too short to choose by.
const shortPast = "weekdays drawn together"

// recipes were tried on origins that end four weeks before the end of the
// public series, so that those four weeks stay a fair test.
func recipes() []recipe {
	return []recipe{
		{name: "mean of last 4 same weekdays", plain: true, last: 4},
		{name: "mean of all same weekdays", plain: true},
		{name: "last same weekday", last: 1},
		{name: shortPast, drawn: true},
		{name: "robust weekday mean, half-life 8 weeks", halfLife: 8, robust: true},
		{name: "level 3 weeks x drawn profile", halfLife: 26, level: 3, drawn: true, robust: true},
		{name: "level 3 weeks x profile x month", halfLife: 26, level: 3, month: true, robust: true},
		{name: "profile x month", halfLife: 26, month: true, robust: true},
	}
}

// fitted is an ordinary week as a recipe sees it.
type fitted struct {
	profile [7][]float64
	level   float64
	drawn   bool
	month   monthFactors
	gapDays func(date int) bool // does this day follow an unusual closure?
}

// at is what the slot of that day would bring with no event.
func (f *fitted) at(date, slot int) float64 {
	return f.level * f.profile[weekday(date)][slot] * f.month.factor(date, f.gapDays)
}

// fit looks at days only; closed tells closures that are known beforehand.
func (r recipe) fit(days []day, perDay int, closed func(date int) bool) *fitted {
	if r.last > 0 {
		days = lastOfEach(days, r.last)
	}
	f := &fitted{level: 1}
	f.gapDays = gapFinder(days, closed)
	f.drawn = r.drawn
	good := make([]bool, len(days))
	for i := range good {
		good[i] = true
	}
	if r.robust {
		good = ordinaryDays(days)
	}
	f.learnProfile(days, good, r.halfLife, perDay)
	if r.month {
		for range 3 {
			f.month = learnMonth(f, days, good)
			f.learnProfile(days, good, r.halfLife, perDay)
		}
	}
	if r.level > 0 {
		f.learnLevel(days, good, r.level)
	}
	if !r.plain && r.last == 0 {
		f.catchUp(days)
	}
	return f
}

func lastOfEach(days []day, n int) []day {
	var seen [7]int
	var kept []day
	for i := len(days) - 1; i >= 0; i-- {
		if w := weekday(days[i].date); days[i].known > 0 && seen[w] < n {
			seen[w]++
			kept = append(kept, days[i])
		}
	}
	slices.Reverse(kept)
	return kept
}

// age weighs a day by how many half-lives ago it was.
func age(date, newest int, halfLife float64) float64 {
	if halfLife == 0 {
		return 1
	}
	return math.Exp2(-float64(newest-date) / (7 * halfLife))
}

func (f *fitted) learnProfile(days []day, good []bool, halfLife float64, perDay int) {
	var sum, weight [7][]float64
	for w := range 7 {
		sum[w], weight[w] = make([]float64, perDay), make([]float64, perDay)
	}
	for i := range days {
		if !good[i] {
			continue
		}
		d := &days[i]
		w := weekday(d.date)
		a := age(d.date, days[len(days)-1].date, halfLife)
		by := f.month.factor(d.date, f.gapDays)
		for k, v := range d.slots {
			if !math.IsNaN(v) {
				sum[w][k] += a * v / by
				weight[w][k] += a
			}
		}
	}
	if f.drawn {
		drawTogether(&sum, &weight, perDay)
	}
	pooled := make([]float64, perDay)
	for k := range pooled {
		s, a := 0.0, 0.0
		for w := range 7 {
			s, a = s+sum[w][k], a+weight[w][k]
		}
		pooled[k] = math.NaN()
		if a > 0 {
			pooled[k] = s / a
		}
	}
	fillNearest(pooled)
	for w := range 7 {
		p := unknown(perDay)
		seen := false
		for k := range p {
			if weight[w][k] > 0 {
				p[k] = sum[w][k] / weight[w][k]
				seen = true
			}
		}
		if !seen {
			copy(p, pooled)
		}
		fillNearest(p)
		f.profile[w] = p
	}
}

// fillNearest gives a slot that was never open the value of the nearest open
// one: only asked for when a sales event is worked outside the usual hours.
func fillNearest(p []float64) {
	open := make([]int, 0, len(p))
	for k, v := range p {
		if !math.IsNaN(v) {
			open = append(open, k)
		}
	}
	for k, v := range p {
		if !math.IsNaN(v) {
			continue
		}
		if len(open) == 0 {
			p[k] = 0
			continue
		}
		i, _ := slices.BinarySearch(open, k)
		near := open[min(i, len(open)-1)]
		if i > 0 && k-open[i-1] <= abs(near-k) {
			near = open[i-1]
		}
		p[k] = p[near]
	}
}

// ratio is how a day compares with its profile, over the slots it has.
func (f *fitted) ratio(d *day) (ratio, expected float64) {
	got := 0.0
	p := f.profile[weekday(d.date)]
	for k, v := range d.slots {
		if !math.IsNaN(v) {
			got += v
			expected += p[k]
		}
	}
	if expected <= 0 {
		return 1, 0
	}
	return got / expected, expected
}

func (f *fitted) learnLevel(days []day, good []bool, halfLife float64) {
	sum, weight := 0.0, 0.0
	for i := range days {
		if !good[i] {
			continue
		}
		ratio, expected := f.ratio(&days[i])
		a := age(days[i].date, days[len(days)-1].date, halfLife)
		if expected > 0 {
			sum += a * ratio / f.month.factor(days[i].date, f.gapDays)
			weight += a
		}
	}
	if weight > 0 {
		f.level = sum / weight
	}
}

func abs(v int) int {
	if v < 0 {
		return -v
	}
	return v
}
