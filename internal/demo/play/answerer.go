package play

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"
)

// deskChat is a conversation on an agent's desk.
type deskChat struct {
	ID     string `json:"id"`
	Epoch  int    `json:"epoch"`
	Locale string `json:"locale"`
	Reason string `json:"reason"`
}

type deskBoard struct {
	State        string     `json:"state"`
	Chats        []deskChat `json:"chats"`
	Reservations []struct {
		ID string `json:"id"`
	} `json:"reservations"`
}

// answerer is an agent at the desk: accepts what is offered, answers with the
// copilot's first draft, and closes when the shopper has left.
type answerer struct {
	stage *Stage
	email string
	c     *Client
	pace  time.Duration // between two looks at the desk

	mu     sync.Mutex // covers what follows
	taken  int
	sent   int
	drafts int
}

// work goes on until ctx ends. ended tells whether a shopper has said
// everything.
func (a *answerer) work(ctx context.Context, ended func(chat string) bool) error {
	pace := time.NewTicker(a.pace)
	defer pace.Stop()
	for {
		if err := a.round(ctx, ended); err != nil && ctx.Err() == nil {
			return fmt.Errorf("agent %s: %w", a.email, err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-pace.C:
		}
	}
}

func (a *answerer) round(ctx context.Context, ended func(string) bool) error {
	var b deskBoard
	if err := a.c.get(ctx, "/api/v1/agent/desk", &b); err != nil {
		return err
	}
	if b.State == "break" { // a chat was missed while the machine was slow: back to work
		if err := a.c.put(ctx, "/api/v1/agent/desk/state", map[string]string{"state": "available"}, nil); err != nil && !conflict(err) {
			return err
		}
	}
	for _, r := range b.Reservations {
		err := a.c.post(ctx, "/api/v1/agent/reservations/"+r.ID+"/accept", struct{}{}, nil)
		if err != nil && !gone(err) {
			return err
		}
		if err == nil {
			a.mu.Lock()
			a.taken++
			a.mu.Unlock()
		}
	}
	for _, c := range b.Chats {
		if err := a.serve(ctx, c, ended(c.ID)); err != nil {
			return err
		}
	}
	return nil
}

func (a *answerer) serve(ctx context.Context, c deskChat, ended bool) error {
	var got struct {
		Chat     deskChat `json:"chat"`
		Messages []said   `json:"messages"`
	}
	if err := a.c.get(ctx, "/api/v1/agent/chats/"+c.ID, &got); err != nil {
		if gone(err) {
			return nil // closed or passed on in between
		}
		return err
	}
	last, mine := "", false
	for _, m := range got.Messages {
		if m.Author != "system" {
			last = m.Author
		}
		mine = mine || m.Author == "agent"
	}
	if last == "shopper" || !mine {
		return a.answer(ctx, got.Chat)
	}
	if !ended {
		return nil
	}
	err := a.c.post(ctx, "/api/v1/agent/chats/"+c.ID+"/close", map[string]string{"reason": "confirmed"}, nil)
	if err != nil && !gone(err) {
		return err
	}
	if err := a.c.post(ctx, "/api/v1/agent/chats/"+c.ID+"/wrapped-up", struct{}{}, nil); err != nil && !gone(err) {
		return err
	}
	return nil
}

func (a *answerer) answer(ctx context.Context, c deskChat) error {
	d := a.draft(ctx, c)
	in := map[string]any{"key": uuid.NewString(), "epoch": c.Epoch, "text": d.Text}
	if d.ID != "" {
		in["suggestion_id"] = d.ID
	}
	if len(d.Citations) > 0 {
		in["citations"] = d.Citations
	}
	if len(d.SKUs) > 0 {
		in["skus"] = d.SKUs
	}
	err := a.c.post(ctx, "/api/v1/agent/chats/"+c.ID+"/messages", in, nil)
	if r, ok := refused(err); ok && strings.HasPrefix(r.Code, "guard_") { // the draft quoted something risky: the agent's own plain words
		in["text"], in["key"] = plainReply(c.Locale), uuid.NewString()
		delete(in, "suggestion_id")
		delete(in, "citations")
		err = a.c.post(ctx, "/api/v1/agent/chats/"+c.ID+"/messages", in, nil)
	}
	if err != nil && !gone(err) {
		return err
	}
	a.mu.Lock()
	a.sent++
	a.mu.Unlock()
	return nil
}

// draft is one reply that the copilot offers.
type draft struct {
	ID        string           `json:"id"`
	Text      string           `json:"text"`
	Citations []map[string]any `json:"citations"`
	SKUs      []string         `json:"skus"`
}

// draft is the copilot's first draft, or plain words when it has none.
func (a *answerer) draft(ctx context.Context, c deskChat) draft {
	var h struct {
		Drafts []draft `json:"drafts"`
		Notes  []note  `json:"notes"`
	}
	err := a.c.get(ctx, "/api/v1/agent/chats/"+c.ID+"/hints", &h)
	a.acknowledge(ctx, c.ID, h.Notes)
	if err != nil || len(h.Drafts) == 0 || strings.TrimSpace(h.Drafts[0].Text) == "" {
		return draft{Text: plainReply(c.Locale)}
	}
	a.mu.Lock()
	a.drafts++
	a.mu.Unlock()
	return h.Drafts[0]
}

func plainReply(locale string) string {
	if strings.HasPrefix(locale, "en") {
		return "Hello, I have read what you told us and your order. I am looking into it now and will stay with you until it is settled."
	}
	return "您好，前面的对话和您的订单我都看到了，这边马上为您核实处理，处理好之前我会一直在。"
}

// risky is what no agent may send: off-site contact and a promise of cash.
const risky = "亲，加我微信 abc12345，私下转账给您返现，保证全网最低价！"

// tryRisky sends risky words: they must be refused with their rules, and
// nothing of them may be stored.
func (a *answerer) tryRisky(ctx context.Context, c deskChat) ([]string, error) {
	err := a.c.post(ctx, "/api/v1/agent/chats/"+c.ID+"/messages", map[string]any{"key": uuid.NewString(), "epoch": c.Epoch, "text": risky}, nil)
	r, ok := refused(err)
	if !ok || r.Code != "guard_blocked" {
		return nil, fmt.Errorf("risky words: %w: %v", errNotRefused, err) //nolint:errorlint // told, not handled
	}
	var rules []string
	for _, e := range r.Errors {
		rules = append(rules, e.Where)
	}
	var got struct {
		Messages []said `json:"messages"`
	}
	if err := a.c.get(ctx, "/api/v1/agent/chats/"+c.ID, &got); err != nil {
		return nil, err
	}
	for _, m := range got.Messages {
		if m.Text == risky {
			return nil, errors.New("blocked words are in the log")
		}
	}
	return rules, nil
}

func gone(err error) bool {
	r, ok := refused(err)
	return ok && (r.Status == 404 || r.Status == 409 || r.Status == 403)
}

func conflict(err error) bool {
	r, ok := refused(err)
	return ok && r.Status == 409
}
