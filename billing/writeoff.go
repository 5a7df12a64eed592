package billing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a write-off is refused for.
var (
	ErrNoWriteOff     = fault.New(fault.NotFound, "write_off_unknown", "there is no such write-off, or it is answered")
	ErrWriteOffReason = fault.New(fault.Invalid, "write_off_reason", "say why nobody will pay it: 1 to 2,000 characters")
	ErrWriteOffOpen   = fault.New(fault.Conflict, "write_off_open", "a write-off of the document is asked for already")
	ErrWriteOffBySame = fault.New(fault.Conflict, "write_off_by_same", "you asked for it; a second person agrees")
	ErrWriteOffEarly  = fault.New(fault.Conflict, "write_off_early", "the document is not late yet")
	ErrWriteOffMoved  = fault.New(fault.Conflict, "write_off_moved", "what is owed changed since it was asked for; ask again")
)

// WriteOff is a debt that is given up: one person asks, another one agrees.
type WriteOff struct {
	ID          uuid.UUID    `json:"id"`
	Brand       uid.Brand    `json:"brand_id"`
	BrandName   string       `json:"brand_name"`
	Invoice     uid.Invoice  `json:"invoice_id"`
	Number      string       `json:"number"`
	AmountMinor money.Amount `json:"amount_minor"`
	Currency    string       `json:"currency"`
	Reason      string       `json:"reason"`
	State       string       `json:"state" enum:"asked,approved,declined"`
	AskedBy     uid.Person   `json:"asked_by"`
	AskedAt     time.Time    `json:"asked_at"`
	AnsweredBy  uid.Person   `json:"answered_by"`
	AnsweredAt  *time.Time   `json:"answered_at,omitempty"`
	DueAt       *time.Time   `json:"due_at,omitempty"`
}

// AskWriteOff asks to give up what a late document still owes. It returns
// ErrNoInvoice, ErrStatus, ErrWriteOffReason, ErrWriteOffEarly, ErrWriteOffOpen
// and ErrDisputed.
func (b *Book) AskWriteOff(ctx context.Context, id uid.Invoice, reason string, by uid.Person) error {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n < 1 || n > 2000 {
		return ErrWriteOffReason
	}
	now := b.clock.Now()
	err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		r, err := lockInvoice(ctx, q, id)
		if err != nil {
			return err
		}
		if !Status(r.Status).may(Uncollectible) || r.TotalMinor <= 0 {
			return ErrStatus.At("status", "issued and not paid", r.Status)
		}
		if r.DueAt == nil || now.Before(*r.DueAt) {
			return ErrWriteOffEarly
		}
		if err := noneDisputed(ctx, q, id); err != nil {
			return err
		}
		return q.AskWriteOff(ctx, db.AskWriteOffParams{
			ID: uid.New[uuid.UUID](), BrandID: r.BrandID, InvoiceID: id, AmountMinor: r.TotalMinor - r.WalletMinor - r.PaidMinor, Currency: r.Currency,
			Reason: reason, AskedBy: by, AskedAt: now,
		})
	})
	if name, broken := pg.Broken(err); broken && name == "write_off_open" {
		return ErrWriteOffOpen
	}
	return err
}

// AnswerWriteOff agrees to give a debt up, or declines. Agreed, the amount leaves
// what the brand owes for the bad debts; money that comes after all is taken
// back out of them. It returns ErrNoWriteOff, ErrWriteOffBySame, ErrWriteOffMoved,
// ErrStatus and ErrDisputed.
func (b *Book) AnswerWriteOff(ctx context.Context, id uuid.UUID, agree bool, by uid.Person) error {
	now := b.clock.Now()
	return db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		w, err := q.LockWriteOff(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && w.State != "asked" {
			return ErrNoWriteOff
		}
		if err != nil {
			return fmt.Errorf("lock write-off: %w", err)
		}
		if w.AskedBy == by {
			return ErrWriteOffBySame
		}
		answer := db.AnswerWriteOffParams{ID: id, State: "declined", AnsweredBy: by, AnsweredAt: &now}
		if agree {
			answer.State = "approved"
			if err := b.giveUp(ctx, tx, q, w, now); err != nil {
				return err
			}
		}
		if err := q.AnswerWriteOff(ctx, answer); err != nil {
			return fmt.Errorf("answer write-off: %w", err)
		}
		return nil
	})
}

func (b *Book) giveUp(ctx context.Context, tx pgx.Tx, q *db.Queries, w db.BillingWriteOff, now time.Time) error {
	r, err := lockInvoice(ctx, q, w.InvoiceID)
	if err != nil {
		return err
	}
	if !Status(r.Status).may(Uncollectible) {
		return ErrStatus.At("status", "issued and not paid", r.Status)
	}
	if r.TotalMinor-r.WalletMinor-r.PaidMinor != w.AmountMinor {
		return ErrWriteOffMoved
	}
	if err := noneDisputed(ctx, q, r.ID); err != nil {
		return err
	}
	if err := q.GiveUp(ctx, db.GiveUpParams{ID: r.ID, AmountMinor: w.AmountMinor}); err != nil {
		return fmt.Errorf("note write-off: %w", err)
	}
	err = ledger.Post(ctx, tx, now, ledger.Move{
		Key: "write_off/" + w.ID.String(), Debit: ledger.Place{Kind: ledger.BadDebt, Currency: r.Currency}, Credit: owedBy(r), Amount: money.Amount(w.AmountMinor),
		RefKind: "write_off", Ref: w.ID, Memo: orEmpty(r.Number) + " write_off",
	})
	if err != nil {
		return err
	}
	known, err := b.till.Known(ctx, tx, till.Publish, uuid.UUID(r.ID))
	if err != nil || !known {
		return err
	}
	return b.till.Queue(ctx, tx, till.Ask{
		Kind: till.GiveUp, Subject: uuid.UUID(r.ID), Key: "inv:" + r.ID.String() + ":uncollectible", On: uuid.UUID(r.ID), Currency: r.Currency, Amount: money.Amount(w.AmountMinor),
	})
}

// WriteOffs lists those asked for and answered, newest first.
func (b *Book) WriteOffs(ctx context.Context) ([]WriteOff, error) {
	called, err := b.called(ctx)
	if err != nil {
		return nil, err
	}
	return db.Look(ctx, b.pool, pg.Everything, func(q *db.Queries) ([]WriteOff, error) {
		rows, err := q.WriteOffs(ctx, 200)
		if err != nil {
			return nil, fmt.Errorf("list write-offs: %w", err)
		}
		out := make([]WriteOff, len(rows))
		for i, r := range rows {
			out[i] = WriteOff{
				r.ID, r.BrandID, called[r.BrandID], r.InvoiceID, orEmpty(r.Number), money.Amount(r.AmountMinor), r.Currency, r.Reason, r.State,
				r.AskedBy, r.AskedAt, r.AnsweredBy, r.AnsweredAt, r.DueAt,
			}
		}
		return out, nil
	})
}
