package forecast

import (
	"math"
	"sort"
	"time"
)

// Accuracy is how near the forecast came to the past at one grain. A bare
// share says little: beside it stand the plain mean of the last four same
// weekdays, and the floor that even a known rate would leave by chance.
type Accuracy struct {
	Grain string  `json:"grain"`
	WAPE  float64 `json:"wape"`
	Mean4 float64 `json:"wape_mean4"`
	Floor float64 `json:"wape_poisson_floor"`
}

// accuracy sums the trials of each origin up to the slot, the hour and the day.
func accuracy(trials []trial, step time.Duration) []Accuracy {
	if len(trials) == 0 {
		return nil
	}
	perDay := int(24 * time.Hour / step)
	grains := []struct {
		name  string
		slots int
	}{{short1(step), 1}}
	if step < time.Hour {
		grains = append(grains, struct {
			name  string
			slots int
		}{"1h", int(time.Hour / step)})
	}
	if step < 24*time.Hour {
		grains = append(grains, struct {
			name  string
			slots int
		}{"day", perDay})
	}
	var out []Accuracy
	for _, g := range grains {
		out = append(out, accuracyAt(trials, g.name, g.slots))
	}
	return out
}

func accuracyAt(trials []trial, name string, slots int) Accuracy {
	type key struct{ origin, date, part int }
	type cell struct{ actual, mean, mean4 float64 }
	cells := map[key]*cell{}
	for i := range trials {
		t := &trials[i]
		k := key{t.origin, t.date, t.slot / slots}
		if cells[k] == nil {
			cells[k] = &cell{}
		}
		cells[k].actual += t.actual
		cells[k].mean += t.mean
		cells[k].mean4 += t.by[0]
	}
	keys := make([]key, 0, len(cells))
	for k := range cells {
		keys = append(keys, k)
	}
	// Sums of floats depend on their order, and a report must repeat itself.
	sort.Slice(keys, func(i, j int) bool {
		a, b := keys[i], keys[j]
		if a.origin != b.origin {
			return a.origin < b.origin
		}
		if a.date != b.date {
			return a.date < b.date
		}
		return a.part < b.part
	})
	var miss, miss4, chance, all float64
	for _, k := range keys {
		c := cells[k]
		miss += math.Abs(c.actual - c.mean)
		miss4 += math.Abs(c.actual - c.mean4)
		chance += poissonMiss(c.actual)
		all += c.actual
	}
	if all == 0 {
		return Accuracy{Grain: name}
	}
	return Accuracy{Grain: name, WAPE: miss / all, Mean4: miss4 / all, Floor: chance / all}
}

// poissonMiss is how far a Poisson count falls from its own rate on average.
func poissonMiss(rate float64) float64 {
	if rate <= 0 {
		return 0
	}
	n := math.Floor(rate)
	logFactorial, _ := math.Lgamma(n + 1)
	return 2 * math.Exp(-rate+(n+1)*math.Log(rate)-logFactorial)
}

// short1 is a duration as a flag takes it: 30m, 1h.
func short1(d time.Duration) string {
	switch {
	case d%time.Hour == 0:
		return itoa(int(d/time.Hour)) + "h"
	case d%time.Minute == 0:
		return itoa(int(d/time.Minute)) + "m"
	default:
		return d.String()
	}
}
