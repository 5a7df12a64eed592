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
	from := training.Sources{Book: w.book, Library: w.library, Shop: w.shop, Chats: w.chats, Events: w.booked}
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

// booked are the sales events that a brand has booked people for and that are
// not over, with the skills that each asks for.
func (w *world) booked(ctx context.Context, brand uid.Brand) ([]training.Event, error) {
	requests, err := w.board.Requests(ctx, brand)
	if err != nil {
		return nil, err
	}
	var out []training.Event
	for _, r := range requests {
		if r.Seats == 0 || !r.Ends.After(w.clock.Now()) {
			continue
		}
		full, err := w.board.Request(ctx, brand, r.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, training.Event{
			Request: r.ID, Name: r.Event, Starts: r.Starts, Ends: r.Ends, Needed: r.Peak, Accepted: r.Accepted, Seats: r.Seats, Skills: full.Require,
		})
	}
	return out, nil
}
