package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// mountClaims: what is held, excused, owed, given up, and the close of the books.
func (s *surface) mountClaims() {
	s.mountExcusals("finance", facts.SidePlatform, func(account.Caller) pg.Scope { return pg.Everything }, func(_ account.Caller, asked uid.Brand) uid.Brand { return asked })
	s.mountExcusals("brand", facts.SideBrand, func(by account.Caller) pg.Scope { return pg.OfBrand(by.Brand) }, func(by account.Caller, _ uid.Brand) uid.Brand { return by.Brand })
	s.mountHolds()
	s.mountReceivables()
	s.mountSeasons()
	s.mountClose()
}

// mountExcusals: one side proposes an outage, the other signs it.
func (s *surface) mountExcusals(who, side string, scope func(account.Caller) pg.Scope, whose func(account.Caller, uid.Brand) uid.Brand) {
	book, path := s.doors.Bills, "/api/v1/"+who+"/excusals"
	type listIn struct {
		State string `query:"state" enum:"proposed,signed,declined,withdrawn"`
	}
	add(s, op{id: who + "-excusals", method: http.MethodGet, path: path, summary: "Outages that one side proposed to excuse, newest first", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *listIn) (*body[list[facts.Excusal]], error) {
			all, err := book.Excusals(ctx, scope(by), in.State, 4*pageOfBills)
			return okList(all), err
		})
	type proposeIn struct {
		Body struct {
			Brand    uid.Brand `json:"brand_id,omitempty" doc:"finance names the brand; a brand is itself"`
			Channel  string    `json:"channel,omitempty" maxLength:"60" doc:"empty: every channel"`
			From     time.Time `json:"from"`
			Till     time.Time `json:"till"`
			Reason   string    `json:"reason" maxLength:"2000"`
			Evidence string    `json:"evidence,omitempty" maxLength:"2000" doc:"where the proof lies"`
		}
	}
	type made struct {
		ID uuid.UUID `json:"id"`
	}
	add(s, op{id: who + "-propose-excusal", method: http.MethodPost, path: path, summary: "Propose an outage: it counts once the other side has signed", tag: "billing", status: http.StatusCreated},
		func(ctx context.Context, by account.Caller, in *proposeIn) (*body[made], error) {
			brand := whose(by, in.Body.Brand)
			if _, err := s.doors.Register.Brand(ctx, brand); err != nil {
				return nil, err
			}
			id, err := book.ProposeExcusal(ctx, side, facts.Outage{Brand: brand, Channel: in.Body.Channel, From: in.Body.From, Till: in.Body.Till, Reason: in.Body.Reason, Evidence: in.Body.Evidence}, by.Person)
			return ok(made{id}), err
		})
	type answerIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Sign   bool   `json:"sign"`
			Answer string `json:"answer,omitempty" maxLength:"2000"`
		}
	}
	add(s, op{id: who + "-sign-excusal", method: http.MethodPost, path: path + "/{id}/answer", summary: "Sign what the other side proposed, or decline", tag: "billing", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *answerIn) (*done, error) {
			return nothing(), book.SignExcusal(ctx, scope(by), side, in.ID, in.Body.Sign, in.Body.Answer, by.Person)
		})
	type one struct {
		ID uuid.UUID `path:"id"`
	}
	add(s, op{id: who + "-withdraw-excusal", method: http.MethodPost, path: path + "/{id}/withdraw", summary: "Take back what I proposed and nobody answered", tag: "billing", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *one) (*done, error) {
			return nothing(), book.WithdrawExcusal(ctx, scope(by), side, in.ID, by.Person)
		})
}

// mountHolds: what waits for a person's look before it is billed.
func (s *surface) mountHolds() {
	book := s.doors.Bills
	type listIn struct {
		State string `query:"state" enum:"open,released,confirmed"`
	}
	add(s, op{id: "holds", method: http.MethodGet, path: "/api/v1/finance/holds", summary: "Outcomes held because they look like self-dealing, newest first", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *listIn) (*body[list[facts.Held]], error) {
			all, err := book.Holds(ctx, in.State, 4*pageOfBills)
			return okList(all), err
		})
	type holdIn struct {
		ID   uid.Outcome `path:"id"`
		Body struct {
			Reason string `json:"reason" maxLength:"500"`
		}
	}
	add(s, op{id: "hold-outcome", method: http.MethodPost, path: "/api/v1/finance/outcomes/{id}/hold", summary: "Hold an outcome: it is not billed until somebody decides", tag: "billing", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *holdIn) (*done, error) {
			return nothing(), book.Hold(ctx, in.ID, in.Body.Reason, by.Person)
		})
	type decideIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Release bool   `json:"release" doc:"it was mistaken: the next document bills it; else it never is"`
			Answer  string `json:"answer" maxLength:"500"`
		}
	}
	add(s, op{id: "decide-hold", method: http.MethodPost, path: "/api/v1/finance/holds/{id}/decide", summary: "Release a held outcome, or confirm the hold", tag: "billing", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *decideIn) (*done, error) {
			return nothing(), book.Decide(ctx, in.ID, in.Body.Release, in.Body.Answer, by.Person)
		})
}

