package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/bot"
	"github.com/manyhands/manyhands/internal/account"
)

// mountBot: the brand's test bench.
func (s *surface) mountBot() {
	if s.doors.Bot == nil {
		return
	}
	type askIn struct {
		Body struct {
			Text  string     `json:"text" minLength:"1" maxLength:"10000"`
			State *bot.State `json:"state,omitempty" doc:"what the answer before gave back, to go on with the conversation"`
		}
	}
	type askOut struct {
		Reply bot.Reply `json:"reply"`
		State bot.State `json:"state"`
	}
	add(s, op{id: "try-bot", method: http.MethodPost, path: "/api/v1/brand/bot/try", summary: "Ask the bot and see why it answers so; nothing is done to any order", tag: "bot"},
		func(ctx context.Context, by account.Caller, in *askIn) (*body[askOut], error) {
			var state bot.State
			if in.Body.State != nil {
				state = *in.Body.State
			}
			r, next, err := s.doors.Bot.Try(ctx, by.Brand, state, in.Body.Text)
			return ok(askOut{r, next}), err
		})
}
