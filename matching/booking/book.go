package booking

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// What a booking can be refused for.
var (
	ErrQuoteExpired = fault.New(fault.Conflict, "quote_expired", "the price no longer stands; ask for a new quote")
	ErrBooked       = fault.New(fault.Conflict, "request_booked", "the request is booked at another quote")
)

// Book accepts a quote. From its commit on capacity is owed: the slots, the
// first fill and the fact are in the same transaction. The same quote again is
// the same booking. It returns ErrNoRequest, ErrNoQuote, ErrQuoteExpired,
// ErrBooked and ErrState.
func (b *Bureau) Book(ctx context.Context, brand uid.Brand, id uid.Request, quote uid.Quote) (Request, error) {
	who, err := b.on.Register.Brand(ctx, brand)
	if err != nil {
		return Request{}, err
	}
	var out Request
	err = b.on.In(ctx, pg.OfBrand(brand), func(q *db.Queries, tx pgx.Tx) error {
		out, err = b.book(ctx, q, tx, who, id, quote)
		return err
	})
	if err == nil {
		b.on.TellBrand(brand, "fill", ground.Notice{Request: id, State: string(Booked)})
	}
	return out, err
}

func (b *Bureau) book(ctx context.Context, q *db.Queries, tx pgx.Tx, who account.Brand, id uid.Request, quote uid.Quote) (Request, error) {
	state, err := q.LockRequest(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return Request{}, ErrNoRequest
	}
	if err != nil {
		return Request{}, fmt.Errorf("lock request: %w", err)
	}
	row, err := q.LockQuote(ctx, db.LockQuoteParams{ID: quote, RequestID: id})
	if errors.Is(err, pgx.ErrNoRows) {
		return Request{}, ErrNoQuote
	}
	if err != nil {
		return Request{}, fmt.Errorf("lock quote: %w", err)
	}
	now := b.on.Clock.Now()
	switch {
	case row.BookedAt != nil:
		return RequestOf(ctx, q, id)
	case State(state) != Quoted && State(state) != Draft && State(state) != Forecast && State(state) != Cancelled:
		return Request{}, ErrBooked
	case !State(state).May(Booked):
		return Request{}, ErrState.At("state", "quoted", state)
	case !now.Before(row.ExpiresAt):
		return Request{}, ErrQuoteExpired
	}
	if last, err := q.LastQuote(ctx, id); err != nil || last.ID != quote {
		return Request{}, errors.Join(err, ErrQuoteExpired) // the need was forecast anew since
	}
	if err := q.BookQuote(ctx, db.BookQuoteParams{ID: quote, BookedAt: &now}); err != nil {
		return Request{}, fmt.Errorf("book quote: %w", err)
	}
	if err := q.SetRequestState(ctx, db.SetRequestStateParams{ID: id, State: string(Booked)}); err != nil {
		return Request{}, fmt.Errorf("note booking: %w", err)
	}
	r, err := RequestOf(ctx, q, id)
	if err != nil {
		return Request{}, err
	}
	if err := addSlots(ctx, q, r, who.Slug); err != nil {
		return Request{}, err
	}
	if err := b.QueueFill(ctx, q, r.ID, r.Brand, "booked"); err != nil {
		return Request{}, err
	}
	return r, b.on.Outbox.Tell(ctx, tx, fact.RequestBooked{
		Meta: fact.New(r.Brand, now), Request: id, Quote: quote, Event: r.Event, Starts: r.Starts, Ends: r.Ends, Plan: r.Plan,
		BookedMinor: row.TotalMinor, Currency: row.Currency, Terms: row.Terms,
	})
}

// addSlots cuts the need into slots.
func addSlots(ctx context.Context, q *db.Queries, r Request, slug string) error {
	need, err := NeedOf(ctx, q, r.ID)
	if err != nil {
		return err
	}
	require := r.required(slug).Strings()
	for _, x := range blocks(need) {
		for _, n := range []struct {
			kind Kind
			need int
		}{{Work, x.need}, {Standby, standbyFor(x.need)}} {
			if n.need == 0 {
				continue
			}
			err := q.AddSlot(ctx, db.AddSlotParams{
				ID: uid.New[uid.Slot](), RequestID: r.ID, BrandID: r.Brand, Starts: x.starts, Ends: x.ends, Need: int32(n.need), Require: require, Kind: string(n.kind),
			})
			if err != nil {
				return fmt.Errorf("add slot: %w", err)
			}
		}
	}
	return nil
}

func (b *Bureau) QueueFill(ctx context.Context, q *db.Queries, id uid.Request, brand uid.Brand, why string) error {
	_, err := q.QueueFill(ctx, db.QueueFillParams{ID: uid.New[uid.Fill](), RequestID: id, BrandID: brand, Why: why, AskedAt: b.on.Clock.Now()})
	if err != nil {
		return fmt.Errorf("queue fill: %w", err)
	}
	return nil
}

// standbyBP is how many agents are kept ready for those who work: this market's
// own opening term, near the share of booked shifts that are not worked.
const standbyBP = 1000

// standbyFor is how many are kept ready for a block: one at least for any block
// of five or more, none for less.
func standbyFor(need int) int {
	const least = 5
	if need < least {
		return 0
	}
	return (need*standbyBP + 9_999) / 10_000
}
