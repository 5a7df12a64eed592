package market

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/plan"
)

// held is a seat that an agent has already, whoever it is for.
type held struct {
	shift        uid.Shift
	slot         string // "": of another request
	agent        uid.Agent
	starts, ends time.Time
}

// Refusal is a time that an agent gave back: it is not offered to them again.
// Who only let one offer pass may have slept: missed, they are asked once more
// when nobody else is left.
type Refusal struct {
	agent        uid.Agent
	starts, ends time.Time
	Missed       bool
}

// People are the pool as a plan needs it.
type People struct {
	agents  []account.Agent
	free    map[uid.Agent][]plan.Span
	held    []held
	Refused []Refusal
}

// around is how far from a request's hours what agents hold still matters:
// rest, and the hours of a day.
const around = 36 * time.Hour

// PeopleOf reads what agents hold and when they are free; with only set, of
// those alone. It runs in the marketplace's own scope, because an agent's other
// shifts belong to other brands. The agents themselves are read before: a
// transaction that waits for a second connection can wait for itself.
func PeopleOf(ctx context.Context, q *db.Queries, agents []account.Agent, only []uid.Agent, request uid.Request, starts, ends time.Time) (People, error) {
	p := People{agents: agents, free: map[uid.Agent][]plan.Span{}}
	since, till := starts.Add(-around), ends.Add(around)
	free, err := q.AvailabilityIn(ctx, db.AvailabilityInParams{Since: since, Till: till, Everybody: only == nil, Agents: plain(only)})
	if err != nil {
		return People{}, fmt.Errorf("read availability: %w", err)
	}
	for _, f := range free {
		p.free[f.AgentID] = append(p.free[f.AgentID], plan.Between(f.Starts, f.Ends))
	}
	live, err := q.LiveShifts(ctx, db.LiveShiftsParams{Since: since, Till: till, Everybody: only == nil, Agents: plain(only)})
	if err != nil {
		return People{}, fmt.Errorf("read live shifts: %w", err)
	}
	for _, h := range live {
		mine := held{shift: h.ID, agent: h.AgentID, starts: h.Starts, ends: h.Ends}
		if h.RequestID == request {
			mine.slot = h.SlotID.String()
		}
		p.held = append(p.held, mine)
	}
	gone, err := q.Refusals(ctx, request)
	if err != nil {
		return People{}, fmt.Errorf("read refusals: %w", err)
	}
	for _, g := range gone {
		p.Refused = append(p.Refused, Refusal{g.AgentID, g.Starts, g.Ends, g.Lapsed && g.Times == 1})
	}
	return p, nil
}

// plain is a list of agents as a query takes it.
func plain(list []uid.Agent) []uuid.UUID {
	out := make([]uuid.UUID, len(list))
	for i, a := range list {
		out[i] = uuid.UUID(a)
	}
	return out
}

// idsOf are the ids of agents; never nil, which would be everybody.
func idsOf(agents []account.Agent) []uid.Agent {
	out := make([]uid.Agent, len(agents))
	for i, a := range agents {
		out[i] = a.ID
	}
	return out
}

// trial is the question that a quote's odds rest on, and how many agents there
// are.
func (b *Board) trial(ctx context.Context, r booking.Request, slug string, seats []booking.Seat) (*plan.Instance, int, error) {
	agents, err := b.on.Register.Agents(ctx)
	if err != nil {
		return nil, 0, err
	}
	pool, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (People, error) {
		bound, err := BondsOf(ctx, q, nil, r.Brand, b.on.Clock.Now())
		if err != nil {
			return People{}, err
		}
		return PeopleOf(ctx, q, bound.Bind(agents, slug), nil, r.ID, r.Starts, r.Ends)
	})
	if err != nil {
		return nil, 0, err
	}
	return Instance(r, slug, seats, pool), len(pool.agents), nil
}

// Instance puts a request's seats and the pool into one question for the
// planner. What agents hold is fixed; an agent whose held shifts already break
// a rule (they lost a certificate, or changed their hours) gets nothing more,
// and their seats in this request count as taken.
func Instance(r booking.Request, slug string, seats []booking.Seat, p People) *plan.Instance {
	in := &plan.Instance{}
	at := map[string]int{}
	prefer := r.Preferred()
	if slices.ContainsFunc(p.agents, func(a account.Agent) bool { return a.Tags.Has(chosenTag) }) {
		prefer = append(prefer, plan.Preference{Tag: chosenTag, Weight: chosenWeight})
	}
	for _, s := range seats {
		at[s.ID] = len(in.Slots)
		in.Slots = append(in.Slots, plan.Slot{
			ID: s.ID, Brand: slug, Start: s.Starts.In(r.Zone()), End: s.Ends.In(r.Zone()), Need: s.Need, Require: s.Require, Prefer: prefer, Priority: s.Kind.Priority(),
		})
	}
	in.Agents = agentsOf(p)
	rememberBrand(in.Agents, slug)
	fixed := fix(in, at, r.Zone(), p)
	drop := map[string]bool{}
	for _, v := range plan.Check(in, &plan.Plan{Assignments: fixed}) {
		if v.Agent != "" {
			drop[v.Agent] = true
		}
	}
	for _, f := range fixed {
		switch i, own := at[f.Slot]; {
		case !drop[f.Agent]:
			in.Fixed = append(in.Fixed, f)
		case own:
			in.Slots[i].Need = max(0, in.Slots[i].Need-1)
		}
	}
	in.Agents = slices.DeleteFunc(in.Agents, func(a plan.Agent) bool { return drop[a.ID] })
	return in
}

