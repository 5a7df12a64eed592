package replay

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"
)

// agent is a person at a desk: takes what is offered, answers after a while,
// and closes when the shopper has said everything.
type agent struct {
	*stage
	token string
	line  *line
	wire  *wire

	mu      sync.Mutex // covers what follows
	serving map[string]*served
	said    int
}

// served is a conversation on the agent's desk.
type served struct {
	t     *talk
	epoch int
	stir  chan struct{} // holds one; nobody closes it
	gone  bool          // somebody else's, or closed
	seen  map[int64]time.Time
	done  int64 // the shopper's last seq that was answered
}

type deskChat struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Epoch int    `json:"epoch"`
}

// work sits down when the desks open and goes on until ctx ends.
func (g *stage) work(ctx context.Context, token string, n int) {
	a := &agent{stage: g, token: token, wire: g.newWire(n), serving: map[string]*served{}}
	a.line = &line{wire: a.wire, token: token, heard: func(p push, at time.Time) { a.hear(ctx, p, at) }, fresh: a.renew, up: a.look}
	if !a.sitDown(ctx) {
		return
	}
	listening := make(chan struct{}) // closed when the line's keeper is done
	gone := g.keep(a.line)
	go func() { defer close(listening); a.line.run(ctx) }()
	defer func() { gone(); <-listening }()
	const lookEvery = 10 * time.Second // the desk's screen reads itself again now and then
	for pause(ctx, lookEvery) {
		a.look(ctx)
	}
}

// sitDown is at the desk from the start, on a break until it opens: somebody is
// there, so a shopper may queue.
func (a *agent) sitDown(ctx context.Context) bool {
	if a.opens > 0 {
		a.state(ctx, "break")
		if !pause(ctx, a.began.Add(a.opens).Sub(now())) {
			return false
		}
	}
	a.state(ctx, "available")
	return ctx.Err() == nil
}

func (a *agent) state(ctx context.Context, state string) {
	err := a.wire.sure(ctx, http.MethodPut, "/api/v1/agent/desk/state", a.token, nil, map[string]string{"state": state}, nil)
	if err != nil {
		a.count.refuse("state", err)
	}
}

func (a *agent) renew() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, s := range a.serving {
		s.t.mu.Lock()
		s.t.screens[agentSide].renew()
		s.t.mu.Unlock()
	}
}

// hear takes what is pushed to the desk.
func (a *agent) hear(ctx context.Context, p push, at time.Time) {
	switch p.Kind {
	case "reservation":
		var r struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(p.Data, &r) == nil {
			a.behind(func(context.Context) { a.accept(ctx, r.ID) })
		}
	case "presence":
		a.behind(func(context.Context) { a.look(ctx) })
	case "message":
		var m struct {
			Chat string `json:"chat_id"`
			said
		}
		if json.Unmarshal(p.Data, &m) == nil {
			a.see(ctx, m.Chat, m.said, at)
		}
	case "holder":
		a.passed(p)
	}
}

// see shows a pushed message on the desk.
func (a *agent) see(ctx context.Context, chat string, m said, at time.Time) {
	s := a.at(chat)
	if s == nil {
		return
	}
	s.t.mu.Lock()
	gap := s.t.screens[agentSide].bring(m.Seq, at)
	s.note(m, at)
	s.t.mu.Unlock()
	if gap {
		a.behind(func(context.Context) { a.read(ctx, s) })
	}
	s.wake()
}

// passed notes that a conversation is not the agent's any more.
func (a *agent) passed(p push) {
	var h struct {
		State string `json:"state"`
		Epoch int    `json:"epoch"`
	}
	if json.Unmarshal(p.Data, &h) != nil || len(p.Topic) < len("chat:") {
		return
	}
	s := a.at(p.Topic[len("chat:"):])
	if s == nil || h.State == "human" && h.Epoch <= s.epoch {
		return
	}
	s.t.mu.Lock()
	s.gone = s.gone || h.Epoch > s.epoch
	s.t.mu.Unlock()
	s.wake()
}

func (a *agent) at(chat string) *served {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.serving[chat]
}

// look reads the desk again: what is offered, what is held, and whether a chat
// that was missed has sent the agent on a break.
func (a *agent) look(ctx context.Context) {
	var b struct {
		State        string     `json:"state"`
		Chats        []deskChat `json:"chats"`
		Reservations []struct {
			ID string `json:"id"`
		} `json:"reservations"`
	}
	if err := a.wire.get(ctx, "/api/v1/agent/desk", a.token, &b); err != nil {
		return // the next look reads it
	}
	if b.State == "break" {
		a.count.missed.Add(1)
		a.state(ctx, "available")
	}
	for _, r := range b.Reservations {
		a.accept(ctx, r.ID)
	}
	for _, c := range b.Chats {
		if s := a.at(c.ID); s != nil {
			a.read(ctx, s)
			continue
		}
		a.take(ctx, c)
	}
}

func (a *agent) accept(ctx context.Context, reservation string) {
	var c deskChat
	err := a.wire.post(ctx, "/api/v1/agent/reservations/"+reservation+"/accept", a.token, struct{}{}, &c)
	if err == nil {
		a.take(ctx, c)
	}
}

