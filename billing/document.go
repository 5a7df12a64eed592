package billing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/internal/names"
	"github.com/manyhands/manyhands/billing/paper"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Paper is a document as it is printed. An issued one names its sides as they
// were then, so it prints the same for ever. It returns ErrNoInvoice.
func (b *Book) Paper(ctx context.Context, scope pg.Scope, id uid.Invoice, tongue paper.Tongue) (paper.Paper, error) {
	who, err := names.Brands(ctx, b.register)
	if err != nil {
		return paper.Paper{}, err
	}
	seller, err := b.Party(ctx, pg.Everything, deal.Ours)
	if err != nil {
		return paper.Paper{}, err
	}
	return db.Look(ctx, b.pool, scope, func(q *db.Queries) (paper.Paper, error) {
		r, err := rowOf(ctx, q, id)
		if err != nil {
			return paper.Paper{}, err
		}
		p, err := paperOf(ctx, q, r, tongue)
		if err != nil {
			return paper.Paper{}, err
		}
		p.Seller = seller
		if p.Buyer, err = deal.PartyOf(ctx, q, r.BrandID, who[r.BrandID]); err != nil {
			return paper.Paper{}, err
		}
		return p, thawParties(ctx, q, r, &p)
	})
}

// thawParties puts in the sides that a document was issued with, if it was.
func thawParties(ctx context.Context, q *db.Queries, r db.BillingInvoice, p *paper.Paper) error {
	kept, err := q.IssuedParties(ctx, r.ID)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read parties of invoice %s: %w", r.ID, err)
	}
	if err := json.Unmarshal(kept.Seller, &p.Seller); err != nil {
		return fmt.Errorf("read seller of invoice %s: %w", r.ID, err)
	}
	if err := json.Unmarshal(kept.Buyer, &p.Buyer); err != nil {
		return fmt.Errorf("read buyer of invoice %s: %w", r.ID, err)
	}
	return nil
}

func paperOf(ctx context.Context, q *db.Queries, r db.BillingInvoice, tongue paper.Tongue) (paper.Paper, error) {
	rated, err := ratingOf(r)
	if err != nil {
		return paper.Paper{}, err
	}
	contract, err := q.Contract(ctx, r.BrandID)
	if err != nil {
		return paper.Paper{}, fmt.Errorf("find contract of invoice %s: %w", r.ID, err)
	}
	zone, err := time.LoadLocation(contract.Timezone)
	if err != nil {
		return paper.Paper{}, fmt.Errorf("zone of invoice %s: %w", r.ID, err)
	}
	p := paper.Paper{
		Tongue: tongue, Kind: r.Kind, Number: orEmpty(r.Number), From: r.PeriodFrom, Till: r.PeriodTill, AsOf: r.AsOf, Zone: zone,
		Currency: money.Currency(r.Currency), TaxMode: rated.Tax.Mode, TaxBP: rated.Tax.BP,
		Subtotal: money.Amount(r.SubtotalMinor), Tax: money.Amount(r.TaxMinor), Total: money.Amount(r.TotalMinor),
		Outcomes: rated.Watermark.Outcomes, FactsRoot: rated.Watermark.Root, ResultSHA: r.ResultSha, DocSHA: orEmpty(r.DocSha),
	}
	if r.SealRoot != "" {
		p.Sealed = fmt.Sprintf("%s #%d %s", r.SealDay, r.SealBlock, r.SealRoot)
	}
	if r.IssuedAt != nil && r.DueAt != nil {
		p.Issued, p.Due = *r.IssuedAt, *r.DueAt
	}
	if !r.OfInvoice.IsZero() {
		first, err := rowOf(ctx, q, r.OfInvoice)
		if err != nil {
			return p, err
		}
		p.Corrects = orEmpty(first.Number)
	}
	lines, err := linesOf(ctx, q, r.ID)
	if err != nil {
		return p, err
	}
	for _, l := range lines {
		p.Lines = append(p.Lines, paper.Line{
			N: l.N, Code: l.Code, Rule: l.Rule, Version: l.Version, Tier: l.Dims["tier"], Qty: l.Qty, UnitMicro: l.UnitMicro, Amount: l.AmountMinor, Count: l.Count, Root: l.Root,
		})
	}
	return p, nil
}

