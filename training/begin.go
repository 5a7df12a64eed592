package training

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
	"github.com/manyhands/manyhands/training/internal/db"
)

// States of a drill.
const (
	stateRunning   = "running"
	statePassed    = "passed"
	stateFailed    = "failed"
	stateAbandoned = "abandoned"
)

// Kinds of drills.
const (
	kindEntry   = "entry"
	kindRefresh = "refresh"
)

// Our own limits: a drill is minutes, and a refresh about three.
const (
	entryLimit   = 20 * time.Minute
	refreshLimit = 6 * time.Minute
	plainPaceBP  = 10_000
	extraPaceBP  = 15_000
	extraTime    = "extra_time" // the accommodation by which extra time is on from the start
)

// Wish is how an agent wants the drill.
type Wish struct {
	Lang      tongue.Lang // empty: the brand's first
	ExtraTime bool        // anybody may have it
	Seed      uint64      // 0: drawn
}

// Begin starts a drill, or goes on with the one that runs. It returns
// account.ErrNoAgent, account.ErrNoBrand and drill.ErrNoMaterial.
func (s *School) Begin(ctx context.Context, agent uid.Agent, brand uid.Brand, w Wish) (Drill, error) {
	var running uid.Drill
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		row, err := db.New(tx).RunningDrill(ctx, db.RunningDrillParams{AgentID: agent, BrandID: brand})
		running = row.ID
		return err
	})
	if err == nil {
		return s.Drill(ctx, agent, running)
	}
	if !errors.Is(err, pgx.ErrNoRows) {
		return Drill{}, fmt.Errorf("look for a running drill: %w", err)
	}
	who, err := s.register.Agent(ctx, agent)
	if err != nil {
		return Drill{}, err
	}
	b, err := s.brandOf(ctx, brand)
	if err != nil {
		return Drill{}, err
	}
	if w.Lang == "" && len(b.Languages) > 0 {
		w.Lang = tongue.Lang(b.Languages[0])
	}
	w.ExtraTime = w.ExtraTime || slices.Contains(who.Accommodations, extraTime)
	id := uid.New[uid.Drill]()
	if w.Seed == 0 {
		w.Seed = binary.BigEndian.Uint64(id[8:]) // the random half of the id
	}
	row, err := s.compose(ctx, id, agent, brand, w)
	if err != nil {
		return Drill{}, err
	}
	id, err = s.open(ctx, row)
	if err != nil {
		return Drill{}, err
	}
	s.showDrill(agent, id, 0, stateRunning)
	s.showCertificates(brand)
	return s.Drill(ctx, agent, id)
}

// compose draws a scenario by what the agent still lacks.
func (s *School) compose(ctx context.Context, id uid.Drill, agent uid.Agent, brand uid.Brand, w Wish) (db.AddDrillParams, error) {
	plan, err := s.lacks(ctx, agent, brand)
	if err != nil {
		return db.AddDrillParams{}, err
	}
	m, err := s.material(ctx, brand)
	if err != nil {
		return db.AddDrillParams{}, err
	}
	if err := s.orders(ctx, brand, &m); err != nil {
		return db.AddDrillParams{}, err
	}
	wish := drill.Wish{Seed: w.Seed, Lang: w.Lang, Level: plan.level, Procedures: plan.procedures, Seen: func(id string) bool { return slices.Contains(plan.seen, id) }}
	if plan.kind == kindEntry {
		wish.Procedures = uncovered(m.Procedures, plan.covered)
	}
	scene, err := drill.Compose(ctx, m, wish)
	if errors.Is(err, drill.ErrNoMaterial) && plan.kind == kindEntry {
		wish.Procedures = nil // what is uncovered cannot be practised: any other can
		scene, err = drill.Compose(ctx, m, wish)
	}
	if err != nil {
		return db.AddDrillParams{}, err
	}
	return s.row(id, agent, brand, plan, w, scene)
}

// plan is what an agent's next drill has to be.
type plan struct {
	kind       string
	level      int
	procedures []string // of a refresh
	covered    []string
	seen       []string
}

