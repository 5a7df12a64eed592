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

	"github.com/manyhands/manyhands/internal/account"
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

// Our own limits: a drill is minutes, and a refresh about three. Whoever takes
// it unhurried has the day.
const (
	entryLimit    = 20 * time.Minute
	refreshLimit  = 6 * time.Minute
	unhurriedTime = 24 * time.Hour
	plainPaceBP   = 10_000
	extraPaceBP   = 15_000
)

// Wish is how an agent wants the drill.
type Wish struct {
	Lang      tongue.Lang // empty: the brand's first
	ExtraTime bool        // anybody may have it
	Unhurried bool        // and this
	Chats     int         // shoppers at once; 0 and 1: one
	Seed      uint64      // 0: drawn
}

// Begin starts a drill, or a round of several at once, or goes on with the one
// that runs; of a round, its first that does. It returns account.ErrNoAgent,
// account.ErrNoBrand, drill.ErrNoMaterial and ErrRoundEarly.
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
	w.ExtraTime = w.ExtraTime || slices.Contains(who.Accommodations, account.ExtraTime)
	w.Unhurried = w.Unhurried || slices.Contains(who.Accommodations, account.Unhurried)
	if w.Seed == 0 {
		fresh := uid.New[uid.Drill]()
		w.Seed = binary.BigEndian.Uint64(fresh[8:]) // the random half of the id
	}
	rows, err := s.compose(ctx, agent, brand, w)
	if err != nil {
		return Drill{}, err
	}
	id, err := s.open(ctx, rows)
	if err != nil {
		return Drill{}, err
	}
	s.showDrill(agent, id, stateRunning)
	s.showCertificates(brand)
	return s.Drill(ctx, agent, id)
}

// compose draws as many scenarios as there are shoppers, by what the agent
// still lacks.
func (s *School) compose(ctx context.Context, agent uid.Agent, brand uid.Brand, w Wish) ([]db.AddDrillParams, error) {
	plan, err := s.lacks(ctx, agent, brand)
	if err != nil {
		return nil, err
	}
	chats := max(w.Chats, 1)
	if chats > 1 && (chats > plan.level || plan.kind == kindRefresh) {
		return nil, ErrRoundEarly
	}
	m, err := s.material(ctx, brand)
	if err != nil {
		return nil, err
	}
	if err := s.orders(ctx, brand, &m); err != nil {
		return nil, err
	}
	if w.Lang != tongue.English {
		w.Lang = tongue.Chinese
	}
	round := uid.Round{}
	if chats > 1 {
		round = uid.New[uid.Round]()
	}
	var rows []db.AddDrillParams
	for place := range chats {
		c, err := s.cast(ctx, m, agent, brand, plan, w, uint64(place))
		if err != nil {
			return nil, err
		}
		plan.seen = append(plan.seen, c.scene.ID)
		row, err := s.row(agent, brand, plan, w, c)
		if err != nil {
			return nil, err
		}
		row.RoundID, row.Place = round, int32(place)
		rows = append(rows, row)
	}
	return rows, nil
}

// casting is a scenario with where it came from.
type casting struct {
	scene     drill.Scenario
	published uid.Scenario
}

// cast takes a published scenario or draws a new one: a person's choice comes
// first for every other drill, so that the pool stays larger than can be
// memorised.
func (s *School) cast(ctx context.Context, m drill.Material, agent uid.Agent, brand uid.Brand, p plan, w Wish, place uint64) (casting, error) {
	seed := w.Seed + place
	if p.kind == kindEntry && seed%2 == 0 {
		if c, ok, err := s.published(ctx, agent, brand, p, w.Lang, seed); ok || err != nil {
			return c, err
		}
	}
	wish := drill.Wish{Seed: seed, Lang: w.Lang, Level: p.level, Procedures: p.procedures, Seen: func(id string) bool { return slices.Contains(p.seen, id) }}
	if p.kind == kindEntry {
		wish.Procedures = uncovered(m.Procedures, p.covered)
	}
	scene, err := drill.Compose(ctx, m, wish)
	if errors.Is(err, drill.ErrNoMaterial) && p.kind == kindEntry {
		wish.Procedures = nil // what is uncovered cannot be practised: any other can
		scene, err = drill.Compose(ctx, m, wish)
	}
	return casting{scene: scene}, err
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

func (s *School) row(agent uid.Agent, brand uid.Brand, p plan, w Wish, c casting) (db.AddDrillParams, error) {
	raw, err := json.Marshal(c.scene)
	if err != nil {
		return db.AddDrillParams{}, fmt.Errorf("write scenario: %w", err)
	}
	limit, now := entryLimit, s.clock.Now()
	if p.kind == kindRefresh {
		limit = refreshLimit
	}
	pace := plainPaceBP
	switch {
	case w.Unhurried:
		pace, limit = drill.Unhurried, unhurriedTime
	case w.ExtraTime:
		pace, limit = extraPaceBP, limit*extraPaceBP/plainPaceBP
	}
	return db.AddDrillParams{
		ID: uid.New[uid.Drill](), BrandID: brand, AgentID: agent, Kind: p.kind, ProcedureID: c.scene.Procedure, Edition: int32(c.scene.Edition), Level: int32(c.scene.Level),
		Lang: string(c.scene.Lang), PaceBp: int32(pace), Scenario: raw, ScenarioSha: c.scene.ID, ScenarioID: c.published, BeganAt: now, EndsAt: now.Add(limit),
	}, nil
}

// open stores the drills of a round with their shoppers' first words, and gives
// the first. Who comes second, from another tab say, gets the first one's.
func (s *School) open(ctx context.Context, rows []db.AddDrillParams) (uid.Drill, error) {
	id := rows[0].ID
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		for _, row := range rows {
			fresh, err := openOne(ctx, q, row)
			if err != nil {
				return err
			}
			if !fresh {
				other, err := q.RunningDrill(ctx, db.RunningDrillParams{AgentID: row.AgentID, BrandID: row.BrandID})
				id = other.ID
				return err
			}
		}
		return nil
	})
	return id, err
}

// openOne stores one drill; it is false when another runs in its place.
func openOne(ctx context.Context, q *db.Queries, row db.AddDrillParams) (bool, error) {
	scene, err := sceneOf(row.Scenario)
	if err != nil {
		return false, err
	}
	said, st := drill.Start(scene, int(row.PaceBp), row.BeganAt)
	if row.Shopper, err = json.Marshal(st); err != nil {
		return false, fmt.Errorf("write shopper: %w", err)
	}
	row.LastSeq, row.DueAt = int32(len(said)), earlier(drill.NudgeAt(scene, st), row.EndsAt)
	n, err := q.AddDrill(ctx, row)
	if err != nil || n == 0 {
		return false, err
	}
	for i, text := range said {
		if err := addMessage(ctx, q, line{drill: row.ID, brand: row.BrandID, seq: i + 1, text: text, at: row.BeganAt}); err != nil {
			return false, err
		}
	}
	return true, nil
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
