package matching

import (
	"context"
	"errors"
	"log/slog"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/internal/db"
)

// Board holds every request and every shift.
type Board struct {
	pool     *pgxpool.Pool
	clock    clock.Clock
	outbox   *outbox.Outbox
	hub      *live.Hub
	register *account.Register
	arrivals Arrivals // nil: nobody counts
	log      *slog.Logger
}

// NewBoard makes a board over the agents of register.
func NewBoard(pool *pgxpool.Pool, c clock.Clock, o *outbox.Outbox, hub *live.Hub, register *account.Register, arrivals Arrivals, log *slog.Logger) *Board {
	return &Board{pool: pool, clock: c, outbox: o, hub: hub, register: register, arrivals: arrivals, log: log}
}

// Tick works off what is due: offers that lapsed, shifts that begin or end,
// events that begin or end. The planner has a tick of its own, Fills, because a
// plan takes seconds.
func (b *Board) Tick(ctx context.Context) error {
	return errors.Join(b.lapse(ctx), b.confirm(ctx), b.lapseSwaps(ctx), b.begin(ctx), b.end(ctx), b.backfill(ctx), b.advance(ctx))
}

// in runs work in one transaction of a scope.
func (b *Board) in(ctx context.Context, scope pg.Scope, work func(*db.Queries, pgx.Tx) error) error {
	return pg.InTx(ctx, b.pool, scope, func(tx pgx.Tx) error { return work(db.New(tx), tx) })
}

// look reads something in one transaction of a scope.
func look[T any](ctx context.Context, b *Board, scope pg.Scope, read func(*db.Queries) (T, error)) (T, error) {
	var out T
	err := b.in(ctx, scope, func(q *db.Queries, _ pgx.Tx) (err error) {
		out, err = read(q)
		return err
	})
	return out, err
}

// notice is what a brand's or an agent's screen is told: enough to know what
// to read again.
type notice struct {
	Request  uid.Request `json:"request_id"`
	Shift    uid.Shift   `json:"shift_id,omitzero"`
	State    string      `json:"state,omitempty"`
	Progress int         `json:"progress_bp,omitempty"`
}

func (b *Board) tellBrand(brand uid.Brand, kind string, n notice) {
	b.hub.Poke(live.BrandTopic(brand), kind, 0, n)
}

func (b *Board) tellAgent(agent uid.Agent, n notice) {
	b.hub.Poke(live.AgentTopic(agent), "offer", 0, n)
}
