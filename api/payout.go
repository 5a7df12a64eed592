package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/payout"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

type oneRun struct {
	ID uid.Payrun `path:"id"`
}

// mountPayruns: agents are paid, by two people's word.
func (s *surface) mountPayruns() {
	pay := s.doors.Payday
	type listIn struct {
		Cursor string `query:"cursor" maxLength:"100"`
	}
	add(s, op{id: "payruns", method: http.MethodGet, path: "/api/v1/finance/payruns", summary: "Payruns, newest first", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *listIn) (*body[list[payout.Head]], error) {
			at, id, err := readPlace(in.Cursor)
			if err != nil {
				return nil, err
			}
			all, err := pay.Runs(ctx, at, id, pageOfBills)
			out := okList(all)
			if len(all) == pageOfBills {
				out.Body.Next = placeOf(all[len(all)-1].MadeAt, uuid.UUID(all[len(all)-1].ID))
			}
			return out, err
		})
	type draftIn struct {
		Body struct {
			Currency string `json:"currency" maxLength:"3"`
			Driver   string `json:"driver" enum:"bank,stripe"`
		}
	}
	add(s, op{id: "draft-payrun", method: http.MethodPost, path: "/api/v1/finance/payruns", summary: "Collect what agents are owed in a currency", tag: "billing", status: http.StatusCreated},
		func(ctx context.Context, by account.Caller, in *draftIn) (*body[payout.Run], error) {
			r, err := pay.Draft(ctx, in.Body.Currency, in.Body.Driver, by.Person)
			return ok(r), err
		})
	add(s, op{id: "payrun", method: http.MethodGet, path: "/api/v1/finance/payruns/{id}", summary: "One payrun with its items", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *oneRun) (*body[payout.Run], error) {
			r, err := pay.Run(ctx, in.ID)
			return ok(r), err
		})
	step := func(name, summary string, do func(context.Context, uid.Payrun, uid.Person) (payout.Run, error)) {
		add(s, op{id: name + "-payrun", method: http.MethodPost, path: "/api/v1/finance/payruns/{id}/" + name, summary: summary, tag: "billing"},
			func(ctx context.Context, by account.Caller, in *oneRun) (*body[payout.Run], error) {
				r, err := do(ctx, in.ID, by.Person)
				return ok(r), err
			})
	}
	step("approve", "One of two people has looked at it", pay.Approve)
	step("submit", "Freeze the bank's file, or send the transfers", pay.Submit)
	step("withdraw", "End it before it is submitted", func(ctx context.Context, id uid.Payrun, _ uid.Person) (payout.Run, error) {
		return pay.Withdraw(ctx, id)
	})
	add(s, op{id: "payrun-file", method: http.MethodGet, path: "/api/v1/finance/payruns/{id}/batch.csv", summary: "The bank's batch file", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *oneRun) (*file, error) {
			name, raw, err := pay.File(ctx, in.ID)
			return &file{"text/csv; charset=utf-8", `attachment; filename="` + name + `"`, raw}, err
		})
	s.mountPayrunEndings()
}

// mountPayrunEndings: what the bank did, and payments that come back.
func (s *surface) mountPayrunEndings() {
	pay := s.doors.Payday
	type settleIn struct {
		ID   uid.Payrun `path:"id"`
		Body struct {
			Reference string           `json:"reference" maxLength:"200" doc:"the bank's"`
			Failures  []payout.Failure `json:"failures,omitempty" maxItems:"10000"`
		}
	}
	add(s, op{id: "settle-payrun", method: http.MethodPost, path: "/api/v1/finance/payruns/{id}/settle", summary: "What the bank did: all were paid but those named", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *settleIn) (*body[payout.Run], error) {
			r, err := pay.Settle(ctx, in.ID, in.Body.Reference, in.Body.Failures)
			return ok(r), err
		})
	type reverseIn struct {
		ID   uid.Payrun `path:"id"`
		Item uid.Payout `path:"item"`
		Body struct {
			Reason string `json:"reason" maxLength:"200"`
		}
	}
	add(s, op{id: "reverse-payout", method: http.MethodPost, path: "/api/v1/finance/payruns/{id}/items/{item}/reverse", summary: "Take a payment back", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *reverseIn) (*body[payout.Run], error) {
			if err := pay.Reverse(ctx, in.Item, in.Body.Reason); err != nil {
				return nil, err
			}
			r, err := pay.Run(ctx, in.ID)
			return ok(r), err
		})
}

// mountPayee: where I am paid.
func (s *surface) mountPayee() {
	pay := s.doors.Payday
	add(s, op{id: "payee", method: http.MethodGet, path: "/api/v1/agent/payee", summary: "Where I am paid", tag: "billing"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[payout.Payee], error) {
			p, err := pay.Payee(ctx, by.Agent())
			return ok(p), err
		})
	type payeeIn struct {
		Body struct {
			Method    string `json:"method" enum:"bank,alipay,stripe"`
			Holder    string `json:"holder" maxLength:"100"`
			Bank      string `json:"bank,omitempty" maxLength:"60"`
			AccountNo string `json:"account_no,omitempty" maxLength:"64"`
		}
	}
	add(s, op{id: "put-payee", method: http.MethodPut, path: "/api/v1/agent/payee", summary: "Say where I am paid", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *payeeIn) (*body[payout.Payee], error) {
			b := in.Body
			p, err := pay.SetPayee(ctx, by.Agent(), payout.Payee{Method: b.Method, Holder: b.Holder, Bank: b.Bank, AccountNo: b.AccountNo})
			return ok(p), err
		})
}