func (s *School) lacks(ctx context.Context, agent uid.Agent, brand uid.Brand) (plan, error) {
	p := plan{kind: kindEntry}
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		var err error
		if p.seen, err = q.SeenScenarios(ctx, db.SeenScenariosParams{AgentID: agent, BrandID: brand}); err != nil {
			return fmt.Errorf("list seen scenarios: %w", err)
		}
		past, err := q.DrillsOf(ctx, db.DrillsOfParams{AgentID: agent, Most: 50})
		if err != nil {
			return fmt.Errorf("list past drills: %w", err)
		}
		var states []string
		for _, d := range past {
			if d.BrandID == brand {
				states = append(states, d.State)
			}
		}
		p.level = drillLevel(resultsOf(states))
		cert, err := q.CertificateOf(ctx, db.CertificateOfParams{AgentID: agent, BrandID: brand})
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("find certificate: %w", err)
		}
		stands, err := q.Foundations(ctx, cert.ID)
		for _, f := range stands {
			p.covered = append(p.covered, f.ProcedureID)
			if f.Edition < f.InForce {
				p.kind, p.procedures = kindRefresh, append(p.procedures, f.ProcedureID)
			}
		}
		return err
	})
	return p, err
}

// uncovered are the procedures that a certificate does not stand on yet; none
// left means any.
func uncovered(all []drill.Edition, covered []string) []string {
	var out []string
	for _, e := range all {
		if !slices.Contains(covered, e.ID) {
			out = append(out, e.ID)
		}
	}
	return out
}

func (s *School) row(id uid.Drill, agent uid.Agent, brand uid.Brand, p plan, w Wish, scene drill.Scenario) (db.AddDrillParams, error) {
	raw, err := json.Marshal(scene)
	if err != nil {
		return db.AddDrillParams{}, fmt.Errorf("write scenario: %w", err)
	}
	pace, limit, now := plainPaceBP, entryLimit, s.clock.Now()
	if w.ExtraTime {
		pace = extraPaceBP
	}
	if p.kind == kindRefresh {
		limit = refreshLimit
	}
	return db.AddDrillParams{
		ID: id, BrandID: brand, AgentID: agent, Kind: p.kind, ProcedureID: scene.Procedure, Edition: int32(scene.Edition), Level: int32(scene.Level),
		Lang: string(scene.Lang), PaceBp: int32(pace), Scenario: raw, ScenarioSha: scene.ID, BeganAt: now,
		EndsAt: now.Add(limit * time.Duration(pace) / plainPaceBP),
	}, nil
}

// open stores the drill with the shopper's first words. Who comes second gets
// the first one's drill.
func (s *School) open(ctx context.Context, row db.AddDrillParams) (uid.Drill, error) {
	scene, err := sceneOf(row.Scenario)
	if err != nil {
		return uid.Drill{}, err
	}
	said, st := drill.Start(scene, int(row.PaceBp), row.BeganAt)
	if row.Shopper, err = json.Marshal(st); err != nil {
		return uid.Drill{}, fmt.Errorf("write shopper: %w", err)
	}
	row.LastSeq, row.DueAt = int32(len(said)), earlier(drill.NudgeAt(scene, st), row.EndsAt)
	id := row.ID
	err = pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		n, err := q.AddDrill(ctx, row)
		if err != nil {
			return fmt.Errorf("begin drill: %w", err)
		}
		if n == 0 {
			other, err := q.RunningDrill(ctx, db.RunningDrillParams{AgentID: row.AgentID, BrandID: row.BrandID})
			id = other.ID
			return err
		}
		for i, text := range said {
			if err := addMessage(ctx, q, row.ID, row.BrandID, i+1, "", text, nil, row.BeganAt); err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func sceneOf(raw json.RawMessage) (drill.Scenario, error) {
	var out drill.Scenario
	if err := json.Unmarshal(raw, &out); err != nil {
		return out, fmt.Errorf("read scenario: %w", err)
	}
	return out, nil
}
