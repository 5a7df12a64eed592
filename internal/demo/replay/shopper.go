package replay

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/manyhands/manyhands/internal/clock"
)

// said is a message as a screen reads it.
type said struct {
	Seq    int64  `json:"seq"`
	Key    string `json:"key"`
	Author string `json:"author"`
}

// shopper acts one visit out.
type shopper struct {
	*stage
	t    *talk
	line *line
	wire *wire
}

func now() time.Time { return clock.System{}.Now() }

// visit plays one conversation from the moment that it is due until it is
// closed.
func (g *stage) visit(ctx context.Context, v Visit, n int) {
	if !pause(ctx, g.began.Add(v.At).Sub(now())) {
		return
	}
	t := newTalk(v)
	s := &shopper{stage: g, t: t, wire: g.newWire(n)}
	if err := s.open(ctx); err != nil {
		g.count.refuse("open", err)
		return
	}
	g.enter(t)
	lineCtx, hangUp := context.WithCancel(ctx)
	s.line = &line{wire: s.wire, token: t.token, heard: s.hear, fresh: s.renew, up: s.catchUp}
	gone := g.keep(s.line)
	listening := make(chan struct{}) // closed when the line's keeper is done
	go func() { defer close(listening); s.line.run(lineCtx) }()
	defer func() { hangUp(); gone(); <-listening }()
	s.talk(ctx)
	if v.Buys {
		s.buy(ctx)
	}
	s.leave(ctx)
}

func (s *shopper) open(ctx context.Context) error {
	b := s.brands[s.t.visit.Brand]
	h := hmac.New(sha256.New, []byte(b.Secret))
	h.Write([]byte(s.t.visit.Shopper))
	in := map[string]string{
		"brand": b.Slug, "locale": "zh-CN", "channel": "web", "page_url": "/shop",
		"shopper_ref": s.t.visit.Shopper, "shopper_sig": hex.EncodeToString(h.Sum(nil)),
	}
	var got struct {
		ID    string `json:"chat_id"`
		Token string `json:"token"`
	}
	if err := s.wire.post(ctx, "/widget/v1/chats", "", in, &got); err != nil {
		return err
	}
	s.t.id, s.t.token, s.t.opened = got.ID, got.Token, true
	return nil
}

// talk says every turn when it is due. The next one leaves when the one before
// has been acknowledged, as the widget does it, or the order would change; it
// is late then, and its latency says so.
func (s *shopper) talk(ctx context.Context) {
	defer close(s.t.over)
	for i, turn := range s.t.visit.Turns {
		due := s.began.Add(turn.At)
		if s.speedless {
			due = now()
		} else if !pause(ctx, due.Sub(now())) {
			return
		}
		key := fmt.Sprintf("turn-%04d", i)
		var got said
		err := s.wire.post(ctx, "/widget/v1/chats/"+s.t.id+"/messages", s.t.token, map[string]string{"key": key, "text": turn.Text}, &got)
		if err != nil {
			s.count.refuse("say", err)
			return
		}
		s.t.tell(got.Seq, sent{key: key, due: due, from: shopperSide})
		s.t.mu.Lock()
		s.t.last = got.Seq
		s.t.mu.Unlock()
	}
}

// leave stays until the conversation is closed: an agent closes what they
// hold; the shopper closes what the bot has answered, and gives up a queue that
// is too long.
func (s *shopper) leave(ctx context.Context) {
	const longest = 10 * time.Minute
	botsTime := max(30*time.Second, s.patience)
	ended := now()
	for now().Sub(ended) < longest+s.patience { // beyond it the report says that it is not closed
		s.t.mu.Lock()
		owner, shut, heard := s.t.owner, s.t.shut, s.t.answered > s.t.last
		answered := heard && s.t.botSaid >= len(s.t.told) // the bot answers each message
		waitedSince := s.t.waitsBy
		s.t.mu.Unlock()
		var rest time.Duration // until there is something to do by the clock
		switch {
		case shut:
			s.linger(ctx)
			return
		case owner == "bot" && answered:
			if s.stillWithBot(ctx) {
				s.end(ctx)
			}
			rest = time.Second
		case owner == "bot":
			if rest = ended.Add(botsTime).Sub(now()); rest <= 0 {
				s.t.mu.Lock()
				s.t.unheard = !heard
				s.t.mu.Unlock()
				s.end(ctx)
				rest = time.Second
			}
		case owner == "waiting":
			if rest = waitedSince.Add(s.patience).Sub(now()); rest <= 0 {
				s.t.mu.Lock()
				s.t.left = true
				s.t.mu.Unlock()
				s.end(ctx)
				rest = time.Second
			}
		default:
			rest = 5 * time.Second // with an agent, who closes it
		}
		if !s.await(ctx, rest) {
			return
		}
	}
}

