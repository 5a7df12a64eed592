package pg_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/migrations"
)

// before is an empty database at an earlier step of the schema.
func before(t *testing.T, step int64) *pgxpool.Pool {
	t.Helper()
	neighbour := pgtest.DB(t)
	if _, err := neighbour.Exec(t.Context(), "CREATE DATABASE earlier"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := neighbour.Exec(context.Background(), "DROP DATABASE earlier WITH (FORCE)"); err != nil {
			t.Errorf("drop the earlier database: %v", err)
		}
	})
	cfg := neighbour.Config().Copy()
	cfg.ConnConfig.Database = "earlier"
	pool, err := pgxpool.NewWithConfig(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	p, err := goose.NewProvider(goose.DialectPostgres, stdlib.OpenDBFromPool(pool), migrations.FS)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.UpTo(t.Context(), step); err != nil {
		t.Fatal(err)
	}
	return pool
}

// Law: facts that were told before they lay by months are all there after, and
// new ones find their month, in months that had facts and in months to come.
func TestFactsToldBeforeTheMonthsAreCarriedForward(t *testing.T) {
	t.Parallel()
	pool := before(t, 13)
	tell := func(key, at string) {
		t.Helper()
		_, err := pool.Exec(t.Context(), `INSERT INTO billing.outcome (id, brand_id, channel, service, unit, shopper_ref, intent, event_at, received_at, resp_ms, csat, flags,
			order_ref, net_minor, currency, transcript_sha, source, source_event_id)
			VALUES (gen_random_uuid(), gen_random_uuid(), 'web', 'bot', 'conversation', '', '', $1::timestamptz, now(), 0, 0, '{answered}', '', 0, '', '', 'test', $2)`, at, key)
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, at := range []string{"2026-09-30 23:59:59Z", "2026-10-01 00:00:00Z", "2026-11-11 00:00:00Z"} {
		tell("before "+at, at)
	}
	if err := pg.Migrate(t.Context(), pool); err != nil {
		t.Fatal(err)
	}
	for _, at := range []string{"2026-10-05 00:00:00Z", "2026-11-30 23:59:59.999999Z", "2026-12-01 00:00:00Z", "2031-01-01 00:00:00Z", "1999-01-01 00:00:00Z"} {
		if _, err := pool.Exec(t.Context(), "SELECT billing.open_month($1::timestamptz)", at); err != nil {
			t.Fatal(err)
		}
		tell("after "+at, at)
	}
	rows, err := pool.Query(t.Context(), "SELECT tableoid::regclass::text, count(*)::text FROM billing.outcome GROUP BY 1 ORDER BY 1")
	if err != nil {
		t.Fatal(err)
	}
	lie, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (string, error) {
		var part, n string
		err := r.Scan(&part, &n)
		return part + " " + n, err
	})
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	for _, l := range lie {
		got += l + "\n"
	}
	// The first part begins before all time and ends with November; 1999 lies in it.
	if want := "billing.outcome_202612 1\nbilling.outcome_203101 1\nbilling.outcome_first 6\n"; got != want {
		t.Errorf("the facts lie in\n%swant\n%s", got, want)
	}
}
