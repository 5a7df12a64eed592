package plan

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/tag"
)

var eve = time.Date(2026, 11, 10, 0, 0, 0, 0, time.FixedZone("", 8*3600))

func hour(h int) time.Time { return eve.Add(time.Duration(h) * time.Hour) }

// pool is two slots and three agents whose differences are all visible.
func pool() *Instance {
	always := []Span{Between(hour(0), hour(48))}
	return &Instance{
		Slots: []Slot{
			{ID: "day", Brand: "x", Start: hour(9), End: hour(13), Need: 1, Require: tag.Set{"skill:refund"}, Prefer: []Preference{{"lang:yue", 2}}, Priority: 1},
			{ID: "night", Brand: "x", Start: hour(14), End: hour(18), Need: 2, Require: tag.Set{"skill:refund"}, Priority: 1},
		},
		Agents: []Agent{
			{ID: "an", Tags: tag.Set{"skill:refund"}, Available: always, MaxDay: 8 * time.Hour, MaxTotal: NoLimit, MinRest: 8 * time.Hour, CostMinor: 2000, Reliability: 1},
			{ID: "bo", Tags: tag.Set{"lang:yue", "skill:refund"}, Available: always, MaxDay: 4 * time.Hour, MaxTotal: NoLimit, CostMinor: 2000, Reliability: 1},
			{ID: "cy", Tags: tag.Set{"lang:yue"}, Available: always, MaxDay: 8 * time.Hour, MaxTotal: NoLimit, CostMinor: 2000, Reliability: 1},
		},
	}
}

// Each rule that is broken is named, and nothing else.
func TestTheCheckerNamesTheRuleThatIsBroken(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		alter func(*Instance)
		pairs []Assignment
		want  Rule
	}{
		{"a required tag", nil, []Assignment{{"day", "cy"}}, RuleRequire},
		{"rest", nil, []Assignment{{"day", "an"}, {"night", "an"}}, RuleRest},
		{"hours of a day", nil, []Assignment{{"day", "bo"}, {"night", "bo"}}, RuleDay},
		{"hours in all", func(in *Instance) { in.Agents[0].MaxTotal = 3 * time.Hour }, []Assignment{{"day", "an"}}, RuleTotal},
		{"overlap", func(in *Instance) { in.Slots[1].Start, in.Agents[0].MaxDay = hour(12), NoLimit }, []Assignment{{"day", "an"}, {"night", "an"}}, RuleOverlap},
		{"availability", func(in *Instance) { in.Agents[0].Available = []Span{Between(hour(10), hour(20))} }, []Assignment{{"day", "an"}}, RuleAvailable},
		{"an avoided brand", func(in *Instance) { in.Agents[0].AvoidBrands = []string{"x"} }, []Assignment{{"day", "an"}}, RuleAvoid},
		{"too many", nil, []Assignment{{"day", "an"}, {"day", "bo"}}, RuleOverfull},
		{"a stranger", nil, []Assignment{{"day", "zo"}}, RuleUnknown},
		{"a fixed pair left out", func(in *Instance) { in.Fixed = []Assignment{{"day", "an"}} }, nil, RuleFixed},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			in := pool()
			if c.alter != nil {
				c.alter(in)
			}
			bad := Check(in, &Plan{Assignments: c.pairs})
			if len(bad) != 1 || bad[0].Rule != c.want {
				t.Errorf("got %v, want one of rule %q", bad, c.want)
			}
		})
	}
}

// Touching slots are one block; two spans that touch are one time of
// availability; a day ends at midnight where the slot is.
func TestTouchingSlotsNeedNoRest(t *testing.T) {
	t.Parallel()
	in := pool()
	in.Slots[0].Start, in.Slots[0].End = hour(20), hour(24)
	in.Slots[1].Start, in.Slots[1].End = hour(24), hour(28)
	in.Agents[1].MaxDay = 4 * time.Hour
	in.Agents[1].MinRest = 8 * time.Hour
	in.Agents[1].Available = []Span{Between(hour(23), hour(30)), Between(hour(19), hour(23))}
	if bad := Check(in, &Plan{Assignments: []Assignment{{"day", "bo"}, {"night", "bo"}}}); len(bad) > 0 {
		t.Errorf("got %v, want a legal plan", bad)
	}
	in.Agents = in.Agents[1:2]
	p, err := Solve(t.Context(), in, Options{})
	if err != nil || len(p.Assignments) != 2 {
		t.Errorf("got %v and %v, want both slots worked", p.Assignments, err)
	}
}

