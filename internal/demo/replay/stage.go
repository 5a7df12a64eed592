package replay

import (
	"context"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/manyhands/manyhands/internal/shop"
)

// Brand is one brand as its shop knows it.
type Brand struct{ Slug, Secret string }

// Cast is who plays, and against which copies.
type Cast struct {
	Bases  []string // one a copy
	Brands []Brand
	Agents []string // the tokens of those who sit at the desks
	// Ahead is how far the copies' clock is ahead of the machine's.
	Ahead time.Duration
}

// stage is a play under way.
type stage struct {
	brands    []Brand
	http      *http.Client
	bases     []string
	began     time.Time
	opens     time.Duration
	patience  time.Duration
	think     time.Duration
	played    func(time.Duration) time.Duration
	ahead     time.Duration
	product   shop.Product
	speedless bool // as fast as it goes: a message is due when it is sent
	count     counts

	errands sync.WaitGroup // what runs behind a screen's back

	mu    sync.Mutex // covers what follows
	talks map[string]*talk
	lines map[*line]bool
	ctx   context.Context // the play's own, for its errands
}

// counts is what is counted on the way.
type counts struct {
	again  atomic.Int64 // requests sent again
	reread atomic.Int64
	missed atomic.Int64 // reservations that lapsed at an agent's desk
	// told by webhook
	orders  atomic.Int64
	refunds atomic.Int64

	mu      sync.Mutex // covers refused
	refused map[string]int
}

// refuse counts a request that came to nothing, by what it was for and why.
func (c *counts) refuse(what string, err error) {
	why := "no answer"
	if f, no := refused(err); no {
		why = f.Code
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refused == nil {
		c.refused = map[string]int{}
	}
	c.refused[what+": "+why]++
}

func newStage(ctx context.Context, s Scenario, c Cast) *stage {
	const leastPatience = 2 * time.Second
	g := &stage{
		brands: c.Brands, bases: c.Bases, played: s.played, speedless: s.Speed == 0, ctx: ctx, ahead: c.Ahead,
		opens: s.played(s.DesksOpen), patience: max(leastPatience, s.played(s.Patience)), think: s.Think.Agent,
		talks: map[string]*talk{}, lines: map[*line]bool{},
		http: &http.Client{Timeout: time.Minute, Transport: &http.Transport{
			MaxIdleConns: 4096, MaxIdleConnsPerHost: 2048, IdleConnTimeout: time.Minute, DisableCompression: true,
		}},
	}
	if g.speedless {
		g.patience = s.Patience
	}
	return g
}

func (g *stage) newWire(n int) *wire {
	w := &wire{http: g.http, bases: g.bases, again: &g.count.again}
	w.at.Store(int64(n % len(g.bases)))
	return w
}

// behind runs an errand that a screen's reader must not wait for.
func (g *stage) behind(errand func(context.Context)) {
	g.errands.Go(func() { errand(g.ctx) })
}

func (g *stage) enter(t *talk) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.talks[t.id] = t
}

func (g *stage) find(id string) *talk {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.talks[id]
}

func (g *stage) all() []*talk {
	g.mu.Lock()
	defer g.mu.Unlock()
	out := make([]*talk, 0, len(g.talks))
	for _, t := range g.talks {
		out = append(out, t)
	}
	return out
}

// keep lists an open line, so that a fault can break it.
func (g *stage) keep(l *line) (gone func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lines[l] = true
	return func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.lines, l)
	}
}
