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
	// Workers is how many goroutines search; 0 is one for each processor. The
	// plan is the same.
	Workers int
	// Far shares the rounds of prices with other processes; nil is this one alone.
	Far Far
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
	s, err := newSearch(ctx, in, o)
	if err != nil {
		return Plan{}, err
	}
	s.findPrices(s.legs())
	s.findPlan()
	s.improve()
	return s.finish()
}

// search is one run of Solve or Replan.
type search struct {
	ctx   context.Context // ends the run; not kept beyond it
	o     Options
	p     *problem
	b     *bidder
	draw  *rand.Rand
	began time.Time
	limit time.Duration // of the search itself; 0 is none
	cut   bool
	many  bool    // so many agents that a tenth of them says enough
	price []int64 // those of the best bound
	bound int64   // scaled
	draft *draft
	dive  *dive
	one   *scheduler
}

func newSearch(ctx context.Context, in *Instance, o Options) (*search, error) {
	if o.Now == nil {
		o.Limit = 0
		o.Now = func() time.Time { return time.Time{} }
	}
	began := o.Now()
	if err := in.Validate(); err != nil {
		return nil, err
	}
	p := compile(in)
	s := &search{
		ctx: ctx, o: o, p: p, b: newBidder(p, o.Workers), draw: rand.New(rand.NewPCG(o.Seed, 0x6d616e7968616e64)),
		one: &scheduler{p: p}, price: make([]int64, len(p.slot)),
	}
	s.began, s.many = began, len(p.agent) >= manyAgents
	// Checking and writing the plan takes about as long as reading the
	// question did; that is kept back from the limit.
	s.limit = max(o.Limit-2*s.elapsed(), o.Limit/4)
	s.dive = newDive(p, s.b)
	s.goFar()
	return s, nil
}

// elapsed is the time since the search began.
func (s *search) elapsed() time.Duration { return s.o.Now().Sub(s.began) }

// over tells whether a share (of 100) of the limit is used up.
func (s *search) over(percent int64) bool {
	if s.ctx.Err() != nil || s.limit > 0 && s.elapsed() >= s.limit*time.Duration(percent)/100 {
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
	if s.cut {
		s.orInTurn(list)
	}
	s.tell("plan", 1, 2)
	s.draft.open()
	all := settled{d: s.draft, b: s.b}
	for range settlings {
		before := s.draft.cost
		if s.many {
			all.pass(list, s.one, never)
		} else {
			s.draft.settle(list, 1, s.one, never)
		}
		if before-s.draft.cost <= before/worthAPass {
			break
		}
	}
	s.tell("plan", 2, 2)
}

// orInTurn takes the plan in which one agent after another chose the best of
// what is open, where that is better: prices whose way was cut short may be
// worse than none.
func (s *search) orInTurn(list []int32) {
	d := newDraft(s.p)
	for i := range s.p.slot {
		s.dive.price[i] = s.p.slot[i].short
	}
	s.dive.fix(d, list)
	if d.undo = nil; d.cost < s.draft.cost {
		s.draft = d
	}
}

const (
	settlings = 12
	// worthAPass ends the answers of everybody to everybody: a pass that brings
	// less than this share of the cost leaves nothing worth another.
	worthAPass = 2_000_000
)

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
	// The checks look things up by name, which takes as much memory again as
	// the search; it has done its work.
	in := p.in
	s.p, s.b, s.dive, s.draft, s.one = nil, nil, nil, nil, nil
	if err := audit(in, &out); err != nil {
		return Plan{}, err
	}
	return out, nil
}

// audit explains what is short, and has the plan checked and counted by code
// that knows nothing of the search.
func audit(in *Instance, out *Plan) error {
	out.Short = shortfalls(in, out)
	if bad := Check(in, out); len(bad) > 0 {
		sort.Slice(bad, func(i, k int) bool { return bad[i].String() < bad[k].String() })
		return fmt.Errorf("the plan breaks %d hard rules, the first %s: this is a fault of the search", len(bad), bad[0])
	}
	if n := Recount(in, out); n != out.Objective {
		return fmt.Errorf("the plan costs %d when counted again and %d as searched: this is a fault of the search", n, out.Objective)
	}
	if out.Bound > out.Objective {
		return fmt.Errorf("the plan costs %d, less than the bound %d: this is a fault of the search", out.Objective, out.Bound)
	}
	return nil
}
