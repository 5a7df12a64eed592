package llm

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/llm/internal/db"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Meter holds what a brand may spend in a day. Tokens are reserved before a
// call at the most it can cost, and given back after it, so that calls at the
// same time never spend more than there is. Reserve returns ErrBudget.
type Meter interface {
	Reserve(ctx context.Context, brand uid.Brand, tokens int64) error
	GiveBack(ctx context.Context, brand uid.Brand, tokens int64) error
}

// Ledger is the meter of a server: every copy of the program counts in the same
// rows.
type Ledger struct {
	pool  *pgxpool.Pool
	clock clock.Clock
	daily int64
}

// NewLedger makes a meter of so many tokens a brand and day.
func NewLedger(pool *pgxpool.Pool, c clock.Clock, daily int64) *Ledger {
	return &Ledger{pool: pool, clock: c, daily: daily}
}

// Reserve takes tokens from today's budget, whole or not at all. It returns
// ErrBudget.
func (l *Ledger) Reserve(ctx context.Context, brand uid.Brand, tokens int64) error {
	if tokens > l.daily {
		return ErrBudget
	}
	return pg.InTx(ctx, l.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		_, err := db.New(tx).Reserve(ctx, db.ReserveParams{BrandID: brand, Day: l.today(), Tokens: tokens, Daily: l.daily})
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrBudget
		}
		if err != nil {
			return fmt.Errorf("reserve model tokens: %w", err)
		}
		return nil
	})
}

// GiveBack returns what a call did not need.
func (l *Ledger) GiveBack(ctx context.Context, brand uid.Brand, tokens int64) error {
	return pg.InTx(ctx, l.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		if err := db.New(tx).GiveBack(ctx, db.GiveBackParams{BrandID: brand, Day: l.today(), Tokens: tokens}); err != nil {
			return fmt.Errorf("give model tokens back: %w", err)
		}
		return nil
	})
}

// Spent is what a brand's calls of today came to.
func (l *Ledger) Spent(ctx context.Context, brand uid.Brand) (calls, tokens int64, err error) {
	err = pg.InTx(ctx, l.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		row, err := db.New(tx).Spent(ctx, db.SpentParams{BrandID: brand, Day: l.today()})
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		calls, tokens = row.Calls, row.Tokens
		return err
	})
	return calls, tokens, err
}

// today is the day by which budgets turn, UTC like every time of the program's.
func (l *Ledger) today() pgtype.Date {
	return pgtype.Date{Time: l.clock.Now().UTC().Truncate(24 * time.Hour), Valid: true}
}

// Pocket is a meter in memory, for the file commands.
type Pocket struct {
	mu   sync.Mutex // covers left
	left int64
}

// NewPocket makes a meter of so many tokens in all.
func NewPocket(tokens int64) *Pocket { return &Pocket{left: tokens} }

// Reserve takes tokens. It returns ErrBudget.
func (p *Pocket) Reserve(_ context.Context, _ uid.Brand, tokens int64) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if tokens > p.left {
		return ErrBudget
	}
	p.left -= tokens
	return nil
}

// GiveBack puts tokens back.
func (p *Pocket) GiveBack(_ context.Context, _ uid.Brand, tokens int64) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.left += tokens
	return nil
}
