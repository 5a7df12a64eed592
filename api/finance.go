package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/billing/wages"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// mountFinance: bills from their draft to their payment, and the books.
func (s *surface) mountFinance() {
	s.mountInvoices()
	s.mountUnderInvoices()
	s.mountInvoiceSteps()
	s.mountLedger()
	s.mountPayouts()
	s.mountPayruns()
	s.mountReconciliation()
	s.mountWallets()
	s.mountFinanceDisputes()
	may := func(context.Context, account.Caller, uid.Invoice) (pg.Scope, error) { return pg.Everything, nil }
	s.mountFiles("finance", may)
	s.mountFacts()
	s.mountPapers("finance", may)
	s.mountPaperSides()
	s.mountFapiaos()
	s.mountAgreements()
	s.mountClaims()
}

// mountInvoices: the documents, and a draft of a new one.
func (s *surface) mountInvoices() {
	book := s.doors.Bills
	type listIn struct {
		Status string `query:"status" enum:"collecting,draft,review,approved,issued,partially_paid,paid,uncollectible,void"`
		Cursor string `query:"cursor" maxLength:"100"`
	}
	add(s, op{id: "invoices", method: http.MethodGet, path: "/api/v1/finance/invoices", summary: "Documents of every brand, newest first", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *listIn) (*body[list[billing.Head]], error) {
			return s.invoices(ctx, pg.Everything, in.Status, in.Cursor, nil)
		})
	type draftIn struct {
		Body struct {
			Request uid.Request `json:"request_id,omitempty" doc:"draft a request's own period"`
			Brand   uid.Brand   `json:"brand_id,omitempty" doc:"or any period of a brand"`
			From    *time.Time  `json:"from,omitempty"`
			Till    *time.Time  `json:"till,omitempty"`
		}
	}
	add(s, op{id: "draft-invoice", method: http.MethodPost, path: "/api/v1/finance/invoices", summary: "Draft what a period owes, or draft it again", tag: "billing", status: http.StatusCreated},
		func(ctx context.Context, _ account.Caller, in *draftIn) (*body[billing.Invoice], error) {
			if !in.Body.Request.IsZero() {
				v, err := book.DraftRequest(ctx, in.Body.Request)
				return ok(v), err
			}
			if in.Body.Brand.IsZero() || in.Body.From == nil || in.Body.Till == nil || !in.Body.From.Before(*in.Body.Till) {
				return nil, errInput.At("body", "request_id; or brand_id with from before till", "")
			}
			v, err := book.DraftPeriod(ctx, in.Body.Brand, rate.Span{From: *in.Body.From, Till: *in.Body.Till})
			return ok(v), err
		})
	add(s, op{id: "invoice", method: http.MethodGet, path: "/api/v1/finance/invoices/{id}", summary: "One document with its lines and its chain", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *oneInvoice) (*body[billing.Invoice], error) {
			v, err := book.Invoice(ctx, pg.Everything, in.ID)
			return ok(v), err
		})
}

// mountUnderInvoices: what a document stands on, and what it could have been.
func (s *surface) mountUnderInvoices() {
	book := s.doors.Bills
	add(s, op{id: "line-outcomes", method: http.MethodGet, path: "/api/v1/finance/invoices/{id}/lines/{line}/outcomes", summary: "What a line counts, conversation by conversation", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *oneLine) (*body[list[billing.Evidence]], error) {
			return s.lineOutcomes(ctx, pg.Everything, in)
		})
	type oneChat struct {
		ID uid.Chat `path:"id"`
	}
	add(s, op{id: "finance-chat", method: http.MethodGet, path: "/api/v1/finance/chats/{id}", summary: "The conversation behind an outcome", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *oneChat) (*body[replayOut], error) {
			return s.replay(ctx, pg.Everything, in.ID)
		})
	type whatIf struct {
		Body struct {
			Invoice uid.Invoice `json:"invoice_id"`
			billing.Terms
		}
	}
	add(s, op{id: "what-if", method: http.MethodPost, path: "/api/v1/finance/what-if", summary: "What a bill would be under other tiers and floors; nothing is kept", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *whatIf) (*body[billing.WhatIf], error) {
			w, err := book.WhatIf(ctx, in.Body.Invoice, in.Body.Terms)
			return ok(w), err
		})
	add(s, op{id: "exposures", method: http.MethodGet, path: "/api/v1/finance/exposure", summary: "Every brand's bill as it stands", tag: "billing"},
		everything(book.Exposures))
	type ofBrand struct {
		ID uid.Brand `path:"id"`
	}
	add(s, op{id: "exposure-course", method: http.MethodGet, path: "/api/v1/finance/brands/{id}/exposure", summary: "How a brand's running bill came about, against the most that its guarantees can pay", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *ofBrand) (*body[billing.Course], error) {
			c, err := book.Course(ctx, in.ID)
			return ok(c), err
		})
}

