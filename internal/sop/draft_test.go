package sop_test

import (
	"errors"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/uid"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// Law: what was imported does nothing until a person adopts it; then it is the
// next edition, and the draft is gone.
func TestADraftIsInForceOnlyAfterAYes(t *testing.T) {
	t.Parallel()
	pool := pgtest.DB(t)
	b := sop.NewBook(pool, clock.Fixed(time.Date(2026, 11, 10, 13, 0, 0, 0, time.UTC)), pgtest.Outbox(t, pool, nil))
	brand, other := uid.New[uid.Brand](), uid.New[uid.Brand]()
	src := []byte(`{"Orders":{"subflows":{"Cancel":{"actions":[{"button":"Cancel Order","text":"x"}]}}}}`)
	if _, err := b.Import(t.Context(), brand, "f.json", src, "ana"); err != nil {
		t.Fatal(err)
	}
	if all, err := b.Procedures(t.Context(), brand); err != nil || len(all) != 0 {
		t.Fatalf("in force before a yes: %v, %v", all, err)
	}
	waiting, err := b.Drafts(t.Context(), brand)
	if err != nil || len(waiting) != 1 || waiting[0].Title != "Cancel" || waiting[0].ByWhom != "ana" {
		t.Fatalf("got %+v, %v", waiting, err)
	}
	if _, err := b.Adopt(t.Context(), other, "orders-cancel", "eve"); !errors.Is(err, sop.ErrNoDraft) {
		t.Errorf("another brand adopted it: %v", err)
	}
	f, err := b.Adopt(t.Context(), brand, "orders-cancel", "bo")
	if err != nil || f.Edition != 1 || f.ByWhom != "bo" {
		t.Fatalf("got %+v, %v", f, err)
	}
	if _, err := b.Adopt(t.Context(), brand, "orders-cancel", "bo"); !errors.Is(err, sop.ErrNoDraft) {
		t.Errorf("adopted twice: %v", err)
	}
	if all, err := b.Editions(t.Context(), brand, "orders-cancel"); err != nil || len(all) != 1 {
		t.Errorf("got %d editions, %v", len(all), err)
	}
	if _, err := b.Editions(t.Context(), brand, "nothing"); !errors.Is(err, sop.ErrNoProcedure) {
		t.Errorf("got %v", err)
	}
}
