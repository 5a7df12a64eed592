package main

import (
	"slices"

	"github.com/manyhands/manyhands/matching/plan"
)

// chronicle fills slots in order of time and never looks back: what a planner
// without prices does. Both ways keep every hard rule of the generator's
// instances (slots on one grid, no hours that fairness asks for).
type chronicle struct {
	in      *plan.Instance
	windows [][]int // slots by window, in order of time
	last    []int64 // by agent: end of the last slot
	block   []int64 // hours on the day of the last slot, in seconds
	day     []string
	worked  []int64
	able    [][]int32 // by group: brands' slots an agent's tags allow, as kinds
	group   []int32
	kindOf  map[string]int
	missed  [][]int64 // by group and kind; -1: not allowed
}

func newChronicle(in *plan.Instance) *chronicle {
	n := len(in.Agents)
	c := &chronicle{
		in: in, last: make([]int64, n), block: make([]int64, n), day: make([]string, n), worked: make([]int64, n),
		group: make([]int32, n), kindOf: map[string]int{},
	}
	order := make([]int, len(in.Slots))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return in.Slots[a].Start.Compare(in.Slots[b].Start) })
	example := []int{}
	for k, i := range order {
		if k == 0 || !in.Slots[i].Start.Equal(in.Slots[order[k-1]].Start) {
			c.windows = append(c.windows, nil)
		}
		c.windows[len(c.windows)-1] = append(c.windows[len(c.windows)-1], i)
		if _, known := c.kindOf[in.Slots[i].Brand]; !known {
			c.kindOf[in.Slots[i].Brand] = len(example)
			example = append(example, i)
		}
	}
	groups := map[string]int32{}
	for a := range in.Agents {
		who := &in.Agents[a]
		key := ""
		for _, list := range [][]string{who.Tags.Strings(), who.PreferBrands, who.AvoidBrands} {
			for _, s := range list {
				key += s + " "
			}
			key += "|"
		}
		g, known := groups[key]
		if !known {
			g = int32(len(c.missed))
			groups[key] = g
			row := make([]int64, len(example))
			for k, i := range example {
				row[k] = missedOn(in, who, &in.Slots[i])
			}
			c.missed = append(c.missed, row)
		}
		c.group[a] = g
	}
	return c
}

// missedOn is the preference cost of an agent on a slot, -1 when the rules
// forbid it; written again from the description of the format.
func missedOn(in *plan.Instance, a *plan.Agent, s *plan.Slot) int64 {
	if !a.Tags.HasAll(s.Require) || contains(a.AvoidBrands, s.Brand) {
		return -1
	}
	m := 1 - a.Reliability
	for _, p := range s.Prefer {
		if !a.Tags.Has(p.Tag) {
			m += p.Weight
		}
	}
	if len(a.PreferBrands) > 0 && !contains(a.PreferBrands, s.Brand) {
		m++
	}
	return int64(float64(in.Weights.Preference)*m + 0.5)
}

// wage is what the agent costs on the slot.
func (c *chronicle) wage(a int32, s *plan.Slot) int64 {
	return c.in.Weights.Cost * ((c.in.Agents[a].CostMinor*(s.End.Unix()-s.Start.Unix()) + 1800) / 3600)
}

// free lists the agents who may work window w after what they have worked, the
// cheapest first.
func (c *chronicle) free(w int) []int32 {
	s := &c.in.Slots[c.windows[w][0]]
	from, till := s.Start.Unix(), s.End.Unix()
	date := s.Start.Format("2006-01-02")
	var out []int32
	for i := range c.in.Agents {
		a := &c.in.Agents[i]
		gap := from - c.last[i]
		if gap != 0 && gap < int64(a.MinRest.Seconds()) || c.worked[i]+till-from > int64(a.MaxTotal.Seconds()) {
			continue
		}
		if c.day[i] == date && c.block[i]+till-from > int64(a.MaxDay.Seconds()) {
			continue
		}
		for _, span := range a.Available {
			if span.From.Unix() <= from && till <= span.Till.Unix() {
				out = append(out, int32(i))
				break
			}
		}
	}
	slices.SortStableFunc(out, func(x, y int32) int { return int(c.in.Agents[x].CostMinor - c.in.Agents[y].CostMinor) })
	return out
}

func (c *chronicle) work(a int32, s *plan.Slot) {
	length := s.End.Unix() - s.Start.Unix()
	if date := s.Start.Format("2006-01-02"); c.day[a] != date {
		c.day[a], c.block[a] = date, 0
	}
	c.block[a] += length
	c.worked[a] += length
	c.last[a] = s.End.Unix()
}

// greedy gives each slot, the largest of a window first, its cheapest agents.
func (c *chronicle) greedy() int64 {
	var sum int64
	for w, slots := range c.windows {
		free := c.free(w)
		taken := make([]bool, len(free))
		slots = slices.Clone(slots)
		slices.SortStableFunc(slots, func(x, y int) int { return c.in.Slots[y].Need - c.in.Slots[x].Need })
		for _, i := range slots {
			s := &c.in.Slots[i]
			k, need := c.kindOf[s.Brand], s.Need
			for n, a := range free {
				if need == 0 {
					break
				}
				if m := c.missed[c.group[a]][k]; !taken[n] && m >= 0 {
					taken[n] = true
					sum += c.wage(a, s) + m
					c.work(a, s)
					need--
				}
			}
			sum += int64(need) * c.in.Weights.Short
		}
	}
	return sum
}