// Outside is a form that a document is given out in.
type Outside string

// The forms of a document.
const (
	PDF         Outside = "pdf"
	Workbook    Outside = "xlsx"
	LinesCSV    Outside = "lines.csv"
	OutcomesCSV Outside = "outcomes.csv"
	UBL         Outside = "ubl.xml"
)

// Print writes a document in one of its forms. It returns ErrNoInvoice.
func (b *Book) Print(ctx context.Context, scope pg.Scope, id uid.Invoice, tongue paper.Tongue, as Outside, w io.Writer) error {
	p, err := b.Paper(ctx, scope, id, tongue)
	if err != nil {
		return err
	}
	switch as {
	case PDF:
		return paper.PDF(w, p)
	case LinesCSV:
		return paper.LinesCSV(w, p)
	case UBL:
		return paper.UBL(w, p)
	case Workbook, OutcomesCSV:
		rows, err := b.paperRows(ctx, scope, id)
		if err != nil {
			return err
		}
		if as == Workbook {
			return paper.Workbook(w, p, rows)
		}
		return paper.OutcomesCSV(w, p, rows)
	}
	return fmt.Errorf("print invoice %s: no form %q", id, as)
}

// batchOfRows is how many outcomes are read at a time for an export.
const batchOfRows = 2000

// paperRows reads what each line counts, as it is written out.
func (b *Book) paperRows(ctx context.Context, scope pg.Scope, id uid.Invoice) (paper.Rows, error) {
	var lines []Line
	var all rate.Look
	var asOf time.Time
	err := db.In(ctx, b.pool, scope, func(q *db.Queries, _ pgx.Tx) error {
		r, err := rowOf(ctx, q, id)
		if err != nil {
			return err
		}
		asOf = r.AsOf
		if lines, err = linesOf(ctx, q, id); err != nil {
			return err
		}
		all, err = lookAt(ctx, q, r)
		return err
	})
	if err != nil {
		return nil, err
	}
	return func(yield func(paper.Row, error) bool) {
		for _, l := range lines {
			if l.ratingLine < 0 || l.Code == "seat" {
				continue // it counts bookings, or nothing any more
			}
			if !b.rowsOf(ctx, scope, l.N, all.Under[l.ratingLine], asOf, yield) {
				return
			}
		}
	}, nil
}

// rowsOf gives what one line counts, a batch at a time; it tells whether to go
// on.
func (b *Book) rowsOf(ctx context.Context, scope pg.Scope, n int, under []string, asOf time.Time, yield func(paper.Row, error) bool) bool {
	for len(under) > 0 {
		part := under[:min(batchOfRows, len(under))]
		under = under[len(part):]
		rows, err := db.Look(ctx, b.pool, scope, func(q *db.Queries) ([]Evidence, error) {
			ids := make([]uid.Outcome, len(part))
			for i, text := range part {
				id, err := uid.Parse[uid.Outcome](text)
				if err != nil {
					return nil, err
				}
				ids[i] = id
			}
			return evidenceOf(ctx, q, ids, asOf)
		})
		if err != nil {
			return yield(paper.Row{}, err) && false
		}
		for _, e := range rows {
			row := paper.Row{
				Line: n, Outcome: e.ID.String(), Conversation: e.Chat.String(), At: e.At, Channel: e.Channel, Service: e.Service, Shopper: e.Shopper,
				ResponseMS: e.RespMS, CSAT: e.CSAT, Order: e.OrderRef, Net: e.NetMinor, Flags: strings.Join(e.Flags, " "), Leaf: e.Leaf,
			}
			if !yield(row, nil) {
				return false
			}
		}
	}
	return true
}
