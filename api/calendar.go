package api

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/market"
)

const calendarType = "text/calendar; charset=utf-8"

// mountCalendar: an agent's shifts as a file, and as an address to subscribe
// to. The address is its own key: a calendar program signs in nowhere.
func (s *surface) mountCalendar() {
	b := s.doors.Board
	const mine = "/api/v1/agent/calendar"
	add(s, op{id: "calendar", method: http.MethodGet, path: mine, summary: "Whether my shifts have a private address, and when it was last read", tag: "market"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[market.Feed], error) {
			got, err := b.Feed(ctx, uid.Agent(by.Person))
			return ok(got), err
		})
	type addressOut struct {
		Path string `json:"path" doc:"on this host; told this once"`
	}
	add(s, op{id: "make-calendar", method: http.MethodPost, path: mine, summary: "Make a private address of my shifts; the one before is dead", tag: "market", status: http.StatusCreated},
		func(ctx context.Context, by account.Caller, _ *none) (*body[addressOut], error) {
			token, err := b.MakeFeed(ctx, uid.Agent(by.Person))
			return ok(addressOut{"/calendar/" + token + ".ics"}), err
		})
	add(s, op{id: "drop-calendar", method: http.MethodDelete, path: mine, summary: "Make my private address lead nowhere", tag: "market", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, _ *none) (*done, error) {
			return nothing(), b.DropFeed(ctx, uid.Agent(by.Person))
		})
	add(s, op{id: "calendar.ics", method: http.MethodGet, path: "/api/v1/agent/calendar.ics", summary: "My shifts as iCalendar", tag: "market"},
		func(ctx context.Context, by account.Caller, _ *none) (*file, error) {
			c, err := b.Calendar(ctx, uid.Agent(by.Person))
			if err != nil {
				return nil, err
			}
			var out bytes.Buffer
			_, err = c.WriteTo(&out)
			return &file{calendarType, `attachment; filename="shifts.ics"`, out.Bytes()}, err
		})
	s.app.Get("/calendar/:token", s.calendar)
}

// calendar answers a calendar program.
func (s *surface) calendar(c *fiber.Ctx) error {
	token, isFile := strings.CutSuffix(c.Params("token"), ".ics")
	if !isFile {
		return refuse(c, problemOf(market.ErrNoCalendar))
	}
	got, err := s.doors.Board.CalendarBy(c.UserContext(), token)
	if err != nil {
		return refuse(c, outside(c.UserContext(), s.doors.Log, "calendar", err))
	}
	var out bytes.Buffer
	if _, err := got.WriteTo(&out); err != nil {
		return refuse(c, outside(c.UserContext(), s.doors.Log, "calendar", err))
	}
	c.Set(fiber.HeaderContentType, calendarType)
	c.Set(fiber.HeaderCacheControl, "private, max-age=300")
	return c.Send(out.Bytes())
}
