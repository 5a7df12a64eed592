package forecast

import (
	"math"
	"slices"
)

// shiftDays is how many days in a row, up to the newest, must stand on one
// side to be a new normal and not a string of outliers.
const shiftDays = 6

// ordinaryDays tells which days are fit to learn an ordinary week from: each
// is compared with the eight nearest of its own weekday. A day without a
// single contact where others have many is a broken or closed one.
func ordinaryDays(days []day) []bool {
	var same [7][]int
	for i := range days {
		if days[i].known > 0 {
			same[weekday(days[i].date)] = append(same[weekday(days[i].date)], i)
		}
	}
	side := make([]int, len(days))
	for _, group := range same {
		for j, i := range group {
			side[i] = outlierSide(days, group, j)
		}
	}
	keepShift(days, side)
	good := make([]bool, len(days))
	for i := range days {
		good[i] = side[i] == 0 && days[i].known > 0
	}
	return good
}

// outlierSide is -1 or 1 when the day is far below or above its neighbours.
func outlierSide(days []day, group []int, j int) int {
	near := nearest(group, j, 8)
	if len(near) < 3 {
		return 0
	}
	totals, known := make([]float64, len(near)), make([]float64, len(near))
	for n, i := range near {
		totals[n], known[n] = days[i].total, float64(days[i].known)
	}
	// A day cut by a sales event or a broken feed has another total for a
	// reason; what is left of it is as good as any.
	if float64(days[group[j]].known) < 0.8*median(known) {
		return 0
	}
	m := median(totals)
	for n := range totals {
		totals[n] = math.Abs(totals[n] - m)
	}
	// Spread of the neighbours, a floor of 3 %, and never less than chance.
	spread := max(1.4826*median(totals)+0.03*m, math.Sqrt(m))
	switch off := days[group[j]].total - m; {
	case days[group[j]].total == 0 && m > 0:
		return -1
	case off > 4*spread:
		return 1
	case off < -4*spread:
		return -1
	}
	return 0
}

// nearest are up to n neighbours of group[j], without itself.
func nearest(group []int, j, n int) []int {
	from := max(0, min(j-n/2, len(group)-n-1))
	to := min(len(group), from+n+1)
	near := make([]int, 0, n)
	near = append(near, group[from:j]...)
	return append(near, group[j+1:to]...)
}

// keepShift takes a run of outliers that reaches the newest day for a change
// of level: forgetting it would forecast a past that is over. Silence is not
// taken so, because it is more often a broken feed.
func keepShift(days []day, side []int) {
	n := len(days)
	for n > 0 && days[n-1].known == 0 {
		n--
	}
	if n == 0 || side[n-1] == 0 {
		return
	}
	first, run := n, 0
	for i := n - 1; i >= 0; i-- {
		if days[i].known == 0 {
			continue
		}
		if side[i] != side[n-1] || days[i].total == 0 {
			break
		}
		first = i
		run++
	}
	if run < shiftDays {
		return
	}
	for i := first; i < n; i++ {
		side[i] = 0
	}
}

func median(v []float64) float64 {
	if len(v) == 0 {
		return 0
	}
	s := slices.Clone(v)
	slices.Sort(s)
	if n := len(s); n%2 == 0 {
		return (s[n/2-1] + s[n/2]) / 2
	}
	return s[len(s)/2]
}
