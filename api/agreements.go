package api

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
)

// termsIn is a contract's version without its id and dates, as
// docs/billing-formats.md has one.
type termsIn struct {
	Terms json.RawMessage `json:"terms"`
	Note  string          `json:"note,omitempty" maxLength:"2000"`
}

// mountAgreements: terms shown by example, asked for, and answered.
func (s *surface) mountAgreements() {
	book := s.doors.Bills
	type showIn struct{ Body termsIn }
	add(s, op{id: "show-terms", method: http.MethodPost, path: "/api/v1/brand/terms/examples", summary: "An example bill for every clause of terms, and what surprises; nothing is kept", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *showIn) (*body[deal.Shown], error) {
			shown, err := book.ShowTerms(ctx, by.Brand, in.Body.Terms)
			return ok(shown), err
		})
	type proposeIn struct {
		ID   uid.Request `path:"id"`
		Body termsIn
	}
	add(s, op{id: "propose-terms", method: http.MethodPost, path: "/api/v1/brand/requests/{id}/terms", summary: "Ask for terms of a request that is not booked yet", tag: "billing", status: http.StatusCreated},
		func(ctx context.Context, by account.Caller, in *proposeIn) (*body[deal.Proposal], error) {
			if err := s.doors.Board.MayAgree(ctx, by.Brand, in.ID); err != nil {
				return nil, err
			}
			p, err := book.Propose(ctx, by.Brand, in.ID, in.Body.Terms, in.Body.Note, by.Person)
			return ok(p), err
		})
	type ofRequest struct {
		ID uid.Request `path:"id"`
	}
	add(s, op{id: "proposed-terms", method: http.MethodGet, path: "/api/v1/brand/requests/{id}/terms", summary: "Terms asked for, newest first", tag: "billing"},
		func(ctx context.Context, by account.Caller, in *ofRequest) (*body[list[deal.Proposal]], error) {
			all, err := book.ProposalsOf(ctx, by.Brand, in.ID)
			return okList(all), err
		})
	type listIn struct {
		State string `query:"state" enum:"proposed,accepted,declined,withdrawn"`
	}
	add(s, op{id: "asked-terms", method: http.MethodGet, path: "/api/v1/finance/proposals", summary: "Terms that brands ask for, newest first", tag: "billing"},
		func(ctx context.Context, _ account.Caller, in *listIn) (*body[list[deal.Proposal]], error) {
			all, err := book.Proposals(ctx, in.State, 4*pageOfBills)
			return okList(all), err
		})
	type answerIn struct {
		ID   uid.Proposal `path:"id"`
		Body struct {
			Accept bool   `json:"accept"`
			Answer string `json:"answer,omitempty" maxLength:"2000"`
		}
	}
	add(s, op{id: "answer-terms", method: http.MethodPost, path: "/api/v1/finance/proposals/{id}/answer", summary: "Accept or decline: accepted, the request's next quote says them", tag: "billing", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *answerIn) (*done, error) {
			return nothing(), book.AnswerProposal(ctx, in.ID, in.Body.Accept, in.Body.Answer, by.Person)
		})
}
