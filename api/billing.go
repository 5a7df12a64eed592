package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/wages"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/internal/verify"
)

const pageOfBills = 50

type oneInvoice struct {
	ID uid.Invoice `path:"id"`
}

type oneLine struct {
	ID     uid.Invoice `path:"id"`
	Line   uid.Line    `path:"line"`
	Cursor string      `query:"cursor" maxLength:"100"`
}

// file is an answer to save.
type file struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

type recountOut struct {
	Holds    bool             `json:"holds"`
	Lines    int              `json:"lines"`
	Facts    int              `json:"facts"`
	Findings []verify.Finding `json:"findings"`
}

// mountBilling: a brand's bill and an agent's pay.
func (s *surface) mountBilling() {
	if s.doors.Bills == nil {
		return
	}
	s.mountBrandBills()
	s.mountFinance()
	s.mountPayee()
	add(s, op{id: "pay", method: http.MethodGet, path: "/api/v1/agent/pay", summary: "My statements, and what I earned since", tag: "billing"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[wages.Pay], error) {
			p, err := s.doors.Bills.Pay(ctx, by.Agent())
			return ok(p), err
		})
	type told struct {
		Signature string `header:"Stripe-Signature"`
		RawBody   []byte `contentType:"application/json"`
	}
	add(s, op{id: "stripe-webhook", method: http.MethodPost, path: "/webhooks/v1/stripe", summary: "Stripe tells of a payment", tag: "billing", status: http.StatusNoContent, maxBody: 256 << 10, raw: true},
		func(ctx context.Context, _ account.Caller, in *told) (*done, error) {
			if s.doors.StripeTold == nil {
				return nil, errNoRoute
			}
			t, err := s.doors.StripeTold(bytes.Clone(in.RawBody), in.Signature) // the buffer is used again after the handler
			if err != nil {
				return nil, err
			}
			return nothing(), s.doors.Till.Hear(ctx, t)
		})
}

func (s *surface) mountBrandBills() {
	book := s.doors.Bills
	add(s, op{id: "bill", method: http.MethodGet, path: "/api/v1/brand/bill", summary: "My bill as it stands, and what the guarantees would pay back", tag: "billing"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[billing.Exposure], error) {
			e, err := book.Exposure(ctx, by.Brand)
			return ok(e), err
		})
	type listIn struct {
		Cursor string `query:"cursor" maxLength:"100"`
	}
	add(s, op{id: "brand-invoices", method: http.MethodGet, path: "/api/v1/brand/invoices", summary: "My invoices, newest first", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *listIn) (*body[list[billing.Head]], error) {
			return s.invoices(ctx, pg.OfBrand(by.Brand), "", in.Cursor, billing.Head.Shown)
		})
	add(s, op{id: "brand-invoice", method: http.MethodGet, path: "/api/v1/brand/invoices/{id}", summary: "One invoice with its lines", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *oneInvoice) (*body[billing.Invoice], error) {
			v, err := s.shown(ctx, by.Brand, in.ID)
			return ok(v), err
		})
	add(s, op{id: "brand-line-outcomes", method: http.MethodGet, path: "/api/v1/brand/invoices/{id}/lines/{line}/outcomes", summary: "What a line counts, conversation by conversation", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *oneLine) (*body[list[billing.Evidence]], error) {
			if _, err := s.shown(ctx, by.Brand, in.ID); err != nil {
				return nil, err
			}
			return s.lineOutcomes(ctx, pg.OfBrand(by.Brand), in)
		})
	type disputeIn struct {
		ID   uid.Invoice `path:"id"`
		Line uid.Line    `path:"line"`
		Body struct {
			Reason   string        `json:"reason" maxLength:"2000"`
			Outcomes []uid.Outcome `json:"outcomes,omitempty" maxItems:"10000" doc:"those that are wrong; none named: all that the line counts"`
		}
	}
	add(s, op{id: "dispute-line", method: http.MethodPost, path: "/api/v1/brand/invoices/{id}/lines/{line}/disputes", summary: "Doubt a line: its amount leaves what is due until it is answered", tag: "billing", status: http.StatusCreated},
		func(ctx context.Context, by account.Caller, in *disputeIn) (*body[billing.Dispute], error) {
			d, err := book.Dispute(ctx, by.Brand, by.Person, billing.Disputing{Invoice: in.ID, Line: in.Line, Reason: in.Body.Reason, Outcomes: in.Body.Outcomes})
			return ok(d), err
		})
	add(s, op{id: "brand-disputes", method: http.MethodGet, path: "/api/v1/brand/disputes", summary: "My disputes", tag: "billing"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[billing.Dispute]], error) {
			all, err := book.Disputes(ctx, pg.OfBrand(by.Brand), "", pageOfBills)
			return okList(all), err
		})
	may := func(ctx context.Context, by account.Caller, id uid.Invoice) (pg.Scope, error) {
		_, err := s.shown(ctx, by.Brand, id)
		return pg.OfBrand(by.Brand), err
	}
	s.mountFiles("brand", may)
	s.mountBrandFacts()
	s.mountPapers("brand", may)
}

