package plan

// A dive turns prices into a plan: a part of the agents take their best
// schedules for good, the prices of what is left move to what is left of the
// agents, and so on. Fixing everyone at once would send them all after the
// same slots.
type dive struct {
	p      *problem
	b      *bidder
	one    scheduler
	price  []int64
	at     []float64
	mean   []float64
	market market
	whole  pace
	pace   pace                // at hand
	want   [fixedAtOnce][]pick // what those of a block would take
}

// pace is how a dive goes: one agent in so many is fixed at a time, and before
// that the prices move so often, first by such a part of a slot's reach.
type pace struct {
	share, rounds int
	step          float64
}

// Among a few agents prices must go far to say anything. Of a whole plan they
// are good already, and what is left to the others is so near to what is left to
// fill that long strides would only undo them: the more agents there are the
// less a price must move, and the more often some may be fixed.
var (
	paceFew   = pace{4, 8, 0.02} // of a neighbourhood
	paceWhole = pace{4, 4, 0.002}
	paceMany  = pace{12, 2, 0.001}
)

func newDive(p *problem, b *bidder) *dive {
	n, whole := len(p.slot), paceWhole
	if len(p.agent) >= manyAgents {
		whole = paceMany
	}
	return &dive{
		p: p, b: b, whole: whole, one: scheduler{p: p}, price: make([]int64, n), at: make([]float64, n),
		mean: make([]float64, n), market: market{use: make([]int32, n)},
	}
}

// run gives the agents of list, none of whom works anything not fixed, their
// schedules. reprice moves the prices before the first part too: for a
// neighbourhood the prices of the whole are only a beginning. Once stop says so
// all that are left are fixed at the prices there are: a plan cut short is
// worse, but it is a whole plan.
func (v *dive) run(d *draft, price []int64, list []int32, reprice bool, stop func() bool) {
	for i, x := range price {
		v.price[i], v.at[i], v.mean[i] = x, float64(x), 0
	}
	v.pace = v.whole
	if reprice {
		v.pace = paceFew
	}
	least := len(list)/200 + 1
	for len(list) > 0 {
		if reprice {
			v.reprice(d, list, stop)
		}
		reprice = true
		k := min(len(list), max(len(list)/v.pace.share, least))
		if stop() {
			k = len(list)
		}
		v.fix(d, list[:k])
		list = list[k:]
	}
}

// fixedAtOnce is a block of agents who choose side by side.
const fixedAtOnce = 4 * shard

// fix gives every agent of list their best schedule for good, one after another:
// whoever comes later finds full what the ones before have filled. A block of
// them chooses at once, and only those choose again who wanted what is full by
// then; for the others it takes away nothing that they chose.
func (v *dive) fix(d *draft, list []int32) {
	v.b.post(v.price, d.rem)
	mark := len(d.undo)
	for len(list) > 0 {
		block := list[:min(len(list), fixedAtOnce)]
		list = list[len(block):]
		v.b.share(len(block), func(m *bid, i int) {
			m.load(int(block[i]), v.b.table)
			m.solve(&v.p.agent[block[i]])
			v.want[i] = m.schedule(v.want[i])
		})
		for i, a := range block {
			if d.full(a, v.want[i]) {
				v.one.load(int(a), v.b.table)
				v.one.solve(&v.p.agent[a])
				v.want[i] = v.one.schedule(v.want[i])
			}
			v.adopt(d, a, v.want[i])
			if !d.keepUndo {
				d.undo = d.undo[:mark]
			}
		}
	}
}

// adopt gives an agent a schedule and takes what is now full out of the table.
func (v *dive) adopt(d *draft, a int32, to []pick) {
	d.adopt(a, to)
	for _, x := range to {
		if d.rem[x.slot] <= 0 {
			c := &v.p.slot[x.slot]
			v.b.table[int(c.window)*v.p.kinds+int(c.kind)] = impossible
		}
	}
}

func (v *dive) reprice(d *draft, list []int32, stop func() bool) {
	for round := range v.pace.rounds {
		if stop() {
			return
		}
		v.b.post(v.price, d.rem)
		v.b.evaluate(list, &v.market)
		step := v.pace.step / (1 + float64(round)/4)
		for i, rem := range d.rem {
			if rem <= 0 {
				continue
			}
			need := float64(rem)
			g := max(-1, min(1, (need-float64(v.market.use[i]))/max(need, 2)))
			v.mean[i] = (v.mean[i] + g) / 2
			base := v.p.reach(&v.p.slot[i])
			up := step * v.mean[i] * base
			if high := v.at[i] / (0.06 * base); high > 2.5 && up > 0 {
				up *= high
			}
			v.at[i] = max(0, min(float64(v.p.slot[i].short), v.at[i]+up))
			v.price[i] = int64(v.at[i])
		}
	}
}
