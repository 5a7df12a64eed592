package training

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
	"github.com/manyhands/manyhands/training/internal/db"
)

// Brief is a drill as a row of a list.
type Brief struct {
	ID         uid.Drill    `json:"id"`
	Brand      uid.Brand    `json:"brand_id"`
	BrandName  string       `json:"brand_name"`
	Kind       string       `json:"kind" enum:"entry,refresh"`
	Procedure  string       `json:"procedure"`
	Title      tongue.Words `json:"title"`
	Edition    int          `json:"edition"`
	Level      int          `json:"level"`
	State      string       `json:"state" enum:"running,passed,failed,abandoned"`
	BeganAt    time.Time    `json:"began_at"`
	EndsAt     time.Time    `json:"ends_at"`
	FinishedAt *time.Time   `json:"finished_at,omitempty"`
	Score      *int         `json:"score,omitempty"`
	Passed     bool         `json:"passed"`
}

// Message is one line of a drill.
type Message struct {
	Seq    int         `json:"seq"`
	Author string      `json:"author" enum:"shopper,agent"`
	Key    string      `json:"key,omitempty"`
	Text   string      `json:"text"`
	Pasted int         `json:"pasted,omitempty"`
	Hits   []drill.Hit `json:"hits,omitempty"`
	At     time.Time   `json:"at"`
}

// Drill is a drill in full. While it runs, the scenario hides the answer.
type Drill struct {
	Brief
	LeftMS    int64          `json:"left_ms"` // until the time is over, by our clock
	ExtraTime bool           `json:"extra_time"`
	Unhurried bool           `json:"unhurried"` // time is not counted
	Round     *Round         `json:"round,omitempty"`
	Changed   bool           `json:"policy_changed"` // a newer edition came into force meanwhile
	Scenario  drill.Scenario `json:"scenario"`
	Messages  []Message      `json:"messages"`
	Ending    string         `json:"ending,omitempty"`
	Grade     *drill.Grade   `json:"grade,omitempty"`
	Agains    []Again        `json:"agains,omitempty"` // rows that were gone over after it
	Opens     *Certificate   `json:"certificate,omitempty"`
}

// Certificate is what an agent may take shifts of a brand by.
type Certificate struct {
	ID        uid.Certificate `json:"id"`
	Brand     uid.Brand       `json:"brand_id"`
	BrandName string          `json:"brand_name"`
	Tag       string          `json:"tag"`
	Level     int             `json:"level"`
	Rounds    int             `json:"rounds"` // of several at once, passed whole
	State     Standing        `json:"state" enum:"active,suspended,expired"`
	Since     time.Time       `json:"since"`
	ExpiresAt time.Time       `json:"expires_at"`
	Note      string          `json:"note,omitempty"`
	StandsOn  []Foundation    `json:"stands_on"`
}

// Foundation is one procedure that a certificate stands on.
type Foundation struct {
	Procedure string `json:"procedure"`
	Edition   int    `json:"edition"`
	InForce   int    `json:"in_force"`
}

// Drill finds a drill of an agent. It returns ErrNoDrill.
func (s *School) Drill(ctx context.Context, agent uid.Agent, id uid.Drill) (Drill, error) {
	var out Drill
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		row, err := q.Drill(ctx, db.DrillParams{ID: id, AgentID: agent})
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoDrill
		}
		if err != nil {
			return fmt.Errorf("find drill: %w", err)
		}
		out, err = s.drillOf(ctx, q, row)
		return err
	})
	if err != nil {
		return Drill{}, err
	}
	b, err := s.brandOf(ctx, out.Brand)
	out.BrandName = b.Name
	if out.Opens != nil {
		out.Opens.BrandName = b.Name
	}
	return out, err
}

// Prompt is what a scripted agent would write next in a running drill: the
// demo's beginner, before and after the coaching. It returns ErrNoDrill.
func (s *School) Prompt(ctx context.Context, agent uid.Agent, id uid.Drill, how func(drill.Scenario, drill.State) string) (string, error) {
	var text string
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		row, err := db.New(tx).Drill(ctx, db.DrillParams{ID: id, AgentID: agent})
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoDrill
		}
		if err != nil {
			return fmt.Errorf("find drill: %w", err)
		}
		t, err := talkOf(tx, row)
		if err != nil {
			return err
		}
		text = how(t.scene, t.shopper)
		return nil
	})
	return text, err
}

