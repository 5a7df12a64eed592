package plan

import (
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/tag"
)

// ErrNoSuch says that the instance has no such slot or agent.
var ErrNoSuch = fault.New(fault.NotFound, "plan_no_such_pair", "the instance has no such slot or agent")

// Explanation answers an agent who asks about a slot.
type Explanation struct {
	Assigned bool     // the plan gives it to them
	Obstacle Obstacle // what stands in the way, or ""
	Missing  tag.Set  // required tags that they do not hold
	// Rank is their place among the agents whom tags, wishes and availability
	// allow on the slot, by what each would cost the plan; 0 when they are not
	// among them.
	Rank   int
	Rivals int // how many those are
	Helps  []Help
}

// Help is a set of tags that would raise the agent's rank, and to what.
type Help struct {
	Tags tag.Set
	Rank int
}

// Explain says why an agent has a slot or has it not, and which tag would
// help. Nothing but tags, wishes, hours, cost and reliability decides. It
// returns ErrNoSuch.
func Explain(in *Instance, p *Plan, agentID, slotID string) (Explanation, error) {
	r, err := newRoster(in, p.Assignments)
	if err != nil {
		return Explanation{}, err
	}
	a, okAgent := r.who[agentID]
	n, okSlot := r.slots[slotID]
	if !okAgent || !okSlot {
		return Explanation{}, ErrNoSuch.At("agent, slot", "ids of the instance", agentID+", "+slotID)
	}
	who, s := &in.Agents[a], &in.Slots[n]
	e := Explanation{Assigned: holdsSlot(r.works[a], n), Missing: who.Tags.Missing(s.Require)}
	if !e.Assigned {
		e.Obstacle = r.obstacle(a, n)
	}
	rivals := rivalCosts(in, p.Weights, s, a)
	e.Rivals = len(rivals)
	e.Rank = rankAmong(rivals, p.Weights, who, who.Tags, s)
	if e.Rank > 0 {
		e.Rivals++
	}
	e.helps(rivals, p.Weights, who, s)
	return e, nil
}

// helps tries what the slot asks for and likes, and keeps what raises the rank.
func (e *Explanation) helps(rivals []int64, w Weights, who *Agent, s *Slot) {
	try := func(add tag.Set) {
		held := setOf(append(who.Tags.Strings(), add.Strings()...))
		if rank := rankAmong(rivals, w, who, held, s); rank > 0 && (e.Rank == 0 || rank < e.Rank) {
			e.Helps = append(e.Helps, Help{add, rank})
		}
	}
	if len(e.Missing) > 0 {
		try(e.Missing)
	}
	for _, f := range s.Prefer {
		if f.Weight > 0 && !who.Tags.Has(f.Tag) {
			try(append(append(tag.Set{}, e.Missing...), f.Tag))
		}
	}
}

// rivalCosts are what the other agents allowed on the slot would cost.
func rivalCosts(in *Instance, w Weights, s *Slot, but int32) []int64 {
	var out []int64
	for i := range in.Agents {
		a := &in.Agents[i]
		if int32(i) != but && suits(a, a.Tags, s) && freeFor(a, s) {
			out = append(out, pairCost(w, a, s))
		}
	}
	return out
}

// pairCost is what one agent on one slot costs the plan.
func pairCost(w Weights, a *Agent, s *Slot) int64 {
	return w.Cost*wageOf(a.CostMinor, s.seconds()) + w.missedCost(missed(a, s.Brand, s.Prefer))
}

// rankAmong is the agent's place if they held these tags, or 0 when they may
// not take the slot even so. Equals share the better place.
func rankAmong(rivals []int64, w Weights, who *Agent, held tag.Set, s *Slot) int {
	if !suits(who, held, s) || !freeFor(who, s) {
		return 0
	}
	as := *who
	as.Tags = held
	mine, rank := pairCost(w, &as, s), 1
	for _, c := range rivals {
		if c < mine {
			rank++
		}
	}
	return rank
}
