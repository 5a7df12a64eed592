package route

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/tag"
)

// floorOf seats n agents like those of a talent cloud and readies one kind of
// chat for each of 89 brands.
func floorOf(n int) (*Router, []*Ask, int) {
	const brands = 89
	draw := rand.New(rand.NewPCG(1, 1))
	r := New()
	at := time.UnixMilli(1_800_000_000_000)
	room := 0
	for range n {
		a := Agent{ID: newAgentID(), Capacity: 2 + draw.IntN(4), Skills: map[tag.Tag]uint8{}}
		level := draw.IntN(3)
		for range 1 + draw.IntN(3) {
			trade := draw.IntN(12)
			for b := range brands {
				if b%12 == trade && (b*7)%3 <= level {
					a.Skills[brandTag(b)] = 1
				}
			}
		}
		if draw.IntN(3) == 0 {
			a.Skills[brandTag(draw.IntN(brands))] = 1
		}
		room += a.Capacity
		s, err := r.Add(a)
		if err == nil {
			err = r.SetState(s, Available, at)
		}
		if err != nil {
			panic(err) //nolint:forbidigo // a test's own set-up
		}
	}
	asks := make([]*Ask, brands)
	for b := range asks {
		asks[b] = r.Ask(Want{Weight: 1, Skills: []Skill{{Tag: brandTag(b)}}})
	}
	return r, asks, room
}

func brandTag(b int) tag.Tag { return tag.Tag(fmt.Sprintf("brand:b%02d", b)) }

// spell is how many decisions are timed at once: about a tenth of a
// millisecond, so that most spells run without anybody else on the processor.
const spell = 500

// BenchmarkDecision measures, at six tenths of the room in use, a decision (a
// pick and its reservation), a pick alone, and the whole life of a chat in the
// router: one is decided while another is accepted and released. What counts
// is the middle spell and the one that a tenth is faster than: on a shared
// machine the mean says more about the neighbours.
func BenchmarkDecision(b *testing.B) {
	for _, n := range []int{12_000, 50_000} {
		b.Run(fmt.Sprintf("%d online", n), func(b *testing.B) {
			f := busyFloor(n)
			var picks, decisions, lives []float64
			b.ResetTimer()
			for range b.N {
				lives = append(lives, timed(func() { f.end(); f.decide() }))
				picks = append(picks, timed(f.pick))
			}
			for range b.N {
				decisions = append(decisions, timed(f.decide))
				timed(f.end)
			}
			b.StopTimer()
			for _, r := range []struct {
				name string
				ns   []float64
			}{{"pick", picks}, {"decision", decisions}, {"life", lives}} {
				slices.Sort(r.ns)
				b.ReportMetric(1e3/r.ns[len(r.ns)/2], "M-"+r.name+"/s")
				b.ReportMetric(1e3/r.ns[len(r.ns)/10], "M-"+r.name+"/s-undisturbed")
			}
			b.ReportMetric(float64(f.missed), "missed")
			b.ReportMetric(float64(len(f.r.groups)), "groups")
		})
	}
}

// timed is the nanoseconds for one of a spell.
func timed(do func()) float64 {
	began := time.Now() //nolint:forbidigo // a benchmark reads the real clock
	for range spell {
		do()
	}
	return float64(time.Since(began).Nanoseconds()) / spell //nolint:forbidigo // the same
}

// busy is a floor with conversations going on.
type busy struct {
	r      *Router
	asks   []*Ask
	at     time.Time
	order  []uint8 // brands of the chats to come, the great ones oftener
	who    []uint32
	next   int
	held   []Seat
	missed int
}

func busyFloor(n int) *busy {
	f := &busy{at: time.UnixMilli(1_800_000_000_000), order: make([]uint8, 1<<16), who: make([]uint32, 1<<16)}
	var room int
	f.r, f.asks, room = floorOf(n)
	draw := rand.New(rand.NewPCG(2, 2))
	zipf := rand.NewZipf(draw, 1.2, 8, uint64(len(f.asks)-1))
	for i := range f.order {
		f.order[i], f.who[i] = uint8(zipf.Uint64()), draw.Uint32()
	}
	for range room * 6 / 10 {
		f.decide()
	}
	for range 4 * room { // until who is busy follows from the work and not from the beginning
		f.end()
		f.decide()
	}
	return f
}

func (f *busy) ask() *Ask {
	f.next++
	return f.asks[f.order[(f.next*31)&0xffff]]
}

func (f *busy) pick() { _, _, _ = f.r.Pick(f.ask(), Chat{}) }

func (f *busy) decide() {
	f.at = f.at.Add(time.Millisecond)
	s, _, ok := f.r.Pick(f.ask(), Chat{})
	if !ok {
		f.missed++
		return
	}
	_ = f.r.Reserve(s, 1, f.at)
	f.held = append(f.held, s)
}

func (f *busy) end() {
	f.at = f.at.Add(time.Millisecond)
	x := int(f.who[f.next&0xffff]) % len(f.held)
	f.next++
	s := f.held[x]
	f.held[x] = f.held[len(f.held)-1]
	f.held = f.held[:len(f.held)-1]
	_ = f.r.Accept(s, 1)
	_ = f.r.Release(s, 1, f.at)
}
