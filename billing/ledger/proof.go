package ledger

import (
	"context"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/billing/ledger/internal/db"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// Proof is the books looked at from outside: whether debits are credits,
// whether each document's transfers make its total, whether each closed period
// adds up.
type Proof struct {
	Sums       []Sum         `json:"sums"`
	Documents  int64         `json:"documents"`
	Off        []DocumentOff `json:"documents_off"`
	Periods    []Period      `json:"periods"`
	ClosedTill *time.Time    `json:"closed_till,omitempty"`
	Snapshot   int64         `json:"snapshot_through"`
	Holds      bool          `json:"holds"`
}

// Sum is all debits and all credits of a currency.
type Sum struct {
	Currency     string       `json:"currency"`
	DebitsMinor  money.Amount `json:"debits_minor"`
	CreditsMinor money.Amount `json:"credits_minor"`
}

// DocumentOff is an issued document whose transfers do not make its total.
type DocumentOff struct {
	ID         uid.Invoice  `json:"id"`
	Number     string       `json:"number"`
	Currency   string       `json:"currency"`
	TotalMinor money.Amount `json:"total_minor"`
	MovedMinor money.Amount `json:"moved_minor"`
}

// Period is a closed period from three sides: invoices are what its documents
// say, agents what their statements say, rebates and wallet what was given back,
// and margin what the ledger's own accounts were moved by. Their sum is off by
// nothing.
type Period struct {
	Invoice       uid.Invoice  `json:"invoice_id"`
	Number        string       `json:"number"`
	Currency      string       `json:"currency"`
	From          time.Time    `json:"period_from"`
	Till          time.Time    `json:"period_till"`
	InvoicesMinor money.Amount `json:"invoices_minor" doc:"without tax"`
	AgentsMinor   money.Amount `json:"agents_minor"`
	RebatesMinor  money.Amount `json:"rebates_minor"`
	WalletMinor   money.Amount `json:"wallet_minor" doc:"put to the brand's balance"`
	MarginMinor   money.Amount `json:"margin_minor"`
	OffMinor      money.Amount `json:"off_minor"`
}

// Prove adds the books up. periods is how many of the newest it shows.
func (l *Ledger) Prove(ctx context.Context, periods int) (Proof, error) {
	p := Proof{Sums: []Sum{}, Off: []DocumentOff{}, Periods: []Period{}, Holds: true}
	_, err := look(ctx, l, func(q *db.Queries) (bool, error) {
		for _, part := range []func(context.Context, *db.Queries) error{p.addUp, p.documents, p.limits} {
			if err := part(ctx, q); err != nil {
				return false, err
			}
		}
		return true, p.periods(ctx, q, periods)
	})
	return p, err
}

func (p *Proof) addUp(ctx context.Context, q *db.Queries) error {
	rows, err := q.TrialBalance(ctx)
	if err != nil {
		return fmt.Errorf("read trial balance: %w", err)
	}
	at := map[string]int{}
	for _, r := range rows {
		i, ok := at[r.Currency]
		if !ok {
			i = len(p.Sums)
			at[r.Currency] = i
			p.Sums = append(p.Sums, Sum{Currency: r.Currency})
		}
		p.Sums[i].DebitsMinor += money.Amount(r.DebitsMinor)
		p.Sums[i].CreditsMinor += money.Amount(r.CreditsMinor)
	}
	for _, s := range p.Sums {
		p.Holds = p.Holds && s.DebitsMinor == s.CreditsMinor
	}
	return nil
}

func (p *Proof) documents(ctx context.Context, q *db.Queries) (err error) {
	if p.Documents, err = q.Documents(ctx); err != nil {
		return fmt.Errorf("count documents: %w", err)
	}
	off, err := q.DocumentsOff(ctx, 50)
	if err != nil {
		return fmt.Errorf("compare documents with transfers: %w", err)
	}
	for _, r := range off {
		d := DocumentOff{r.ID, "", r.Currency, money.Amount(r.TotalMinor), money.Amount(r.MovedMinor)}
		if r.Number != nil {
			d.Number = *r.Number
		}
		p.Off = append(p.Off, d)
	}
	p.Holds = p.Holds && len(off) == 0
	return nil
}

func (p *Proof) limits(ctx context.Context, q *db.Queries) (err error) {
	if p.Snapshot, err = q.LastSnapshot(ctx); err != nil {
		return fmt.Errorf("read last snapshot: %w", err)
	}
	till, err := closedTill(ctx, q)
	if !till.IsZero() {
		p.ClosedTill = &till
	}
	return err
}

func (p *Proof) periods(ctx context.Context, q *db.Queries, most int) error {
	rows, err := q.Periods(ctx, int32(most))
	if err != nil {
		return fmt.Errorf("add periods up: %w", err)
	}
	for _, r := range rows {
		one := Period{
			Invoice: r.ID, Currency: r.Currency, From: r.PeriodFrom, Till: r.PeriodTill, InvoicesMinor: money.Amount(r.InvoicesMinor), AgentsMinor: money.Amount(r.AgentsMinor),
			RebatesMinor: money.Amount(r.RebatesMinor), WalletMinor: money.Amount(r.WalletMinor), MarginMinor: money.Amount(r.MarginMinor),
		}
		if r.Number != nil {
			one.Number = *r.Number
		}
		one.OffMinor = one.InvoicesMinor - one.AgentsMinor - one.RebatesMinor - one.WalletMinor - one.MarginMinor
		p.Holds = p.Holds && one.OffMinor == 0
		p.Periods = append(p.Periods, one)
	}
	return nil
}
