package plan

import "context"

// Replan plans again after a shock, from the plan before: whoever can keep
// their slots keeps them, unless moving them saves more than half a usual
// wage. What prev assigns and the new instance forbids or no longer knows is
// dropped. The number of moves is that of prev's assignments the new plan
// lacks, the dropped ones included. It returns ErrInstance and ErrFixed.
func Replan(ctx context.Context, in *Instance, prev *Plan, o Options) (next Plan, moves int, err error) {
	if o.Warm == nil {
		o.Warm = prev.Prices
	}
	s, err := newSearch(ctx, in, o)
	if err != nil {
		return Plan{}, 0, err
	}
	s.findPrices(s.fewLegs())
	s.keep(prev)
	stop := func() bool { return s.over(90) }
	s.draft.open()
	s.draft.settle(shuffled(s.draw, len(s.p.agent)), 6, s.one, stop)
	// Chains fill what no single answer could; less than what moving costs is
	// not worth moving anyone for.
	where := newSlack(s.p, s.b, s.one, s.price)
	where.least = s.draft.stay
	where.measure(s.draft)
	byWin := newNeighbourhood(s.p, s.dive, s.one, s.draw, where).byWin
	newSweep(s, where, byWin).run(stop)
	newAugment(s, byWin).sweep(stop)
	s.tell("plan", 1, 1)
	next, err = s.finish()
	if err != nil {
		return Plan{}, 0, err
	}
	kept := make(map[Assignment]bool, len(next.Assignments))
	for _, a := range next.Assignments {
		kept[a] = true
	}
	for _, a := range prev.Assignments {
		if !kept[a] {
			moves++
		}
	}
	return next, moves, nil
}

// keep drafts what can be kept of the plan before.
func (s *search) keep(prev *Plan) {
	p := s.p
	s.draft = newDraft(p)
	d := s.draft
	was := make([]int32, len(p.entry))
	for i := range was {
		was[i] = none
	}
	slots, agents, err := p.in.index()
	if err != nil {
		return // Validate has refused this instance
	}
	mine := map[int32][]int32{}
	for _, x := range prev.Assignments {
		slot, okSlot := slots[x.Slot]
		a, okAgent := agents[x.Agent]
		if okSlot && okAgent {
			mine[a] = append(mine[a], slot)
		}
	}
	for a := range p.agent {
		if list := mine[int32(a)]; list != nil {
			s.keepAgent(int32(a), list, was)
		}
	}
	d.undo = d.undo[:0]
	usual := int64(0)
	for i := range p.windows {
		usual = max(usual, p.usualWage(&p.windows[i]))
	}
	d.was, d.stay = was, usual/2
}

// keepAgent keeps the most of one agent's old slots that are legal and needed.
func (s *search) keepAgent(a int32, old, was []int32) {
	p, d := s.p, s.draft
	s.one.reset()
	who := &p.agent[a]
	for i, e := range p.entries(int(a)) {
		entry := p.first[a] + int32(i)
		if fixed := d.slotOf[entry]; fixed != none {
			s.one.offer(int32(i), &p.windows[e&^bridgeFlag], 0, fixed, true)
			continue
		}
		slot := pinIn(p, old, e&^bridgeFlag)
		if slot != none && d.rem[slot] > 0 && p.group[who.group].does(p.slot[slot].kind) {
			s.one.offer(int32(i), &p.windows[e&^bridgeFlag], p.slot[slot].short, slot, false)
		}
	}
	s.one.solve(who)
	for _, i := range s.one.take {
		entry := p.first[a] + s.one.at[i]
		d.put(a, entry, s.one.slot[i])
		was[entry] = s.one.slot[i]
	}
}

// does tells whether the group can do a kind.
func (g *group) does(kind int32) bool {
	for _, k := range g.kind {
		if k == kind {
			return true
		}
	}
	return false
}
