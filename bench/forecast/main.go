// Program forecast measures the forecaster on a public series of a bank's
// calls, at rolling origins, beside R's forecast package, boosted trees and the
// plain means. It prints Markdown.
//
//	forecast [-origins 3] [-series FILE] [-made 4]
package main

import (
	"encoding/csv"
	"flag"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"time"

	"github.com/manyhands/manyhands/matching/forecast"
)

const horizon = 28 // days

func main() {
	origins := flag.Int("origins", 3, "origins, two weeks apart; the first begins four weeks before the end")
	series := flag.String("series", "../../../shared/data/volume/bank_calls.train.csv", "history `file`")
	made := flag.Int("made", 4, "made series of each kind and length")
	flag.Parse()
	if *made > 0 {
		madeSeries(*made)
	}
	if _, err := os.Stat(*series); err != nil {
		fmt.Fprintln(os.Stderr, "forecast: the public series is not at hand, nothing measured")
		return
	}
	h := read(*series)
	dir := must(os.MkdirTemp("", "forecast-bench"))
	defer os.RemoveAll(dir)
	rows := load(*series)
	last := rows[len(rows)-1].at
	end := time.Date(last.Year(), last.Month(), last.Day()+1, 0, 0, 0, 0, last.Location())
	t := table{errs: map[string][]float64{}}
	for k := range *origins {
		from := end.AddDate(0, 0, -horizon-14*k)
		t.origin(dir, h, rows, from)
	}
	t.print()
}

// row is one half hour of the series.
type row struct {
	at    time.Time
	calls float64
}

// table is what each method erred at each origin.
type table struct {
	errs        map[string][]float64
	inside, all int
	days        []string
	grains      []string
	grain       map[string][4]float64 // miss, miss of mean4, floor, sum
}

func (t *table) origin(dir string, h *forecast.History, rows []row, from time.Time) {
	till := from.AddDate(0, 0, horizon)
	t.days = append(t.days, from.Format(time.DateOnly))
	points, _, err := forecast.Make(h, forecast.Ask{From: from, To: till, Interval: 30 * time.Minute})
	must(0, err)
	said := map[string]map[int64]float64{"ours": {}}
	for _, p := range points {
		said["ours"][p.Start.Unix()] = p.Mean
	}
	plain(rows, from, till, said)
	days, slots := grid(rows, from)
	must(0, writeTrain(filepath.Join(dir, "train.csv"), days, slots))
	must(0, writeAsk(filepath.Join(dir, "ask.csv"), rows, from, till))
	referee(dir, "Rscript", "referee.R", said)
	referee(dir, "/usr/bin/python3", "referee.py", said)
	at := map[int64]forecast.Point{}
	for _, p := range points {
		at[p.Start.Unix()] = p
	}
	for name, by := range said {
		miss, sum := 0.0, 0.0
		for _, r := range rows {
			if r.at.Before(from) || !r.at.Before(till) {
				continue
			}
			v, ok := by[r.at.Unix()]
			if !ok {
				fmt.Fprintf(os.Stderr, "forecast: %s says nothing of %s\n", name, r.at.Format(time.RFC3339))
			}
			miss += math.Abs(r.calls - v)
			sum += r.calls
			if name == "ours" {
				t.all++
				if p := at[r.at.Unix()]; r.calls >= p.P10 && r.calls <= p.P90 {
					t.inside++
				}
			}
		}
		t.errs[name] = append(t.errs[name], miss/sum)
	}
	t.byGrain(rows, from, till, said)
}

