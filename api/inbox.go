package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/market"
)

// mountInbox: what happened, for agents and for brands.
func (s *surface) mountInbox() {
	b := s.doors.Board
	type pageIn struct {
		Cursor string `query:"cursor" maxLength:"120"`
	}
	type readIn struct {
		Body struct {
			ID string `json:"id,omitempty" doc:"one of them; nothing: all"`
		}
	}
	box := func(who string, read func(context.Context, account.Caller, string) (market.Inbox, error), mark func(context.Context, account.Caller, uid.Notification) error) {
		add(s, op{id: who + "-inbox", method: http.MethodGet, path: "/api/v1/" + who + "/inbox", summary: "What happened, by whom and why, newest first", tag: "market"},
			func(ctx context.Context, by account.Caller, in *pageIn) (*body[market.Inbox], error) {
				got, err := read(ctx, by, in.Cursor)
				return ok(got), err
			})
		add(s, op{id: "read-" + who + "-inbox", method: http.MethodPost, path: "/api/v1/" + who + "/inbox/read", summary: "Mark as read", tag: "market", status: http.StatusNoContent},
			func(ctx context.Context, by account.Caller, in *readIn) (*done, error) {
				var id uid.Notification
				if err := id.UnmarshalText([]byte(in.Body.ID)); err != nil {
					return nil, err
				}
				return nothing(), mark(ctx, by, id)
			})
	}
	box("agent", func(ctx context.Context, by account.Caller, cursor string) (market.Inbox, error) {
		return b.AgentInbox(ctx, uid.Agent(by.Person), cursor)
	}, func(ctx context.Context, by account.Caller, id uid.Notification) error {
		return b.ReadByAgent(ctx, uid.Agent(by.Person), id)
	})
	box("brand", func(ctx context.Context, by account.Caller, cursor string) (market.Inbox, error) {
		return b.BrandInbox(ctx, by.Brand, cursor)
	}, func(ctx context.Context, by account.Caller, id uid.Notification) error {
		return b.ReadByBrand(ctx, by.Brand, id)
	})
}
