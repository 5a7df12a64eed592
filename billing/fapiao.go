package billing

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/internal/names"
	"github.com/manyhands/manyhands/billing/paper"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a tax invoice is refused for.
var (
	ErrNoFapiao       = fault.New(fault.NotFound, "fapiao_unknown", "there is no such request for a tax invoice")
	ErrFapiaoTwice    = fault.New(fault.Conflict, "fapiao_requested", "a tax invoice of this document is asked for already")
	ErrFapiaoBlue     = fault.New(fault.Conflict, "fapiao_blue_missing", "a red tax invoice takes an issued blue one back, and none covers it yet")
	ErrFapiaoNothing  = fault.New(fault.Conflict, "fapiao_nothing", "the document is not issued, or comes to nothing")
	ErrFapiaoAnswered = fault.New(fault.Conflict, "fapiao_answered", "the tax invoice has its answer already")
	ErrFapiaoNumber   = fault.New(fault.Invalid, "fapiao_number_wrong", "a tax invoice's number has 8 to 20 digits, and belongs to one")
	ErrBuyerUnknown   = fault.New(fault.Conflict, "billing_details_missing", "a tax invoice needs the buyer's registered name and tax id")
)

// Fapiao is a request for a tax invoice and what came of it.
type Fapiao struct {
	ID          uid.Fapiao   `json:"id"`
	Brand       uid.Brand    `json:"brand_id"`
	Invoice     uid.Invoice  `json:"invoice_id"`
	Document    string       `json:"document"`
	Kind        string       `json:"kind" enum:"blue,red"`
	Blue        string       `json:"blue_number,omitempty" doc:"the number that a red one takes back"`
	Buyer       paper.Party  `json:"buyer"`
	Currency    string       `json:"currency"`
	NetMinor    money.Amount `json:"net_minor"`
	TaxMinor    money.Amount `json:"tax_minor"`
	TaxBP       int          `json:"tax_bp"`
	State       string       `json:"state" enum:"requested,exported,issued,refused"`
	Number      string       `json:"number,omitempty"`
	Note        string       `json:"note,omitempty"`
	RequestedAt time.Time    `json:"requested_at"`
	AnsweredAt  *time.Time   `json:"answered_at,omitempty"`
}

// AskFapiao asks for the tax invoice of an issued document: a blue one for
// what is owed, a red one for what is given back. It returns ErrNoInvoice,
// ErrFapiaoNothing, ErrFapiaoTwice, ErrFapiaoBlue and ErrBuyerUnknown.
func (b *Book) AskFapiao(ctx context.Context, scope pg.Scope, id uid.Invoice, by uid.Person) (Fapiao, error) {
	request := uid.New[uid.Fapiao]()
	who, err := names.Brands(ctx, b.register)
	if err != nil {
		return Fapiao{}, err
	}
	err = db.In(ctx, b.pool, scope, func(q *db.Queries, _ pgx.Tx) error {
		r, err := lockInvoice(ctx, q, id)
		if err != nil {
			return err
		}
		if s := Status(r.Status); s != Issued && s != Paid || r.TotalMinor == 0 {
			return ErrFapiaoNothing
		}
		buyer, err := deal.PartyOf(ctx, q, r.BrandID, who[r.BrandID])
		if err != nil {
			return err
		}
		if buyer.TaxID == "" {
			return ErrBuyerUnknown
		}
		return b.addFapiao(ctx, q, request, r, buyer, by)
	})
	if name, broken := pg.Broken(err); broken && name == "fapiao_once" {
		return Fapiao{}, ErrFapiaoTwice
	}
	if err != nil {
		return Fapiao{}, err
	}
	return b.fapiao(ctx, scope, request)
}

func (b *Book) addFapiao(ctx context.Context, q *db.Queries, id uid.Fapiao, r db.BillingInvoice, buyer paper.Party, by uid.Person) error {
	rated, err := ratingOf(r)
	if err != nil {
		return err
	}
	to, err := json.Marshal(buyer)
	if err != nil {
		return fmt.Errorf("write buyer: %w", err)
	}
	p := db.AddFapiaoParams{
		ID: id, BrandID: r.BrandID, InvoiceID: r.ID, Kind: "blue", Buyer: to, Currency: r.Currency, NetMinor: r.TotalMinor - r.TaxMinor,
		TaxMinor: r.TaxMinor, TaxBp: int32(rated.Tax.BP), RequestedBy: by, RequestedAt: b.clock.Now(),
	}
	if r.TotalMinor < 0 {
		blue, err := q.BlueOf(ctx, db.BlueOfParams{Original: originalOf(r), Gross: r.TotalMinor})
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrFapiaoBlue
		}
		if err != nil {
			return fmt.Errorf("find the tax invoice to take back: %w", err)
		}
		p.Kind, p.OfFapiao = "red", blue.ID
	}
	if err := q.AddFapiao(ctx, p); err != nil {
		return fmt.Errorf("ask for tax invoice of %s: %w", r.ID, err)
	}
	return nil
}

