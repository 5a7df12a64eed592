package staffing

import (
	"container/heap"
	"math/rand/v2"
	"testing"
	"time"
)

// freeAt is when each slot is free next.
type freeAt []float64

func (f freeAt) Len() int           { return len(f) }
func (f freeAt) Less(i, j int) bool { return f[i] < f[j] }
func (f freeAt) Swap(i, j int)      { f[i], f[j] = f[j], f[i] }
func (f *freeAt) Push(v any)        { *f = append(*f, v.(float64)) }
func (f *freeAt) Pop() any {
	old := *f
	v := old[len(old)-1]
	*f = old[:len(old)-1]
	return v
}

// simulate plays shoppers one by one, first come first served, and tells the
// share answered in time.
func simulate(seed uint64, contacts float64, p Params, agents, shoppers int) float64 {
	r := rand.New(rand.NewPCG(seed, 7))
	slots := make(freeAt, agents*p.chats())
	rate := contacts / halfHour.Seconds()
	now, inTime := 0.0, 0
	for range shoppers {
		now += r.ExpFloat64() / rate
		wait := max(0, slots[0]-now)
		if p.Patience > 0 && wait > r.ExpFloat64()*p.Patience.Seconds() {
			continue
		}
		if wait <= p.AnswerIn.Seconds() {
			inTime++
		}
		slots[0] = now + wait + r.ExpFloat64()*p.AHT.Seconds()
		heap.Fix(&slots, 0)
	}
	return float64(inTime) / float64(shoppers)
}

// Law: the formulas and a played line never differ by more than one agent.
func TestTheNeedIsWithinOneAgentOfAPlayedLine(t *testing.T) {
	t.Parallel()
	shoppers := 150_000
	if testing.Short() {
		shoppers = 40_000
	}
	for _, c := range []struct {
		name     string
		contacts float64
		p        Params
	}{
		{"voice, endless patience", 100, Params{AHT: 3 * time.Minute, AnswerIn: 20 * time.Second, Target: 0.8}},
		{"voice, impatient", 100, Params{AHT: 3 * time.Minute, AnswerIn: 20 * time.Second, Target: 0.8, Patience: time.Minute}},
		{"a peak", 2000, Params{AHT: 5 * time.Minute, AnswerIn: 30 * time.Second, Target: 0.9, Patience: 3 * time.Minute}},
		{"three chats at once", 240, Params{AHT: 9 * time.Minute, AnswerIn: 30 * time.Second, Target: 0.85, Concurrency: 3, Patience: 2 * time.Minute}},
		{"a trickle", 4, Params{AHT: 8 * time.Minute, AnswerIn: 10 * time.Second, Target: 0.7}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			need := Need(c.contacts, halfHour, c.p).Agents
			played := 1
			for low, high := 1, 2*need+4; low <= high; {
				mid := (low + high) / 2
				if simulate(1, c.contacts, c.p, mid, shoppers) >= c.p.Target {
					played, high = mid, mid-1
				} else {
					low = mid + 1
				}
			}
			if d := need - played; d < -1 || d > 1 {
				t.Errorf("the formula asks for %d agents, the played line for %d", need, played)
			}
		})
	}
}

// The bench sizes 89 brands over 1,920 quarter hours, the season of one sale.
func BenchmarkSeason(b *testing.B) {
	const brands, intervals = 89, 1920
	r := rand.New(rand.NewPCG(2, 2))
	contacts := make([]float64, brands*intervals)
	sure, doubtful := make([]float64, len(contacts)), make([]float64, len(contacts))
	for i := range contacts {
		contacts[i] = (5 + 300*r.Float64()) * 3 // a load of 5 to 305 at five minutes a contact
		cv := 0.08 + 0.08*r.Float64()
		doubtful[i] = cv * cv * contacts[i] * contacts[i]
	}
	c := Params{AHT: 5 * time.Minute, AnswerIn: 30 * time.Second, Target: 0.9}
	a := c
	a.Patience = 3 * time.Minute
	for _, x := range []struct {
		name     string
		p        Params
		variance []float64
	}{{"erlang_c", c, sure}, {"erlang_a", a, sure}, {"erlang_c_doubtful", c, doubtful}, {"erlang_a_doubtful", a, doubtful}} {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				sizeSeason(contacts, x.variance, 15*time.Minute, x.p)
			}
		})
	}
}
