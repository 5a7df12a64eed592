package app

import (
	"context"
	"flag"
	"fmt"
	"io"
	"runtime/debug"
	"time"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/matching/plan"
)

var matchCommand = command{
	name:    "match",
	summary: "who works when: a plan that keeps every hard rule, and how far from the best it can be",
	example: "manyhands match --instance i.json --limit 60s --seed 1 --out a.json",
	run:     runMatch,
}

// matchReport is what --json prints.
type matchReport struct {
	plan.Summary
	Slots       int   `json:"slots"`
	Agents      int   `json:"agents"`
	Assignments int   `json:"assignments"`
	Short       int   `json:"short"` // slots with fewer agents than needed
	Missing     int64 `json:"missing"`
}

func runMatch(ctx context.Context, std stdio, fs *flag.FlagSet, args []string) error {
	now := clock.System{}.Now
	began := now()
	name := fs.String("instance", "", "slots, agents and fixed pairs, JSON `file`")
	limit := fs.Duration("limit", time.Minute, "longest `time` for the whole command; 0 is none. The plan that a limit cuts short is legal too")
	format := fs.String("format", "slots", "slots: the JSON above; nrp: a text `instance` of the shift-scheduling benchmark of Curtois and Qu")
	seed := fs.Uint64("seed", 1, "the same instance and seed give the same plan, unless the limit cuts it short")
	out := fs.String("out", "-", "`file` to write the plan to, JSON")
	asJSON := fs.Bool("json", false, "print a report")
	if err := parse(fs, args); err != nil {
		return err
	}
	if *limit < 0 {
		return fmt.Errorf("--limit: expected a time of 0 or more, got %s", *limit)
	}
	switch *format {
	case "slots":
	case "nrp":
		return matchRota(ctx, std, rotaFlags{*name, *out, *limit, *seed, *asJSON}, began)
	default:
		return fmt.Errorf("--format: expected slots or nrp, got %q", *format)
	}
	// A peak is hundreds of thousands of agents: what reading them leaves behind
	// is collected early and given back, and the search allocates little.
	defer debug.SetGCPercent(debug.SetGCPercent(25))
	in, err := readInstance(std, *name)
	if err != nil {
		return err
	}
	debug.FreeOSMemory()
	dropProgramPages()
	debug.SetGCPercent(5)
	o := plan.Options{Seed: *seed, Now: now, Progress: sayProgress(std.err, began, now)}
	if *limit > 0 {
		read := now().Sub(began) // writing takes a tenth of that
		o.Limit = max(*limit-read-read/10, time.Millisecond)
	}
	p, err := plan.Solve(ctx, in, o)
	if err != nil {
		return fmt.Errorf("%s: %w", *name, err)
	}
	m := measured(began)
	cost := plan.Cost{Seconds: m.Seconds, PeakRSSBytes: m.PeakRSSBytes}
	if err := writeOut(std, *out, func(w io.Writer) error { return plan.Write(w, &p, cost) }); err != nil {
		return err
	}
	if !*asJSON {
		return nil
	}
	r := matchReport{Summary: plan.Summarise(&p, cost), Slots: len(in.Slots), Agents: len(in.Agents), Assignments: len(p.Assignments), Short: len(p.Short)}
	for _, s := range p.Short {
		r.Missing += int64(s.Missing)
	}
	return printReport(std, *out, r)
}

func readInstance(std stdio, name string) (*plan.Instance, error) {
	file, err := openIn(std, name)
	if err != nil {
		return nil, err
	}
	in, err := plan.Read(file)
	if cerr := file.Close(); err == nil && cerr != nil {
		err = cerr
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return in, nil
}

// sayProgress prints where the search stands once a second, when it takes more
// than two.
func sayProgress(w io.Writer, began time.Time, now func() time.Time) func(plan.Progress) {
	last := began.Add(time.Second)
	return func(g plan.Progress) {
		at := now()
		if at.Sub(last) < time.Second {
			return
		}
		last = at
		fmt.Fprintf(w, "%4.0fs %-7s %d/%d, bound %d", at.Sub(began).Seconds(), g.Stage, g.Done, g.Total, g.Bound)
		if g.Objective > 0 {
			fmt.Fprintf(w, ", plan %d", g.Objective)
		}
		fmt.Fprintln(w)
	}
}
