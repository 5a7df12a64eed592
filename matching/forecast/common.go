package forecast

import "math"

// Weekdays are more alike than one week of counts shows: a slot of a dozen
// contacts differs from itself by a third. So what weekdays have in common, one
// shape of the day and a level for each, is taken from all of them together, and
// a slot of one weekday stands away from it only as far as there is more
// difference than chance alone would make.

const commonTurns = 4 // the levels and the shape settle in two or three

// common is the shape of the day and the level of each weekday; a slot that is
// open on none is NaN, a weekday of which nothing is known 0.
func common(sum, weight *[7][]float64, perDay int) (shape []float64, level [7]float64) {
	shape = make([]float64, perDay)
	for w := range level {
		level[w] = 1
	}
	for range commonTurns {
		for k := range shape {
			s, a := 0.0, 0.0
			for w := range 7 {
				s, a = s+sum[w][k], a+weight[w][k]*level[w]
			}
			if shape[k] = math.NaN(); a > 0 {
				shape[k] = s / a
			}
		}
		for w := range level {
			s, a := 0.0, 0.0
			for k, v := range shape {
				if weight[w][k] > 0 && !math.IsNaN(v) {
					s, a = s+sum[w][k], a+weight[w][k]*v
				}
			}
			if level[w] = 0; a > 0 {
				level[w] = s / a
			}
		}
	}
	return shape, level
}

// drawTogether replaces sums by what is left of them when each slot's mean is
// drawn to what the weekdays have in common. How far is read off the counts: the
// squares by which means stand away, less what chance makes of so many days.
func drawTogether(sum, weight *[7][]float64, perDay int) {
	shape, level := common(sum, weight, perDay)
	away, squares := 0.0, 0.0
	each := func(see func(w, k int, said, chance float64)) {
		for w := range 7 {
			for k, v := range shape {
				if said := level[w] * v; weight[w][k] > 0 && said > 0 {
					see(w, k, said, said/weight[w][k])
				}
			}
		}
	}
	each(func(w, k int, said, chance float64) {
		off := sum[w][k]/weight[w][k] - said
		away += off*off - chance
		squares += said * said
	})
	differ := max(0, away/max(squares, 1e-12)) // the square of a coefficient of variation
	each(func(w, k int, said, chance float64) {
		keep := differ * said * said / (differ*said*said + chance)
		own := sum[w][k] / weight[w][k]
		sum[w][k] = weight[w][k] * (said + keep*(own-said))
	})
}

// sway is by how much the level of one week differs from that of the next where
// there is no second week to tell: an assumption, near what a bank's calls do.
const sway = 0.1

// untried is the spread of a forecast that had no past to be tried on: what the
// days at hand differ by from what is said of them, what so few of them leave
// unknown of the mean, and the sway. Weekdays that were never seen make it wide.
func untried(s *series, base *blend) spread {
	const unseen = 0.3
	var weekdays [7]bool
	away, unknown, squares := 0.0, 0.0, 0.0
	for i := range s.days {
		d := &s.days[i]
		weekdays[weekday(d.date)] = weekdays[weekday(d.date)] || d.known > 0
		for k, v := range d.slots {
			if said := base.at(d.date, k); !math.IsNaN(v) {
				away += (v-said)*(v-said) - said
				unknown += said / float64(len(s.days))
				squares += said * said
			}
		}
	}
	squares = max(squares, 1e-12)
	cv := math.Sqrt(max(0, away/squares) + unknown/squares + sway*sway)
	if weekdays != [7]bool{true, true, true, true, true, true, true} {
		cv = max(cv, unseen)
	}
	return spread{below: cv, above: cv}
}