func (s *surface) mountInvoiceSteps() {
	book := s.doors.Bills
	step := func(name, summary string, do func(context.Context, uid.Invoice, uid.Person) (billing.Invoice, error)) {
		add(s, op{id: name + "-invoice", method: http.MethodPost, path: "/api/v1/finance/invoices/{id}/" + name, summary: summary, tag: "billing"},
			func(ctx context.Context, by account.Caller, in *oneInvoice) (*body[billing.Invoice], error) {
				v, err := do(ctx, in.ID, by.Person)
				return ok(v), err
			})
	}
	alone := func(do func(context.Context, uid.Invoice) (billing.Invoice, error)) func(context.Context, uid.Invoice, uid.Person) (billing.Invoice, error) {
		return func(ctx context.Context, id uid.Invoice, _ uid.Person) (billing.Invoice, error) { return do(ctx, id) }
	}
	step("redraft", "Rate a draft again, from the facts as they are now", alone(book.Redraft))
	step("review", "Show a draft to its brand", alone(book.SendForReview))
	step("approve", "Let a document be issued", book.Approve)
	step("issue", "Number it, freeze it, book it", alone(book.Issue))
	step("withdraw", "End a document that was not issued", alone(book.Withdraw))
	step("adjust", "Draft what later facts change of an issued invoice", alone(book.Adjust))
	type paidIn struct {
		ID   uid.Invoice `path:"id"`
		Body struct {
			Reference string `json:"reference" maxLength:"200" doc:"the bank's transfer"`
		}
	}
	add(s, op{id: "paid-invoice", method: http.MethodPost, path: "/api/v1/finance/invoices/{id}/paid", summary: "It was paid out of band", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *paidIn) (*body[billing.Invoice], error) {
			v, err := book.PayOutside(ctx, in.ID, strings.TrimSpace(in.Body.Reference))
			return ok(v), err
		})
	add(s, op{id: "closing", method: http.MethodGet, path: "/api/v1/finance/invoices/{id}/closing", summary: "The period added up: fees, rebates, agents, margin", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *oneInvoice) (*body[billing.Closing], error) {
			c, err := book.Closing(ctx, in.ID)
			return ok(c), err
		})
}

func (s *surface) mountLedger() {
	add(s, op{id: "ledger", method: http.MethodGet, path: "/api/v1/finance/ledger", summary: "The trial balance", tag: "billing"},
		everything(s.doors.Bills.TrialBalance))
	type listIn struct {
		Account string    `query:"account" maxLength:"200" doc:"of one account"`
		Ref     uuid.UUID `query:"ref_id" doc:"of one document, statement or payment"`
		Cursor  string    `query:"cursor" maxLength:"100"`
	}
	add(s, op{id: "transfers", method: http.MethodGet, path: "/api/v1/finance/ledger/transfers", summary: "The ledger's transfers, newest first", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *listIn) (*body[list[ledger.Transfer]], error) {
			at, id, err := readPlace(in.Cursor)
			if err != nil {
				return nil, err
			}
			all, err := s.doors.Bills.Ledger.Transfers(ctx, ledger.Asked{Account: in.Account, Ref: in.Ref, Before: at, ID: id, Most: pageOfBills})
			out := okList(all)
			if len(all) == pageOfBills {
				out.Body.Next = placeOf(all[len(all)-1].At, uuid.UUID(all[len(all)-1].ID))
			}
			return out, err
		})
}

func (s *surface) mountPayouts() {
	type listIn struct {
		Cursor string `query:"cursor" maxLength:"100"`
	}
	add(s, op{id: "statements", method: http.MethodGet, path: "/api/v1/finance/statements", summary: "Agents' statements, newest first", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *listIn) (*body[list[wages.Statement]], error) {
			at, id, err := readPlace(in.Cursor)
			if err != nil {
				return nil, err
			}
			all, err := s.doors.Bills.Statements(ctx, billing.Before{At: at, ID: id}, pageOfBills)
			out := okList(all)
			if len(all) == pageOfBills {
				out.Body.Next = placeOf(all[len(all)-1].ClosedAt, uuid.UUID(all[len(all)-1].ID))
			}
			return out, err
		})
	type paidIn struct {
		ID   uid.Statement `path:"id"`
		Body struct {
			Reference string `json:"reference" maxLength:"200"`
		}
	}
	add(s, op{id: "pay-statement", method: http.MethodPost, path: "/api/v1/finance/statements/{id}/paid", summary: "An agent was paid", tag: "billing", status: http.StatusNoContent},
		func(ctx context.Context, _ account.Caller, in *paidIn) (*done, error) {
			return nothing(), s.doors.Bills.PayStatement(ctx, in.ID, strings.TrimSpace(in.Body.Reference))
		})
}

func (s *surface) mountFinanceDisputes() {
	type listIn struct {
		State string `query:"state" enum:"opened,upheld,rejected"`
	}
	add(s, op{id: "disputes", method: http.MethodGet, path: "/api/v1/finance/disputes", summary: "Disputes, newest first", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *listIn) (*body[list[billing.Dispute]], error) {
			all, err := s.doors.Bills.Disputes(ctx, pg.Everything, in.State, 4*pageOfBills)
			return okList(all), err
		})
	type answerIn struct {
		ID   uid.Dispute `path:"id"`
		Body struct {
			Upheld bool   `json:"upheld"`
			Answer string `json:"answer" maxLength:"2000"`
		}
	}
	add(s, op{id: "answer-dispute", method: http.MethodPost, path: "/api/v1/finance/disputes/{id}/answer", summary: "Answer a dispute: upheld, the next document gives it back", tag: "billing", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *answerIn) (*done, error) {
			return nothing(), s.doors.Bills.Resolve(ctx, in.ID, by.Person, in.Body.Upheld, in.Body.Answer)
		})
}

// placeOf is a place in a list that goes back in time, readPlace reads it.
func placeOf(at time.Time, id uuid.UUID) string {
	return at.UTC().Format(time.RFC3339Nano) + "_" + id.String()
}

func readPlace(text string) (time.Time, uuid.UUID, error) {
	if text == "" {
		return time.Time{}, uuid.UUID{}, nil
	}
	when, which, _ := strings.Cut(text, "_")
	at, err := time.Parse(time.RFC3339Nano, when)
	if err != nil {
		return time.Time{}, uuid.UUID{}, fault.Cursor.At("cursor", "next_cursor of the page before", text)
	}
	id, err := uuid.Parse(which)
	if err != nil {
		return time.Time{}, uuid.UUID{}, fault.Cursor.At("cursor", "next_cursor of the page before", text)
	}
	return at, id, nil
}
