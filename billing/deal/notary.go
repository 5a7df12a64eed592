package deal

import (
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/uid"
)

// Notary keeps what was agreed.
type Notary struct {
	pool     *pgxpool.Pool
	clock    clock.Clock
	register *account.Register
	meter    *facts.Meter
	poke     func(brand uid.Brand, kind string, body any) // screens that show it
	outbox   *outbox.Outbox                               // told on it that terms are agreed; from Listen on
}

// NewNotary makes a notary.
func NewNotary(pool *pgxpool.Pool, c clock.Clock, register *account.Register, meter *facts.Meter, poke func(uid.Brand, string, any)) *Notary {
	return &Notary{pool: pool, clock: c, register: register, meter: meter, poke: poke}
}

// Listen makes the notary hear bookings.
func (n *Notary) Listen(o *outbox.Outbox, me string) {
	n.outbox = o
	outbox.On(o, me, n.hearBooked)
}
