package training

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
	"github.com/manyhands/manyhands/training/internal/db"
)

// Again is one lost row written once more.
type Again struct {
	Item   string       `json:"item"`
	Text   string       `json:"text"`
	Points int          `json:"points"`
	Got    int          `json:"got"`
	Better string       `json:"better,omitempty"`
	Says   tongue.Words `json:"says"`
	Passed bool         `json:"passed"` // all points this time
	At     time.Time    `json:"at"`
}

// GoOver lets an agent write the message behind a lost row again, and marks that
// row alone: practice after the coaching, which changes no grade. The same key
// again is the same attempt. It returns ErrNoDrill, ErrNotGraded, ErrNoRow,
// ErrKey, ErrEmpty and ErrLong.
func (s *School) GoOver(ctx context.Context, agent uid.Agent, id uid.Drill, row string, m Saying) (Again, error) {
	if err := m.clean(); err != nil {
		return Again{}, err
	}
	var out Again
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		t, err := s.lock(ctx, tx, agent, id)
		if err != nil {
			return err
		}
		if t.row.Grade == nil {
			return ErrNotGraded
		}
		it, err := s.markAgain(ctx, t, row, m.Text)
		if err != nil {
			return err
		}
		now := s.clock.Now()
		out = Again{Item: it.ID, Text: m.Text, Points: it.Points, Got: it.Got, Better: it.Better, Says: it.Says, Passed: it.Got == it.Points, At: now}
		return t.q.AddAgain(ctx, db.AddAgainParams{
			DrillID: id, Key: m.Key, BrandID: t.row.BrandID, Item: it.ID, Text: m.Text, Points: int32(it.Points), Got: int32(it.Got), Better: it.Better, At: now,
		})
	})
	return out, err
}

func (s *School) markAgain(ctx context.Context, t *talk, row, text string) (drill.Item, error) {
	var g drill.Grade
	if err := json.Unmarshal(t.row.Grade, &g); err != nil {
		return drill.Item{}, fmt.Errorf("read grade: %w", err)
	}
	if !g.Lost(row) {
		return drill.Item{}, ErrNoRow
	}
	said, err := t.said(ctx)
	if err != nil {
		return drill.Item{}, err
	}
	if said.Beside, err = t.beside(ctx); err != nil {
		return drill.Item{}, err
	}
	const prompt = 5 * time.Second // how fast was, is not what is gone over
	it, ok := drill.Again(t.scene, said, s.guard(t.row.BrandID, t.row.BeganAt), row, text, t.row.BeganAt.Add(prompt))
	if !ok {
		return it, ErrNoRow
	}
	return it, nil
}

// agains lists what was gone over after a drill.
func agains(ctx context.Context, q *db.Queries, id uid.Drill) ([]Again, error) {
	rows, err := q.AgainsOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list what was gone over: %w", err)
	}
	out := make([]Again, len(rows))
	for i, r := range rows {
		out[i] = Again{Item: r.Item, Text: r.Text, Points: int(r.Points), Got: int(r.Got), Better: r.Better, Passed: r.Got == r.Points, At: r.At}
	}
	return out, nil
}
