package desk

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk/internal/db"
)

// Worked is how long an agent was at work between two times: every state but
// offline and forced away counts, because waiting and breaks within a shift are
// paid.
func Worked(ctx context.Context, tx pgx.Tx, agent uid.Agent, from, till time.Time) (time.Duration, error) {
	rows, err := db.New(tx).Worked(ctx, db.WorkedParams{AgentID: agent, Till: till})
	if err != nil {
		return 0, fmt.Errorf("read timeline: %w", err)
	}
	var sum time.Duration
	for i, r := range rows {
		if r.State == "offline" || r.State == "forced_away" {
			continue
		}
		ends := till
		if i+1 < len(rows) {
			ends = rows[i+1].At
		}
		if begins := later(r.At, from); ends.After(begins) {
			sum += ends.Sub(begins)
		}
	}
	return sum, nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
