package app

import (
	"context"
	"errors"
	"time"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/deal"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/insight"
	"github.com/manyhands/manyhands/internal/uid"
)

// mostChatsLooked is how many of a shopper's conversations are looked at for
// the one that an order may be called assisted by.
const mostChatsLooked = 5

// buildInsight builds the wall.
func (w *world) buildInsight() {
	w.wall = insight.New(w.db.Pool, w.clock, w.hub, insight.Ask{
		Brands: w.brandsOnWall, Open: w.chats.OpenCounts, Present: w.desk.Counts, Touched: w.touched, Exposure: w.exposure,
	})
	w.wall.Listen(w.outbox)
}

func (w *world) brandsOnWall(ctx context.Context) ([]insight.Brand, error) {
	all, err := w.register.Brands(ctx)
	out := make([]insight.Brand, len(all))
	for i, b := range all {
		out[i] = insight.Brand{ID: b.ID, Name: b.Name, Currency: b.Currency, Timezone: b.Timezone}
	}
	return out, err
}

// touched finds a conversation that answered a shopper in a stretch of time.
func (w *world) touched(ctx context.Context, brand uid.Brand, ref string, from, till time.Time) (uid.Chat, string, error) {
	chats, err := w.chats.OfShopper(ctx, brand, ref, mostChatsLooked)
	for _, c := range chats {
		if c.AnsweredAt != nil && c.ReplyAt != nil && !c.AnsweredAt.After(till) && !c.ReplyAt.Before(from) {
			return c.ID, c.Channel, err
		}
	}
	return uid.Chat{}, "", err
}

// exposure is what the guarantees would pay back if the event ended now. A
// brand without a contract has nothing at stake; a bill that cannot be rated
// costs the wall one figure, not itself.
func (w *world) exposure(ctx context.Context, brand uid.Brand) (minor int64, currency string, err error) {
	e, err := w.bills.Exposure(ctx, brand)
	if errors.Is(err, deal.ErrNoContract) {
		var who account.Brand
		who, err = w.register.Brand(ctx, brand)
		e = billing.Exposure{Currency: who.Currency}
	}
	if err != nil && ctx.Err() == nil {
		w.log.Warn("rate the guarantees for the wall", "brand", brand, "error", err)
		return 0, "", nil
	}
	return int64(e.CompensationMinor), e.Currency, err
}
