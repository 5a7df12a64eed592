package plan

import "math/rand/v2"

// draft is a plan in the making: legal at every moment, with what it costs.
type draft struct {
	p      *problem
	slotOf []int32 // by entry: the slot worked, or none
	rem    []int32 // by slot: agents still needed; below nothing when fixed pairs overfill it
	units  []int32 // by agent: units worked
	cost   int64   // scaled, with the offset
	undo   []change
	// keepUndo keeps the changes of answers that were kept, for whoever may
	// yet take them all back.
	keepUndo bool
	// Holders and values are kept up only while agents answer to one another
	// (improve.go).
	holders [][]holder
	value   []int64 // [window*kinds+kind]
	// was is the plan before, by entry, when planning again; leaving it costs
	// stay on top, which is not part of the objective.
	was   []int32
	stay  int64
	moved int64 // assignments of was that are not kept
}

// change is one entry as it was.
type change struct {
	agent, entry, slot int32
}

func newDraft(p *problem) *draft {
	d := &draft{
		p: p, slotOf: make([]int32, len(p.entry)), rem: make([]int32, len(p.slot)),
		units: make([]int32, len(p.agent)), cost: p.offset,
	}
	for i := range d.slotOf {
		d.slotOf[i] = none
	}
	for i := range p.slot {
		d.rem[i] = p.slot[i].need
		d.cost += int64(d.rem[i]) * p.slot[i].short
	}
	for a := range p.agent {
		d.cost += p.unfairness(&p.agent[a], 0)
	}
	for a, slots := range p.pins {
		for k, e := range p.entries(int(a)) {
			if s := pinIn(p, slots, e&^bridgeFlag); s != none {
				d.put(a, p.first[a]+int32(k), s)
			}
		}
	}
	d.undo = d.undo[:0]
	return d
}

// put makes agent a work slot s (or none) on an entry, and notes what was.
func (d *draft) put(a, entry, s int32) {
	p := d.p
	old := d.slotOf[entry]
	if old == s {
		return
	}
	who := &p.agent[a]
	win := &p.windows[p.entry[entry]&^bridgeFlag]
	d.undo = append(d.undo, change{a, entry, old})
	d.cost -= p.unfairness(who, d.units[a])
	if old != none {
		d.rem[old]++
		if d.rem[old] > 0 {
			d.cost += p.slot[old].short
		}
		d.cost -= p.wage(int(a), win) + p.group[who.group].missedOn(p.slot[old].kind)
		d.units[a] -= win.units
	}
	if s != none {
		if d.rem[s] > 0 {
			d.cost -= p.slot[s].short
		}
		d.rem[s]--
		d.cost += p.wage(int(a), win) + p.group[who.group].missedOn(p.slot[s].kind)
		d.units[a] += win.units
	}
	d.cost += p.unfairness(who, d.units[a])
	if p.change > 0 {
		d.cost += d.changesAround(a, entry, s) - d.changesAround(a, entry, old)
	}
	d.slotOf[entry] = s
	if d.was != nil && d.was[entry] != none {
		switch d.was[entry] {
		case old:
			d.moved++
			d.cost += d.stay
		case s:
			d.moved--
			d.cost -= d.stay
		}
	}
	if d.holders != nil {
		d.follow(a, entry, old, s)
	}
}

// bonus is what keeping s on an entry is worth beyond the objective.
func (d *draft) bonus(entry, s int32) int64 {
	if d.was == nil || d.was[entry] != s {
		return 0
	}
	return d.stay
}

// objective is the cost in minor units, without what moving costs.
func (d *draft) objective() int64 { return (d.cost - d.moved*d.stay) / d.p.scale }

// back undoes every change since mark.
func (d *draft) back(mark int) {
	for i := len(d.undo) - 1; i >= mark; i-- {
		c := d.undo[i]
		d.put(c.agent, c.entry, c.slot)
	}
	d.undo = d.undo[:mark]
}

// clearAgent takes an agent off everything that is not fixed.
func (d *draft) clearAgent(a int32) {
	for e := d.p.first[a]; e < d.p.first[a+1]; e++ {
		if d.slotOf[e] != none && !d.pinned(a, e) {
			d.put(a, e, none)
		}
	}
}

func (d *draft) pinned(a, entry int32) bool {
	pins := d.p.pins[a]
	return pins != nil && pinIn(d.p, pins, d.p.entry[entry]&^bridgeFlag) != none
}

// adopt gives agent a a schedule.
func (d *draft) adopt(a int32, to []pick) {
	d.clearAgent(a)
	for _, x := range to {
		d.put(a, d.p.first[a]+x.at, x.slot)
	}
}

// full tells whether a schedule has a slot that nobody more is needed on.
func (d *draft) full(a int32, to []pick) bool {
	for _, x := range to {
		if d.rem[x.slot] <= 0 && d.slotOf[d.p.first[a]+x.at] != x.slot {
			return true
		}
	}
	return false
}

// shuffled is the numbers below n in an order of the source's choosing.
func shuffled(r *rand.Rand, n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(i)
	}
	r.Shuffle(n, func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}
