package plan

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sort"
	"time"
)

// Options bound the search. The zero value searches to its own end.
type Options struct {
	// Limit ends the search early when Now says that it is over. Both must be
	// set for it to count.
	Limit time.Duration
	Now   func() time.Time
	Seed  uint64
	// Progress hears of every step; it must be quick and must not call back.
	Progress func(Progress)
	// Warm are the prices of a plan for an instance like this one.
	Warm *Prices
}

// Progress is where a search stands.
type Progress struct {
	Stage       string // "prices", "plan", "improve"
	Done, Total int
	Bound       int64 // proven so far
	Objective   int64 // of the plan so far; 0 while there is none
}

// Solve finds a plan that keeps every hard rule and proves how good it is. The
// context ends the search early as the limit does: the plan so far comes back.
// It returns ErrInstance and ErrFixed.
func Solve(ctx context.Context, in *Instance, o Options) (Plan, error) {
	if err := in.Validate(); err != nil {
		return Plan{}, err
	}
	s := newSearch(ctx, in, o)
	s.findPrices(s.legs())
	s.findPlan()
	s.improve()
	return s.finish()
}

// search is one run of Solve or Replan.
type search struct {
	ctx    context.Context // ends the run; not kept beyond it
	o      Options
	p      *problem
	b      *bidder
	draw   *rand.Rand
	began  time.Time
	cut    bool
	price  []int64 // those of the best bound
	bound  int64   // scaled
	proven bool    // bound holds
	draft  *draft
	dive   *dive
	one    *scheduler
}

func newSearch(ctx context.Context, in *Instance, o Options) *search {
	p := compile(in)
	s := &search{
		ctx: ctx, o: o, p: p, b: newBidder(p), draw: rand.New(rand.NewPCG(o.Seed, 0x6d616e7968616e64)),
		one: &scheduler{p: p}, price: make([]int64, len(p.slot)),
	}
	if o.Now != nil {
		s.began = o.Now()
	}
	s.dive = newDive(p, s.b)
	return s
}

// elapsed is the time since the search began, as far as there is a clock.
func (s *search) elapsed() time.Duration {
	if s.o.Now == nil {
		return 0
	}
	return s.o.Now().Sub(s.began)
}

// over tells whether a share (of 100) of the limit is used up.
func (s *search) over(percent int64) bool {
	if s.ctx.Err() != nil || s.o.Limit > 0 && s.o.Now != nil && s.elapsed() >= s.o.Limit*time.Duration(percent)/100 {
		s.cut = true
		return true
	}
	return false
}

func (s *search) tell(stage string, done, total int) {
	if s.o.Progress == nil {
		return
	}
	g := Progress{Stage: stage, Done: done, Total: total, Bound: s.p.unscaled(s.bound)}
	if s.draft != nil {
		g.Objective = s.draft.objective()
	}
	s.o.Progress(g)
}

// findPlan dives, then lets agents answer to one another.
func (s *search) findPlan() {
	s.draft = newDraft(s.p)
	never := func() bool { return s.over(90) }
	list := shuffled(s.draw, len(s.p.agent))
	s.dive.run(s.draft, s.price, list, false, never)
	s.draft.undo = nil
	s.tell("plan", 1, 2)
	s.draft.open()
	s.draft.settle(list, 12, s.one, never)
	s.tell("plan", 2, 2)
}

// improve takes neighbourhoods apart while it is worth it.
func (s *search) improve() {
	near := newNeighbourhood(s.p, s.dive, s.one, s.draw)
	stop := func() bool { return s.over(95) }
	total, idle := s.improvements(), 0
	for round := 1; round <= total && idle < patience; round++ {
		if s.draft.objective() <= s.p.unscaled(s.bound) || stop() {
			return
		}
		idle++
		if near.round(s.draft, s.price, stop) {
			idle = 0
		}
		if round%16 == 0 {
			s.tell("improve", round, total)
		}
	}
}

// patience is how many neighbourhoods in a row may bring nothing.
const patience = 500

// improvements is how many neighbourhoods a search tries, by size alone: among
// very many agents the answers to one another have left little to find.
func (s *search) improvements() int {
	if n := len(s.p.agent); n < manyAgents {
		return min(4000, 200+n)
	}
	return 300
}

// finish writes the plan out, explains what is short, and has it checked.
func (s *search) finish() (Plan, error) {
	p, d := s.p, s.draft
	out := Plan{
		Objective: d.objective(), Bound: p.unscaled(s.bound), Weights: p.w, Cut: s.cut,
		Prices: &Prices{BySlot: make(map[string]int64, len(p.slot))},
	}
	worked := 0
	for _, slot := range d.slotOf {
		if slot != none {
			worked++
		}
	}
	out.Assignments = make([]Assignment, 0, worked)
	for a := range p.agent {
		for e := p.first[a]; e < p.first[a+1]; e++ {
			if slot := d.slotOf[e]; slot != none {
				out.Assignments = append(out.Assignments, Assignment{p.in.Slots[slot].ID, p.in.Agents[a].ID})
			}
		}
	}
	for i := range p.slot {
		out.Prices.BySlot[p.in.Slots[i].ID] = s.price[i] / p.scale
	}
	out.Short = shortfalls(p.in, &out)
	if bad := Check(p.in, &out); len(bad) > 0 {
		sort.Slice(bad, func(i, k int) bool { return bad[i].String() < bad[k].String() })
		return Plan{}, fmt.Errorf("the plan breaks %d hard rules, the first %s: this is a fault of the search", len(bad), bad[0])
	}
	if n := Recount(p.in, &out); n != out.Objective {
		return Plan{}, fmt.Errorf("the plan costs %d when counted again and %d as searched: this is a fault of the search", n, out.Objective)
	}
	if out.Bound > out.Objective {
		return Plan{}, fmt.Errorf("the plan costs %d, less than the bound %d: this is a fault of the search", out.Objective, out.Bound)
	}
	return out, nil
}
