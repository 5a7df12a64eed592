package main

import (
	"container/heap"
	"math"
)

// flow fills every window with its cheapest assignment: successive shortest
// paths over the brands, where an agent in one brand may hand over to another.
func (c *chronicle) flow() int64 {
	var sum int64
	for w := range c.windows {
		f := newFlow(c, w)
		sum += f.solve()
		for k, list := range f.at {
			for a := range list {
				c.work(a, &c.in.Slots[f.slots[k]])
			}
		}
	}
	return sum
}

// windowFlow is one window's assignment in the making.
type windowFlow struct {
	c     *chronicle
	slots []int // by kind
	need  []int
	at    []map[int32]bool // by kind: who is there
	enter []bids           // by kind: free agents, cheapest first
	hand  [][]bids         // from kind to kind: what handing over costs
	taken map[int32]int    // agent -> kind
}

type offered struct {
	cost  int64
	agent int32
}

type bids []offered

func (b bids) Len() int { return len(b) }
func (b bids) Less(i, j int) bool {
	return b[i].cost < b[j].cost || b[i].cost == b[j].cost && b[i].agent < b[j].agent
}
func (b bids) Swap(i, j int) { b[i], b[j] = b[j], b[i] }
func (b *bids) Push(v any)   { *b = append(*b, v.(offered)) }
func (b *bids) Pop() any {
	old := *b
	v := old[len(old)-1]
	*b = old[:len(old)-1]
	return v
}

func newFlow(c *chronicle, w int) *windowFlow {
	n := len(c.kindOf)
	f := &windowFlow{c: c, slots: make([]int, n), need: make([]int, n), at: make([]map[int32]bool, n), enter: make([]bids, n), hand: make([][]bids, n), taken: map[int32]int{}}
	for k := range n {
		f.slots[k] = -1
		f.at[k] = map[int32]bool{}
		f.hand[k] = make([]bids, n)
	}
	for _, i := range c.windows[w] {
		k := c.kindOf[c.in.Slots[i].Brand]
		f.slots[k], f.need[k] = i, c.in.Slots[i].Need
	}
	for _, a := range c.free(w) {
		for k, m := range c.missed[c.group[a]] {
			if m >= 0 && f.slots[k] >= 0 && c.in.Slots[f.slots[k]].Need > 0 {
				f.enter[k] = append(f.enter[k], offered{c.wage(a, &c.in.Slots[f.slots[k]]) + m, a})
			}
		}
	}
	for k := range f.enter {
		heap.Init(&f.enter[k])
	}
	return f
}

// top is the cheapest bid that still holds: the agent is where it says.
func (f *windowFlow) top(b *bids, where int) (offered, bool) {
	for len(*b) > 0 {
		v := (*b)[0]
		if k, in := f.taken[v.agent]; where < 0 && !in || where >= 0 && in && k == where {
			return v, true
		}
		heap.Pop(b)
	}
	return offered{}, false
}

func (f *windowFlow) put(a int32, k int) {
	if old, in := f.taken[a]; in {
		delete(f.at[old], a)
	}
	f.taken[a] = k
	f.at[k][a] = true
	row := f.c.missed[f.c.group[a]]
	for to, m := range row {
		if to != k && m >= 0 && f.slots[to] >= 0 && f.c.in.Slots[f.slots[to]].Need > 0 {
			heap.Push(&f.hand[k][to], offered{m - row[k], a})
		}
	}
}

// solve adds one agent at a time by the cheapest chain, until no chain costs
// less than a missing agent.
func (f *windowFlow) solve() int64 {
	n := len(f.need)
	sum := int64(0)
	for {
		cost, from, who := make([]int64, n), make([]int, n), make([]int32, n)
		for k := range n {
			cost[k], from[k] = math.MaxInt64/4, -1
			if v, ok := f.top(&f.enter[k], -1); ok {
				cost[k], who[k] = v.cost, v.agent
			}
		}
		for changed := true; changed; {
			changed = false
			for k := range n {
				if cost[k] >= math.MaxInt64/4 || len(f.at[k]) == 0 {
					continue
				}
				for to := range n {
					if len(f.hand[k][to]) == 0 {
						continue
					}
					if v, ok := f.top(&f.hand[k][to], k); ok && cost[k]+v.cost < cost[to] {
						cost[to], from[to], who[to] = cost[k]+v.cost, k, v.agent
						changed = true
					}
				}
			}
		}
		best := -1
		for k := range n {
			if f.need[k] > 0 && cost[k] < f.c.in.Weights.Short && (best < 0 || cost[k] < cost[best]) {
				best = k
			}
		}
		if best < 0 {
			break
		}
		sum += cost[best]
		f.need[best]--
		for k := best; k >= 0; k = from[k] {
			f.put(who[k], k)
		}
	}
	for _, need := range f.need {
		sum += int64(need) * f.c.in.Weights.Short
	}
	return sum
}