// mountReconciliation: where the gateway and we differ.
func (s *surface) mountReconciliation() {
	desk := s.doors.Till
	type listIn struct {
		State string `query:"state" enum:"open,gone,resolved"`
	}
	add(s, op{id: "differences", method: http.MethodGet, path: "/api/v1/finance/differences", summary: "What the payment gateway and we do not agree on", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *listIn) (*body[list[till.Difference]], error) {
			all, err := desk.Differences(ctx, in.State, 4*pageOfBills)
			return okList(all), err
		})
	type resolveIn struct {
		ID   uid.Difference `path:"id"`
		Body struct {
			Note string `json:"note" maxLength:"500" doc:"what was done about it"`
		}
	}
	add(s, op{id: "resolve-difference", method: http.MethodPost, path: "/api/v1/finance/differences/{id}/resolve", summary: "Say what was done about it", tag: "billing", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *resolveIn) (*done, error) {
			return nothing(), desk.Resolve(ctx, in.ID, by.Person, in.Body.Note)
		})
	type overview struct {
		Online bool         `json:"online" doc:"there is a payment gateway"`
		Counts []till.Count `json:"counts"`
		Runs   []till.Run   `json:"runs"`
	}
	add(s, op{id: "reconciliation", method: http.MethodGet, path: "/api/v1/finance/reconciliation", summary: "Calls to the gateway by state, and the comparisons made", tag: "billing"},
		func(ctx context.Context, _ account.Caller, _ *none) (*body[overview], error) {
			counts, err := desk.Counts(ctx)
			if err != nil {
				return nil, err
			}
			runs, err := desk.Runs(ctx, pageOfBills)
			return ok(overview{desk.Online(), counts, runs}), err
		})
	type runIn struct {
		Body struct {
			From time.Time `json:"from"`
			Till time.Time `json:"till"`
		}
	}
	add(s, op{id: "reconcile", method: http.MethodPost, path: "/api/v1/finance/reconciliation", summary: "Compare a stretch of time now", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *runIn) (*body[till.Run], error) {
			if !in.Body.From.Before(in.Body.Till) || in.Body.Till.Sub(in.Body.From) > 31*24*time.Hour {
				return nil, errInput.At("body", "from before till, at most 31 days", "")
			}
			r, err := desk.Reconcile(ctx, in.Body.From, in.Body.Till)
			return ok(r), err
		})
}

// mountWallets: what brands have with us, and what they are thanked with.
func (s *surface) mountWallets() {
	book := s.doors.Bills
	add(s, op{id: "brand-wallet", method: http.MethodGet, path: "/api/v1/brand/wallet", summary: "My balance, and my rebates", tag: "billing"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[billing.Wallet], error) {
			w, err := book.Wallet(ctx, by.Brand)
			return ok(w), err
		})
	type named struct {
		ID   uid.Brand `json:"id"`
		Name string    `json:"name"`
	}
	add(s, op{id: "finance-brands", method: http.MethodGet, path: "/api/v1/finance/brands", summary: "The brands that money moves with", tag: "billing"},
		func(ctx context.Context, _ account.Caller, _ *none) (*body[list[named]], error) {
			all, err := s.doors.Register.Brands(ctx)
			out := make([]named, len(all))
			for i, b := range all {
				out[i] = named{b.ID, b.Name}
			}
			return okList(out), err
		})
	type oneBrand struct {
		ID uid.Brand `path:"id"`
	}
	add(s, op{id: "wallet", method: http.MethodGet, path: "/api/v1/finance/brands/{id}/wallet", summary: "A brand's balance and rebates", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *oneBrand) (*body[billing.Wallet], error) {
			w, err := book.Wallet(ctx, in.ID)
			return ok(w), err
		})
	type prepayIn struct {
		ID   uid.Brand `path:"id"`
		Body struct {
			AmountMinor money.Amount `json:"amount_minor" minimum:"1"`
			Reference   string       `json:"reference" maxLength:"200" doc:"the bank's transfer; it counts once"`
		}
	}
	add(s, op{id: "prepay", method: http.MethodPost, path: "/api/v1/finance/brands/{id}/prepayments", summary: "A brand paid ahead", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *prepayIn) (*body[billing.Wallet], error) {
			if err := book.Prepay(ctx, in.ID, in.Body.AmountMinor, strings.TrimSpace(in.Body.Reference)); err != nil {
				return nil, err
			}
			w, err := book.Wallet(ctx, in.ID)
			return ok(w), err
		})
	add(s, op{id: "referrals", method: http.MethodGet, path: "/api/v1/finance/referrals", summary: "Who brought whom, and what came of it", tag: "billing"},
		everything(book.Referrals))
	add(s, op{id: "accruals", method: http.MethodGet, path: "/api/v1/finance/accruals", summary: "What payments and credit notes changed of rebates", tag: "billing"},
		everything(book.Accruals))
	type referIn struct {
		Body billing.Referral
	}
	add(s, op{id: "refer", method: http.MethodPost, path: "/api/v1/finance/referrals", summary: "Write down who brought whom", tag: "billing", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *referIn) (*done, error) {
			return nothing(), book.Refer(ctx, in.Body, by.Person)
		})
	add(s, op{id: "proof", method: http.MethodGet, path: "/api/v1/finance/ledger/proof", summary: "The books added up: currencies, documents, closed periods", tag: "billing"},
		func(ctx context.Context, _ account.Caller, _ *none) (*body[ledger.Proof], error) {
			p, err := book.Ledger.Prove(ctx, pageOfBills)
			return ok(p), err
		})
}
