package play

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/manyhands/manyhands/internal/demo"
)

// hour plays the event hour: agents on shift go to their desks, shoppers open
// the widget, and every scene is talked through.
func (s *Stage) hour(ctx context.Context) error {
	secret, err := s.connector(ctx)
	if err != nil {
		return err
	}
	if err := s.early(ctx, secret); err != nil {
		return err
	}
	s.MoveTo(s.Material.Event.Starts.Add(5 * time.Minute))
	const desksOpen = 12 // more would wait for work
	crew, err := s.crew(ctx, desksOpen)
	if err != nil {
		return err
	}
	s.note("%d agents of this hour's shifts are at their desks", len(crew))
	h := &eventHour{stage: s, secret: secret, ended: map[string]bool{}}
	if err := s.together(ctx, h, crew); err != nil {
		return err
	}
	s.talks = h.talks
	h.tell(crew)
	return nil
}

// early lets two shoppers come before anybody is at a desk: they ask for a
// person, wait half a minute and leave. Not answered is free, and the floor of
// the guarantee pays for it (接不起免费用, 你敢用我敢赔: source S4).
func (s *Stage) early(ctx context.Context, secret string) error {
	s.MoveTo(s.Material.Event.Starts.Add(time.Minute))
	var left []*talk
	for i := range 2 {
		p := demo.Part{Scene: demo.Scene{ID: fmt.Sprintf("early-%d", i+1), Lang: "zh", Channel: s.Material.Event.Channels[0]}}
		t, err := s.open(ctx, p, secret)
		if err != nil {
			return err
		}
		if err := t.say(ctx, 0, "转人工"); err != nil {
			return err
		}
		if err := until(ctx, func(ctx context.Context) (bool, error) { err := t.read(ctx); return t.owner == "waiting", err }); err != nil {
			return fmt.Errorf("%s is not handed over: %w", p.ID, err)
		}
		left = append(left, t)
	}
	s.MoveTo(s.Now().Add(30 * time.Second))
	for _, t := range left {
		if err := t.c.post(ctx, "/widget/v1/chats/"+t.id+"/close", struct{}{}, nil); err != nil {
			return err
		}
	}
	s.note("%d shoppers came before anybody was at a desk, waited half a minute and left", len(left))
	return nil
}

// together lets the desks work while the shoppers talk; whoever fails first
// ends it, and is the reason told.
func (s *Stage) together(ctx context.Context, h *eventHour, crew []*answerer) error {
	all, ctx := errgroup.WithContext(ctx)
	work, leave := context.WithCancel(ctx)
	for _, a := range crew {
		all.Go(func() error { return a.work(work, h.hasEnded) })
	}
	all.Go(func() error {
		defer leave() // the desks close when the last shopper has left
		if err := h.watch(ctx); err != nil {
			return err
		}
		talks, tctx := errgroup.WithContext(ctx)
		const atOnce = 8
		talks.SetLimit(atOnce)
		for _, p := range s.Material.Parts {
			talks.Go(func() error { return h.talk(tctx, p) })
		}
		if err := talks.Wait(); err != nil {
			return err
		}
		return h.guarded(ctx)
	})
	return all.Wait()
}

// eventHour is what happens in it.
type eventHour struct {
	stage  *Stage
	secret string
	// think is how long a shopper takes to write; nil: no time at all.
	think func() time.Duration

	mu    sync.Mutex // covers what follows
	ended map[string]bool
	talks []*talk
}

func (h *eventHour) hasEnded(chat string) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.ended[chat]
}

// talk plays one scene to its end.
func (h *eventHour) talk(ctx context.Context, p demo.Part) error {
	t, err := h.stage.open(ctx, p, h.secret)
	if err != nil {
		return fmt.Errorf("scene %s: %w", p.ID, err)
	}
	for i, turn := range p.Turns {
		if err := h.pause(ctx); err != nil {
			return err
		}
		if err := t.say(ctx, i, turn.Say); err != nil {
			return fmt.Errorf("scene %s: %w", p.ID, err)
		}
		if err := t.replied(ctx); err != nil {
			return err
		}
	}
	if err := h.rate(ctx, t); err != nil {
		return fmt.Errorf("scene %s: %w", p.ID, err)
	}
	h.mu.Lock()
	h.ended[t.id] = true
	h.mu.Unlock()
	if t.owner == "bot" {
		if err := t.c.post(ctx, "/widget/v1/chats/"+t.id+"/close", struct{}{}, nil); err != nil {
			return fmt.Errorf("scene %s: %w", p.ID, err)
		}
	}
	// A person closes what they hold once the shopper has nothing more to say.
	err = until(ctx, func(ctx context.Context) (bool, error) { err := t.read(ctx); return t.owner == "closed", err })
	if err != nil {
		return fmt.Errorf("scene %s is not closed: %w", p.ID, err)
	}
	h.mu.Lock()
	h.talks = append(h.talks, t)
	h.mu.Unlock()
	return t.whole()
}

