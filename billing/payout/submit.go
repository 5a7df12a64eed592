package payout

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/payout/internal/db"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// changed is why an item is not sent: between draft and submission somebody
// changed where the money goes, and nobody has approved that.
const changed = "the agent's details changed after the draft"

// Submit sends an approved run on its way: it freezes the bank's file, or queues
// the transfers. An item whose agent changed their details since the draft
// fails instead of following them. It returns ErrNoRun and ErrRunState.
func (m *Paymaster) Submit(ctx context.Context, id uid.Payrun, by uid.Person) (Run, error) {
	names, err := m.names(ctx)
	if err != nil {
		return Run{}, err
	}
	return m.step(ctx, id, []string{"approved"}, func(q *db.Queries, tx pgx.Tx, r db.BillingPayrun) error {
		items, err := q.Items(ctx, id)
		if err != nil {
			return fmt.Errorf("list items: %w", err)
		}
		now := m.clock.Now()
		var batch []payment
		for _, it := range items {
			payee, err := q.Payee(ctx, it.AgentID)
			if err != nil {
				return fmt.Errorf("find payee: %w", err)
			}
			if payee.Version != it.PayeeVersion {
				if err := q.SetItem(ctx, db.SetItemParams{ID: it.ID, State: "failed", Reason: changed, SettledAt: &now}); err != nil {
					return fmt.Errorf("leave item out: %w", err)
				}
				continue
			}
			if err := q.SetItem(ctx, db.SetItemParams{ID: it.ID, State: "sent"}); err != nil {
				return fmt.Errorf("send item: %w", err)
			}
			account, err := m.open(it.AgentID, payee.AccountNo)
			if err != nil {
				return err
			}
			batch = append(batch, payment{payee.Holder, payee.Bank, account, payee.Method, money.Amount(it.NetMinor), referenceOf(r.Number, it.ID)})
			if r.Driver == ByStripe {
				if err := m.transfer(ctx, tx, r, it, names[it.AgentID]); err != nil {
					return err
				}
			}
		}
		p := db.SubmitRunParams{ID: id, SubmittedBy: by, SubmittedAt: &now}
		if r.Driver == ByBank {
			if p.File, err = batchFile(batch, r.Currency); err != nil {
				return err
			}
		}
		if err := q.SubmitRun(ctx, p); err != nil {
			return fmt.Errorf("submit payrun: %w", err)
		}
		return m.settleIfDone(ctx, q, id)
	})
}

// referenceOf is short enough for a bank's remark and names one item.
func referenceOf(number string, id uid.Payout) string {
	text := id.String()
	return number + "-" + text[len(text)-8:]
}

// transfer queues an agent's pay at the gateway, and before it the account.
func (m *Paymaster) transfer(ctx context.Context, tx pgx.Tx, r db.BillingPayrun, it db.BillingPayrunItem, name string) error {
	if it.NetMinor == 0 {
		return m.paid(ctx, tx, it, r.Currency, r.Number, clearing)
	}
	known, err := m.till.Known(ctx, tx, till.Account, uuid.UUID(it.AgentID))
	if err != nil {
		return err
	}
	if !known {
		err := m.till.Queue(ctx, tx, till.Ask{
			Kind: till.Account, Subject: uuid.UUID(it.AgentID), Key: "acct:" + it.AgentID.String(), Details: till.Details{Name: name, Agent: it.AgentID},
		})
		if err != nil {
			return err
		}
	}
	return m.till.Queue(ctx, tx, till.Ask{
		Kind: till.Payout, Subject: uuid.UUID(it.ID), Key: "payrun:" + r.ID.String() + ":agent:" + it.AgentID.String(), On: uuid.UUID(it.AgentID),
		Currency: r.Currency, Amount: money.Amount(it.NetMinor), Details: till.Details{Group: r.Number},
	})
}

// File is the bank's batch of a submitted run, byte for byte as it was made. It
// returns ErrNoRun and ErrRunState.
func (m *Paymaster) File(ctx context.Context, id uid.Payrun) (name string, raw []byte, err error) {
	err = m.in(ctx, func(q *db.Queries, _ pgx.Tx) error {
		r, err := q.RunFile(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoRun
		}
		if err != nil {
			return fmt.Errorf("read batch: %w", err)
		}
		if r.File == nil {
			return ErrRunState.At("state", "submitted by the bank's file", "")
		}
		name, raw = r.Number+".csv", r.File
		return nil
	})
	return name, raw, err
}

// hearTill takes what became of transfers.
func (m *Paymaster) hearTill() {
	m.till.OnAnswer(till.Payout, func(ctx context.Context, tx pgx.Tx, a till.Answer) error {
		return m.ended(ctx, tx, uid.Payout(a.Subject), a.Provider, a.Refusal, clearing)
	})
	m.till.OnAnswer(till.Reversal, m.hearReversal)
	m.till.OnChange(till.Payout, func(ctx context.Context, tx pgx.Tx, o till.Object) error {
		if o.Status != till.Reversed {
			return nil
		}
		return m.reversed(ctx, tx, uid.Payout(o.Subject))
	})
}
