package api

import (
	"bufio"
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humafiber"
	"github.com/google/uuid"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// mountFacts: what a bill is rated from, as finance sees it: files brought in,
// what waits for a contract, the sealed chain, the platforms' figures.
func (s *surface) mountFacts() {
	book := s.doors.Bills
	s.mountImports("finance", func(_ account.Caller, brand uid.Brand) (uid.Brand, pg.Scope) { return brand, pg.Everything })
	add(s, op{id: "waiting-facts", method: http.MethodGet, path: "/api/v1/finance/waiting", summary: "Brands with outcomes that no contract covers: kept, and billed once one does", tag: "billing"},
		everything(book.WaitingFacts))
	type ofBrand struct {
		ID     uid.Brand `path:"id"`
		Cursor string    `query:"cursor" maxLength:"100"`
	}
	add(s, op{id: "waiting-outcomes", method: http.MethodGet, path: "/api/v1/finance/brands/{id}/waiting", summary: "A brand's outcomes that no contract covers", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *ofBrand) (*body[list[facts.WaitingOutcome]], error) {
			return s.waitingOutcomes(ctx, in.ID, in.Cursor)
		})
	type oneBrand struct {
		ID uid.Brand `path:"id"`
	}
	add(s, op{id: "check-chain", method: http.MethodGet, path: "/api/v1/finance/brands/{id}/chain", summary: "Hash a brand's sealed facts again and name the first block that does not hold", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *oneBrand) (*body[facts.ChainReport], error) {
			r, err := book.CheckChain(ctx, pg.Everything, in.ID)
			return ok(r), err
		})
	add(s, op{id: "sealed-days", method: http.MethodGet, path: "/api/v1/finance/brands/{id}/seals", summary: "A brand's sealed days and their roots", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *oneBrand) (*body[list[facts.SealedDay]], error) {
			all, err := book.SealedDays(ctx, pg.Everything, in.ID, pageOfBills)
			return okList(all), err
		})
	add(s, op{id: "figures", method: http.MethodGet, path: "/api/v1/finance/figures", summary: "How the platforms count their figures, by day", tag: "billing"},
		everything(book.Figures))
	type define struct {
		Body struct {
			ID       string    `json:"id" minLength:"1" maxLength:"60"`
			Platform string    `json:"platform,omitempty" maxLength:"60"`
			Channel  string    `json:"channel,omitempty" maxLength:"60" doc:"empty: any"`
			From     time.Time `json:"from" doc:"now or later; the definition before it ends there"`
			Measure  string    `json:"measure" enum:"answer_rate,response,csat"`
			WithinMS int64     `json:"within_ms,omitempty" minimum:"0"`
			OpenFrom string    `json:"open_from,omitempty" pattern:"^([01][0-9]|2[0-4]):[0-5][0-9]$"`
			OpenTill string    `json:"open_till,omitempty" pattern:"^([01][0-9]|2[0-4]):[0-5][0-9]$"`
			Unit     string    `json:"unit,omitempty" enum:"conversation,shopper_day"`
		}
	}
	add(s, op{id: "define-figure", method: http.MethodPost, path: "/api/v1/finance/figures", summary: "A platform counts otherwise from an instant on", tag: "billing", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *define) (*done, error) {
			b := in.Body
			return nothing(), book.Define(ctx, by.Person, rate.KPI{
				ID: b.ID, Platform: b.Platform, Channel: b.Channel, From: b.From, Measure: b.Measure, WithinMS: b.WithinMS,
				OpenFrom: b.OpenFrom, OpenTill: b.OpenTill, Unit: b.Unit,
			})
		})
}

// mountBrandFacts: a brand's own meter, and the roots it can hold us to.
func (s *surface) mountBrandFacts() {
	s.mountImports("brand", func(by account.Caller, _ uid.Brand) (uid.Brand, pg.Scope) { return by.Brand, pg.OfBrand(by.Brand) })
	add(s, op{id: "brand-sealed-days", method: http.MethodGet, path: "/api/v1/brand/seals", summary: "My facts' sealed days and their roots", tag: "billing"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[facts.SealedDay]], error) {
			all, err := s.doors.Bills.SealedDays(ctx, pg.OfBrand(by.Brand), by.Brand, pageOfBills)
			return okList(all), err
		})
}

