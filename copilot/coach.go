package copilot

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/copilot/line"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/uid"
)

// Sources is what a coach draws on.
type Sources struct {
	Chats   *chat.Log
	Shop    *shop.Shop
	Library *knowledge.Library
	Book    *sop.Book
	Hub     *live.Hub
	// Translate is a model's; nil: texts stay in their language.
	Translate Translate
	// Timed is told how long a set of hints took, from the shopper's message to
	// the push; nil: nobody asks.
	Timed func(time.Duration)
}

// Coach stands beside every agent.
type Coach struct {
	Sources
	pool   *pgxpool.Pool
	clock  clock.Clock
	log    *slog.Logger
	outbox *outbox.Outbox
	packs  []guard.Rule // what ships, which each brand's own rules are added to
	plain  *guard.Guard // of the packs alone

	mu       sync.RWMutex // covers the maps, not what they point to, which never changes
	guards   map[uid.Brand]ruled
	minds    map[uid.Brand]*mind
	holdouts map[uid.Brand]int // basis points

	compiling sync.Mutex // one brand is compiled at a time: it takes a core
	line      *line.Line
	offers    offers
}

// ruled is a brand's guard in force.
type ruled struct {
	version int
	guard   *guard.Guard
}

// New makes a coach. It fails when the packs that ship are broken.
func New(pool *pgxpool.Pool, c clock.Clock, log *slog.Logger, o *outbox.Outbox, from Sources) (*Coach, error) {
	packs, err := guard.Packs()
	if err != nil {
		return nil, fmt.Errorf("read guard packs: %w", err)
	}
	plain, err := guard.Default()
	if err != nil {
		return nil, fmt.Errorf("compile guard packs: %w", err)
	}
	coach := &Coach{
		Sources: from, pool: pool, clock: c, log: log, outbox: o, packs: packs, plain: plain,
		guards: map[uid.Brand]ruled{}, minds: map[uid.Brand]*mind{}, holdouts: map[uid.Brand]int{}, line: line.New(),
	}
	outbox.On(o, "copilot", coach.chatClosed)
	return coach, nil
}

// Wake has the hints of a conversation made anew and pushed, soon. It never
// waits: a shopper's message is not held up by what stands beside it.
func (c *Coach) Wake(id uid.Chat) { c.line.Join(id, c.clock.Now()) }

// Run makes the hints of woken conversations until ctx ends.
func (c *Coach) Run(ctx context.Context) {
	var all sync.WaitGroup
	const hands = 6 // they mostly wait for the database
	for range hands {
		all.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case <-c.line.Ready:
					c.answer(ctx, c.line.Next(atOnce))
				}
			}
		})
	}
	all.Wait()
}

// Tick brings up to date what was changed since: rules, articles, procedures,
// goods, and the resolved conversations of the brands that are spoken for.
func (c *Coach) Tick(ctx context.Context) error {
	if err := c.reloadRules(ctx); err != nil {
		return err
	}
	if err := c.readSettings(ctx); err != nil {
		return err
	}
	brands, err := c.spokenFor(ctx)
	if err != nil {
		return err
	}
	for _, b := range brands {
		if _, err := c.freshMind(ctx, b); err != nil {
			return fmt.Errorf("compile brand %s: %w", b, err)
		}
	}
	return nil
}

// spokenFor lists the brands that hints are or will soon be made for: whose
// mind is here, and whose shoppers wait, so that the first agent to accept
// waits for no compilation.
func (c *Coach) spokenFor(ctx context.Context) ([]uid.Brand, error) {
	const looked = 100
	queue, err := c.Chats.Queue(ctx, pg.Everything, looked)
	if err != nil {
		return nil, err
	}
	var brands []uid.Brand
	for _, ch := range queue {
		brands = append(brands, ch.Brand)
	}
	c.mu.RLock()
	for b := range c.minds {
		brands = append(brands, b)
	}
	c.mu.RUnlock()
	slices.SortFunc(brands, func(a, b uid.Brand) int { return slices.Compare(a[:], b[:]) })
	return slices.Compact(brands), nil
}

// Now is the coach's time, by which waits on a screen are counted.
func (c *Coach) Now() time.Time { return c.clock.Now() }

// inTx runs work in one transaction of the coach's database.
func (c *Coach) inTx(ctx context.Context, scope pg.Scope, work func(pgx.Tx) error) error {
	return pg.InTx(ctx, c.pool, scope, work)
}
