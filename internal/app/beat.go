package app

import (
	"context"
	"errors"
	"sync"
	"time"
)

// ticker is one domain's work that comes due by the clock: an offer that
// lapses, a shift that ends. Each works off a small batch under SKIP LOCKED, so
// several copies share the work and none does it twice.
type ticker struct {
	name string
	tick func(context.Context) error
}

const beatEvery = 500 * time.Millisecond

// beat runs every ticker until ctx ends; a slow one delays only itself.
func (w *world) beat(ctx context.Context, tickers []ticker) (wait func()) {
	var all sync.WaitGroup
	for _, t := range tickers {
		all.Go(func() {
			pace := time.NewTicker(beatEvery)
			defer pace.Stop()
			for {
				if err := t.tick(ctx); err != nil && !errors.Is(err, context.Canceled) {
					w.log.Error("tick", "of", t.name, "error", err)
				}
				select {
				case <-ctx.Done():
					return
				case <-pace.C:
				}
			}
		})
	}
	return all.Wait
}

// running lets each of runs go on until ctx ends.
func running(ctx context.Context, runs ...func(context.Context)) (wait func()) {
	var all sync.WaitGroup
	for _, run := range runs {
		all.Go(func() { run(ctx) })
	}
	return all.Wait
}

// shopperSilence is how long a conversation may lie still before it is closed:
// 30 minutes, as the Chinese platforms' own tools do (source S2).
const shopperSilence = 30 * time.Minute

// tickers lists every domain's due work.
func (w *world) tickers() []ticker {
	closeSilent := func(ctx context.Context) error {
		_, err := w.chats.CloseSilent(ctx, shopperSilence)
		return err
	}
	return []ticker{
		{"chat", closeSilent},
		{"board", w.board.Tick},
		{"fills", w.board.Fills}, // apart from the board's: an offer that lapses does not wait for a plan
		{"desk", w.desk.Tick},
		{"school", w.school.Tick},
		{"billing", w.bills.Tick},
		{"ledger", w.bills.Ledger.Tick},
		{"till", w.till.Tick},
		{"copilot", w.coach.Tick},
		{"bot", w.bot.Tick},
		{"wall", w.wall.Tick},
	}
}
