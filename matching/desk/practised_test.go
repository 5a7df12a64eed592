package desk_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
)

// A hard conversation goes to somebody practised while one has room; who begins
// gets the easy ones. And a shopper does not wait long for it: after a moment
// anybody with the certificate will do.
func TestAHardConversationGoesToSomebodyPractisedFirst(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	beginner, practised := b.agents[0], b.agents[1]
	err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
		return b.people.GiveTag(t.Context(), tx, practised, "practised:acme", account.TagCertificate)
	})
	if err != nil {
		t.Fatal(err)
	}
	hard := func() chat.Chat {
		c, err := b.chats.Open(t.Context(), chat.Opening{Brand: b.brand, Channel: "widget", Locale: "zh-CN"})
		if err == nil {
			err = b.chats.InTx(t.Context(), pg.OfBrand(b.brand), func(tx pgx.Tx) (err error) {
				c, err = b.chats.HandOff(t.Context(), tx, c.ID, c.Epoch, chat.Need{Reason: "negative_emotion"})
				return err
			})
		}
		if err == nil {
			err = b.Seek(t.Context(), c.ID)
		}
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	for range 2 { // their two slots
		hard()
	}
	if got := len(b.board(t, practised).Reservations); got != 2 {
		t.Fatalf("the practised one was offered %d hard conversations, want both", got)
	}
	third := hard()
	if got := len(b.board(t, beginner).Reservations); got != 0 {
		t.Fatal("the beginner was offered a hard conversation at once")
	}
	b.clock.MoveTo(b.clock.Now().Add(12 * time.Second))
	if err := b.Seek(t.Context(), third.ID); err != nil {
		t.Fatal(err)
	}
	if v := b.board(t, beginner); len(v.Reservations) != 1 || v.Reservations[0].Chat.ID != third.ID {
		t.Errorf("after twelve seconds the beginner was offered %+v, want the one that waits", v.Reservations)
	}
}
