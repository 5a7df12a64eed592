package training

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training/internal/db"
)

// Standing is where a certificate stands.
type Standing string

// The standings. Only an active certificate has its tag.
const (
	Active    Standing = "active"
	Suspended Standing = "suspended"
	Expired   Standing = "expired"
)

// certificateLife is our own: past two big sales events, then it is earned
// again.
const certificateLife = 180 * 24 * time.Hour

// Tag is the certificate's tag of a brand: what matching and routing ask for.
func Tag(slug string) tag.Tag { return tag.Tag("brand:" + slug) }

// certify turns a pass into the certificate, or adds to the one that is held.
// It becomes active when everything that it stands on is in force; a pass on an
// edition that was replaced meanwhile is noted and needs a refresh.
func (s *School) certify(ctx context.Context, t *talk, now time.Time) error {
	b, err := s.brandOf(ctx, t.row.BrandID)
	if err != nil {
		return err
	}
	cert, err := t.q.HoldCertificate(ctx, db.HoldCertificateParams{
		ID: uid.New[uid.Certificate](), BrandID: t.row.BrandID, AgentID: t.row.AgentID, Tag: string(Tag(b.Slug)), Since: now, ExpiresAt: now.Add(certificateLife),
	})
	if err != nil {
		return fmt.Errorf("hold certificate: %w", err)
	}
	err = t.q.StandOn(ctx, db.StandOnParams{CertificateID: cert.ID, ProcedureID: t.row.ProcedureID, BrandID: t.row.BrandID, Edition: t.row.Edition, DrillID: t.row.ID})
	if err != nil {
		return fmt.Errorf("note what the certificate stands on: %w", err)
	}
	stands, err := t.q.Foundations(ctx, cert.ID)
	if err != nil {
		return fmt.Errorf("list what the certificate stands on: %w", err)
	}
	whole, err := t.lastPassed(ctx)
	if err != nil {
		return err
	}
	if whole {
		cert.Rounds++
	}
	renew := db.RenewCertificateParams{
		ID: cert.ID, State: string(Active), Since: cert.Since, ExpiresAt: now.Add(certificateLife), Rounds: cert.Rounds,
		// A level that is held does not fall by a pass.
		Level: max(cert.Level, int32(certificateLevel(Steps{Procedures: len(stands), Rounds: int(cert.Rounds)}))),
	}
	for _, f := range stands {
		if f.Edition < f.InForce {
			renew.State = string(Suspended)
			renew.Note = fmt.Sprintf("%s: passed in edition %d, edition %d is in force", f.ProcedureID, f.Edition, f.InForce)
		}
	}
	opens := renew.State == string(Active) && cert.State != string(Active)
	if opens {
		renew.Since = now
	}
	if err := t.q.RenewCertificate(ctx, renew); err != nil {
		return fmt.Errorf("renew certificate: %w", err)
	}
	if renew.State == string(Active) && renew.Level >= practisedFrom {
		if err := s.register.GiveTag(ctx, t.tx, t.row.AgentID, Practised(b.Slug), account.TagCertificate); err != nil {
			return err
		}
	}
	if !opens {
		return nil
	}
	return s.give(ctx, t.tx, t.row.AgentID, t.row.BrandID, tag.Tag(cert.Tag), now)
}

// give gives the tag and tells it.
func (s *School) give(ctx context.Context, tx pgx.Tx, agent uid.Agent, brand uid.Brand, what tag.Tag, now time.Time) error {
	if err := s.register.GiveTag(ctx, tx, agent, what, account.TagCertificate); err != nil {
		return err
	}
	return s.outbox.Tell(ctx, tx, fact.Certified{Meta: fact.New(brand, now), Agent: agent, Tag: what})
}

// take suspends or ends a certificate: its tag goes in the same commit.
func (s *School) take(ctx context.Context, tx pgx.Tx, c db.TrainingCertificate, to Standing, why string, now time.Time) error {
	if err := db.New(tx).SetCertificate(ctx, db.SetCertificateParams{ID: c.ID, State: string(to), Note: why}); err != nil {
		return fmt.Errorf("set certificate: %w", err)
	}
	for _, t := range []tag.Tag{tag.Tag(c.Tag), practisedOf(tag.Tag(c.Tag))} {
		if err := s.register.TakeTag(ctx, tx, c.AgentID, t); err != nil {
			return err
		}
	}
	return s.outbox.Tell(ctx, tx, fact.Decertified{Meta: fact.New(c.BrandID, now), Agent: c.AgentID, Tag: tag.Tag(c.Tag), Why: why})
}

