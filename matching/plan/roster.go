package plan

import (
	"slices"

	"github.com/manyhands/manyhands/internal/tag"
)

// Obstacle is why an agent cannot take a slot as the plan stands.
type Obstacle string

// The obstacles, in the order in which they are looked for.
const (
	ObstacleTags      Obstacle = "tags"      // a required tag is not held
	ObstacleAvoid     Obstacle = "avoid"     // the agent avoids the brand
	ObstacleAvailable Obstacle = "available" // not free at the time
	ObstacleBusy      Obstacle = "busy"      // works another slot at the time
	ObstacleRest      Obstacle = "rest"      // too near another slot
	ObstacleDay       Obstacle = "day"       // at their hours of the day
	ObstacleTotal     Obstacle = "total"     // at their hours of the plan
)

// roster is a plan by agent, to ask who could do what.
type roster struct {
	in    *Instance
	slots map[string]int32
	who   map[string]int32
	works [][]int32 // by agent: slots, in no order
	days  []int32
}

func newRoster(in *Instance, pairs []Assignment) (*roster, error) {
	slots, who, err := in.index()
	if err != nil {
		return nil, err
	}
	r := &roster{in: in, slots: slots, who: who, works: make([][]int32, len(in.Agents)), days: in.days()}
	for _, x := range pairs {
		s, okSlot := slots[x.Slot]
		a, okAgent := who[x.Agent]
		if okSlot && okAgent {
			r.works[a] = append(r.works[a], s)
		}
	}
	return r, nil
}

// suits tells whether tags and brand allow the agent on the slot at all.
func suits(a *Agent, held tag.Set, s *Slot) bool {
	return held.HasAll(s.Require) && !holds(a.AvoidBrands, s.Brand)
}

// freeFor tells whether the slot lies within the agent's availability.
func freeFor(a *Agent, s *Slot) bool {
	for _, span := range joined(a.Available) {
		if span.From.Unix() <= s.Start.Unix() && s.End.Unix() <= span.Till.Unix() {
			return true
		}
	}
	return false
}

// obstacle is the first thing in the way of agent a on slot n, or "".
func (r *roster) obstacle(a, n int32) Obstacle {
	who, s := &r.in.Agents[a], &r.in.Slots[n]
	switch {
	case !who.Tags.HasAll(s.Require):
		return ObstacleTags
	case holds(who.AvoidBrands, s.Brand):
		return ObstacleAvoid
	case !freeFor(who, s):
		return ObstacleAvailable
	}
	return r.clash(who, r.works[a], n)
}

// clash is what in the agent's other slots stands in the way.
func (r *roster) clash(who *Agent, works []int32, n int32) Obstacle {
	s := &r.in.Slots[n]
	length := s.End.Sub(s.Start)
	day, total := length, length
	near := false
	for _, w := range works {
		o := &r.in.Slots[w]
		if o.Start.Before(s.End) && s.Start.Before(o.End) {
			return ObstacleBusy
		}
		gap := max(s.Start.Sub(o.End), o.Start.Sub(s.End))
		near = near || gap > 0 && gap < who.MinRest && !r.bridged(works, n, w)
		if r.days[w] == r.days[n] {
			day += o.End.Sub(o.Start)
		}
		total += o.End.Sub(o.Start)
	}
	switch {
	case near:
		return ObstacleRest
	case day > who.MaxDay:
		return ObstacleDay
	case total > who.MaxTotal:
		return ObstacleTotal
	}
	return ""
}

// bridged tells whether the time between slots n and w is worked through.
func (r *roster) bridged(works []int32, n, w int32) bool {
	first, last := &r.in.Slots[n], &r.in.Slots[w]
	if last.Start.Before(first.Start) {
		first, last = last, first
	}
	at := first.End
	for range works {
		if at.Equal(last.Start) {
			return true
		}
		k := slices.IndexFunc(works, func(o int32) bool { return r.in.Slots[o].Start.Equal(at) })
		if k < 0 {
			return false
		}
		at = r.in.Slots[works[k]].End
	}
	return at.Equal(last.Start)
}
