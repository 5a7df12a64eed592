package plan

import (
	"fmt"
	"strings"

	"github.com/manyhands/manyhands/internal/tag"
)

// mostAsked bounds how often agents are asked why they do not fill a slot, over
// all short slots. A large pool answers the same after the first hundreds.
const mostAsked = 2_000_000

// shortfalls says of every slot with fewer agents than needed how many are
// missing and why.
func shortfalls(in *Instance, p *Plan) []Shortfall {
	filled := make(map[string]int, len(in.Slots))
	for _, a := range p.Assignments {
		filled[a.Slot]++
	}
	out := []Shortfall{}
	short := 0
	for i := range in.Slots {
		if filled[in.Slots[i].ID] < in.Slots[i].Need {
			short++
		}
	}
	each := max(200, mostAsked/max(short, 1))
	var r *roster
	pools := map[string][]int32{}
	for i := range in.Slots {
		s := &in.Slots[i]
		missing := s.Need - filled[s.ID]
		if missing <= 0 {
			continue
		}
		if r == nil {
			var err error
			if r, err = newRoster(in, p.Assignments); err != nil {
				return nil // Validate has refused this instance
			}
		}
		key := s.Brand + " " + strings.Join(s.Require.Strings(), " ")
		pool, known := pools[key]
		if !known {
			pool = holdersOf(in, s)
			pools[key] = pool
		}
		out = append(out, r.why(int32(i), pool, each, p, missing))
	}
	return out
}

// holdersOf lists the agents whose tags and wishes allow the slot.
func holdersOf(in *Instance, s *Slot) []int32 {
	var out []int32
	for i := range in.Agents {
		if a := &in.Agents[i]; suits(a, a.Tags, s) {
			out = append(out, int32(i))
		}
	}
	return out
}

// why explains one short slot, in a sentence and in counts.
func (r *roster) why(n int32, pool []int32, most int, p *Plan, missing int) Shortfall {
	s := &r.in.Slots[n]
	out := Shortfall{Slot: s.ID, Missing: missing}
	if len(r.in.Agents) == 0 {
		out.Why = "there are no agents"
		return out
	}
	if len(pool) == 0 {
		out.Lacking = r.lacking(s)
		out.Why = r.nobody(s, out.Lacking)
		return out
	}
	counts := map[Obstacle]int{}
	here, looked := 0, pool[:min(len(pool), most)]
	for _, a := range looked {
		if holdsSlot(r.works[a], n) {
			here++
			continue
		}
		counts[r.obstacle(a, n)]++
	}
	who := fmt.Sprintf("%d agents suit it", len(pool))
	if len(looked) < len(pool) {
		who += fmt.Sprintf(" (the first %d asked)", len(looked))
	}
	parts := []string{}
	say := func(count int, words string) {
		if count > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count, words))
		}
	}
	say(here, "work it")
	say(counts[ObstacleAvailable], "are not available")
	say(counts[ObstacleBusy], "work another slot at the time")
	say(counts[ObstacleRest], "would lack rest")
	say(counts[ObstacleDay], "are at their hours of the day")
	say(counts[ObstacleTotal], "are at their hours in all")
	say(counts[""], "are free but cost more than leaving it short")
	sentence := who + ": " + strings.Join(parts, ", ")
	if p.Prices != nil && p.Prices.BySlot[s.ID] >= p.Weights.shortCost(s.Priority) {
		sentence += "; its price is at the cap, so nobody is left whom another slot needs less"
	}
	out.Why, out.Free = sentence, counts[""]
	delete(counts, "")
	out.Stopped = counts
	return out
}

func holdsSlot(works []int32, n int32) bool {
	for _, w := range works {
		if w == n {
			return true
		}
	}
	return false
}

// lacking lists the required tags that no agent holds.
func (r *roster) lacking(s *Slot) tag.Set {
	var lacking tag.Set
	for _, t := range s.Require {
		held := false
		for i := range r.in.Agents {
			if held = r.in.Agents[i].Tags.Has(t); held {
				break
			}
		}
		if !held {
			lacking = append(lacking, t)
		}
	}
	return lacking
}

// nobody says which tag it is that no agent holds, or that none holds them all.
func (r *roster) nobody(s *Slot, lacking tag.Set) string {
	if len(lacking) > 0 {
		return "no agent holds " + strings.Join(lacking.Strings(), ", ")
	}
	for i := range r.in.Agents {
		if r.in.Agents[i].Tags.HasAll(s.Require) {
			return "every agent who holds its tags avoids " + s.Brand
		}
	}
	return "no agent holds all of " + strings.Join(s.Require.Strings(), ", ")
}
