package plan

import (
	"cmp"
	"slices"
	"sort"
	"strconv"
	"time"
)

// sampled is the agent after whom it is known how many entries one has.
const sampled = 4000

// layAgents fills in the agents, their groups and their entries.
func (p *problem) layAgents(exampleOf []int32) {
	n := len(p.in.Agents)
	p.agent = make([]person, n)
	p.first = make([]int32, n+1)
	groups := map[string]int32{}
	open := make([]bool, len(p.windows)) // windows in which the group has a slot
	openFor := int32(-1)
	var key []byte
	for i := range p.in.Agents {
		a := &p.in.Agents[i]
		key = groupKey(key[:0], a)
		g, known := groups[string(key)]
		if !known {
			g = int32(len(p.group))
			groups[string(key)] = g
			p.group = append(p.group, p.groupOf(a, exampleOf))
		}
		if g != openFor {
			p.markOpen(g, open)
			openFor = g
		}
		p.agent[i] = p.personOf(a, g)
		p.layEntries(i, a, open)
		p.first[i+1] = int32(len(p.entry))
		if i == sampled { // grow once, not by halves of millions
			p.entry = slices.Grow(p.entry, len(p.entry)/(sampled+1)*(n-i)*11/10)
		}
		p.usual += a.CostMinor
	}
	p.usual /= int64(max(n, 1))
	p.entry = slices.Clip(p.entry)
}

// groupKey tells agents apart by all that decides what they can do and what
// they miss there.
func groupKey(b []byte, a *Agent) []byte {
	for _, t := range a.Tags {
		b = append(append(b, t...), ' ')
	}
	b = append(b, '+')
	for _, s := range a.PreferBrands {
		b = append(strconv.AppendQuote(b, s), ' ')
	}
	b = append(b, '-')
	for _, s := range a.AvoidBrands {
		b = append(strconv.AppendQuote(b, s), ' ')
	}
	b = append(b, '=')
	for _, s := range a.LastBrands {
		b = append(strconv.AppendQuote(b, s), ' ')
	}
	return strconv.AppendFloat(b, a.Reliability, 'g', -1, 64)
}

func (p *problem) groupOf(a *Agent, exampleOf []int32) group {
	var g group
	for k, slot := range exampleOf {
		s := &p.in.Slots[slot]
		if a.Tags.HasAll(s.Require) && !holds(a.AvoidBrands, s.Brand) {
			g.kind = append(g.kind, int32(k))
			g.missed = append(g.missed, p.w.missedCost(missed(a, s.Brand, s.Prefer))*p.scale)
		}
	}
	return group{slices.Clip(g.kind), slices.Clip(g.missed), p.housesOf(g.kind)}
}

func (p *problem) markOpen(g int32, open []bool) {
	for w := range p.windows {
		open[w] = false
		for _, k := range p.group[g].kind {
			if p.slotAt[w*p.kinds+int(k)] != none {
				open[w] = true
				break
			}
		}
	}
}

func (p *problem) personOf(a *Agent, g int32) person {
	units := func(d time.Duration) int32 {
		u := int64(d/time.Second) / p.unit
		if d == NoLimit || u >= int64(noUnits) {
			return noUnits
		}
		return int32(u)
	}
	minSec := int64(a.MinHours / time.Second)
	return person{
		group: g, dayUnits: units(a.MaxDay), units: units(a.MaxTotal),
		minUnits: int32((minSec + p.unit - 1) / p.unit), minSec: minSec,
		rest: int64(a.MinRest / time.Second), cost: a.CostMinor,
	}
}

// layEntries lists the windows in which the agent is free and of use.
func (p *problem) layEntries(i int, a *Agent, open []bool) {
	from := len(p.entry)
	who := &p.agent[i]
	for _, s := range joined(a.Available) {
		w := sort.Search(len(p.windows), func(k int) bool { return p.windows[k].start >= s.From.Unix() })
		for ; w < len(p.windows) && p.windows[w].start < s.Till.Unix(); w++ {
			win := &p.windows[w]
			if win.end <= s.Till.Unix() && open[w] && win.units <= who.dayUnits && win.units <= who.units {
				p.entry = append(p.entry, int32(w))
			}
		}
	}
	mine := p.entry[from:]
	for k := range mine {
		if p.bridges(mine, k, who) {
			mine[k] |= bridgeFlag
		}
	}
}

// bridges tells whether leaving entry k out could tear a block apart. A window
// at least as long as the rest leaves rest enough behind.
func (p *problem) bridges(mine []int32, k int, who *person) bool {
	w := p.windows[mine[k]&^bridgeFlag]
	if w.end-w.start >= who.rest {
		return false
	}
	before, after := false, false
	for i := k - 1; i >= 0 && !before; i-- {
		o := p.windows[mine[i]&^bridgeFlag]
		before = o.end == w.start
		if w.start-o.start > int64(longestSlot/time.Second) {
			break
		}
	}
	for i := k + 1; i < len(mine) && !after; i++ {
		o := p.windows[mine[i]&^bridgeFlag]
		after = o.start == w.end
		if o.start > w.end {
			break
		}
	}
	return before && after
}

// joined merges the spans that touch or overlap and sorts them.
func joined(spans []Span) []Span {
	sorted := slices.IsSortedFunc(spans, func(x, y Span) int { return cmp.Compare(x.From, y.From) })
	apart := sorted
	for i := 1; apart && i < len(spans); i++ {
		apart = spans[i-1].Till < spans[i].From
	}
	if apart {
		return spans
	}
	s := slices.Clone(spans)
	slices.SortFunc(s, func(x, y Span) int { return cmp.Compare(x.From, y.From) })
	out := s[:1]
	for _, x := range s[1:] {
		if last := &out[len(out)-1]; x.From <= last.Till {
			last.Till = max(last.Till, x.Till)
		} else {
			out = append(out, x)
		}
	}
	return out
}
