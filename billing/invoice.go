package billing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/internal/names"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a document is refused for.
var (
	ErrNoInvoice = fault.New(fault.NotFound, "invoice_unknown", "there is no such invoice")
	ErrNoLine    = fault.New(fault.NotFound, "invoice_line_unknown", "the invoice has no such line")
	ErrStatus    = fault.New(fault.Conflict, "invoice_status", "the invoice is not where that can be done")
	ErrBilled    = fault.New(fault.Conflict, "period_billed", "that time, or part of it, stands on another invoice")
	ErrNoChange  = fault.New(fault.Conflict, "nothing_to_adjust", "the facts make the same bill")
	ErrDisputed  = fault.New(fault.Conflict, "invoice_disputed", "a line is under dispute; it is answered first")
)

// Status is where a document stands.
type Status string

// The stations of a document.
const (
	Collecting    Status = "collecting" // days of grace: late facts are let in
	Draft         Status = "draft"
	Review        Status = "review" // the brand looks, and may dispute lines
	Approved      Status = "approved"
	Issued        Status = "issued" // numbered and frozen
	PartiallyPaid Status = "partially_paid"
	Paid          Status = "paid"
	Uncollectible Status = "uncollectible" // written off; money may come after all
	Void          Status = "void"
)

// statuses is what may follow what. An issued document is never taken back: a
// later one corrects it.
var statuses = map[Status][]Status{
	Collecting:    {Draft, Review, Approved, Void},
	Draft:         {Draft, Review, Approved, Void},
	Review:        {Draft, Approved, Void},
	Approved:      {Draft, Issued, Void},
	Issued:        {PartiallyPaid, Paid, Uncollectible},
	PartiallyPaid: {PartiallyPaid, Paid, Uncollectible},
	Uncollectible: {PartiallyPaid, Paid}, // a part that comes leaves it uncollectible
}

func (s Status) may(next Status) bool { return slices.Contains(statuses[s], next) }

func (s Status) open() bool {
	return s == Collecting || s == Draft || s == Review || s == Approved
}

// given tells whether the document was numbered and handed out.
func (s Status) given() bool {
	return s == Issued || s == PartiallyPaid || s == Paid || s == Uncollectible
}

// The kinds of document.
const (
	KindInvoice    = "invoice"
	KindAdjustment = "adjustment"
	KindCreditNote = "credit_note"
)

// Head is a document as a list shows it.
type Head struct {
	ID                uid.Invoice  `json:"id"`
	Brand             uid.Brand    `json:"brand_id"`
	BrandName         string       `json:"brand_name"`
	Request           uid.Request  `json:"request_id"`
	Kind              string       `json:"kind" enum:"invoice,adjustment,credit_note"`
	Of                uid.Invoice  `json:"of_invoice_id"`
	Number            string       `json:"number,omitempty"`
	Status            Status       `json:"status" enum:"collecting,draft,review,approved,issued,partially_paid,paid,uncollectible,void"`
	Currency          string       `json:"currency"`
	From              time.Time    `json:"period_from"`
	Till              time.Time    `json:"period_till"`
	AsOf              time.Time    `json:"as_of"`
	SubtotalMinor     money.Amount `json:"subtotal_minor"`
	TaxMinor          money.Amount `json:"tax_minor"`
	TotalMinor        money.Amount `json:"total_minor"`
	CompensationMinor money.Amount `json:"compensation_minor"`
	ResultSHA         string       `json:"result_sha"`
	DraftedAt         time.Time    `json:"drafted_at"`
	IssuedAt          *time.Time   `json:"issued_at,omitempty"`
	DueAt             *time.Time   `json:"due_at,omitempty"`
	PaidAt            *time.Time   `json:"paid_at,omitempty"`
	CollectsTill      *time.Time   `json:"collects_till,omitempty" doc:"late facts are let in until then"`
	OwedMinor         money.Amount `json:"owed_minor" doc:"of an issued document: what neither the balance nor a payment settled, and was not written off"`
	WrittenOffMinor   money.Amount `json:"written_off_minor"`
}

// Invoice is a document with its lines.
type Invoice struct {
	Head
	DocSHA      string         `json:"doc_sha,omitempty"`
	Approver    string         `json:"approved_by,omitempty"`
	ApprovedAt  *time.Time     `json:"approved_at,omitempty"`
	PaidRef     string         `json:"paid_ref,omitempty"`
	WalletMinor money.Amount   `json:"wallet_minor" doc:"of the total, paid from the brand's balance"`
	Lines       []Line         `json:"lines"`
	Facts       rate.Watermark `json:"facts"`
	Warnings    []string       `json:"warnings"`
	Chain       []Link         `json:"chain"` // the period's documents, first to last
	Disputes    []Dispute      `json:"disputes"`
	Payments    []Payment      `json:"payments"`
	Seal        *Seal          `json:"seal,omitempty"`
	Gateway     []till.State   `json:"gateway"`
}