// stillWithBot asks who holds the conversation: the bot's last word may have
// been that a person comes.
func (s *shopper) stillWithBot(ctx context.Context) bool {
	s.catchUp(ctx)
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	return s.t.owner == "bot"
}

// linger keeps the screen open for a moment, as a person does: what was said
// last comes to it.
func (s *shopper) linger(ctx context.Context) {
	const glance = 400 * time.Millisecond
	pause(ctx, glance)
}

// end closes the conversation from the shopper's side; one that is closed
// already stays so.
func (s *shopper) end(ctx context.Context) {
	err := s.wire.post(ctx, "/widget/v1/chats/"+s.t.id+"/close", s.t.token, struct{}{}, nil)
	if f, no := refused(err); no && f.Status != http.StatusConflict {
		s.count.refuse("close", err)
	}
	s.catchUp(ctx)
}

func (s *shopper) await(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-s.t.stir:
	case <-timer.C:
	}
	return true
}

func (s *shopper) renew() {
	s.t.mu.Lock()
	defer s.t.mu.Unlock()
	s.t.screens[shopperSide].renew()
}

// hear takes what is pushed to the shopper's screen.
func (s *shopper) hear(p push, at time.Time) {
	switch p.Kind {
	case "message":
		var m said
		if json.Unmarshal(p.Data, &m) != nil {
			return
		}
		s.t.mu.Lock()
		s.note(m)
		gap := s.t.screens[shopperSide].bring(m.Seq, at)
		s.t.mu.Unlock()
		if gap {
			s.behind(s.catchUp)
		}
	case "standing":
		var st struct {
			Owner string `json:"owner"`
		}
		if json.Unmarshal(p.Data, &st) != nil {
			return
		}
		s.t.mu.Lock()
		s.t.stand(st.Owner, at)
		s.t.mu.Unlock()
	default:
		return
	}
	s.t.wake()
}

// note keeps what the shopper goes by, before the screen has it. mu is held.
func (s *shopper) note(m said) {
	if _, known := s.t.screens[shopperSide].shown[m.Seq]; known {
		return
	}
	switch m.Author {
	case "bot":
		s.t.botSaid++
		s.t.answered = max(s.t.answered, m.Seq)
	case "agent":
		s.t.held = true
		s.t.answered = max(s.t.answered, m.Seq)
	}
}

// catchUp reads what was missed, from before the first hole.
func (s *shopper) catchUp(ctx context.Context) {
	for {
		s.t.mu.Lock()
		since := s.t.screens[shopperSide].solid()
		s.t.mu.Unlock()
		var got struct {
			Items    []said `json:"items"`
			Standing struct {
				Owner string `json:"owner"`
			} `json:"standing"`
		}
		path := fmt.Sprintf("/widget/v1/chats/%s/messages?since=%d", s.t.id, since)
		if err := s.wire.get(ctx, path, s.t.token, &got); err != nil {
			return // the next connection reads again
		}
		s.count.reread.Add(1)
		at := now()
		s.t.mu.Lock()
		for _, m := range got.Items {
			s.note(m)
			s.t.screens[shopperSide].read(m.Seq, at)
		}
		s.t.stand(got.Standing.Owner, at)
		s.t.mu.Unlock()
		s.t.wake()
		const page = 500
		if len(got.Items) < page {
			return
		}
	}
}
