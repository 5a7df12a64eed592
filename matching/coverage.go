package matching

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/market"
)

// Cover is one half hour: the people it needs, the seats that were booked for
// it, and who holds them.
type Cover struct {
	Start    time.Time `json:"start"`
	Need     int       `json:"need"`
	Seats    int       `json:"seats"`
	Offered  int       `json:"offered"`
	Accepted int       `json:"accepted"`
}

// Gap is a slot that is short, when it is, and why.
type Gap struct {
	Short
	Starts time.Time `json:"starts"`
	Ends   time.Time `json:"ends"`
	Need   int       `json:"need"`
}

// FillNow is the newest run of the planner.
type FillNow struct {
	State      string     `json:"state"`
	Why        string     `json:"why"`
	ProgressBP int        `json:"progress_bp"`
	AskedAt    time.Time  `json:"asked_at"`
	DoneAt     *time.Time `json:"done_at,omitempty"`
	Error      string     `json:"error,omitempty"`
	Copies     int        `json:"copies" doc:"copies of the program that shared it"`
}

// Coverage is how far a booked request is filled.
type Coverage struct {
	State    booking.State `json:"state"`
	Covers   []Cover       `json:"covers"`
	Gaps     []Gap         `json:"gaps"`
	Seats    int           `json:"seats"`
	Offered  int           `json:"seats_offered"`
	Accepted int           `json:"seats_accepted"`
	Standby  int           `json:"standby" doc:"agents who are paid to be ready"`
	Fill     *FillNow      `json:"fill,omitempty"`
	// The last plan's cost and the least that any plan could cost.
	Objective int64 `json:"objective"`
	Bound     int64 `json:"bound"`
}

// Coverage reads how far a request is filled. It returns ErrNoRequest and
// ErrNotBooked.
func (b *Board) Coverage(ctx context.Context, brand uid.Brand, id uid.Request) (Coverage, error) {
	return ground.Look(ctx, b.on, pg.OfBrand(brand), func(q *db.Queries) (Coverage, error) {
		state, err := q.StateOf(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) {
			return Coverage{}, booking.ErrNoRequest
		}
		if err != nil {
			return Coverage{}, fmt.Errorf("find request: %w", err)
		}
		slots, err := q.Slots(ctx, id)
		if err != nil {
			return Coverage{}, fmt.Errorf("list slots: %w", err)
		}
		if len(slots) == 0 {
			return Coverage{}, ErrNotBooked
		}
		need, err := booking.NeedOf(ctx, q, id)
		if err != nil {
			return Coverage{}, err
		}
		shifts, err := q.ShiftsOfRequest(ctx, id)
		if err != nil {
			return Coverage{}, fmt.Errorf("list shifts: %w", err)
		}
		c := Coverage{State: booking.State(state), Covers: covers(need, slots, shifts), Gaps: []Gap{}}
		for _, s := range slots {
			if booking.Kind(s.Kind) == booking.Work {
				c.Seats += int(s.Need)
			}
		}
		for _, s := range shifts {
			if booking.Kind(s.Kind) == booking.Standby {
				c.Standby += market.StandbyCounts(market.ShiftState(s.State))
				continue
			}
			switch market.ShiftState(s.State) {
			case market.Offered:
				c.Offered++
			case market.Accepted, market.Working, market.Done:
				c.Accepted++
			}
		}
		return c, c.addPlan(ctx, q, id, slots)
	})
}

// covers counts, half hour by half hour, over the whole time that has a need
// or a seat.
func covers(need []booking.Need, slots []db.MatchingSlot, shifts []db.ShiftsOfRequestRow) []Cover {
	at := map[int64]*Cover{}
	var first, last time.Time
	cell := func(t time.Time) *Cover {
		c := at[t.Unix()]
		if c == nil {
			c = &Cover{Start: t}
			at[t.Unix()] = c
			if first.IsZero() || t.Before(first) {
				first = t
			}
			if t.After(last) {
				last = t
			}
		}
		return c
	}
	over := func(starts, ends time.Time, count func(*Cover)) {
		for t := starts; t.Before(ends); t = t.Add(booking.HalfHour) {
			count(cell(t))
		}
	}
	for _, n := range need {
		if n.Channel == booking.Together {
			cell(n.Start).Need = n.AgentsPaid
		}
	}
	for _, s := range slots {
		if booking.Kind(s.Kind) == booking.Work {
			over(s.Starts, s.Ends, func(c *Cover) { c.Seats += int(s.Need) })
		}
	}
	for _, s := range shifts {
		if booking.Kind(s.Kind) == booking.Standby {
			continue
		}
		switch market.ShiftState(s.State) {
		case market.Offered:
			over(s.Starts, s.Ends, func(c *Cover) { c.Offered++ })
		case market.Accepted, market.Working, market.Done:
			over(s.Starts, s.Ends, func(c *Cover) { c.Accepted++ })
		}
	}
	out := []Cover{}
	for t := first; !t.After(last) && !first.IsZero(); t = t.Add(booking.HalfHour) {
		if c := at[t.Unix()]; c != nil {
			out = append(out, *c)
		}
	}
	return out
}

// addPlan adds what the planner said last.
func (c *Coverage) addPlan(ctx context.Context, q *db.Queries, id uid.Request, slots []db.MatchingSlot) error {
	now, err := q.LastFill(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read fill: %w", err)
	}
	c.Fill = &FillNow{State: now.State, Why: now.Why, ProgressBP: int(now.ProgressBp), AskedAt: now.AskedAt, DoneAt: now.DoneAt, Error: now.Error, Copies: int(now.Copies)}
	last, err := q.LastPlan(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read plan: %w", err)
	}
	c.Objective, c.Bound = last.Objective, last.Bound
	var short []Short
	if err := json.Unmarshal(last.Short, &short); err != nil {
		return fmt.Errorf("read shortfalls: %w", err)
	}
	byID := map[uid.Slot]db.MatchingSlot{}
	for _, s := range slots {
		byID[s.ID] = s
	}
	for _, s := range short {
		slot := byID[s.Slot]
		if slot.Need == 0 {
			continue // dropped since, or taken in parts
		}
		c.Gaps = append(c.Gaps, Gap{s, slot.Starts, slot.Ends, int(slot.Need)})
	}
	return nil
}
