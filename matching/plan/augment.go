package plan

import "container/heap"

// augment looks for the way from a slot that is short to somebody who is spare:
// one agent takes the missing place and leaves a slot of theirs, another takes
// that one, and so on, until somebody takes a place and leaves nothing. One
// missing agent costs as much as many shifts, and such ways are long: a chain,
// which answers one step at a time, finds them by luck. Here the loss of a step
// at the prices is the length of an edge from slot to slot, and the shortest of
// all ways from all short slots is found in one search.
type augment struct {
	p     *problem
	d     *draft
	price []int64
	byWin [][]int32
	most  int64   // what the dearest missing agent costs beyond the price
	far   []int64 // by slot: most, less what is left to gain when it is one short
	by    []hop   // by slot: the step that leaves it one short
	end   []hop   // by slot: the best step that takes it and leaves nothing
	queue nearest
	left  int     // how many agents may still be asked
	works []int32 // entries of the agent at hand
}

// hop is one agent's step on a way.
type hop struct {
	agent       int32 // none where a way begins
	take, leave int32 // entries; leave is none at a way's end
	into        int32 // the slot taken
}

func newAugment(s *search, byWin [][]int32) *augment {
	return &augment{p: s.p, d: s.draft, price: s.price, byWin: byWin, far: make([]int64, len(s.p.slot)), by: make([]hop, len(s.p.slot)), end: make([]hop, len(s.p.slot))}
}

const unreached = int64(1) << 60

// sweep goes ways until there is none that pays.
func (g *augment) sweep(stop func() bool) {
	for g.left = mostAsking; g.left > 0 && !stop() && g.fill(); {
	}
}

// mostAsking bounds how many agents a sweep asks: a second or two.
const mostAsking = 40_000_000

// fill searches from all short slots at once, and goes the first way that it
// comes to the end of and that makes the plan cheaper. Ways that bring nothing
// at the prices are tried too: an agent who gains by a step counts as one who
// loses nothing, so they may bring something all the same.
func (g *augment) fill() bool {
	g.begin()
	for len(g.queue) > 0 && g.left > 0 {
		at := heap.Pop(&g.queue).(reached)
		switch {
		case at.far > g.most:
			return false
		case at.ends:
			if g.walk(g.end[at.slot]) {
				return true
			}
		case at.far == g.far[at.slot]: // else it was reached again on a shorter way
			g.look(at)
		}
	}
	return false
}

// look asks everybody who could take a slot that is one short.
func (g *augment) look(at reached) {
	c := &g.p.slot[at.slot]
	least := g.most + 1
	g.left -= len(g.byWin[c.window])
	for _, a := range g.byWin[c.window] {
		if !g.p.group[g.p.agent[a].group].does(c.kind) {
			continue
		}
		if last, far := g.ask(a, at); far < least {
			g.end[at.slot], least = last, far
		}
	}
	if least <= g.most {
		heap.Push(&g.queue, reached{least, at.slot, true})
	}
}

// begin starts a way at every short slot.
func (g *augment) begin() {
	g.queue, g.most = g.queue[:0], 0
	for s := range g.far {
		g.far[s] = unreached
		if g.d.rem[s] > 0 {
			g.most = max(g.most, g.p.slot[s].short-g.price[s])
		}
	}
	for s, rem := range g.d.rem {
		if rem > 0 {
			g.reach(int32(s), g.most-(g.p.slot[s].short-g.price[s]), hop{agent: none})
		}
	}
}

func (g *augment) reach(s int32, far int64, by hop) {
	if far < g.far[s] && far <= g.most {
		g.far[s], g.by[s] = far, by
		heap.Push(&g.queue, reached{far, s, false})
	}
}

// ask lets one agent take a slot that is one short: for nothing, which ends the
// way, or for one of theirs, which is then one short.
func (g *augment) ask(a int32, at reached) (end hop, far int64) {
	e := g.entryIn(a, g.p.slot[at.slot].window)
	if e == none || g.d.slotOf[e] == at.slot || g.d.pinned(a, e) {
		return end, unreached
	}
	g.list(a)
	if has := g.d.slotOf[e]; has != none { // another brand at the same time
		g.reach(has, at.far+g.loss(a, at.slot, e, e), hop{a, e, e, at.slot})
		return end, unreached
	}
	if g.legal(a, e, none) {
		return hop{a, e, none, at.slot}, at.far + g.loss(a, at.slot, e, none)
	}
	for _, leave := range g.works {
		if !g.d.pinned(a, leave) && g.legal(a, e, leave) {
			g.reach(g.d.slotOf[leave], at.far+g.loss(a, at.slot, e, leave), hop{a, e, leave, at.slot})
		}
	}
	return end, unreached
}

