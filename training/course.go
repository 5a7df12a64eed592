package training

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/internal/db"
)

// Course is a brand that an agent can be certified for.
type Course struct {
	Brand     uid.Brand `json:"brand_id"`
	Slug      string    `json:"slug"`
	BrandName string    `json:"brand_name"`
	// Standing: none, or where the certificate stands.
	Standing string  `json:"standing" enum:"none,active,suspended,expired"`
	Lessons  []Topic `json:"lessons"`
	// Next is what Begin would give: a first or further drill, or a refresh.
	Next    string   `json:"next" enum:"entry,refresh"`
	Minutes int      `json:"minutes"`
	Running string   `json:"running,omitempty"` // the drill to go on with
	Level   int      `json:"level"`             // how hard the next one is
	Langs   []string `json:"languages"`
}

// Topic is one procedure of a course.
type Topic struct {
	Procedure string       `json:"procedure"`
	Title     tongue.Words `json:"title"`
	Edition   int          `json:"edition"`
	Passed    int          `json:"passed_edition,omitempty"` // 0: not yet
}

// Desk is everything of an agent's school.
type Desk struct {
	Courses      []Course      `json:"courses"`
	Certificates []Certificate `json:"certificates"`
	Drills       []Brief       `json:"drills"`
}

const drillsShown = 50

// Desk lists what an agent can drill, has drilled and holds.
func (s *School) Desk(ctx context.Context, agent uid.Agent) (Desk, error) {
	out := Desk{Courses: []Course{}, Certificates: []Certificate{}, Drills: []Brief{}}
	brands, err := s.register.Brands(ctx)
	if err != nil {
		return out, err
	}
	names := map[uid.Brand]string{}
	for _, b := range brands {
		names[b.ID] = b.Name
	}
	err = pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error { return out.read(ctx, db.New(tx), agent, names) })
	if err != nil {
		return out, err
	}
	for _, b := range brands {
		m, err := s.material(ctx, b.ID)
		if err != nil {
			return out, err
		}
		if len(m.Procedures) == 0 {
			continue
		}
		c := Course{Brand: b.ID, Slug: b.Slug, BrandName: b.Name, Standing: "none", Next: kindEntry, Minutes: int(entryLimit.Minutes()), Langs: b.Languages, Lessons: []Topic{}}
		for _, p := range m.Procedures {
			c.Lessons = append(c.Lessons, Topic{Procedure: p.ID, Title: p.Title, Edition: p.Number})
		}
		out.stand(&c)
		out.Courses = append(out.Courses, c)
	}
	return out, nil
}

func (d *Desk) read(ctx context.Context, q *db.Queries, agent uid.Agent, names map[uid.Brand]string) error {
	drills, err := q.DrillsOf(ctx, db.DrillsOfParams{AgentID: agent, Most: drillsShown})
	if err != nil {
		return fmt.Errorf("list drills: %w", err)
	}
	for _, row := range drills {
		scene, err := sceneOf(row.Scenario)
		if err != nil {
			return err
		}
		b := briefOf(row, scene.Title)
		b.BrandName = names[b.Brand]
		d.Drills = append(d.Drills, b)
	}
	certs, err := q.CertificatesOf(ctx, agent)
	if err != nil {
		return fmt.Errorf("list certificates: %w", err)
	}
	for _, row := range certs {
		c, err := certificateOf(ctx, q, row)
		if err != nil {
			return err
		}
		c.BrandName = names[c.Brand]
		d.Certificates = append(d.Certificates, c)
	}
	return nil
}

// stand fills in where the agent stands in a course.
func (d Desk) stand(c *Course) {
	var states []string
	for _, r := range d.Drills {
		if r.Brand != c.Brand {
			continue
		}
		states = append(states, r.State)
		if r.State == stateRunning {
			c.Running = r.ID.String()
		}
	}
	c.Level = drillLevel(resultsOf(states))
	i := slices.IndexFunc(d.Certificates, func(x Certificate) bool { return x.Brand == c.Brand })
	if i < 0 {
		return
	}
	cert := d.Certificates[i]
	c.Standing = string(cert.State)
	for _, f := range cert.StandsOn {
		if f.Edition < f.InForce {
			c.Next, c.Minutes = kindRefresh, int(refreshLimit.Minutes())
		}
		for k := range c.Lessons {
			if c.Lessons[k].Procedure == f.Procedure {
				c.Lessons[k].Passed = f.Edition
			}
		}
	}
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
	out := Reserve{Brand: brand, BrandName: b.Name, Procedures: []OnProcedure{}}
	err = pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		q, now := db.New(tx), s.clock.Now()
		n, err := q.Counts(ctx, db.CountsParams{BrandID: brand, Soon: now.Add(soon), Lately: now.Add(-lately)})
		if err != nil {
			return fmt.Errorf("count certificates: %w", err)
		}
		out.Certified, out.Suspended, out.Expiring, out.InTraining = int(n.Certified), int(n.Suspended), int(n.Expiring), int(n.InTraining)
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
	if err != nil || s.needed == nil {
		return out, err
	}
	out.Needed, err = s.needed(ctx, brand)
	out.Short = max(0, out.Needed-out.Certified)
	return out, err
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
