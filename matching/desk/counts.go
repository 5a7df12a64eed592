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
	Load  int       // slots taken: held, reserved, wrapping
}

// Present lists everybody who is not offline.
func (d *Desk) Present(ctx context.Context) ([]Present, error) {
	held, err := d.chats.HeldCounts(ctx)
	if err != nil {
		return nil, err
	}
	room, err := d.capacities(ctx)
	if err != nil {
		return nil, err
	}
	var work []db.AtWorkRow
	brands := map[uid.Agent]uid.Brand{}
	err = pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) error {
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
	out := make([]Present, len(work))
	for i, w := range work {
		p := Present{Agent: w.AgentID, State: w.State, Since: w.Since, Brand: brands[w.AgentID], Load: held[w.AgentID] + int(w.Reserved) + int(w.Wrapping)}
		if n, known := room[w.AgentID]; known && p.State == "available" && p.Load >= n {
			p.State = "busy"
		}
		out[i] = p
	}
	return out, err
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

// capacities is how many chats each agent takes at once.
func (d *Desk) capacities(ctx context.Context) (map[uid.Agent]int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.readPeople(ctx, d.clock.Now()); err != nil {
		return nil, err
	}
	out := make(map[uid.Agent]int, len(d.people))
	for id, a := range d.people {
		out[id] = max(a.Capacity, 1)
	}
	return out, nil
}
