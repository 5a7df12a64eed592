package facts

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/wages"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/uid"
)

// Meter keeps what happened.
type Meter struct {
	pool     *pgxpool.Pool
	clock    clock.Clock
	log      *slog.Logger
	register *account.Register
	clerk    *wages.Clerk                                 // an order that is won earns its agent a share
	poke     func(brand uid.Brand, kind string, body any) // screens that show it
}

// NewMeter makes a meter.
func NewMeter(pool *pgxpool.Pool, c clock.Clock, log *slog.Logger, register *account.Register, clerk *wages.Clerk, poke func(uid.Brand, string, any)) *Meter {
	return &Meter{pool, c, log, register, clerk, poke}
}

// Listen makes the meter hear what is counted.
func (m *Meter) Listen(o *outbox.Outbox, me string) {
	outbox.On(o, me, m.hearClosed)
	outbox.On(o, me, m.hearReopened)
	outbox.On(o, me, m.hearScored)
	outbox.On(o, me, m.hearPaid)
	outbox.On(o, me, m.hearRefunded)
}

// Received is the instant at which a fact that is being heard counts as known.
//
// It is later than every as_of a document of the brand was rated at, and the
// mark is held in place until the fact is committed: so no document's facts
// ever grow behind its back, whatever the clocks of two copies say.
func (m *Meter) Received(ctx context.Context, q *db.Queries, brand uid.Brand) (time.Time, error) {
	now := m.clock.Now()
	if err := q.OpenWatermark(ctx, db.OpenWatermarkParams{BrandID: brand, Through: time.Unix(0, 0)}); err != nil {
		return now, fmt.Errorf("open watermark: %w", err)
	}
	through, err := q.ShareWatermark(ctx, brand)
	if err != nil {
		return now, fmt.Errorf("hold watermark: %w", err)
	}
	if now.After(through) {
		return now, nil
	}
	return through.Add(time.Microsecond).UTC(), nil
}

// Seal waits for the facts on their way and moves the mark: what is received
// up to the instant it returns is committed, and nothing will join it.
func (m *Meter) Seal(ctx context.Context, q *db.Queries, brand uid.Brand) (time.Time, error) {
	now := m.clock.Now()
	if err := q.OpenWatermark(ctx, db.OpenWatermarkParams{BrandID: brand, Through: time.Unix(0, 0)}); err != nil {
		return now, fmt.Errorf("open watermark: %w", err)
	}
	through, err := q.LockWatermark(ctx, brand)
	if err != nil {
		return now, fmt.Errorf("lock watermark: %w", err)
	}
	if !now.After(through) {
		now = through.Add(time.Microsecond).UTC()
	}
	return now, q.SetWatermark(ctx, db.SetWatermarkParams{BrandID: brand, Through: now})
}

// Currency is that of a brand's contract, or the brand's own before it has one.
func (m *Meter) Currency(ctx context.Context, q *db.Queries, brand uid.Brand) (string, error) {
	c, err := q.Contract(ctx, brand)
	if err == nil {
		return c.Currency, nil
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return "", fmt.Errorf("find contract: %w", err)
	}
	who, err := m.register.Brand(ctx, brand)
	if err != nil {
		return "", err
	}
	return who.Currency, nil
}

// SHAOf is the SHA-256 of a value's JSON, in hex, and the JSON.
func SHAOf(v any) (string, []byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", nil, fmt.Errorf("write to hash: %w", err)
	}
	return HexSHA(raw), raw, nil
}

// HexSHA is a SHA-256 in hex.
func HexSHA(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}
