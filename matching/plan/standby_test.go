package plan

import (
	"strings"
	"testing"
)

// Law: standby seats are filled only once nobody is missing at work.
func TestNobodyStandsByWhileSomebodyIsMissing(t *testing.T) {
	t.Parallel()
	agent := func(id string) string {
		return `{"id":"` + id + `","cost":2000,"available":[["2026-11-11T00:00:00+08:00","2026-11-12T00:00:00+08:00"]]}`
	}
	slot := strings.Replace(oneSlot, `"need":1`, `"need":2,"standby":2`, 1)
	for _, c := range []struct {
		agents        []string
		work, standby int
	}{{[]string{agent("a")}, 1, 0}, {[]string{agent("a"), agent("b"), agent("c")}, 2, 1}} {
		in, err := Read(strings.NewReader(`{"slots":[` + slot + `],"agents":[` + strings.Join(c.agents, ",") + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		p, err := Solve(t.Context(), in, Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := map[string]int{}
		for _, a := range p.Assignments {
			got[a.Slot]++
		}
		if got["a"] != c.work || got["a/standby"] != c.standby {
			t.Errorf("%d agents: got %v, want %d at work and %d on standby", len(c.agents), got, c.work, c.standby)
		}
	}
}

// Law: of two agents alike the one who worked for the brand last gets its slot.
func TestABrandSeesItsPeopleAgain(t *testing.T) {
	t.Parallel()
	in := pool()
	in.Slots = in.Slots[1:]
	in.Slots[0].Need = 1
	in.Agents[0].LastBrands, in.Agents[1].LastBrands = []string{"y"}, []string{"x"}
	p, err := Solve(t.Context(), in, Options{})
	if err != nil || len(p.Assignments) != 1 || p.Assignments[0].Agent != "bo" {
		t.Errorf("got %v (%v), want bo, who knows the brand", p.Assignments, err)
	}
}
