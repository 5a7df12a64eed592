package plan

import "context"

// Far answers to prices on behalf of all agents, with help from wherever it
// comes. It adds to use how many agents take each slot and returns what their
// schedules are worth; here answers for a share of them in this process. All of
// it is integers, so who answered leaves no trace in the plan. After an error
// this process answers for everybody.
type Far func(ctx context.Context, here *Part, q Question) (use []int32, worth int64, err error)

// Question is one round: prices, and of how many agents one answers.
type Question struct {
	Price       []int64
	From, Every int
}

// Part answers for shares of an instance's agents.
type Part struct {
	p    *problem
	b    *bidder
	list []int32
	out  market
}

// NewPart reads an instance. It returns ErrInstance and ErrFixed.
func NewPart(in *Instance) (*Part, error) {
	if err := in.Validate(); err != nil {
		return nil, err
	}
	p := compile(in)
	return partOf(p, newBidder(p, 0)), nil
}

func partOf(p *problem, b *bidder) *Part {
	return &Part{p: p, b: b, list: []int32{}, out: market{use: make([]int32, len(p.slot))}}
}

// Slots is how many prices a question has.
func (t *Part) Slots() int { return len(t.p.slot) }

// Answer is what the agents of one share of so many say. The counts are good
// until the next call.
func (t *Part) Answer(share, shares int, q Question) (use []int32, worth int64) {
	n := len(t.p.agent)
	from, till := n*share/shares, n*(share+1)/shares
	first := q.From
	if first < from {
		first += (from - first + q.Every - 1) / q.Every * q.Every
	}
	t.list = t.list[:0]
	for i := first; i < till; i += q.Every {
		t.list = append(t.list, int32(i))
	}
	t.b.post(q.Price, nil)
	t.b.evaluate(t.list, &t.out)
	return t.out.use, t.out.worth
}

// far asks elsewhere, when somebody was named to ask; not when the list is not
// one agent in so many, nor when some slots are not for sale.
type far struct {
	ask    func(q Question) (use []int32, worth int64, ok bool)
	posted []int64 // the prices, all slots being for sale
}

func (f *far) evaluate(list []int32, agents int, out *market) bool {
	if f.ask == nil || f.posted == nil {
		return false
	}
	q := Question{Price: f.posted, Every: 1}
	if list != nil {
		var regular bool
		if q.From, q.Every, regular = strideOf(list, agents); !regular {
			return false
		}
	}
	use, worth, ok := f.ask(q)
	if !ok {
		return false
	}
	copy(out.use, use)
	out.worth = worth
	return true
}

// strideOf tells whether a list is one agent in so many of all.
func strideOf(list []int32, agents int) (from, every int, regular bool) {
	if len(list) < 2 {
		return 0, 0, false
	}
	from, every = int(list[0]), int(list[1]-list[0])
	if every < 1 || from >= every || len(list) != (agents-from+every-1)/every {
		return 0, 0, false
	}
	for i, a := range list {
		if int(a) != from+i*every {
			return 0, 0, false
		}
	}
	return from, every, true
}

// goFar makes a search ask elsewhere.
func (s *search) goFar() {
	if s.o.Far == nil {
		return
	}
	here := partOf(s.p, &bidder{p: s.p, table: make([]int64, len(s.b.table)), mine: s.b.mine})
	s.b.far.ask = func(q Question) ([]int32, int64, bool) {
		use, worth, err := s.o.Far(s.ctx, here, q)
		return use, worth, err == nil
	}
}
