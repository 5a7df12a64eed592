package pg_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/uid"
)

// numbers reads one column as one question.
func numbers(ctx context.Context, into *[]string, sql string, args ...any) func(pgx.Tx) error {
	return func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, sql, args...)
		if err != nil {
			return err
		}
		*into, err = pgx.CollectRows(rows, pgx.RowTo[string])
		return err
	}
}

// Several questions in one breath each get their own answer, by the role and
// the brand that a transaction of their own would have had, and the connection
// keeps neither.
func TestReadsThatGoTogetherSeeOneBrandAndLeaveNoTrace(t *testing.T) {
	t.Parallel()
	pool := pgtest.DB(t)
	brand := uid.New[uid.Brand]()
	for range 3 { // the second time the questions are prepared ones
		var roles, brands, counts []string
		err := pg.Together(t.Context(), pool, pg.OfBrand(brand),
			numbers(t.Context(), &roles, "SELECT current_user::text"),
			numbers(t.Context(), &counts, "SELECT n::text FROM generate_series(1, $1::int) n", 3),
			numbers(t.Context(), &brands, "SELECT current_setting('app.brand')"))
		if err != nil {
			t.Fatal(err)
		}
		if want := []string{"1", "2", "3"}; roles[0] != "manyhands_app" || brands[0] != brand.String() || !slices.Equal(counts, want) {
			t.Errorf("got %v, %v, %v; want the app's role, %s, %v", roles, brands, counts, brand, want)
		}
	}
	var role string
	if err := pool.QueryRow(t.Context(), "SELECT current_user::text").Scan(&role); err != nil || role == "manyhands_app" {
		t.Errorf("afterwards the connection works as %s (%v), want as its owner", role, err)
	}
}

// A read that asks two questions, or none, is told so: it would get another
// read's answer. A question that fails fails alone and by name.
func TestAReadThatAsksTwiceIsRefused(t *testing.T) {
	t.Parallel()
	pool := pgtest.DB(t)
	var got []string
	twice := func(tx pgx.Tx) error {
		if err := numbers(t.Context(), &got, "SELECT '1'")(tx); err != nil {
			return err
		}
		return numbers(t.Context(), &got, "SELECT '2'")(tx)
	}
	if err := pg.Together(t.Context(), pool, pg.Everything, twice); err == nil {
		t.Error("a second question was answered")
	}
	if err := pg.Together(t.Context(), pool, pg.Everything, func(pgx.Tx) error { return nil }); err == nil {
		t.Error("a read that asked nothing was let pass")
	}
	own := errors.New("not found by me")
	err := pg.Together(t.Context(), pool, pg.Everything, func(tx pgx.Tx) error {
		var n int
		if err := tx.QueryRow(t.Context(), "SELECT 1 WHERE false").Scan(&n); errors.Is(err, pgx.ErrNoRows) {
			return own
		} else if err != nil {
			return err
		}
		return nil
	})
	if !errors.Is(err, own) {
		t.Errorf("got %v, want the read's own error", err)
	}
	if err := pg.Together(t.Context(), pool, pg.Everything, numbers(t.Context(), &got, "SELECT nothing FROM nowhere")); err == nil {
		t.Error("a broken question was answered")
	}
}
