package market

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/matching/booking"
)

// What is taken and what is left of a seat are the whole of it, and every piece
// is half an hour at least; anything else is refused by name.
func TestAPartAndWhatIsLeftAreTheSeat(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		halves := rapid.IntRange(1, 16).Draw(t, "halves")
		whole := Part{morning, morning.Add(time.Duration(halves) * booking.HalfHour)}
		quarters := func(name string) time.Time {
			return morning.Add(time.Duration(rapid.IntRange(-2, 2*halves+2).Draw(t, name)) * 15 * time.Minute)
		}
		p := Part{quarters("starts"), quarters("ends")}
		left, err := p.besides(whole)
		inside := !p.Starts.Before(whole.Starts) && !p.Ends.Before(whole.Starts) && !p.Starts.After(whole.Ends) && !p.Ends.After(whole.Ends)
		border := p.Starts.Sub(whole.Starts)%booking.HalfHour == 0 && p.Ends.Sub(whole.Starts)%booking.HalfHour == 0
		long := p.Ends.Sub(p.Starts) >= booking.HalfHour
		if good := inside && border && long; good != (err == nil) {
			t.Fatalf("%s to %s of %s to %s: got %v", p.Starts, p.Ends, whole.Starts, whole.Ends, err)
		}
		if err != nil {
			if !errors.Is(err, ErrPartOutside) && !errors.Is(err, ErrPartBorder) && !errors.Is(err, ErrPartShort) {
				t.Fatalf("got %v", err)
			}
			return
		}
		sum := p.Ends.Sub(p.Starts)
		for _, x := range left {
			if x.Ends.Sub(x.Starts) < booking.HalfHour || x.Starts.Before(p.Ends) && p.Starts.Before(x.Ends) {
				t.Fatalf("left %s to %s beside %s to %s", x.Starts, x.Ends, p.Starts, p.Ends)
			}
			sum += x.Ends.Sub(x.Starts)
		}
		if sum != whole.Ends.Sub(whole.Starts) {
			t.Fatalf("the pieces are %s of %s", sum, whole.Ends.Sub(whole.Starts))
		}
	})
}

// A seat that is no number of half hours long is not cut so that minutes stay
// that nobody could take.
func TestNoMinutesAreLeftThatNobodyCouldTake(t *testing.T) {
	t.Parallel()
	whole := Part{morning, morning.Add(75 * time.Minute)}
	if _, err := (Part{morning, morning.Add(time.Hour)}).besides(whole); !errors.Is(err, ErrPartShort) {
		t.Errorf("a quarter left: got %v", err)
	}
	if left, err := (Part{morning.Add(30 * time.Minute), whole.Ends}).besides(whole); err != nil || len(left) != 1 {
		t.Errorf("to the end: got %v, %v", left, err)
	}
}
