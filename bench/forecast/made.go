package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/manyhands/manyhands/matching/forecast"
)

// The public series is one bank's. What a forecast does with a shop that grows,
// is listed elsewhere of a sudden, is nearly empty or is three days old is tried
// on series whose truth is known, because we made it.

// nature is one kind of made series: what a slot of a day brings on average.
type nature struct {
	name string
	rate func(day, days int, usual float64, luck *rand.Rand) float64
}

var natures = []nature{
	{"steady", func(_, _ int, usual float64, _ *rand.Rand) float64 { return usual }},
	{"grows 0.6 % of its start a day", func(day, _ int, usual float64, _ *rand.Rand) float64 { return usual * (1 + 0.006*float64(day)) }},
	{"1.7 times as much since a week", func(day, days int, usual float64, _ *rand.Rand) float64 {
		if day >= days-7 {
			return usual * 1.7
		}
		return usual
	}},
	{"one in a slot", func(_, _ int, usual float64, _ *rand.Rand) float64 { return usual / 60 }},
	{"level wanders 6 % a day", wandering()},
}

func wandering() func(day, days int, usual float64, luck *rand.Rand) float64 {
	level, last := 1.0, -1
	return func(day, _ int, usual float64, luck *rand.Rand) float64 {
		switch {
		case day < last:
			level = 1
		case day > last:
			level *= math.Exp(0.06 * luck.NormFloat64())
		}
		last = day
		return usual * level
	}
}

// madeSeries prints the table, each row the mean of so many series.
func madeSeries(each int) {
	fmt.Printf("### Made series, means of %d: misses of ours beside the better plain mean's, and what comes between p10 and p90\n\n", each)
	fmt.Println("| series | known | ahead | ours : better plain mean | p10 to p90 |")
	fmt.Println("|---|---:|---:|---:|---:|")
	for _, n := range natures {
		for _, span := range [][2]int{{3, 2}, {7, 7}, {15, 7}, {30, 14}, {70, 28}, {200, 28}} {
			var ours, four, all, inside, slots float64
			for seed := range each {
				tryMade(n, span[0], span[1], uint64(seed), &ours, &four, &all, &inside, &slots)
			}
			beside := fmt.Sprintf("%.2f", ours/min(four, all))
			if span[0] < 7 {
				beside = "" // of a weekday that was never seen a plain mean says nothing
			}
			fmt.Printf("| %s | %d days | %d days | %s | %.0f %% |\n", n.name, span[0], span[1], beside, 100*inside/slots)
		}
	}
	fmt.Println()
}

func tryMade(n nature, known, ahead int, seed uint64, ours, four, all, inside, slots *float64) {
	luck := rand.New(rand.NewPCG(seed, uint64(known)))
	first := time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
	from := first.AddDate(0, 0, known)
	h := &forecast.History{}
	var rows []row
	for at := first; at.Before(from.AddDate(0, 0, ahead)); at = at.Add(30 * time.Minute) {
		day := int(at.Sub(first) / (24 * time.Hour))
		came := poisson(luck, n.rate(day, known, ordinary(at), luck))
		rows = append(rows, row{at, came})
		if at.Before(from) {
			h.Add(forecast.Interval{Start: at, Channel: "chat", Contacts: came}, len(rows)+1)
		}
	}
	var refused forecast.Refused
	h.Settle(&refused)
	points, _, err := forecast.Make(h, forecast.Ask{From: from, To: from.AddDate(0, 0, ahead), Interval: 30 * time.Minute})
	must(0, err)
	at := map[int64]forecast.Point{}
	for _, p := range points {
		at[p.Start.Unix()] = p
	}
	said := map[string]map[int64]float64{}
	plain(rows, from, from.AddDate(0, 0, ahead), said)
	for _, r := range rows[known*48:] {
		p := at[r.at.Unix()]
		*ours += math.Abs(r.calls - p.Mean)
		*four += math.Abs(r.calls - said["mean of the last 4 same weekdays"][r.at.Unix()])
		*all += math.Abs(r.calls - said["mean of all same weekdays"][r.at.Unix()])
		if *slots++; r.calls >= p.P10 && r.calls <= p.P90 {
			*inside++
		}
	}
}

// ordinary is a day with two peaks and a quiet night, busier on Mondays.
func ordinary(at time.Time) float64 {
	hour := float64(at.Hour()) + float64(at.Minute())/60
	bell := func(peak, wide float64) float64 { return math.Exp(-math.Pow((hour-peak)/wide, 2)) }
	week := [7]float64{0.5, 1.2, 1.05, 1, 0.98, 1.1, 0.7}
	return 80 * week[at.Weekday()] * max(0.02, bell(11, 3.2)+0.8*bell(20, 2.4))
}

func poisson(luck *rand.Rand, rate float64) float64 {
	if rate > 60 {
		return max(0, math.Round(rate+math.Sqrt(rate)*luck.NormFloat64()))
	}
	n, p := -1.0, 1.0
	for p > math.Exp(-rate) {
		p *= luck.Float64()
		n++
	}
	return n
}
