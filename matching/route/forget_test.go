package route

import (
	"strconv"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/tag"
)

// Whatever shoppers ask for, the router keeps so many lines and no more; what
// was asked for before all of it is answered as ever.
func TestVarietyDoesNotFillTheRouter(t *testing.T) {
	t.Parallel()
	r, at := New(), time.UnixMilli(1_800_000_000_000)
	s, err := r.Add(Agent{ID: newAgentID(), Capacity: 2, Skills: map[tag.Tag]uint8{"skill:refund": 1}})
	if err == nil {
		err = r.SetState(s, Available, at)
	}
	if err != nil {
		t.Fatal(err)
	}
	kept := r.Ask(Want{Weight: 1, Skills: []Skill{{Tag: "skill:refund"}}})
	const stages = 2
	for i := range 3 * mostLines {
		made := Skill{Tag: tag.Tag("lang:x" + strconv.Itoa(i)), DropAfter: time.Minute}
		r.Ask(Want{Weight: 1, Skills: []Skill{{Tag: "skill:refund"}, made}})
		if n, in := len(r.list), len(r.groups[0].in); n >= mostLines+stages || n != len(r.lines) || n != len(r.floors) || in > n {
			t.Fatalf("after %d kinds of chat: %d lines, %d floors, the group stands in %d; want %d at most", i+1, n, len(r.floors), in, mostLines+stages-1)
		}
	}
	if r.era == 0 {
		t.Fatal("nothing was forgotten")
	}
	for want := 1; want <= 2; want++ {
		if got, _, ok := r.Pick(kept, Chat{}); !ok || got != s {
			t.Fatalf("chat %d: picked %v, %v; want the one agent", want, got, ok)
		}
		if err := r.Reserve(s, 1, at); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, ok := r.Pick(kept, Chat{}); ok {
		t.Error("picked an agent whose hands are full")
	}
}
