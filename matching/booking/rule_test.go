package booking

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

var morning = time.Date(2026, 11, 10, 8, 0, 0, 0, time.UTC)

// curveOf is a need curve from half hour to half hour.
func curveOf(need []int) []Need {
	var out []Need
	for i, n := range need {
		out = append(out, Need{Channel: Together, Start: morning.Add(time.Duration(i) * HalfHour), AgentsPaid: n})
	}
	return out
}

// At every half hour the blocks add up to at least the need; nobody is asked
// for more than eight hours, nor for less than two when the stretch is longer.
func TestBlocksCoverTheNeedInShiftsThatPeopleCanWork(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		need := rapid.SliceOfN(rapid.IntRange(0, 12), 1, 100).Draw(t, "need")
		curve := curveOf(need)
		list := blocks(curve)
		for i, n := range curve {
			seats := 0
			for _, b := range list {
				if !n.Start.Before(b.starts) && n.Start.Before(b.ends) {
					seats += b.need
				}
			}
			if seats < need[i] {
				t.Fatalf("at %s: %d seats for %d; blocks %v", n.Start, seats, need[i], list)
			}
			if need[i] == 0 && seats > 0 {
				t.Fatalf("at %s: %d seats while the desk is closed", n.Start, seats)
			}
		}
		longest := 0
		for _, s := range stretches(curve) {
			longest = max(longest, len(s))
		}
		for _, b := range list {
			if d := b.ends.Sub(b.starts); d > 8*time.Hour || d < 2*time.Hour && longest >= 4 && d < shortest(curve) {
				t.Fatalf("a block of %s", d)
			}
		}
	})
}

// shortest is the length of the curve's shortest stretch.
func shortest(curve []Need) time.Duration {
	least := time.Duration(1 << 62)
	for _, s := range stretches(curve) {
		least = min(least, time.Duration(len(s))*HalfHour)
	}
	return min(least, 2*time.Hour)
}

func TestTheOddsOfEnoughPeopleAreShares(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		need, n   int
		p         float64
		low, high float64
	}{
		{5, 4, 1, 0, 0}, {5, 5, 0.999, 0.95, 1}, {50, 100, 0.5, 0.5, 0.6}, {10, 40, 0.95, 0.999, 1}, {39, 40, 0.5, 0, 0.001},
	} {
		if got := atLeast(c.need, c.n, c.p); got < c.low || got > c.high {
			t.Errorf("at least %d of %d at %.3f: got %.4f, want %.3f to %.3f", c.need, c.n, c.p, got, c.low, c.high)
		}
	}
}
