package api

import (
	"context"
	"net/http"
	"time"

	"github.com/manyhands/manyhands/copilot"
	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// ruling is the guard's verdict as a screen shows it: what would be sent, and
// each hit with its place in code points.
type ruling struct {
	Level   string      `json:"level" enum:"pass,log,warn,mask,block"`
	Hits    []guard.Hit `json:"hits"`
	Rewrite string      `json:"rewrite"`
}

func rulingOf(v guard.Verdict) ruling {
	r := ruling{Level: v.Level.String(), Hits: v.Hits, Rewrite: v.Rewrite}
	if r.Hits == nil {
		r.Hits = []guard.Hit{}
	}
	return r
}

// mountCopilot: the conversation that an agent holds, and what stands beside it.
func (s *surface) mountCopilot() {
	if s.doors.Coach == nil {
		return
	}
	s.mountHeldChat()
	s.mountAgentSays()
	s.mountAgentWrites()
	s.mountHints()
	s.mountBeside()
	s.mountGuardRules()
	s.mountCounts()
	s.mountCoachSettings()
	s.mountFloor()
}

// mountHeldChat: reading on in a conversation that is the agent's.
func (s *surface) mountHeldChat() {
	type readIn struct {
		ID    uid.Chat `path:"id"`
		Since int64    `query:"since" minimum:"0" doc:"the last seq that the screen has"`
	}
	type conversation struct {
		Chat     chat.Chat      `json:"chat"`
		Messages []chat.Message `json:"messages"`
	}
	add(s, op{id: "held-chat", method: http.MethodGet, path: "/api/v1/agent/chats/{id}", summary: "A conversation that I hold, or held until it ended", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *readIn) (*body[conversation], error) {
			c, err := s.doors.Coach.Read(ctx, by.Agent(), in.ID)
			if err != nil {
				return nil, err
			}
			const most = 500
			said, err := s.doors.Coach.Chats.Since(ctx, pg.OfBrand(c.Brand), c.ID, in.Since, most)
			return ok(conversation{c, said}), err
		})
}

// mountAgentSays: the agent's words on their way to the shopper.
func (s *surface) mountAgentSays() {
	type agentSays struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Key        string   `json:"key" minLength:"1" maxLength:"100" doc:"one a message; sent twice is said once"`
			Epoch      int      `json:"epoch" doc:"the chat's epoch when the message was written"`
			Text       string   `json:"text"`
			Suggestion string   `json:"suggestion_id,omitempty" doc:"the draft that it began as"`
			SKUs       []string `json:"skus,omitempty" maxItems:"5"`
			Sources    []cited  `json:"citations,omitempty" maxItems:"5"`
			Override   string   `json:"override,omitempty" maxLength:"300" doc:"why it is sent against a warning"`
		}
	}
	type saidOut struct {
		Message chat.Message `json:"message"`
		Guard   ruling       `json:"guard"`
	}
	add(s, op{id: "agent-says", method: http.MethodPost, path: "/api/v1/agent/chats/{id}/messages", summary: "Say something, through the guard", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *agentSays) (*body[saidOut], error) {
			b := in.Body
			say := copilot.SendIn{Chat: in.ID, Epoch: b.Epoch, Key: b.Key, Text: b.Text, Override: b.Override, Extra: chat.Extra{SKUs: b.SKUs, Citations: citationsOf(b.Sources)}}
			if b.Suggestion != "" {
				id, err := uid.Parse[uid.Suggestion](b.Suggestion)
				if err != nil {
					return nil, err
				}
				say.Suggestion = id
			}
			m, v, err := s.doors.Coach.Send(ctx, by.Agent(), say)
			return ok(saidOut{m, rulingOf(v)}), err
		})
}

