package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/market"
)

type ofShift struct {
	ID uid.Shift `path:"id"`
}

// mountMarketMoves: what agents do with the shifts they hold, besides taking
// them: confirm, swap, appeal; and their score.
func (s *surface) mountMarketMoves() {
	b := s.doors.Board
	add(s, op{id: "shift", method: http.MethodGet, path: "/api/v1/agent/shifts/{id}", summary: "One shift of mine: pay, rules, confirmations", tag: "market"},
		func(ctx context.Context, by account.Caller, in *ofShift) (*body[market.Mine], error) {
			got, err := b.MyShift(ctx, uid.Agent(by.Person), in.ID)
			return ok(got), err
		})
	add(s, op{id: "confirm-shift", method: http.MethodPost, path: "/api/v1/agent/shifts/{id}/confirm", summary: "Say that I come to my shift", tag: "market"},
		func(ctx context.Context, by account.Caller, in *ofShift) (*body[market.Shift], error) {
			got, err := b.Confirm(ctx, uid.Agent(by.Person), in.ID)
			return ok(got), err
		})
	add(s, op{id: "reliability", method: http.MethodGet, path: "/api/v1/agent/reliability", summary: "My score, every factor of it and what counts against me", tag: "market"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[market.Reliability], error) {
			got, err := b.Reliability(ctx, uid.Agent(by.Person))
			return ok(got), err
		})
	type appealIn struct {
		ID   uid.Shift `path:"id"`
		Body struct {
			Words string `json:"words" maxLength:"2000"`
		}
	}
	add(s, op{id: "appeal-shift", method: http.MethodPost, path: "/api/v1/agent/shifts/{id}/appeal", summary: "Appeal against what a shift counts against me", tag: "market", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *appealIn) (*done, error) {
			return nothing(), b.FileAppeal(ctx, uid.Agent(by.Person), in.ID, in.Body.Words)
		})
	s.mountSwaps()
}

func (s *surface) mountSwaps() {
	b := s.doors.Board
	add(s, op{id: "colleagues", method: http.MethodGet, path: "/api/v1/agent/shifts/{id}/colleagues", summary: "Who could take my shift, and what they could give for it", tag: "market"},
		func(ctx context.Context, by account.Caller, in *ofShift) (*body[list[market.Colleague]], error) {
			all, err := b.Colleagues(ctx, uid.Agent(by.Person), in.ID)
			return okList(all), err
		})
	type swapIn struct {
		ID   uid.Shift `path:"id"`
		Body struct {
			Colleague string `json:"colleague_id,omitempty" doc:"nobody: whoever suits"`
			Against   string `json:"against_id,omitempty" doc:"a shift of the colleague's, given in return"`
			Why       string `json:"why,omitempty" maxLength:"300"`
		}
	}
	type swapOut struct {
		ID uid.Swap `json:"id"`
	}
	add(s, op{id: "offer-swap", method: http.MethodPost, path: "/api/v1/agent/shifts/{id}/swap", summary: "Offer my shift to a colleague or to all; it is mine until somebody takes it", tag: "market", status: http.StatusCreated},
		func(ctx context.Context, by account.Caller, in *swapIn) (*body[swapOut], error) {
			ask := market.Swapping{Why: in.Body.Why}
			if err := ask.Colleague.UnmarshalText([]byte(in.Body.Colleague)); err != nil {
				return nil, err
			}
			if err := ask.Against.UnmarshalText([]byte(in.Body.Against)); err != nil {
				return nil, err
			}
			id, err := b.OfferSwap(ctx, uid.Agent(by.Person), in.ID, ask)
			return ok(swapOut{id}), err
		})
	add(s, op{id: "swaps", method: http.MethodGet, path: "/api/v1/agent/swaps", summary: "My swaps, and those that I could take", tag: "market"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[market.Swap]], error) {
			all, err := b.Swaps(ctx, uid.Agent(by.Person))
			return okList(all), err
		})
	type ofSwap struct {
		ID uid.Swap `path:"id"`
	}
	add(s, op{id: "take-swap", method: http.MethodPost, path: "/api/v1/agent/swaps/{id}/take", summary: "Take a colleague's shift", tag: "market"},
		func(ctx context.Context, by account.Caller, in *ofSwap) (*body[market.Shift], error) {
			got, err := b.TakeSwap(ctx, uid.Agent(by.Person), in.ID)
			return ok(got), err
		})
	add(s, op{id: "end-swap", method: http.MethodPost, path: "/api/v1/agent/swaps/{id}/end", summary: "Withdraw my swap, or decline one that I was asked for", tag: "market", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *ofSwap) (*done, error) {
			return nothing(), b.EndSwap(ctx, uid.Agent(by.Person), in.ID)
		})
}
