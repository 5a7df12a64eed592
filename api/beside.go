package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/copilot"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

func bothWords(zh, en string) tongue.Words {
	return tongue.Words{tongue.Chinese: zh, tongue.English: en}
}

// mountBeside: what an agent writes beside a conversation: notes, tags, a
// question to the floor, that a changed rule was read, another wording.
func (s *surface) mountBeside() {
	type ackIn struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Note string `json:"note" minLength:"1" maxLength:"200"`
		}
	}
	add(s, op{id: "acknowledge", method: http.MethodPost, path: "/api/v1/agent/chats/{id}/acks", summary: "I have read this changed rule", tag: "copilot", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *ackIn) (*done, error) {
			return nothing(), s.doors.Coach.Acknowledge(ctx, by.Agent(), in.ID, in.Body.Note)
		})
	type one struct {
		ID uid.Chat `path:"id"`
	}
	add(s, op{id: "asides", method: http.MethodGet, path: "/api/v1/agent/chats/{id}/asides", summary: "Notes, questions and whispers beside a conversation of mine", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *one) (*body[list[copilot.Aside]], error) {
			c, err := s.doors.Coach.Read(ctx, by.Agent(), in.ID)
			if err != nil {
				return nil, err
			}
			a, err := s.doors.Coach.Asides(ctx, c)
			return okList(a), err
		})
	type asideIn struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Kind string `json:"kind" enum:"note,ask"`
			Key  string `json:"key" minLength:"1" maxLength:"100"`
			Text string `json:"text" maxLength:"1000"`
		}
	}
	add(s, op{id: "add-aside", method: http.MethodPost, path: "/api/v1/agent/chats/{id}/asides", summary: "Keep a note, or ask the floor", tag: "copilot", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *asideIn) (*done, error) {
			return nothing(), s.doors.Coach.Note(ctx, by.Agent(), in.ID, in.Body.Kind, in.Body.Key, in.Body.Text)
		})
	type tagsIn struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Tags []string `json:"tags" maxItems:"20"`
		}
	}
	add(s, op{id: "tag-chat", method: http.MethodPut, path: "/api/v1/agent/chats/{id}/tags", summary: "Put tags on a conversation, in place of those it has", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *tagsIn) (*body[list[string]], error) {
			t, err := s.doors.Coach.Tag(ctx, by.Agent(), in.ID, in.Body.Tags)
			return okList(t), err
		})
	type rewordIn struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"10000"`
			Tone string `json:"tone" enum:"shorter,warmer,formal,zh,en"`
		}
	}
	type reworded struct {
		Text string `json:"text"`
	}
	add(s, op{id: "reword", method: http.MethodPost, path: "/api/v1/agent/chats/{id}/reword", summary: "My text in another tone or language; figures stay", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *rewordIn) (*body[reworded], error) {
			text, err := s.doors.Coach.Reword(ctx, by.Agent(), in.ID, in.Body.Text, in.Body.Tone)
			return ok(reworded{text}), err
		})
}
