package till

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/till/internal/db"
	"github.com/manyhands/manyhands/internal/money"
)

// lease is how long one copy of the program may be at a call before another
// takes it for dead. It is longer than a call may take.
const lease = 5 * time.Minute

// keyLife is how long a key is relied on: the gateway keeps it for a day.
const keyLife = 23 * time.Hour

// tellers is how many calls are made at once: with an answer in a third of a
// second that stays below 25 a second, which is what Stripe allows (source S9).
const tellers = 8

// Tell makes up to most of the calls that are due and returns how many it took
// on. No transaction is open while the gateway is asked.
func (t *Till) Tell(ctx context.Context, most int) (int, error) {
	var due []db.BillingGatewayOp
	err := t.in(ctx, func(q *db.Queries, _ pgx.Tx) (err error) {
		now := t.clock.Now()
		if due, err = q.DueOps(ctx, db.DueOpsParams{Now: now, Most: int32(most)}); err != nil {
			return fmt.Errorf("list gateway calls: %w", err)
		}
		ids := make([]uuid.UUID, len(due))
		for i, op := range due {
			ids[i] = uuid.UUID(op.ID)
		}
		if err := q.LeaseOps(ctx, db.LeaseOpsParams{Ids: ids, Now: now, DueAt: now.Add(lease)}); err != nil {
			return fmt.Errorf("lease gateway calls: %w", err)
		}
		return nil
	})
	if err != nil || len(due) == 0 {
		return 0, err
	}
	return len(due), t.tellAll(ctx, due)
}

func (t *Till) tellAll(ctx context.Context, due []db.BillingGatewayOp) error {
	var all sync.WaitGroup
	var mu sync.Mutex // covers broken
	var broken error
	next := make(chan db.BillingGatewayOp) // closed here when all are handed out
	for range min(tellers, len(due)) {
		all.Go(func() {
			for op := range next {
				if err := t.tell(ctx, op); err != nil {
					mu.Lock()
					broken = errors.Join(broken, err)
					mu.Unlock()
				}
			}
		})
	}
	for _, op := range due {
		next <- op
	}
	close(next)
	all.Wait()
	return broken
}

// tell makes one call and writes its answer down. op is as it was before it
// was leased.
func (t *Till) tell(ctx context.Context, op db.BillingGatewayOp) error {
	order, err := t.order(ctx, op)
	now := t.clock.Now()
	var id string
	if err == nil && order.Again {
		if id, err = t.gateway.Find(ctx, order); err != nil {
			err = fmt.Errorf("look for it: %v", err) //nolint:errorlint // what broke the look says nothing of the call
		} else if id == "" {
			op = afterLook(op, now)
			order.Key = keyOf(op)
		}
	}
	if err == nil && id == "" {
		id, err = t.gateway.Do(ctx, order)
	}
	if op.FirstSentAt == nil {
		op.FirstSentAt = &now
	}
	op.Attempts++
	return t.keep(ctx, ending(op, id, err, t.clock.Now()))
}

func keyOf(op db.BillingGatewayOp) string { return op.IdemKey + ":" + fmt.Sprint(op.Rev) }

// order is a call with what it stands on.
func (t *Till) order(ctx context.Context, op db.BillingGatewayOp) (Order, error) {
	o := Order{
		Kind: Kind(op.Op), Subject: op.Subject, Key: keyOf(op), Currency: op.Currency, Amount: money.Amount(op.AmountMinor),
		// The two clocks may differ by minutes, not by an hour.
		Since: op.QueuedAt.Add(-time.Hour),
		// One that was sent and never answered died on its way.
		Again: op.State != "queued",
	}
	if err := json.Unmarshal(op.Request, &o.Details); err != nil {
		return o, fmt.Errorf("%w: read the call: %w", ErrRejected, err)
	}
	need, ok := standsOn[o.Kind]
	if !ok {
		return o, nil
	}
	return o, t.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		on, err := q.LastOpOf(ctx, db.LastOpOfParams{Subject: op.OnID.Bytes, Op: string(need)})
		if err != nil {
			return fmt.Errorf("find the %s: %w", need, err)
		}
		if on.State == "rejected" {
			return fmt.Errorf("%w: the %s before it was refused: %s", ErrRejected, need, on.LastError)
		}
		if on.State != "ok" {
			return fmt.Errorf("%w: the %s is not there yet", ErrBusy, need)
		}
		o.On = on.ProviderID
		return nil
	})
}

// afterLook is a call of which nothing was found there. Its key is kept while
// the gateway surely knows it, because the lost request may still be on its
// way; a key that is too old, or that answers with a stored failure, is given up.
func afterLook(op db.BillingGatewayOp, now time.Time) db.BillingGatewayOp {
	if op.Broke || op.FirstSentAt != nil && now.Sub(*op.FirstSentAt) > keyLife {
		op.Rev++
		op.Broke, op.FirstSentAt = false, &now
	}
	return op
}

// ending is what an answer makes of a call.
func ending(op db.BillingGatewayOp, id string, err error, now time.Time) db.BillingGatewayOp {
	wait := min(time.Second<<min(op.Attempts, 12), time.Hour)
	op.ProviderID, op.DueAt, op.LastError = id, now, ""
	if err == nil {
		op.State, op.DoneAt = "ok", &now
		return op
	}
	op.LastError, op.DueAt = clip(err.Error()), now.Add(wait)
	switch {
	case errors.Is(err, ErrRejected):
		op.State, op.DoneAt = "rejected", &now
	case errors.Is(err, ErrBusy):
		// Not done; but a request before it may have been, so a call that was
		// unknown stays so and is looked up again.
		if op.State == "queued" {
			op.FirstSentAt = nil
		} else {
			op.State = "unknown"
		}
	default:
		op.State, op.Broke = "unknown", op.Broke || errors.Is(err, ErrBroke)
	}
	return op
}

// keep writes an answer down, and with it what follows from it here.
func (t *Till) keep(ctx context.Context, op db.BillingGatewayOp) error {
	return t.in(ctx, func(q *db.Queries, tx pgx.Tx) error {
		n, err := q.SetOp(ctx, db.SetOpParams{
			ID: op.ID, State: op.State, ProviderID: op.ProviderID, LastError: op.LastError, DueAt: op.DueAt, Broke: op.Broke, Rev: op.Rev,
			FirstSentAt: op.FirstSentAt, DoneAt: op.DoneAt, Attempts: op.Attempts,
		})
		if err != nil {
			return fmt.Errorf("keep gateway answer: %w", err)
		}
		do := t.answered[Kind(op.Op)]
		if n == 0 || op.DoneAt == nil { // another copy has taken the call over, or it has no end yet
			return nil
		}
		a := Answer{Call: op.ID, Kind: Kind(op.Op), Subject: op.Subject, Provider: op.ProviderID}
		if op.State == "rejected" {
			a.Refusal = op.LastError
			t.log.ErrorContext(ctx, "the payment gateway refused", "op", op.Op, "subject", op.Subject, "error", op.LastError)
		}
		if do == nil {
			return nil
		}
		return do(ctx, tx, a)
	})
}