// mountReceivables: money that comes in parts, late, or not at all.
func (s *surface) mountReceivables() {
	book := s.doors.Bills
	add(s, op{id: "ageing", method: http.MethodGet, path: "/api/v1/finance/ageing", summary: "What each brand owes, by how late it is", tag: "billing"},
		everything(book.Ageing))
	type partIn struct {
		ID   uid.Invoice `path:"id"`
		Body struct {
			AmountMinor money.Amount `json:"amount_minor" minimum:"1"`
			Reference   string       `json:"reference" maxLength:"200" doc:"the bank's transfer: it counts once a document"`
		}
	}
	add(s, op{id: "receive-payment", method: http.MethodPost, path: "/api/v1/finance/invoices/{id}/payments", summary: "The bank brought a part of what is owed", tag: "billing", status: http.StatusCreated},
		func(ctx context.Context, by account.Caller, in *partIn) (*body[billing.Invoice], error) {
			v, err := book.Receive(ctx, in.ID, in.Body.AmountMinor, in.Body.Reference, by.Person)
			return ok(v), err
		})
	type askIn struct {
		ID   uid.Invoice `path:"id"`
		Body struct {
			Reason string `json:"reason" maxLength:"2000"`
		}
	}
	add(s, op{id: "ask-write-off", method: http.MethodPost, path: "/api/v1/finance/invoices/{id}/write-off", summary: "Ask to give up what a late document owes; a second person agrees", tag: "billing", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *askIn) (*done, error) {
			return nothing(), book.AskWriteOff(ctx, in.ID, in.Body.Reason, by.Person)
		})
	add(s, op{id: "write-offs", method: http.MethodGet, path: "/api/v1/finance/write-offs", summary: "Debts to give up, asked for and answered", tag: "billing"},
		everything(book.WriteOffs))
	type answerIn struct {
		ID   uuid.UUID `path:"id"`
		Body struct {
			Agree bool `json:"agree"`
		}
	}
	add(s, op{id: "answer-write-off", method: http.MethodPost, path: "/api/v1/finance/write-offs/{id}/answer", summary: "Agree to give a debt up, or decline: not by whoever asked", tag: "billing", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *answerIn) (*done, error) {
			return nothing(), book.AnswerWriteOff(ctx, in.ID, in.Body.Agree, by.Person)
		})
}

// mountSeasons: the tiered incentive of a season.
func (s *surface) mountSeasons() {
	book := s.doors.Bills
	add(s, op{id: "seasons", method: http.MethodGet, path: "/api/v1/finance/seasons", summary: "Seasons' rebates as they were reckoned, newest first", tag: "billing"},
		everything(book.Seasons))
	type settleIn struct {
		Body struct {
			Brand uid.Brand `json:"brand_id"`
			From  time.Time `json:"from"`
			Till  time.Time `json:"till"`
		}
	}
	add(s, op{id: "settle-season", method: http.MethodPost, path: "/api/v1/finance/seasons", summary: "Reckon a season's rebate and move the difference to the brand's balance", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *settleIn) (*body[list[billing.SeasonRebate]], error) {
			all, err := book.SettleSeason(ctx, in.Body.Brand, rate.Span{From: in.Body.From, Till: in.Body.Till}, by.Person)
			return okList(all), err
		})
}

// mountClose: what stands open before the books are closed, and the close.
func (s *surface) mountClose() {
	book := s.doors.Bills
	type listIn struct {
		Till string `query:"till" maxLength:"40" doc:"an instant, as RFC 3339"`
	}
	add(s, op{id: "close-checklist", method: http.MethodGet, path: "/api/v1/finance/close", summary: "What stands open of the time before an instant, and who must do it", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *listIn) (*body[billing.Checklist], error) {
			till, err := time.Parse(time.RFC3339, strings.ReplaceAll(in.Till, " ", "+"))
			if err != nil {
				return nil, errInput.At("till", "an instant, as RFC 3339", in.Till)
			}
			c, err := book.Checklist(ctx, till)
			return ok(c), err
		})
	type closeIn struct {
		Body struct {
			Till time.Time `json:"till"`
		}
	}
	add(s, op{id: "close-books", method: http.MethodPost, path: "/api/v1/finance/close", summary: "Close the books: nothing is dated before any more", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *closeIn) (*body[billing.Checklist], error) {
			c, err := book.CloseBooks(ctx, in.Body.Till, by.Person)
			return ok(c), err
		})
}

// everything answers with a list that is short enough to be sent whole.
func everything[T any](read func(context.Context) ([]T, error)) func(context.Context, account.Caller, *none) (*body[list[T]], error) {
	return func(ctx context.Context, _ account.Caller, _ *none) (*body[list[T]], error) {
		all, err := read(ctx)
		return okList(all), err
	}
}
