package account

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account/internal/db"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
)

// ErrNoAgent says that there is no such agent.
var ErrNoAgent = fault.New(fault.NotFound, "agent_unknown", "there is no such agent")

// Agent is a person who answers, as the market sees one. City and
// accommodations are shown to people and never enter a score.
type Agent struct {
	ID             uid.Agent
	Name           string
	Email          string
	City           string
	CostMinor      int64 // an hour
	ReliabilityBP  int   // share of booked shifts that were worked
	MaxHoursDay    int
	MaxHoursTotal  int
	MinRestHours   int
	Capacity       int // chats at once
	PreferBrands   []string
	AvoidBrands    []string
	Accommodations []string
	Tags           tag.Set
}

// TagSource says how a tag was come by.
type TagSource string

// A tag is claimed by the agent, earned by a drill, or given by an operator.
const (
	TagSelf        TagSource = "self"
	TagCertificate TagSource = "certificate"
	TagOperator    TagSource = "operator"
)

// Agents lists the pool with the tags that each holds.
func (r *Register) Agents(ctx context.Context) ([]Agent, error) {
	q := db.New(r.pool)
	rows, err := q.Agents(ctx)
	if err != nil {
		return nil, fmt.Errorf("list agents: %w", err)
	}
	tags, err := q.AgentTags(ctx)
	if err != nil {
		return nil, fmt.Errorf("list agents' tags: %w", err)
	}
	return agentsOf(rows, tags), nil
}

// Some finds agents by their ids, in no order; unknown ones are left out.
func (r *Register) Some(ctx context.Context, ids []uid.Agent) ([]Agent, error) {
	raw := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		raw[i] = uuid.UUID(id)
	}
	q := db.New(r.pool)
	rows, err := q.SomeAgents(ctx, raw)
	if err != nil {
		return nil, fmt.Errorf("find agents: %w", err)
	}
	tags, err := q.SomeAgentTags(ctx, raw)
	if err != nil {
		return nil, fmt.Errorf("find agents' tags: %w", err)
	}
	people := make([]db.AgentsRow, len(rows))
	for i, r := range rows {
		people[i] = db.AgentsRow(r)
	}
	held := make([]db.AgentTagsRow, len(tags))
	for i, t := range tags {
		held[i] = db.AgentTagsRow(t)
	}
	return agentsOf(people, held), nil
}

// agentsOf puts people and the tags that they hold together.
func agentsOf(rows []db.AgentsRow, tags []db.AgentTagsRow) []Agent {
	held := map[uid.Agent]tag.Set{}
	for _, t := range tags {
		held[t.AgentID] = append(held[t.AgentID], tag.Tag(t.Tag)) // in order of tag: a Set
	}
	out := make([]Agent, len(rows))
	for i, row := range rows {
		out[i] = agentOf(db.AccountAgent{
			ID: row.ID, City: row.City, CostMinor: row.CostMinor, ReliabilityBp: row.ReliabilityBp, MaxHoursDay: row.MaxHoursDay,
			MaxHoursTotal: row.MaxHoursTotal, MinRestH: row.MinRestH, Capacity: row.Capacity,
			PreferBrands: row.PreferBrands, AvoidBrands: row.AvoidBrands, Accommodations: row.Accommodations,
		}, row.Name, row.Email, held[row.ID])
	}
	return out
}

// Agent finds one agent. It returns ErrNoAgent.
func (r *Register) Agent(ctx context.Context, id uid.Agent) (Agent, error) {
	q := db.New(r.pool)
	row, err := q.Agent(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return Agent{}, ErrNoAgent
	}
	if err != nil {
		return Agent{}, fmt.Errorf("find agent: %w", err)
	}
	p, err := q.Person(ctx, uid.Person(id))
	if err != nil {
		return Agent{}, fmt.Errorf("find agent's person: %w", err)
	}
	tags, err := q.TagsOf(ctx, id)
	if err != nil {
		return Agent{}, fmt.Errorf("list tags: %w", err)
	}
	var set tag.Set
	for _, t := range tags {
		set = append(set, tag.Tag(t))
	}
	return agentOf(row, p.Name, p.Email, set), nil
}

