package plan

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// shard is how many agents a goroutine takes at a time.
const shard = 256

// market is what one evaluation of prices says: what the agents take and what
// their schedules are worth to them. All are integers, so any number of
// goroutines adds up to the same.
type market struct {
	use   []int32 // by slot: agents who take it
	worth int64   // sum of the agents' upper values
}

// bidder evaluates prices over many agents at once.
type bidder struct {
	p     *problem
	table []int64 // [window*kinds+kind] = price, impossible without a slot
	mine  []*bid
	far   far
}

// bid is the memory of one goroutine.
type bid struct {
	scheduler
	use   []int32
	worth int64
	value []int64 // a table of its own, while agents answer to one another
}

func newBidder(p *problem, workers int) *bidder {
	b := &bidder{p: p, table: make([]int64, len(p.slotAt))}
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	for range workers {
		b.mine = append(b.mine, &bid{scheduler: scheduler{p: p}, use: make([]int32, len(p.slot))})
	}
	return b
}

// post writes prices into the table; a slot where open is false is not for sale.
func (b *bidder) post(price []int64, rem []int32) {
	b.far.posted = nil
	if rem == nil {
		b.far.posted = price
	}
	for i, s := range b.p.slotAt {
		switch {
		case s == none || rem != nil && rem[s] <= 0:
			b.table[i] = impossible
		default:
			b.table[i] = price[s]
		}
	}
}

// evaluate lets every agent of list (nil is everyone) answer to the prices.
func (b *bidder) evaluate(list []int32, out *market) {
	if b.far.evaluate(list, len(b.p.agent), out) {
		return
	}
	n := len(b.p.agent)
	if list != nil {
		n = len(list)
	}
	for _, m := range b.mine {
		clear(m.use)
		m.worth = 0
	}
	b.share(n, func(m *bid, i int) {
		if list != nil {
			i = int(list[i])
		}
		m.answer(i, b.table)
	})
	clear(out.use)
	out.worth = 0
	for _, m := range b.mine {
		out.worth += m.worth
		for i, u := range m.use {
			out.use[i] += u
		}
	}
}

// share does n pieces of work, a shard at a time, on as many goroutines as
// there are processors; do may write only what belongs to its piece and to m.
func (b *bidder) share(n int, do func(m *bid, i int)) {
	var next atomic.Int64
	run := func(m *bid) {
		for {
			from := int(next.Add(shard)) - shard
			if from >= n {
				return
			}
			for i := from; i < min(from+shard, n); i++ {
				do(m, i)
			}
		}
	}
	workers := min(len(b.mine), (n+shard-1)/shard)
	if workers <= 1 { // a neighbourhood: handing it over would take longer
		run(b.mine[0])
		return
	}
	var all sync.WaitGroup
	for _, m := range b.mine[:workers] {
		all.Go(func() { run(m) })
	}
	all.Wait()
}

// answer adds one agent's best schedule to the bid.
func (m *bid) answer(a int, table []int64) {
	m.load(a, table)
	_, upper := m.solve(&m.p.agent[a])
	m.worth += upper
	for _, i := range m.take {
		m.use[m.slot[i]]++
	}
}

// load offers an agent the best slot of each of their windows at the values of
// table.
func (s *scheduler) load(a int, table []int64) {
	s.loadBy(a, table, false)
}

// loadBy is load; with brands a window is offered once for each of them.
func (s *scheduler) loadBy(a int, table []int64, brands bool) {
	s.reset()
	s.agent, s.table = int32(a), table
	p := s.p
	who := &p.agent[a]
	g := &p.group[who.group]
	pins := p.pins[int32(a)]
	length, wage := int64(-1), int64(0)
	for i, e := range p.entries(a) {
		w := e &^ bridgeFlag
		win := &p.windows[w]
		row := table[int(w)*p.kinds : (int(w)+1)*p.kinds]
		if win.end-win.start != length {
			length = win.end - win.start
			wage = p.wage(a, win)
		}
		if pins != nil {
			if slot := pinIn(p, pins, w); slot != none {
				s.offer(int32(i), win, s.pinValue(slot, table, g)-wage, slot, true)
				continue
			}
		}
		if brands {
			s.offerBrands(int32(i), row, wage, g)
			continue
		}
		best := g.best(row)
		if v := best - wage; v > 0 || best > impossible/2 && (e&bridgeFlag != 0 || who.minUnits > 0) {
			s.offer(int32(i), win, v, p.slotAt[int(w)*p.kinds+g.kindOf(row, best)], false)
		}
	}
}

// best is the value of the best kind in a window; kindOf finds it. Apart they
// need no branch for every kind that turns out better.
func (g *group) best(row []int64) int64 {
	best := impossible
	missed := g.missed[:len(g.kind)]
	for q, k := range g.kind {
		best = max(best, row[k]-missed[q])
	}
	return best
}

func (g *group) kindOf(row []int64, best int64) int {
	for q, k := range g.kind {
		if row[k]-g.missed[q] == best {
			return int(k)
		}
	}
	return 0
}

// pinIn is the slot fixed in window w, or none.
func pinIn(p *problem, pins []int32, w int32) int32 {
	for _, s := range pins {
		if p.slot[s].window == w {
			return s
		}
	}
	return none
}