// take opens a conversation on the desk and serves it until it is over.
func (a *agent) take(ctx context.Context, c deskChat) {
	t := a.find(c.ID)
	if t == nil || c.State != "human" {
		return
	}
	s := &served{t: t, epoch: c.Epoch, stir: make(chan struct{}, 1), seen: map[int64]time.Time{}}
	a.mu.Lock()
	_, there := a.serving[c.ID]
	if !there {
		a.serving[c.ID] = s
	}
	a.mu.Unlock()
	if there {
		return
	}
	a.behind(func(context.Context) {
		defer a.drop(c.ID, s)
		if err := a.line.listen(ctx, "chat:"+c.ID); err == nil {
			a.read(ctx, s)
		}
		t.arrive(now())
		a.serve(ctx, s)
	})
}

func (a *agent) drop(chat string, s *served) {
	s.t.depart(now())
	a.line.leave("chat:" + chat)
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.serving, chat)
}

// read reads a conversation again from before its first hole.
func (a *agent) read(ctx context.Context, s *served) {
	s.t.mu.Lock()
	since := s.t.screens[agentSide].solid()
	s.t.mu.Unlock()
	var got struct {
		Chat     deskChat `json:"chat"`
		Messages []said   `json:"messages"`
	}
	err := a.wire.get(ctx, fmt.Sprintf("/api/v1/agent/chats/%s?since=%d", s.t.id, since), a.token, &got)
	at := now()
	s.t.mu.Lock()
	if _, no := refused(err); no || err == nil && (got.Chat.State != "human" || got.Chat.Epoch != s.epoch) {
		s.gone = true
	}
	for _, m := range got.Messages {
		s.t.screens[agentSide].read(m.Seq, at)
		s.note(m, at)
	}
	s.t.mu.Unlock()
	a.count.reread.Add(1)
	s.wake()
}

// note keeps when a shopper's words were there. The talk's mu is held.
func (s *served) note(m said, at time.Time) {
	if _, there := s.seen[m.Seq]; !there && m.Author == "shopper" {
		s.seen[m.Seq] = at
	}
}

func (s *served) wake() {
	select {
	case s.stir <- struct{}{}:
	default:
	}
}

// serve answers whatever the shopper says until the conversation is over.
func (a *agent) serve(ctx context.Context, s *served) {
	r := rand.New(rand.NewPCG(s.t.visit.Seed, uint64(s.epoch))) //nolint:gosec // to be repeated, not secret
	for ctx.Err() == nil {
		seq, at, gone := s.next()
		switch {
		case gone:
			return
		case seq > s.done:
			due := at.Add(a.played(thinking(r, a.think)))
			if !pause(ctx, due.Sub(now())) || !a.answer(ctx, s, due) {
				return
			}
		case s.finished():
			a.close(ctx, s)
			return
		default:
			select {
			case <-ctx.Done():
			case <-s.stir:
			case <-s.t.over:
				if !pause(ctx, 100*time.Millisecond) { // its last words are on their way to this screen
					return
				}
			}
		}
	}
}

// next is the shopper's newest message and when it came.
func (s *served) next() (seq int64, at time.Time, gone bool) {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	for n, t := range s.seen {
		if n > seq {
			seq, at = n, t
		}
	}
	return seq, at, s.gone
}

// finished tells whether the shopper has said everything and is answered.
func (s *served) finished() bool {
	select {
	case <-s.t.over:
	default:
		return false
	}
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	return s.done >= s.t.last
}

const plain = "您好，前面的对话我都看到了，这边马上为您核实处理，处理好之前我会一直在。"

// answer says something to everything that is on screen. It tells false when
// the conversation is not the agent's any more.
func (a *agent) answer(ctx context.Context, s *served, due time.Time) bool {
	seq, _, _ := s.next()
	a.mu.Lock()
	a.said++
	key := fmt.Sprintf("desk-%s-%d-%d", s.t.id, s.epoch, a.said)
	a.mu.Unlock()
	if a.speedless {
		due = now()
	}
	var got struct {
		Message said `json:"message"`
	}
	err := a.wire.post(ctx, "/api/v1/agent/chats/"+s.t.id+"/messages", a.token, map[string]any{"key": key, "epoch": s.epoch, "text": plain}, &got)
	if err != nil {
		if f, no := refused(err); !no || f.Status != http.StatusConflict && f.Status != http.StatusForbidden {
			a.count.refuse("answer", err)
		}
		return false // it changed hands, and the author is told so
	}
	s.t.tell(got.Message.Seq, sent{key: key, due: due, from: agentSide})
	s.done = seq
	return true
}

func (a *agent) close(ctx context.Context, s *served) {
	path := "/api/v1/agent/chats/" + s.t.id
	s.t.depart(now())
	err := a.wire.post(ctx, path+"/close", a.token, map[string]string{"reason": "confirmed"}, nil)
	if f, no := refused(err); no && f.Status != http.StatusConflict && f.Status != http.StatusForbidden {
		a.count.refuse("close", err)
	}
	if err := a.wire.post(ctx, path+"/wrapped-up", a.token, struct{}{}, nil); err != nil {
		if _, no := refused(err); !no {
			a.count.refuse("wrap up", err)
		}
	}
}
