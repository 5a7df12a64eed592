package pg_test

import (
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"testing"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

func TestSchemaMigratesFromNothing(t *testing.T) {
	pool := pgtest.DB(t)
	var n int
	if err := pool.QueryRow(t.Context(), "SELECT count(*) FROM account.brand").Scan(&n); err != nil || n != 0 {
		t.Fatalf("got %d brands, %v; want 0", n, err)
	}
}
