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
	var err error
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
