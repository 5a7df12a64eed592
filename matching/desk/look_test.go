package desk_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Law: conversations that look for somebody at the same moment share their
// readings, and each gets its own answer: everyone is promised once, who is not
// there is told so, and a caller who has gone takes nobody along.
func TestACrowdThatLooksTogetherIsAnsweredOneByOne(t *testing.T) {
	t.Parallel()
	b := setup(t, 40)
	ids := make([]uid.Chat, 60)
	for i := range ids {
		ids[i] = b.waiting(t).ID
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	stranger := uid.New[uid.Chat]()
	var all sync.WaitGroup
	errs := make([]error, len(ids))
	for i, id := range ids {
		all.Go(func() { _ = b.Seek(gone, id) }) // mixed in among the others, and asks for the same
		all.Go(func() { errs[i] = b.Seek(t.Context(), id) })
		all.Go(func() {
			if err := b.Seek(t.Context(), stranger); !errors.Is(err, chat.ErrNoChat) {
				t.Errorf("a conversation that does not exist: got %v, want ErrNoChat", err)
			}
		})
	}
	all.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("seek %d: %v", i, err)
		}
	}
	var promised, twice int
	err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
		return tx.QueryRow(t.Context(), `SELECT count(*), count(*) FILTER (WHERE n > 1) FROM
			(SELECT count(*) n FROM matching.reservation WHERE state = 'reserved' AND chat_id = ANY ($1) GROUP BY chat_id) r`, ids).Scan(&promised, &twice)
	})
	if err != nil {
		t.Fatal(err)
	}
	if promised != len(ids) || twice > 0 {
		t.Errorf("%d of %d promised, %d of them twice; want each once", promised, len(ids), twice)
	}
}
