package rota

import "fmt"

// Check lists every rule that a rota breaks, and Cost counts what it costs.
// Both follow the benchmark's description and share no code with the search.
func Check(in *Instance, work [][]int) []string {
	var out []string
	for e := range in.Employees {
		who := &in.Employees[e]
		say := func(format string, args ...any) {
			out = append(out, who.ID+": "+fmt.Sprintf(format, args...))
		}
		checkTotals(in, who, work[e], say)
		checkDays(in, who, work[e], say)
		checkRuns(who, work[e], say)
	}
	return out
}

func checkTotals(in *Instance, who *Employee, days []int, say func(string, ...any)) {
	minutes, weekends := 0, 0
	of := make([]int, len(in.Shifts))
	for d, s := range days {
		if s != Free {
			minutes += in.Shifts[s].Minutes
			of[s]++
		}
		if d%7 == 6 && (s != Free || days[d-1] != Free) || d%7 == 5 && d == len(days)-1 && s != Free {
			weekends++
		}
	}
	for s, n := range of {
		if n > who.MostOf[s] {
			say("%d shifts %s where %d is the most", n, in.Shifts[s].ID, who.MostOf[s])
		}
	}
	if minutes > who.MostMinutes || minutes < who.LeastMinutes {
		say("%d minutes where %d to %d are allowed", minutes, who.LeastMinutes, who.MostMinutes)
	}
	if weekends > who.MostWeekends {
		say("%d weekends where %d is the most", weekends, who.MostWeekends)
	}
}

func checkDays(in *Instance, who *Employee, days []int, say func(string, ...any)) {
	for d, s := range days {
		if s == Free {
			continue
		}
		if who.Off[d] {
			say("works on day %d, a day off", d)
		}
		if d == 0 || days[d-1] == Free {
			continue
		}
		for _, not := range in.Shifts[days[d-1]].Before {
			if not == s {
				say("%s follows %s on day %d", in.Shifts[s].ID, in.Shifts[days[d-1]].ID, d)
			}
		}
	}
}

// checkRuns looks at runs of days worked and of days off; one that touches an
// end of the time planned is never too short.
func checkRuns(who *Employee, days []int, say func(string, ...any)) {
	for from := 0; from < len(days); {
		till := from
		for till < len(days) && (days[till] == Free) == (days[from] == Free) {
			till++
		}
		length, inside := till-from, from > 0 && till < len(days)
		switch {
		case days[from] == Free && inside && length < who.LeastOff:
			say("%d days off from day %d where %d is the least", length, from, who.LeastOff)
		case days[from] != Free && inside && length < who.LeastInRow:
			say("%d days of work from day %d where %d is the least", length, from, who.LeastInRow)
		case days[from] != Free && length > who.MostInRow:
			say("%d days of work from day %d where %d is the most", length, from, who.MostInRow)
		}
		from = till
	}
}

// Cost is the benchmark's objective: requests not granted and cover missed.
func Cost(in *Instance, work [][]int) int {
	sum := 0
	for e := range in.Employees {
		who := &in.Employees[e]
		for _, w := range who.onWishes {
			if work[e][w.day] != w.shift {
				sum += w.weight
			}
		}
		for _, w := range who.offWishes {
			if work[e][w.day] == w.shift {
				sum += w.weight
			}
		}
	}
	for _, c := range in.Cover {
		n := 0
		for e := range work {
			if work[e][c.Day] == c.Shift {
				n++
			}
		}
		sum += c.Under*max(0, c.Need-n) + c.Over*max(0, n-c.Need)
	}
	return sum
}
