package billing

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What issuing and paying are refused for.
var (
	ErrReference = fault.New(fault.Invalid, "payment_reference_missing", "name the transfer that paid: 1 to 200 characters")
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
	return b.step(ctx, id, Review, func(q *db.Queries, r db.BillingInvoice) error {
		return q.SetStatus(ctx, db.SetStatusParams{ID: r.ID, Status: string(Review)})
	})
}

// Approve lets a document be issued. It returns ErrNoInvoice and ErrStatus.
func (b *Book) Approve(ctx context.Context, id uid.Invoice, by uid.Person) (Invoice, error) {
	now := b.clock.Now()
	return b.step(ctx, id, Approved, func(q *db.Queries, r db.BillingInvoice) error {
		return q.ApproveInvoice(ctx, db.ApproveInvoiceParams{ID: r.ID, ApprovedBy: by, ApprovedAt: &now})
	})
}

// Withdraw ends a document that was not issued. It returns ErrNoInvoice and
// ErrStatus.
func (b *Book) Withdraw(ctx context.Context, id uid.Invoice) (Invoice, error) {
	return b.step(ctx, id, Void, func(q *db.Queries, r db.BillingInvoice) error {
		return q.SetStatus(ctx, db.SetStatusParams{ID: r.ID, Status: string(Void)})
	})
}

// Issue numbers and freezes an approved document, writes it into the ledger
// and closes its agents' statements: one transaction, so a number is never
// lost and never used twice. It returns ErrNoInvoice, ErrStatus and ErrEarly.
func (b *Book) Issue(ctx context.Context, id uid.Invoice) (Invoice, error) {
	return b.step(ctx, id, Issued, func(q *db.Queries, r db.BillingInvoice) error { return b.issue(ctx, q, r) })
}

// step moves a document on, under its lock.
func (b *Book) step(ctx context.Context, id uid.Invoice, to Status, work func(*db.Queries, db.BillingInvoice) error) (Invoice, error) {
	err := b.in(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		r, err := lockInvoice(ctx, q, id)
		if err != nil {
			return err
		}
		if !Status(r.Status).may(to) {
			return ErrStatus.At("status", "one that "+string(to)+" may follow", r.Status)
		}
		if err := work(q, r); err != nil {
			return fmt.Errorf("move invoice %s to %s: %w", id, to, err)
		}
		return nil
	})
	return b.after(ctx, id, err)
}

func (b *Book) issue(ctx context.Context, q *db.Queries, r db.BillingInvoice) error {
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
	sha, _, err := shaOf(struct {
		Number string `json:"number"`
		Rating string `json:"rating_sha256"`
		Result string `json:"result_sha"`
		Lines  []Line `json:"lines"`
		Total  int64  `json:"total_minor"`
	}{number, hexSHA(r.RatingDoc), r.ResultSha, lines, r.TotalMinor})
	if err != nil {
		return err
	}
	if err := book(ctx, q, r, lines, number, now); err != nil {
		return err
	}
	due := now.Add(payIn)
	if err := q.IssueInvoice(ctx, db.IssueInvoiceParams{ID: r.ID, Number: &number, IssuedAt: &now, DueAt: &due, DocSha: &sha}); err != nil {
		return fmt.Errorf("freeze: %w", err)
	}
	if r.Kind == KindInvoice {
		if err := b.closeStatements(ctx, q, r, number, now); err != nil {
			return err
		}
	}
	return b.queuePublish(ctx, q, r, sha, now)
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
func counter(code string) accountKind {
	switch code {
	case "compensation":
		return compensation
	case "incentive":
		return rebates
	case "credit_to_balance":
		return wallet
	}
	return revenue
}

// book writes a document into the ledger, one transfer a line, and proves that
// what the brand owes grew by exactly the total.
func book(ctx context.Context, q *db.Queries, r db.BillingInvoice, lines []Line, number string, now time.Time) error {
	brand := r.BrandID.String()
	owed := place{receivable, brand, r.Currency}
	ours := func(k accountKind) place {
		if k == wallet {
			return place{k, brand, r.Currency}
		}
		return place{kind: k, currency: r.Currency}
	}
	move := func(key string, debit, credit place, amount money.Amount, memo string) moving {
		return moving{key: "invoice/" + r.ID.String() + "/" + key, debit: debit, credit: credit, amount: amount, refKind: r.Kind, ref: uuid.UUID(r.ID), memo: number + " " + memo}
	}
	var moves []moving
	for _, l := range lines {
		moves = append(moves, move("line/"+strconv.Itoa(l.N), owed, ours(counter(l.Code)), l.AmountMinor, l.Code))
	}
	rated, err := ratingOf(r)
	if err != nil {
		return err
	}
	from := owed
	if rated.Tax.Mode == rate.TaxInclusive {
		from = ours(revenue) // the tax is inside the lines
	}
	moves = append(moves, move("tax", from, ours(taxPayable), money.Amount(r.TaxMinor), "tax"))
	if err := post(ctx, q, now, moves...); err != nil {
		return err
	}
	moved, err := q.MovedOn(ctx, db.MovedOnParams{Account: owed.id(), RefID: uuid.UUID(r.ID)})
	if err != nil {
		return fmt.Errorf("sum transfers: %w", err)
	}
	if moved != r.TotalMinor {
		return fmt.Errorf("invoice %s: %w: %d, not %d", number, errUnbalanced, moved, r.TotalMinor)
	}
	return nil
}

// PayOutside writes down that a document was settled by the bank; a credit
// note is settled into the brand's wallet. It returns ErrNoInvoice, ErrStatus,
// ErrReference and ErrDisputed.
func (b *Book) PayOutside(ctx context.Context, id uid.Invoice, reference string) (Invoice, error) {
	if reference == "" || len(reference) > 200 {
		return Invoice{}, ErrReference
	}
	return b.pay(ctx, id, reference, cash)
}

func (b *Book) pay(ctx context.Context, id uid.Invoice, reference string, into accountKind) (Invoice, error) {
	now := b.clock.Now()
	return b.step(ctx, id, Paid, func(q *db.Queries, r db.BillingInvoice) error {
		disputes, err := disputesOf(ctx, q, id)
		if err != nil {
			return err
		}
		for _, d := range disputes {
			if d.State == DisputeOpened {
				return ErrDisputed
			}
		}
		to := place{kind: into, currency: r.Currency}
		if r.TotalMinor < 0 {
			to = place{wallet, r.BrandID.String(), r.Currency}
		}
		err = post(ctx, q, now, moving{
			key: "invoice/" + id.String() + "/paid", debit: to, credit: place{receivable, r.BrandID.String(), r.Currency},
			amount: money.Amount(r.TotalMinor), refKind: "payment", ref: uuid.UUID(id), memo: orEmpty(r.Number) + " " + reference,
		})
		if err != nil {
			return err
		}
		if err := q.PayInvoice(ctx, db.PayInvoiceParams{ID: id, PaidAt: &now, PaidRef: reference}); err != nil {
			return fmt.Errorf("note payment: %w", err)
		}
		if into != cash {
			return nil
		}
		return b.queuePaid(ctx, q, r, reference, now)
	})
}
