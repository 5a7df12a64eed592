package matching

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/matching/plan"
)

var morning = time.Date(2026, 11, 10, 8, 0, 0, 0, time.UTC)

// curveOf is a need curve from half hour to half hour.
func curveOf(need []int) []Need {
	var out []Need
	for i, n := range need {
		out = append(out, Need{Channel: together, Start: morning.Add(time.Duration(i) * halfHour), AgentsPaid: n})
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
		least = min(least, time.Duration(len(s))*halfHour)
	}
	return min(least, 2*time.Hour)
}

func TestWorkedCountsTheTimeAtTheDesk(t *testing.T) {
	t.Parallel()
	starts, ends := morning, morning.Add(4*time.Hour)
	at := func(h float64) time.Time { return morning.Add(time.Duration(h * float64(time.Hour))) }
	for _, c := range []struct {
		name  string
		steps []presence
		want  time.Duration
	}{
		{"nothing is known", nil, 4 * time.Hour},
		{"there all along", []presence{{at(-1), "available"}}, 4 * time.Hour},
		{"came late, left early", []presence{{at(1), "available"}, {at(3.5), "offline"}}, 150 * time.Minute},
		{"a break is paid", []presence{{at(0), "available"}, {at(1), "break"}, {at(2), "available"}}, 4 * time.Hour},
		{"sent away", []presence{{at(0), "available"}, {at(1), "forced_away"}, {at(3), "available"}}, 2 * time.Hour},
		{"never came", []presence{{at(-9), "offline"}}, 0},
		{"stayed on", []presence{{at(3), "available"}, {at(9), "offline"}}, time.Hour},
	} {
		if got := worked(starts, ends, c.steps); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

// An offer leaves time to think, and never outlives the start.
func TestAnOfferEndsBeforeItsShiftBegins(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		ahead := time.Duration(rapid.Int64Range(0, int64(30*24*time.Hour)).Draw(t, "ahead"))
		ends := lapsesAt(morning, morning.Add(ahead))
		if ends.After(morning.Add(ahead)) || ends.Before(morning) {
			t.Fatalf("with %s ahead it ends after %s", ahead, ends.Sub(morning))
		}
	})
}

func TestWhatIsCutOutOfFreeTimeIsNotFree(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		span := rapid.Custom(func(t *rapid.T) plan.Span {
			from := rapid.Uint32Range(0, 50).Draw(t, "from")
			return plan.Span{From: plan.Second(from), Till: plan.Second(from + rapid.Uint32Range(1, 20).Draw(t, "long"))}
		})
		free, cuts := rapid.SliceOfN(span, 0, 5).Draw(t, "free"), rapid.SliceOfN(span, 0, 5).Draw(t, "cuts")
		left := without(free, cuts)
		in := func(list []plan.Span, at int64) bool {
			for _, s := range list {
				if s.From.Unix() <= at && at < s.Till.Unix() {
					return true
				}
			}
			return false
		}
		for at := range int64(80) {
			if want := in(free, at) && !in(cuts, at); in(left, at) != want {
				t.Fatalf("at %d: free %v, want %v", at, in(left, at), want)
			}
		}
	})
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
