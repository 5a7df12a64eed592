package wages

import (
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/outbox"
)

// Clerk keeps what agents earn.
type Clerk struct {
	pool     *pgxpool.Pool
	clock    clock.Clock
	register *account.Register
}

// NewClerk makes a clerk.
func NewClerk(pool *pgxpool.Pool, c clock.Clock, register *account.Register) *Clerk {
	return &Clerk{pool, c, register}
}

// Listen makes the clerk hear what agents are paid for.
func (c *Clerk) Listen(o *outbox.Outbox, me string) {
	outbox.On(o, me, c.hearShift)
	outbox.On(o, me, c.hearDrill)
	outbox.On(o, me, c.hearStandby)
	outbox.On(o, me, c.hearDropped)
}
