package db

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/pg"
)

// In does work in one transaction that sees what its scope may see.
func In(ctx context.Context, pool *pgxpool.Pool, scope pg.Scope, work func(*Queries, pgx.Tx) error) error {
	return pg.InTx(ctx, pool, scope, func(tx pgx.Tx) error { return work(New(tx), tx) })
}

// Look reads in a transaction of its own.
func Look[T any](ctx context.Context, pool *pgxpool.Pool, scope pg.Scope, read func(*Queries) (T, error)) (T, error) {
	var out T
	err := In(ctx, pool, scope, func(q *Queries, _ pgx.Tx) (err error) {
		out, err = read(q)
		return err
	})
	return out, err
}

// Before is a place in a list that goes back in time; the zero value is its
// beginning.
type Before struct {
	At time.Time
	ID uuid.UUID
}

// Endless is later than anything that happens.
var Endless = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// OrEnd is the place, or where a list begins.
func (f Before) OrEnd() Before {
	if f.At.IsZero() {
		return Before{Endless, uuid.Max}
	}
	return f
}
