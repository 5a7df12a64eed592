package desk_test

import (
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

func (b bundle) promised(t *testing.T) (n int, to uid.Agent) {
	t.Helper()
	for _, a := range b.agents {
		if k := len(b.board(t, a).Reservations); k > 0 {
			n, to = n+k, a
		}
	}
	return n, to
}

// What a hand-off leaves is enough to choose somebody: the one who answered
// this shopper last time, although the others have waited longer.
func TestWhoAnsweredLastTimeIsKnownFromTheHandOff(t *testing.T) {
	t.Parallel()
	b := setup(t, 3)
	c := b.handedOff(t, chat.Opening{ShopperRef: "shopper-1", Channel: "widget"})
	if !c.Last.IsZero() {
		t.Errorf("nobody has answered yet, got %s", c.Last)
	}
	if err := b.SeekFor(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	n, first := b.promised(t)
	if n != 1 {
		t.Fatalf("promised %d times, want once", n)
	}
	c, err := b.Accept(t.Context(), first, b.board(t, first).Reservations[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.chats.Say(t.Context(), pg.Everything, chat.Saying{Chat: c.ID, Author: chat.Agent, Agent: first, Epoch: c.Epoch, Key: "a", Text: "您好", Substantive: true}); err != nil {
		t.Fatal(err)
	}
	b.clock.MoveTo(b.clock.Now().Add(time.Second))
	again := b.handedOff(t, chat.Opening{ShopperRef: "shopper-1", Channel: "widget"})
	if again.Last != first {
		t.Fatalf("last time it was %s, got %s", first, again.Last)
	}
	if err := b.SeekFor(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	if n, to := b.promised(t); n != 1 || to != first {
		t.Errorf("promised %d times, to %s; want once, to %s", n, to, first)
	}
}

// What was known may be old by the time it is used: the rows do not agree then.
func TestOldKnowledgePromisesNothing(t *testing.T) {
	t.Parallel()
	for name, happens := range map[string]func(*testing.T, bundle, chat.Chat){
		"the shopper left": func(t *testing.T, b bundle, c chat.Chat) {
			if _, err := b.chats.Close(t.Context(), pg.Everything, c.ID, uid.Agent{}, "shopper_left"); err != nil {
				t.Fatal(err)
			}
		},
		"the only agent turned it down": func(t *testing.T, b bundle, c chat.Chat) {
			if err := b.SeekFor(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			if err := b.Reject(t.Context(), b.agents[0], b.board(t, b.agents[0]).Reservations[0].ID); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t, 1)
			c := b.waiting(t)
			happens(t, b, c)
			if err := b.SeekFor(t.Context(), c); err != nil {
				t.Fatal(err)
			}
			if n, _ := b.promised(t); n != 0 {
				t.Errorf("promised %d times, want not at all", n)
			}
			if err := b.SeekFor(t.Context(), b.waiting(t)); err != nil { // the slot was given back
				t.Fatal(err)
			}
			if n, _ := b.promised(t); n != 1 {
				t.Errorf("another conversation is promised %d times, want once", n)
			}
		})
	}
}

// A conversation that is promised already is not promised again, whatever the
// one who asks knows of it.
func TestAPromiseIsMadeOnceWhateverIsKnown(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	c := b.waiting(t)
	for range 3 {
		if err := b.SeekFor(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if n, _ := b.promised(t); n != 1 {
		t.Errorf("promised %d times, want once", n)
	}
}
