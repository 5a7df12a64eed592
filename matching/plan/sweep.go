package plan

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
)

// A sweep lets a chain begin at every place that was found loose. Chains are
// tried a batch at a time, side by side, each in a trial on the same draft; then
// they are kept one after another, in the order of their places, if what the
// ones before have changed leaves them cheaper. How many are in a batch depends
// on nothing and each draws from a source of its own, so the plan is the same on
// any number of processors.
type sweep struct {
	p      *problem
	d      *draft
	draw   *rand.Rand
	slack  *slack
	chains []*chain // one for each goroutine
	found  [batch]find
	least  int64 // what a stretch of places must bring for the sweep to go on
}

// batch is how many chains are tried on one draft: enough to keep a few
// processors busy, and few enough that they seldom want the same agent.
const batch = 32

// find is what the chain of one place would change.
type find struct {
	cheaper bool
	who     []int32
	from    []int32
	rows    []int32
}

func newSweep(s *search, where *slack, byWin [][]int32) *sweep {
	w := &sweep{p: s.p, d: s.draft, draw: s.draw, slack: where}
	for _, m := range s.b.mine {
		w.chains = append(w.chains, newChain(s.p, s.draft, &m.scheduler, where, byWin))
	}
	return w
}

const (
	mostPlaces = 20_000 // of a sweep
	stretch    = 8 * batch
)

// run tries every place once, or as many as it may. Where most is to be gained
// is tried first: of a whole peak's slack half lies with one agent in a thousand.
func (w *sweep) run(stop func() bool) {
	order := w.slack.loosest()
	order = order[:min(len(order), mostPlaces)]
	for _, c := range w.chains {
		copy(c.table, w.slack.b.table)
	}
	seed, before := w.draw.Uint64(), w.d.cost
	for at := 0; at < len(order) && !stop(); at += batch {
		if at > 0 && at%stretch == 0 {
			if before-w.d.cost < w.least {
				return
			}
			before = w.d.cost
		}
		places := order[at:min(at+batch, len(order))]
		w.try(places, seed)
		for i, place := range places {
			f := &w.found[i]
			if f.cheaper && !w.keep(f) {
				w.chains[0].from(place, seed, f)
				_ = f.cheaper && w.keep(f)
			}
		}
	}
}

// try lets every place of a batch have its chain.
func (w *sweep) try(places []int32, seed uint64) {
	var next atomic.Int64
	run := func(c *chain) {
		for i := int(next.Add(1)) - 1; i < len(places); i = int(next.Add(1)) - 1 {
			c.from(places[i], seed, &w.found[i])
		}
	}
	if len(w.chains) == 1 || len(places) == 1 {
		run(w.chains[0])
		return
	}
	var all sync.WaitGroup
	for _, c := range w.chains[:min(len(w.chains), len(places))] {
		all.Go(func() { run(c) })
	}
	all.Wait()
}

// from plays the chain of one place, and notes what it would change.
func (c *chain) from(place int32, seed uint64, f *find) {
	c.source.Seed(seed, uint64(place))
	if loose := len(c.slack.loose); int(place) < loose {
		f.cheaper = c.fromAgent(c.slack.loose[place])
	} else {
		f.cheaper = c.fromSlot(c.slack.slot[int(place)-loose])
	}
	if f.cheaper {
		t := c.trial
		f.who, f.from, f.rows = append(f.who[:0], t.who...), append(f.from[:0], t.from...), append(f.rows[:0], t.rows...)
	}
}

// keep changes the draft as a chain found, unless that is not cheaper any more
// or somebody has come before it.
func (w *sweep) keep(f *find) bool {
	d := w.d
	mark, before, kept := len(d.undo), d.cost, d.keepUndo
	d.keepUndo = true
	defer func() { d.keepUndo = kept }()
	for i, a := range f.who {
		first := w.p.first[a]
		for e := first; e < w.p.first[a+1]; e++ {
			d.put(a, e, f.rows[f.from[i]+e-first])
		}
	}
	if d.cost >= before || w.overfull(d.undo[mark:]) {
		d.back(mark)
		return false
	}
	if !kept {
		d.undo = d.undo[:mark]
	}
	return true
}

// overfull tells whether a change has put one too many on a slot.
func (w *sweep) overfull(changes []change) bool {
	for _, c := range changes {
		if s := w.d.slotOf[c.entry]; s != none && w.d.rem[s] < 0 {
			return true
		}
	}
	return false
}