// shown is an invoice that its brand may see: a draft is not one yet.
func (s *surface) shown(ctx context.Context, brand uid.Brand, id uid.Invoice) (billing.Invoice, error) {
	v, err := s.doors.Bills.Invoice(ctx, pg.OfBrand(brand), id)
	if err == nil && !v.Shown() {
		return billing.Invoice{}, billing.ErrNoInvoice
	}
	return v, err
}

// invoices is one page of a list.
func (s *surface) invoices(ctx context.Context, scope pg.Scope, status, from string, keep func(billing.Head) bool) (*body[list[billing.Head]], error) {
	at, id, err := readPlace(from)
	if err != nil {
		return nil, err
	}
	all, err := s.doors.Bills.Invoices(ctx, scope, billing.Status(status), billing.Before{At: at, ID: id}, pageOfBills)
	if err != nil {
		return nil, err
	}
	out := okList([]billing.Head{})
	if len(all) == pageOfBills {
		out.Body.Next = placeOf(all[len(all)-1].DraftedAt, uuid.UUID(all[len(all)-1].ID))
	}
	for _, v := range all {
		if keep == nil || keep(v) {
			out.Body.Items = append(out.Body.Items, v)
		}
	}
	return out, nil
}

func (s *surface) lineOutcomes(ctx context.Context, scope pg.Scope, in *oneLine) (*body[list[billing.Evidence]], error) {
	var after uid.Outcome
	if err := after.UnmarshalText([]byte(in.Cursor)); err != nil {
		return nil, fault.Cursor.At("cursor", "next_cursor of the page before", in.Cursor)
	}
	all, err := s.doors.Bills.Outcomes(ctx, scope, in.ID, in.Line, after, pageOfBills)
	out := okList(all)
	if len(all) == pageOfBills {
		out.Body.Next = all[len(all)-1].ID.String()
	}
	return out, err
}

// mountFiles: the three files of a document, and its recount.
func (s *surface) mountFiles(who string, may func(context.Context, account.Caller, uid.Invoice) (pg.Scope, error)) {
	book := s.doors.Bills
	save := func(name, kind string, read func(context.Context, pg.Scope, uid.Invoice) ([]byte, error)) {
		add(s, op{id: who + "-" + name, method: http.MethodGet, path: "/api/v1/" + who + "/invoices/{id}/" + name, summary: "What manyhands verify reads: " + name, tag: "billing"},
			func(ctx context.Context, by account.Caller, in *oneInvoice) (*file, error) {
				scope, err := may(ctx, by, in.ID)
				if err != nil {
					return nil, err
				}
				raw, err := read(ctx, scope, in.ID)
				return &file{kind, `attachment; filename="` + name + `"`, raw}, err
			})
	}
	save("invoice.json", "application/json", func(ctx context.Context, scope pg.Scope, id uid.Invoice) ([]byte, error) {
		doc, _, err := book.Documents(ctx, scope, id)
		return doc, err
	})
	save("contract.json", "application/json", func(ctx context.Context, scope pg.Scope, id uid.Invoice) ([]byte, error) {
		_, contract, err := book.Documents(ctx, scope, id)
		return contract, err
	})
	s.mountFactsFile(who, may)
	s.mountProof(who, may)
	add(s, op{id: who + "-recount", method: http.MethodGet, path: "/api/v1/" + who + "/invoices/{id}/recount", summary: "Count it again from its files, by the auditor's own code", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *oneInvoice) (*body[recountOut], error) {
			scope, err := may(ctx, by, in.ID)
			if err != nil {
				return nil, err
			}
			r, err := book.Recount(ctx, scope, in.ID)
			return ok(recountOut{r.Holds(), r.Lines, r.Facts, r.Findings}), err
		})
}
