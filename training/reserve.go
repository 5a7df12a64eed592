package training

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/internal/db"
)

// Event is a sales event that a brand has booked people for, as matching tells
// it.
type Event struct {
	Request  uid.Request `json:"request_id"`
	Name     string      `json:"event"`
	Starts   time.Time   `json:"starts"`
	Ends     time.Time   `json:"ends"`
	Needed   int         `json:"needed"` // people at once
	Accepted int         `json:"accepted" doc:"seats that certified people have said yes to"`
	Seats    int         `json:"seats"`
	Skills   []tag.Tag   `json:"-"` // that it asks for besides the certificate
}

// EventReserve is how many people a brand could put on duty for one event: a
// certificate that runs out before it is over does not count.
type EventReserve struct {
	Event
	Certified  int          `json:"certified"`
	Lapsing    int          `json:"lapsing"` // certified now, and not to the end of it
	InTraining int          `json:"in_training"`
	Short      int          `json:"short"`
	BySkill    []SkillCount `json:"by_skill"`
	ByLevel    []int        `json:"by_level" doc:"certified people of level 1, 2, 3"`
}

// SkillCount is how many of them hold a skill.
type SkillCount struct {
	Skill      tag.Tag `json:"skill"`
	Certified  int     `json:"certified"`
	InTraining int     `json:"in_training"`
}

// Reserve is how many people a brand could put on duty.
type Reserve struct {
	Brand      uid.Brand `json:"brand_id"`
	BrandName  string    `json:"brand_name"`
	Certified  int       `json:"certified"`
	Suspended  int       `json:"suspended"` // a policy changed; a refresh restores
	InTraining int       `json:"in_training"`
	Expiring   int       `json:"expiring"` // within two weeks
	Needed     int       `json:"needed"`   // at once, by what is booked
	Short      int       `json:"short"`    // needed and not certified
	Passed     int       `json:"drills_passed"`
	Failed     int       `json:"drills_failed"`
	MeanScore  int       `json:"mean_score"`
	// Events are the reserve for each that is booked, by its dates and skills.
	Events []EventReserve `json:"events"`
	// Rows are where real conversations lose points, by row of the rubric.
	Rows []RowLost `json:"rows"`
	// Procedures say who is certified on what, and blocked by its change.
	Procedures []OnProcedure `json:"procedures"`
}

// OnProcedure counts a procedure's certificates.
type OnProcedure struct {
	Procedure string       `json:"procedure"`
	Title     tongue.Words `json:"title"`
	Certified int          `json:"certified"`
	Blocked   int          `json:"blocked"`
}

// Our own spans of the reserve.
const (
	soon   = 14 * 24 * time.Hour
	lately = 7 * 24 * time.Hour
)

// Reserve counts a brand's certificates. It returns account.ErrNoBrand.
func (s *School) Reserve(ctx context.Context, brand uid.Brand) (Reserve, error) {
	b, err := s.brandOf(ctx, brand)
	if err != nil {
		return Reserve{}, err
	}
	m, err := s.material(ctx, brand)
	if err != nil {
		return Reserve{}, err
	}
	out := Reserve{Brand: brand, BrandName: b.Name, Procedures: []OnProcedure{}, Events: []EventReserve{}}
	err = pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		q, now := db.New(tx), s.clock.Now()
		n, err := q.Counts(ctx, db.CountsParams{BrandID: brand, Soon: now.Add(soon), Lately: now.Add(-lately)})
		if err != nil {
			return fmt.Errorf("count certificates: %w", err)
		}
		out.Certified, out.Suspended, out.Expiring, out.InTraining = int(n.Certified), int(n.Suspended), int(n.Expiring), int(n.InTraining)
		if out.Rows, err = rowsLost(ctx, q, brand, now.Add(-lately)); err != nil {
			return err
		}
		out.Passed, out.Failed, out.MeanScore = int(n.Passed), int(n.Failed), int(n.MeanScore+0.5)
		rows, err := q.ByProcedure(ctx, brand)
		if err != nil {
			return fmt.Errorf("count certificates by procedure: %w", err)
		}
		for _, p := range m.Procedures {
			on := OnProcedure{Procedure: p.ID, Title: p.Title}
			for _, r := range rows {
				if r.ProcedureID == p.ID {
					on.Certified, on.Blocked = int(r.Certified), int(r.Blocked)
				}
			}
			out.Procedures = append(out.Procedures, on)
		}
		return nil
	})
	if err != nil || s.events == nil {
		return out, err
	}
	if out.Events, err = s.byEvent(ctx, brand); err != nil {
		return out, err
	}
	for _, e := range out.Events {
		out.Needed = max(out.Needed, e.Needed)
	}
	out.Short = max(0, out.Needed-out.Certified)
	return out, nil
}

