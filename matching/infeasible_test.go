package matching_test

import (
	"strings"
	"testing"
)

// A request that the pool cannot fill is planned as far as it goes: what is
// missing is said of each slot with why, and nobody is asked for more than the
// rules allow.
func TestARequestBeyondThePoolSaysWhatCannotBeMet(t *testing.T) {
	t.Parallel()
	for _, people := range []int{1, 3} {
		b := setup(t, people)
		_, c := b.filled(t)
		if c.Fill == nil || c.Fill.State != "done" || c.Fill.Error != "" {
			t.Fatalf("%d agents: the fill ended as %+v", people, c.Fill)
		}
		if len(c.Gaps) == 0 || c.Bound > c.Objective {
			t.Errorf("%d agents: %d gaps, objective %d, bound %d; want gaps and a proof", people, len(c.Gaps), c.Objective, c.Bound)
		}
		for _, g := range c.Gaps {
			if g.Missing <= 0 || g.Missing > g.Need || !strings.Contains(g.Why, "suit it") {
				t.Errorf("%d agents: from %s %d of %d are missing because %q", people, g.Starts, g.Missing, g.Need, g.Why)
			}
		}
		asked := 0
		for _, a := range b.agents {
			offers, err := b.Offers(t.Context(), a)
			if err != nil {
				t.Fatal(err)
			}
			for i, o := range offers {
				asked++
				for _, p := range offers[:i] {
					if o.Starts.Before(p.Ends) && p.Starts.Before(o.Ends) {
						t.Errorf("offered twice at once: %s and %s", p.Starts, o.Starts)
					}
				}
			}
		}
		if asked == 0 {
			t.Errorf("%d agents who suit it: nobody was asked", people)
		}
	}
}

// With nobody at all the whole of it is missing, and that is no error either.
func TestARequestWithNobodyIsAllMissing(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	b.hire(t, 2, "brand:other", "lang:zh")
	_, c := b.filled(t)
	if c.Fill == nil || c.Fill.State != "done" || len(c.Gaps) == 0 {
		t.Fatalf("the fill ended as %+v with %d gaps", c.Fill, len(c.Gaps))
	}
	for _, g := range c.Gaps {
		if g.Missing != g.Need || g.Why == "" {
			t.Errorf("from %s %d of %d are missing because %q, want all and why", g.Starts, g.Missing, g.Need, g.Why)
		}
	}
}
