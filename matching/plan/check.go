package plan

import (
	"fmt"
	"slices"
	"time"
)

// The checker shares no code with the search: it reads the instance as it came
// and follows the rules as they are written, so a fault of the search cannot
// hide in it.

// Rule names a hard rule.
type Rule string

// The hard rules.
const (
	RuleUnknown   Rule = "unknown"   // the slot or the agent is not in the instance
	RuleTwice     Rule = "twice"     // the same pair two times
	RuleRequire   Rule = "require"   // a required tag is not held
	RuleAvoid     Rule = "avoid"     // the agent avoids the brand
	RuleAvailable Rule = "available" // outside the agent's availability
	RuleOverlap   Rule = "overlap"   // two slots at once
	RuleRest      Rule = "rest"      // too little rest between two blocks
	RuleDay       Rule = "day"       // too many hours that start on one day
	RuleTotal     Rule = "total"     // too many hours in the plan
	RuleOverfull  Rule = "overfull"  // more agents than needed, and not fixed
	RuleFixed     Rule = "fixed"     // a fixed pair is missing
)

// Violation is a hard rule that a plan breaks.
type Violation struct {
	Rule   Rule
	Slot   string
	Agent  string
	Detail string
}

func (v Violation) String() string {
	return fmt.Sprintf("%s: slot %q, agent %q: %s", v.Rule, v.Slot, v.Agent, v.Detail)
}

// Check lists every hard rule that the plan breaks.
func Check(in *Instance, p *Plan) []Violation {
	slots := make(map[string]int32, len(in.Slots))
	for i := range in.Slots {
		slots[in.Slots[i].ID] = int32(i)
	}
	agents := make(map[string]int32, len(in.Agents))
	for i := range in.Agents {
		agents[in.Agents[i].ID] = int32(i)
	}
	out := checkPairs(in, p.Assignments, slots, agents)
	missing := make(map[Assignment]bool, len(in.Fixed))
	for _, f := range in.Fixed {
		missing[f] = true
	}
	if len(missing) > 0 {
		for _, a := range p.Assignments {
			delete(missing, a)
		}
	}
	for _, f := range in.Fixed {
		if missing[f] {
			out = append(out, Violation{RuleFixed, f.Slot, f.Agent, "the plan leaves it out"})
		}
	}
	return out
}

// checkPairs follows every rule but the last over a list of pairs.
func checkPairs(in *Instance, pairs []Assignment, slots, agents map[string]int32) []Violation {
	var out []Violation
	type pair struct{ agent, slot int32 }
	known := make([]pair, 0, len(pairs))
	filled := make([]int32, len(in.Slots))
	for _, p := range pairs {
		s, okSlot := slots[p.Slot]
		a, okAgent := agents[p.Agent]
		if !okSlot || !okAgent {
			out = append(out, Violation{RuleUnknown, p.Slot, p.Agent, "not in the instance"})
			continue
		}
		known = append(known, pair{a, s})
		filled[s]++
	}
	slices.SortFunc(known, func(x, y pair) int {
		if x.agent != y.agent {
			return int(x.agent) - int(y.agent)
		}
		if d := in.Slots[x.slot].Start.Compare(in.Slots[y.slot].Start); d != 0 {
			return d
		}
		return int(x.slot) - int(y.slot)
	})
	var mine []int32
	dates := dateOf(in)
	for i := 0; i < len(known); {
		a := known[i].agent
		mine = mine[:0]
		for ; i < len(known) && known[i].agent == a; i++ {
			mine = append(mine, known[i].slot)
		}
		out = checkAgent(in, &in.Agents[a], mine, dates, out)
	}
	return checkFilled(in, filled, out)
}

func checkFilled(in *Instance, filled []int32, out []Violation) []Violation {
	fixed := map[string]int{}
	for _, f := range in.Fixed {
		fixed[f.Slot]++
	}
	for i := range in.Slots {
		s := &in.Slots[i]
		if most := max(s.Need, fixed[s.ID]); int(filled[i]) > most {
			out = append(out, Violation{RuleOverfull, s.ID, "", fmt.Sprintf("%d agents where %d are needed", filled[i], most)})
		}
	}
	return out
}

