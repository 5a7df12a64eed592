package training

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
	"github.com/manyhands/manyhands/training/internal/db"
)

// Finish ends a drill and grades it; one that has ended keeps its grade. It
// returns ErrNoDrill.
func (s *School) Finish(ctx context.Context, agent uid.Agent, id uid.Drill) (Drill, error) {
	var after talk
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		t, err := s.lock(ctx, tx, agent, id)
		if err != nil {
			return err
		}
		defer func() { after = *t }()
		if t.row.State != stateRunning {
			return nil
		}
		t.shopper.Ending = drill.Stopped
		return s.end(ctx, t, s.clock.Now())
	})
	return s.shown(ctx, after, err)
}

// end grades under the lock: the grade, its rows, the certificate with its tag
// and the facts are one commit. A drill in which the agent never wrote is
// abandoned, without a grade.
func (s *School) end(ctx context.Context, t *talk, now time.Time) error {
	t.moved, t.ended = true, true
	if err := t.lockRound(ctx); err != nil {
		return err
	}
	if t.shopper.Turn == 0 {
		t.row.State = stateAbandoned
		return t.close(ctx, now, nil)
	}
	said, err := t.said(ctx)
	if err != nil {
		return err
	}
	if said.Beside, err = t.beside(ctx); err != nil {
		return err
	}
	g := drill.Mark(t.scene, said, s.guard(t.row.BrandID, now))
	t.row.State = stateFailed
	if g.Passed {
		t.row.State = statePassed
	}
	inForce, err := hearPolicy(ctx, t.q, t.row.BrandID, t.row.ProcedureID, int(t.row.Edition), now)
	if err != nil {
		return err
	}
	t.row.PolicyChanged = inForce > int(t.row.Edition)
	if err := t.close(ctx, now, &g); err != nil {
		return err
	}
	if g.Passed {
		if err := s.certify(ctx, t, now); err != nil {
			return err
		}
	}
	if err := s.compare(ctx, t, said, now); err != nil {
		return err
	}
	return s.tellGrade(ctx, t, g, now)
}

// said is the transcript as the grader reads it.
func (t *talk) said(ctx context.Context) (drill.Talk, error) {
	rows, err := t.q.Messages(ctx, t.row.ID)
	if err != nil {
		return drill.Talk{}, fmt.Errorf("read messages: %w", err)
	}
	out := drill.Talk{Ending: t.shopper.Ending, PaceBP: int(t.row.PaceBp)}
	for _, m := range rows {
		out.Lines = append(out.Lines, drill.Line{Seq: int(m.Seq), Agent: m.Author == "agent", Text: m.Text, At: m.At})
	}
	return out, nil
}

// close writes the end of a drill and the rows of its grade.
func (t *talk) close(ctx context.Context, now time.Time, g *drill.Grade) error {
	shopper, err := json.Marshal(t.shopper)
	if err != nil {
		return fmt.Errorf("write shopper: %w", err)
	}
	end := db.EndDrillParams{ID: t.row.ID, State: t.row.State, Shopper: shopper, LastSeq: t.row.LastSeq, FinishedAt: &now, PolicyChanged: t.row.PolicyChanged}
	if g != nil {
		score := int32(g.Score)
		end.Score = &score
		if end.Grade, err = json.Marshal(g); err != nil {
			return fmt.Errorf("write grade: %w", err)
		}
	}
	if err := t.q.EndDrill(ctx, end); err != nil {
		return fmt.Errorf("end drill: %w", err)
	}
	if g == nil {
		return nil
	}
	for i, it := range g.Items {
		says, err := json.Marshal(it.Says)
		if err != nil {
			return fmt.Errorf("write grade: %w", err)
		}
		err = t.q.AddGradeItem(ctx, db.AddGradeItemParams{
			DrillID: t.row.ID, Place: int32(i + 1), BrandID: t.row.BrandID, Item: it.ID, Points: int32(it.Points), Got: int32(it.Got),
			Seq: int32(it.Seq), Says: says, Better: it.Better,
		})
		if err != nil {
			return fmt.Errorf("add row of grade: %w", err)
		}
	}
	return nil
}

// tellGrade: practice is paid, at the agent's own hour.
func (s *School) tellGrade(ctx context.Context, t *talk, g drill.Grade, now time.Time) error {
	who, err := s.register.Agent(ctx, t.row.AgentID)
	if err != nil {
		return err
	}
	b, err := s.brandOf(ctx, t.row.BrandID)
	if err != nil {
		return err
	}
	// Unhurried practice is paid as far as any other may last.
	took := min(earlier(now, t.row.EndsAt).Sub(t.row.BeganAt), longestPaid)
	return s.outbox.Tell(ctx, t.tx, fact.DrillGraded{
		Meta: fact.New(t.row.BrandID, now), Drill: t.row.ID, Agent: t.row.AgentID, Passed: g.Passed, Score: g.Score,
		Took: took, RateMinor: who.CostMinor, Currency: b.Currency,
	})
}

const (
	worked      = 20 // drills a tick
	longestPaid = entryLimit * extraPaceBP / plainPaceBP
)

// Tick speaks for shoppers who wait, ends drills whose time is over, and lets
// certificates expire.
func (s *School) Tick(ctx context.Context) error {
	var touched []talk
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		now := s.clock.Now()
		rows, err := db.New(tx).DueDrills(ctx, db.DueDrillsParams{Now: now, Most: worked})
		if err != nil {
			return fmt.Errorf("list due drills: %w", err)
		}
		for _, row := range rows {
			t, err := talkOf(tx, row)
			if err != nil {
				return err
			}
			if err := s.due(ctx, t, now); err != nil {
				return err
			}
			touched = append(touched, *t)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, t := range touched {
		s.showDrill(t.row.AgentID, t.row.ID, t.row.State)
		if t.ended {
			s.showCertificates(t.row.BrandID)
		}
	}
	return s.expire(ctx)
}

func (s *School) due(ctx context.Context, t *talk, now time.Time) error {
	if !now.Before(t.row.EndsAt) {
		t.shopper.Ending = drill.Stopped
		return s.end(ctx, t, t.row.EndsAt)
	}
	var text string
	text, t.shopper = drill.Nudge(t.scene, t.shopper)
	if err := t.add(ctx, line{text: text, at: now}); err != nil {
		return err
	}
	return s.goOn(ctx, t, now)
}

// hearPolicy notes an edition and gives the newest that is known, under a lock
// that lasts until the commit.
func hearPolicy(ctx context.Context, q *db.Queries, brand uid.Brand, procedure string, edition int, at time.Time) (int, error) {
	n, err := q.HearPolicy(ctx, db.HearPolicyParams{BrandID: brand, ProcedureID: procedure, Edition: int32(edition), ChangedAt: at})
	if err != nil {
		return 0, fmt.Errorf("note policy: %w", err)
	}
	return int(n), nil
}