func agentOf(row db.AccountAgent, name, email string, tags tag.Set) Agent {
	return Agent{
		ID: row.ID, Name: name, Email: email, City: row.City, CostMinor: row.CostMinor, ReliabilityBP: int(row.ReliabilityBp),
		MaxHoursDay: int(row.MaxHoursDay), MaxHoursTotal: int(row.MaxHoursTotal), MinRestHours: int(row.MinRestH),
		Capacity: int(row.Capacity), PreferBrands: row.PreferBrands, AvoidBrands: row.AvoidBrands,
		Accommodations: row.Accommodations, Tags: tags,
	}
}

// GiveTag adds a tag inside the giver's transaction (a certificate and its tag
// appear together). A tag held already stays as it is.
func (r *Register) GiveTag(ctx context.Context, tx pgx.Tx, a uid.Agent, t tag.Tag, from TagSource) error {
	err := db.New(tx).GiveTag(ctx, db.GiveTagParams{AgentID: a, Tag: string(t), Source: string(from), Since: r.clock.Now()})
	if err != nil {
		return fmt.Errorf("give %s to %s: %w", t, a, err)
	}
	return nil
}

// GiveTags adds one tag to many agents inside the giver's transaction.
func (r *Register) GiveTags(ctx context.Context, tx pgx.Tx, agents []uid.Agent, t tag.Tag, from TagSource) error {
	ids := make([]uuid.UUID, len(agents))
	for i, a := range agents {
		ids[i] = uuid.UUID(a)
	}
	err := db.New(tx).GiveTags(ctx, db.GiveTagsParams{Agents: ids, Tag: string(t), Source: string(from), Since: r.clock.Now()})
	if err != nil {
		return fmt.Errorf("give %s to %d agents: %w", t, len(agents), err)
	}
	return nil
}

// TakeTag removes a tag inside the taker's transaction.
func (r *Register) TakeTag(ctx context.Context, tx pgx.Tx, a uid.Agent, t tag.Tag) error {
	if err := db.New(tx).TakeTag(ctx, db.TakeTagParams{AgentID: a, Tag: string(t)}); err != nil {
		return fmt.Errorf("take %s from %s: %w", t, a, err)
	}
	return nil
}

// TakeTags removes one tag from many agents inside the taker's transaction.
func (r *Register) TakeTags(ctx context.Context, tx pgx.Tx, agents []uid.Agent, t tag.Tag) error {
	ids := make([]uuid.UUID, len(agents))
	for i, a := range agents {
		ids[i] = uuid.UUID(a)
	}
	if err := db.New(tx).TakeTags(ctx, db.TakeTagsParams{Agents: ids, Tag: string(t)}); err != nil {
		return fmt.Errorf("take %s from %d agents: %w", t, len(agents), err)
	}
	return nil
}

// AddAgents brings a whole pool in one transaction: people, profiles and tags
// by COPY, because a pool is thousands of rows.
func (r *Register) AddAgents(ctx context.Context, agents []Agent, locale, passwordHash string) error {
	now := r.clock.Now()
	var people, profiles, tags [][]any
	for _, a := range agents {
		people = append(people, []any{a.ID.String(), a.Email, a.Name, string(RoleAgent), locale, passwordHash, now})
		profiles = append(profiles, []any{a.ID.String(), a.City, a.CostMinor, a.ReliabilityBP, a.MaxHoursDay, a.MaxHoursTotal,
			a.MinRestHours, a.Capacity, listed(a.PreferBrands), listed(a.AvoidBrands), listed(a.Accommodations)})
		for _, t := range a.Tags {
			tags = append(tags, []any{a.ID.String(), string(t), string(TagSelf), now})
		}
	}
	return pg.InTx(ctx, r.pool, pg.Everything, func(tx pgx.Tx) error {
		for _, c := range []struct {
			table string
			cols  []string
			rows  [][]any
		}{
			{"person", []string{"id", "email", "name", "role", "locale", "password_hash", "created_at"}, people},
			{"agent", []string{"id", "city", "cost_minor", "reliability_bp", "max_hours_day", "max_hours_total", "min_rest_h", "capacity", "prefer_brands", "avoid_brands", "accommodations"}, profiles},
			{"agent_tag", []string{"agent_id", "tag", "source", "since"}, tags},
		} {
			if _, err := tx.CopyFrom(ctx, pgx.Identifier{"account", c.table}, c.cols, pgx.CopyFromRows(c.rows)); err != nil {
				return fmt.Errorf("bring agents into %s: %w", c.table, err)
			}
		}
		return nil
	})
}

func listed(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