// Seal is the day's root that a document's facts were sealed under: what a brand
// keeps to hold us to them.
type Seal struct {
	Day   string `json:"day"`
	Root  string `json:"root"`
	Block int64  `json:"last_block"`
}

// Line is one line of a document.
type Line struct {
	ID          uid.Line          `json:"id"`
	N           int               `json:"n"`
	Code        string            `json:"code"`
	Rule        string            `json:"rule_id"`
	Version     string            `json:"version"`
	Dims        map[string]string `json:"dims"`
	Qty         int64             `json:"qty"`
	UnitMicro   int64             `json:"unit_micro"`
	AmountMinor money.Amount      `json:"amount_minor"`
	Root        string            `json:"evidence_root,omitempty"`
	Count       int64             `json:"evidence_count"`
	ratingLine  int
}

// Link is one document of a period's chain.
type Link struct {
	ID         uid.Invoice  `json:"id"`
	Kind       string       `json:"kind"`
	Number     string       `json:"number,omitempty"`
	Status     Status       `json:"status"`
	TotalMinor money.Amount `json:"total_minor"`
	AsOf       time.Time    `json:"as_of"`
}

// Before is a place in a list that goes back in time; the zero value is its
// beginning.
type Before = db.Before

// Invoices lists documents, newest first, of one status or of all.
func (b *Book) Invoices(ctx context.Context, scope pg.Scope, status Status, from Before, most int) ([]Head, error) {
	from = from.OrEnd()
	who, err := names.Brands(ctx, b.register)
	if err != nil {
		return nil, err
	}
	return db.Look(ctx, b.pool, scope, func(q *db.Queries) ([]Head, error) {
		rows, err := q.Invoices(ctx, db.InvoicesParams{Before: from.At, BeforeID: from.ID, Status: string(status), Most: int32(most)})
		if err != nil {
			return nil, fmt.Errorf("list invoices: %w", err)
		}
		out := make([]Head, len(rows))
		for i, r := range rows {
			out[i] = Head{
				ID: r.ID, Brand: r.BrandID, BrandName: who[r.BrandID], Request: r.RequestID, Kind: r.Kind, Of: r.OfInvoice, Number: orEmpty(r.Number),
				Status: Status(r.Status), Currency: r.Currency, From: r.PeriodFrom, Till: r.PeriodTill, AsOf: r.AsOf,
				SubtotalMinor: money.Amount(r.SubtotalMinor), TaxMinor: money.Amount(r.TaxMinor), TotalMinor: money.Amount(r.TotalMinor),
				CompensationMinor: money.Amount(r.CompensationMinor), ResultSHA: r.ResultSha, DraftedAt: r.DraftedAt,
				IssuedAt: r.IssuedAt, DueAt: r.DueAt, PaidAt: r.PaidAt, CollectsTill: r.CollectsTill,
				OwedMinor: owedOf(Status(r.Status), r.TotalMinor, r.WalletMinor, r.PaidMinor), WrittenOffMinor: money.Amount(r.WrittenOffMinor),
			}
		}
		return out, nil
	})
}

// called is what the brands are called.
func (b *Book) called(ctx context.Context) (map[uid.Brand]string, error) {
	return names.Brands(ctx, b.register)
}

// Invoice finds a document. It returns ErrNoInvoice, also for another brand's.
func (b *Book) Invoice(ctx context.Context, scope pg.Scope, id uid.Invoice) (Invoice, error) {
	who, err := names.Brands(ctx, b.register)
	if err != nil {
		return Invoice{}, err
	}
	var v Invoice
	err = db.In(ctx, b.pool, scope, func(q *db.Queries, tx pgx.Tx) (err error) {
		if v, err = readInvoice(ctx, q, id); err != nil {
			return err
		}
		v.Gateway, err = b.till.Of(ctx, tx, uuid.UUID(id))
		return err
	})
	if err != nil {
		return Invoice{}, err
	}
	v.BrandName = who[v.Brand]
	return v, nil
}

func rowOf(ctx context.Context, q *db.Queries, id uid.Invoice) (db.BillingInvoice, error) {
	r, err := q.Invoice(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return r, ErrNoInvoice
	}
	if err != nil {
		return r, fmt.Errorf("find invoice: %w", err)
	}
	return r, nil
}

