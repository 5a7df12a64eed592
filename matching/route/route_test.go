package route

import (
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
)

// sitting is an agent as the reference keeps them: no groups, no ranks.
type sitting struct {
	agent          Agent
	state          State
	used, reserved int
	since          time.Time
}

// better is the law: least load, then best spared, then longest idle.
func (a *sitting) better(b *sitting) int {
	if d := a.used*fullLoad/a.agent.Capacity - b.used*fullLoad/b.agent.Capacity; d != 0 {
		return d
	}
	if d := int(a.agent.Reserve) - int(b.agent.Reserve); d != 0 {
		return d
	}
	return a.since.Compare(b.since)
}

func (a *sitting) can(want Want, skills []Skill, waited time.Duration) bool {
	for _, s := range skills {
		dropped := s.DropAfter > 0 && waited >= s.DropAfter
		if !dropped && a.agent.Skills[s.Tag] < max(1, s.Level) {
			return false
		}
	}
	if want.Whole {
		return a.state == Available && a.used == 0
	}
	return a.state == Available && a.agent.Capacity-a.used >= want.Weight
}

// takes is how much of the agent such a chat fills.
func (a *sitting) takes(want Want) int {
	if want.Whole {
		return a.agent.Capacity
	}
	return want.Weight
}

// Every pick is as good as that of a search through everybody, whatever was
// done before.
func TestAPickIsTheBestOfEverybody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := &world{r: New(), at: time.UnixMilli(1_800_000_000_000), people: map[Seat]*sitting{}}
		w.r.bound = rapid.IntRange(1, 12).Draw(t, "lines") // all are forgotten time and again
		for range rapid.IntRange(1, 12).Draw(t, "agents") {
			w.sit(t, newAgentID())
		}
		t.Repeat(map[string]func(*rapid.T){
			"sit": func(t *rapid.T) {
				if len(w.people) < 30 {
					w.sit(t, newAgentID())
				}
			},
			"retrain": func(t *rapid.T) {
				if s, ok := w.anyone(t); ok {
					w.sit(t, w.people[s].agent.ID)
				}
			},
			"leave":   w.leave,
			"state":   w.state,
			"pick":    w.pick,
			"accept":  w.accept,
			"reject":  w.reject,
			"release": w.release,
			"":        func(*rapid.T) { w.at = w.at.Add(time.Second) },
		})
	})
}

func newAgentID() (id uid.Agent) { return uid.Agent(uuid.Must(uuid.NewV7())) }

type world struct {
	r      *Router
	at     time.Time
	people map[Seat]*sitting
	asks   []*Ask // made earlier, perhaps of lines that are forgotten
}

var skillTags = []tag.Tag{"skill:refund", "skill:size", "lang:yue", "cert:yunshang"}

func (w *world) sit(t *rapid.T, id uid.Agent) {
	a := Agent{ID: id, Capacity: rapid.IntRange(1, 4).Draw(t, "capacity"), Reserve: uint8(rapid.IntRange(0, 2).Draw(t, "reserve")), Skills: map[tag.Tag]uint8{}}
	for _, k := range skillTags {
		if level := rapid.IntRange(0, 2).Draw(t, "level"); level > 0 {
			a.Skills[k] = uint8(level)
		}
	}
	before, sits := w.r.SeatOf(id)
	s, err := w.r.Add(a)
	if err != nil {
		t.Fatalf("add: %v", err)
	}
	if sits {
		old := w.people[before]
		delete(w.people, before)
		old.agent, w.people[s] = a, old
		return
	}
	w.people[s] = &sitting{agent: a}
	if rapid.Bool().Draw(t, "available") {
		w.set(t, s, Available)
	}
}

func (w *world) set(t *rapid.T, s Seat, to State) {
	if err := w.r.SetState(s, to, w.at); err != nil {
		t.Fatalf("set state: %v", err)
	}
	p := w.people[s]
	if to == Available && p.state != Available {
		p.since = w.at
	}
	p.state = to
}

func (w *world) anyone(t *rapid.T) (Seat, bool) {
	if len(w.people) == 0 {
		return 0, false
	}
	var list []Seat
	for s := range w.people {
		list = append(list, s)
	}
	slices.Sort(list)
	return rapid.SampledFrom(list).Draw(t, "who"), true
}

func (w *world) leave(t *rapid.T) {
	if s, ok := w.anyone(t); ok {
		if err := w.r.Remove(s); err != nil {
			t.Fatalf("remove: %v", err)
		}
		delete(w.people, s)
	}
}

func (w *world) state(t *rapid.T) {
	if s, ok := w.anyone(t); ok {
		w.set(t, s, State(rapid.IntRange(0, int(ForcedAway)).Draw(t, "state")))
	}
}

