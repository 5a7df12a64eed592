package billing

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/internal/fault"
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

// Check is one thing to look at before the books are closed.
type Check struct {
	Kind  string `json:"kind" enum:"drafts,undrafted,disputes,holds,excusals,differences,calls,payruns,statements,write_offs,fapiaos,conflicts"`
	Open  int64  `json:"open"`
	Must  bool   `json:"must" doc:"the books are not closed while it stands open; the rest is worth a look"`
	Whose string `json:"whose" enum:"finance,brand,two_people,channel"`
}

// Checklist is what stands open of the time before an instant, and up to when the
// books are closed.
type Checklist struct {
	Till       time.Time  `json:"till"`
	ClosedTill *time.Time `json:"closed_till,omitempty"`
	Checks     []Check    `json:"checks"`
	Ready      bool       `json:"ready"`
	Closes     []Close    `json:"closes"`
}

// Close is one time that the books were closed.
type Close struct {
	Till time.Time  `json:"till"`
	At   time.Time  `json:"closed_at"`
	By   uid.Person `json:"closed_by"`
}

// ErrNotReady refuses to close the books while what must be done is not.
var ErrNotReady = fault.New(fault.Conflict, "close_not_ready", "something of that time must be done first; the check-list names it")

// Checklist lists what stands open of the time before an instant.
func (b *Book) Checklist(ctx context.Context, till time.Time) (Checklist, error) {
	return db.Look(ctx, b.pool, pg.Everything, func(q *db.Queries) (Checklist, error) { return checklist(ctx, q, till) })
}

func checklist(ctx context.Context, q *db.Queries, till time.Time) (Checklist, error) {
	r, err := q.StandsOpen(ctx, till)
	if err != nil {
		return Checklist{}, fmt.Errorf("look what stands open: %w", err)
	}
	c := Checklist{Till: till, Ready: true, Closes: []Close{}, Checks: []Check{
		{"drafts", r.Drafts, true, "finance"},
		{"undrafted", r.Undrafted, true, "finance"},
		{"disputes", r.Disputes, false, "finance"},
		{"holds", r.Holds, false, "finance"},
		{"excusals", r.Excusals, false, "brand"},
		{"differences", r.Differences, true, "finance"},
		{"calls", r.Calls, true, "finance"},
		{"payruns", r.Payruns, true, "two_people"},
		{"statements", r.Statements, false, "two_people"},
		{"write_offs", r.WriteOffs, false, "two_people"},
		{"fapiaos", r.Fapiaos, false, "channel"},
		{"conflicts", r.Conflicts, false, "finance"},
	}}
	for _, x := range c.Checks {
		c.Ready = c.Ready && (!x.Must || x.Open == 0)
	}
	rows, err := q.ClosesMade(ctx, 24)
	if err != nil {
		return c, fmt.Errorf("list closes: %w", err)
	}
	for _, r := range rows {
		c.Closes = append(c.Closes, Close{r.Till, r.ClosedAt, r.ClosedBy})
	}
	if len(c.Closes) > 0 {
		c.ClosedTill = &c.Closes[0].Till
	}
	return c, nil
}

// CloseBooks closes the books up to an instant, once all that must be done before
// is done. Twice, or by two people at once, has one outcome; a fact that arrives
// meanwhile is kept, and billed by a document that is dated after the close. It
// returns ErrNotReady, ledger.ErrCloseFuture and ledger.ErrCloseBack.
func (b *Book) CloseBooks(ctx context.Context, till time.Time, by uid.Person) (Checklist, error) {
	err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		c, err := checklist(ctx, q, till)
		if err != nil {
			return err
		}
		if !c.Ready {
			return ErrNotReady
		}
		return ledger.Close(ctx, tx, till, b.clock.Now(), by)
	})
	if err != nil {
		return Checklist{}, err
	}
	return b.Checklist(ctx, till)
}
