package training

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/drill"
	"github.com/manyhands/manyhands/training/internal/db"
)

// What is refused about a scenario.
var (
	ErrNoScenario = fault.New(fault.NotFound, "scenario_unknown", "there is no such scenario of yours")
	ErrNotDraft   = fault.New(fault.Conflict, "scenario_not_draft", "only a draft can be changed or published; retire this one and make another")
	ErrStale      = fault.New(fault.Conflict, "scenario_edition_old", "the procedure has a newer edition; make the scenario anew from it")
)

// Sources of a scenario.
const (
	fromProcedure = "procedure"
	fromHandoff   = "handoff"
)

// Scenario is one that a person of the brand looks at before any agent meets
// it: the preview hides nothing.
type Scenario struct {
	ID        uid.Scenario   `json:"id"`
	Source    string         `json:"source" enum:"procedure,handoff"`
	Chat      uid.Chat       `json:"chat_id,omitzero"`
	Procedure string         `json:"procedure"`
	Title     tongue.Words   `json:"title"`
	Edition   int            `json:"edition"`
	Stale     bool           `json:"stale"` // a newer edition is in force: it is drawn no more
	Lang      string         `json:"lang"`
	Level     int            `json:"level"`
	State     string         `json:"state" enum:"draft,published,retired"`
	MadeAt    time.Time      `json:"made_at"`
	Drilled   int            `json:"drilled"`
	Passed    int            `json:"passed"`
	Scene     drill.Scenario `json:"scene"`
	// How an agent who follows the procedure would go through it; of one scenario.
	Rehearsal []drill.Line `json:"rehearsal,omitempty"`
	Score     int          `json:"rehearsal_score,omitempty"`
}

// Draft is what a scenario is made from.
type Draft struct {
	Procedure string   `json:"procedure,omitempty" doc:"which procedure; left out with a chat: the one that its intent belongs to"`
	Chat      uid.Chat `json:"chat_id,omitzero" doc:"a conversation that was handed off and went wrong"`
	Lang      string   `json:"lang,omitempty" enum:"zh,en"`
	Level     int      `json:"level,omitempty" minimum:"1" maximum:"3"`
	Seed      uint64   `json:"seed,omitempty" doc:"the same seed draws the same one"`
}

// MakeScenario draws a draft from a brand's own material. It returns
// drill.ErrNoMaterial and ErrNoHandoff.
func (s *School) MakeScenario(ctx context.Context, by uid.Person, brand uid.Brand, d Draft) (Scenario, error) {
	m, err := s.material(ctx, brand)
	if err != nil {
		return Scenario{}, err
	}
	if err := s.orders(ctx, brand, &m); err != nil {
		return Scenario{}, err
	}
	id := uid.New[uid.Scenario]()
	w := drill.Wish{Seed: d.Seed, Lang: tongue.Lang(d.Lang), Level: max(d.Level, 1)}
	if w.Seed == 0 {
		w.Seed = uint64(s.clock.Now().UnixNano())
	}
	source := fromProcedure
	if !d.Chat.IsZero() {
		source = fromHandoff
		if err := s.likeHandoff(ctx, brand, m, d.Chat, &w); err != nil {
			return Scenario{}, err
		}
	}
	if d.Procedure != "" {
		w.Procedures = []string{d.Procedure}
	}
	scene, err := drill.Compose(ctx, m, w)
	if err != nil {
		return Scenario{}, err
	}
	raw, err := json.Marshal(scene)
	if err != nil {
		return Scenario{}, fmt.Errorf("write scenario: %w", err)
	}
	err = pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		return db.New(tx).AddScenario(ctx, db.AddScenarioParams{
			ID: id, BrandID: brand, Source: source, ChatID: d.Chat, ProcedureID: scene.Procedure, Edition: int32(scene.Edition), Lang: string(scene.Lang),
			Level: int32(scene.Level), Scene: raw, SceneSha: scene.ID, MadeBy: by, MadeAt: s.clock.Now(),
		})
	})
	if err != nil {
		return Scenario{}, fmt.Errorf("keep scenario: %w", err)
	}
	return s.Scenario(ctx, brand, id)
}

// Scenarios lists a brand's, newest first.
func (s *School) Scenarios(ctx context.Context, brand uid.Brand) ([]Scenario, error) {
	const most = 200
	var out []Scenario
	err := pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		q := db.New(tx)
		rows, err := q.Scenarios(ctx, db.ScenariosParams{BrandID: brand, Most: most})
		if err != nil {
			return fmt.Errorf("list scenarios: %w", err)
		}
		used, err := q.ScenarioUse(ctx, brand)
		if err != nil {
			return fmt.Errorf("count drills of scenarios: %w", err)
		}
		for _, r := range rows {
			one, err := s.scenarioOf(ctx, q, r)
			if err != nil {
				return err
			}
			if i := slices.IndexFunc(used, func(u db.ScenarioUseRow) bool { return u.ScenarioID == r.ID }); i >= 0 {
				one.Drilled, one.Passed = int(used[i].Drilled), int(used[i].Passed)
			}
			out = append(out, one)
		}
		return nil
	})
	return out, err
}

// Scenario is one with its preview. It returns ErrNoScenario.
func (s *School) Scenario(ctx context.Context, brand uid.Brand, id uid.Scenario) (Scenario, error) {
	var out Scenario
	err := pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		q := db.New(tx)
		row, err := q.Scenario(ctx, db.ScenarioParams{ID: id, BrandID: brand})
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoScenario
		}
		if err != nil {
			return fmt.Errorf("find scenario: %w", err)
		}
		out, err = s.scenarioOf(ctx, q, row)
		return err
	})
	if err != nil {
		return Scenario{}, err
	}
	talk, g := drill.Rehearse(out.Scene, drill.Model, s.guard(brand, s.clock.Now()))
	out.Rehearsal, out.Score = talk.Lines, g.Score
	return out, nil
}