// asked is what a chat needs, of a kind that is new or was asked for before.
func (w *world) asked(t *rapid.T) *Ask {
	if len(w.asks) > 0 && rapid.Bool().Draw(t, "known kind") {
		return rapid.SampledFrom(w.asks).Draw(t, "kind")
	}
	want := Want{Weight: rapid.IntRange(1, 2).Draw(t, "weight"), Whole: rapid.IntRange(0, 4).Draw(t, "whole") == 0}
	for _, k := range skillTags {
		if rapid.IntRange(0, 3).Draw(t, "needs") == 0 {
			want.Skills = append(want.Skills, Skill{k, uint8(rapid.IntRange(0, 2).Draw(t, "least")), time.Duration(rapid.IntRange(0, 2).Draw(t, "drop")) * time.Minute})
		}
	}
	if rapid.IntRange(0, 3).Draw(t, "vip") == 0 {
		want.Prefer = []Skill{{Tag: rapid.SampledFrom(skillTags).Draw(t, "prefers")}}
	}
	w.asks = append(w.asks, w.r.Ask(want))
	return w.asks[len(w.asks)-1]
}

func (w *world) pick(t *rapid.T) {
	ask := w.asked(t)
	want := ask.want
	c := Chat{Waited: time.Duration(rapid.IntRange(0, 150).Draw(t, "waited")) * time.Second}
	if s, ok := w.anyone(t); ok && rapid.Bool().Draw(t, "except") {
		c.Except = append(c.Except, w.people[s].agent.ID)
	}
	if s, ok := w.anyone(t); ok && rapid.IntRange(0, 3).Draw(t, "again") == 0 {
		c.Last = w.people[s].agent.ID
	}
	got, why, ok := w.r.Pick(ask, c)
	best, bestWhy := w.reference(want, c)
	switch {
	case ok != (best != nil):
		t.Fatalf("picked %v, want %v", ok, best != nil)
	case !ok:
		return
	case bestWhy == WhySame && (why != WhySame || w.people[got].agent.ID != c.Last):
		t.Fatalf("picked %v for %q, want the agent of last time", got, why)
	case (why == WhyPreferred) != (bestWhy == WhyPreferred) || w.people[got].better(best) != 0:
		t.Fatalf("picked %+v for %q, want one like %+v for %q", w.people[got], why, best, bestWhy)
	case slices.Contains(c.Except, w.people[got].agent.ID) || !w.people[got].can(want, want.Skills, c.Waited):
		t.Fatalf("picked %+v, who may not take it", w.people[got])
	}
	p := w.people[got]
	takes := p.takes(want)
	if err := w.r.Reserve(got, takes, w.at); err != nil {
		t.Fatalf("reserve: %v", err)
	}
	p.used += takes
	p.reserved += takes
	p.since = w.at
}

// reference looks at everybody.
func (w *world) reference(want Want, c Chat) (*sitting, Why) {
	var best, preferred *sitting
	for _, p := range w.people {
		if slices.Contains(c.Except, p.agent.ID) || !p.can(want, want.Skills, c.Waited) {
			continue
		}
		if p.agent.ID == c.Last {
			return p, WhySame
		}
		if best == nil || p.better(best) < 0 {
			best = p
		}
		if len(want.Prefer) > 0 && p.can(want, want.Prefer, 0) && (preferred == nil || p.better(preferred) < 0) {
			preferred = p
		}
	}
	for _, p := range w.people { // the agent of last time may come after
		if p.agent.ID == c.Last && !slices.Contains(c.Except, c.Last) && p.can(want, want.Skills, c.Waited) {
			return p, WhySame
		}
	}
	if preferred != nil {
		return preferred, WhyPreferred
	}
	return best, WhyIdle
}

func (w *world) accept(t *rapid.T) {
	if s, ok := w.anyone(t); ok {
		p := w.people[s]
		err := w.r.Accept(s, 1)
		if (err == nil) != (p.reserved >= 1) {
			t.Fatalf("accept with %d reserved: %v", p.reserved, err)
		}
		if err == nil {
			p.reserved--
		}
	}
}

func (w *world) reject(t *rapid.T) {
	if s, ok := w.anyone(t); ok {
		p, lapsed := w.people[s], rapid.Bool().Draw(t, "lapsed")
		err := w.r.Reject(s, 1, lapsed, w.at)
		if (err == nil) != (p.reserved >= 1) {
			t.Fatalf("reject with %d reserved: %v", p.reserved, err)
		}
		if err == nil {
			p.reserved--
			p.used--
			p.since = w.at
			if lapsed && p.state == Available {
				p.state = Break
			}
		}
	}
}

func (w *world) release(t *rapid.T) {
	if s, ok := w.anyone(t); ok {
		p := w.people[s]
		err := w.r.Release(s, 1, w.at)
		if (err == nil) != (p.used-p.reserved >= 1) {
			t.Fatalf("release with %d used and %d reserved: %v", p.used, p.reserved, err)
		}
		if err == nil {
			p.used--
			p.since = w.at
		}
	}
}
