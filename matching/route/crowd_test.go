package route

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/tag"
)

// Great groups have ranks above ranks: among hundreds who hold the same, come,
// go and work, every pick is still that of a search through everybody.
func TestAPickIsTheBestOfACrowd(t *testing.T) {
	t.Parallel()
	draw := rand.New(rand.NewPCG(7, 7))
	r, at := New(), time.UnixMilli(1_800_000_000_000)
	people := map[Seat]*sitting{}
	var seats []Seat
	sit := func() {
		a := Agent{ID: newAgentID(), Capacity: 1 + draw.IntN(4), Reserve: uint8(draw.IntN(2)), Skills: map[tag.Tag]uint8{"skill:refund": uint8(1 + draw.IntN(16)/15)}}
		s, err := r.Add(a)
		if err == nil {
			err = r.SetState(s, Available, at)
		}
		if err != nil || people[s] != nil {
			t.Fatalf("seat %d of somebody else, or %v", s, err)
		}
		people[s] = &sitting{agent: a, state: Available, since: at}
		seats = append(seats, s)
	}
	for range 700 {
		sit()
	}
	want := Want{Weight: 1, Skills: []Skill{{Tag: "skill:refund"}}}
	two := Want{Weight: 2, Skills: want.Skills}
	asks := map[int]*Ask{1: r.Ask(want), 2: r.Ask(two)}
	for range 6000 {
		at = at.Add(time.Millisecond)
		w := want
		if draw.IntN(5) == 0 {
			w = two
		}
		got, _, ok := r.Pick(asks[w.Weight], Chat{})
		var best *sitting
		for _, p := range people {
			if p.can(w, w.Skills, 0) && (best == nil || p.better(best) < 0) {
				best = p
			}
		}
		if ok != (best != nil) || ok && people[got].better(best) != 0 {
			t.Fatalf("picked %+v, want one like %+v", people[got], best)
		}
		if ok {
			p := people[got]
			if err := r.Reserve(got, w.Weight, at); err != nil {
				t.Fatal(err)
			}
			if err := r.Accept(got, w.Weight); err != nil {
				t.Fatal(err)
			}
			p.used, p.since = p.used+w.Weight, at
		}
		i := draw.IntN(len(seats))
		s := seats[i]
		if p := people[s]; p.used > 0 {
			if err := r.Release(s, 1, at); err != nil {
				t.Fatal(err)
			}
			p.used, p.since = p.used-1, at
		}
		if draw.IntN(8) == 0 {
			if err := r.Remove(s); err != nil {
				t.Fatal(err)
			}
			seats[i] = seats[len(seats)-1]
			seats = seats[:len(seats)-1]
			delete(people, s)
			sit()
		}
	}
}
