package desk_test

import (
	"errors"
	"testing"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// held is a conversation that the first agent took.
func (b bundle) held(t *testing.T) (chat.Chat, uid.Agent) {
	t.Helper()
	c := b.waiting(t)
	if err := b.Seek(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	for _, a := range b.agents {
		for _, r := range b.board(t, a).Reservations {
			if got, err := b.Accept(t.Context(), a, r.ID); err != nil {
				t.Fatal(err)
			} else {
				return got, a
			}
		}
	}
	t.Fatal("nobody was asked")
	return chat.Chat{}, uid.Agent{}
}

func TestAConversationIsGivenToAColleagueByName(t *testing.T) {
	t.Parallel()
	b := setup(t, 3)
	c, holder := b.held(t)
	list, err := b.Colleagues(t.Context(), holder, c.ID)
	if err != nil || len(list) != 2 {
		t.Fatalf("got %+v, %v; want the two others", list, err)
	}
	to := list[1].Agent
	offered, err := b.TransferTo(t.Context(), holder, c.ID, to, chat.Need{Reason: "knows it"})
	if err != nil || !offered {
		t.Fatalf("offered %v, %v", offered, err)
	}
	if got := b.board(t, to).Reservations; len(got) != 1 || got[0].Chat.ID != c.ID {
		t.Errorf("the colleague is offered %+v", got)
	}
	if _, err := b.Colleagues(t.Context(), holder, c.ID); !errors.Is(err, chat.ErrNotHolder) {
		t.Errorf("of a conversation given away: %v", err)
	}
}

// Law: given to someone who just left, a conversation is nobody's loss: it goes
// to whoever is there, and the giver is told that it was not who they named.
func TestAConversationForSomebodyWhoLeftGoesToWhoeverIsThere(t *testing.T) {
	t.Parallel()
	b := setup(t, 3)
	c, holder := b.held(t)
	list, err := b.Colleagues(t.Context(), holder, c.ID)
	if err != nil || len(list) != 2 {
		t.Fatalf("got %+v, %v", list, err)
	}
	left, there := list[0].Agent, list[1].Agent
	if err := b.SetState(t.Context(), left, "offline", ""); err != nil {
		t.Fatal(err)
	}
	offered, err := b.TransferTo(t.Context(), holder, c.ID, left, chat.Need{Reason: "knows it"})
	if err != nil || offered {
		t.Fatalf("offered %v, %v; want it told that it was not", offered, err)
	}
	if got := b.board(t, there).Reservations; len(got) != 1 || got[0].Chat.ID != c.ID {
		t.Errorf("who is there is offered %+v", got)
	}
	now, err := b.chats.Chat(t.Context(), pg.OfBrand(b.brand), c.ID)
	if err != nil || now.State != chat.Waiting || now.Epoch != c.Epoch+1 {
		t.Errorf("got %+v, %v", now, err)
	}
}