// checkAgent follows one agent through their slots in order of start.
func checkAgent(in *Instance, a *Agent, mine []int32, dates []string, out []Violation) []Violation {
	spans := slices.Clone(a.Available)
	slices.SortFunc(spans, func(x, y Span) int {
		switch {
		case x.From < y.From:
			return -1
		case x.From > y.From:
			return 1
		}
		return 0
	})
	var total time.Duration
	days := map[string]time.Duration{}
	for k, n := range mine {
		s := &in.Slots[n]
		say := func(r Rule, format string, args ...any) {
			out = append(out, Violation{r, s.ID, a.ID, fmt.Sprintf(format, args...)})
		}
		for _, t := range s.Require {
			if !slices.Contains(a.Tags, t) {
				say(RuleRequire, "%s is not held", t)
			}
		}
		if slices.Contains(a.AvoidBrands, s.Brand) {
			say(RuleAvoid, "the agent avoids %s", s.Brand)
		}
		if !covered(spans, s.Start.Unix(), s.End.Unix()) {
			say(RuleAvailable, "%s to %s is not within one time of availability", s.Start.Format(time.RFC3339), s.End.Format(time.RFC3339))
		}
		if k > 0 {
			before := &in.Slots[mine[k-1]]
			gap := s.Start.Sub(before.End)
			switch {
			case mine[k-1] == n:
				say(RuleTwice, "assigned two times")
			case gap < 0:
				say(RuleOverlap, "it starts before %s ends", before.ID)
			case gap > 0 && gap < a.MinRest:
				say(RuleRest, "%s after %s where %s is the least", gap, before.ID, a.MinRest)
			}
		}
		length := s.End.Sub(s.Start)
		date := dates[n]
		days[date] += length
		total += length
		if days[date] > a.MaxDay {
			say(RuleDay, "%s of work on %s where %s is the most", days[date], date, a.MaxDay)
		}
		if total > a.MaxTotal {
			say(RuleTotal, "%s of work where %s is the most", total, a.MaxTotal)
		}
	}
	return out
}

// dateOf is the date on which each slot's hours count: as its start is written,
// unless dates written at several offsets would run backwards; then all are
// read at the offset of the earliest start.
func dateOf(in *Instance) []string {
	out := make([]string, len(in.Slots))
	byStart := make([]*Slot, len(in.Slots))
	for i := range in.Slots {
		out[i] = in.Slots[i].Start.Format(time.DateOnly)
		byStart[i] = &in.Slots[i]
	}
	slices.SortStableFunc(byStart, func(x, y *Slot) int { return x.Start.Compare(y.Start) })
	for i := 1; i < len(byStart); i++ {
		if byStart[i].Start.Format(time.DateOnly) < byStart[i-1].Start.Format(time.DateOnly) {
			for k := range in.Slots {
				out[k] = in.Slots[k].Start.In(byStart[0].Start.Location()).Format(time.DateOnly)
			}
			break
		}
	}
	return out
}

// covered tells whether spans, sorted by their start, hold the whole time
// between two instants without a gap.
func covered(spans []Span, from, till int64) bool {
	for _, s := range spans {
		if s.From.Unix() <= from && s.Till.Unix() > from {
			from = s.Till.Unix()
		}
		if from >= till {
			return true
		}
	}
	return false
}

// Recount computes the objective of a plan from the instance alone.
func Recount(in *Instance, p *Plan) int64 {
	w := p.Weights
	slots := make(map[string]*Slot, len(in.Slots))
	filled := make(map[string]int, len(in.Slots))
	for i := range in.Slots {
		slots[in.Slots[i].ID] = &in.Slots[i]
	}
	agents := make(map[string]*Agent, len(in.Agents))
	for i := range in.Agents {
		agents[in.Agents[i].ID] = &in.Agents[i]
	}
	worked := make(map[string]int64, len(in.Agents))
	var sum int64
	for _, x := range p.Assignments {
		s, a := slots[x.Slot], agents[x.Agent]
		seconds := s.End.Unix() - s.Start.Unix()
		sum += w.Cost*wageOf(a.CostMinor, seconds) + w.missedCost(missed(a, s.Brand, s.Prefer))
		filled[s.ID]++
		worked[a.ID] += seconds
	}
	for i := range in.Slots {
		s := &in.Slots[i]
		sum += int64(max(0, s.Need-filled[s.ID])) * w.shortCost(s.Priority)
	}
	for i := range in.Agents {
		a := &in.Agents[i]
		sum += w.unfairCost(int64(a.MinHours/time.Second), worked[a.ID])
	}
	if w.Change > 0 {
		sum += w.Change * changesIn(slots, p.Assignments)
	}
	return sum
}

// changesIn counts how often an agent goes from one brand to another.
func changesIn(slots map[string]*Slot, pairs []Assignment) int64 {
	byAgent := map[string][]*Slot{}
	for _, x := range pairs {
		byAgent[x.Agent] = append(byAgent[x.Agent], slots[x.Slot])
	}
	var n int64
	for _, mine := range byAgent {
		slices.SortFunc(mine, func(x, y *Slot) int { return x.Start.Compare(y.Start) })
		for i := 1; i < len(mine); i++ {
			if mine[i].Brand != mine[i-1].Brand {
				n++
			}
		}
	}
	return n
}
