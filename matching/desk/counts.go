package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk/internal/db"
)

// Present is where one agent is now, as the floor sees it.
type Present struct {
	Agent uid.Agent
	State string // busy when available with every slot taken
	Since time.Time
	Brand uid.Brand // whose shift; zero without one
	Load  int       // capacity taken: held, reserved, wrapping
}

// Present lists everybody who is not offline.
func (d *Desk) Present(ctx context.Context) ([]Present, error) {
	var work []db.AtWorkRow
	brands := map[uid.Agent]uid.Brand{}
	err := pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		var err error
		if work, err = q.AtWork(ctx); err != nil {
			return fmt.Errorf("list who is at work: %w", err)
		}
		rows, err := q.OnShift(ctx, d.clock.Now())
		if err != nil {
			return fmt.Errorf("list who is on shift: %w", err)
		}
		for _, r := range rows {
			brands[r.AgentID] = r.BrandID
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := d.refresh(ctx, brandsLife); err != nil {
		return nil, err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	out := make([]Present, len(work))
	for i, w := range work {
		p := Present{Agent: w.AgentID, State: w.State, Since: w.Since, Brand: brands[w.AgentID], Load: int(w.Units)}
		if a, known := d.people[w.AgentID]; known && p.State == "available" && p.Load >= max(a.Capacity, 1) {
			p.State = "busy"
		}
		out[i] = p
	}
	return out, nil
}

// Counts is how many people are in each state, by the brand whose shift they
// are on; the zero brand is everybody.
func (d *Desk) Counts(ctx context.Context) (map[uid.Brand]map[string]int, error) {
	all, err := d.Present(ctx)
	if err != nil {
		return nil, err
	}
	whole := map[string]int{}
	out := map[uid.Brand]map[string]int{{}: whole}
	for _, p := range all {
		whole[p.State]++
		if p.Brand.IsZero() {
			continue
		}
		if out[p.Brand] == nil {
			out[p.Brand] = map[string]int{}
		}
		out[p.Brand][p.State]++
	}
	return out, nil
}
