package billing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Book keeps what was agreed, what happened and what was billed for it.
type Book struct {
	pool     *pgxpool.Pool
	clock    clock.Clock
	log      *slog.Logger
	register *account.Register
	chats    *chat.Log
	hub      *live.Hub
	outbox   *outbox.Outbox // told on it what others must hear; from Listen on
	till     *till.Till
	running  runningBills
	looked   lookedAt

	// Ledger is where every document's money is written down.
	Ledger *ledger.Ledger
}

// NewBook makes a book. A till without a gateway leaves payment to the bank.
func NewBook(pool *pgxpool.Pool, c clock.Clock, log *slog.Logger, register *account.Register, chats *chat.Log, hub *live.Hub, t *till.Till) *Book {
	b := &Book{pool: pool, clock: c, log: log, register: register, chats: chats, hub: hub, till: t, Ledger: ledger.New(pool, c)}
	b.hearTill()
	return b
}

// Tick works off what came due: facts are sealed in blocks, periods that ended become drafts, facts that
// came late become adjustments, disputes that nobody answered are granted, brands
// are reminded of late bills, and rebates whose wait is over are released.
func (b *Book) Tick(ctx context.Context) error {
	for _, due := range []func(context.Context) error{b.openAhead, b.sealDue, b.draftDue, b.adjustDue, b.grantDue, b.remindDue, b.releaseDue} {
		if err := due(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (b *Book) in(ctx context.Context, scope pg.Scope, work func(*db.Queries, pgx.Tx) error) error {
	return pg.InTx(ctx, b.pool, scope, func(tx pgx.Tx) error { return work(db.New(tx), tx) })
}

// look reads in a transaction of its own.
func look[T any](ctx context.Context, b *Book, scope pg.Scope, read func(*db.Queries) (T, error)) (T, error) {
	var out T
	err := b.in(ctx, scope, func(q *db.Queries, _ pgx.Tx) (err error) {
		out, err = read(q)
		return err
	})
	return out, err
}

// received is the instant at which a fact that is being heard counts as known.
//
// It is later than every as_of a document of the brand was rated at, and the
// mark is held in place until the fact is committed: so no document's facts
// ever grow behind its back, whatever the clocks of two copies say.
func (b *Book) received(ctx context.Context, q *db.Queries, brand uid.Brand) (time.Time, error) {
	now := b.clock.Now()
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

// seal waits for the facts on their way and moves the mark: what is received
// up to the instant it returns is committed, and nothing will join it.
func (b *Book) seal(ctx context.Context, q *db.Queries, brand uid.Brand) (time.Time, error) {
	now := b.clock.Now()
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

// shaOf is the SHA-256 of a value's JSON, in hex.
func shaOf(v any) (string, []byte, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return "", nil, fmt.Errorf("write to hash: %w", err)
	}
	return hexSHA(raw), raw, nil
}

func hexSHA(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// poke tells the screens that a brand's money moved.
func (b *Book) poke(brand uid.Brand, kind string, body any) {
	if b.hub == nil {
		return
	}
	b.hub.Poke(live.BrandTopic(brand), kind, 0, body)
	b.hub.Poke(live.FloorTopic, kind, 0, body)
}
