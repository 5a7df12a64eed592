package desk_test

import (
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
)

// Law: who changed is found by what the last snapshot could not see, so that a
// change which began before a reading and committed after it is not missed.
func TestAChangeThatCommitsLateIsSeen(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	stays, comes := b.agents[0], b.agents[1]
	if err := b.SetState(t.Context(), comes, "offline", ""); err != nil {
		t.Fatal(err)
	}
	refresh := func() {
		t.Helper()
		b.clock.MoveTo(b.clock.Now().Add(2 * time.Second))
		if err := b.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	refresh() // everybody, once
	err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
		// Another copy of the program: it writes first and commits last.
		if _, err := tx.Exec(t.Context(), "UPDATE matching.presence SET state = 'available' WHERE agent_id = $1", comes); err != nil {
			return err
		}
		if err := b.SetState(t.Context(), stays, "break", ""); err != nil {
			return err
		}
		refresh()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	refresh()
	c := b.waiting(t)
	if err := b.Seek(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if v := b.board(t, comes); len(v.Reservations) != 1 {
		t.Errorf("got %d reservations for who came back; want the chat", len(v.Reservations))
	}
}

// Law: a certificate that is taken away counts from the next reading on.
func TestALostCertificateCountsAtTheNextReading(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	b.clock.MoveTo(b.clock.Now().Add(2 * time.Second))
	if err := b.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), "DELETE FROM account.agent_tag WHERE agent_id = $1 AND tag = 'brand:acme'", b.agents[0])
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	b.clock.MoveTo(b.clock.Now().Add(2 * time.Second))
	if err := b.Refresh(t.Context()); err != nil {
		t.Fatal(err)
	}
	c := b.waiting(t)
	if err := b.Seek(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	if v := b.board(t, b.agents[0]); len(v.Reservations) != 0 {
		t.Error("a chat was offered to who lost the certificate")
	}
}