// pinValue is the value of a fixed slot; one that is no longer for sale is
// worth nothing and worked all the same.
func (s *scheduler) pinValue(slot int32, table []int64, g *group) int64 {
	c := &s.p.slot[slot]
	v := max(table[int(c.window)*s.p.kinds+int(c.kind)], 0)
	return v - g.missedOn(c.kind)
}

// missedOn is the scaled preference cost of a kind that the group can do.
func (g *group) missedOn(kind int32) int64 {
	low, high := 0, len(g.kind)
	for low < high {
		if mid := (low + high) / 2; g.kind[mid] < kind {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return g.missed[low]
}

// bound is what the market proves: no plan costs less, at any prices between
// nothing and a slot's price of a missing agent.
func (p *problem) bound(price []int64, m *market) int64 {
	sum := p.offset - m.worth
	for i := range p.slot {
		sum += price[i] * int64(p.slot[i].need)
	}
	return sum
}

// unscaled turns a proven bound into minor units: an objective is a whole
// number, so what lies above a bound lies above the next whole number too.
func (p *problem) unscaled(bound int64) int64 {
	q := bound / p.scale
	if bound%p.scale > 0 {
		q++
	}
	return q
}

// climb is how prices move: the method of Kingma and Ba on the share of the
// need that is unmet, with steps that shrink from the first to the last.
type climb struct {
	rounds     int
	first      float64 // step of the first round, as a share of a slot's reach
	last       float64
	bow        bool
	mean, vary []float64
	at         []float64
	share      float64 // of the agents who answer; needs count by it
	kind       drift
}

const (
	meanDecay = 0.9
	varyDecay = 0.99
	kindShare = 0.5 // of a slot's step, for its kind
)

func newClimb(price []int64, l leg) *climb {
	n := len(price)
	c := &climb{rounds: l.rounds, first: l.first, last: l.last, bow: l.bow, share: 1 / float64(l.every), mean: make([]float64, n), vary: make([]float64, n), at: make([]float64, n)}
	for i, x := range price {
		c.at[i] = float64(x)
	}
	return c
}

// reach is the size that a slot's steps are shares of: ten times the usual
// wage, or what a missing agent costs when that is less. Where the price is
// above it steps grow with the price, or a slot of great priority would never
// reach its own.
func (p *problem) reach(s *cell) float64 {
	return float64(min(s.short, 10*p.usualWage(&p.windows[s.window])))
}

// step is how long a step is after a share of the way: a fixed part shorter each
// time, or, with a bow, long enough in the middle to reach the price of a
// shortage, which lies many wages away, and short only near the end.
func (c *climb) step(gone float64) float64 {
	if c.bow {
		return c.last + c.first*(1-gone)*(1-gone)
	}
	return c.first * math.Pow(c.last/c.first, gone)
}

// move raises the prices of slots too few agents took and lowers the others.
// What a slot alone is too noisy to say, that a whole kind is priced too high
// or too low, the kind's slots say together.
func (c *climb) move(p *problem, round int, use []int32, price []int64) {
	step := c.step(float64(round) / float64(c.rounds))
	fixMean := 1 - math.Pow(meanDecay, float64(round))
	fixVary := 1 - math.Pow(varyDecay, float64(round))
	c.kind.follow(p, use, c.share)
	for i := range price {
		s := &p.slot[i]
		if s.need == 0 {
			price[i] = 0
			continue
		}
		need := float64(s.need) * c.share
		g := max(-30, min(1, (need-float64(use[i]))/need))
		c.mean[i] = meanDecay*c.mean[i] + (1-meanDecay)*g
		c.vary[i] = varyDecay*c.vary[i] + (1-varyDecay)*g*g
		reach := step * max(p.reach(s), c.at[i])
		k := s.kind
		c.at[i] += reach * (c.mean[i] / fixMean) / (math.Sqrt(c.vary[i]/fixVary) + 1e-3)
		c.at[i] += kindShare * reach * (c.kind.mean[k] / fixMean) / (math.Sqrt(c.kind.vary[k]/fixVary) + 1e-3)
		c.at[i] = max(0, min(float64(s.short), c.at[i]))
		price[i] = int64(math.Round(c.at[i]))
	}
}

// drift is the unmet share of the need by kind, over all its slots.
type drift struct {
	mean, vary, need, unmet []float64
}

func (d *drift) follow(p *problem, use []int32, share float64) {
	if d.mean == nil {
		d.mean, d.vary = make([]float64, p.kinds), make([]float64, p.kinds)
		d.need, d.unmet = make([]float64, p.kinds), make([]float64, p.kinds)
	}
	clear(d.need)
	clear(d.unmet)
	for i := range p.slot {
		s := &p.slot[i]
		need := float64(s.need) * share
		d.need[s.kind] += need
		d.unmet[s.kind] += need - float64(use[i])
	}
	for k, need := range d.need {
		if need == 0 {
			continue
		}
		g := max(-30, min(1, d.unmet[k]/need))
		d.mean[k] = meanDecay*d.mean[k] + (1-meanDecay)*g
		d.vary[k] = varyDecay*d.vary[k] + (1-varyDecay)*g*g
	}
}