func (s *School) drillOf(ctx context.Context, q *db.Queries, row db.TrainingDrill) (Drill, error) {
	scene, err := sceneOf(row.Scenario)
	if err != nil {
		return Drill{}, err
	}
	out := Drill{Brief: briefOf(row, scene.Title), ExtraTime: row.PaceBp > plainPaceBP, Unhurried: row.PaceBp >= drill.Unhurried, Changed: row.PolicyChanged, Scenario: scene}
	if out.Messages, err = messagesOf(ctx, q, row.ID); err != nil {
		return Drill{}, err
	}
	if !row.RoundID.IsZero() {
		if out.Round, err = roundOf(ctx, q, row.RoundID); err != nil {
			return Drill{}, err
		}
	}
	var shopper drill.State
	if err := json.Unmarshal(row.Shopper, &shopper); err != nil {
		return Drill{}, fmt.Errorf("read shopper: %w", err)
	}
	if row.State == stateRunning {
		out.Scenario = scene.Open(shopper.Told)
		out.LeftMS = max(0, row.EndsAt.Sub(s.clock.Now()).Milliseconds())
		inForce, err := q.PolicyInForce(ctx, db.PolicyInForceParams{BrandID: row.BrandID, ProcedureID: row.ProcedureID})
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return Drill{}, fmt.Errorf("find policy in force: %w", err)
		}
		out.Changed = inForce > row.Edition
		return out, nil
	}
	out.Ending = string(shopper.Ending)
	if out.Agains, err = agains(ctx, q, row.ID); err != nil {
		return Drill{}, err
	}
	if row.Grade != nil {
		if err := json.Unmarshal(row.Grade, &out.Grade); err != nil {
			return Drill{}, fmt.Errorf("read grade: %w", err)
		}
	}
	if row.State == statePassed {
		c, err := q.CertificateOf(ctx, db.CertificateOfParams{AgentID: row.AgentID, BrandID: row.BrandID})
		if err != nil {
			return Drill{}, fmt.Errorf("find certificate: %w", err)
		}
		cert, err := certificateOf(ctx, q, c)
		if err != nil {
			return Drill{}, err
		}
		out.Opens = &cert
	}
	return out, nil
}

func briefOf(row db.TrainingDrill, title tongue.Words) Brief {
	b := Brief{
		ID: row.ID, Brand: row.BrandID, Kind: row.Kind, Procedure: row.ProcedureID, Title: title, Edition: int(row.Edition), Level: int(row.Level),
		State: row.State, Passed: row.State == statePassed, BeganAt: row.BeganAt, EndsAt: row.EndsAt, FinishedAt: row.FinishedAt,
	}
	if row.Score != nil {
		n := int(*row.Score)
		b.Score = &n
	}
	return b
}

func messagesOf(ctx context.Context, q *db.Queries, id uid.Drill) ([]Message, error) {
	rows, err := q.Messages(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	out := make([]Message, len(rows))
	for i, r := range rows {
		out[i] = Message{Seq: int(r.Seq), Author: r.Author, Key: r.Key, Text: r.Text, Pasted: int(r.Pasted), At: r.At}
		if err := json.Unmarshal(r.Hits, &out[i].Hits); err != nil {
			return nil, fmt.Errorf("read hits: %w", err)
		}
	}
	return out, nil
}

func certificateOf(ctx context.Context, q *db.Queries, c db.TrainingCertificate) (Certificate, error) {
	out := Certificate{
		ID: c.ID, Brand: c.BrandID, Tag: c.Tag, Level: int(c.Level), Rounds: int(c.Rounds), State: Standing(c.State), Since: c.Since, ExpiresAt: c.ExpiresAt, Note: c.Note,
		StandsOn: []Foundation{},
	}
	rows, err := q.Foundations(ctx, c.ID)
	if err != nil {
		return out, fmt.Errorf("list what the certificate stands on: %w", err)
	}
	for _, f := range rows {
		out.StandsOn = append(out.StandsOn, Foundation{f.ProcedureID, int(f.Edition), int(f.InForce)})
	}
	return out, nil
}