// Where clocks are set back the hour that comes twice is two hours of work.
func TestTheHourThatComesTwiceCountsTwice(t *testing.T) {
	t.Parallel()
	in := pool()
	summer, winter := time.FixedZone("", -4*3600), time.FixedZone("", -5*3600)
	in.Slots = in.Slots[:1]
	in.Slots[0].Start = time.Date(2026, 11, 1, 0, 0, 0, 0, summer)
	in.Slots[0].End = time.Date(2026, 11, 1, 4, 0, 0, 0, winter)
	in.Agents = in.Agents[:1]
	in.Agents[0].Available = []Span{Between(in.Slots[0].Start, in.Slots[0].End)}
	in.Agents[0].MaxDay = 4 * time.Hour
	p, err := Solve(t.Context(), in, Options{})
	if err != nil || len(p.Assignments) != 0 || len(p.Short) != 1 {
		t.Fatalf("got %v and %v, want nobody: the slot is five hours", p.Assignments, err)
	}
	if want := "1 agents suit it: 1 are at their hours of the day"; !strings.HasPrefix(p.Short[0].Why, want) {
		t.Errorf("why: got %q, want %q", p.Short[0].Why, want)
	}
}

// What is short says which tag nobody holds, or what the holders do instead.
func TestAShortSlotSaysWhy(t *testing.T) {
	t.Parallel()
	in := pool()
	in.Slots[1].Need = 5
	in.Slots = append(in.Slots, Slot{ID: "visa", Brand: "x", Start: hour(30), End: hour(34), Need: 2, Require: tag.Set{"skill:visa"}, Priority: 1})
	p, err := Solve(t.Context(), in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	why := map[string]string{}
	for _, s := range p.Short {
		why[s.Slot] = s.Why
	}
	if got := why["visa"]; got != "no agent holds skill:visa" {
		t.Errorf("visa: got %q", got)
	}
	if got := why["night"]; !strings.Contains(got, "2 agents suit it") || !strings.Contains(got, "price is at the cap") {
		t.Errorf("night: got %q", got)
	}
}

// Whoever lacks a tag is told what place it would give.
func TestAnExplanationSaysWhichTagWouldHelp(t *testing.T) {
	t.Parallel()
	in := pool()
	p, err := Solve(t.Context(), in, Options{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := Explain(in, &p, "cy", "day")
	if err != nil {
		t.Fatal(err)
	}
	if e.Assigned || e.Obstacle != ObstacleTags || e.Rank != 0 || e.Rivals != 2 || len(e.Helps) != 1 || e.Helps[0].Rank != 1 || !e.Helps[0].Tags.Has("skill:refund") {
		t.Errorf("got %+v", e)
	}
	e, err = Explain(in, &p, "an", "day")
	if err != nil {
		t.Fatal(err)
	}
	if e.Rank != 2 || e.Rivals != 2 || len(e.Helps) != 1 || e.Helps[0].Rank != 1 || !e.Helps[0].Tags.Has("lang:yue") {
		t.Errorf("got %+v, want to be second and lang:yue to make them first", e)
	}
	if _, err := Explain(in, &p, "zo", "day"); !errors.Is(err, ErrNoSuch) {
		t.Errorf("got %v, want ErrNoSuch", err)
	}
}

// After one in a hundred drop out and a brand doubles, the new plan is legal,
// fills what can be filled and leaves most people where they were.
func TestPlanningAgainMovesFew(t *testing.T) {
	t.Parallel()
	in := Generate(600, 12, 30, 9)
	p, err := Solve(t.Context(), in, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	gone := map[string]bool{}
	for i := range in.Agents {
		if i%100 == 7 {
			in.Agents[i].Available = nil
			gone[in.Agents[i].ID] = true
		}
	}
	for i := range in.Slots {
		if in.Slots[i].Brand == "b05" {
			in.Slots[i].Need *= 2
		}
	}
	dropped := 0
	for _, a := range p.Assignments {
		if gone[a.Agent] {
			dropped++
		}
	}
	in.Weights = p.Weights
	next, moves, err := Replan(t.Context(), in, &p, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	cold, err := Solve(t.Context(), in, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d moved, %d dropped; %d against %d from scratch", moves, len(p.Assignments), dropped, next.Objective, cold.Objective)
	if moves > len(p.Assignments)/10 {
		t.Errorf("%d of %d moved", moves, len(p.Assignments))
	}
	if float64(next.Objective) > 1.02*float64(cold.Objective) {
		t.Errorf("planned again: %d, from scratch: %d", next.Objective, cold.Objective)
	}
}
