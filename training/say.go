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
func (s *School) Say(ctx context.Context, agent uid.Agent, id uid.Drill, m Saying) (Drill, error) {
	if err := m.clean(); err != nil {
		return Drill{}, err
	}
	var after talk
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		t, err := s.lock(ctx, tx, agent, id)
		if err != nil {
			return err
		}
		defer func() { after = *t }()
		if done, err := t.sent(ctx, m); err != nil || done {
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
		return s.hear(ctx, t, m, now)
	})
	return s.shown(ctx, after, err)
}

// Saying is a message of the agent. Pasted counts its characters that came from
// the clipboard, as the screen saw it: a count for a person to look at, which
// changes no score.
type Saying struct {
	Key, Text string
	Pasted    int
}

func (m *Saying) clean() error {
	m.Text = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(m.Text, "\uFFFD"), "\x00", ""))
	runes := utf8.RuneCountInString(m.Text)
	switch {
	case m.Key == "" || len(m.Key) > 100 || !utf8.ValidString(m.Key):
		return ErrKey
	case runes > longestMessage:
		return ErrLong
	case strings.IndexFunc(m.Text, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }) < 0:
		return ErrEmpty
	}
	m.Pasted = min(max(m.Pasted, 0), runes)
	return nil
}

// shown pushes what was committed and reads the drill again.
func (s *School) shown(ctx context.Context, t talk, err error) (Drill, error) {
	if err != nil {
		return Drill{}, err
	}
	if t.moved {
		s.showDrill(t.row.AgentID, t.row.ID, t.row.State)
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
func (t *talk) sent(ctx context.Context, said Saying) (bool, error) {
	rows, err := t.q.Messages(ctx, t.row.ID)
	if err != nil {
		return false, fmt.Errorf("read messages: %w", err)
	}
	for _, m := range rows {
		if m.Author == "agent" && m.Key == said.Key {
			if m.Text != said.Text {
				return false, ErrKeyReused
			}
			return true, nil
		}
	}
	return false, nil
}

// hear stores the message and the shopper's answer, and ends the drill when
// the shopper does.
func (s *School) hear(ctx context.Context, t *talk, m Saying, now time.Time) error {
	hits := s.guard(t.row.BrandID, now)(m.Text)
	if err := t.add(ctx, line{key: m.Key, text: m.Text, hits: hits, pasted: m.Pasted, at: now}); err != nil {
		return err
	}
	var said []string
	said, t.shopper = drill.Reply(t.scene, t.shopper, m.Text, now)
	for _, text := range said {
		if err := t.add(ctx, line{text: text, at: now}); err != nil {
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

// line is one message to be written; the agent's have a key.
type line struct {
	drill     uid.Drill
	brand     uid.Brand
	seq       int
	key, text string
	hits      []drill.Hit
	pasted    int
	at        time.Time
}

func (t *talk) add(ctx context.Context, l line) error {
	t.row.LastSeq++
	t.moved = true
	l.drill, l.brand, l.seq = t.row.ID, t.row.BrandID, int(t.row.LastSeq)
	return addMessage(ctx, t.q, l)
}

func addMessage(ctx context.Context, q *db.Queries, l line) error {
	author := "shopper"
	if l.key != "" {
		author = "agent"
	}
	if l.hits == nil {
		l.hits = []drill.Hit{}
	}
	raw, err := json.Marshal(l.hits)
	if err != nil {
		return fmt.Errorf("write hits: %w", err)
	}
	err = q.AddMessage(ctx, db.AddMessageParams{
		DrillID: l.drill, Seq: int32(l.seq), BrandID: l.brand, Author: author, Key: l.key, Text: l.text, Hits: raw, Pasted: int32(l.pasted), At: l.at,
	})
	if err != nil {
		return fmt.Errorf("add message: %w", err)
	}
	return nil
}
