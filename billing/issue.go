package billing

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/internal/names"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/billing/wages"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What issuing and paying are refused for.
var (
	ErrReference = wages.ErrReference
	ErrEarly     = fault.New(fault.Conflict, "period_not_over", "the period is not over yet; it can be drafted and looked at")
)

// payIn is how long a brand has to pay.
const payIn = 30 * 24 * time.Hour

// errUnbalanced is a bug, never a caller's: the transfers of a document do not
// make its total.
var errUnbalanced = errors.New("the transfers do not make the total")

// SendForReview shows a draft to its brand. It returns ErrNoInvoice and
// ErrStatus.
func (b *Book) SendForReview(ctx context.Context, id uid.Invoice) (Invoice, error) {
	return b.step(ctx, id, Review, func(_ pgx.Tx, q *db.Queries, r db.BillingInvoice) error {
		return q.SetStatus(ctx, db.SetStatusParams{ID: r.ID, Status: string(Review)})
	})
}

// Approve lets a document be issued. It returns ErrNoInvoice, ErrStatus, and
// ErrDisputed while a line waits for its answer.
func (b *Book) Approve(ctx context.Context, id uid.Invoice, by uid.Person) (Invoice, error) {
	now := b.clock.Now()
	return b.step(ctx, id, Approved, func(_ pgx.Tx, q *db.Queries, r db.BillingInvoice) error {
		if err := noneDisputed(ctx, q, id); err != nil {
			return err
		}
		return q.ApproveInvoice(ctx, db.ApproveInvoiceParams{ID: r.ID, ApprovedBy: by, ApprovedAt: &now})
	})
}

// Withdraw ends a document that was not issued. It returns ErrNoInvoice, ErrStatus
// and ErrDisputed.
func (b *Book) Withdraw(ctx context.Context, id uid.Invoice) (Invoice, error) {
	return b.step(ctx, id, Void, func(_ pgx.Tx, q *db.Queries, r db.BillingInvoice) error {
		if err := noneDisputed(ctx, q, id); err != nil {
			return err
		}
		return q.SetStatus(ctx, db.SetStatusParams{ID: r.ID, Status: string(Void)})
	})
}

// Issue numbers and freezes an approved document, writes it into the ledger
// and closes its agents' statements: one transaction, so a number is never
// lost and never used twice. It returns ErrNoInvoice, ErrStatus and ErrEarly.
func (b *Book) Issue(ctx context.Context, id uid.Invoice) (Invoice, error) {
	who, err := names.Brands(ctx, b.register)
	if err != nil {
		return Invoice{}, err
	}
	return b.step(ctx, id, Issued, func(tx pgx.Tx, q *db.Queries, r db.BillingInvoice) error {
		if err := b.issue(ctx, tx, q, r); err != nil {
			return err
		}
		return deal.FreezeParties(ctx, q, r, who[r.BrandID])
	})
}

// step moves a document on, under its lock.
func (b *Book) step(ctx context.Context, id uid.Invoice, to Status, work func(pgx.Tx, *db.Queries, db.BillingInvoice) error) (Invoice, error) {
	err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		r, err := lockInvoice(ctx, q, id)
		if err != nil {
			return err
		}
		if !Status(r.Status).may(to) {
			return ErrStatus.At("status", "one that "+string(to)+" may follow", r.Status)
		}
		if err := work(tx, q, r); err != nil {
			return fmt.Errorf("move invoice %s to %s: %w", id, to, err)
		}
		return nil
	})
	return b.after(ctx, id, err)
}

