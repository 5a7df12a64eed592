package payout

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/payout/internal/db"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// Reverse takes a payment back: one that went to the wrong account. By the
// gateway it is asked for, and refused where the account holds less; by the bank
// it came back, and reason names that transfer. It returns ErrNoItem,
// ErrItemState and ErrReference.
func (m *Paymaster) Reverse(ctx context.Context, id uid.Payout, reason string) error {
	reason = strings.TrimSpace(reason)
	if reason == "" || len(reason) > 200 {
		return ErrReference
	}
	return m.in(ctx, func(q *db.Queries, tx pgx.Tx) error {
		found, err := q.Item(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoItem
		}
		if err != nil {
			return fmt.Errorf("find item: %w", err)
		}
		r, err := q.LockRun(ctx, found.PayrunID)
		if err != nil {
			return fmt.Errorf("lock payrun: %w", err)
		}
		it, err := q.LockItem(ctx, id)
		if err != nil {
			return fmt.Errorf("lock item: %w", err)
		}
		if it.State != "paid" {
			return ErrItemState.At("state", "paid", it.State)
		}
		if err := q.SetItem(ctx, db.SetItemParams{ID: id, State: "reversing", Reason: reason, Reference: it.Reference, SettledAt: it.SettledAt}); err != nil {
			return fmt.Errorf("mark item: %w", err)
		}
		if r.Driver == ByBank || it.NetMinor == 0 {
			return m.reversed(ctx, tx, id)
		}
		return m.till.Queue(ctx, tx, till.Ask{
			Kind: till.Reversal, Subject: uuid.UUID(id), Key: "payrun:" + r.ID.String() + ":agent:" + it.AgentID.String() + ":reverse:" + strconv.FormatInt(m.clock.Now().UnixMicro(), 10),
			On: uuid.UUID(id), Currency: r.Currency, Amount: money.Amount(it.NetMinor), Details: till.Details{Memo: reason},
		})
	})
}

// hearReversal takes the gateway's answer: what it refuses stays paid, and
// becomes a task for a person.
func (m *Paymaster) hearReversal(ctx context.Context, tx pgx.Tx, a till.Answer) error {
	id := uid.Payout(a.Subject)
	if a.Refusal == "" {
		return m.reversed(ctx, tx, id)
	}
	q := db.New(tx)
	it, err := q.LockItem(ctx, id)
	if err != nil {
		return fmt.Errorf("lock item: %w", err)
	}
	if it.State != "reversing" {
		return nil
	}
	err = q.SetItem(ctx, db.SetItemParams{ID: id, State: "paid", Reason: "not taken back: " + a.Refusal, Reference: it.Reference, SettledAt: it.SettledAt})
	if err != nil {
		return fmt.Errorf("mark item: %w", err)
	}
	r, err := q.Run(ctx, it.PayrunID)
	if err != nil {
		return fmt.Errorf("find payrun: %w", err)
	}
	return m.till.Differ(ctx, tx, till.Difference{
		Kind: "reversal_refused", Provider: it.Reference, Op: string(till.Reversal), Subject: a.Subject, OursMinor: money.Amount(it.NetMinor),
		TheirsMinor: money.Amount(it.NetMinor), Currency: r.Currency, About: a.Refusal, At: m.clock.Now(),
	})
}

// reversed writes down that a payment came back: its statements can be paid
// again, and what was kept of it is owed again.
func (m *Paymaster) reversed(ctx context.Context, tx pgx.Tx, id uid.Payout) error {
	q, now := db.New(tx), m.clock.Now()
	it, err := q.LockItem(ctx, id)
	if err != nil {
		return fmt.Errorf("lock item: %w", err)
	}
	if it.State != "paid" && it.State != "reversing" {
		return nil // told again
	}
	r, err := q.Run(ctx, it.PayrunID)
	if err != nil {
		return fmt.Errorf("find payrun: %w", err)
	}
	if err := q.SetItem(ctx, db.SetItemParams{ID: id, State: "reversed", Reason: it.Reason, Reference: it.Reference, SettledAt: &now}); err != nil {
		return fmt.Errorf("mark item: %w", err)
	}
	if err := q.UnpayStatements(ctx, it.ID); err != nil {
		return fmt.Errorf("open statements: %w", err)
	}
	if err := spread(ctx, q, it, r.Currency, money.Amount(-it.RecoveredMinor), nil); err != nil {
		return err
	}
	for part, a := range map[string]int64{"net": it.NetMinor, "tax": it.TaxMinor, "recovered": it.RecoveredMinor} {
		if a == 0 {
			continue
		}
		if err := ledger.Reverse(ctx, tx, now, "payout/"+it.ID.String()+"/"+part, it.Reason); err != nil {
			return err
		}
	}
	return nil
}

// spread divides what was kept of a payment over the statements on which the
// agent owes, oldest first; a negative sum gives it back, newest first.
func spread(ctx context.Context, q *db.Queries, it db.BillingPayrunItem, currency string, sum money.Amount, now *time.Time) error {
	if sum == 0 {
		return nil
	}
	rows, err := q.LockDebts(ctx, db.LockDebtsParams{AgentID: it.AgentID, Currency: currency})
	if err != nil {
		return fmt.Errorf("list what the agent owes: %w", err)
	}
	for i := range rows {
		s := rows[i]
		if sum < 0 {
			s = rows[len(rows)-1-i]
		}
		part := min(sum, money.Amount(-s.TotalMinor-s.RecoveredMinor))
		if sum < 0 {
			part = max(sum, money.Amount(-s.RecoveredMinor))
		}
		if part == 0 {
			continue
		}
		p := db.RecoverParams{ID: s.ID, PartMinor: int64(part)}
		if now != nil {
			p.PaidAt = *now
		}
		if err := q.Recover(ctx, p); err != nil {
			return fmt.Errorf("note what was kept: %w", err)
		}
		sum -= part
	}
	if sum != 0 {
		return errDebt
	}
	return nil
}
