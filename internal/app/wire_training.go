package app

import (
	"context"
	"time"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training"
	"github.com/manyhands/manyhands/training/drill"
)

// buildSchool builds the drills: they grade by the copilot's guard, which the
// school may not import, and count against what the board has booked.
func (w *world) buildSchool() {
	from := training.Sources{Book: w.book, Library: w.library, Shop: w.shop, Needed: w.needed}
	w.school = training.NewSchool(w.db.Pool, w.clock, w.outbox, w.hub, w.register, from, w.drillHits)
	w.school.Listen()
}

// drillHits is what the guard in force says of an agent's words in a drill.
func (w *world) drillHits(brand uid.Brand, text string, _ time.Time) []drill.Hit {
	v := w.coach.Check(brand, "", guard.Agent, text)
	var out []drill.Hit
	for _, h := range v.Hits {
		if h.Level >= guard.Warn {
			out = append(out, drill.Hit{Rule: h.Rule, Text: h.Text, Level: h.Level.String(), Blocks: h.Level == guard.Block, Rewrite: v.Rewrite})
		}
	}
	return out
}

// needed is how many people a brand's booked requests ask for at once.
func (w *world) needed(ctx context.Context, brand uid.Brand) (int, error) {
	requests, err := w.board.Requests(ctx, brand)
	if err != nil {
		return 0, err
	}
	most, now := 0, w.clock.Now()
	for _, r := range requests {
		if r.Seats > 0 && r.Ends.After(now) {
			most = max(most, r.Peak)
		}
	}
	return most, nil
}