// byEvent counts the reserve of every event that is not over.
func (s *School) byEvent(ctx context.Context, brand uid.Brand) ([]EventReserve, error) {
	events, err := s.events(ctx, brand)
	if err != nil || len(events) == 0 {
		return []EventReserve{}, err
	}
	pool, err := s.register.Agents(ctx)
	if err != nil {
		return nil, err
	}
	holds := map[uid.Agent]tag.Set{}
	for _, a := range pool {
		holds[a.ID] = a.Tags
	}
	out := make([]EventReserve, len(events))
	err = pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		q, now := db.New(tx), s.clock.Now()
		active, err := q.CertifiedUntil(ctx, db.CertifiedUntilParams{BrandID: brand, Until: now})
		if err != nil {
			return fmt.Errorf("list certified: %w", err)
		}
		learning, err := q.Learners(ctx, db.LearnersParams{BrandID: brand, Lately: now.Add(-lately)})
		if err != nil {
			return fmt.Errorf("list learners: %w", err)
		}
		for i, e := range events {
			out[i] = reserveFor(e, active, learning, holds)
		}
		return nil
	})
	return out, err
}

func reserveFor(e Event, active []db.CertifiedUntilRow, learning []uid.Agent, holds map[uid.Agent]tag.Set) EventReserve {
	out := EventReserve{Event: e, ByLevel: make([]int, highest), BySkill: make([]SkillCount, len(e.Skills)), InTraining: len(learning)}
	for i, skill := range e.Skills {
		out.BySkill[i].Skill = skill
		for _, a := range learning {
			if holds[a].Has(skill) {
				out.BySkill[i].InTraining++
			}
		}
	}
	for _, c := range active {
		if !c.ExpiresAt.After(e.Ends) {
			out.Lapsing++
			continue
		}
		out.Certified++
		out.ByLevel[c.Level-1]++
		for i, skill := range e.Skills {
			if holds[c.AgentID].Has(skill) {
				out.BySkill[i].Certified++
			}
		}
	}
	out.Short = max(0, e.Needed-out.Certified)
	return out
}

// RowLost is a row of the rubric over a brand's real conversations.
type RowLost struct {
	Item   string `json:"item"`
	Marked int    `json:"marked"`
	ShareB int    `json:"share_bp" doc:"of the points, what was got"`
}

func rowsLost(ctx context.Context, q *db.Queries, brand uid.Brand, since time.Time) ([]RowLost, error) {
	rows, err := q.RowsLost(ctx, db.RowsLostParams{BrandID: brand, Since: since})
	if err != nil {
		return nil, fmt.Errorf("count rows of reviews: %w", err)
	}
	out := make([]RowLost, len(rows))
	for i, r := range rows {
		out[i] = RowLost{Item: r.Item, Marked: int(r.Marked), ShareB: int(r.Got * 10_000 / max(r.Points, 1))}
	}
	return out, nil
}

// Reserves is every brand's reserve.
func (s *School) Reserves(ctx context.Context) ([]Reserve, error) {
	brands, err := s.register.Brands(ctx)
	if err != nil {
		return nil, err
	}
	var out []Reserve
	for _, b := range brands {
		r, err := s.Reserve(ctx, b.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, nil
}
