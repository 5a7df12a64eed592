package demo

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/plan"
)

// Password is every demo persona's. It is shown on the sign-in page of a demo
// and works nowhere else.
const Password = "manyhands-demo"

// The personas of the demo who are not agents.
const (
	BrandEmail   = "brand@yunshang.example"
	FinanceEmail = "finance@manyhands.example"
	// ControllerEmail is finance's second person: a payrun needs two.
	ControllerEmail = "controller@manyhands.example"
	OperatorEmail   = "operator@manyhands.example"
)

// World is the people of a demo.
type World struct {
	Brand    account.Brand
	Agents   []Candidate
	Beginner Candidate // holds no certificate yet
	Veteran  Candidate // holds it and is free in the event hour
}

// Doors are the domains that the people are brought into.
type Doors struct {
	Register  *account.Register
	Available func(ctx context.Context, free map[uid.Agent][]plan.Span) error
	Grant     func(ctx context.Context, agents []uid.Agent, brand uid.Brand, slug string) error
}

// AgentID is the id of a candidate of the pool: the same in every world.
func AgentID(c Candidate) uid.Agent { return uid.Derive[uid.Agent]("demo-agent", c.Login) }

// Email is what a candidate signs in with.
func (c Candidate) Email() string { return c.Login + "@agents.example" }

// People makes the people of a world around an event: nothing is written.
func People(seed uint64, brand account.Brand, opens time.Time, agents int) World {
	w := World{Brand: brand, Agents: Pool(seed, opens, agents)}
	certificate := tag.Tag("brand:" + BrandID)
	for i, c := range w.Agents {
		held := c.Tags.Has(certificate)
		if brand.Slug != BrandID { // another brand's certificate stands where the shipped one's did
			w.Agents[i].Tags = renamed(c.Tags, certificate, tag.Tag("brand:"+brand.Slug))
			c = w.Agents[i]
		}
		if !c.Tags.Has("lang:zh") || !freeAt(c, opens.Add(time.Hour)) {
			continue
		}
		if held && w.Veteran.Login == "" {
			w.Veteran = c
		}
		if !held && w.Beginner.Login == "" {
			w.Beginner = c
		}
	}
	return w
}

func renamed(s tag.Set, from, to tag.Tag) tag.Set {
	var texts []string
	for _, t := range s {
		if t == from {
			t = to
		}
		texts = append(texts, string(t))
	}
	out, err := tag.ParseAll(texts)
	if err != nil {
		return s // the set was well formed, and so is a brand's slug
	}
	return out
}

func freeAt(c Candidate, at time.Time) bool {
	for _, s := range c.Available {
		if s.From.Unix() <= at.Unix() && at.Add(3*time.Hour).Unix() <= s.Till.Unix() {
			return true
		}
	}
	return false
}

// Seed writes a world's people down: the brand, its log-in, finance, an
// operator, and the pool with its hours and certificates. A world that is there
// already stays as it is.
func Seed(ctx context.Context, d Doors, w World) error {
	if _, err := d.Register.Agent(ctx, AgentID(w.Agents[0])); err == nil {
		return nil
	}
	hash, err := account.HashPassword(Password)
	if err != nil {
		return err
	}
	for _, b := range []account.Brand{w.Brand, Friend()} {
		if err := d.Register.AddBrand(ctx, b); err != nil {
			return err
		}
	}
	for _, p := range []account.Person{
		{Email: BrandEmail, Name: "云裳运营部", Role: account.RoleBrand, Brand: w.Brand.ID},
		{Email: FriendEmail, Name: "茶言店主", Role: account.RoleBrand, Brand: Friend().ID},
		{Email: FinanceEmail, Name: "财务部", Role: account.RoleFinance},
		{Email: ControllerEmail, Name: "财务复核", Role: account.RoleFinance},
		{Email: OperatorEmail, Name: "平台运营", Role: account.RoleOperator},
	} {
		p.ID, p.Locale = uid.Derive[uid.Person]("demo-person", p.Email), "zh-CN"
		if err := d.Register.AddPerson(ctx, p, hash); err != nil {
			return err
		}
	}
	return seedPool(ctx, d, w, hash)
}

func seedPool(ctx context.Context, d Doors, w World, hash string) error {
	certificate := tag.Tag("brand:" + w.Brand.Slug)
	agents := make([]account.Agent, 0, len(w.Agents))
	free := map[uid.Agent][]plan.Span{}
	var certified []uid.Agent
	for _, c := range w.Agents {
		id := AgentID(c)
		var tags tag.Set
		for _, t := range c.Tags {
			if t == certificate {
				certified = append(certified, id)
				continue // earned, not claimed: the school gives it
			}
			tags = append(tags, t)
		}
		free[id] = c.Available
		agents = append(agents, account.Agent{
			ID: id, Name: c.Name, Email: c.Email(), City: c.City, CostMinor: c.CostMinor, ReliabilityBP: int(c.Reliability * 10_000),
			MaxHoursDay: int(c.MaxDay.Hours()), MaxHoursTotal: int(c.MaxTotal.Hours()), MinRestHours: int(c.MinRest.Hours()), Capacity: 2 + c.Level,
			PreferBrands: c.PreferBrands, AvoidBrands: c.AvoidBrands, Accommodations: c.Accommodations, Tags: tags,
		})
	}
	if err := d.Register.AddAgents(ctx, agents, "zh-CN", hash); err != nil {
		return err
	}
	if err := d.Available(ctx, free); err != nil {
		return fmt.Errorf("write hours down: %w", err)
	}
	if err := d.Grant(ctx, certified, w.Brand.ID, w.Brand.Slug); err != nil {
		return fmt.Errorf("grant certificates: %w", err)
	}
	return nil
}

// Certified are the agents who come with the brand's certificate.
func Certified(w World) []uid.Agent {
	certificate := tag.Tag("brand:" + w.Brand.Slug)
	var out []uid.Agent
	for _, c := range w.Agents {
		if slices.Contains(c.Tags, certificate) {
			out = append(out, AgentID(c))
		}
	}
	return out
}
