package main

import (
	"context"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/bench/spent"
	"github.com/manyhands/manyhands/matching/plan"
)

// shock plans, lets one agent in a hundred drop out and one brand double, and
// plans again: warm from the plan before, and cold.
func (b *bench) shock(seeds, agents int) {
	fmt.Printf("### Planning again after a shock: 1 %% drop out, one brand doubles (%d agents, 89 brands)\n\n", agents)
	fmt.Println("| seed | shifts dropped | shifts moved beyond them | moved : dropped | warm above cold | processor time, warm : cold |")
	fmt.Println("|---|---|---|---|---|---|")
	for seed := 1; seed <= seeds; seed++ {
		in := plan.Generate(agents, 89, 120, uint64(seed))
		o := plan.Options{Seed: 1, Now: time.Now, Limit: 10 * time.Minute}
		before := must(plan.Solve(context.Background(), in, o))
		in.Weights = before.Weights
		gone := map[string]bool{}
		for i := range in.Agents {
			if i%100 == seed%100 {
				in.Agents[i].Available = nil
				gone[in.Agents[i].ID] = true
			}
		}
		for i := range in.Slots {
			if in.Slots[i].Brand == "b30" {
				in.Slots[i].Need *= 2
			}
		}
		dropped := 0
		for _, x := range before.Assignments {
			if gone[x.Agent] {
				dropped++
			}
		}
		began := spent.Own().Seconds()
		cold := must(plan.Solve(context.Background(), in, o))
		coldTook := spent.Own().Seconds() - began
		began = spent.Own().Seconds()
		warm, moves, err := plan.Replan(context.Background(), in, &before, o)
		must(0, err)
		warmTook := spent.Own().Seconds() - began
		fmt.Printf("| %d | %d | %d | %.2f | %+.3f %% | 1 : %.1f |\n", seed, dropped, moves-dropped, float64(moves)/float64(dropped),
			100*float64(warm.Objective-cold.Objective)/float64(cold.Objective), coldTook/warmTook)
	}
	fmt.Println("\nMoved: assignments of the plan before that the new one lacks, the dropped ones included. Goal: 1/20 of the cold time, at most 2 moved for one dropped.")
	fmt.Println()
}