// mountImports: a file of facts, in one piece or in many, and what became of it.
func (s *surface) mountImports(who string, whose func(account.Caller, uid.Brand) (uid.Brand, pg.Scope)) {
	book := s.doors.Bills
	prefix := map[string]string{"finance": "", "brand": "brand-"}[who]
	type bring struct {
		Brand   uid.Brand `query:"brand_id" doc:"finance names the brand; a brand is itself"`
		Name    string    `query:"name" maxLength:"200"`
		First   int64     `query:"first_line" minimum:"1" doc:"of a file that is sent in pieces: the number of this piece's first line"`
		RawBody []byte    `contentType:"application/x-ndjson"`
	}
	add(s, op{id: prefix + "import-facts", method: http.MethodPost, path: "/api/v1/" + who + "/imports/facts", summary: "Import outcomes, one JSON object a line, plain or gzipped: what is good is loaded, each line that is not is named", tag: "billing", maxBody: largestImport, raw: true},
		func(ctx context.Context, by account.Caller, in *bring) (*body[facts.Import], error) {
			brand, _ := whose(by, in.Brand)
			if _, err := s.doors.Register.Brand(ctx, brand); err != nil {
				return nil, err
			}
			im, err := book.Import(ctx, brand, by.Person, in.Name, in.First, bytes.NewReader(in.RawBody))
			return ok(im), err
		})
	type of struct {
		Brand uid.Brand `query:"brand_id"`
	}
	add(s, op{id: prefix + "fact-imports", method: http.MethodGet, path: "/api/v1/" + who + "/imports/facts", summary: "Files of facts that were brought in, newest first", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *of) (*body[list[facts.Import]], error) {
			brand, scope := whose(by, in.Brand)
			all, err := book.Imports(ctx, scope, brand, pageOfBills)
			return okList(all), err
		})
	type refusals struct {
		ID    uuid.UUID `path:"id"`
		After int64     `query:"after" minimum:"0"`
	}
	add(s, op{id: prefix + "fact-refusals", method: http.MethodGet, path: "/api/v1/" + who + "/imports/facts/{id}/refusals", summary: "Each line of a file that was not taken, and why", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *refusals) (*body[list[facts.Refusal]], error) {
			_, scope := whose(by, uid.Brand{})
			const most = 1000
			all, err := book.Refusals(ctx, scope, in.ID, in.After, most)
			return okList(all), err
		})
}

func (s *surface) waitingOutcomes(ctx context.Context, brand uid.Brand, from string) (*body[list[facts.WaitingOutcome]], error) {
	var place billing.Before
	if from != "" {
		at, id, err := readPlace(from)
		if err != nil {
			return nil, err
		}
		place = billing.Before{At: at, ID: id}
	}
	all, err := s.doors.Bills.WaitingOutcomes(ctx, brand, place, pageOfBills)
	out := okList(all)
	if len(all) == pageOfBills {
		last := all[len(all)-1]
		out.Body.Next = placeOf(last.At, uuid.UUID(last.ID))
	}
	return out, err
}

// mountFactsFile gives out the facts under a document as they are read: the
// answer begins at once and never lies in memory whole.
func (s *surface) mountFactsFile(who string, may func(context.Context, account.Caller, uid.Invoice) (pg.Scope, error)) {
	add(s, op{id: who + "-facts.jsonl", method: http.MethodGet, path: "/api/v1/" + who + "/invoices/{id}/facts.jsonl", summary: "What manyhands verify reads: facts.jsonl, sealed in blocks; a file without its end line broke off", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *oneInvoice) (*huma.StreamResponse, error) {
			scope, err := may(ctx, by, in.ID)
			if err != nil {
				return nil, err
			}
			if _, err := s.doors.Bills.Invoice(ctx, scope, in.ID); err != nil {
				return nil, err
			}
			return &huma.StreamResponse{Body: func(c huma.Context) { s.streamFacts(c, scope, in.ID) }}, nil
		})
}

// mountProof: one outcome under one line, to be checked without anything else.
func (s *surface) mountProof(who string, may func(context.Context, account.Caller, uid.Invoice) (pg.Scope, error)) {
	type oneOutcome struct {
		ID      uid.Invoice `path:"id"`
		Line    uid.Line    `path:"line"`
		Outcome uid.Outcome `path:"outcome"`
	}
	add(s, op{id: who + "-proof", method: http.MethodGet, path: "/api/v1/" + who + "/invoices/{id}/lines/{line}/outcomes/{outcome}/proof", summary: "That an outcome is under a line: what manyhands-verify --proof reads", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *oneOutcome) (*body[rate.Inclusion], error) {
			scope, err := may(ctx, by, in.ID)
			if err != nil {
				return nil, err
			}
			p, err := s.doors.Bills.Prove(ctx, scope, in.ID, in.Line, in.Outcome)
			return ok(p), err
		})
}

// longestExport bounds a download that its reader does not finish.
const longestExport = 30 * time.Minute

func (s *surface) streamFacts(c huma.Context, scope pg.Scope, id uid.Invoice) {
	c.SetHeader("Content-Type", "application/x-ndjson")
	c.SetHeader("Content-Disposition", `attachment; filename="facts.jsonl"`)
	// The request's context ends with the handler, before the stream is read.
	ctx := context.WithoutCancel(c.Context())
	humafiber.Unwrap(c).Context().SetBodyStreamWriter(func(w *bufio.Writer) {
		ctx, cancel := context.WithTimeout(ctx, longestExport)
		defer cancel()
		// What was sent cannot be taken back: the file says by its missing end
		// that it broke off.
		if err := s.doors.Bills.WriteFacts(ctx, scope, id, w); err != nil {
			s.doors.Log.ErrorContext(ctx, "export facts", "invoice", id, "error", err)
		}
	})
}
