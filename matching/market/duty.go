package market

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// Tick works off what is due: offers that lapsed, shifts that begin or end,
// events that begin or end. The planner has a tick of its own, Fills, because a
// plan takes seconds.
func (b *Board) Tick(ctx context.Context) error {
	return errors.Join(b.lapse(ctx), b.confirm(ctx), b.lapseSwaps(ctx), b.begin(ctx), b.end(ctx), b.backfill(ctx), b.Advance(ctx))
}

const (
	dueBatch = 200
	// noShowAfter is how long an agent who is known to be away may be late
	// before somebody else is called: that leaves two minutes of the five after
	// the start by which the seat is to be filled.
	noShowAfter = 3 * time.Minute
)

// errNotYet leaves a shift where it is until a later tick.
var errNotYet = errors.New("not yet")

// lapse ends the offers that nobody answered.
func (b *Board) lapse(ctx context.Context) error {
	now := b.on.Clock.Now()
	ids, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]uid.Shift, error) {
		return q.Lapsed(ctx, db.LapsedParams{Now: now, Most: dueBatch})
	})
	if err != nil {
		return fmt.Errorf("list lapsed offers: %w", err)
	}
	return b.each(ctx, ids, func(_ context.Context, _ *db.Queries, s Shift) (moving, error) {
		if s.State != Offered || s.LapsesAt.After(now) {
			return moving{}, errNotYet
		}
		return moving{to: Lapsed, why: "not answered in time"}, nil
	})
}

// begin puts agents on duty when their shifts start. One whose screen is known
// to be away waits a few minutes and then did not come; one of whom nothing is
// known is believed.
func (b *Board) begin(ctx context.Context) error {
	now := b.on.Clock.Now()
	ids, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]uid.Shift, error) {
		return q.Starting(ctx, db.StartingParams{Now: now, Most: dueBatch})
	})
	if err != nil {
		return fmt.Errorf("list starting shifts: %w", err)
	}
	return b.each(ctx, ids, func(ctx context.Context, q *db.Queries, s Shift) (moving, error) {
		if s.State != Accepted || s.Starts.After(now) {
			return moving{}, errNotYet
		}
		if s.Kind == booking.Standby {
			return moving{to: Working, why: "the standby began"}, nil
		}
		p, err := q.PresenceOf(ctx, s.Agent)
		switch {
		case errors.Is(err, pgx.ErrNoRows), err == nil && p.State != "offline":
			return moving{to: Working, why: "the shift began"}, nil
		case err != nil:
			return moving{}, fmt.Errorf("read presence: %w", err)
		case now.Before(s.Starts.Add(noShowAfter)):
			return moving{}, errNotYet
		}
		return moving{to: NoShow, why: "not at the desk three minutes after the start"}, nil
	})
}

// end settles shifts that are over.
func (b *Board) end(ctx context.Context) error {
	now := b.on.Clock.Now()
	ids, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]uid.Shift, error) {
		return q.Ending(ctx, db.EndingParams{Now: now, Most: dueBatch})
	})
	if err != nil {
		return fmt.Errorf("list ending shifts: %w", err)
	}
	return b.each(ctx, ids, func(ctx context.Context, q *db.Queries, s Shift) (moving, error) {
		if s.State != Working || s.Ends.After(now) {
			return moving{}, errNotYet
		}
		if s.Kind == booking.Standby { // paid to be reachable, wherever they are
			return moving{to: Done, why: "the standby ended", worked: s.Ends.Sub(s.Starts)}, nil
		}
		rows, err := q.PresenceMoves(ctx, db.PresenceMovesParams{AgentID: s.Agent, Since: s.Starts, Till: s.Ends})
		if err != nil {
			return moving{}, fmt.Errorf("read presence: %w", err)
		}
		steps := make([]presence, len(rows))
		for i, r := range rows {
			steps[i] = presence{r.At, r.State}
		}
		return moving{to: Done, why: "the shift ended", worked: worked(s.Starts, s.Ends, steps)}, nil
	})
}

// each moves every shift in a transaction of its own. A copy that comes second
// finds it moved, and leaves it.
func (b *Board) each(ctx context.Context, ids []uid.Shift, decide func(context.Context, *db.Queries, Shift) (moving, error)) error {
	var wrong []error
	for _, id := range ids {
		if _, err := b.moveShift(ctx, id, decide); err != nil && !errors.Is(err, errNotYet) && !errors.Is(err, ErrShiftMove) {
			wrong = append(wrong, err)
		}
	}
	return errors.Join(wrong...)
}

// presence is an agent's state from an instant on.
type presence struct {
	at    time.Time
	state string
}

// worked is how long an agent was at the desk during a shift. Waiting, wrap-up,
// training and breaks are paid; being away is not. Nobody who was never seen by
// a desk loses pay: then the shift itself counts.
func worked(starts, ends time.Time, steps []presence) time.Duration {
	if len(steps) == 0 {
		return ends.Sub(starts)
	}
	sum := time.Duration(0)
	for i, p := range steps {
		from, till := p.at, ends
		if i+1 < len(steps) {
			till = steps[i+1].at
		}
		if from.Before(starts) {
			from = starts
		}
		if till.After(ends) {
			till = ends
		}
		if p.state != "offline" && p.state != "forced_away" && till.After(from) {
			sum += till.Sub(from)
		}
	}
	return sum
}

func (b *Board) tellSettled(ctx context.Context, tx pgx.Tx, s Shift, m moving) error {
	meta := fact.New(s.Brand, b.on.Clock.Now())
	if s.Kind == booking.Standby {
		return b.on.Outbox.Tell(ctx, tx, fact.StandbySettled{
			Meta: meta, Shift: s.ID, Request: s.Request, Agent: s.Agent, Starts: s.Starts, Ends: s.Ends,
			Ready: m.worked, Called: m.cause == Called, RateMinor: s.RateMinor, Currency: s.Currency,
		})
	}
	return b.on.Outbox.Tell(ctx, tx, fact.ShiftSettled{
		Meta: meta, Shift: s.ID, Request: s.Request, Slot: s.Slot, Agent: s.Agent, Starts: s.Starts, Ends: s.Ends,
		Worked: m.worked, RateMinor: s.RateMinor, Currency: s.Currency,
	})
}
