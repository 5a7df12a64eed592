package outbox_test

import (
	"context"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// Law: a chore that one copy will not do is done by another, once.
func TestAChoreIsDoneByTheCopyThatWill(t *testing.T) {
	t.Parallel()
	type order struct{ N int }
	pool := pgtest.DB(t)
	done := make(chan int, 10)
	busy := pgtest.Outbox(t, pool, func(o *outbox.Outbox) {
		outbox.Chore(o, "dishes", func(context.Context, order) error { return outbox.ErrNotHere })
	})
	pgtest.Outbox(t, pool, func(o *outbox.Outbox) {
		outbox.Chore(o, "dishes", func(_ context.Context, x order) error { done <- x.N; return nil })
	})
	if err := outbox.Order(t.Context(), busy, "dishes", order{1}, order{2}); err != nil {
		t.Fatal(err)
	}
	limit, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	sum := 0
	for range 2 {
		select {
		case n := <-done:
			sum += n
		case <-limit.Done():
			t.Fatal("nobody did it")
		}
	}
	if n, err := busy.Waiting(t.Context()); sum != 3 || err != nil || n != 0 {
		t.Errorf("did %d, want 3; %d facts wait, %v", sum, n, err)
	}
}

// Law: a chore ends when the program stops, however long it would take.
func TestAChoreEndsWithTheProgram(t *testing.T) {
	t.Parallel()
	type order struct{}
	began := make(chan struct{}, 1)
	o := pgtest.Outbox(t, pgtest.DB(t), func(o *outbox.Outbox) {
		outbox.Chore(o, "watch", func(ctx context.Context, _ order) error {
			began <- struct{}{}
			<-ctx.Done()
			return nil
		})
	})
	if err := outbox.Order(t.Context(), o, "watch", order{}); err != nil {
		t.Fatal(err)
	}
	<-began
	if err := o.Stop(t.Context()); err != nil {
		t.Error(err)
	}
}
