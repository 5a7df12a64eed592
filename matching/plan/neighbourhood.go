package plan

import "math/rand/v2"

// A neighbourhood is a few hundred agents who can stand in for one another:
// those who could work in one slot and in the slots next to it. Taken off
// their slots and planned again together they find exchanges that no single
// agent's answer finds.
type neighbourhood struct {
	p      *problem
	dive   *dive
	one    *scheduler
	draw   *rand.Rand
	byWin  [][]int32 // agents with an entry in each window
	taken  []bool
	member []int32
	slots  []int32 // slots that anybody needs
}

// sizes of a neighbourhood, in agents; small ones are quick, large ones see
// longer exchanges.
var sizes = []int{20, 60, 150, 300}

func newNeighbourhood(p *problem, v *dive, one *scheduler, draw *rand.Rand) *neighbourhood {
	n := &neighbourhood{p: p, dive: v, one: one, draw: draw, byWin: make([][]int32, len(p.windows)), taken: make([]bool, len(p.agent))}
	count := make([]int, len(p.windows))
	for _, e := range p.entry {
		count[e&^bridgeFlag]++
	}
	for w, k := range count {
		n.byWin[w] = make([]int32, 0, k)
	}
	for a := range p.agent {
		for _, e := range p.entries(a) {
			n.byWin[e&^bridgeFlag] = append(n.byWin[e&^bridgeFlag], int32(a))
		}
	}
	for i := range p.slot {
		if p.slot[i].need > 0 {
			n.slots = append(n.slots, int32(i))
		}
	}
	return n
}

// round takes one neighbourhood apart and keeps the new plan when it is not
// dearer. It tells whether the plan got cheaper.
func (n *neighbourhood) round(d *draft, price []int64, stop func() bool) bool {
	n.gather(d)
	if len(n.member) < 2 {
		return false
	}
	mark, before := len(d.undo), d.cost
	d.keepUndo = true
	defer func() { d.keepUndo = false }()
	for _, a := range n.member {
		d.clearAgent(a)
	}
	n.dive.run(d, price, n.member, true, stop)
	d.settle(n.member, 3, n.one, stop)
	if d.cost > before {
		d.back(mark)
		return false
	}
	d.undo = d.undo[:mark]
	return d.cost < before
}

// gather picks the members: around a slot, short ones first half of the time.
func (n *neighbourhood) gather(d *draft) {
	n.member = n.member[:0]
	if len(n.slots) == 0 {
		return
	}
	at := n.slots[n.draw.IntN(len(n.slots))]
	if n.draw.IntN(2) == 0 {
		for range 64 {
			if d.rem[at] > 0 {
				break
			}
			at = n.slots[n.draw.IntN(len(n.slots))]
		}
	}
	want := min(sizes[n.draw.IntN(len(sizes))], len(n.p.agent))
	c := &n.p.slot[at]
	for tries := 0; len(n.member) < want && tries < 6*want; tries++ {
		w := int(c.window)
		if tries%2 == 1 { // every other one from a window near by
			w = max(0, min(len(n.byWin)-1, w+n.draw.IntN(7)-3))
		}
		if len(n.byWin[w]) == 0 {
			continue
		}
		a := n.byWin[w][n.draw.IntN(len(n.byWin[w]))]
		if !n.taken[a] && n.suits(a, c.kind, tries) {
			n.taken[a] = true
			n.member = append(n.member, a)
		}
	}
	for _, a := range n.member {
		n.taken[a] = false
	}
}

// suits prefers agents who can do the kind, and lets a few others in.
func (n *neighbourhood) suits(a, kind int32, tries int) bool {
	if n.p.group[n.p.agent[a].group].does(kind) {
		return true
	}
	return tries%5 == 4
}
