package market

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// Swap is a shift that is offered to colleagues, as one agent sees it.
type Swap struct {
	ID        uid.Swap     `json:"id"`
	Shift     uid.Shift    `json:"shift_id"`
	Mine      bool         `json:"mine" doc:"I offer it; else I could take it"`
	Colleague string       `json:"colleague,omitempty" doc:"who offers it, or whom I asked"`
	BrandName string       `json:"brand_name"`
	Event     string       `json:"event"`
	Timezone  string       `json:"timezone"`
	Kind      booking.Kind `json:"kind"`
	Starts    time.Time    `json:"starts"`
	Ends      time.Time    `json:"ends"`
	Against   uid.Shift    `json:"against_id,omitzero" doc:"the shift of the colleague's that is given in return"`
	State     string       `json:"state" enum:"open,taken,declined,withdrawn,lapsed"`
	Why       string       `json:"why"`
	LapsesAt  time.Time    `json:"lapses_at"`
	RateMinor int64        `json:"rate_minor,omitempty" doc:"my own hour's pay, if I take it"`
	PayMinor  int64        `json:"pay_minor,omitempty"`
	Currency  string       `json:"currency,omitempty"`
}

// Swaps lists an agent's own swaps of the last two weeks, and the open ones
// that they could take: only those that break no rule of theirs.
func (b *Board) Swaps(ctx context.Context, agent uid.Agent) ([]Swap, error) {
	const back = 14 * 24 * time.Hour
	now := b.on.Clock.Now()
	rows, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]db.SwapsOfRow, error) {
		return q.SwapsOf(ctx, db.SwapsOfParams{AgentID: agent, Since: now.Add(-back)})
	})
	if err != nil {
		return nil, fmt.Errorf("list swaps: %w", err)
	}
	names, err := b.brandNames(ctx)
	if err != nil {
		return nil, err
	}
	who, err := b.on.Register.Agent(ctx, agent)
	if err != nil {
		return nil, err
	}
	out := []Swap{}
	for _, r := range rows {
		x := Swap{
			ID: r.ID, Shift: r.ShiftID, Mine: r.AgentID == agent, BrandName: names[r.BrandID], Event: r.Event, Timezone: r.Timezone, Kind: booking.Kind(r.ShiftKind),
			Starts: r.Starts, Ends: r.Ends, Against: r.AgainstID, State: r.State, Why: r.Why, LapsesAt: r.LapsesAt,
		}
		if x.Mine {
			x.Colleague = b.nameOf(ctx, uid.Person(or2(r.TakenBy, r.ColleagueID)))
			out = append(out, x)
			continue
		}
		taken, fits, err := b.couldTake(ctx, r, who)
		if err != nil {
			return nil, err
		}
		if !fits {
			continue
		}
		x.Colleague = b.nameOf(ctx, uid.Person(r.AgentID))
		x.RateMinor, x.Currency, x.PayMinor = taken.RateMinor, taken.Currency, payFor(taken)
		out = append(out, x)
	}
	return out, nil
}

// or2 is the first that is set.
func or2(a, b uid.Agent) uid.Agent {
	if a.IsZero() {
		return b
	}
	return a
}

// payFor is what a shift pays from its start to its end.
func payFor(s Shift) int64 { return int64(float64(s.RateMinor)*s.Ends.Sub(s.Starts).Hours() + 0.5) }

// couldTake tells whether an open swap breaks no rule of an agent's.
func (b *Board) couldTake(ctx context.Context, r db.SwapsOfRow, who account.Agent) (Shift, bool, error) {
	_, give, back, err := b.swapFor(ctx, who.ID, r.ID)
	if isRefusal(err) {
		return Shift{}, false, nil
	}
	if err != nil {
		return Shift{}, false, err
	}
	taken, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (Shift, error) {
		s, _, err := b.after(ctx, q, give, back, who)
		return s, err
	})
	if isRefusal(err) {
		return Shift{}, false, nil
	}
	return taken, err == nil, err
}

