package plan

import (
	"math/bits"
	"testing"

	"pgregory.net/rapid"
)

// The schedule of one agent is the best of all legal subsets, by brute force.
func TestAScheduleIsTheBestOfAllLegalOnes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		mustBeTheBest(t, drawAgent)
	})
}

// mustBeTheBest solves what is drawn and tries every legal subset beside it.
func mustBeTheBest(t *rapid.T, drawn func(*rapid.T) (*scheduler, *person)) {
	s, who := drawn(t)
	got, upper := s.solve(who)
	want := bestByForce(s, who)
	if got != want || upper != want {
		t.Fatalf("got %d (upper %d), want %d", got, upper, want)
	}
	mustHaveTaken(t, s, who, want)
}

// mustHaveTaken holds the schedule at hand to what it is said to be worth.
func mustHaveTaken(t *rapid.T, s *scheduler, who *person, said int64) {
	var mask uint
	for _, i := range s.take {
		mask |= 1 << i
	}
	if v, ok := valueOf(s, who, mask); !ok || v != said {
		t.Fatalf("the schedule taken, %b, is worth %d (legal %v), want %d", mask, v, ok, said)
	}
}

// When hours are too fine to count, the schedule stays legal and the upper
// value stays above the best.
func TestATolledScheduleIsLegalAndItsUpperValueHolds(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		mustHoldAtAToll(t, drawAgent)
	})
}

// mustHoldAtAToll prices hours instead of counting them.
func mustHoldAtAToll(t *rapid.T, drawn func(*rapid.T) (*scheduler, *person)) {
	s, who := drawn(t)
	if len(s.at) == 0 {
		return
	}
	s.link(who)
	got, upper := s.walkPriced(who)
	if want := bestByForce(s, who); got > want || upper < want {
		t.Fatalf("got %d and upper %d around %d", got, upper, want)
	}
	mustHaveTaken(t, s, who, got)
}

func drawAgent(t *rapid.T) (*scheduler, *person) {
	p := &problem{unit: 3600, scale: 1, w: Weights{Fairness: int64(rapid.IntRange(0, 9).Draw(t, "fairness"))}}
	s := &scheduler{p: p}
	who := &person{
		dayUnits: int32(rapid.SampledFrom([]int{3, 5, 8, int(noUnits)}).Draw(t, "day")),
		units:    int32(rapid.SampledFrom([]int{6, 9, 14, int(noUnits)}).Draw(t, "total")),
		rest:     3600 * int64(rapid.SampledFrom([]int{0, 2, 5}).Draw(t, "rest")),
	}
	who.minUnits = int32(rapid.SampledFrom([]int{0, 0, 4, 20}).Draw(t, "min"))
	who.minSec = int64(who.minUnits) * 3600
	s.reset()
	start := int64(0)
	for i := range rapid.IntRange(0, 11).Draw(t, "entries") {
		start += int64(rapid.IntRange(0, 4).Draw(t, "step"))
		length := int64(rapid.IntRange(1, 4).Draw(t, "length"))
		w := &window{start * 3600, (start + length) * 3600, int32(start / 12), int32(length)}
		if w.units > who.dayUnits || w.units > who.units {
			continue
		}
		s.offer(int32(i), w, int64(rapid.IntRange(-5, 30).Draw(t, "value")), 0, false)
	}
	// Pin a few in such a way that a legal schedule remains.
	for i := range s.must {
		if !rapid.Bool().Draw(t, "pin") {
			continue
		}
		s.must[i] = true
		if bestByForce(s, who) == impossible {
			s.must[i] = false
			continue
		}
		s.pins = true
	}
	return s, who
}

func bestByForce(s *scheduler, who *person) int64 {
	best := impossible
	for mask := range uint(1) << len(s.at) {
		if v, ok := valueOf(s, who, mask); ok {
			best = max(best, v)
		}
	}
	return best
}

func valueOf(s *scheduler, who *person, mask uint) (int64, bool) {
	var v int64
	var units int32
	days := map[int32]int32{}
	last := -1
	for i := range s.at {
		if mask>>i&1 == 0 {
			if s.must[i] {
				return 0, false
			}
			continue
		}
		w := s.win[i]
		if last >= 0 {
			gap := w.start - s.win[last].end
			if gap < 0 || gap > 0 && gap < who.rest {
				return 0, false
			}
		}
		if last >= 0 && s.p.change > 0 {
			v -= s.p.changeCost(s.slot[last], s.slot[i])
		}
		last = i
		units += w.units
		days[w.day] += w.units
		if days[w.day] > who.dayUnits {
			return 0, false
		}
		v += s.value[i]
	}
	if units > who.units || bits.OnesCount(mask) > len(s.at) {
		return 0, false
	}
	return v - s.p.unfairness(who, units), true
}
