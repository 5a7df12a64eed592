// Package ground is what every room of matching stands on: the rows, the
// clock, who is on the register, and the ways to tell somebody. It knows no
// rule of the market.
package ground

import (
	"context"
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

// Ground is shared by the rooms and owned by none.
type Ground struct {
	Pool     *pgxpool.Pool
	Clock    clock.Clock
	Outbox   *outbox.Outbox
	Hub      *live.Hub
	Register *account.Register
	Log      *slog.Logger
}

// In runs work in one transaction of a scope.
func (g *Ground) In(ctx context.Context, scope pg.Scope, work func(*db.Queries, pgx.Tx) error) error {
	return pg.InTx(ctx, g.Pool, scope, func(tx pgx.Tx) error { return work(db.New(tx), tx) })
}

// Look reads something in one transaction of a scope.
func Look[T any](ctx context.Context, g *Ground, scope pg.Scope, read func(*db.Queries) (T, error)) (T, error) {
	var out T
	err := g.In(ctx, scope, func(q *db.Queries, _ pgx.Tx) (err error) {
		out, err = read(q)
		return err
	})
	return out, err
}

// Notice is what a brand's or an agent's screen is told: enough to know what
// to read again.
type Notice struct {
	Request  uid.Request `json:"request_id"`
	Shift    uid.Shift   `json:"shift_id,omitzero"`
	State    string      `json:"state,omitempty"`
	Progress int         `json:"progress_bp,omitempty"`
}

// TellBrand pokes a brand's screens.
func (g *Ground) TellBrand(brand uid.Brand, kind string, n Notice) {
	g.Hub.Poke(live.BrandTopic(brand), kind, 0, n)
}

// TellAgent pokes an agent's.
func (g *Ground) TellAgent(agent uid.Agent, n Notice) {
	g.Hub.Poke(live.AgentTopic(agent), "offer", 0, n)
}
