package insight

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/insight/internal/db"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/uid"
)

// assistWindow is how long a touch may call a later order assisted.
const assistWindow = 24 * time.Hour

// house is whose counts those are that belong to no brand: a general drill.
var house = uid.Derive[uid.Brand]("insight", "house")

// Listen makes the wall hear what it counts. Call it before the outbox starts.
func (w *Wall) Listen(o *outbox.Outbox) {
	on(o, w.closed)
	on(o, w.reopened)
	on(o, w.handedOff)
	on(o, w.taken)
	on(o, w.scored)
	on(o, w.paid)
	on(o, w.refunded)
	on(o, w.guardHit)
	on(o, w.booked)
	on(o, func(_ context.Context, e *entry, f fact.DrillGraded) error {
		e.sum.add(f.At, "", mDrills, 1)
		e.sum.add(f.At, "", mPassed, one(f.Passed))
		return nil
	})
	on(o, func(_ context.Context, e *entry, f fact.Certified) error {
		e.sum.add(f.At, "", mCertified, 1)
		return nil
	})
	on(o, func(_ context.Context, e *entry, f fact.ShiftSettled) error {
		e.sum.add(f.At, "", mShifts, 1)
		e.sum.add(f.At, "", mWorked, f.Worked.Milliseconds())
		return nil
	})
}

// entry is one fact being written in. What it adds is gathered and written at
// the end, after every row is locked, so that no two facts wait for each other.
type entry struct {
	*db.Queries
	brand uid.Brand
	sum   tally
}

// on hears a kind of fact, each one once.
func on[F fact.Fact](o *outbox.Outbox, fold func(context.Context, *entry, F) error) {
	outbox.On(o, "insight", func(ctx context.Context, tx pgx.Tx, f F) error {
		q, m := db.New(tx), f.About()
		fresh, err := q.Claim(ctx, db.ClaimParams{FactID: m.ID, At: m.At})
		if err != nil {
			return fmt.Errorf("claim fact: %w", err)
		}
		if fresh == 0 {
			return nil
		}
		e := &entry{Queries: q, brand: m.Brand, sum: tally{}}
		if err := fold(ctx, e, f); err != nil {
			return err
		}
		return count(ctx, q, m.Brand, e.sum)
	})
}

// count adds to a brand's counters, by the minute and by the hour.
func count(ctx context.Context, q *db.Queries, brand uid.Brand, t tally) error {
	if len(t) == 0 {
		return nil
	}
	if brand.IsZero() {
		brand = house
	}
	p := db.AddParams{BrandID: uuid.UUID(brand)}
	byHour := tally{}
	for _, grain := range []int16{minute, hours} {
		src := t
		if grain == hours {
			src = byHour
		}
		for _, c := range src.cells() {
			p.Grains, p.Ats = append(p.Grains, grain), append(p.Ats, c.at)
			p.Channels, p.Metrics, p.Ns = append(p.Channels, c.channel), append(p.Metrics, c.metric), append(p.Ns, src[c])
			if grain == minute {
				byHour.add(c.at.Truncate(time.Hour), c.channel, c.metric, src[c])
			}
		}
	}
	if err := q.Add(ctx, p); err != nil {
		return fmt.Errorf("add to counts: %w", err)
	}
	if err := q.Bump(ctx, brand); err != nil {
		return fmt.Errorf("note that counts moved: %w", err)
	}
	return nil
}

// onChat changes what is known of a conversation, and the counts by the
// difference.
func (e *entry) onChat(ctx context.Context, id uid.Chat, change func(*db.InsightChat)) error {
	if err := e.MeetChat(ctx, db.MeetChatParams{ChatID: id, BrandID: e.brand}); err != nil {
		return fmt.Errorf("meet chat: %w", err)
	}
	c, err := e.LockChat(ctx, id)
	if err != nil {
		return fmt.Errorf("lock chat's row: %w", err)
	}
	was := ofChat(c)
	change(&c)
	err = e.KeepChat(ctx, db.KeepChatParams{
		ChatID: c.ChatID, Channel: c.Channel, ShopperRef: c.ShopperRef, OpenEpoch: c.OpenEpoch, ClosedEpoch: c.ClosedEpoch,
		QueuedAt: c.QueuedAt, TakenAt: c.TakenAt, WaitedMs: c.WaitedMs, ClosedAt: c.ClosedAt, Outcome: c.Outcome,
		HandedAt: c.HandedAt, HumanAt: c.HumanAt, Csat: c.Csat, ScoredAt: c.ScoredAt,
	})
	if err != nil {
		return fmt.Errorf("keep chat's row: %w", err)
	}
	e.sum.plus(ofChat(c).minus(was))
	return nil
}

