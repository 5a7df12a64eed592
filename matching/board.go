package matching

import (
	"log/slog"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/market"
)

// Board holds every request and every shift, and runs the planner between them.
type Board struct {
	*market.Board
	on       *ground.Ground
	arrivals Arrivals // nil: nobody counts
	copy     string   // which copy of the program this is
	sharing  Sharing
}

// NewBoard makes a board over the agents of register.
func NewBoard(pool *pgxpool.Pool, c clock.Clock, o *outbox.Outbox, hub *live.Hub, register *account.Register, arrivals Arrivals, log *slog.Logger) *Board {
	on := &ground.Ground{Pool: pool, Clock: c, Outbox: o, Hub: hub, Register: register, Log: log}
	return &Board{
		Board: market.New(on), on: on, arrivals: arrivals, copy: uuid.NewString(),
		sharing: Sharing{From: sharedFrom, Shards: sharedIn, Muster: muster, Patience: patience},
	}
}

// Listen makes the board hear what concerns it, and help other copies with
// their fills.
func (b *Board) Listen(o *outbox.Outbox) {
	b.Board.Listen(o)
	outbox.Chore(o, helpChore, b.help)
}
