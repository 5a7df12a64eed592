package pg_test

import (
	"context"
	"errors"
	"io"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/uid"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// dataDir is a folder that the server's own user can reach.
func dataDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "mhpg") //nolint:usetesting // t.TempDir's parents are closed to the server's user
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func start(t *testing.T, dir string) *pg.Server {
	t.Helper()
	s, err := pg.StartServer(t.Context(), pg.ServerConfig{BinDir: os.Getenv("MANYHANDS_PG_BIN"), DataDir: dir, Log: io.Discard})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func stop(t *testing.T, s *pg.Server) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	defer cancel()
	if err := s.Stop(ctx); err != nil {
		t.Errorf("stop: %v", err)
	}
}

// What was acknowledged is there after the server is killed.
func TestAServerKilledWithoutWarningLosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := start(t, dir)
	c, err := pgx.Connect(t.Context(), s.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exec(t.Context(), "CREATE TABLE kept AS SELECT generate_series(1, 100) AS n"); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(s.Pid(), syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	<-s.Done()
	stop(t, s) // gives the directory's lock back
	s = start(t, dir)
	defer stop(t, s)
	if c, err = pgx.Connect(t.Context(), s.URL); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := c.QueryRow(t.Context(), "SELECT count(*) FROM kept").Scan(&n); err != nil || n != 100 {
		t.Errorf("got %d rows, %v; want 100", n, err)
	}
	_ = c.Close(t.Context())
}

func TestASecondCopyIsToldThatTheDataIsInUse(t *testing.T) {
	t.Parallel()
	dir := dataDir(t)
	s := start(t, dir)
	defer stop(t, s)
	_, err := pg.StartServer(t.Context(), pg.ServerConfig{BinDir: os.Getenv("MANYHANDS_PG_BIN"), DataDir: dir, Log: io.Discard})
	if !errors.Is(err, pg.ErrInUse) {
		t.Errorf("got %v, want %v", err, pg.ErrInUse)
	}
}

// No table that carries a brand shows another brand's rows: each is closed by
// row-level security, also to the owner.
func TestEveryTableWithABrandIsClosedByRowLevelSecurity(t *testing.T) {
	t.Parallel()
	pool := pgtest.DB(t)
	rows, err := pool.Query(t.Context(), `
		SELECT n.nspname || '.' || c.relname FROM pg_class c
		JOIN pg_namespace n ON n.oid = c.relnamespace
		JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'brand_id' AND NOT a.attisdropped
		WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('account', 'river')
		  AND NOT (c.relrowsecurity AND c.relforcerowsecurity)`)
	if err != nil {
		t.Fatal(err)
	}
	open, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range open {
		t.Errorf("%s carries a brand and is open to every brand", name)
	}
}

func TestATransactionSeesItsOwnBrandAlone(t *testing.T) {
	t.Parallel()
	pool := pgtest.DB(t)
	mine, theirs := uid.New[uid.Brand](), uid.New[uid.Brand]()
	for _, b := range []uid.Brand{mine, theirs} {
		err := pg.InTx(t.Context(), pool, pg.OfBrand(b), func(tx pgx.Tx) error {
			_, err := tx.Exec(t.Context(), "INSERT INTO shopper.shopper (id, brand_id, ref, first_seen, last_seen) VALUES ($1, $2, 's', now(), now())", uid.New[uid.Shopper](), b)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		scope pg.Scope
		want  int
	}{{pg.OfBrand(mine), 1}, {pg.OfBrand(theirs), 1}, {pg.Everything, 2}, {pg.Scope{}, 0}} {
		err := pg.InTx(t.Context(), pool, c.scope, func(tx pgx.Tx) error {
			var n int
			if err := tx.QueryRow(t.Context(), "SELECT count(*) FROM shopper.shopper").Scan(&n); err != nil {
				return err
			}
			if n != c.want {
				t.Errorf("scope %v sees %d shoppers, want %d", c.scope, n, c.want)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	err := pg.InTx(t.Context(), pool, pg.OfBrand(mine), func(tx pgx.Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO shopper.shopper (id, brand_id, ref, first_seen, last_seen) VALUES ($1, $2, 'x', now(), now())", uid.New[uid.Shopper](), theirs)
		return err
	})
	if err == nil {
		t.Error("a brand wrote a row of another brand")
	}
}
