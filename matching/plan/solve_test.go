package plan

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/internal/tag"
)

// On instances small enough to try every plan: the bound is never above the
// best, the plan is legal and never below it.
func TestTheBestPlanLiesBetweenTheBoundAndThePlan(t *testing.T) {
	t.Parallel()
	mustComeClose(t, drawInstance)
}

// mustComeClose solves what is drawn and tries every plan beside it: the best
// lies between bound and plan, and nearly always is the plan.
func mustComeClose(t *testing.T, drawn func(*rapid.T) *Instance) {
	tried, met := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		in := drawn(t)
		p, err := Solve(t.Context(), in, Options{Seed: 1})
		if err != nil {
			t.Fatalf("solve: %v", err)
		}
		if bad := Check(in, &p); len(bad) > 0 {
			t.Fatalf("the plan breaks %v", bad)
		}
		best := bestPlanByForce(in, p.Weights)
		if p.Bound > best || p.Objective < best || Recount(in, &p) != p.Objective {
			t.Fatalf("bound %d, best %d, plan %d, counted again %d", p.Bound, best, p.Objective, Recount(in, &p))
		}
		tried++
		if p.Objective == best {
			met++
		}
	})
	if met*100 < tried*95 {
		t.Errorf("the plan was the best in %d of %d small instances, want 95%%", met, tried)
	}
}

// drawInstance makes a few slots and agents on a grid of hours, with every
// rule in play and legal fixed pairs.
func drawInstance(t *rapid.T) *Instance {
	base := time.Date(2026, 11, 10, 14, 0, 0, 0, time.FixedZone("", 8*3600))
	at := func(h int) time.Time { return base.Add(time.Duration(h) * time.Hour) }
	some := func(name string, of ...string) []string {
		return slices.Compact(slices.Sorted(slices.Values(rapid.SliceOfN(rapid.SampledFrom(of), 0, 2).Draw(t, name))))
	}
	in := &Instance{}
	for i := range rapid.IntRange(1, 4).Draw(t, "slots") {
		start := rapid.IntRange(0, 30).Draw(t, "start")
		s := Slot{
			ID: fmt.Sprintf("s%d", i), Brand: rapid.SampledFrom([]string{"x", "y"}).Draw(t, "brand"),
			Start: at(start), End: at(start + rapid.SampledFrom([]int{1, 2, 4, 4, 8}).Draw(t, "length")),
			Need: rapid.IntRange(0, 2).Draw(t, "need"), Priority: float64(rapid.IntRange(1, 3).Draw(t, "priority")),
		}
		s.Require, _ = tag.ParseAll(some("require", "skill:a", "skill:b"))
		if rapid.Bool().Draw(t, "likes") {
			s.Prefer = []Preference{{"skill:c", float64(rapid.IntRange(-2, 2).Draw(t, "weight"))}}
		}
		in.Slots = append(in.Slots, s)
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "agents") {
		hours := func(name string, of ...int) time.Duration {
			return time.Duration(rapid.SampledFrom(of).Draw(t, name)) * time.Hour
		}
		a := Agent{
			ID: fmt.Sprintf("a%d", i), MaxDay: hours("day", 4, 8, 24), MaxTotal: hours("total", 4, 8, 40), MinRest: hours("rest", 0, 3, 8),
			MinHours: hours("min", 0, 0, 6), CostMinor: int64(rapid.IntRange(0, 40).Draw(t, "cost")) * 100, Reliability: 1,
			PreferBrands: some("prefers", "x", "y"), AvoidBrands: some("avoids", "z", "y"),
		}
		a.Tags, _ = tag.ParseAll(some("tags", "skill:a", "skill:b", "skill:c"))
		for range rapid.IntRange(0, 3).Draw(t, "spans") {
			from := rapid.IntRange(-2, 30).Draw(t, "from")
			a.Available = append(a.Available, Between(at(from), at(from+rapid.IntRange(2, 24).Draw(t, "for"))))
		}
		in.Agents = append(in.Agents, a)
	}
	for range rapid.IntRange(0, 2).Draw(t, "fixed") {
		if len(in.Agents) == 0 {
			break
		}
		in.Fixed = append(in.Fixed, Assignment{
			in.Slots[rapid.IntRange(0, len(in.Slots)-1).Draw(t, "slot")].ID, in.Agents[rapid.IntRange(0, len(in.Agents)-1).Draw(t, "agent")].ID,
		})
		if in.Validate() != nil {
			in.Fixed = in.Fixed[:len(in.Fixed)-1]
		}
	}
	return in
}

