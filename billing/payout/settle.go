package payout

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/payout/internal/db"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// Where the money of a paid item comes from.
const (
	cash     = ledger.Cash
	clearing = ledger.Clearing
)

// Failure is a payment that the bank sent back.
type Failure struct {
	Item   uid.Payout `json:"item_id"`
	Reason string     `json:"reason" maxLength:"200"`
}

// Settle writes down what the bank did with a batch: every item that is not
// named as failed was paid. It returns ErrNoRun, ErrRunState, ErrNoItem and
// ErrReference.
func (m *Paymaster) Settle(ctx context.Context, id uid.Payrun, reference string, failures []Failure) (Run, error) {
	reference = strings.TrimSpace(reference)
	if reference == "" || len(reference) > 200 {
		return Run{}, ErrReference
	}
	why := map[uid.Payout]string{}
	for _, f := range failures {
		if why[f.Item] = strings.TrimSpace(f.Reason); why[f.Item] == "" || len(f.Reason) > 200 {
			return Run{}, ErrReference.At("failures", "why it failed", "")
		}
	}
	return m.step(ctx, id, []string{"submitting"}, func(q *db.Queries, tx pgx.Tx, r db.BillingPayrun) error {
		if r.Driver != ByBank {
			return ErrRunState.At("driver", ByBank, r.Driver)
		}
		items, err := q.Items(ctx, id)
		if err != nil {
			return fmt.Errorf("list items: %w", err)
		}
		for _, it := range items {
			reason := why[it.ID]
			delete(why, it.ID)
			if it.State != "sent" {
				continue
			}
			if err := m.end(ctx, q, tx, it, r, reference, reason, cash); err != nil {
				return err
			}
		}
		if len(why) > 0 {
			return ErrNoItem
		}
		return m.settleIfDone(ctx, q, id)
	})
}

// ended writes down what became of one item, unless that is known.
func (m *Paymaster) ended(ctx context.Context, tx pgx.Tx, id uid.Payout, reference, refusal string, from ledger.Kind) error {
	q := db.New(tx)
	found, err := q.Item(ctx, id)
	if err != nil {
		return fmt.Errorf("find item %s: %w", id, err)
	}
	r, err := q.LockRun(ctx, found.PayrunID) // the run before its items, as everywhere
	if err != nil {
		return fmt.Errorf("lock payrun: %w", err)
	}
	it, err := q.LockItem(ctx, id)
	if err != nil {
		return fmt.Errorf("lock item: %w", err)
	}
	if it.State != "sent" {
		return nil
	}
	if err := m.end(ctx, q, tx, it, r, reference, refusal, from); err != nil {
		return err
	}
	return m.settleIfDone(ctx, q, r.ID)
}

// end pays an item, or fails it for a reason; its statements then wait for the
// next run.
func (m *Paymaster) end(ctx context.Context, q *db.Queries, tx pgx.Tx, it db.BillingPayrunItem, r db.BillingPayrun, reference, reason string, from ledger.Kind) error {
	now := m.clock.Now()
	if reason != "" {
		if err := q.SetItem(ctx, db.SetItemParams{ID: it.ID, State: "failed", Reason: reason, SettledAt: &now}); err != nil {
			return fmt.Errorf("fail item: %w", err)
		}
		return nil
	}
	return m.paid(ctx, tx, it, r.Currency, reference, from)
}

// paid writes a payment down: what was sent, the tax that was kept, and what
// was kept for what the agent owed.
func (m *Paymaster) paid(ctx context.Context, tx pgx.Tx, it db.BillingPayrunItem, currency, reference string, from ledger.Kind) error {
	q, now := db.New(tx), m.clock.Now()
	if err := q.SetItem(ctx, db.SetItemParams{ID: it.ID, State: "paid", Reference: reference, SettledAt: &now}); err != nil {
		return fmt.Errorf("pay item: %w", err)
	}
	if err := q.PayStatements(ctx, db.PayStatementsParams{PayrunItemID: it.ID, PaidAt: &now, PaidRef: reference}); err != nil {
		return fmt.Errorf("note paid statements: %w", err)
	}
	if err := spread(ctx, q, it, currency, money.Amount(it.RecoveredMinor), &now); err != nil {
		return err
	}
	owed := ledger.Place{Kind: ledger.AgentPayable, Owner: it.AgentID.String(), Currency: currency}
	move := func(part string, credit ledger.Place, a int64) ledger.Move {
		return ledger.Move{Key: "payout/" + it.ID.String() + "/" + part, Debit: owed, Credit: credit, Amount: money.Amount(a), RefKind: "payout", Ref: uuid.UUID(it.ID), Memo: reference + " " + part}
	}
	return ledger.Post(ctx, tx, now,
		move("net", ledger.Place{Kind: from, Currency: currency}, it.NetMinor),
		move("tax", ledger.Place{Kind: ledger.Withholding, Currency: currency}, it.TaxMinor),
		move("recovered", ledger.Place{Kind: ledger.AgentAdvance, Owner: it.AgentID.String(), Currency: currency}, it.RecoveredMinor),
	)
}

// settleIfDone ends a run whose items all have.
func (m *Paymaster) settleIfDone(ctx context.Context, q *db.Queries, id uid.Payrun) error {
	left, err := q.LeftIn(ctx, id)
	if err != nil {
		return fmt.Errorf("count items: %w", err)
	}
	if left.UnderWay > 0 {
		return nil
	}
	now, state := m.clock.Now(), "settled"
	if left.Failed > 0 {
		state = "partial"
	}
	if err := q.SettleRun(ctx, db.SettleRunParams{ID: id, State: state, SettledAt: &now}); err != nil {
		return fmt.Errorf("settle payrun: %w", err)
	}
	return nil
}

// errDebt is a bug, never a caller's: more was kept than was owed.
var errDebt = errors.New("more is kept than the agent owes")
