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
	s.findPrices(s.rounds())
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
	cut   bool
	price []int64 // those of the best bound
	bound int64   // scaled
	draft *draft
	dive  *dive
	one   *scheduler
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

// over tells whether a share (of 100) of the limit is used up.
func (s *search) over(percent int64) bool {
	if s.ctx.Err() != nil || s.o.Limit > 0 && s.o.Now != nil && s.o.Now().Sub(s.began) >= s.o.Limit*time.Duration(percent)/100 {
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

// rounds is how often prices move: as often as an instance of this size can
// afford, so that the number depends on nothing else.
func (s *search) rounds() int {
	work := 1
	for a := range s.p.agent {
		work += len(s.p.entries(a)) * (len(s.p.group[s.p.agent[a].group].kind) + 4)
	}
	const affordable = 3_000_000_000
	return max(150, min(600, affordable/work))
}

// findPrices moves the prices until they prove a good bound.
func (s *search) findPrices(rounds int) {
	p := s.p
	price := s.startPrices()
	first, last := 0.1, 0.0002
	if rounds < 300 {
		last = 0.0005 // fewer rounds must stay quicker to the end
	}
	if s.o.Warm != nil {
		first = 0.004
	}
	m := &market{use: make([]int32, len(p.slot))}
	c := newClimb(price, rounds, first, last)
	s.bound = 0
	for round := 1; round <= c.rounds; round++ {
		s.b.post(price, nil)
		s.b.evaluate(nil, m)
		if v := p.bound(price, m); v > s.bound || round == 1 {
			s.bound = v
			copy(s.price, price)
		}
		s.tell("prices", round, c.rounds)
		if s.over(55) {
			return
		}
		c.move(p, round, m.use, price)
		s.shorten(c, round)
	}
}

// shorten fits the remaining rounds into the time there is, because the steps
// must have shrunk by the end for the bound to be good.
func (s *search) shorten(c *climb, round int) {
	if s.o.Limit == 0 || s.o.Now == nil || round != 6 {
		return
	}
	each := s.o.Now().Sub(s.began) / time.Duration(round)
	fit := int(s.o.Limit / 2 / max(each, 1))
	if fit < c.rounds {
		c.rounds = max(fit, round)
		s.cut = true
	}
}

// startPrices are the warm ones, or the mean wage of a slot's length.
func (s *search) startPrices() []int64 {
	p := s.p
	price := make([]int64, len(p.slot))
	for i := range p.slot {
		c := &p.slot[i]
		price[i] = min(c.short, p.usualWage(&p.windows[c.window])*11/10)
		if s.o.Warm != nil {
			if x, ok := s.o.Warm.BySlot[p.in.Slots[i].ID]; ok {
				price[i] = max(0, min(c.short, x*p.scale))
			}
		}
	}
	return price
}

// findPlan dives, then lets agents answer to one another.
func (s *search) findPlan() {
	s.draft = newDraft(s.p)
	never := func() bool { return s.over(90) }
	list := shuffled(s.draw, len(s.p.agent))
	s.dive.run(s.draft, s.price, list, false, never)
	s.draft.undo = s.draft.undo[:0]
	s.tell("plan", 1, 2)
	s.draft.open()
	s.draft.settle(list, 12, s.one, never)
	s.draft.undo = s.draft.undo[:0]
	s.tell("plan", 2, 2)
}

// improve takes neighbourhoods apart while it is worth it.
func (s *search) improve() {
	near := newNeighbourhood(s.p, s.dive, s.one, s.draw)
	stop := func() bool { return s.over(95) }
	total := s.improvements()
	for round := 1; round <= total; round++ {
		if s.draft.objective() <= s.p.unscaled(s.bound) || stop() {
			return
		}
		near.round(s.draft, s.price, stop)
		if round%16 == 0 {
			s.tell("improve", round, total)
		}
	}
}

// improvements is how many neighbourhoods a search tries, by size alone.
func (s *search) improvements() int { return min(4000, 200+len(s.p.agent)) }

// finish writes the plan out, explains what is short, and has it checked.
func (s *search) finish() (Plan, error) {
	p, d := s.p, s.draft
	out := Plan{
		Objective: d.objective(), Bound: p.unscaled(s.bound), Weights: p.w, Cut: s.cut,
		Prices: &Prices{BySlot: make(map[string]int64, len(p.slot))},
	}
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
