package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/manyhands/manyhands/matching/plan"
)

// writeInstance writes an instance as `match` reads it.
func writeInstance(name string, in *plan.Instance) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<20)
	fmt.Fprint(w, "{\"slots\":[")
	for i := range in.Slots {
		s := &in.Slots[i]
		prefer := []map[string]any{}
		for _, p := range s.Prefer {
			prefer = append(prefer, map[string]any{"tag": p.Tag, "weight": p.Weight})
		}
		element(w, i, map[string]any{
			"id": s.ID, "brand": s.Brand, "start": s.Start.Format(time.RFC3339), "end": s.End.Format(time.RFC3339),
			"need": s.Need, "require": s.Require.Strings(), "prefer": prefer, "priority": s.Priority,
		})
	}
	fmt.Fprint(w, "\n],\"agents\":[")
	zone := in.Slots[0].Start.Location()
	at := func(unix int64) string { return time.Unix(unix, 0).In(zone).Format(time.RFC3339) }
	for i := range in.Agents {
		a := &in.Agents[i]
		free := [][2]string{}
		for _, s := range a.Available {
			free = append(free, [2]string{at(s.From.Unix()), at(s.Till.Unix())})
		}
		row := map[string]any{
			"id": a.ID, "tags": a.Tags.Strings(), "available": free, "max_hours_day": a.MaxDay.Hours(),
			"max_hours_total": a.MaxTotal.Hours(), "min_rest_h": a.MinRest.Hours(), "cost": a.CostMinor, "reliability": a.Reliability,
		}
		if len(a.PreferBrands) > 0 {
			row["prefer_brands"] = a.PreferBrands
		}
		if len(a.AvoidBrands) > 0 {
			row["avoid_brands"] = a.AvoidBrands
		}
		element(w, i, row)
	}
	fmt.Fprint(w, "\n]}\n")
	if err := w.Flush(); err != nil {
		return err
	}
	return f.Close()
}

func element(w *bufio.Writer, i int, v any) {
	if i > 0 {
		_ = w.WriteByte(',')
	}
	_ = w.WriteByte('\n')
	_, _ = w.Write(must(json.Marshal(v)))
}

// unfillable is what the objective holds for shifts that no agent may take
// whatever the plan: a gap should not look small because of them.
func unfillable(in *plan.Instance, w plan.Weights) int64 {
	able := make([]int, len(in.Slots))
	at := map[int64][]int{}
	for i := range in.Slots {
		at[in.Slots[i].Start.Unix()] = append(at[in.Slots[i].Start.Unix()], i)
	}
	for k := range in.Agents {
		a := &in.Agents[k]
		for _, span := range a.Available {
			for t := span.From.Unix(); t < span.Till.Unix(); t += 3600 {
				for _, i := range at[t] {
					s := &in.Slots[i]
					if s.End.Unix() <= span.Till.Unix() && a.Tags.HasAll(s.Require) && !contains(a.AvoidBrands, s.Brand) {
						able[i]++
					}
				}
			}
		}
	}
	var sum int64
	for i := range in.Slots {
		sum += int64(max(0, in.Slots[i].Need-able[i])) * w.Short
	}
	return sum
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}