// rate says how it was: a shopper who got a person or an answer with its source
// is glad, one who was angry before is less so, and one who got neither says
// nothing.
func (h *eventHour) rate(ctx context.Context, t *talk) error {
	score := 5
	switch last := t.said[len(t.said)-1]; {
	case t.part.Ending == demo.RefundLater || strings.Contains(t.part.Because, "negative"):
		score = 3
	case last.Author == "bot" && len(last.Citations) == 0 && len(t.part.Turns) < 2:
		return nil
	}
	return t.c.post(ctx, "/widget/v1/chats/"+t.id+"/rating", map[string]int{"score": score}, nil)
}

// pause is the time in which a shopper writes.
func (h *eventHour) pause(ctx context.Context) error {
	if h.think == nil {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(h.think()):
		return nil
	}
}

// watch holds one conversation over the live line alone: what is pushed is what
// is stored, once each, and a dropped line misses nothing.
func (h *eventHour) watch(ctx context.Context) error {
	i := slices.IndexFunc(h.stage.Material.Parts, func(p demo.Part) bool { return p.Ending == demo.BotResolves && len(p.Turns) > 1 })
	if i < 0 {
		return nil
	}
	p := h.stage.Material.Parts[i]
	p.Shopper.ID, p.Order = "", nil // somebody the shop does not know
	t, err := h.stage.open(ctx, p, h.secret)
	if err != nil {
		return err
	}
	l, err := openLine(ctx, h.stage.Base, t.c.token())
	if err != nil {
		return err
	}
	atLeast := func(n int) func([]push) bool { return func(m []push) bool { return len(m) >= n } }
	if err := t.say(ctx, 0, "你好，双十一满减和优惠券能一起用吗"); err != nil {
		return err
	}
	if !l.await(ctx, h.stage.Patience, atLeast(2)) {
		return errors.New("the live line did not bring the message and its answer")
	}
	l.close() // the line drops; what is said meanwhile is read again by seq
	if err := t.say(ctx, 1, "预售的定金可以退吗"); err != nil {
		return err
	}
	if err := t.replied(ctx); err != nil {
		return err
	}
	seqs := map[int64]int{}
	for _, m := range l.messages() {
		seqs[m.Seq]++
	}
	for seq, n := range seqs {
		if n != 1 {
			return fmt.Errorf("message %d was pushed %d times", seq, n)
		}
	}
	if err := t.whole(); err != nil {
		return err
	}
	h.stage.note("live: %d messages pushed once each; after a dropped line %d read again by seq, none missing", len(seqs), len(t.said)-len(seqs))
	return t.c.post(ctx, "/widget/v1/chats/"+t.id+"/close", struct{}{}, nil)
}

// guarded lets one agent try risky words in a conversation of their own.
func (h *eventHour) guarded(ctx context.Context) error {
	p := demo.Part{Scene: demo.Scene{ID: "guard", Lang: "zh", Channel: "taobao", Turns: []demo.Turn{{Say: "转人工"}}}}
	t, err := h.stage.open(ctx, p, h.secret)
	if err != nil {
		return err
	}
	if err := t.say(ctx, 0, p.Turns[0].Say); err != nil {
		return err
	}
	if err := t.replied(ctx); err != nil {
		return err
	}
	a, c, err := h.stage.holderOf(ctx, t.id)
	if err != nil {
		return err
	}
	rules, err := a.tryRisky(ctx, c)
	if err != nil {
		return err
	}
	if err := h.stage.beside(ctx, a, c); err != nil {
		return err
	}
	h.mu.Lock()
	h.ended[t.id] = true
	h.mu.Unlock()
	h.stage.note("guard: %q was stopped before it was sent (%s)", risky, strings.Join(rules, ", "))
	return until(ctx, func(ctx context.Context) (bool, error) { err := t.read(ctx); return t.owner == "closed", err })
}

func (h *eventHour) tell(crew []*answerer) {
	bot, cited, people := 0, 0, 0
	for _, t := range h.talks {
		if !t.everHeld {
			bot++
		} else {
			people++
		}
		for _, m := range t.said {
			if m.Author == "bot" && len(m.Citations) > 0 {
				cited++
			}
		}
	}
	n := len(h.talks)
	h.stage.note("%d conversations: the bot alone answered %d (%d %%), people took %d; %d bot answers with a source", n, bot, bot*100/max(n, 1), people, cited)
	taken, sent, drafts := 0, 0, 0
	for _, a := range crew {
		taken, sent, drafts = taken+a.taken, sent+a.sent, drafts+a.drafts
	}
	h.stage.note("people accepted %d conversations and sent %d replies, %d of them the copilot's draft", taken, sent, drafts)
}