func (s *School) scenarioOf(ctx context.Context, q *db.Queries, r db.TrainingScenario) (Scenario, error) {
	scene, err := sceneOf(r.Scene)
	if err != nil {
		return Scenario{}, err
	}
	stale, err := isStale(ctx, q, r)
	return Scenario{
		ID: r.ID, Source: r.Source, Chat: r.ChatID, Procedure: r.ProcedureID, Title: scene.Title, Edition: int(r.Edition), Stale: stale,
		Lang: r.Lang, Level: int(r.Level), State: r.State, MadeAt: r.MadeAt, Scene: scene,
	}, err
}

func isStale(ctx context.Context, q *db.Queries, r db.TrainingScenario) (bool, error) {
	inForce, err := q.PolicyInForce(ctx, db.PolicyInForceParams{BrandID: r.BrandID, ProcedureID: r.ProcedureID})
	if errors.Is(err, pgx.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("find policy in force: %w", err)
	}
	return r.Edition < inForce, nil
}

// AdjustScenario changes how a draft's shopper is. It returns ErrNoScenario,
// ErrNotDraft and drill.ErrChange.
func (s *School) AdjustScenario(ctx context.Context, brand uid.Brand, id uid.Scenario, c drill.Change) (Scenario, error) {
	err := s.onScenario(ctx, brand, id, func(q *db.Queries, row db.TrainingScenario) error {
		if row.State != "draft" {
			return ErrNotDraft
		}
		scene, err := sceneOf(row.Scene)
		if err != nil {
			return err
		}
		if scene, err = drill.Adjust(scene, c); err != nil {
			return err
		}
		raw, err := json.Marshal(scene)
		if err != nil {
			return fmt.Errorf("write scenario: %w", err)
		}
		return q.ChangeScenario(ctx, db.ChangeScenarioParams{ID: id, Scene: raw, SceneSha: scene.ID, Level: int32(scene.Level)})
	})
	if err != nil {
		return Scenario{}, err
	}
	return s.Scenario(ctx, brand, id)
}

// PublishScenario lets agents meet it, once it is proved that following the
// procedure passes and hurry does not. It returns ErrNoScenario, ErrNotDraft,
// ErrStale, drill.ErrUnfit and drill.ErrTooEasy.
func (s *School) PublishScenario(ctx context.Context, by uid.Person, brand uid.Brand, id uid.Scenario) (Scenario, error) {
	err := s.onScenario(ctx, brand, id, func(q *db.Queries, row db.TrainingScenario) error {
		if row.State != "draft" {
			return ErrNotDraft
		}
		if stale, err := isStale(ctx, q, row); err != nil || stale {
			return errors.Join(err, ErrStale)
		}
		scene, err := sceneOf(row.Scene)
		if err != nil {
			return err
		}
		if err := drill.Fit(scene, s.guard(brand, s.clock.Now())); err != nil {
			return err
		}
		now := s.clock.Now()
		return q.DecideScenario(ctx, db.DecideScenarioParams{ID: id, State: "published", DecidedBy: by, DecidedAt: &now})
	})
	if err != nil {
		return Scenario{}, err
	}
	return s.Scenario(ctx, brand, id)
}

// RetireScenario takes it out of the pool; a drill that runs on it ends as it
// began. It returns ErrNoScenario.
func (s *School) RetireScenario(ctx context.Context, by uid.Person, brand uid.Brand, id uid.Scenario) (Scenario, error) {
	err := s.onScenario(ctx, brand, id, func(q *db.Queries, _ db.TrainingScenario) error {
		now := s.clock.Now()
		return q.DecideScenario(ctx, db.DecideScenarioParams{ID: id, State: "retired", DecidedBy: by, DecidedAt: &now})
	})
	if err != nil {
		return Scenario{}, err
	}
	return s.Scenario(ctx, brand, id)
}

func (s *School) onScenario(ctx context.Context, brand uid.Brand, id uid.Scenario, work func(*db.Queries, db.TrainingScenario) error) error {
	return pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		q := db.New(tx)
		row, err := q.LockScenario(ctx, db.LockScenarioParams{ID: id, BrandID: brand})
		if errors.Is(err, pgx.ErrNoRows) {
			return ErrNoScenario
		}
		if err != nil {
			return fmt.Errorf("lock scenario: %w", err)
		}
		return work(q, row)
	})
}

// published takes a scenario of the brand's own pool that the agent has not
// had, of the procedures that are wanted; it is false when there is none.
func (s *School) published(ctx context.Context, agent uid.Agent, brand uid.Brand, p plan, lang tongue.Lang, seed uint64) (casting, bool, error) {
	var rows []db.TrainingScenario
	err := pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) (err error) {
		rows, err = db.New(tx).PublishedScenarios(ctx, db.PublishedScenariosParams{BrandID: brand, AgentID: agent, Lang: string(lang), Level: int32(p.level)})
		return err
	})
	if err != nil {
		return casting{}, false, fmt.Errorf("list published scenarios: %w", err)
	}
	fresh := slices.DeleteFunc(slices.Clone(rows), func(r db.TrainingScenario) bool {
		return slices.Contains(p.seen, r.SceneSha) || slices.Contains(p.covered, r.ProcedureID)
	})
	if len(fresh) == 0 {
		return casting{}, false, nil
	}
	row := fresh[seed/2%uint64(len(fresh))]
	scene, err := sceneOf(row.Scene)
	return casting{scene: scene, published: row.ID}, err == nil, err
}
