package api

import (
	"context"
	"net/http"
	"time"

	"github.com/manyhands/manyhands/copilot"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/uid"
)

// seen is a conversation on the floor with the names of who is in it.
type seen struct {
	copilot.OnFloor
	Brand string `json:"brand_name"`
	Agent string `json:"agent_name,omitempty"`
}

// floor is what a supervisor watches.
type floor struct {
	Chats []seen    `json:"chats"`
	Now   time.Time `json:"now"`
}

// mountFloor: the supervisor's view of what waits and what is held.
func (s *surface) mountFloor() {
	type one struct {
		ID uid.Chat `path:"id"`
	}
	type whisperIn struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Key  string `json:"key" minLength:"1" maxLength:"100"`
			Text string `json:"text" maxLength:"1000"`
		}
	}
	for _, seat := range seats {
		add(s, op{id: seat.id + "floor", method: http.MethodGet, path: seat.path + "/floor", summary: "What waits for a person and what is held, with what calls for a look", tag: "copilot"},
			func(ctx context.Context, by account.Caller, _ *none) (*body[floor], error) {
				chats, err := s.doors.Coach.Floor(ctx, sight(by))
				if err != nil {
					return nil, err
				}
				f, err := s.named(ctx, chats)
				return ok(f), err
			})
		add(s, op{id: seat.id + "asides", method: http.MethodGet, path: seat.path + "/floor/{id}/asides", summary: "What colleagues said beside a conversation", tag: "copilot"},
			func(ctx context.Context, by account.Caller, in *one) (*body[list[copilot.Aside]], error) {
				c, err := s.doors.Coach.Chats.Chat(ctx, sight(by), in.ID)
				if err != nil {
					return nil, err
				}
				a, err := s.doors.Coach.Asides(ctx, c)
				return okList(a), err
			})
		add(s, op{id: seat.id + "whisper", method: http.MethodPost, path: seat.path + "/floor/{id}/whisper", summary: "Say something to the agent alone", tag: "copilot", status: http.StatusNoContent},
			func(ctx context.Context, by account.Caller, in *whisperIn) (*done, error) {
				return nothing(), s.doors.Coach.Whisper(ctx, sight(by), by.Person, in.ID, in.Body.Key, in.Body.Text)
			})
		add(s, op{id: seat.id + "take-over", method: http.MethodPost, path: seat.path + "/floor/{id}/take-over", summary: "Take the agent's place in a conversation; it is mine from then on", tag: "copilot"},
			func(ctx context.Context, by account.Caller, in *one) (*body[chat.Chat], error) {
				c, err := s.doors.Coach.TakeOver(ctx, sight(by), by.Person, in.ID)
				return ok(c), err
			})
	}
}

// named puts the names to the ids of a floor.
func (s *surface) named(ctx context.Context, chats []copilot.OnFloor) (floor, error) {
	brands, err := s.doors.Register.Brands(ctx)
	if err != nil {
		return floor{}, err
	}
	agents, err := s.doors.Register.Agents(ctx)
	if err != nil {
		return floor{}, err
	}
	brandOf, agentOf := map[uid.Brand]string{}, map[uid.Agent]string{}
	for _, b := range brands {
		brandOf[b.ID] = b.Name
	}
	for _, a := range agents {
		agentOf[a.ID] = a.Name
	}
	out := floor{Chats: make([]seen, len(chats)), Now: s.doors.Coach.Now()}
	for i, c := range chats {
		c.Chat.Handoff = nil // a screen of many needs no payloads
		out.Chats[i] = seen{c, brandOf[c.Chat.Brand], agentOf[c.Chat.Agent]}
	}
	return out, nil
}

// mountCoachSettings: what the copilot came to, and changed rules pushed to
// whoever answers for the brand.
func (s *surface) mountCoachSettings() {
	type sinceIn struct {
		Since time.Time `query:"since" doc:"default: everything"`
	}
	add(s, op{id: "copilot-comparison", method: http.MethodGet, path: "/api/v1/brand/copilot/comparison", summary: "Conversations with drafts and without: the difference and its interval, or that there are too few", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *sinceIn) (*body[copilot.Comparison], error) {
			c, err := s.doors.Coach.Compare(ctx, by.Brand, in.Since)
			return ok(c), err
		})
	type holdoutIn struct {
		Body struct {
			ShareBP int `json:"share_bp" minimum:"0" maximum:"5000" doc:"of the conversations, in basis points"`
		}
	}
	add(s, op{id: "set-holdout", method: http.MethodPut, path: "/api/v1/brand/copilot/holdout", summary: "The share of conversations that is answered without drafts, by lot, to compare with", tag: "copilot", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *holdoutIn) (*done, error) {
			return nothing(), s.doors.Coach.HoldOut(ctx, by.Brand, in.Body.ShareBP, by.Person.String())
		})
	type noticeIn struct {
		Body struct {
			Zh    string    `json:"zh,omitempty" maxLength:"300"`
			En    string    `json:"en,omitempty" maxLength:"300"`
			Since time.Time `json:"since,omitzero" doc:"default: now"`
			Till  time.Time `json:"till,omitzero" doc:"default: two days later"`
		}
	}
	add(s, op{id: "notices", method: http.MethodGet, path: "/api/v1/brand/notices", summary: "Changed rules that we pushed, and who has read them", tag: "copilot"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[copilot.Notice]], error) {
			n, err := s.doors.Coach.Notices(ctx, by.Brand)
			return okList(n), err
		})
	add(s, op{id: "push-notice", method: http.MethodPost, path: "/api/v1/brand/notices", summary: "Push a changed rule to whoever answers for us, at once", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *noticeIn) (*body[copilot.Notice], error) {
			n, err := s.doors.Coach.Push(ctx, by.Brand, copilot.Notice{Text: bothWords(in.Body.Zh, in.Body.En), Since: in.Body.Since, Till: in.Body.Till}, by.Person.String())
			return ok(n), err
		})
}
