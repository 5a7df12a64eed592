package replay

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// Hands are what a fault is done with.
type Hands struct {
	Kill  func(copyNo int) error
	Start func(ctx context.Context, copyNo int) error
	Slow  func(d time.Duration)
}

// Played is what a play left behind, to be reported.
type Played struct {
	Seconds float64
	Faults  []FaultReport
	Counts  Tally
}

// Perform plays the visits against the cast's copies, waits until everything is
// quiet, and reads back what was stored.
func Perform(ctx context.Context, s Scenario, visits []Visit, c Cast, h Hands) (Played, error) {
	g := newStage(ctx, s, c)
	var err error
	if g.product, err = firstProduct(); err != nil {
		return Played{}, err
	}
	if err := g.warm(ctx); err != nil {
		return Played{}, err
	}
	desks, goHome := context.WithCancel(ctx)
	defer goHome()
	const calm = 500 * time.Millisecond // the desks are there before the first shopper is
	g.began = now().Add(calm)
	var crew sync.WaitGroup
	for i, token := range c.Agents {
		crew.Go(func() { g.work(desks, token, i) })
	}
	faults := &faultPlay{stage: g, hands: h}
	var trouble sync.WaitGroup
	trouble.Go(func() { faults.run(ctx, s) })
	began := now()
	g.welcome(ctx, s, visits)
	trouble.Wait() // the last fault is over, and every copy is up again
	goHome()
	crew.Wait()
	g.errands.Wait()
	out := Played{Seconds: now().Sub(began).Seconds(), Faults: faults.done}
	if err := ctx.Err(); err != nil {
		return out, fmt.Errorf("play: %w", err)
	}
	if faults.failed != nil {
		return out, faults.failed
	}
	out.Counts, err = g.audit(ctx)
	return out, err
}

// welcome lets every shopper come when they are due, whatever the program makes
// of those before; at full speed, whenever there is room.
func (g *stage) welcome(ctx context.Context, s Scenario, visits []Visit) {
	var all sync.WaitGroup
	defer all.Wait()
	if !g.speedless {
		for i, v := range visits {
			if !pause(ctx, g.began.Add(v.At).Sub(now())) {
				return
			}
			all.Go(func() { g.visit(ctx, v, i) })
		}
		return
	}
	room := make(chan struct{}, s.AtOnce)
	for i, v := range visits {
		select {
		case room <- struct{}{}:
		case <-ctx.Done():
			return
		}
		all.Go(func() {
			defer func() { <-room }()
			g.visit(ctx, v, i)
		})
	}
}

// warm has one shopper of each brand ask each copy something before the play:
// a bot that has never spoken reads its brand's knowledge first, which happens
// once a day and not once a shopper. Nothing of it is counted.
func (g *stage) warm(ctx context.Context) error {
	const longest = 2 * time.Minute
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	for brand := range g.brands {
		for n := range g.bases {
			s := &shopper{stage: g, t: newTalk(Visit{Brand: brand, Shopper: "replay-first", Turns: []Turn{{Text: "可以退货吗"}}}), wire: g.newWire(n)}
			if err := s.open(ctx); err != nil {
				return fmt.Errorf("the first shopper: %w", err)
			}
			s.talk(ctx)
			for s.t.answered == 0 {
				if !pause(ctx, 100*time.Millisecond) {
					return fmt.Errorf("copy %d does not answer the first shopper: %w", n+1, ctx.Err())
				}
				s.catchUp(ctx)
			}
			s.end(ctx)
		}
	}
	g.count.again.Store(0)
	g.count.reread.Store(0)
	return nil
}