// byGrain adds up the misses by half hour, hour and day.
func (t *table) byGrain(rows []row, from, till time.Time, said map[string]map[int64]float64) {
	t.grains = []string{"30m", "1h", "day"}
	if t.grain == nil {
		t.grain = map[string][4]float64{}
	}
	for i, long := range []time.Duration{30 * time.Minute, time.Hour, 24 * time.Hour} {
		type cell struct{ got, ours, mean4 float64 }
		cells, order := map[string]*cell{}, []string{}
		for _, r := range rows {
			if r.at.Before(from) || !r.at.Before(till) {
				continue
			}
			key := r.at.Format("2006-01-02T15:04")
			switch long {
			case time.Hour:
				key = key[:13]
			case 24 * time.Hour:
				key = key[:10]
			}
			if cells[key] == nil {
				cells[key] = &cell{}
				order = append(order, key)
			}
			cells[key].got += r.calls
			cells[key].ours += said["ours"][r.at.Unix()]
			cells[key].mean4 += said["mean of the last 4 same weekdays"][r.at.Unix()]
		}
		g := t.grain[t.grains[i]]
		for _, key := range order {
			c := cells[key]
			g[0] += math.Abs(c.got - c.ours)
			g[1] += math.Abs(c.got - c.mean4)
			g[2] += math.Sqrt(2 / math.Pi * c.got) // a Poisson count about its own rate
			g[3] += c.got
		}
		t.grain[t.grains[i]] = g
	}
}

// plain adds the two plain means.
func plain(rows []row, from, till time.Time, said map[string]map[int64]float64) {
	type key struct {
		day  time.Weekday
		hour string
	}
	seen := map[key][]float64{}
	for _, r := range rows {
		if r.at.Before(from) {
			k := key{r.at.Weekday(), r.at.Format("15:04")}
			seen[k] = append(seen[k], r.calls)
		}
	}
	mean := func(list []float64) float64 {
		sum := 0.0
		for _, v := range list {
			sum += v
		}
		return sum / float64(max(1, len(list)))
	}
	four, all := map[int64]float64{}, map[int64]float64{}
	for _, r := range rows {
		if r.at.Before(from) || !r.at.Before(till) {
			continue
		}
		list := seen[key{r.at.Weekday(), r.at.Format("15:04")}]
		four[r.at.Unix()] = mean(list[max(0, len(list)-4):])
		all[r.at.Unix()] = mean(list)
	}
	said["mean of the last 4 same weekdays"], said["mean of all same weekdays"] = four, all
}

// grid is the past by working day and slot; a holiday is filled with the mean
// of its weekday, because the referees count positions and not dates.
func grid(rows []row, before time.Time) (days []string, slots map[string]map[string]float64) {
	slots = map[string]map[string]float64{}
	first := rows[0].at
	for _, r := range rows {
		if !r.at.Before(before) {
			break
		}
		d := r.at.Format(time.DateOnly)
		if slots[d] == nil {
			slots[d] = map[string]float64{}
		}
		slots[d][r.at.Format("15:04")] = r.calls
	}
	for at := time.Date(first.Year(), first.Month(), first.Day(), 0, 0, 0, 0, first.Location()); at.Before(before); at = at.AddDate(0, 0, 1) {
		if at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
			continue
		}
		d := at.Format(time.DateOnly)
		days = append(days, d)
		if slots[d] != nil {
			continue
		}
		sum, n := map[string]float64{}, 0.0
		for other, list := range slots {
			if o := must(time.Parse(time.DateOnly, other)); o.Weekday() == at.Weekday() {
				n++
				for k, v := range list {
					sum[k] += v
				}
			}
		}
		slots[d] = map[string]float64{}
		for k, v := range sum {
			slots[d][k] = v / n
		}
	}
	return days, slots
}

func writeTrain(name string, days []string, slots map[string]map[string]float64) error {
	f := must(os.Create(name))
	fmt.Fprintln(f, "date,weekday,slot,calls")
	for _, d := range days {
		var hours []string
		for k := range slots[d] {
			hours = append(hours, k)
		}
		sort.Strings(hours)
		for i, k := range hours {
			fmt.Fprintf(f, "%s,%d,%d,%g\n", d, must(time.Parse(time.DateOnly, d)).Weekday(), i, slots[d][k])
		}
	}
	return f.Close()
}