// mountAgentWrites: what happens while the agent is still writing.
func (s *surface) mountAgentWrites() {
	type agentChecks struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Text string `json:"text" maxLength:"10000"`
		}
	}
	add(s, op{id: "agent-checks", method: http.MethodPost, path: "/api/v1/agent/chats/{id}/check", summary: "What the guard would say of a text; nothing is kept", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *agentChecks) (*body[ruling], error) {
			c, err := s.doors.Coach.Read(ctx, by.Agent(), in.ID)
			if err != nil {
				return nil, err
			}
			return ok(rulingOf(s.doors.Coach.Check(c.Brand, c.Channel, guard.Agent, in.Body.Text))), nil
		})
	type one struct {
		ID uid.Chat `path:"id"`
	}
	add(s, op{id: "agent-types", method: http.MethodPost, path: "/api/v1/agent/chats/{id}/typing", summary: "Tell the shopper that I am writing", tag: "copilot", status: http.StatusNoContent},
		func(ctx context.Context, by account.Caller, in *one) (*done, error) {
			if _, err := s.doors.Coach.Read(ctx, by.Agent(), in.ID); err != nil {
				return nil, err
			}
			s.doors.Coach.Chats.Typing(in.ID, chat.Agent)
			return nothing(), nil
		})
}

// cited is a source that an agent sends along.
type cited struct {
	Source  string `json:"source" enum:"article,product,order,sop,case"`
	ID      string `json:"id" maxLength:"200"`
	Title   string `json:"title" maxLength:"200"`
	Version int    `json:"version,omitempty"`
	Quote   string `json:"quote,omitempty" maxLength:"400"`
}

// citationsOf leaves cases out: another shopper's conversation is no source to
// show to this one.
func citationsOf(list []cited) []chat.Citation {
	var out []chat.Citation
	for _, c := range list {
		if c.Source == "case" {
			continue
		}
		out = append(out, chat.Citation{Source: c.Source, ID: c.ID, Title: c.Title, Version: c.Version, Quote: c.Quote})
	}
	return out
}

func (s *surface) mountHints() {
	type one struct {
		ID uid.Chat `path:"id"`
	}
	add(s, op{id: "hints", method: http.MethodGet, path: "/api/v1/agent/chats/{id}/hints", summary: "Who and why, the procedure, drafts with sources, products", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *one) (*body[copilot.Hints], error) {
			h, err := s.doors.Coach.Hints(ctx, by.Agent(), in.ID)
			return ok(h), err
		})
	type agentActs struct {
		ID   uid.Chat `path:"id"`
		Body struct {
			Key    string         `json:"key" minLength:"1" maxLength:"100"`
			Epoch  int            `json:"epoch"`
			Action string         `json:"action" maxLength:"60"`
			Args   map[string]any `json:"args,omitempty"`
		}
	}
	add(s, op{id: "agent-acts", method: http.MethodPost, path: "/api/v1/agent/chats/{id}/actions", summary: "Do a step of the procedure in the shop, and tell the shopper", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *agentActs) (*body[copilot.Acted], error) {
			got, err := s.doors.Coach.Act(ctx, by.Agent(), copilot.ActIn{Chat: in.ID, Epoch: in.Body.Epoch, Key: in.Body.Key, Action: in.Body.Action, Args: in.Body.Args})
			return ok(got), err
		})
	add(s, op{id: "chat-summary", method: http.MethodGet, path: "/api/v1/agent/chats/{id}/summary", summary: "What the conversation came to, and the outcome proposed", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *one) (*body[copilot.Summary], error) {
			sum, err := s.doors.Coach.Summary(ctx, by.Agent(), in.ID)
			return ok(sum), err
		})
}

// mountCounts: how often rules hit, and what became of drafts.
func (s *surface) mountCounts() {
	type sinceIn struct {
		Since time.Time `query:"since" doc:"default: everything"`
	}
	add(s, op{id: "guard-hits", method: http.MethodGet, path: "/api/v1/brand/guard-hits", summary: "How often each rule hit, and was overridden", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *sinceIn) (*body[list[copilot.RuleHits]], error) {
			hits, err := s.doors.Coach.Hits(ctx, by.Brand, in.Since)
			return okList(hits), err
		})
	add(s, op{id: "suggestion-counts", method: http.MethodGet, path: "/api/v1/brand/suggestions", summary: "Drafts offered, taken, edited, and what came of them, by kind", tag: "copilot"},
		func(ctx context.Context, by account.Caller, in *sinceIn) (*body[list[copilot.Counted]], error) {
			counts, err := s.doors.Coach.Counts(ctx, by.Brand, in.Since)
			return okList(counts), err
		})
}
