package billing

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Adjust drafts what an issued bill's later facts change of it: an adjustment
// that adds, or a credit note that gives back. It is the whole rating of the
// facts as they are now, less the one that was billed last. It returns
// ErrNoInvoice, ErrStatus, ErrNoChange and ErrBilled (one is open already).
func (b *Book) Adjust(ctx context.Context, original uid.Invoice) (Invoice, error) {
	id, changed := uid.New[uid.Invoice](), false
	err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) (err error) {
		changed, err = b.adjust(ctx, q, id, original)
		return err
	})
	if err == nil && !changed {
		return Invoice{}, ErrNoChange
	}
	return b.after(ctx, id, err)
}

// adjust tells whether there was anything to adjust; where there was not, it
// notes how far it looked, so that the same facts are not rated every tick.
func (b *Book) adjust(ctx context.Context, q *db.Queries, id, original uid.Invoice) (changed bool, err error) {
	first, err := lockInvoice(ctx, q, original)
	if err != nil {
		return false, err
	}
	if first.Kind != KindInvoice || !Status(first.Status).given() {
		return false, ErrStatus.At("status", "an issued invoice", first.Kind+" "+first.Status)
	}
	last, err := lastOf(ctx, q, original)
	if err != nil {
		return false, err
	}
	billed, err := ratingOf(last)
	if err != nil {
		return false, err
	}
	r, err := b.rate(ctx, q, first.BrandID, rate.Span{From: first.PeriodFrom, Till: first.PeriodTill})
	if err != nil {
		return false, err
	}
	d, err := rate.Diff(billed, r.result)
	if err != nil {
		return false, err
	}
	if len(d.Lines) == 0 && d.TotalMinor == 0 && d.TaxMinor == 0 {
		return false, q.NoteRated(ctx, db.NoteRatedParams{ID: original, RatedThrough: r.asOf})
	}
	return true, b.addAdjustment(ctx, q, id, first, last.ID, r, d)
}

// lastOf is the newest document of a period's chain.
func lastOf(ctx context.Context, q *db.Queries, original uid.Invoice) (db.BillingInvoice, error) {
	chain, err := chainOf(ctx, q, original)
	if err != nil {
		return db.BillingInvoice{}, err
	}
	last := chain[len(chain)-1]
	if last.Status.open() {
		return db.BillingInvoice{}, ErrBilled
	}
	return rowOf(ctx, q, last.ID)
}

func (b *Book) addAdjustment(ctx context.Context, q *db.Queries, id uid.Invoice, first db.BillingInvoice, after uid.Invoice, r rating, d rate.Adjustment) error {
	p, err := b.newDocument(id, first.BrandID, r)
	if err != nil {
		return err
	}
	p.RequestID, p.OfInvoice, p.AfterInvoice, p.Kind = first.RequestID, first.ID, after, KindAdjustment
	if d.TotalMinor < 0 {
		p.Kind = KindCreditNote
	}
	p.SubtotalMinor, p.TaxMinor, p.TotalMinor = int64(d.SubtotalMinor), int64(d.TaxMinor), int64(d.TotalMinor)
	p.CompensationMinor, p.CreditMinor = int64(d.CompensationMinor), int64(d.CreditToBalanceMinor)
	if err := addDocument(ctx, q, p, r.seal); err != nil {
		return err
	}
	for i, x := range d.Lines {
		l := Line{Code: x.Code, Rule: x.Rule, Version: x.Version, Dims: map[string]string{}, Qty: x.Qty, AmountMinor: x.Amount, Root: x.Root, ratingLine: -1}
		if x.Tier != "" {
			l.Dims["tier"] = x.Tier
		}
		for k, was := range r.result.Lines {
			if was.Code == x.Code && was.Rule == x.Rule && was.Version == x.Version && was.Dims["tier"] == x.Tier {
				l.ratingLine, l.Count, l.UnitMicro = k, was.Count, was.UnitMicro
			}
		}
		if err := addLine(ctx, q, p, i, l); err != nil {
			return err
		}
	}
	return nil
}

// adjustDue drafts what late facts change of issued bills.
func (b *Book) adjustDue(ctx context.Context) error {
	due, err := db.Look(ctx, b.pool, pg.Everything, func(q *db.Queries) ([]uid.Invoice, error) { return q.MovedOriginals(ctx, batch) })
	if err != nil {
		return fmt.Errorf("list bills that later facts touch: %w", err)
	}
	for _, id := range due {
		if _, err := b.Adjust(ctx, id); err != nil && !errors.Is(err, ErrNoChange) && !errors.Is(err, ErrBilled) {
			return fmt.Errorf("adjust invoice %s: %w", id, err)
		}
	}
	return nil
}
