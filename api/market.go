package api

import (
	"context"
	"net/http"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/market"
)

// mountMarket: an agent's offers, shifts and hours.
func (s *surface) mountMarket() {
	b := s.doors.Board
	mine := func(id, path, summary string, read func(context.Context, uid.Agent) ([]market.Mine, error)) {
		add(s, op{id: id, method: http.MethodGet, path: path, summary: summary, tag: "market"},
			func(ctx context.Context, by account.Caller, _ *none) (*body[list[market.Mine]], error) {
				all, err := read(ctx, uid.Agent(by.Person))
				return okList(all), err
			})
	}
	mine("offers", "/api/v1/agent/offers", "Shifts offered to me, with their pay and why it is me", b.Offers)
	mine("shifts", "/api/v1/agent/shifts", "My shifts, from two weeks ago on", b.Shifts)
	add(s, op{id: "accept-offer", method: http.MethodPost, path: "/api/v1/agent/offers/{id}/accept", summary: "Take an offered shift", tag: "market"},
		func(ctx context.Context, by account.Caller, in *ofShift) (*body[market.Shift], error) {
			got, err := b.Accept(ctx, uid.Agent(by.Person), in.ID)
			return ok(got), err
		})
	type because struct {
		ID   uid.Shift `path:"id"`
		Body *struct {
			Why string `json:"why,omitempty" maxLength:"300"`
		} `required:"false"`
	}
	leave := func(id, path, summary string, work func(context.Context, uid.Agent, uid.Shift, string) (market.Shift, error)) {
		add(s, op{id: id, method: http.MethodPost, path: path, summary: summary, tag: "market"},
			func(ctx context.Context, by account.Caller, in *because) (*body[market.Shift], error) {
				why := ""
				if in.Body != nil {
					why = in.Body.Why
				}
				got, err := work(ctx, uid.Agent(by.Person), in.ID, why)
				return ok(got), err
			})
	}
	leave("decline-offer", "/api/v1/agent/offers/{id}/decline", "Turn an offered shift down", b.Decline)
	leave("release-shift", "/api/v1/agent/shifts/{id}/release", "Give an accepted shift back before it begins", b.Release)
	add(s, op{id: "shift-moves", method: http.MethodGet, path: "/api/v1/agent/shifts/{id}/moves", summary: "What happened to my shift, by whom and why", tag: "market"},
		func(ctx context.Context, by account.Caller, in *ofShift) (*body[list[market.Move]], error) {
			all, err := b.Moves(ctx, uid.Agent(by.Person), in.ID)
			return okList(all), err
		})
	s.mountOpenSeats()
	s.mountMarketMoves()
	s.mountInbox()
	s.mountCalendar()
	s.mountPeople()
	s.mountMarks()
}

func (s *surface) mountOpenSeats() {
	b := s.doors.Board
	add(s, op{id: "opportunities", method: http.MethodGet, path: "/api/v1/agent/opportunities", summary: "Open seats that I could claim, or that one certificate would open", tag: "market"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[market.Open]], error) {
			all, err := b.Opportunities(ctx, uid.Agent(by.Person))
			return okList(all), err
		})
	type ofSlot struct {
		ID uid.Slot `path:"id"`
	}
	add(s, op{id: "claim-slot", method: http.MethodPost, path: "/api/v1/agent/slots/{id}/claim", summary: "Take an open seat at once", tag: "market"},
		func(ctx context.Context, by account.Caller, in *ofSlot) (*body[market.Shift], error) {
			got, err := b.Claim(ctx, uid.Agent(by.Person), in.ID)
			return ok(got), err
		})
	type partAsked struct {
		ID     uid.Slot  `path:"id"`
		Starts time.Time `query:"starts" required:"true"`
		Ends   time.Time `query:"ends" required:"true"`
	}
	add(s, op{id: "part", method: http.MethodGet, path: "/api/v1/agent/slots/{id}/part", summary: "What a part of a seat pays, and what stands in its way", tag: "market"},
		func(ctx context.Context, by account.Caller, in *partAsked) (*body[market.PartOffer], error) {
			got, err := b.OfferedPart(ctx, uid.Agent(by.Person), in.ID, market.Part{Starts: in.Starts, Ends: in.Ends})
			return ok(got), err
		})
	type partIn struct {
		ID   uid.Slot `path:"id"`
		Body market.Part
	}
	add(s, op{id: "take-part", method: http.MethodPost, path: "/api/v1/agent/slots/{id}/part", summary: "Take a part of an open seat, or of one offered to me; the rest goes on to others", tag: "market"},
		func(ctx context.Context, by account.Caller, in *partIn) (*body[market.Shift], error) {
			got, err := b.TakePart(ctx, uid.Agent(by.Person), in.ID, in.Body)
			return ok(got), err
		})
	add(s, op{id: "availability", method: http.MethodGet, path: "/api/v1/agent/availability", summary: "When I can work", tag: "market"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[market.Free], error) {
			free, err := b.Availability(ctx, uid.Agent(by.Person))
			return ok(free), err
		})
	type hoursIn struct {
		Body struct {
			Hours []market.Hours `json:"hours"`
		}
	}
	add(s, op{id: "set-availability", method: http.MethodPut, path: "/api/v1/agent/availability", summary: "Say when I can work from now on; replaces what was said", tag: "market"},
		func(ctx context.Context, by account.Caller, in *hoursIn) (*body[market.Free], error) {
			if err := b.SetAvailability(ctx, uid.Agent(by.Person), in.Body.Hours); err != nil {
				return nil, err
			}
			free, err := b.Availability(ctx, uid.Agent(by.Person))
			return ok(free), err
		})
}
