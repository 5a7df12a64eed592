package plan

import (
	"cmp"
	"math/rand/v2"
	"slices"
)

// slack is where a plan and the prices disagree. An agent's slack is how much
// more their best schedule is worth at the prices than the one they have; a
// slot's is what its missing agents cost beyond their price. None is ever
// negative, and together they are exactly the plan's distance from the bound
// of those prices: so whatever is left to gain is gained where slack is.
type slack struct {
	p     *problem
	b     *bidder
	one   *scheduler
	price []int64
	agent []int64
	loose []int32 // agents with slack
	slot  []int32 // slots with slack
	least int64   // slack of an agent below this is not worth a chain
	total int64
	sums  []int64 // running, first over loose and then over slot
}

func newSlack(p *problem, b *bidder, one *scheduler, price []int64) *slack {
	return &slack{p: p, b: b, one: one, price: price, agent: make([]int64, len(p.agent))}
}

// measure looks at the whole plan.
func (k *slack) measure(d *draft) {
	k.b.post(k.price, nil)
	k.loose, k.slot, k.sums, k.total = k.loose[:0], k.slot[:0], k.sums[:0], 0
	k.b.share(len(k.p.agent), func(m *bid, a int) {
		m.load(a, k.b.table)
		_, upper := m.solve(&k.p.agent[a])
		k.agent[a] = upper - k.worth(int32(a), d.row(int32(a)))
	})
	for a := range k.p.agent {
		if k.agent[a] > k.least {
			k.loose = append(k.loose, int32(a))
			k.total += k.agent[a]
			k.sums = append(k.sums, k.total)
		}
	}
	for i := range k.p.slot {
		if over := k.p.slot[i].short - k.price[i]; d.rem[i] > 0 && over > 0 {
			k.slot = append(k.slot, int32(i))
			k.total += int64(d.rem[i]) * over
			k.sums = append(k.sums, k.total)
		}
	}
}

// loosest lists the places by their slack, most first: what agent each loose
// one is, or, counted on from there, each slot.
func (k *slack) loosest() []int32 {
	order := make([]int32, len(k.sums))
	for i := range order {
		order[i] = int32(i)
	}
	here := func(i int32) int64 {
		if i == 0 {
			return k.sums[0]
		}
		return k.sums[i] - k.sums[i-1]
	}
	slices.SortStableFunc(order, func(x, y int32) int { return cmp.Compare(here(y), here(x)) })
	return order
}

// worth is what a schedule of an agent's is worth at the prices.
func (k *slack) worth(a int32, row []int32) int64 {
	v := -k.p.burden(a, row)
	for _, s := range row {
		if s != none {
			v += k.price[s]
		}
	}
	return v
}

// pick draws a place by its slack: the agent whose it is, or none, and a slot
// on which the plan and the prices disagree.
func (k *slack) pick(d *draft, draw *rand.Rand) (agent, slot int32, ok bool) {
	if k.total <= 0 {
		return none, none, false
	}
	x := draw.Int64N(k.total)
	low, high := 0, len(k.sums)-1
	for low < high {
		if mid := (low + high) / 2; k.sums[mid] <= x {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low >= len(k.loose) {
		return none, k.slot[low-len(k.loose)], true
	}
	a := k.loose[low]
	slot, ok = k.disputed(d, a, draw)
	return a, slot, ok
}

// disputed is a slot that the agent works and at the prices would not, or the
// other way round.
func (k *slack) disputed(d *draft, a int32, draw *rand.Rand) (slot int32, ok bool) {
	k.one.load(int(a), k.b.table)
	k.one.solve(&k.p.agent[a])
	first := k.p.first[a]
	seen := 0
	choose := func(s int32) {
		seen++
		if draw.IntN(seen) == 0 {
			slot, ok = s, true
		}
	}
	next := 0
	for e := first; e < k.p.first[a+1]; e++ {
		want := none
		if next < len(k.one.take) && k.one.at[k.one.take[next]] == e-first {
			want = k.one.slot[k.one.take[next]]
			next++
		}
		if has := d.slotOf[e]; has != want {
			if has != none {
				choose(has)
			}
			if want != none {
				choose(want)
			}
		}
	}
	return slot, ok
}
