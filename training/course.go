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
	Next    string `json:"next" enum:"entry,refresh"`
	Minutes int    `json:"minutes"`
	Running string `json:"running,omitempty"` // the drill to go on with
	Level   int    `json:"level"`             // how hard the next one is
	Chats   int    `json:"chats"`             // how many shoppers at once may be had
	// Rung is the level of the certificate, 0 without one; Next level takes Rungs.
	Rung  int      `json:"rung"`
	Rungs []Rung   `json:"rungs"`
	Langs []string `json:"languages"`
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
	var quality map[uid.Brand]db.QualityByBrandRow
	err = pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		if quality, err = qualities(ctx, q, agent, s.clock.Now()); err != nil {
			return err
		}
		return out.read(ctx, q, agent, names)
	})
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
		out.stand(&c, quality[b.ID])
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

// qualities are an agent's real conversations of late, by brand.
func qualities(ctx context.Context, q *db.Queries, agent uid.Agent, now time.Time) (map[uid.Brand]db.QualityByBrandRow, error) {
	rows, err := q.QualityByBrand(ctx, db.QualityByBrandParams{AgentID: agent, Since: now.Add(-lately)})
	if err != nil {
		return nil, fmt.Errorf("read reviews by brand: %w", err)
	}
	out := map[uid.Brand]db.QualityByBrandRow{}
	for _, r := range rows {
		out[r.BrandID] = r
	}
	return out, nil
}

// stand fills in where the agent stands in a course.
func (d Desk) stand(c *Course, done db.QualityByBrandRow) {
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
	c.Chats = c.Level
	steps := Steps{Reviewed: int(done.N), Quality: int(done.Mean + 0.5)}
	c.Rungs = rungs(0, steps)
	i := slices.IndexFunc(d.Certificates, func(x Certificate) bool { return x.Brand == c.Brand })
	if i < 0 {
		return
	}
	cert := d.Certificates[i]
	c.Standing = string(cert.State)
	steps.Procedures, steps.Rounds = len(cert.StandsOn), cert.Rounds
	c.Rung, c.Rungs = cert.Level, rungs(cert.Level, steps)
	for _, f := range cert.StandsOn {
		if f.Edition < f.InForce {
			c.Next, c.Minutes, c.Chats = kindRefresh, int(refreshLimit.Minutes()), 1
		}
		for k := range c.Lessons {
			if c.Lessons[k].Procedure == f.Procedure {
				c.Lessons[k].Passed = f.Edition
			}
		}
	}
}