func (w *Wall) closed(ctx context.Context, e *entry, f fact.ChatClosed) error {
	err := e.onChat(ctx, f.Chat, func(c *db.InsightChat) {
		if int32(f.Epoch) < c.ClosedEpoch {
			return // an earlier ending, told late
		}
		c.Channel, c.ShopperRef, c.ClosedEpoch, c.ClosedAt = f.Channel, f.ShopperRef, int32(f.Epoch), &f.At
		c.Outcome, c.HandedAt, c.HumanAt = f.Outcome, f.HandedAt, f.HumanAt
	})
	if err != nil || len(f.Touches) == 0 {
		return err
	}
	if err := e.oneByOne(ctx, f.ShopperRef); err != nil {
		return err
	}
	for _, t := range f.Touches {
		err := e.AddTouch(ctx, db.AddTouchParams{ChatID: f.Chat, Seq: t.Seq, BrandID: f.Brand, ShopperRef: f.ShopperRef, Channel: f.Channel, At: t.At})
		if err != nil {
			return fmt.Errorf("add touch: %w", err)
		}
	}
	return assistLate(ctx, e, f)
}

// assistLate looks at orders that were paid before their touch was told of: a
// conversation tells its touches when it ends.
func assistLate(ctx context.Context, e *entry, f fact.ChatClosed) error {
	from, till := f.Touches[0].At, f.Touches[len(f.Touches)-1].At.Add(assistWindow)
	refs, err := e.Unassisted(ctx, db.UnassistedParams{BrandID: f.Brand, ShopperRef: f.ShopperRef, FromAt: &from, TillAt: &till})
	if err != nil {
		return fmt.Errorf("list unassisted orders: %w", err)
	}
	for _, ref := range refs {
		if err := e.onOrder(ctx, ref, func(o *db.InsightPaid) error { return assist(ctx, e, o) }); err != nil {
			return err
		}
	}
	return nil
}

func (w *Wall) reopened(ctx context.Context, e *entry, f fact.ChatReopened) error {
	return e.onChat(ctx, f.Chat, func(c *db.InsightChat) { c.OpenEpoch = max(c.OpenEpoch, int32(f.Epoch)) })
}

func (w *Wall) handedOff(ctx context.Context, e *entry, f fact.HandedOff) error {
	err := e.onChat(ctx, f.Chat, func(c *db.InsightChat) {
		c.Channel = f.Channel
		if c.QueuedAt == nil || f.At.After(*c.QueuedAt) {
			c.QueuedAt = &f.At
		}
	})
	if err != nil {
		return err
	}
	e.sum.add(f.At, f.Channel, mHanded, 1)
	return nil
}

// taken counts the first taking of a conversation: the rules of the platforms
// ask how long the first answer took.
func (w *Wall) taken(ctx context.Context, e *entry, f fact.ChatTaken) error {
	return e.onChat(ctx, f.Chat, func(c *db.InsightChat) {
		c.Channel = f.Channel
		if c.TakenAt == nil || f.At.Before(*c.TakenAt) {
			c.TakenAt, c.WaitedMs = &f.At, max(0, f.Waited.Milliseconds())
		}
	})
}

// scored keeps the shopper's last word.
func (w *Wall) scored(ctx context.Context, e *entry, f fact.ChatScored) error {
	return e.onChat(ctx, f.Chat, func(c *db.InsightChat) {
		if c.ScoredAt == nil || !f.At.Before(*c.ScoredAt) {
			n := int32(f.CSAT)
			c.Csat, c.ScoredAt = &n, &f.At
		}
	})
}