func readInvoice(ctx context.Context, q *db.Queries, id uid.Invoice) (Invoice, error) {
	r, err := rowOf(ctx, q, id)
	if err != nil {
		return Invoice{}, err
	}
	v := Invoice{
		Head: headOf(r), DocSHA: orEmpty(r.DocSha), ApprovedAt: r.ApprovedAt, PaidRef: r.PaidRef, WalletMinor: money.Amount(r.WalletMinor),
		Disputes: []Dispute{}, Gateway: []till.State{}, Warnings: []string{},
	}
	if !r.ApprovedBy.IsZero() {
		v.Approver = r.ApprovedBy.String()
	}
	if v.Lines, err = linesOf(ctx, q, id); err != nil {
		return Invoice{}, err
	}
	rated, err := ratingOf(r)
	if err != nil {
		return Invoice{}, err
	}
	v.Facts, v.Warnings = rated.Watermark, append(v.Warnings, rated.Warnings...)
	v.Facts.Tags = nil // large, and part of the export
	if v.Chain, err = chainOf(ctx, q, originalOf(r)); err != nil {
		return Invoice{}, err
	}
	if r.SealRoot != "" {
		v.Seal = &Seal{r.SealDay, r.SealRoot, r.SealBlock}
	}
	if v.Payments, err = paymentsOf(ctx, q, id); err != nil {
		return Invoice{}, err
	}
	v.Disputes, err = disputesOf(ctx, q, id)
	return v, err
}

// originalOf is the bill that a period's chain began with.
func originalOf(r db.BillingInvoice) uid.Invoice {
	if r.OfInvoice.IsZero() {
		return r.ID
	}
	return r.OfInvoice
}

func headOf(r db.BillingInvoice) Head {
	return Head{
		ID: r.ID, Brand: r.BrandID, Request: r.RequestID, Kind: r.Kind, Of: r.OfInvoice, Number: orEmpty(r.Number), Status: Status(r.Status),
		Currency: r.Currency, From: r.PeriodFrom, Till: r.PeriodTill, AsOf: r.AsOf, SubtotalMinor: money.Amount(r.SubtotalMinor),
		TaxMinor: money.Amount(r.TaxMinor), TotalMinor: money.Amount(r.TotalMinor), CompensationMinor: money.Amount(r.CompensationMinor),
		ResultSHA: r.ResultSha, DraftedAt: r.DraftedAt, IssuedAt: r.IssuedAt, DueAt: r.DueAt, PaidAt: r.PaidAt, CollectsTill: r.CollectsTill,
		OwedMinor: owedOf(Status(r.Status), r.TotalMinor, r.WalletMinor, r.PaidMinor), WrittenOffMinor: money.Amount(r.WrittenOffMinor),
	}
}

// owedOf is what is still to come for an issued document.
func owedOf(s Status, total, wallet, paid int64) money.Amount {
	if s != Issued && s != PartiallyPaid {
		return 0
	}
	return money.Amount(max(0, total-wallet-paid))
}

// ratingOf is the whole rating that a document rests on.
func ratingOf(r db.BillingInvoice) (rate.Invoice, error) {
	var v rate.Invoice
	if err := json.Unmarshal(r.RatingDoc, &v); err != nil {
		return v, fmt.Errorf("read rating of invoice %s: %w", r.ID, err)
	}
	return v, nil
}

func linesOf(ctx context.Context, q *db.Queries, id uid.Invoice) ([]Line, error) {
	rows, err := q.Lines(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read lines: %w", err)
	}
	out := make([]Line, len(rows))
	for i, r := range rows {
		if out[i], err = lineOf(r); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func lineOf(r db.BillingInvoiceLine) (Line, error) {
	l := Line{
		ID: r.ID, N: int(r.N), Code: r.Code, Rule: r.Rule, Version: r.Version, Qty: r.Qty, UnitMicro: r.UnitMicro,
		AmountMinor: money.Amount(r.AmountMinor), Root: r.EvidenceRoot, Count: r.EvidenceCount, ratingLine: int(r.RatingLine),
	}
	if err := json.Unmarshal(r.Dims, &l.Dims); err != nil {
		return l, fmt.Errorf("read dims of line %s: %w", r.ID, err)
	}
	return l, nil
}

func chainOf(ctx context.Context, q *db.Queries, original uid.Invoice) ([]Link, error) {
	rows, err := q.ChainOf(ctx, uuid.UUID(original))
	if err != nil {
		return nil, fmt.Errorf("read chain: %w", err)
	}
	out := make([]Link, len(rows))
	for i, r := range rows {
		out[i] = Link{r.ID, r.Kind, orEmpty(r.Number), Status(r.Status), money.Amount(r.TotalMinor), r.AsOf}
	}
	return out, nil
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// Shown tells whether a brand may see the document: from its review on.
func (h Head) Shown() bool { return h.Status != Draft && h.Status != Collecting && h.Status != Void }