// expire ends the certificates whose time is over, a few at a time.
func (s *School) expire(ctx context.Context) error {
	const most = 50
	return pg.InTx(ctx, s.pool, pg.Everything, func(tx pgx.Tx) error {
		now := s.clock.Now()
		rows, err := db.New(tx).Lapsed(ctx, db.LapsedParams{Now: now, Most: most})
		if err != nil {
			return fmt.Errorf("list lapsed certificates: %w", err)
		}
		for _, c := range rows {
			if err := s.take(ctx, tx, c, Expired, "expired", now); err != nil {
				return err
			}
		}
		return nil
	})
}

// Grant certifies a whole pool for brands without drills: agents who come with
// experience, and the demo's. Each certificate stands on one to three of the
// brand's procedures, drawn by the agent's id, as if they had been drilled. A
// certificate that is held stays as it is, but that one granted before the brand
// had filed any procedure gets what it stands on, and its level, the next time.
// Nothing is told: whoever counts the
// pool afterwards reads it.
func (s *School) Grant(ctx context.Context, agents []uid.Agent, brands ...uid.Brand) error {
	if len(agents) == 0 {
		return nil
	}
	for _, brand := range brands {
		b, err := s.brandOf(ctx, brand)
		if err != nil {
			return err
		}
		filed, err := s.book.Procedures(ctx, brand)
		if err != nil {
			return err
		}
		g := granting(agents, brand)
		for _, f := range filed {
			g.offer = append(g.offer, edition{f.ID, f.Edition})
		}
		g.draw()
		if err := s.grant(ctx, b, g); err != nil {
			return err
		}
	}
	return nil
}

func (s *School) grant(ctx context.Context, b account.Brand, g *grant) error {
	return pg.InTx(ctx, s.pool, pg.OfBrand(b.ID), func(tx pgx.Tx) error {
		q, now := db.New(tx), s.clock.Now()
		for _, e := range g.offer {
			if _, err := hearPolicy(ctx, q, b.ID, e.procedure, e.number, now); err != nil {
				return err
			}
		}
		err := q.GrantCertificates(ctx, db.GrantCertificatesParams{
			Ids: g.ids, BrandID: b.ID, Agents: g.agents, Tag: string(Tag(b.Slug)), Levels: g.levels, Since: now, ExpiresAt: now.Add(certificateLife), Note: "granted",
		})
		if err != nil {
			return fmt.Errorf("grant certificates: %w", err)
		}
		err = q.GrantFoundations(ctx, db.GrantFoundationsParams{Ids: g.stand, Procedures: g.procedures, Editions: g.editions})
		if err != nil {
			return fmt.Errorf("grant certificates: %w", err)
		}
		if err := s.register.GiveTags(ctx, tx, g.who, Tag(b.Slug), account.TagCertificate); err != nil {
			return err
		}
		return s.register.GiveTags(ctx, tx, g.practised(), Practised(b.Slug), account.TagCertificate)
	})
}

type edition struct {
	procedure string
	number    int
}

// grant is a pool's certificates as columns.
type grant struct {
	who    []uid.Agent
	offer  []edition
	ids    []uuid.UUID
	agents []uuid.UUID
	levels []int32
	// what they stand on
	stand      []uuid.UUID
	procedures []string
	editions   []int32
}

func granting(agents []uid.Agent, brand uid.Brand) *grant {
	g := &grant{who: agents}
	for _, a := range agents {
		g.ids = append(g.ids, uuid.UUID(uid.Derive[uid.Certificate]("certificate", brand.String()+a.String())))
		g.agents = append(g.agents, uuid.UUID(a))
	}
	return g
}

// practised are those who come with enough experience for any conversation.
func (g *grant) practised() []uid.Agent {
	var out []uid.Agent
	for i, a := range g.who {
		if g.levels[i] >= practisedFrom {
			out = append(out, a)
		}
	}
	return out
}

// draw gives each certificate its level and its procedures.
func (g *grant) draw() {
	for i, id := range g.ids {
		n := min(1+int(id[0])%highest, max(1, len(g.offer)))
		g.levels = append(g.levels, int32(min(n, highest))) // experience counts as rounds
		for k := range min(n, len(g.offer)) {
			e := g.offer[(int(id[1])+k)%len(g.offer)]
			g.stand = append(g.stand, g.ids[i])
			g.procedures = append(g.procedures, e.procedure)
			g.editions = append(g.editions, int32(e.number))
		}
	}
}
