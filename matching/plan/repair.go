package plan

// improve repairs the places where the plan and the prices disagree.
func (s *search) improve() {
	where := newSlack(s.p, s.b, s.one, s.price)
	if s.many {
		s.improveMany(where)
	} else {
		s.improveFew(where)
	}
}

// improveMany goes ways and chains from the places, in turns until a turn brings
// next to nothing. So many agents have already settled most among themselves,
// and whole neighbourhoods of them would take longer than there is.
func (s *search) improveMany(where *slack) {
	byWin := newNeighbourhood(s.p, s.dive, s.one, s.draw, where).byWin
	links, ways := newSweep(s, where, byWin), newAugment(s, byWin)
	for turn := 1; turn <= turns && !s.stopped(); turn++ {
		before := s.draft.objective()
		ways.sweep(s.stopped)
		where.measure(s.draft)
		links.least = s.draft.cost / worthAStretch
		links.run(s.stopped)
		s.tell("improve", turn, turns)
		if before-s.draft.objective() <= before/worthAManyTurn {
			return
		}
	}
}

// improveFew goes chains and ways from the places and plans whole
// neighbourhoods of them again, in turns until a turn brings next to nothing.
func (s *search) improveFew(where *slack) {
	near := newNeighbourhood(s.p, s.dive, s.one, s.draw, where)
	links := newSweep(s, where, near.byWin)
	ways := newAugment(s, near.byWin)
	ways.sweep(s.stopped)
	done := func() bool { return s.draft.objective() <= s.p.unscaled(s.bound) || s.stopped() }
	for turn, idle := 1, 0; turn <= turns && idle < s.patience() && !done(); turn++ {
		before := s.draft.objective()
		for n := 0; n < neighbourhoods && !done(); n++ {
			if n%measured == 0 {
				where.measure(s.draft)
			}
			near.round(s.draft, s.price, s.stopped)
		}
		where.measure(s.draft)
		links.least = s.draft.cost / worthAStretch
		links.run(s.stopped)
		ways.sweep(s.stopped)
		idle++
		if gain := before - s.draft.objective(); gain > before/worthATurn {
			idle = 0
		}
		s.tell("improve", turn, turns)
	}
}

func (s *search) stopped() bool { return s.over(95) }

const (
	turns          = 40
	neighbourhoods = 24 // a turn
	// measured is how many neighbourhoods are chosen by one look at where the
	// plan and the prices disagree.
	measured = 8
	// A turn that brings less than this share of the objective is idle, and so
	// many idle ones are enough.
	worthATurn = 8_000
	patience   = 2
	// A plan that is proven within this share of the best needs no second look.
	nearEnough = 2_000
	// Among many agents the first thousand chains bring most, and the twentieth
	// thousand next to nothing: a stretch that brings less than this share of the
	// cost ends a sweep, a turn that does ends the repair.
	worthAStretch  = 400_000
	worthAManyTurn = 30_000
	// longPatience is for a plan that may lack an agent it need not lack: one of
	// them outweighs all else, and not every such exchange is one way.
	longPatience = 3
)

// patience is how many idle turns are enough.
func (s *search) patience() int {
	bound := s.p.unscaled(s.bound)
	switch gap := s.draft.objective() - bound; {
	case gap >= s.p.w.Short:
		return longPatience
	case gap <= bound/nearEnough:
		return 1
	}
	return patience
}
