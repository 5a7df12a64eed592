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
	slack  *slack
}

// sizes of a neighbourhood, in agents; small ones are quick, large ones see
// longer exchanges.
var sizes = []int{8, 16, 32}

// mostByWin bounds the agents listed for a window; among more, every so many
// one is, which is choice enough.
const mostByWin = 4000

func newNeighbourhood(p *problem, v *dive, one *scheduler, draw *rand.Rand, k *slack) *neighbourhood {
	n := &neighbourhood{p: p, dive: v, one: one, draw: draw, slack: k, byWin: make([][]int32, len(p.windows)), taken: make([]bool, len(p.agent))}
	count := make([]int, len(p.windows))
	for _, e := range p.entry {
		count[e&^bridgeFlag]++
	}
	every := make([]int, len(p.windows))
	for w, k := range count {
		every[w] = k/mostByWin + 1
		n.byWin[w] = make([]int32, 0, k/every[w]+1)
	}
	clear(count)
	for a := range p.agent {
		for _, e := range p.entries(a) {
			w := e &^ bridgeFlag
			if count[w]++; count[w]%every[w] == 0 {
				n.byWin[w] = append(n.byWin[w], int32(a))
			}
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

// gather picks the members around a place where the plan and the prices
// disagree: whose it is, some who hold the slot, some others with slack who are
// there at the time, and some who could be.
func (n *neighbourhood) gather(d *draft) {
	n.member = n.member[:0]
	who, at, ok := n.slack.pick(d, n.draw)
	if !ok {
		return
	}
	want := min(sizes[n.draw.IntN(len(sizes))], len(n.p.agent))
	c := &n.p.slot[at]
	if who != none {
		n.add(who)
	}
	n.addHolders(d, at, want/3)
	n.addLoose(int(c.window), want*2/3)
	for tries := 0; len(n.member) < want && tries < 6*want; tries++ {
		w := int(c.window)
		if tries%2 == 1 { // every other one from a window near by
			w = max(0, min(len(n.byWin)-1, w+n.draw.IntN(7)-3))
		}
		if len(n.byWin[w]) == 0 {
			continue
		}
		a := n.byWin[w][n.draw.IntN(len(n.byWin[w]))]
		if n.suits(a, c.kind, tries) {
			n.add(a)
		}
	}
	for _, a := range n.member {
		n.taken[a] = false
	}
}

func (n *neighbourhood) add(a int32) {
	if !n.taken[a] {
		n.taken[a] = true
		n.member = append(n.member, a)
	}
}

// addHolders adds some of those who work the slot.
func (n *neighbourhood) addHolders(d *draft, at int32, most int) {
	h := d.holders[at]
	for range 2 * most {
		if len(h) == 0 || len(n.member) >= most {
			return
		}
		if x := h[n.draw.IntN(len(h))]; d.slotOf[x.entry] == at {
			n.add(x.agent)
		}
	}
}

// addLoose adds some who have slack and an entry in the window or next to it.
func (n *neighbourhood) addLoose(w, most int) {
	loose := n.slack.loose
	for range 4 * most {
		if len(n.member) >= most {
			return
		}
		if len(loose) == 0 {
			return
		}
		a := loose[n.draw.IntN(len(loose))]
		for _, e := range n.p.entries(int(a)) {
			if x := int(e &^ bridgeFlag); x >= w-1 && x <= w+1 {
				n.add(a)
				break
			}
		}
	}
}

// suits prefers agents who can do the kind, and lets a few others in.
func (n *neighbourhood) suits(a, kind int32, tries int) bool {
	if n.p.group[n.p.agent[a].group].does(kind) {
		return true
	}
	return tries%5 == 4
}
