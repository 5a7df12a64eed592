package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/market"
)

// mountPeople: whom a brand prefers or does not book, and dropping seats.
func (s *surface) mountPeople() {
	b := s.doors.Board
	add(s, op{id: "brand-people", method: http.MethodGet, path: "/api/v1/brand/people", summary: "Who works or worked for us, and what we said of them", tag: "matching"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[market.Chosen]], error) {
			all, err := b.People(ctx, by.Brand)
			return okList(all), err
		})
	type choiceIn struct {
		ID   uid.Agent `path:"id"`
		Body struct {
			Choice string `json:"choice" enum:",prefer,block" doc:"nothing: take it back"`
			Why    string `json:"why,omitempty" maxLength:"300"`
		}
	}
	add(s, op{id: "choose-agent", method: http.MethodPut, path: "/api/v1/brand/people/{id}", summary: "Prefer or block an agent, with the reason", tag: "matching", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *choiceIn) (*done, error) {
			return nothing(), b.Choose(ctx, by.Brand, by.Person, in.ID, in.Body.Choice, in.Body.Why)
		})
	add(s, op{id: "seats", method: http.MethodGet, path: "/api/v1/brand/requests/{id}/seats", summary: "The slots of a request, who holds them in counts, and what dropping a seat pays now", tag: "matching"},
		func(ctx context.Context, by account.Caller, in *ofRequest) (*body[list[market.Seats]], error) {
			all, err := b.SeatsOf(ctx, by.Brand, in.ID)
			return okList(all), err
		})
	type partsIn struct {
		ID   uid.Request `path:"id"`
		Body struct {
			Allow bool `json:"allow"`
		}
	}
	add(s, op{id: "allow-parts", method: http.MethodPut, path: "/api/v1/brand/requests/{id}/parts", summary: "Say whether open seats may be taken in parts of half an hour up", tag: "matching"},
		func(ctx context.Context, by account.Caller, in *partsIn) (*body[booking.Request], error) {
			r, err := b.AllowParts(ctx, by.Brand, in.ID, in.Body.Allow)
			return ok(r), err
		})
	type dropIn struct {
		ID   uid.Request `path:"id"`
		Slot uid.Slot    `path:"slot"`
		Body struct {
			Seats int    `json:"seats"`
			Why   string `json:"why" maxLength:"300"`
		}
	}
	add(s, op{id: "drop-seats", method: http.MethodPost, path: "/api/v1/brand/requests/{id}/seats/{slot}/drop", summary: "Drop seats of a slot; agents who held one are paid by the notice they get", tag: "matching"},
		func(ctx context.Context, by account.Caller, in *dropIn) (*body[list[market.Compensated]], error) {
			paid, err := b.Drop(ctx, by.Brand, by.Person, in.ID, in.Slot, in.Body.Seats, in.Body.Why)
			return okList(paid), err
		})
}

// mountMarks: what operators decide about agents.
func (s *surface) mountMarks() {
	b := s.doors.Board
	type appealsIn struct {
		All bool `query:"all" doc:"also those that are decided"`
	}
	add(s, op{id: "shift-appeals", method: http.MethodGet, path: "/api/v1/operator/shift-appeals", summary: "Agents' appeals, the oldest open one first", tag: "market"},
		func(ctx context.Context, _ account.Caller, in *appealsIn) (*body[list[market.Appeal]], error) {
			all, err := b.Appeals(ctx, in.All)
			return okList(all), err
		})
	type decideIn struct {
		ID   uid.Appeal `path:"id"`
		Body struct {
			Upheld bool   `json:"upheld"`
			Answer string `json:"answer" maxLength:"300"`
		}
	}
	add(s, op{id: "decide-shift-appeal", method: http.MethodPost, path: "/api/v1/operator/shift-appeals/{id}/decide", summary: "Uphold or refuse an appeal, with the reason", tag: "market", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *decideIn) (*done, error) {
			return nothing(), b.DecideAppeal(ctx, by.Person, in.ID, in.Body.Upheld, in.Body.Answer)
		})
	add(s, op{id: "suspensions", method: http.MethodGet, path: "/api/v1/operator/suspensions", summary: "Who is suspended, since when and why", tag: "market"},
		func(ctx context.Context, _ account.Caller, _ *none) (*body[list[market.Suspension]], error) {
			all, err := b.Suspensions(ctx)
			return okList(all), err
		})
	type whyIn struct {
		ID   uid.Agent `path:"id"`
		Body struct {
			Why string `json:"why" maxLength:"300"`
		}
	}
	stop := func(id, tail, summary string, work func(context.Context, uid.Person, uid.Agent, string) error) {
		add(s, op{id: id, method: http.MethodPost, path: "/api/v1/operator/pool/{id}/" + tail, summary: summary, tag: "market", status: http.StatusNoContent},
			func(ctx context.Context, by account.Caller, in *whyIn) (*done, error) {
				return nothing(), work(ctx, by.Person, in.ID, in.Body.Why)
			})
	}
	stop("suspend-agent", "suspend", "Suspend an agent: nothing is offered, and nothing booked binds them", b.Suspend)
	stop("lift-suspension", "lift", "End a suspension", b.Lift)
}