// writeAsk lists the working days to forecast, holidays too, and of each slot
// its instant when there is one to be scored.
func writeAsk(name string, rows []row, from, till time.Time) error {
	f := must(os.Create(name))
	fmt.Fprintln(f, "date,weekday,slot,unix")
	hours := map[string]int{}
	for _, r := range rows {
		hours[r.at.Format("15:04")] = 0
	}
	var names []string
	for k := range hours {
		names = append(names, k)
	}
	sort.Strings(names)
	for at := from; at.Before(till); at = at.AddDate(0, 0, 1) {
		if at.Weekday() == time.Saturday || at.Weekday() == time.Sunday {
			continue
		}
		for i, k := range names {
			clock := must(time.Parse("15:04", k))
			fmt.Fprintf(f, "%s,%d,%d,%d\n", at.Format(time.DateOnly), at.Weekday(), i, at.Add(time.Duration(clock.Hour())*time.Hour+time.Duration(clock.Minute())*time.Minute).Unix())
		}
	}
	return f.Close()
}

// referee runs another engine; one that is not installed is said and left out.
func referee(dir, program, script string, said map[string]map[int64]float64) {
	c := exec.Command(program, script, filepath.Join(dir, "train.csv"), filepath.Join(dir, "ask.csv"))
	c.Stderr = os.Stderr
	c.Env = append(os.Environ(), "OMP_NUM_THREADS=1") // more would wait for one another on a busy machine
	out, err := c.StdoutPipe()
	must(0, err)
	if err := c.Start(); err != nil {
		fmt.Fprintf(os.Stderr, "forecast: %s is left out: %v\n", script, err)
		return
	}
	lines := must(csv.NewReader(out).ReadAll())
	if err := c.Wait(); err != nil {
		fmt.Fprintf(os.Stderr, "forecast: %s: %v\n", script, err)
	}
	for _, l := range lines {
		if said[l[0]] == nil {
			said[l[0]] = map[int64]float64{}
		}
		said[l[0]][must(strconv.ParseInt(l[1], 10, 64))] = max(0, must(strconv.ParseFloat(l[2], 64)))
	}
}

func (t *table) print() {
	mean := func(name string) float64 {
		sum := 0.0
		for _, v := range t.errs[name] {
			sum += v
		}
		return sum / float64(len(t.errs[name]))
	}
	var names []string
	for n := range t.errs {
		names = append(names, n)
	}
	sort.Slice(names, func(i, j int) bool { return mean(names[i]) < mean(names[j]) })
	fmt.Printf("### A bank's calls by half hour, four weeks ahead, %d origins: share of contacts missed (WAPE)\n\n", len(t.days))
	fmt.Print("| method |")
	for _, d := range t.days {
		fmt.Printf(" from %s |", d)
	}
	fmt.Print(" mean | ours : this |\n|---|")
	for range t.days {
		fmt.Print("---|")
	}
	fmt.Println("---|---|")
	for _, n := range names {
		fmt.Printf("| %s |", n)
		for _, v := range t.errs[n] {
			fmt.Printf(" %.4f |", v)
		}
		fmt.Printf(" %.4f | %.3f |\n", mean(n), mean("ours")/mean(n))
	}
	fmt.Printf("\n%.1f %% of the half hours came between p10 and p90 (goal 80 give or take 5). Goal: at most 0.95 of the best referee.\n\n", 100*float64(t.inside)/float64(t.all))
	fmt.Println("| grain | ours | mean of the last 4 | Poisson floor | ours above the floor |")
	fmt.Println("|---|---|---|---|---|")
	for _, g := range t.grains {
		v := t.grain[g]
		fmt.Printf("| %s | %.4f | %.4f | %.4f | %.1f x |\n", g, v[0]/v[3], v[1]/v[3], v[2]/v[3], v[0]/v[2])
	}
	fmt.Println()
}

func read(name string) *forecast.History {
	f := must(os.Open(name))
	defer f.Close()
	h, _, err := forecast.ReadHistory(f)
	return must(h, err)
}

func load(name string) []row {
	f := must(os.Open(name))
	defer f.Close()
	var out []row
	for i, l := range must(csv.NewReader(f).ReadAll()) {
		if i > 0 {
			out = append(out, row{must(time.Parse(time.RFC3339, l[0])), must(strconv.ParseFloat(l[2], 64))})
		}
	}
	return out
}

func must[T any](v T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "forecast bench:", err)
		os.Exit(1)
	}
	return v
}
