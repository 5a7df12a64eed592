package billing

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
func (b *Book) Hold(ctx context.Context, outcome uid.Outcome, reason string, by uid.Person) error {
	return b.judge(ctx, outcome, rate.FraudHold, reason, by)
}

// Release says that a hold was mistaken: the outcome is billed as it was. It
// returns what Hold does.
func (b *Book) Release(ctx context.Context, outcome uid.Outcome, reason string, by uid.Person) error {
	return b.judge(ctx, outcome, rate.Release, reason, by)
}

func (b *Book) judge(ctx context.Context, outcome uid.Outcome, kind, reason string, by uid.Person) error {
	if reason == "" || len([]rune(reason)) > 500 {
		return ErrHoldReason
	}
	return b.in(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		o, err := q.Outcome(ctx, outcome)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoOutcome
		}
		if err != nil {
			return fmt.Errorf("find outcome %s: %w", outcome, err)
		}
		return b.correct(ctx, q, o.BrandID, correction{
			outcome: outcome, kind: kind, at: b.clock.Now(), actor: by.String(), evidence: hexSHA([]byte(reason)),
			event: kind + "/" + outcome.String() + "/" + uid.New[uuid.UUID]().String(),
		})
	})
}