// elsewhere stands for the brands that are not the one asking; no brand's slug
// is empty of letters.
const elsewhere = "-"

// rememberBrand says of everybody whether they worked for the brand last, once
// anybody did: a plan then likes to bring its people back.
func rememberBrand(agents []plan.Agent, slug string) {
	if !slices.ContainsFunc(agents, func(a plan.Agent) bool { return a.Tags.Has(knownTag) }) {
		return
	}
	for i := range agents {
		agents[i].LastBrands = []string{elsewhere}
		if agents[i].Tags.Has(knownTag) {
			agents[i].LastBrands = []string{slug}
		}
	}
}

// fix lists what agents hold. What they hold elsewhere becomes a slot with as
// many seats as are held in it.
func fix(in *plan.Instance, at map[string]int, zone *time.Location, p People) []plan.Assignment {
	var fixed []plan.Assignment
	suits := make(map[string]bool, len(in.Agents))
	for _, a := range in.Agents {
		suits[a.ID] = len(a.Available) > 0
	}
	for _, h := range p.held {
		agent := h.agent.String()
		if !suits[agent] {
			continue
		}
		slot := h.slot
		if _, own := at[slot]; !own {
			slot = "held:" + h.starts.UTC().Format(time.RFC3339) + "/" + h.ends.UTC().Format(time.RFC3339)
			i, seen := at[slot]
			if !seen {
				i = len(in.Slots)
				at[slot] = i
				in.Slots = append(in.Slots, plan.Slot{ID: slot, Brand: "held", Start: h.starts.In(zone), End: h.ends.In(zone)})
			}
			in.Slots[i].Need++
		}
		fixed = append(fixed, plan.Assignment{Slot: slot, Agent: agent})
	}
	return fixed
}

// agentsOf is the pool as the planner sees it: free is when they said so and
// what they hold already, less what they gave back.
func agentsOf(p People) []plan.Agent {
	busy := map[uid.Agent][]plan.Span{}
	for _, h := range p.held {
		busy[h.agent] = append(busy[h.agent], plan.Between(h.starts, h.ends))
	}
	gone := map[uid.Agent][]plan.Span{}
	for _, g := range p.Refused {
		gone[g.agent] = append(gone[g.agent], plan.Between(g.starts, g.ends))
	}
	out := make([]plan.Agent, 0, len(p.agents))
	for _, a := range p.agents {
		out = append(out, plan.Agent{
			ID: a.ID.String(), Tags: a.Tags, Available: joined(append(without(p.free[a.ID], gone[a.ID]), busy[a.ID]...)),
			MaxDay: time.Duration(a.MaxHoursDay) * time.Hour, MaxTotal: time.Duration(a.MaxHoursTotal) * time.Hour,
			MinRest: time.Duration(a.MinRestHours) * time.Hour, CostMinor: a.CostMinor, Reliability: booking.Share(a.ReliabilityBP),
			PreferBrands: a.PreferBrands, AvoidBrands: a.AvoidBrands,
		})
	}
	return out
}

// without takes cuts out of spans.
func without(spans, cuts []plan.Span) []plan.Span {
	out := slices.Clone(spans)
	for _, c := range cuts {
		var next []plan.Span
		for _, s := range out {
			if c.Till <= s.From || c.From >= s.Till {
				next = append(next, s)
				continue
			}
			if s.From < c.From {
				next = append(next, plan.Span{From: s.From, Till: c.From})
			}
			if c.Till < s.Till {
				next = append(next, plan.Span{From: c.Till, Till: s.Till})
			}
		}
		out = next
	}
	return out
}

// joined puts spans in order and together where they touch.
func joined(spans []plan.Span) []plan.Span {
	slices.SortFunc(spans, func(x, y plan.Span) int { return cmp.Compare(x.From, y.From) })
	out := spans[:0]
	for _, s := range spans {
		if k := len(out) - 1; k >= 0 && s.From <= out[k].Till {
			out[k].Till = max(out[k].Till, s.Till)
			continue
		}
		out = append(out, s)
	}
	return out
}
