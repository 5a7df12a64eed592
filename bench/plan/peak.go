package main

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/manyhands/manyhands/matching/plan"
)

// peak plans whole sales peaks with 30 seconds for the whole command.
func (b *bench) peak(seeds int) {
	fmt.Printf("### %d peaks of 280,000 agents, 89 brands, 120 slots a brand\n\n", seeds)
	fmt.Println("| seed | shifts asked | filled | gap to the proven bound | the same, without what nobody can do | wall | processor | peak memory | greedy above the bound | exact flow slot by slot |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|")
	for seed := 1; seed <= seeds; seed++ {
		in := plan.Generate(280_000, 89, 120, uint64(seed))
		name := filepath.Join(b.dir, "peak.json")
		must(0, writeInstance(name, in))
		o := must(b.match(name, filepath.Join(b.dir, "peak-a.json"), 30*time.Second))
		nobody := unfillable(in, o.Weights)
		above := func(objective, base int64) float64 {
			return 100 * float64(objective-o.Bound) / float64(o.Bound-base)
		}
		in.Weights = o.Weights
		greedy, flow := newChronicle(in).greedy(), newChronicle(in).flow()
		fmt.Printf("| %d | %d | %d | %.4f %% | %.4f %% | %.1f s | %.1f s | %.0f MiB | %.1f %% | %.1f %% |\n",
			seed, needOf(in), o.Assignments, above(o.Objective, 0), above(o.Objective, nobody),
			o.wall.Seconds(), o.cpu.Seconds(), float64(o.Peak)/(1<<20), above(greedy, nobody), above(flow, nobody))
	}
	fmt.Println("\nThe command reads the JSON file, plans, checks and writes; all of it counts. Greedy gives each slot in order of time the cheapest agents still legal; the flow fills each window with the cheapest assignment there is, in order of time. Goal: 0.1 % in 30 s within 256 MB.")
	fmt.Println()
}