func (b *Book) issue(ctx context.Context, tx pgx.Tx, q *db.Queries, r db.BillingInvoice) error {
	now := b.clock.Now()
	if now.Before(r.PeriodTill) {
		return ErrEarly
	}
	lines, err := linesOf(ctx, q, r.ID)
	if err != nil {
		return err
	}
	number, err := nextNumber(ctx, q, r.Kind, now)
	if err != nil {
		return err
	}
	sha, _, err := facts.SHAOf(struct {
		Number string `json:"number"`
		Rating string `json:"rating_sha256"`
		Result string `json:"result_sha"`
		Lines  []Line `json:"lines"`
		Total  int64  `json:"total_minor"`
	}{number, facts.HexSHA(r.RatingDoc), r.ResultSha, lines, r.TotalMinor})
	if err != nil {
		return err
	}
	if err := book(ctx, tx, r, lines, number, now); err != nil {
		return err
	}
	due := now.Add(payIn)
	if err := q.IssueInvoice(ctx, db.IssueInvoiceParams{ID: r.ID, Number: &number, IssuedAt: &now, DueAt: &due, DocSha: &sha}); err != nil {
		return fmt.Errorf("freeze: %w", err)
	}
	if r.Kind == KindInvoice {
		if err := b.CloseStatements(ctx, tx, q, r, number, now); err != nil {
			return err
		}
	}
	if err := b.queueIssued(ctx, tx, r, lines, number, sha); err != nil {
		return err
	}
	r.Number = &number
	return b.useWallet(ctx, tx, q, r)
}

// nextNumber counts a series up, under its row's lock until the transaction
// ends: no gap after a rollback, no number twice.
func nextNumber(ctx context.Context, q *db.Queries, kind string, now time.Time) (string, error) {
	series := "MH-" + strconv.Itoa(now.Year())
	if kind == KindCreditNote {
		series = "MHC-" + strconv.Itoa(now.Year())
	}
	n, err := q.NextNumber(ctx, series)
	if err != nil {
		return "", fmt.Errorf("take number: %w", err)
	}
	return fmt.Sprintf("%s-%06d", series, n), nil
}

// counter is the account that a line's money comes from.
func counter(code string) ledger.Kind {
	switch code {
	case "compensation":
		return ledger.Compensation
	case "incentive":
		return ledger.Incentive
	case "credit_to_balance":
		return ledger.Wallet
	}
	return ledger.Revenue
}

// book writes a document into the ledger, one transfer a line, and proves that
// what the brand owes grew by exactly the total. The database looks again when
// the transaction commits.
func book(ctx context.Context, tx pgx.Tx, r db.BillingInvoice, lines []Line, number string, now time.Time) error {
	owed := owedBy(r)
	ours := func(k ledger.Kind) ledger.Place {
		if k == ledger.Wallet {
			return walletOf(r.BrandID, r.Currency)
		}
		return ledger.Place{Kind: k, Currency: r.Currency}
	}
	move := func(key string, debit, credit ledger.Place, amount money.Amount, memo string) ledger.Move {
		return ledger.Move{Key: "invoice/" + r.ID.String() + "/" + key, Debit: debit, Credit: credit, Amount: amount, RefKind: r.Kind, Ref: uuid.UUID(r.ID), Memo: number + " " + memo}
	}
	var moves []ledger.Move
	for _, l := range lines {
		moves = append(moves, move("line/"+strconv.Itoa(l.N), owed, ours(counter(l.Code)), l.AmountMinor, l.Code))
	}
	rated, err := ratingOf(r)
	if err != nil {
		return err
	}
	from := owed
	if rated.Tax.Mode == rate.TaxInclusive {
		from = ours(ledger.Revenue) // the tax is inside the lines
	}
	moves = append(moves, move("tax", from, ours(ledger.TaxPayable), money.Amount(r.TaxMinor), "tax"))
	if err := ledger.Post(ctx, tx, now, moves...); err != nil {
		return err
	}
	moved, err := ledger.MovedOn(ctx, tx, owed, uuid.UUID(r.ID))
	if err != nil {
		return err
	}
	if int64(moved) != r.TotalMinor {
		return fmt.Errorf("invoice %s: %w: %d, not %d", number, errUnbalanced, moved, r.TotalMinor)
	}
	return nil
}

func owedBy(r db.BillingInvoice) ledger.Place {
	return ledger.Place{Kind: ledger.Receivable, Owner: r.BrandID.String(), Currency: r.Currency}
}
