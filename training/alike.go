package training

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
	"github.com/manyhands/manyhands/training/internal/db"
)

// What is refused about a likeness.
var (
	ErrNoAlike = fault.New(fault.NotFound, "alike_unknown", "there is no such likeness of two drills")
	ErrDecided = fault.New(fault.Conflict, "decided_already", "somebody has decided this already")
	ErrFinding = fault.New(fault.Invalid, "finding_wrong", "a finding is chance or copied")
)

// suspectBP is from what likeness on a person is asked to look: our own, far
// above what two people who read the same steps write by chance.
const suspectBP = 7_000

const comparedWith = 30 // drills of others on the same procedure, the newest

// compare looks for another agent's drill in the same own words. It only asks a
// person to look: the grade and the certificate stand as they are.
func (s *School) compare(ctx context.Context, t *talk, said drill.Talk, now time.Time) error {
	own := drill.Own(t.scene, said)
	if drill.Likeness(own, own) == 0 {
		return nil // too little of one's own to compare
	}
	others, err := t.q.OthersDrills(ctx, db.OthersDrillsParams{BrandID: t.row.BrandID, ProcedureID: t.row.ProcedureID, AgentID: t.row.AgentID, Most: comparedWith})
	if err != nil {
		return fmt.Errorf("list others' drills: %w", err)
	}
	var ids []uuid.UUID
	for _, o := range others {
		ids = append(ids, uuid.UUID(o.ID))
	}
	messages, err := t.q.MessagesOfDrills(ctx, ids)
	if err != nil {
		return fmt.Errorf("read others' drills: %w", err)
	}
	talks := map[uid.Drill]drill.Talk{}
	for _, m := range messages {
		talk := talks[m.DrillID]
		talk.Lines = append(talk.Lines, drill.Line{Seq: int(m.Seq), Agent: true, Text: m.Text})
		talks[m.DrillID] = talk
	}
	for _, o := range others {
		scene, err := sceneOf(o.Scenario)
		if err != nil {
			return err
		}
		if bp := drill.Likeness(own, drill.Own(scene, talks[o.ID])); bp >= suspectBP {
			err := t.q.AddAlike(ctx, db.AddAlikeParams{DrillID: t.row.ID, OtherID: o.ID, BrandID: t.row.BrandID, AlikeBp: int32(bp), At: now})
			if err != nil {
				return fmt.Errorf("note likeness: %w", err)
			}
		}
	}
	return nil
}

// Alike is two drills whose own words are alike.
type Alike struct {
	Drill     uid.Drill `json:"drill_id"`
	Other     uid.Drill `json:"other_id"`
	Agent     string    `json:"agent"`
	OtherName string    `json:"other_agent"`
	BrandName string    `json:"brand_name"`
	Procedure string    `json:"procedure"`
	AlikeBP   int       `json:"alike_bp"`
	Pasted    int       `json:"pasted" doc:"characters of the later drill that came from the clipboard"`
	At        time.Time `json:"at"`
	Finding   string    `json:"finding,omitempty" enum:"chance,copied"`
	Note      string    `json:"note,omitempty"`
	Words     []string  `json:"words" doc:"the later drill, the agent's messages"`
	Others    []string  `json:"other_words"`
}

// Alikes lists what a person should look at, the open ones first.
func (s *School) Alikes(ctx context.Context) ([]Alike, error) {
	const most = 50
	var rows []db.AlikesRow
	words := map[uid.Drill][]string{}
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		var err error
		if rows, err = q.Alikes(ctx, most); err != nil {
			return fmt.Errorf("list likenesses: %w", err)
		}
		var ids []uuid.UUID
		for _, r := range rows {
			ids = append(ids, uuid.UUID(r.DrillID), uuid.UUID(r.OtherID))
		}
		said, err := q.MessagesOfDrills(ctx, ids)
		for _, m := range said {
			words[m.DrillID] = append(words[m.DrillID], m.Text)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]Alike, len(rows))
	for i, r := range rows {
		out[i] = Alike{
			Drill: r.DrillID, Other: r.OtherID, Procedure: r.ProcedureID, AlikeBP: int(r.AlikeBp), Pasted: int(r.Pasted), At: r.At,
			Finding: r.Finding, Note: r.Note, Words: words[r.DrillID], Others: words[r.OtherID],
		}
		if out[i].Agent, err = s.nameOf(ctx, r.AgentID); err != nil {
			return nil, err
		}
		if out[i].OtherName, err = s.nameOf(ctx, r.OtherAgent); err != nil {
			return nil, err
		}
		b, err := s.brandOf(ctx, r.BrandID)
		if err != nil {
			return nil, err
		}
		out[i].BrandName = b.Name
	}
	return out, nil
}

// DecideAlike writes down what a person made of a likeness. Nothing follows from
// it by itself. It returns ErrNoAlike, ErrFinding and ErrDecided.
func (s *School) DecideAlike(ctx context.Context, by uid.Person, id, other uid.Drill, finding, note string) error {
	if finding != "chance" && finding != "copied" {
		return ErrFinding
	}
	return pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		q, now := db.New(tx), s.clock.Now()
		row, err := q.LockAlike(ctx, db.LockAlikeParams{DrillID: id, OtherID: other})
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoAlike
		}
		if err != nil {
			return fmt.Errorf("lock likeness: %w", err)
		}
		if row.Finding != "" {
			return ErrDecided
		}
		return q.DecideAlike(ctx, db.DecideAlikeParams{DrillID: id, OtherID: other, Finding: finding, Note: note, DecidedBy: by, DecidedAt: &now})
	})
}

// nameOf is an agent's name.
func (s *School) nameOf(ctx context.Context, id uid.Agent) (string, error) {
	p, err := s.register.Person(ctx, uid.Person(id))
	return p.Name, err
}
