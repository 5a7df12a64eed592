package plan

import (
	"context"
	"errors"
	"reflect"
	"testing"
)

// A plan whose prices were answered in shares, in whatever order and by
// whomever, is the plan of one process, to the last assignment; so it is when
// the others fall silent half way.
func TestSharesMakeTheSamePlan(t *testing.T) {
	t.Parallel()
	in := Generate(300, 5, 24, 3)
	alone, err := Solve(t.Context(), in, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	elsewhere, err := NewPart(in)
	if err != nil {
		t.Fatal(err)
	}
	for _, shares := range []int{1, 3, 7, 1000} {
		asked := 0
		far := func(_ context.Context, here *Part, q Question) ([]int32, int64, error) {
			if asked++; shares == 7 && asked > 40 {
				return nil, 0, errors.New("nobody answers")
			}
			use, worth := make([]int32, here.Slots()), int64(0)
			for k := range shares {
				who := here
				if k%2 == 1 {
					who = elsewhere
				}
				u, w := who.Answer(shares-1-k, shares, q)
				worth += w
				for i := range use {
					use[i] += u[i]
				}
			}
			return use, worth, nil
		}
		got, err := Solve(t.Context(), in, Options{Seed: 1, Far: far})
		if err != nil {
			t.Fatal(err)
		}
		if asked < 40 || !reflect.DeepEqual(got.Assignments, alone.Assignments) || got.Bound != alone.Bound || got.Objective != alone.Objective {
			t.Errorf("in %d shares, asked %d times: got %d above %d, want %d above %d", shares, asked, got.Objective, got.Bound, alone.Objective, alone.Bound)
		}
	}
}
