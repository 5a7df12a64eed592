package replay

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/demo/play"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/forecast"
	"github.com/manyhands/manyhands/matching/plan"
)

// slug is a brand's short name.
func slug(i int) string { return fmt.Sprintf("replay-%02d", i+1) }

func emailOf(who string) string { return who + "@replay.example" }

// Opens is when the desks are booked from: the evening of the demo's sale.
func Opens() time.Time { return demo.Anchor() }

const booked = 4 * time.Hour

// Seed writes the brands and the people of a scenario down: each brand with its
// share of the agents, certified and free on the evening, and finance and an
// operator for all.
func Seed(ctx context.Context, s Scenario, d demo.Doors) error {
	hash, err := account.HashPassword(demo.Password)
	if err != nil {
		return err
	}
	for _, role := range []account.Role{account.RoleFinance, account.RoleOperator} {
		if err := addPerson(ctx, d, account.Person{Email: emailOf(string(role)), Name: string(role), Role: role}, hash); err != nil {
			return err
		}
	}
	for i := range s.Brands {
		b := account.Brand{
			ID: uid.Derive[uid.Brand]("replay-brand", slug(i)), Slug: slug(i), Name: slug(i), Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"},
			WebhookSecret: uid.Derive[uid.Brand]("replay-secret", slug(i)).String(),
		}
		if err := d.Register.AddBrand(ctx, b); err != nil {
			return err
		}
		if err := addPerson(ctx, d, account.Person{Email: emailOf(b.Slug), Name: b.Name, Role: account.RoleBrand, Brand: b.ID}, hash); err != nil {
			return err
		}
		if err := s.seat(ctx, d, b, i, hash); err != nil {
			return fmt.Errorf("seat the agents of %s: %w", b.Slug, err)
		}
	}
	return nil
}

func addPerson(ctx context.Context, d demo.Doors, p account.Person, hash string) error {
	p.ID, p.Locale = uid.Derive[uid.Person]("replay-person", p.Email), "zh-CN"
	return d.Register.AddPerson(ctx, p, hash)
}

// seat writes a brand's agents down.
func (s Scenario) seat(ctx context.Context, d demo.Doors, b account.Brand, brand int, hash string) error {
	var list []account.Agent
	var ids []uid.Agent
	free := map[uid.Agent][]plan.Span{}
	for n := brand; n < s.Agents; n += s.Brands {
		name := fmt.Sprintf("agent-%05d", n+1)
		a := account.Agent{
			ID: uid.Derive[uid.Agent]("replay-agent", name), Name: name, Email: emailOf(name), CostMinor: 2500, ReliabilityBP: 9900,
			MaxHoursDay: 10, MaxHoursTotal: 40, MinRestHours: 8, Capacity: s.ChatsEach, Tags: tag.Set{"category:apparel", "lang:zh", "skill:presale", "skill:refund"},
		}
		list, ids = append(list, a), append(ids, a.ID)
		free[a.ID] = []plan.Span{plan.Between(Opens().Add(-time.Hour), Opens().Add(booked+time.Hour))}
	}
	if err := d.Register.AddAgents(ctx, list, "zh-CN", hash); err != nil {
		return err
	}
	if err := d.Available(ctx, free); err != nil {
		return err
	}
	return d.Grant(ctx, ids, b.ID, b.Slug)
}

// Stages are the brands' own parts in the play: who books, and who is billed.
func Stages(s Scenario, base string, moveTo func(time.Time), clock func() time.Time, out io.Writer) ([]*play.Stage, error) {
	const orders = 3000 // fewer, and the demo's scenes find none that fits
	shipped, err := play.Shipped(s.Seed, orders)
	if err != nil {
		return nil, err
	}
	for _, kind := range []string{"orders", "logistics", "shoppers"} { // a replay's shoppers are its own
		delete(shipped.Files, kind)
	}
	var list []*play.Stage
	for i := range s.Brands {
		m := shipped
		m.Parts = nil
		m.Event.Channels, m.Event.Multiplier = []string{"web"}, 1
		m.Event.Starts, m.Event.Ends = Opens(), Opens().Add(booked)
		if m.History, m.Events, err = s.history(i); err != nil {
			return nil, err
		}
		login := func(email string) play.Login { return play.Login{Email: email, Password: demo.Password} }
		list = append(list, &play.Stage{
			Base: base, MoveTo: moveTo, Now: clock, Out: out, BrandSlug: slug(i), Material: m, Patience: 5 * time.Minute,
			Brand: login(emailOf(slug(i))), Finance: login(emailOf(string(account.RoleFinance))), Operator: login(emailOf(string(account.RoleOperator))),
			AgentOf: login, EmailOf: func(string) (string, bool) { return "", false },
		})
	}
	return list, nil
}

// history is four weeks of evenings so busy that every agent of the brand is
// asked for: how many sit at the desks is the scenario's to say, not the
// forecast's.
func (s Scenario) history(brand int) (contacts, events []byte, err error) {
	const weeks = 4
	const each = 200 // contacts that one agent's half hour cannot hold
	agents := (s.Agents - brand + s.Brands - 1) / s.Brands
	past := demo.Past{}
	for day := range weeks * 7 {
		for half := range 2 * int(booked/time.Hour) {
			at := Opens().AddDate(0, 0, day-weeks*7).Add(time.Duration(half) * 30 * time.Minute)
			past.Rows = append(past.Rows, forecast.Interval{Start: at, Channel: "web", Contacts: float64(each * agents), AHT: 4 * time.Minute})
		}
	}
	var buf bytes.Buffer
	err = past.WriteContacts(&buf)
	return buf.Bytes(), nil, err
}
