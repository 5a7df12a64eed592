package ledger

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/ledger/internal/db"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a close is refused for.
var (
	ErrCloseFuture = fault.New(fault.Invalid, "ledger_close_future", "books are closed up to an instant that is past")
	ErrCloseBack   = fault.New(fault.Conflict, "ledger_close_back", "the books are closed that far already")
)

// Close closes the books up to an instant, in the caller's transaction: from
// its commit on no transfer is dated before. Closing twice has one outcome. It
// returns ErrCloseFuture and ErrCloseBack.
func Close(ctx context.Context, tx pgx.Tx, till, now time.Time, by uid.Person) error {
	if till.After(now) {
		return ErrCloseFuture.At("till", "not after now", till.Format(time.RFC3339))
	}
	q := db.New(tx)
	// Writers under way are waited for, later ones meet the row below.
	if err := q.HoldWriters(ctx); err != nil {
		return fmt.Errorf("hold writers off: %w", err)
	}
	had, err := closedTill(ctx, q)
	if err != nil {
		return err
	}
	if !had.Before(till) {
		return ErrCloseBack.At("till", "after "+had.Format(time.RFC3339), till.Format(time.RFC3339))
	}
	// Two who close at once both hold writers off, and neither saw the other's
	// row: the key lets one of them in.
	n, err := q.AddClose(ctx, db.AddCloseParams{Till: till, ClosedBy: by, ClosedAt: now})
	if err != nil {
		return fmt.Errorf("close the books: %w", err)
	}
	if n == 0 {
		return ErrCloseBack.At("till", "after "+till.Format(time.RFC3339), till.Format(time.RFC3339))
	}
	return snapshot(ctx, q, now)
}

// closedTill is up to when the books are closed; the zero time is never.
func closedTill(ctx context.Context, q *db.Queries) (time.Time, error) {
	till, err := q.ClosedTill(ctx)
	if err != nil {
		return time.Time{}, fmt.Errorf("read close: %w", err)
	}
	return till, nil
}

// Close closes the books up to an instant. See the function of that name.
func (l *Ledger) Close(ctx context.Context, till time.Time, by uid.Person) error {
	return pg.InTx(ctx, l.pool, pg.Everything, func(tx pgx.Tx) error { return Close(ctx, tx, till, l.clock.Now(), by) })
}

// snapshotEvery is how many transfers are written down before balances are
// summed up anew: what a reader adds up is never more than that.
const snapshotEvery = 20_000

// Tick takes a snapshot when enough was written down since the last one.
func (l *Ledger) Tick(ctx context.Context) error {
	due, err := look(ctx, l, func(q *db.Queries) (bool, error) {
		seq, err := q.LastSeq(ctx)
		if err != nil {
			return false, fmt.Errorf("read ledger's end: %w", err)
		}
		had, err := q.LastSnapshot(ctx)
		if err != nil {
			return false, fmt.Errorf("read last snapshot: %w", err)
		}
		return seq-had >= snapshotEvery, nil
	})
	if err != nil || !due {
		return err
	}
	return l.Snapshot(ctx)
}

// Snapshot sums every account up as of now.
func (l *Ledger) Snapshot(ctx context.Context) error {
	return pg.InTx(ctx, l.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		// A transfer with a smaller seq may still be on its way; without waiting
		// for it the snapshot would lose it for ever.
		if err := q.HoldWriters(ctx); err != nil {
			return fmt.Errorf("hold writers off: %w", err)
		}
		return snapshot(ctx, q, l.clock.Now())
	})
}

func snapshot(ctx context.Context, q *db.Queries, now time.Time) error {
	through, err := q.LastSeq(ctx)
	if err != nil {
		return fmt.Errorf("read ledger's end: %w", err)
	}
	rows, err := q.TrialBalance(ctx)
	if err != nil {
		return fmt.Errorf("sum accounts: %w", err)
	}
	for _, r := range rows {
		err := q.AddSnapshot(ctx, db.AddSnapshotParams{Through: through, Account: r.ID, TakenAt: now, DebitsMinor: r.DebitsMinor, CreditsMinor: r.CreditsMinor})
		if err != nil {
			return fmt.Errorf("keep balance of %s: %w", r.ID, err)
		}
	}
	return nil
}
