package plan

import "time"

// leg is one part of the way to good prices: so many rounds, with steps that
// shrink from first to last. Each round asks one agent in every, the next round
// the next ones: the momentum of the steps sees everybody in so many rounds, and
// what a sample alone would get wrong about a small slot comes right.
type leg struct {
	every       int
	rounds      int
	first, last float64
	bow         bool  // see climb.step
	until       int64 // percent of the limit that may be used up at its end
}

// manyAgents is where a tenth of the agents says enough in a round. Only when
// everybody is asked is a bound proven, so that is done at the end.
const manyAgents = 50_000

// legs is the way for an instance of this size, so that it depends on nothing
// else.
func (s *search) legs() []leg {
	if s.many {
		return []leg{{10, 300, 0.06, 0.0001, true, 50}}
	}
	work := 1
	for a := range s.p.agent {
		work += len(s.p.entries(a)) * (len(s.p.group[s.p.agent[a].group].kind) + 4)
	}
	const affordable = 3_000_000_000
	rounds := max(150, min(350, affordable/work))
	// Long strides first, then a second run-up: one alone ends with whole
	// brands priced too high and steps too short to bring them down.
	return []leg{{1, rounds * 3 / 7, 0.3, 0.003, false, 30}, {1, rounds * 4 / 7, 0.1, 0.0002, false, 55}}
}

// fewLegs is the way from prices that are nearly right.
func (s *search) fewLegs() []leg {
	way := s.legs()
	last := way[len(way)-1]
	return []leg{{1, max(10, last.rounds/20), 0.0005, 0.00015, false, 55}}
}

// findPrices moves the prices until they prove a good bound.
func (s *search) findPrices(way []leg) {
	price := s.startPrices()
	s.bound = s.p.offset // no cost is negative
	copy(s.price, price)
	for _, l := range way {
		s.walk(l, price)
	}
}

// walk goes one leg. One that asks only some at a time proves its bound at the
// end, at the last prices and at the mean of the last quarter: the mean lies
// nearer to the best prices while the steps are long.
func (s *search) walk(l leg, price []int64) {
	p := s.p
	m := &market{use: make([]int32, len(p.slot))}
	c := newClimb(price, l)
	v := tempo{since: s.elapsed()}
	var list []int32
	var late mean
	for round := 1; round <= c.rounds && !s.over(l.until); round++ {
		if l.every > 1 {
			list = everyOf(list[:0], len(p.agent), round%l.every, l.every)
		}
		s.b.post(price, nil)
		s.b.evaluate(list, m)
		if l.every == 1 {
			s.prove(price, m)
		}
		s.tell("prices", round, c.rounds)
		c.move(p, round, m.use, price)
		if l.every > 1 && round > c.rounds*3/4 {
			late.add(price)
		}
		s.fit(c, l, &v, round)
	}
	s.cut = s.cut || c.rounds < l.rounds
	if l.every > 1 {
		s.proveAt(price, m)
		if late.n > 0 {
			s.proveAt(late.value(), m)
		}
	}
}

// everyOf lists each every-th of n agents from one on.
func everyOf(list []int32, n, from, every int) []int32 {
	for i := from; i < n; i += every {
		list = append(list, int32(i))
	}
	return list
}

// mean is the mean of prices seen.
type mean struct {
	sum []int64
	n   int64
}

func (v *mean) add(price []int64) {
	if v.sum == nil {
		v.sum = make([]int64, len(price))
	}
	for i, x := range price {
		v.sum[i] += x
	}
	v.n++
}

func (v *mean) value() []int64 {
	for i := range v.sum {
		v.sum[i] /= v.n
	}
	return v.sum
}

// proveAt asks everybody. What a slot costs when nobody is missing never lies
// above the price of a missing agent, and so the mean may not either.
func (s *search) proveAt(price []int64, m *market) {
	s.b.post(price, nil)
	s.b.evaluate(nil, m)
	s.prove(price, m)
}

// prove keeps the best bound and its prices.
func (s *search) prove(price []int64, m *market) {
	if v := s.p.bound(price, m); v > s.bound {
		s.bound = v
		copy(s.price, price)
	}
}

// probe is the round after which the time a round takes is known, roughly: the
// first ones touch memory that the others find warm. It is asked again on the
// way, so that what a bad moment took away is given back.
const (
	probe = 6
	again = 24
)

// tempo is when and after which round the time of a round was last taken.
type tempo struct {
	since time.Duration
	round int
}

// fit fits the rounds that remain into the time there is, because the steps must
// have shrunk by the end for the bound to be good.
func (s *search) fit(c *climb, l leg, v *tempo, round int) {
	if s.limit == 0 || round < probe || (round-probe)%again != 0 {
		return
	}
	now := s.elapsed()
	each := max(1, (now-v.since)/time.Duration(round-v.round))
	*v = tempo{now, round}
	left := s.limit*time.Duration(l.until)/100 - now
	c.rounds = min(l.rounds, round+int(max(0, left)/each))
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
