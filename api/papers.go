package api

import (
	"bytes"
	"context"
	"net/http"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/billing/paper"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// forms are what a document is saved as.
var forms = []struct {
	as      billing.Outside
	kind    string
	summary string
}{
	{billing.PDF, "application/pdf", "The document to sign and file; the same document is the same bytes"},
	{billing.Workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "The document, its lines and outcomes as a workbook; no cell is a formula"},
	{billing.LinesCSV, "text/csv; charset=utf-8", "The document's lines as a table"},
	{billing.OutcomesCSV, "text/csv; charset=utf-8", "What the document counts, one outcome a row"},
	{billing.UBL, "application/xml", "The document for a machine, as UBL 2.1"},
}

type oneFapiao struct {
	ID uid.Fapiao `path:"id"`
}

type fapiaosIn struct {
	State string `query:"state" enum:"requested,exported,issued,refused"`
}

// mostFapiaos is how many requests one list shows.
const mostFapiaos = 500

// mountPapers: documents as they are given out, who they are from and to, and
// their tax invoices. A person's scope is its brand, or every brand.
func (s *surface) mountPapers(who string, may func(context.Context, account.Caller, uid.Invoice) (pg.Scope, error)) {
	book := s.doors.Bills
	type printIn struct {
		ID   uid.Invoice `path:"id"`
		Lang string      `query:"lang" enum:"zh,en" default:"zh"`
	}
	for _, f := range forms {
		add(s, op{id: who + "-invoice-" + string(f.as), method: http.MethodGet, path: "/api/v1/" + who + "/invoices/{id}/" + string(f.as), summary: f.summary, tag: "billing"},
			func(ctx context.Context, by account.Caller, in *printIn) (*file, error) {
				scope, err := may(ctx, by, in.ID)
				if err != nil {
					return nil, err
				}
				var out bytes.Buffer
				err = book.Print(ctx, scope, in.ID, paper.Tongue(in.Lang), f.as, &out)
				return &file{f.kind, `attachment; filename="` + in.ID.String() + "." + string(f.as) + `"`, out.Bytes()}, err
			})
	}
	add(s, op{id: who + "-reminders", method: http.MethodGet, path: "/api/v1/" + who + "/invoices/{id}/reminders", summary: "Reminders sent of a late document", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *oneInvoice) (*body[list[billing.Reminder]], error) {
			scope, err := may(ctx, by, in.ID)
			if err != nil {
				return nil, err
			}
			all, err := book.Reminders(ctx, scope, in.ID)
			return okList(all), err
		})
	add(s, op{id: who + "-ask-fapiao", method: http.MethodPost, path: "/api/v1/" + who + "/invoices/{id}/fapiao", summary: "Ask for the document's tax invoice", tag: "billing", status: http.StatusCreated},
		func(ctx context.Context, by account.Caller, in *oneInvoice) (*body[billing.Fapiao], error) {
			scope, err := may(ctx, by, in.ID)
			if err != nil {
				return nil, err
			}
			f, err := book.AskFapiao(ctx, scope, in.ID, by.Person)
			return ok(f), err
		})
}

// mountPaperSides: billing details and lists of tax invoices, a brand's and
// ours.
func (s *surface) mountPaperSides() {
	for _, side := range []struct {
		who   string
		scope func(account.Caller) pg.Scope
		party func(account.Caller) uid.Brand
	}{
		{"brand", func(by account.Caller) pg.Scope { return pg.OfBrand(by.Brand) }, func(by account.Caller) uid.Brand { return by.Brand }},
		{"finance", func(account.Caller) pg.Scope { return pg.Everything }, func(account.Caller) uid.Brand { return deal.Ours }},
	} {
		s.mountParty(side.who, side.scope, side.party)
		add(s, op{id: side.who + "-fapiaos", method: http.MethodGet, path: "/api/v1/" + side.who + "/fapiaos", summary: "Tax invoices asked for, newest first", tag: "billing"},
			func(ctx context.Context, by account.Caller, in *fapiaosIn) (*body[list[billing.Fapiao]], error) {
				all, err := s.doors.Bills.Fapiaos(ctx, side.scope(by), in.State, mostFapiaos)
				return okList(all), err
			})
	}
}

func (s *surface) mountParty(who string, scope func(account.Caller) pg.Scope, party func(account.Caller) uid.Brand) {
	book, path := s.doors.Bills, "/api/v1/"+who+"/billing-details"
	add(s, op{id: who + "-billing-details", method: http.MethodGet, path: path, summary: "Who we are on paper", tag: "billing"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[paper.Party], error) {
			p, err := book.Party(ctx, scope(by), party(by))
			return ok(p), err
		})
	type in struct{ Body paper.Party }
	add(s, op{id: who + "-set-billing-details", method: http.MethodPut, path: path, summary: "Change who we are on paper; issued documents keep theirs", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *in) (*body[paper.Party], error) {
			p, err := book.SetParty(ctx, scope(by), party(by), in.Body, by.Person)
			return ok(p), err
		})
}

// mountFapiaos: what the licensed channel is handed, and what it answers.
func (s *surface) mountFapiaos() {
	book := s.doors.Bills
	add(s, op{id: "export-fapiaos", method: http.MethodPost, path: "/api/v1/finance/fapiaos/export", summary: "The file for the licensed channel, of all that have no answer", tag: "billing"},
		func(ctx context.Context, _ account.Caller, _ *none) (*file, error) {
			raw, err := book.ExportFapiaos(ctx)
			return &file{"text/csv; charset=utf-8", `attachment; filename="fapiao-requests.csv"`, raw}, err
		})
	type answerIn struct {
		oneFapiao
		Body struct {
			Number  string `json:"number,omitempty" maxLength:"20"`
			Refusal string `json:"refusal,omitempty" maxLength:"500" doc:"why the channel did not issue it"`
		}
	}
	add(s, op{id: "answer-fapiao", method: http.MethodPost, path: "/api/v1/finance/fapiaos/{id}/answer", summary: "The number that the channel gave, or why it refused", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *answerIn) (*body[billing.Fapiao], error) {
			f, err := book.AnswerFapiao(ctx, in.ID, in.Body.Number, in.Body.Refusal)
			return ok(f), err
		})
}
