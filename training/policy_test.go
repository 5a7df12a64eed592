package training_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training"
	"github.com/manyhands/manyhands/training/drill"
)

// Of a granted pool, a changed procedure suspends exactly those whose
// certificate stands on it, whatever is changed and in whatever order; first
// editions suspend nobody.
func TestAChangedPolicySuspendsExactlyItsDependants(t *testing.T) {
	t.Parallel()
	b := setup(t, 40)
	b.must(b.Grant(t.Context(), b.agents, b.brand))
	settled[fact.Decertified](b)
	stands := map[uid.Agent]map[string]bool{}
	for _, a := range b.agents {
		desk, err := b.Desk(t.Context(), a)
		b.must(err)
		if len(desk.Certificates) != 1 || !b.holds(a) {
			t.Fatalf("got %d certificates, tag %t; want the granted one", len(desk.Certificates), b.holds(a))
		}
		stands[a] = map[string]bool{}
		for _, f := range desk.Certificates[0].StandsOn {
			stands[a][f.Procedure] = true
		}
	}
	changed := map[string]bool{}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		if n++; n > 6 { // each draw changes the one database further
			return
		}
		id := rapid.SampledFrom([]string{"return", "cancel-order", "urge-shipment"}).Draw(rt, "changed")
		b.put(id, fmt.Sprintf("\n# change %d\n", n))
		changed[id] = true
		settled[fact.Decertified](b)
		for _, a := range b.agents {
			want := true
			for p := range stands[a] {
				want = want && !changed[p]
			}
			if got := b.holds(a); got != want {
				rt.Fatalf("after changes of %v an agent on %v holds the tag: %t, want %t", changed, stands[a], got, want)
			}
		}
	})
	reserve, err := b.Reserve(t.Context(), b.brand)
	b.must(err)
	if reserve.Certified+reserve.Suspended != len(b.agents) {
		t.Errorf("got %d certified and %d suspended of %d", reserve.Certified, reserve.Suspended, len(b.agents))
	}
}

// The refresh is about what changed, and its pass gives the tag back.
func TestARefreshRestores(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	a := b.agents[0]
	first := b.pass(a)
	b.put(first.Procedure, "\n# edition 2\n")
	if got := settled[fact.Decertified](b); len(got) != 1 || b.holds(a) {
		t.Fatalf("got %v, tag %t; want it suspended once", got, b.holds(a))
	}
	second := b.pass(a)
	if second.Kind != "refresh" || second.Procedure != first.Procedure || second.Edition != 2 || second.State != "passed" || !b.holds(a) {
		t.Errorf("got a %s drill of %s edition %d, %s, tag %t; want a passed refresh of edition 2", second.Kind, second.Procedure, second.Edition, second.State, b.holds(a))
	}
	if got := settled[fact.Certified](b); len(got) != 2 {
		t.Errorf("got %d certificates told; want the first and the restored", len(got))
	}
}

// A policy that changes while a drill runs: the grade is under the edition it
// began with, the certificate says so, and opens nothing until the refresh.
func TestAPolicyThatChangesMidwayIsNoted(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	a := b.agents[0]
	d, err := b.Begin(t.Context(), a, b.brand, training.Wish{})
	b.must(err)
	b.put(d.Procedure, "\n# edition 2\n")
	settled[fact.Decertified](b)
	d = b.play(a, d, drill.Model)
	if d.State != "passed" || d.Edition != 1 || !d.Changed || d.Opens.State != training.Suspended || d.Opens.Note == "" || b.holds(a) {
		t.Errorf("got %s of edition %d, changed %t, %+v, tag %t; want a pass of edition 1 that is noted and opens nothing", d.State, d.Edition, d.Changed, d.Opens, b.holds(a))
	}
	if d = b.pass(a); d.Kind != "refresh" || !b.holds(a) {
		t.Errorf("got a %s drill, tag %t; want the refresh to open it", d.Kind, b.holds(a))
	}
}

// What is not scored: an agent's city and accommodations. Two agents who differ
// in nothing else and write the same have the same grade.
func TestCityAndAccommodationsChangeNoScore(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	for i, c := range []account.Agent{{City: "贵州毕节大方县", Accommodations: []string{"extra_time", "screen_reader"}}, {}} {
		c.ID, c.Name, c.Email, c.MaxHoursDay, c.MaxHoursTotal, c.Capacity = uid.New[uid.Agent](), "A", fmt.Sprintf("x%d@example.com", i), 8, 60, 3
		b.must(b.register.AddAgents(t.Context(), []account.Agent{c}, "zh-CN", "x"))
		b.agents = append(b.agents, c.ID)
	}
	for seed := range uint64(6) {
		var grades []drill.Grade
		for _, a := range b.agents {
			d, err := b.Begin(t.Context(), a, b.brand, training.Wish{Seed: seed + 1})
			b.must(err)
			agent := drill.Careless
			if seed%2 == 0 {
				agent = drill.Model
			}
			grades = append(grades, *b.play(a, d, agent).Grade)
		}
		if x, y := fmt.Sprint(grades[0]), fmt.Sprint(grades[1]); x != y {
			t.Errorf("seed %d: got %s and %s; want the same", seed, x, y)
		}
	}
}
