package training

import (
	"context"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
	"github.com/manyhands/manyhands/training/internal/db"
)

// Round is several drills at once: each has its own shopper, transcript and
// grade, and the going to and fro between them is timed.
type Round struct {
	ID     uid.Round    `json:"id"`
	Chats  []Beside     `json:"chats"`
	Passed bool         `json:"passed"`          // every one of them
	Focus  *drill.Focus `json:"focus,omitempty"` // when all have ended
}

// Beside is one chat of a round as the others' pages show it.
type Beside struct {
	Drill   uid.Drill `json:"drill_id"`
	Name    string    `json:"name"`
	State   string    `json:"state" enum:"running,passed,failed,abandoned"`
	LastSeq int       `json:"last_seq"`
	Waits   bool      `json:"waits"`      // the last word is the shopper's
	Since   time.Time `json:"waits_from"` // since when
	Score   *int      `json:"score,omitempty"`
}

// lockRound lets the drills of a round end one after another, so that the last
// one sees that it is the last. It comes before every other lock of an end but
// the drill's own.
func (t *talk) lockRound(ctx context.Context) error {
	if t.row.RoundID.IsZero() {
		return nil
	}
	if err := t.q.LockRound(ctx, t.row.RoundID.String()); err != nil {
		return fmt.Errorf("lock round: %w", err)
	}
	return nil
}

// beside counts the other shoppers of the round.
func (t *talk) beside(ctx context.Context) (int, error) {
	if t.row.RoundID.IsZero() {
		return 0, nil
	}
	rows, err := t.q.Round(ctx, t.row.RoundID)
	if err != nil {
		return 0, fmt.Errorf("read round: %w", err)
	}
	return len(rows) - 1, nil
}

// lastPassed tells whether this pass makes the round whole: the others have
// ended, and were passed.
func (t *talk) lastPassed(ctx context.Context) (bool, error) {
	if t.row.RoundID.IsZero() {
		return false, nil
	}
	rows, err := t.q.Round(ctx, t.row.RoundID)
	if err != nil {
		return false, fmt.Errorf("read round: %w", err)
	}
	for _, r := range rows {
		if r.ID != t.row.ID && r.State != statePassed {
			return false, nil
		}
	}
	return true, nil
}

func roundOf(ctx context.Context, q *db.Queries, id uid.Round) (*Round, error) {
	rows, err := q.Round(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read round: %w", err)
	}
	out := &Round{ID: id, Passed: true}
	var talks []drill.Talk
	running := false
	for _, r := range rows {
		scene, err := sceneOf(r.Scenario)
		if err != nil {
			return nil, err
		}
		said, err := messagesOf(ctx, q, r.ID)
		if err != nil {
			return nil, err
		}
		b := Beside{Drill: r.ID, Name: scene.Persona.Name, State: r.State, LastSeq: int(r.LastSeq)}
		b.Waits, b.Since = waiting(said)
		if r.Score != nil {
			n := int(*r.Score)
			b.Score = &n
		}
		out.Chats = append(out.Chats, b)
		out.Passed = out.Passed && r.State == statePassed
		running = running || r.State == stateRunning
		talks = append(talks, drill.Talk{Lines: linesOf(said)})
	}
	if !running {
		f := drill.FocusOf(talks)
		out.Focus = &f
	}
	return out, nil
}

// waiting tells whether the shopper has the last word, and since when.
func waiting(said []Message) (bool, time.Time) {
	since, waits := time.Time{}, false
	for _, m := range said {
		switch {
		case m.Author == "agent":
			waits = false
		case !waits:
			since, waits = m.At, true
		}
	}
	return waits, since
}

func linesOf(said []Message) []drill.Line {
	out := make([]drill.Line, len(said))
	for i, m := range said {
		out[i] = drill.Line{Seq: m.Seq, Agent: m.Author == "agent", Text: m.Text, At: m.At}
	}
	return out
}
