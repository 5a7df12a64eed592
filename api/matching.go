package api

import (
	"bytes"
	"context"
	"io"
	"net/http"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching"
	"github.com/manyhands/manyhands/matching/booking"
)

// mountBoard: a brand's way from its past to filled shifts.
func (s *surface) mountBoard() {
	if s.doors.Board == nil {
		return
	}
	s.mountPast()
	s.mountRequests()
	s.mountSteps()
	s.mountMarket()
}

func (s *surface) mountPast() {
	type csvIn struct {
		RawBody []byte `contentType:"text/csv"`
	}
	bring := func(id, path, summary string, read func(context.Context, uid.Brand, io.Reader) (booking.Imported, error)) {
		add(s, op{id: id, method: http.MethodPost, path: path, summary: summary, tag: "matching", maxBody: largestImport},
			func(ctx context.Context, by account.Caller, in *csvIn) (*body[booking.Imported], error) {
				got, err := read(ctx, by.Brand, bytes.NewReader(in.RawBody))
				return ok(got), err
			})
	}
	bring("import-history", "/api/v1/brand/imports/history", "Import past contacts: start,channel,contacts[,aht_s]", s.doors.Board.ImportHistory)
	bring("import-events", "/api/v1/brand/imports/events", "Import past sales events: start,end,name,kind[,multiplier]", s.doors.Board.ImportEvents)
	add(s, op{id: "history", method: http.MethodGet, path: "/api/v1/brand/history", summary: "What was imported of each channel", tag: "matching"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[booking.Past]], error) {
			all, err := s.doors.Board.History(ctx, by.Brand)
			return okList(all), err
		})
}

// ofRequest is the address of one request.
type ofRequest struct {
	ID uid.Request `path:"id"`
}

func (s *surface) mountRequests() {
	type ask struct {
		Body booking.Wish
	}
	add(s, op{id: "add-request", method: http.MethodPost, path: "/api/v1/brand/requests", summary: "Ask for people for a sales event", tag: "matching", status: http.StatusCreated},
		func(ctx context.Context, by account.Caller, in *ask) (*body[booking.Request], error) {
			r, err := s.doors.Board.Ask(ctx, by.Brand, in.Body)
			return ok(r), err
		})
	add(s, op{id: "requests", method: http.MethodGet, path: "/api/v1/brand/requests", summary: "My requests, newest first", tag: "matching"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[booking.Listed]], error) {
			all, err := s.doors.Board.Requests(ctx, by.Brand)
			return okList(all), err
		})
	add(s, op{id: "request", method: http.MethodGet, path: "/api/v1/brand/requests/{id}", summary: "One request", tag: "matching"},
		func(ctx context.Context, by account.Caller, in *ofRequest) (*body[booking.Request], error) {
			r, err := s.doors.Board.Request(ctx, by.Brand, in.ID)
			return ok(r), err
		})
	add(s, op{id: "cancel-request", method: http.MethodPost, path: "/api/v1/brand/requests/{id}/cancel", summary: "Drop a request that is not booked", tag: "matching", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *ofRequest) (*done, error) {
			return nothing(), s.doors.Board.Cancel(ctx, by.Brand, in.ID)
		})
}

// step mounts one step of a request that needs nothing but its address.
func step[T any](s *surface, id, method, tail, summary string, work func(context.Context, uid.Brand, uid.Request) (T, error)) {
	add(s, op{id: id, method: method, path: "/api/v1/brand/requests/{id}/" + tail, summary: summary, tag: "matching"},
		func(ctx context.Context, by account.Caller, in *ofRequest) (*body[T], error) {
			got, err := work(ctx, by.Brand, in.ID)
			return ok(got), err
		})
}

func (s *surface) mountSteps() {
	b := s.doors.Board
	step(s, "make-forecast", http.MethodPost, "forecast", "Forecast the event, and the people it needs", b.Foresee)
	step(s, "forecast", http.MethodGet, "forecast", "The forecast, with how near its like came to the past", b.Prospect)
	step(s, "running", http.MethodGet, "running", "How the event goes: what came, and what is forecast now", b.Pace)
	step(s, "make-quote", http.MethodPost, "quote", "Price the need", b.Quote)
	step(s, "quote", http.MethodGet, "quote", "The quote: the booked one, else the newest", b.LastQuote)
	step(s, "coverage", http.MethodGet, "coverage", "Half hour by half hour: needed, offered, accepted; what is short, and why", b.Coverage)
	type bookIn struct {
		ID   uid.Request `path:"id"`
		Body struct {
			Quote uid.Quote `json:"quote_id"`
		}
	}
	add(s, op{id: "book", method: http.MethodPost, path: "/api/v1/brand/requests/{id}/book", summary: "Accept a quote: capacity is owed from then on", tag: "matching"},
		func(ctx context.Context, by account.Caller, in *bookIn) (*body[booking.Request], error) {
			r, err := b.Book(ctx, by.Brand, in.ID, in.Body.Quote)
			return ok(r), err
		})
	add(s, op{id: "fill", method: http.MethodPost, path: "/api/v1/brand/requests/{id}/fill", summary: "Plan the open seats again", tag: "matching", status: http.StatusAccepted},
		func(ctx context.Context, by account.Caller, in *ofRequest) (*body[matching.Coverage], error) {
			if err := b.AskFill(ctx, by.Brand, in.ID); err != nil {
				return nil, err
			}
			c, err := b.Coverage(ctx, by.Brand, in.ID)
			return ok(c), err
		})
	add(s, op{id: "stop-fill", method: http.MethodPost, path: "/api/v1/brand/requests/{id}/fill/stop", summary: "Stop the planner; offers that were made stay", tag: "matching"},
		func(ctx context.Context, by account.Caller, in *ofRequest) (*body[matching.Coverage], error) {
			if err := b.StopFill(ctx, by.Brand, by.Person, in.ID); err != nil {
				return nil, err
			}
			c, err := b.Coverage(ctx, by.Brand, in.ID)
			return ok(c), err
		})
}
