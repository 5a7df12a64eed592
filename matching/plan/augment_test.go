package plan

import (
	"context"
	"strconv"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/tag"
)

// Six people each do two slots and work the second; only the first is short,
// and only the last of them is free. Everybody has to move on by one.
func TestAMissingAgentIsFoundAlongTheWayToSomebodySpare(t *testing.T) {
	t.Parallel()
	for _, spread := range []time.Duration{0, 12 * time.Hour} { // all at one time, or each half a day later
		const n = 6
		in := &Instance{}
		at := time.Date(2026, 6, 18, 8, 0, 0, 0, time.UTC)
		for i := range n {
			from := at.Add(time.Duration(i) * spread)
			in.Slots = append(in.Slots, Slot{ID: "s" + strconv.Itoa(i), Brand: "b" + strconv.Itoa(i), Start: from, End: from.Add(4 * time.Hour), Need: 1, Require: tag.Set{tag.Tag("brand:b" + strconv.Itoa(i))}, Priority: 1})
		}
		for i := range n {
			a := Agent{ID: "a" + strconv.Itoa(i), MaxDay: 8 * time.Hour, MaxTotal: 4 * time.Hour, MinRest: 8 * time.Hour, CostMinor: 2500, Reliability: 1}
			for _, k := range []int{i, min(i+1, n-1)} {
				s := &in.Slots[k]
				a.Tags = append(a.Tags, s.Require...)
				a.Available = append(a.Available, Between(s.Start, s.End))
			}
			if i == n-1 {
				a.Tags, a.Available = a.Tags[:1], a.Available[:1]
			}
			in.Agents = append(in.Agents, a)
		}
		s, err := newSearch(context.Background(), in, Options{Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		copy(s.price, s.startPrices())
		s.draft = newDraft(s.p)
		where := newSlack(s.p, s.b, s.one, s.price)
		ways := newAugment(s, newNeighbourhood(s.p, s.dive, s.one, s.draw, where).byWin)
		slots, _, err := in.index()
		if err != nil {
			t.Fatal(err)
		}
		for i := range n - 1 {
			next := slots["s"+strconv.Itoa(i+1)]
			s.draft.put(int32(i), ways.entryIn(int32(i), s.p.slot[next].window), next)
		}
		before := s.draft.cost
		ways.sweep(func() bool { return false })
		for i, rem := range s.draft.rem {
			if rem != 0 {
				t.Errorf("%v apart: %s lacks %d", spread, in.Slots[i].ID, rem)
			}
		}
		if saved := before - s.draft.cost; saved != s.p.slot[0].short-s.p.wage(n-1, &s.p.windows[0]) {
			t.Errorf("%v apart: the way saved %d, want a missing agent less a wage", spread, saved)
		}
		if p, err := s.finish(); err != nil || len(p.Short) != 0 {
			t.Errorf("%v apart: %d short, %v", spread, len(p.Short), err)
		}
	}
}
