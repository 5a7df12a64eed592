package market

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
)

func StandbyCounts(s ShiftState) int {
	switch s {
	case Accepted, Working, Done:
		return 1
	}
	return 0
}

// call moves an agent from being ready into a seat that fell empty, in one
// transaction: the standby is over and paid as far as it went, and the work
// begins. It returns what mayTake does.
func (b *Board) call(ctx context.Context, q *db.Queries, tx pgx.Tx, r booking.Request, to place, ready ready) (ended, begun Shift, err error) {
	now := b.on.Clock.Now()
	row, err := q.LockShift(ctx, ready.shift)
	if err != nil {
		return Shift{}, Shift{}, fmt.Errorf("lock standby: %w", err)
	}
	ended, err = shiftOf(row.MatchingShift, row.Starts, row.Ends)
	if err != nil {
		return Shift{}, Shift{}, err
	}
	if ended.Kind != booking.Standby || ended.State != Accepted && ended.State != Working {
		return Shift{}, Shift{}, ErrShiftMove.At("state", "standing by", string(ended.State))
	}
	begun, err = b.mayTake(ctx, q, r, to, ready.who, ended.ID)
	if err != nil {
		return Shift{}, Shift{}, err
	}
	begun.Origin = ByStandby
	m := moving{to: Released, cause: Called, why: "called before the standby began", taken: true}
	if ended.Starts.Before(now) {
		if err := q.CutShift(ctx, db.CutShiftParams{Starts: ended.Starts, Ends: now, ID: ended.ID}); err != nil {
			return Shift{}, Shift{}, fmt.Errorf("end standby: %w", err)
		}
		ended.Ends = now
		m = moving{to: Done, cause: Called, why: "called to a seat that fell empty", worked: now.Sub(ended.Starts)}
	}
	if ended, err = b.writeMove(ctx, q, tx, ended, m); err != nil {
		return Shift{}, Shift{}, err
	}
	if err := b.takeSeat(ctx, q, begun, "called from standby"); err != nil {
		return Shift{}, Shift{}, err
	}
	err = b.notify(ctx, q, begun, told{agent: begun.Agent, kind: saidCalled, why: "a seat fell empty"})
	return ended, begun, err
}

// from is a place from a moment on, where it has begun.
func (p place) from(now time.Time) place {
	if p.Starts.Before(now) {
		p.Starts = now
	}
	return p
}

// emptySeats is how many seats of a slot nobody holds, asked or not.
func emptySeats(ctx context.Context, q *db.Queries, id uid.Slot) (int, error) {
	slot, err := q.Slot(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("find slot: %w", err)
	}
	live, err := q.LiveOnSlot(ctx, id)
	if err != nil {
		return 0, fmt.Errorf("list seats: %w", err)
	}
	empty := int(slot.Need)
	for _, h := range live {
		if ShiftState(h.MatchingShift.State) != Offered {
			empty--
		}
	}
	return empty, nil
}
