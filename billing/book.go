package billing

import (
	"context"
	"log/slog"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/internal/names"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/billing/wages"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/uid"
)

// Book keeps what was agreed, what happened and what was billed for it.
//
// What happened is its meter's, what was agreed its notary's, what agents earn its
// clerk's; it makes the documents of all three.
type Book struct {
	*facts.Meter
	*deal.Notary
	*wages.Clerk

	pool     *pgxpool.Pool
	clock    clock.Clock
	log      *slog.Logger
	register *account.Register
	chats    *chat.Log
	hub      *live.Hub
	till     *till.Till
	running  runningBills
	courses  courses
	looked   lookedAt

	// Ledger is where every document's money is written down.
	Ledger *ledger.Ledger
}

// NewBook makes a book. A till without a gateway leaves payment to the bank.
func NewBook(pool *pgxpool.Pool, c clock.Clock, log *slog.Logger, register *account.Register, chats *chat.Log, hub *live.Hub, t *till.Till) *Book {
	b := &Book{pool: pool, clock: c, log: log, register: register, chats: chats, hub: hub, till: t, Ledger: ledger.New(pool, c)}
	b.Clerk = wages.NewClerk(pool, c, register)
	b.Meter = facts.NewMeter(pool, c, log, register, b.Clerk, b.poke)
	b.Notary = deal.NewNotary(pool, c, register, b.Meter, b.poke)
	b.hearTill()
	return b
}

// Listen makes the book hear what it bills and pays for.
func (b *Book) Listen(o *outbox.Outbox) {
	const me = "billing"
	b.Meter.Listen(o, me)
	b.Notary.Listen(o, me)
	b.Clerk.Listen(o, me)
}

// Tick works off what came due: facts are sealed in blocks, periods that ended become drafts and after their grace are shown,
// facts that came late become adjustments, disputes that nobody answered are granted, brands
// are reminded of late bills, and rebates whose wait is over are released.
func (b *Book) Tick(ctx context.Context) error {
	for _, due := range []func(context.Context) error{b.OpenAhead, b.SealDue, b.draftDue, b.collectedDue, b.adjustDue, b.grantDue, b.remindDue, b.releaseDue} {
		if err := due(ctx); err != nil {
			return err
		}
	}
	return nil
}

// poke tells the screens that a brand's money moved.
func (b *Book) poke(brand uid.Brand, kind string, body any) {
	if b.hub == nil {
		return
	}
	b.hub.Poke(live.BrandTopic(brand), kind, 0, body)
	b.hub.Poke(live.FloorTopic, kind, 0, body)
}

// TrialBalance lists every account, with the names of those whose they are.
func (b *Book) TrialBalance(ctx context.Context) ([]ledger.Balance, error) {
	who, err := names.Owners(ctx, b.register)
	if err != nil {
		return nil, err
	}
	all, err := b.Ledger.TrialBalance(ctx)
	for i := range all {
		all[i].OwnerName = who[all[i].Owner]
	}
	return all, err
}
