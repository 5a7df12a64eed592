// Program plan measures the planner: against HiGHS's proven optimum, at the
// size of a sales peak beside simpler planners, after a shock, and on public
// shift-scheduling instances. It prints Markdown.
//
//	plan [-optimum 5] [-peak 3] [-shock 3] [-shock-agents 28000] [-nrp DIR] [-nrp-limit 1m] [-highs-limit 900] [-keep DIR]
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	optimum := flag.Int("optimum", 5, "seeds of 2,800 agents to hold against HiGHS")
	highsLimit := flag.Float64("highs-limit", 900, "seconds that HiGHS may take for one")
	peak := flag.Int("peak", 3, "seeds of 280,000 agents")
	shock := flag.Int("shock", 3, "seeds of the shock")
	shocked := flag.Int("shock-agents", 28_000, "agents of the shock")
	keep := flag.String("keep", "", "`directory` for what HiGHS proves, so that a second run need not prove it again")
	nrp := flag.String("nrp", "", "`directory` with Instance1.txt and on")
	nrpLimit := flag.Duration("nrp-limit", time.Minute, "for each of them")
	program := flag.String("manyhands", os.Getenv("MANYHANDS"), "the program")
	flag.Parse()
	b := bench{program: *program, keep: *keep, dir: must(os.MkdirTemp("", "plan-bench"))}
	defer os.RemoveAll(b.dir)
	if *optimum > 0 {
		b.optimum(*optimum, *highsLimit)
	}
	if *peak > 0 {
		b.peak(*peak)
	}
	if *shock > 0 {
		b.shock(*shock, *shocked)
	}
	if *nrp != "" {
		b.nrp(*nrp, *nrpLimit)
	}
}

// bench is one run.
type bench struct {
	program string
	keep    string
	dir     string
}

// must ends the run at the first thing that goes wrong: half a table misleads.
func must[T any](v T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "plan bench:", err)
		os.Exit(1)
	}
	return v
}