// onOrder changes what is known of an order, and the counts by the difference.
func (e *entry) onOrder(ctx context.Context, ref string, change func(*db.InsightPaid) error) error {
	if err := e.MeetOrder(ctx, db.MeetOrderParams{BrandID: e.brand, OrderRef: ref}); err != nil {
		return fmt.Errorf("meet order: %w", err)
	}
	o, err := e.LockOrder(ctx, db.LockOrderParams{BrandID: e.brand, OrderRef: ref})
	if err != nil {
		return fmt.Errorf("lock order's row: %w", err)
	}
	was := ofOrder(o)
	if err := change(&o); err != nil {
		return err
	}
	err = e.KeepOrder(ctx, db.KeepOrderParams{
		BrandID: e.brand, OrderRef: ref, ShopperRef: o.ShopperRef, PaidAt: o.PaidAt, NetMinor: o.NetMinor,
		RefundedMinor: o.RefundedMinor, ChatID: o.ChatID, Channel: o.Channel,
	})
	if err != nil {
		return fmt.Errorf("keep order's row: %w", err)
	}
	e.sum.plus(ofOrder(o).minus(was))
	return nil
}

func (w *Wall) paid(ctx context.Context, e *entry, f fact.OrderPaid) error {
	if err := e.oneByOne(ctx, f.ShopperRef); err != nil {
		return err
	}
	return e.onOrder(ctx, f.OrderRef, func(o *db.InsightPaid) error {
		o.ShopperRef, o.PaidAt, o.NetMinor = f.ShopperRef, &f.Paid, 0
		for _, item := range f.Items {
			o.NetMinor += item.NetMinor
		}
		if err := assist(ctx, e, o); err != nil || !o.ChatID.IsZero() || w.ask.Touched == nil {
			return err
		}
		// The conversation may still go on: it tells its touches at its end.
		id, channel, err := w.ask.Touched(ctx, f.Brand, f.ShopperRef, f.Paid.Add(-assistWindow), f.Paid)
		o.ChatID, o.Channel = id, channel
		return err
	})
}

// oneByOne makes a shopper's touches and orders take turns until the end of
// the transaction; it is asked for before any order's row is locked.
func (e *entry) oneByOne(ctx context.Context, shopperRef string) error {
	if err := e.OneByOne(ctx, db.OneByOneParams{BrandID: uuid.UUID(e.brand), ShopperRef: shopperRef}); err != nil {
		return fmt.Errorf("wait for the shopper's turn: %w", err)
	}
	return nil
}

// assist finds the touch that an order may be called assisted by.
func assist(ctx context.Context, e *entry, o *db.InsightPaid) error {
	if o.PaidAt == nil || !o.ChatID.IsZero() || o.ShopperRef == "" {
		return nil
	}
	t, err := e.TouchBefore(ctx, db.TouchBeforeParams{BrandID: o.BrandID, ShopperRef: o.ShopperRef, FromAt: o.PaidAt.Add(-assistWindow), TillAt: *o.PaidAt})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find touch: %w", err)
	}
	o.ChatID, o.Channel = t.ChatID, t.Channel
	return nil
}

func (w *Wall) refunded(ctx context.Context, e *entry, f fact.OrderRefunded) error {
	return e.onOrder(ctx, f.OrderRef, func(o *db.InsightPaid) error {
		o.RefundedMinor += max(0, f.AmountMinor)
		return nil
	})
}

func (w *Wall) guardHit(ctx context.Context, e *entry, f fact.GuardHit) error {
	err := e.AddHit(ctx, db.AddHitParams{FactID: f.ID, BrandID: f.Brand, ChatID: f.Chat, Rule: f.Rule, Level: f.Level, Author: f.Author, At: f.At})
	if err != nil {
		return fmt.Errorf("keep guard hit: %w", err)
	}
	e.sum.add(f.At, "", mGuard, 1)
	e.sum.add(f.At, "", mBlocked, one(f.Level == "block"))
	return nil
}

func (w *Wall) booked(ctx context.Context, e *entry, f fact.RequestBooked) error {
	if !f.Starts.Before(f.Ends) {
		return nil // nothing that a window could show
	}
	err := e.AddSale(ctx, db.AddSaleParams{RequestID: f.Request, BrandID: f.Brand, Name: f.Event, Starts: f.Starts, Ends: f.Ends})
	if err != nil {
		return fmt.Errorf("keep event: %w", err)
	}
	return nil
}
