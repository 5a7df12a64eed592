package till

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/till/internal/db"
)

// Told is a message of the gateway whose signature holds.
type Told struct {
	ID, Type, Object string
	Payload          []byte
}

// Hear keeps a message, once. It is applied later, by Tick: whoever sent it
// wants an answer at once, and sends it again without one.
func (t *Till) Hear(ctx context.Context, m Told) error {
	return t.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		_, err := q.AddEvent(ctx, db.AddEventParams{ID: m.ID, Kind: m.Type, ObjectID: m.Object, Payload: m.Payload, ReceivedAt: t.clock.Now()})
		if err != nil {
			return fmt.Errorf("keep gateway message: %w", err)
		}
		return nil
	})
}

// about is the kind of thing that a type of message is about. Other messages
// are kept and change nothing.
var about = map[string]Kind{
	"invoice.finalized": Publish, "invoice.paid": Publish, "invoice.payment_failed": Publish, "invoice.voided": Publish,
	"invoice.marked_uncollectible": Publish, "invoice.overdue": Publish,
	"credit_note.created": Credit, "credit_note.voided": Credit,
	"transfer.created": Payout, "transfer.reversed": Payout, "transfer.updated": Payout,
}

// Apply applies up to most of the messages that wait and returns how many it
// took on. What a message says is not believed: the thing is fetched, so the
// order of messages does not matter.
func (t *Till) Apply(ctx context.Context, most int) (int, error) {
	var due []db.DueEventsRow
	err := t.in(ctx, func(q *db.Queries, _ pgx.Tx) (err error) {
		now := t.clock.Now()
		if due, err = q.DueEvents(ctx, db.DueEventsParams{Now: now, Most: int32(most)}); err != nil {
			return fmt.Errorf("list gateway messages: %w", err)
		}
		ids := make([]string, len(due))
		for i, e := range due {
			ids[i] = e.ID
		}
		if err := q.LeaseEvents(ctx, db.LeaseEventsParams{Ids: ids, DueAt: now.Add(lease)}); err != nil {
			return fmt.Errorf("lease gateway messages: %w", err)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, e := range due {
		if err := t.apply(ctx, e); err != nil {
			return len(due), err
		}
	}
	return len(due), nil
}

func (t *Till) apply(ctx context.Context, e db.DueEventsRow) error {
	now := t.clock.Now()
	kind, ours := about[e.Kind]
	var found Object
	var err error
	if ours {
		found, err = t.gateway.Fetch(ctx, kind, e.ObjectID)
	}
	if err == nil && ours {
		err = t.raise(ctx, found)
	}
	if errors.Is(err, ErrNoObject) {
		err = nil // a draft that was deleted, or not ours
	}
	return t.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		if err == nil {
			return q.EventApplied(ctx, db.EventAppliedParams{ID: e.ID, AppliedAt: &now})
		}
		t.log.WarnContext(ctx, "a gateway message waits", "message", e.ID, "error", err)
		return q.EventFailed(ctx, db.EventFailedParams{ID: e.ID, LastError: clip(err.Error()), DueAt: now.Add(min(time.Second<<min(e.Attempts, 12), time.Hour))})
	})
}

// raise writes down how far a thing there has come, and what follows from it
// here, unless that was known.
func (t *Till) raise(ctx context.Context, o Object) error {
	return t.in(ctx, func(q *db.Queries, tx pgx.Tx) error {
		n, err := q.RaiseObject(ctx, db.RaiseObjectParams{
			ProviderID: o.ID, Kind: string(o.Kind), Subject: orNil(o.Subject), Rank: int32(rank[o.Status]), Status: string(o.Status),
			AmountMinor: int64(o.Amount), Currency: o.Currency, SeenAt: t.clock.Now(),
		})
		if err != nil {
			return fmt.Errorf("keep what is known of %s: %w", o.ID, err)
		}
		do := t.changed[o.Kind]
		if n == 0 || do == nil || o.Subject == uuid.Nil {
			return nil
		}
		return do(ctx, tx, o)
	})
}
