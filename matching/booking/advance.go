package booking

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// Advance moves requests whose event began or ended.
func (b *Bureau) Advance(ctx context.Context) error {
	now := b.on.Clock.Now()
	var moved []db.DueRequestsRow
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
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
		b.on.TellBrand(r.BrandID, "fill", ground.Notice{Request: r.ID, State: r.State})
	}
	return err
}
