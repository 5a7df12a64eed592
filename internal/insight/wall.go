package insight

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/insight/internal/db"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Ask is what the wall asks others, because it is theirs and true only now. A
// nil one leaves its numbers out.
type Ask struct {
	// Brands lists the brands with what a board needs of them.
	Brands func(context.Context) ([]Brand, error)
	// Open counts open conversations by brand and holder.
	Open func(context.Context) ([]chat.OpenCount, error)
	// Present counts people by state, by the brand whose shift they are on; the
	// zero brand is everybody.
	Present func(context.Context) (map[uid.Brand]map[string]int, error)
	// Touched finds a conversation, still open or not, that answered a shopper
	// in a stretch of time.
	Touched func(ctx context.Context, brand uid.Brand, shopperRef string, from, till time.Time) (id uid.Chat, channel string, err error)
	// Exposure is what the guarantees would cost if the event ended now.
	Exposure func(ctx context.Context, brand uid.Brand) (minor int64, currency string, err error)
}

// Brand is a brand as the wall names it.
type Brand struct {
	ID       uid.Brand `json:"id"`
	Name     string    `json:"name"`
	Currency string    `json:"currency"`
	Timezone string    `json:"timezone"`
}

// Wall is the live wall.
type Wall struct {
	pool  *pgxpool.Pool
	clock clock.Clock
	hub   *live.Hub
	ask   Ask

	mu     sync.Mutex // covers what follows: what the screens were last told
	last   time.Time
	pushed map[uid.Brand]string
}

// New makes a wall that pushes over hub.
func New(pool *pgxpool.Pool, c clock.Clock, hub *live.Hub, ask Ask) *Wall {
	return &Wall{pool: pool, clock: c, hub: hub, ask: ask, pushed: map[uid.Brand]string{}}
}

// scopeOf is one brand's rows, or all of them for the zero brand.
func scopeOf(brand uid.Brand) pg.Scope {
	if brand.IsZero() {
		return pg.Everything
	}
	return pg.OfBrand(brand)
}

// read runs one read in a transaction that sees brand's rows, or all.
func read[T any](ctx context.Context, w *Wall, brand uid.Brand, work func(*db.Queries) (T, error)) (T, error) {
	var out T
	err := pg.InTx(ctx, w.pool, scopeOf(brand), func(tx pgx.Tx) (err error) {
		out, err = work(db.New(tx))
		return err
	})
	return out, err
}

// brands lists the one brand, or every brand for the zero one.
func (w *Wall) brands(ctx context.Context, only uid.Brand) ([]Brand, error) {
	if w.ask.Brands == nil {
		return []Brand{{ID: only}}, nil
	}
	all, err := w.ask.Brands(ctx)
	if err != nil || only.IsZero() {
		return all, err
	}
	for _, b := range all {
		if b.ID == only {
			return []Brand{b}, nil
		}
	}
	return []Brand{{ID: only}}, nil
}

// idsOf are the brands whose counts a board adds up; the whole has the house's
// own beside them.
func idsOf(list []Brand, whole bool) []uuid.UUID {
	out := make([]uuid.UUID, 0, len(list)+1)
	for _, b := range list {
		out = append(out, uuid.UUID(b.ID))
	}
	if whole {
		out = append(out, uuid.UUID(house))
	}
	return out
}

// openBy is how many conversations are open, by brand.
func (w *Wall) openBy(ctx context.Context) (map[uid.Brand]Now, error) {
	out := map[uid.Brand]Now{}
	if w.ask.Open == nil {
		return out, nil
	}
	rows, err := w.ask.Open(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask for open chats: %w", err)
	}
	now := w.clock.Now()
	for _, r := range rows {
		n := out[r.Brand]
		switch r.State {
		case chat.WithBot:
			n.Bot = r.N
		case chat.WithHuman:
			n.Human = r.N
		case chat.Waiting:
			n.Waiting, n.OldestWaitMS = r.N, max(0, now.Sub(r.Oldest).Milliseconds())
		}
		out[r.Brand] = n
	}
	return out, nil
}

// now is how it stands at this moment, by brand; the zero brand is the whole.
func (w *Wall) now(ctx context.Context) (map[uid.Brand]Now, error) {
	out, err := w.openBy(ctx)
	if err != nil {
		return nil, err
	}
	var whole Now
	for _, n := range out {
		whole.Bot, whole.Waiting, whole.Human = whole.Bot+n.Bot, whole.Waiting+n.Waiting, whole.Human+n.Human
		whole.OldestWaitMS = max(whole.OldestWaitMS, n.OldestWaitMS)
	}
	out[uid.Brand{}] = whole
	if w.ask.Present == nil {
		return out, nil
	}
	present, err := w.ask.Present(ctx)
	if err != nil {
		return nil, fmt.Errorf("ask who is present: %w", err)
	}
	for brand, states := range present {
		n := out[brand]
		n.Agents = states
		out[brand] = n
	}
	return out, nil
}
