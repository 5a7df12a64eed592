package app

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/matching/rota"
)

// rotaFlags are the flags of match that its other format takes too.
type rotaFlags struct {
	instance, out string
	limit         time.Duration
	seed          uint64
	json          bool
}

// rotaReport is what --json prints for a benchmark instance.
type rotaReport struct {
	report
	Objective int  `json:"objective"`
	Bound     int  `json:"bound"`
	Cut       bool `json:"cut"`
	Employees int  `json:"employees"`
	Days      int  `json:"days"`
	Short     int  `json:"short"` // shifts with fewer than wanted
	Over      int  `json:"over"`
}

// matchRota plans an instance of the public shift-scheduling benchmark.
func matchRota(ctx context.Context, std stdio, f rotaFlags, began time.Time) error {
	now := clock.System{}.Now
	file, err := openIn(std, f.instance)
	if err != nil {
		return err
	}
	in, err := rota.Read(file)
	if cerr := file.Close(); err == nil && cerr != nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("%s: %w", f.instance, err)
	}
	o := rota.Options{Seed: f.seed, Now: now, Progress: sayRota(std.err, began, now)}
	if f.limit > 0 {
		o.Limit = max(f.limit-now().Sub(began), time.Millisecond)
	}
	r, err := rota.Solve(ctx, in, o)
	if err != nil {
		return fmt.Errorf("%s: %w", f.instance, err)
	}
	a, m := rota.Tell(in, &r), measured(began)
	a.Seconds, a.PeakRSSBytes = m.Seconds, m.PeakRSSBytes
	if err := writeOut(std, f.out, func(w io.Writer) error { return rota.Write(w, a) }); err != nil {
		return err
	}
	if !f.json {
		return nil
	}
	return printReport(std, f.out, rotaReport{m, r.Objective, r.Bound, r.Cut, len(in.Employees), in.Days, len(a.Short), len(a.Over)})
}

// sayRota prints where the search stands once a second, when it takes more
// than two.
func sayRota(w io.Writer, began time.Time, now func() time.Time) func(stage string, done, total, bound, objective int) {
	last := began.Add(time.Second)
	return func(stage string, done, total, bound, objective int) {
		at := now()
		if at.Sub(last) < time.Second {
			return
		}
		last = at
		fmt.Fprintf(w, "%4.0fs %-7s %d/%d, bound %d, rota %d\n", at.Sub(began).Seconds(), stage, done, total, bound, objective)
	}
}