// loss is what a step costs at the prices; an agent who gains by it counts as
// one who loses nothing, so that no way is shorter than its part.
func (g *augment) loss(a, into, take, leave int32) int64 {
	p := g.p
	who := &p.agent[a]
	win := &p.windows[p.slot[into].window]
	loss := p.wage(int(a), win) + p.group[who.group].missedOn(p.slot[into].kind) - g.price[into]
	units := g.d.units[a] + win.units
	if leave != none {
		t := &p.slot[g.d.slotOf[leave]]
		old := &p.windows[t.window]
		loss -= p.wage(int(a), old) + p.group[who.group].missedOn(t.kind) - g.price[g.d.slotOf[leave]]
		units -= old.units
	}
	return max(0, loss+p.unfairness(who, units)-p.unfairness(who, g.d.units[a]))
}

// walk goes a way, if everybody on it may still do their step after the ones
// before; it tells whether the plan got cheaper.
func (g *augment) walk(last hop) bool {
	var way []hop
	for ; last.agent != none; last = g.by[last.into] {
		way = append(way, last)
	}
	d := g.d
	mark, before, kept := len(d.undo), d.cost, d.keepUndo
	d.keepUndo = true
	defer func() { d.keepUndo = kept }()
	for i := len(way) - 1; i >= 0; i-- {
		w := way[i]
		g.list(w.agent)
		if w.take != w.leave && (d.slotOf[w.take] != none || !g.legal(w.agent, w.take, w.leave)) {
			d.back(mark)
			return false
		}
		if w.leave != none {
			d.put(w.agent, w.leave, none)
		}
		d.put(w.agent, w.take, w.into)
	}
	if d.cost >= before {
		d.back(mark)
		return false
	}
	if !kept {
		d.undo = d.undo[:mark]
	}
	return true
}

// entryIn is the agent's entry in a window, or none.
func (g *augment) entryIn(a, window int32) int32 {
	for i, e := range g.p.entries(int(a)) {
		if e&^bridgeFlag == window {
			return g.p.first[a] + int32(i)
		}
	}
	return none
}

// list lists what an agent works.
func (g *augment) list(a int32) {
	g.works = g.works[:0]
	for e := g.p.first[a]; e < g.p.first[a+1]; e++ {
		if g.d.slotOf[e] != none {
			g.works = append(g.works, e)
		}
	}
}

// legal tells whether the agent of works may take one entry more and leave
// another. Entries are in order of start.
func (g *augment) legal(a, take, leave int32) bool {
	p := g.p
	who := &p.agent[a]
	var total, today int32
	var before *window
	placed := false
	for i := 0; ; {
		e := take
		if i < len(g.works) && (placed || g.works[i] < take) {
			e = g.works[i]
			i++
			if e == leave {
				continue
			}
		} else if placed {
			return true
		} else {
			placed = true
		}
		w := &p.windows[p.entry[e]&^bridgeFlag]
		if before != nil && w.start != before.end && w.start < before.end+who.rest {
			return false
		}
		if before == nil || before.day != w.day {
			today = 0
		}
		total, today, before = total+w.units, today+w.units, w
		if total > who.units || today > who.dayUnits {
			return false
		}
	}
}

// reached is a slot on a way and how far it is, or how far a way is that ends
// with it.
type reached struct {
	far  int64
	slot int32
	ends bool
}

// nearest is what is still to be looked at, the nearest first.
type nearest []reached

func (n nearest) Len() int { return len(n) }
func (n nearest) Less(i, k int) bool {
	return n[i].far < n[k].far || n[i].far == n[k].far && n[i].slot < n[k].slot
}
func (n nearest) Swap(i, k int) { n[i], n[k] = n[k], n[i] }
func (n *nearest) Push(x any)   { *n = append(*n, x.(reached)) }
func (n *nearest) Pop() any {
	last := (*n)[len(*n)-1]
	*n = (*n)[:len(*n)-1]
	return last
}
