package billing

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/internal/verify"
)

// Prove shows that one outcome is under one line of a document: its record and
// the way to the line's root, for whoever has nothing but the printed invoice.
// It returns ErrNoInvoice, ErrNoLine and rate.ErrEvidence.
func (b *Book) Prove(ctx context.Context, scope pg.Scope, id uid.Invoice, line uid.Line, outcome uid.Outcome) (rate.Inclusion, error) {
	return db.Look(ctx, b.pool, scope, func(q *db.Queries) (rate.Inclusion, error) {
		r, err := rowOf(ctx, q, id)
		if err != nil {
			return rate.Inclusion{}, err
		}
		row, err := q.Line(ctx, line)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && row.InvoiceID != id {
			return rate.Inclusion{}, ErrNoLine
		}
		if err != nil {
			return rate.Inclusion{}, fmt.Errorf("find line: %w", err)
		}
		c, f, err := rests(ctx, q, r)
		if err != nil {
			return rate.Inclusion{}, err
		}
		return rate.Include(c, f, r.AsOf, int(row.RatingLine), outcome.String())
	})
}

// WriteFacts writes the facts that a document was rated from, as verify reads
// them. It returns ErrNoInvoice.
func (b *Book) WriteFacts(ctx context.Context, scope pg.Scope, id uid.Invoice, w io.Writer) error {
	return db.In(ctx, b.pool, scope, func(q *db.Queries, tx pgx.Tx) error {
		r, err := rowOf(ctx, q, id)
		if err != nil {
			return err
		}
		return facts.Write(ctx, q, tx, r.BrandID, r.AsOf, w)
	})
}

// Recount counts a document again from its export, with the auditor's own
// code, which shares none with the rating. It returns ErrNoInvoice.
func (b *Book) Recount(ctx context.Context, scope pg.Scope, id uid.Invoice) (verify.Report, error) {
	doc, contract, err := b.Documents(ctx, scope, id)
	if err != nil {
		return verify.Report{}, err
	}
	var told bytes.Buffer
	if err := b.WriteFacts(ctx, scope, id, &told); err != nil {
		return verify.Report{}, err
	}
	r, err := verify.Recount(bytes.NewReader(doc), &told, bytes.NewReader(contract))
	if err != nil {
		return verify.Report{}, fmt.Errorf("recount invoice %s: %w", id, err)
	}
	if r.Findings == nil {
		r.Findings = []verify.Finding{}
	}
	return *r, nil
}
