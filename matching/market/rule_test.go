package market

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/matching/plan"
)

var morning = time.Date(2026, 11, 10, 8, 0, 0, 0, time.UTC)

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
