package api

import (
	"context"
	"net/http"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk"
)

// mountDesk: where an agent is, and the conversations that come to them.
func (s *surface) mountDesk() {
	if s.doors.Desk == nil {
		return
	}
	add(s, op{id: "desk", method: http.MethodGet, path: "/api/v1/agent/desk", summary: "My state, my shift, my conversations and what is offered to me", tag: "desk"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[desk.Board], error) {
			b, err := s.doors.Desk.Board(ctx, by.Agent())
			return ok(b), err
		})
	type stateIn struct {
		Body struct {
			State string `json:"state" enum:"offline,available,break,training,wrap_up"`
			Why   string `json:"why,omitempty" maxLength:"200"`
		}
	}
	add(s, op{id: "set-state", method: http.MethodPut, path: "/api/v1/agent/desk/state", summary: "Go available, on a break, offline", tag: "desk"},
		func(ctx context.Context, by account.Caller, in *stateIn) (*body[desk.Board], error) {
			if err := s.doors.Desk.SetState(ctx, by.Agent(), in.Body.State, in.Body.Why); err != nil {
				return nil, err
			}
			b, err := s.doors.Desk.Board(ctx, by.Agent())
			return ok(b), err
		})
	s.mountReservations()
	s.mountHeldChats()
}

func (s *surface) mountReservations() {
	type one struct {
		ID string `path:"id" format:"uuid"`
	}
	add(s, op{id: "accept-reservation", method: http.MethodPost, path: "/api/v1/agent/reservations/{id}/accept", summary: "Take the conversation that is offered to me", tag: "desk"},
		func(ctx context.Context, by account.Caller, in *one) (*body[chat.Chat], error) {
			id, err := reservationID(in.ID)
			if err != nil {
				return nil, err
			}
			c, err := s.doors.Desk.Accept(ctx, by.Agent(), id)
			return ok(c), err
		})
	add(s, op{id: "reject-reservation", method: http.MethodPost, path: "/api/v1/agent/reservations/{id}/reject", summary: "Turn down the conversation that is offered to me", tag: "desk", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *one) (*done, error) {
			id, err := reservationID(in.ID)
			if err != nil {
				return nil, err
			}
			return nothing(), s.doors.Desk.Reject(ctx, by.Agent(), id)
		})
}

func reservationID(text string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.UUID{}, uid.ErrMalformed.At("id", "a UUID", text)
	}
	return id, nil
}

func (s *surface) mountHeldChats() {
	type closeIn struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Reason string `json:"reason" maxLength:"200" doc:"confirmed when the shopper said that it is solved"`
		}
	}
	add(s, op{id: "close-chat", method: http.MethodPost, path: "/api/v1/agent/chats/{id}/close", summary: "End a conversation that I hold", tag: "desk"},
		func(ctx context.Context, by account.Caller, in *closeIn) (*body[chat.Chat], error) {
			if in.Body.Reason == "" {
				return nil, fault.NoReason
			}
			c, err := s.doors.Desk.Close(ctx, by.Agent(), in.ID, in.Body.Reason)
			s.stopListening(by, in.ID, err)
			return ok(c), err
		})
	type transferIn struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Reason string   `json:"reason" maxLength:"200"`
			Tags   []string `json:"tags,omitempty" maxItems:"20" doc:"what the next person must hold"`
		}
	}
	add(s, op{id: "transfer-chat", method: http.MethodPost, path: "/api/v1/agent/chats/{id}/transfer", summary: "Give a conversation that I hold to somebody else", tag: "desk", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *transferIn) (*done, error) {
			if in.Body.Reason == "" {
				return nil, fault.NoReason
			}
			tags, err := tag.ParseAll(in.Body.Tags)
			if err != nil {
				return nil, err
			}
			err = s.doors.Desk.Transfer(ctx, by.Agent(), in.ID, chat.Need{Reason: in.Body.Reason, Priority: 5, Tags: tags.Strings()})
			s.stopListening(by, in.ID, err)
			return nothing(), err
		})
	s.mountColleagues()
	type one struct {
		ID uid.Chat `path:"id"`
	}
	add(s, op{id: "wrapped-up", method: http.MethodPost, path: "/api/v1/agent/chats/{id}/wrapped-up", summary: "I am done with the notes of an ended conversation", tag: "desk", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *one) (*done, error) {
			return nothing(), s.doors.Desk.WrappedUp(ctx, by.Agent(), in.ID)
		})
}

// mountColleagues: giving a conversation to somebody by name.
func (s *surface) mountColleagues() {
	type one struct {
		ID uid.Chat `path:"id"`
	}
	add(s, op{id: "chat-colleagues", method: http.MethodGet, path: "/api/v1/agent/chats/{id}/colleagues", summary: "Who is at the desk and could take this conversation", tag: "desk"},
		func(ctx context.Context, by account.Caller, in *one) (*body[list[desk.Colleague]], error) {
			c, err := s.doors.Desk.Colleagues(ctx, by.Agent(), in.ID)
			return okList(c), err
		})
	type giveIn struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Agent  uid.Agent `json:"agent_id"`
			Reason string    `json:"reason" maxLength:"200"`
		}
	}
	type given struct {
		Offered bool `json:"offered" doc:"false: they cannot take it any more, and it goes to whoever can"`
	}
	add(s, op{id: "give-chat", method: http.MethodPost, path: "/api/v1/agent/chats/{id}/give", summary: "Give a conversation that I hold to a colleague by name", tag: "desk"},
		func(ctx context.Context, by account.Caller, in *giveIn) (*body[given], error) {
			if in.Body.Reason == "" {
				return nil, fault.NoReason
			}
			offered, err := s.doors.Desk.TransferTo(ctx, by.Agent(), in.ID, in.Body.Agent, chat.Need{Reason: in.Body.Reason, Priority: 5})
			s.stopListening(by, in.ID, err)
			return ok(given{offered}), err
		})
}

// stopListening ends the live line of a conversation that is not the caller's
// any more.
func (s *surface) stopListening(by account.Caller, id uid.Chat, failed error) {
	if failed == nil && s.doors.Hub != nil {
		s.doors.Hub.Drop(by.Person.String(), live.ChatTopic(id))
	}
}
