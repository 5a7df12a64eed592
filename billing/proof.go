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

// Prove shows that one outcome is under one line of a document: its record and
// the way to the line's root, for whoever has nothing but the printed invoice.
// It returns ErrNoInvoice, ErrNoLine and rate.ErrEvidence.
func (b *Book) Prove(ctx context.Context, scope pg.Scope, id uid.Invoice, line uid.Line, outcome uid.Outcome) (rate.Inclusion, error) {
	return look(ctx, b, scope, func(q *db.Queries) (rate.Inclusion, error) {
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