// Fapiaos lists requests, newest first, of one state or of all.
func (b *Book) Fapiaos(ctx context.Context, scope pg.Scope, state string, most int) ([]Fapiao, error) {
	return db.Look(ctx, b.pool, scope, func(q *db.Queries) ([]Fapiao, error) {
		rows, err := q.Fapiaos(ctx, db.FapiaosParams{State: state, Most: int32(most)})
		if err != nil {
			return nil, fmt.Errorf("list tax invoices: %w", err)
		}
		out := make([]Fapiao, len(rows))
		for i, r := range rows {
			if out[i], err = fapiaoOf(db.FapiaosToExportRow(r)); err != nil {
				return nil, err
			}
		}
		return out, nil
	})
}

func (b *Book) fapiao(ctx context.Context, scope pg.Scope, id uid.Fapiao) (Fapiao, error) {
	return db.Look(ctx, b.pool, scope, func(q *db.Queries) (Fapiao, error) {
		r, err := q.Fapiao(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return Fapiao{}, ErrNoFapiao
		}
		if err != nil {
			return Fapiao{}, fmt.Errorf("find tax invoice: %w", err)
		}
		return fapiaoOf(db.FapiaosToExportRow(r))
	})
}

// mostFapiaos is how many requests one file for the licensed channel holds.
const mostFapiaos = 2000

func fapiaoOf(r db.FapiaosToExportRow) (Fapiao, error) {
	f := Fapiao{
		ID: r.ID, Brand: r.BrandID, Invoice: r.InvoiceID, Document: orEmpty(r.Document), Kind: r.Kind, Blue: r.BlueNumber, Currency: r.Currency,
		NetMinor: money.Amount(r.NetMinor), TaxMinor: money.Amount(r.TaxMinor), TaxBP: int(r.TaxBp), State: r.State, Number: r.Number, Note: r.Note,
		RequestedAt: r.RequestedAt, AnsweredAt: r.AnsweredAt,
	}
	if err := json.Unmarshal(r.Buyer, &f.Buyer); err != nil {
		return f, fmt.Errorf("read buyer of tax invoice %s: %w", r.ID, err)
	}
	return f, nil
}

// ExportFapiaos writes what the licensed channel must issue, and notes that it
// was handed out. What is not answered yet is in the next file again, under the
// same id: the channel issues an id once.
func (b *Book) ExportFapiaos(ctx context.Context) ([]byte, error) {
	var file bytes.Buffer
	now := b.clock.Now()
	err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		rows, err := q.FapiaosToExport(ctx, mostFapiaos)
		if err != nil {
			return fmt.Errorf("list tax invoices: %w", err)
		}
		ids := make([]uuid.UUID, len(rows))
		asked := make([]paper.TaxRequest, len(rows))
		for i, r := range rows {
			f, err := fapiaoOf(r)
			if err != nil {
				return err
			}
			ids[i] = uuid.UUID(f.ID)
			asked[i] = paper.TaxRequest{
				ID: f.ID.String(), Kind: f.Kind, Document: f.Document, Blue: f.Blue, Buyer: f.Buyer, Currency: money.Currency(f.Currency), Net: f.NetMinor, Tax: f.TaxMinor, TaxBP: f.TaxBP,
			}
		}
		if err := q.MarkFapiaoExported(ctx, db.MarkFapiaoExportedParams{Ids: ids, ExportedAt: &now}); err != nil {
			return fmt.Errorf("note export: %w", err)
		}
		return paper.TaxRequestsCSV(&file, asked)
	})
	return file.Bytes(), err
}

var fapiaoNumber = regexp.MustCompile(`^[0-9]{8,20}$`)

// AnswerFapiao keeps the number that the channel gave, or why it refused. It
// returns ErrFapiaoNumber, ErrFapiaoAnswered and ErrNoFapiao.
func (b *Book) AnswerFapiao(ctx context.Context, id uid.Fapiao, number, refusal string) (Fapiao, error) {
	now := b.clock.Now()
	p := db.AnswerFapiaoParams{ID: id, State: "issued", Number: strings.TrimSpace(number), AnsweredAt: &now}
	if refusal = strings.TrimSpace(refusal); refusal != "" {
		p.State, p.Number, p.Note = "refused", "", refusal
	} else if !fapiaoNumber.MatchString(p.Number) {
		return Fapiao{}, ErrFapiaoNumber.At("number", "8 to 20 digits", p.Number)
	}
	err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		n, err := q.AnswerFapiao(ctx, p)
		if err != nil {
			return fmt.Errorf("answer tax invoice %s: %w", id, err)
		}
		if n == 0 {
			return ErrFapiaoAnswered
		}
		return nil
	})
	if name, broken := pg.Broken(err); broken && name == "fapiao_number" {
		return Fapiao{}, ErrFapiaoNumber.At("number", "one of its own", p.Number)
	}
	if err != nil {
		return Fapiao{}, err
	}
	return b.fapiao(ctx, pg.Everything, id)
}
