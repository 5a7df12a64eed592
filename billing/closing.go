package billing

import (
	"context"
	"fmt"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Closing is a closed period in one line: fees - rebates - compensation =
// subtotal, and subtotal = agents + margin.
type Closing struct {
	Invoice           uid.Invoice  `json:"invoice_id"`
	Currency          string       `json:"currency"`
	FeesMinor         money.Amount `json:"fees_minor"`
	RebatesMinor      money.Amount `json:"rebates_minor"`
	CompensationMinor money.Amount `json:"compensation_minor"`
	CreditMinor       money.Amount `json:"credit_minor" doc:"put to the brand's wallet"`
	IncludedTaxMinor  money.Amount `json:"included_tax_minor" doc:"inside the lines, where prices include tax"`
	SubtotalMinor     money.Amount `json:"subtotal_minor"`
	Agents            int          `json:"agents"`
	AgentsMinor       money.Amount `json:"agents_minor"`
	MarginMinor       money.Amount `json:"margin_minor"`
}

// Closing adds a bill and the documents after it up against its agents' pay. It
// returns ErrNoInvoice.
func (b *Book) Closing(ctx context.Context, original uid.Invoice) (Closing, error) {
	return db.Look(ctx, b.pool, pg.Everything, func(q *db.Queries) (Closing, error) {
		r, err := rowOf(ctx, q, original)
		if err != nil {
			return Closing{}, err
		}
		c := Closing{Invoice: original, Currency: r.Currency}
		chain, err := chainOf(ctx, q, originalOf(r))
		if err != nil {
			return c, err
		}
		for _, link := range chain {
			if err := c.add(ctx, q, link.ID); err != nil {
				return c, err
			}
		}
		paid, err := q.StatementsOfInvoice(ctx, originalOf(r))
		if err != nil {
			return c, fmt.Errorf("list statements: %w", err)
		}
		for _, s := range paid {
			if s.Currency == c.Currency {
				c.Agents++
				c.AgentsMinor += money.Amount(s.TotalMinor)
			}
		}
		c.MarginMinor = c.SubtotalMinor - c.AgentsMinor
		return c, nil
	})
}

func (c *Closing) add(ctx context.Context, q *db.Queries, id uid.Invoice) error {
	r, err := rowOf(ctx, q, id)
	if err != nil {
		return err
	}
	lines, err := linesOf(ctx, q, id)
	if err != nil {
		return err
	}
	sum := money.Amount(0)
	for _, l := range lines {
		sum += l.AmountMinor
		switch counter(l.Code) {
		case ledger.Compensation:
			c.CompensationMinor -= l.AmountMinor
		case ledger.Incentive:
			c.RebatesMinor -= l.AmountMinor
		case ledger.Wallet:
			c.CreditMinor += l.AmountMinor
		default:
			c.FeesMinor += l.AmountMinor
		}
	}
	c.SubtotalMinor += money.Amount(r.SubtotalMinor)
	c.IncludedTaxMinor += sum - money.Amount(r.SubtotalMinor)
	return nil
}
