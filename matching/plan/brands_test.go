package plan

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// Law: where a change of brand is charged an agent's schedule is still the best
// of all legal ones, and its value counts every change.
func TestAScheduleThatPaysForChangesIsTheBestOfAll(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { mustBeTheBest(t, drawBranded) })
}

// Law: at a toll too the schedule is legal and the upper value holds.
func TestATolledScheduleThatPaysForChangesIsLegal(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { mustHoldAtAToll(t, drawBranded) })
}

// drawBranded gives the entries of an agent brands, and changes a charge.
func drawBranded(t *rapid.T) (*scheduler, *person) {
	s, who := drawAgent(t)
	s.p.brand, s.p.brands = []int32{0, 1, 2}, 3
	s.p.slot = []cell{{kind: 0}, {kind: 1}, {kind: 2}}
	for i := range s.slot {
		s.slot[i] = int32(rapid.IntRange(0, 2).Draw(t, "brand"))
	}
	s.p.change = int64(rapid.IntRange(1, 20).Draw(t, "change"))
	s.kept.charge = s.p.change
	return s, who
}

// Law: with a charge on changes the best plan of all still lies between the
// bound and the plan, and the plan costs what it is counted to.
func TestTheBestPlanLiesBetweenBoundAndPlanWhereChangesCost(t *testing.T) {
	t.Parallel()
	mustComeClose(t, func(t *rapid.T) *Instance {
		in := drawInstance(t)
		in.Weights.Change = int64(rapid.SampledFrom([]int{1, 300, 4000, 60_000}).Draw(t, "change"))
		return in
	})
}

// Law: whatever is put on and taken off, a draft costs what counting its
// changes from the beginning says.
func TestADraftCountsItsChangesAsTheyCome(t *testing.T) {
	t.Parallel()
	in := Generate(60, 6, 30, 2)
	in.Weights.Change = 700
	p := compile(in)
	rapid.Check(t, func(t *rapid.T) {
		d := newDraft(p)
		a := int32(rapid.IntRange(0, len(p.agent)-1).Draw(t, "agent"))
		if p.first[a] == p.first[a+1] {
			return
		}
		kinds := p.group[p.agent[a].group].kind
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			e := int32(rapid.IntRange(int(p.first[a]), int(p.first[a+1])-1).Draw(t, "entry"))
			k := rapid.SampledFrom(kinds).Draw(t, "kind")
			to := none
			if rapid.Bool().Draw(t, "work") {
				to = p.slotAt[int(p.entry[e]&^bridgeFlag)*p.kinds+int(k)]
			}
			d.put(a, e, to)
		}
		sum := p.offset + d.changes(a)
		for i := range p.slot {
			sum += int64(max(0, d.rem[i])) * p.slot[i].short
		}
		for e := p.first[a]; e < p.first[a+1]; e++ {
			if s := d.slotOf[e]; s != none {
				sum += p.wage(int(a), &p.windows[p.slot[s].window]) + p.group[p.agent[a].group].missedOn(p.slot[s].kind)
			}
		}
		if d.cost != sum {
			t.Fatalf("the draft says %d, counted from the beginning it is %d", d.cost, sum)
		}
	})
}

// Law: of a peak the plan with a charge has fewer changes than the one without
// and is still close to its bound.
func TestAChargeMakesFewerChangesOfBrand(t *testing.T) {
	t.Parallel()
	in := Generate(400, 10, 30, 5)
	free, err := Solve(t.Context(), in, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	in.Weights.Change = 500
	paid, err := Solve(t.Context(), in, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	slots := map[string]*Slot{}
	for i := range in.Slots {
		slots[in.Slots[i].ID] = &in.Slots[i]
	}
	before, after := changesIn(slots, free.Assignments), changesIn(slots, paid.Assignments)
	gap, ok := paid.Gap()
	t.Logf("%d changes of brand without a charge, %d with one, gap %.4f%%", before, after, 100*gap)
	if after*2 > before || len(paid.Assignments)*100 < len(free.Assignments)*99 {
		t.Errorf("got %d changes where there were %d, %d assignments where there were %d", after, before, len(paid.Assignments), len(free.Assignments))
	}
	if !ok || gap > 0.0025 {
		t.Errorf("the gap is %.4f%%, want at most 0.25%%", 100*gap)
	}
}

// Law: planning again counts changes too.
func TestPlanningAgainPaysForChanges(t *testing.T) {
	t.Parallel()
	in := Generate(300, 8, 30, 9)
	in.Weights.Change = 500
	p, err := Solve(t.Context(), in, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	in.Weights = p.Weights
	in.Agents = slices.Clone(in.Agents)
	for i := range in.Agents {
		if i%50 == 7 {
			in.Agents[i].MaxTotal = 4 * time.Hour
		}
	}
	next, _, err := Replan(t.Context(), in, &p, Options{Seed: 1}) // it counts the plan again itself
	if err != nil || next.Weights.Change != 500 {
		t.Errorf("got %v and %+v", err, next.Weights)
	}
}