// Colleague is somebody who could take a shift, and what they could give in
// return. A colleague is a name, nothing more.
type Colleague struct {
	Agent   uid.Agent  `json:"agent_id"`
	Name    string     `json:"name"`
	InTurn  uid.Shift  `json:"against_id,omitzero" doc:"a shift of theirs that I could take for it"`
	Starts  *time.Time `json:"starts,omitempty"`
	Ends    *time.Time `json:"ends,omitempty"`
	OfBrand string     `json:"brand_name,omitempty"`
}

// Colleagues lists who could take a shift as things are: first those who are
// free, then those who would give a shift of the same brand for it. It returns
// ErrNoShift and ErrShiftMove.
func (b *Board) Colleagues(ctx context.Context, agent uid.Agent, id uid.Shift) ([]Colleague, error) {
	give, err := b.handOf(ctx, id, agent)
	if err != nil {
		return nil, err
	}
	agents, err := b.on.Register.Agents(ctx)
	if err != nil {
		return nil, err
	}
	agents = slices.DeleteFunc(agents, func(a account.Agent) bool { return a.ID == agent })
	const mostFree, mostInTurn = 20, 10
	return ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]Colleague, error) {
		r, err := booking.RequestOf(ctx, q, give.shift.Request)
		if err != nil {
			return nil, err
		}
		bound, err := BondsOf(ctx, q, nil, r.Brand, b.on.Clock.Now())
		if err != nil {
			return nil, err
		}
		pool, err := PeopleOf(ctx, q, bound.Bind(agents, give.to.brand.Slug), nil, r.ID, give.shift.Starts, give.shift.Ends)
		if err != nil {
			return nil, err
		}
		out := []Colleague{}
		for _, a := range suitors(r, give.to.brand.Slug, give.to.Seat, pool, mostFree) {
			out = append(out, Colleague{Agent: a.ID, Name: a.Name})
		}
		inTurn, err := b.inTurn(ctx, q, give, agents, mostInTurn)
		return append(out, inTurn...), err
	})
}

// inTurn lists colleagues' shifts of the same request that could be exchanged
// for this one.
func (b *Board) inTurn(ctx context.Context, q *db.Queries, give hand, agents []account.Agent, most int) ([]Colleague, error) {
	rows, err := q.ShiftsOfRequest(ctx, give.shift.Request)
	if err != nil {
		return nil, fmt.Errorf("list shifts: %w", err)
	}
	now := b.on.Clock.Now()
	tried := 0
	var out []Colleague
	for _, r := range rows {
		i := slices.IndexFunc(agents, func(a account.Agent) bool { return a.ID == r.AgentID })
		if i < 0 || ShiftState(r.State) != Accepted || r.Starts.Sub(now) < swapLeast || r.SlotID == give.shift.Slot || booking.Kind(r.Kind) != give.shift.Kind {
			continue
		}
		if tried++; tried > 5*most || len(out) == most {
			break
		}
		slot, err := q.Slot(ctx, r.SlotID)
		if err != nil {
			return nil, fmt.Errorf("find slot: %w", err)
		}
		to := placed(slot, give.to.brand)
		to.Starts, to.Ends, to.Need = r.Starts, r.Ends, max(1, to.Need)
		back := hand{Shift{ID: r.ID, Slot: r.SlotID, Request: give.shift.Request, Brand: give.shift.Brand, Agent: r.AgentID, Starts: r.Starts, Ends: r.Ends}, to, agents[i]}
		_, _, err = b.after(ctx, q, give, &back, agents[i])
		if isRefusal(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, Colleague{Agent: r.AgentID, Name: agents[i].Name, InTurn: r.ID, Starts: &r.Starts, Ends: &r.Ends, OfBrand: give.to.brand.Name})
	}
	return out, nil
}

// isRefusal tells a rule's no from a fault of ours.
func isRefusal(err error) bool {
	_, refused := fault.As(err)
	return refused
}
