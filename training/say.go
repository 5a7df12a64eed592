package training

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
	"github.com/manyhands/manyhands/training/internal/db"
)

const longestMessage = 2000

// Say takes the agent's message and gives the drill with the shopper's answer;
// when the shopper leaves, with the grade. The same key again is the same
// message. It returns ErrNoDrill, ErrEnded, ErrEmpty, ErrLong, ErrKey and
// ErrKeyReused.
func (s *School) Say(ctx context.Context, agent uid.Agent, id uid.Drill, key, text string) (Drill, error) {
	text = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", ""))
	switch {
	case key == "" || len(key) > 100 || !utf8.ValidString(key):
		return Drill{}, ErrKey
	case utf8.RuneCountInString(text) > longestMessage:
		return Drill{}, ErrLong
	case strings.IndexFunc(text, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }) < 0:
		return Drill{}, ErrEmpty
	}
	var after talk
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		t, err := s.lock(ctx, tx, agent, id)
		if err != nil {
			return err
		}
		defer func() { after = *t }()
		if done, err := t.sent(ctx, key, text); err != nil || done {
			return err
		}
		if t.row.State != stateRunning {
			return ErrEnded
		}
		now := s.clock.Now()
		if !now.Before(t.row.EndsAt) {
			t.shopper.Ending = drill.Stopped
			return s.end(ctx, t, now)
		}
		return s.hear(ctx, t, key, text, now)
	})
	return s.shown(ctx, after, err)
}

// shown pushes what was committed and reads the drill again.
func (s *School) shown(ctx context.Context, t talk, err error) (Drill, error) {
	if err != nil {
		return Drill{}, err
	}
	if t.moved {
		s.showDrill(t.row.AgentID, t.row.ID, int(t.row.LastSeq), t.row.State)
	}
	if t.ended {
		s.showCertificates(t.row.BrandID)
	}
	return s.Drill(ctx, t.row.AgentID, t.row.ID)
}

// talk is a drill under its lock.
type talk struct {
	q       *db.Queries
	tx      pgx.Tx
	row     db.TrainingDrill
	scene   drill.Scenario
	shopper drill.State
	moved   bool
	ended   bool
}

func (s *School) lock(ctx context.Context, tx pgx.Tx, agent uid.Agent, id uid.Drill) (*talk, error) {
	q := db.New(tx)
	row, err := q.LockDrill(ctx, db.LockDrillParams{ID: id, AgentID: agent})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, ErrNoDrill
	}
	if err != nil {
		return nil, fmt.Errorf("lock drill: %w", err)
	}
	return talkOf(tx, row)
}

func talkOf(tx pgx.Tx, row db.TrainingDrill) (*talk, error) {
	t := &talk{q: db.New(tx), tx: tx, row: row}
	var err error
	if t.scene, err = sceneOf(row.Scenario); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(row.Shopper, &t.shopper); err != nil {
		return nil, fmt.Errorf("read shopper: %w", err)
	}
	return t, nil
}

// sent tells whether a message came before.
func (t *talk) sent(ctx context.Context, key, text string) (bool, error) {
	rows, err := t.q.Messages(ctx, t.row.ID)
	if err != nil {
		return false, fmt.Errorf("read messages: %w", err)
	}
	for _, m := range rows {
		if m.Author == "agent" && m.Key == key {
			if m.Text != text {
				return false, ErrKeyReused
			}
			return true, nil
		}
	}
	return false, nil
}

// hear stores the message and the shopper's answer, and ends the drill when
// the shopper does.
func (s *School) hear(ctx context.Context, t *talk, key, text string, now time.Time) error {
	hits := s.guard(t.row.BrandID, now)(text)
	if err := t.add(ctx, key, text, hits, now); err != nil {
		return err
	}
	var said []string
	said, t.shopper = drill.Reply(t.scene, t.shopper, text, now)
	for _, line := range said {
		if err := t.add(ctx, "", line, nil, now); err != nil {
			return err
		}
	}
	return s.goOn(ctx, t, now)
}

// goOn keeps where the drill stands, or ends it.
func (s *School) goOn(ctx context.Context, t *talk, now time.Time) error {
	if t.shopper.Ending != drill.Running {
		return s.end(ctx, t, now)
	}
	raw, err := json.Marshal(t.shopper)
	if err != nil {
		return fmt.Errorf("write shopper: %w", err)
	}
	due := earlier(drill.NudgeAt(t.scene, t.shopper), t.row.EndsAt)
	err = t.q.MoveDrill(ctx, db.MoveDrillParams{ID: t.row.ID, Shopper: raw, LastSeq: t.row.LastSeq, DueAt: due})
	if err != nil {
		return fmt.Errorf("keep drill: %w", err)
	}
	return nil
}

func (t *talk) add(ctx context.Context, key, text string, hits []drill.Hit, at time.Time) error {
	t.row.LastSeq++
	t.moved = true
	return addMessage(ctx, t.q, t.row.ID, t.row.BrandID, int(t.row.LastSeq), key, text, hits, at)
}

// addMessage writes one message; the agent's have a key.
func addMessage(ctx context.Context, q *db.Queries, id uid.Drill, brand uid.Brand, seq int, key, text string, hits []drill.Hit, at time.Time) error {
	author := "shopper"
	if key != "" {
		author = "agent"
	}
	if hits == nil {
		hits = []drill.Hit{}
	}
	raw, err := json.Marshal(hits)
	if err != nil {
		return fmt.Errorf("write hits: %w", err)
	}
	err = q.AddMessage(ctx, db.AddMessageParams{DrillID: id, Seq: int32(seq), BrandID: brand, Author: author, Key: key, Text: text, Hits: raw, At: at})
	if err != nil {
		return fmt.Errorf("add message: %w", err)
	}
	return nil
}
