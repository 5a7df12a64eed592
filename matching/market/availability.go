package market

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/plan"
)

// ErrHours refuses hours that cannot be kept.
var ErrHours = fault.New(fault.Invalid, "availability_invalid", "the hours are wrong")

// Hours is a time at which an agent can work.
type Hours struct {
	Starts time.Time `json:"starts"`
	Ends   time.Time `json:"ends"`
}

const (
	mostHours    = 400
	farthestFree = 120 * 24 * time.Hour
	longestFree  = 48 * time.Hour
)

// Free is when an agent can work, as of now.
type Free struct {
	Now   time.Time `json:"now"`
	Hours []Hours   `json:"items"`
}

// Availability lists when an agent can work from now on.
func (b *Board) Availability(ctx context.Context, agent uid.Agent) (Free, error) {
	return ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (Free, error) {
		out := Free{Now: b.on.Clock.Now()}
		rows, err := q.Availability(ctx, db.AvailabilityParams{AgentID: agent, Since: out.Now})
		if err != nil {
			return Free{}, fmt.Errorf("list availability: %w", err)
		}
		out.Hours = make([]Hours, len(rows))
		for i, r := range rows {
			out.Hours[i] = Hours{r.Starts, r.Ends}
		}
		return out, nil
	})
}

// SetAvailability replaces when an agent can work from now on; what they hold
// stays theirs. Hours that overlap are put together. Open requests that the
// agent suits are planned again. It returns ErrHours.
func (b *Board) SetAvailability(ctx context.Context, agent uid.Agent, list []Hours) error {
	now := b.on.Clock.Now()
	spans, err := freeTimes(list, now)
	if err != nil {
		return err
	}
	who, err := b.on.Register.Agent(ctx, agent)
	if err != nil {
		return err
	}
	return b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		if err := q.ForgetAvailability(ctx, db.ForgetAvailabilityParams{AgentID: agent, Since: now}); err != nil {
			return fmt.Errorf("forget availability: %w", err)
		}
		if err := addAvailability(ctx, q, map[uid.Agent][]plan.Span{agent: spans}); err != nil {
			return err
		}
		open, err := q.OpenSlots(ctx, now)
		if err != nil {
			return fmt.Errorf("list open slots: %w", err)
		}
		for _, s := range open {
			if who.Tags.HasAll(booking.SetOf(s.Require)) {
				if err := b.QueueFill(ctx, q, s.RequestID, s.BrandID, "availability"); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func freeTimes(list []Hours, now time.Time) ([]plan.Span, error) {
	if len(list) > mostHours {
		return nil, ErrHours.At("body.hours", fmt.Sprintf("at most %d times", mostHours), fmt.Sprint(len(list)))
	}
	var bad *fault.Fault
	refuse := func(i int, field, wanted string, got time.Time) {
		if bad == nil {
			bad = ErrHours
		}
		bad = bad.At(fmt.Sprintf("body.hours[%d].%s", i, field), wanted, got.Format(time.RFC3339))
	}
	var spans []plan.Span
	for i, h := range list {
		switch {
		case !h.Ends.After(h.Starts):
			refuse(i, "ends", "a time after starts", h.Ends)
		case h.Ends.Sub(h.Starts) > longestFree:
			refuse(i, "ends", "at most 48 hours after starts", h.Ends)
		case h.Ends.Before(now):
			refuse(i, "ends", "a time ahead", h.Ends)
		case h.Ends.After(now.Add(farthestFree)):
			refuse(i, "ends", "at most 120 days ahead", h.Ends)
		}
		spans = append(spans, plan.Between(h.Starts, h.Ends))
	}
	if bad != nil {
		return nil, bad
	}
	return joined(spans), nil
}

func addAvailability(ctx context.Context, q *db.Queries, free map[uid.Agent][]plan.Span) error {
	var p db.AddAvailabilityParams
	for agent, spans := range free {
		for _, s := range spans {
			p.AgentIds = append(p.AgentIds, uuid.UUID(agent))
			p.Starts = append(p.Starts, time.Unix(s.From.Unix(), 0).UTC())
			p.Ends = append(p.Ends, time.Unix(s.Till.Unix(), 0).UTC())
		}
	}
	if err := q.AddAvailability(ctx, p); err != nil {
		return fmt.Errorf("add availability: %w", err)
	}
	return nil
}

// AddAvailability brings a whole pool's free time in one statement; whoever
// has any at a time must not be given it again.
func (b *Board) AddAvailability(ctx context.Context, free map[uid.Agent][]plan.Span) error {
	clean := make(map[uid.Agent][]plan.Span, len(free))
	for a, spans := range free {
		clean[a] = joined(append([]plan.Span(nil), spans...))
	}
	return b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error { return addAvailability(ctx, q, clean) })
}