// bestPlanByForce tries every set of pairs that holds the fixed ones.
func bestPlanByForce(in *Instance, w Weights) int64 {
	var pairs []Assignment
	for _, s := range in.Slots {
		for _, a := range in.Agents {
			one := &Plan{Assignments: append(slices.Clone(in.Fixed), Assignment{s.ID, a.ID})}
			if slices.Contains(in.Fixed, Assignment{s.ID, a.ID}) || slices.ContainsFunc(Check(in, one), func(v Violation) bool {
				return v.Rule != RuleRest && v.Rule != RuleOverfull
			}) {
				continue // rest may yet be bridged by another pair
			}
			pairs = append(pairs, Assignment{s.ID, a.ID})
		}
	}
	best := int64(-1)
	for mask := range 1 << len(pairs) {
		p := &Plan{Assignments: slices.Clone(in.Fixed), Weights: w}
		for i, x := range pairs {
			if mask>>i&1 == 1 {
				p.Assignments = append(p.Assignments, x)
			}
		}
		if c := Recount(in, p); (best < 0 || c < best) && len(Check(in, p)) == 0 {
			best = c
		}
	}
	return best
}

// The same instance and seed give the same plan, whatever runs beside it.
func TestTheSameSeedGivesTheSamePlan(t *testing.T) {
	t.Parallel()
	in := Generate(400, 8, 30, 3)
	first, err := Solve(t.Context(), in, Options{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	second, err := Solve(t.Context(), in, Options{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(first.Assignments, second.Assignments) || first.Bound != second.Bound {
		t.Errorf("two runs differ: %d and %d, bounds %d and %d", first.Objective, second.Objective, first.Bound, second.Bound)
	}
}

// However many goroutines search, and whether it searches as it does among few
// agents or among many, the plan is the same to the last assignment.
func TestAnyNumberOfWorkersMakesTheSamePlan(t *testing.T) {
	t.Parallel()
	for _, many := range []bool{false, true} {
		in := Generate(400, 8, 24, 4)
		var first Plan
		for _, workers := range []int{1, 4} {
			s, err := newSearch(t.Context(), in, Options{Seed: 3, Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			s.many = many
			s.findPrices(s.legs())
			s.findPlan()
			s.improve()
			got, err := s.finish()
			if err != nil {
				t.Fatal(err)
			}
			if workers == 1 {
				first = got
			}
			if !slices.Equal(got.Assignments, first.Assignments) || got.Bound != first.Bound {
				t.Errorf("many %v, %d workers: %d above %d, one worker has %d above %d", many, workers, got.Objective, got.Bound, first.Objective, first.Bound)
			}
		}
	}
}

// A peak of the generator's kind is planned to within a quarter of a percent
// of the bound.
func TestAPlanComesCloseToItsBound(t *testing.T) {
	t.Parallel()
	p, err := Solve(t.Context(), Generate(600, 12, 30, 5), Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	if gap, ok := p.Gap(); !ok || gap > 0.0025 {
		t.Errorf("the gap is %.4f%%, want at most 0.25%%", 100*gap)
	}
}

// A search that is over before it began still answers with a legal plan.
func TestAPlanCutShortIsLegal(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	stop()
	in := Generate(200, 8, 30, 1)
	p, err := Solve(ctx, in, Options{})
	if err != nil || !p.Cut || len(Check(in, &p)) > 0 {
		t.Errorf("got error %v, cut %v", err, p.Cut)
	}
}

// However early a search is cut, its plan is no worse than the one in which one
// agent after another took the best of what was open.
func TestAPlanCutShortIsNoWorseThanTakingTurns(t *testing.T) {
	t.Parallel()
	for looks := range 40 { // how often the search may look at the clock before its limit is over
		in := Generate(300, 8, 30, uint64(looks))
		left, now := looks*3, time.Unix(0, 0)
		clock := func() time.Time {
			if left--; left < 0 {
				return now.Add(time.Hour)
			}
			return now
		}
		p, err := Solve(t.Context(), in, Options{Limit: time.Minute, Now: clock})
		if err != nil {
			t.Fatal(err)
		}
		if turns := inTurn(t, in); p.Objective > turns {
			t.Errorf("cut after %d looks: the plan costs %d, taking turns %d", looks*3, p.Objective, turns)
		}
	}
}

func inTurn(t *testing.T, in *Instance) int64 {
	t.Helper()
	p := compile(in)
	d := newDraft(p)
	v := newDive(p, newBidder(p, 1))
	for i := range p.slot {
		v.price[i] = p.slot[i].short
	}
	s, err := newSearch(t.Context(), in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	v.fix(d, shuffled(s.draw, len(p.agent))) // in the order of the search
	return d.objective()
}
