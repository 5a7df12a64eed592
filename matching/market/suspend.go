package market

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// What a suspension can be refused for, and what it refuses.
var (
	ErrNeedsReason  = fault.NoReason
	ErrSuspended    = fault.New(fault.Forbidden, "agent_suspended", "you are suspended; your inbox says why")
	ErrNotSuspended = fault.New(fault.Conflict, "agent_not_suspended", "the agent is not suspended")
)

// Suspension is why an agent is offered nothing.
type Suspension struct {
	Agent uid.Agent `json:"agent_id"`
	Why   string    `json:"why"`
	At    time.Time `json:"at"`
}

// Suspend stops an agent: nothing is offered, and they are not bound to what
// they had booked, without a mark. Suspending twice is once. It returns
// ErrNeedsReason and account.ErrNoAgent.
func (b *Board) Suspend(ctx context.Context, by uid.Person, agent uid.Agent, why string) error {
	if why = strings.TrimSpace(clip(why)); why == "" {
		return ErrNeedsReason.At("body.why", "a reason", "")
	}
	if _, err := b.on.Register.Agent(ctx, agent); err != nil {
		return err
	}
	now := b.on.Clock.Now()
	var freed []Shift
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		n, err := q.Suspend(ctx, db.SuspendParams{ID: uuid.Must(uuid.NewV7()), AgentID: agent, Why: why, PersonID: by, At: now})
		if err != nil {
			return fmt.Errorf("suspend: %w", err)
		}
		if n == 0 {
			return nil
		}
		if err := b.notify(ctx, q, Shift{}, told{agent: agent, kind: saidSuspended, by: by, why: why}); err != nil {
			return err
		}
		ids, err := q.HeldAhead(ctx, db.HeldAheadParams{AgentID: agent, Now: now})
		if err != nil {
			return fmt.Errorf("list held shifts: %w", err)
		}
		for _, id := range ids {
			s, err := b.moveShiftTx(ctx, q, tx, id, func(context.Context, *db.Queries, Shift) (moving, error) {
				return moving{to: Released, cause: Suspended, by: by, why: "suspended: " + why}, nil
			})
			if err != nil {
				return err
			}
			freed = append(freed, s)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, s := range freed {
		b.showShift(s)
	}
	b.on.TellAgent(agent, ground.Notice{State: saidSuspended})
	return nil
}

// Lift ends a suspension. It returns ErrNeedsReason and ErrNotSuspended.
func (b *Board) Lift(ctx context.Context, by uid.Person, agent uid.Agent, why string) error {
	if why = strings.TrimSpace(clip(why)); why == "" {
		return ErrNeedsReason.At("body.why", "a reason", "")
	}
	now := b.on.Clock.Now()
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		n, err := q.Lift(ctx, db.LiftParams{LiftedAt: &now, LiftedBy: by, LiftedWhy: why, AgentID: agent})
		if err != nil {
			return fmt.Errorf("lift suspension: %w", err)
		}
		if n == 0 {
			return ErrNotSuspended
		}
		return b.notify(ctx, q, Shift{}, told{agent: agent, kind: saidLifted, by: by, why: why})
	})
	if err == nil {
		b.on.TellAgent(agent, ground.Notice{State: saidLifted})
	}
	return err
}

// Suspensions lists who is suspended now.
func (b *Board) Suspensions(ctx context.Context) ([]Suspension, error) {
	return ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]Suspension, error) {
		rows, err := q.Suspended(ctx, db.SuspendedParams{Everybody: true})
		if err != nil {
			return nil, fmt.Errorf("list who is suspended: %w", err)
		}
		out := make([]Suspension, len(rows))
		for i, r := range rows {
			out[i] = Suspension{r.AgentID, r.Why, r.At}
		}
		return out, nil
	})
}

// notSuspended refuses who is.
func notSuspended(ctx context.Context, q *db.Queries, agent uid.Agent) error {
	rows, err := q.Suspended(ctx, db.SuspendedParams{Agents: plain([]uid.Agent{agent})})
	if err != nil {
		return fmt.Errorf("look for a suspension: %w", err)
	}
	if len(rows) > 0 {
		return ErrSuspended
	}
	return nil
}
