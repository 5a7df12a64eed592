package facts

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a hold is refused for.
var (
	ErrNoOutcome  = fault.New(fault.NotFound, "outcome_unknown", "there is no such outcome")
	ErrHoldReason = fault.New(fault.Invalid, "hold_reason", "say why: 1 to 500 characters")
)

// Hold waits with billing an outcome that may be self-dealing: a buyer who is
// the agent, or shares a phone, an address or a payee with one. It is printed
// as held, without money, until it is released or its day comes. It returns
// ErrNoOutcome and ErrHoldReason.
func (m *Meter) Hold(ctx context.Context, outcome uid.Outcome, reason string, by uid.Person) error {
	return m.judge(ctx, outcome, rate.FraudHold, reason, by)
}

// Release says that a hold was mistaken: the outcome is billed as it was. It
// returns what Hold does.
func (m *Meter) Release(ctx context.Context, outcome uid.Outcome, reason string, by uid.Person) error {
	return m.judge(ctx, outcome, rate.Release, reason, by)
}

func (m *Meter) judge(ctx context.Context, outcome uid.Outcome, kind, reason string, by uid.Person) error {
	if reason == "" || len([]rune(reason)) > 500 {
		return ErrHoldReason
	}
	return db.In(ctx, m.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		o, err := q.Outcome(ctx, outcome)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoOutcome
		}
		if err != nil {
			return fmt.Errorf("find outcome %s: %w", outcome, err)
		}
		return m.Correct(ctx, q, o.BrandID, Correction{
			Outcome: outcome, Kind: kind, At: m.clock.Now(), Actor: by.String(), Evidence: HexSHA([]byte(reason)),
			Event: kind + "/" + outcome.String() + "/" + uid.New[uuid.UUID]().String(),
		})
	})
}
