package play

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/manyhands/manyhands/internal/demo"
)

// Encore books and fills the evening after, for Lively to play in.
func (s *Stage) Encore(ctx context.Context) error {
	e := &s.Material.Event
	day := e.Starts.AddDate(0, 0, 1)
	e.Name += " · 次日"
	e.Starts, e.Ends = day.Add(-2*time.Hour), day.Add(4*time.Hour)
	e.Opens = max(e.Opens-120, 0)
	for _, st := range []struct {
		title string
		work  func(context.Context) error
	}{
		{"The evening after is booked", s.book},
		{"Its shifts are filled", s.fill},
		{"A seat is kept for whoever signs in as the agent", s.keepSeat},
	} {
		if err := s.step(ctx, st.title, st.work); err != nil {
			return err
		}
	}
	// At the opening and not later: who is not at the desk five minutes after a
	// shift began is a no-show, and the seat is offered to somebody else.
	s.MoveTo(e.Starts.Add(time.Minute))
	if err := s.standBy(ctx); err != nil {
		return err
	}
	return s.step(ctx, "Payday: two people approve, the bank's file goes out", s.payday)
}

// keepSeat makes one of the evening's agents the persona of the sign-in page.
func (s *Stage) keepSeat(ctx context.Context) error {
	list, err := s.roster(ctx)
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.Kind == "work" && (r.State == "accepted" || r.State == "working") {
			s.Veteran = s.AgentOf(r.Email)
			s.Kept(r.Email)
			s.note("sign in as %s: the desk is yours", r.Email)
			return nil
		}
	}
	return errors.New("nobody has a seat of the evening")
}

// standBy puts everybody of the evening on a break first: it is presence, so no
// seat is taken for a no-show, and nothing is offered before somebody sits down
// and goes available.
func (s *Stage) standBy(ctx context.Context) error {
	list, err := s.roster(ctx)
	if err != nil {
		return err
	}
	for _, r := range list {
		if r.Kind != "work" || r.State != "accepted" && r.State != "working" {
			continue
		}
		c, err := s.agent(ctx, r.Email)
		if err != nil {
			return err
		}
		if err := c.put(ctx, "/api/v1/agent/desk/state", map[string]string{"state": "break", "why": "standing by"}, nil); err != nil {
			return err
		}
	}
	return nil
}

// Lively keeps the event hour going until ctx ends: a shopper every few
// seconds, agents at their desks, so that whoever signs in sees a shop at work.
// A conversation that goes wrong is told and the hour goes on.
func (s *Stage) Lively(ctx context.Context, seed uint64) error {
	secret, err := s.connector(ctx)
	if err != nil {
		return err
	}
	// Few enough that whoever signs in gets a conversation within a minute.
	const desksOpen = 8
	crew, err := s.crew(ctx, desksOpen)
	if err != nil {
		return err
	}
	thinking := rand.New(rand.NewPCG(seed, 10))
	var mu sync.Mutex // covers thinking: many shoppers think at once
	h := &eventHour{stage: s, secret: secret, ended: map[string]bool{}, think: func() time.Duration {
		mu.Lock()
		defer mu.Unlock()
		return time.Duration(3000+thinking.IntN(9000)) * time.Millisecond
	}}
	desks, ctx := errgroup.WithContext(ctx)
	for _, a := range crew {
		a.pace = 1500 * time.Millisecond // no hurry: nobody waits for the play to end
		desks.Go(func() error { return a.work(ctx, h.hasEnded) })
	}
	chance := rand.New(rand.NewPCG(seed, 9))
	who := &passersBy{parts: s.Material.Parts, chance: chance, came: map[string]time.Time{}}
	desks.Go(func() error {
		talks, tctx := errgroup.WithContext(ctx)
		const atOnce = 16
		talks.SetLimit(atOnce)
		for ctx.Err() == nil {
			p := who.next(s.Now())
			talks.Go(func() error {
				one, cancel := context.WithTimeout(tctx, 3*time.Minute)
				defer cancel()
				if err := h.talk(one, p); err != nil && tctx.Err() == nil {
					fmt.Fprintf(s.Out, "  a conversation ended early: %v\n", err)
				}
				return nil
			})
			h.forget()
			select {
			case <-ctx.Done():
			case <-time.After(time.Duration(1+chance.IntN(4)) * time.Second):
			}
		}
		return talks.Wait()
	})
	return desks.Wait()
}

// passersBy says who comes next. Scenes are few and the hour is long: a scene
// that speaks of an order is its shopper's, who comes at most once in two hours,
// and any other is played by somebody new. One shopper who says yes to the bot
// all evening would be held by billing, rightly.
type passersBy struct {
	parts  []demo.Part
	chance *rand.Rand
	came   map[string]time.Time
	n      int
}

const comesAgain = 2 * time.Hour

func (w *passersBy) next(now time.Time) demo.Part {
	for range 20 {
		p := w.parts[w.chance.IntN(len(w.parts))]
		if p.Order == nil {
			w.n++
			if p.Shopper.ID != "" {
				p.Shopper.ID = fmt.Sprintf("%s-%s-%d", p.Shopper.ID, now.Format("0102"), w.n)
			}
			return p
		}
		if now.Sub(w.came[p.Shopper.ID]) >= comesAgain {
			w.came[p.Shopper.ID] = now
			return p
		}
	}
	p := w.parts[w.chance.IntN(len(w.parts))]
	p.Shopper.ID = "" // whoever has an order was here just now
	return p
}

// forget lets go of the conversations that are over: the hour may last a day.
func (h *eventHour) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.talks = nil
	if len(h.ended) > 5000 {
		clear(h.ended)
	}
}
