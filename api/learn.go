package api

import (
	"context"
	"net/http"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// mountLearning: how much the bot can answer, and what raises it.
func (s *surface) mountLearning() {
	add(s, op{id: "answer-coverage", method: http.MethodGet, path: "/api/v1/brand/knowledge/coverage", summary: "How much the phrasings let the bot answer, and how surely: the risk-coverage curve on held-out phrasings", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[knowledge.Coverage], error) {
			c, err := s.doors.Library.Coverage(ctx, by.Brand)
			return ok(c), err
		})
	type dial struct {
		Body struct {
			Precision float64 `json:"precision" doc:"the share of answers that must be right, 0.50 to 0.99"`
		}
	}
	add(s, op{id: "set-dial", method: http.MethodPut, path: "/api/v1/brand/knowledge/dial", summary: "Set the precision that the bot holds to; it hands over rather than fall below", tag: "knowledge", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *dial) (*done, error) {
			return nothing(), s.doors.Library.SetDial(ctx, by.Brand, in.Body.Precision, by.Person.String())
		})
	s.mountClicks()
	type of struct {
		ID      string `path:"id" maxLength:"200"`
		Version int    `path:"version"`
	}
	add(s, op{id: "proposal-effect", method: http.MethodGet, path: "/api/v1/brand/proposals/{id}/{version}/effect", summary: "What approving it would do, on questions held out", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, in *of) (*body[knowledge.Effect], error) {
			e, err := s.doors.Library.Effect(ctx, by.Brand, in.ID, in.Version)
			return ok(e), err
		})
	type asked struct {
		Body struct {
			Text string `json:"text" minLength:"1" maxLength:"500"`
		}
	}
	type others struct {
		Items []string `json:"items"`
	}
	add(s, op{id: "other-words", method: http.MethodPost, path: "/api/v1/brand/knowledge/other-words", summary: "Other ways to ask the same, to choose phrasings from", tag: "knowledge"},
		func(_ context.Context, _ account.Caller, in *asked) (*body[others], error) {
			const most = 8
			return ok(others{classify.OtherWords(in.Body.Text, most)}), nil
		})
}

// mountClicks: the queue of active learning.
func (s *surface) mountClicks() {
	const most = 20
	add(s, op{id: "clicks", method: http.MethodGet, path: "/api/v1/brand/knowledge/clicks", summary: "The open questions that raise coverage most when somebody says what they ask for", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[knowledge.Click]], error) {
			all, err := s.doors.Library.Clicks(ctx, by.Brand, most)
			return okList(all), err
		})
	type taught struct {
		Body struct {
			Text   string `json:"text" minLength:"1" maxLength:"2000"`
			Intent string `json:"intent" minLength:"1" maxLength:"200" doc:"a subject, or none for what nobody should answer from the shelf"`
		}
	}
	add(s, op{id: "teach", method: http.MethodPost, path: "/api/v1/brand/knowledge/clicks", summary: "Say what a question asks for; answers how many other open questions are answered now", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, in *taught) (*body[knowledge.Taught], error) {
			t, err := s.doors.Library.Teach(ctx, by.Brand, in.Body.Text, in.Body.Intent, by.Person.String())
			return ok(t), err
		})
}

// mountPack: the pack that a new shop begins from.
func (s *surface) mountPack() {
	add(s, op{id: "pack", method: http.MethodGet, path: "/api/v1/brand/knowledge/pack", summary: "Ready topics in Chinese and English, and the blanks to fill in", tag: "knowledge"},
		func(context.Context, account.Caller, *none) (*body[knowledge.Pack], error) {
			p, err := knowledge.ReadPack()
			return ok(p), err
		})
	type fill struct {
		Body struct {
			Topics []string          `json:"topics" minItems:"1" maxItems:"50"`
			Langs  []tongue.Lang     `json:"langs" minItems:"1" maxItems:"2" enum:"zh,en"`
			Blanks map[string]string `json:"blanks"`
			Look   bool              `json:"look" doc:"only show the articles, publish nothing"`
		}
	}
	type filled struct {
		Published int                 `json:"published"`
		Articles  []knowledge.Article `json:"articles"`
	}
	add(s, op{id: "fill-pack", method: http.MethodPost, path: "/api/v1/brand/knowledge/pack", summary: "Fill topics of the pack in and publish them, or look at them first", tag: "knowledge"},
		func(ctx context.Context, by account.Caller, in *fill) (*body[filled], error) {
			p, err := knowledge.ReadPack()
			if err != nil {
				return nil, err
			}
			articles, err := p.Filled(in.Body.Topics, in.Body.Langs, in.Body.Blanks)
			if err != nil {
				return nil, err
			}
			out := filled{Articles: articles}
			if !in.Body.Look {
				out.Published, err = s.doors.Library.Begin(ctx, by.Brand, in.Body.Topics, in.Body.Langs, in.Body.Blanks, by.Person.String())
			}
			return ok(out), err
		})
}
