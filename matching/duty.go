package matching

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/internal/db"
)

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
	now := b.clock.Now()
	ids, err := look(ctx, b, pg.Everything, func(q *db.Queries) ([]uid.Shift, error) {
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
	now := b.clock.Now()
	ids, err := look(ctx, b, pg.Everything, func(q *db.Queries) ([]uid.Shift, error) {
		return q.Starting(ctx, db.StartingParams{Now: now, Most: dueBatch})
	})
	if err != nil {
		return fmt.Errorf("list starting shifts: %w", err)
	}
	return b.each(ctx, ids, func(ctx context.Context, q *db.Queries, s Shift) (moving, error) {
		if s.State != Accepted || s.Starts.After(now) {
			return moving{}, errNotYet
		}
		if s.Kind == Standby {
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
	now := b.clock.Now()
	ids, err := look(ctx, b, pg.Everything, func(q *db.Queries) ([]uid.Shift, error) {
		return q.Ending(ctx, db.EndingParams{Now: now, Most: dueBatch})
	})
	if err != nil {
		return fmt.Errorf("list ending shifts: %w", err)
	}
	return b.each(ctx, ids, func(ctx context.Context, q *db.Queries, s Shift) (moving, error) {
		if s.State != Working || s.Ends.After(now) {
			return moving{}, errNotYet
		}
		if s.Kind == Standby { // paid to be reachable, wherever they are
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
	meta := fact.New(s.Brand, b.clock.Now())
	if s.Kind == Standby {
		return b.outbox.Tell(ctx, tx, fact.StandbySettled{
			Meta: meta, Shift: s.ID, Request: s.Request, Agent: s.Agent, Starts: s.Starts, Ends: s.Ends,
			Ready: m.worked, Called: m.cause == Called, RateMinor: s.RateMinor, Currency: s.Currency,
		})
	}
	return b.outbox.Tell(ctx, tx, fact.ShiftSettled{
		Meta: meta, Shift: s.ID, Request: s.Request, Slot: s.Slot, Agent: s.Agent, Starts: s.Starts, Ends: s.Ends,
		Worked: m.worked, RateMinor: s.RateMinor, Currency: s.Currency,
	})
}

// advance moves requests whose event began or ended.
func (b *Board) advance(ctx context.Context) error {
	now := b.clock.Now()
	var moved []db.DueRequestsRow
	err := b.in(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		rows, err := q.DueRequests(ctx, now)
		if err != nil {
			return fmt.Errorf("list due requests: %w", err)
		}
		for _, r := range rows {
			to := Running
			if State(r.State) == Running {
				to = Settled
				left, err := q.Unsettled(ctx, r.ID)
				if err != nil {
					return fmt.Errorf("count open shifts: %w", err)
				}
				if left > 0 {
					continue
				}
			}
			if err := q.SetRequestState(ctx, db.SetRequestStateParams{ID: r.ID, State: string(to)}); err != nil {
				return fmt.Errorf("advance request: %w", err)
			}
			r.State = string(to)
			moved = append(moved, r)
		}
		return nil
	})
	for _, r := range moved {
		b.tellBrand(r.BrandID, "fill", notice{Request: r.ID, State: r.State})
	}
	return err
}
