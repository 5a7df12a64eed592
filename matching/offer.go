package matching

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/plan"
)

// nightExtraBP is what an hour of the night is paid on top: 30 to 50 % on
// public price pages (source S10).
const nightExtraBP = 3000

// offer is what an agent is told of a seat: the pay with its night hours, and
// why it is they. City and accommodations are not looked at.
func offer(r Request, s seat, who account.Agent) Shift {
	night := nightBP(s.starts, s.ends, r.Zone())
	reason := Reason{Certificate: string(certificateOf(s.require)), Holds: s.require.Strings(), Preferred: []string{}, NightBP: night}
	for _, p := range r.preferred() {
		if p.Weight > 0 && who.Tags.Has(p.Tag) {
			reason.Preferred = append(reason.Preferred, string(p.Tag))
		}
	}
	reason.Wished = slices.Contains(who.PreferBrands, strings.TrimPrefix(reason.Certificate, "brand:"))
	return Shift{
		Request: r.ID, Brand: r.Brand, Agent: who.ID, Starts: s.starts, Ends: s.ends, Currency: agentCurrency, Reason: reason,
		RateMinor: who.CostMinor + who.CostMinor*int64(night)*nightExtraBP/10_000/10_000,
	}
}

// agentCurrency is what agents are paid in, whatever the brand pays in.
const agentCurrency = "CNY"

// nightBP is the share of a slot that is paid as night.
func nightBP(starts, ends time.Time, zone *time.Location) int {
	all, night := 0, 0
	for t := starts; t.Before(ends); t = t.Add(halfHour) {
		all++
		if isNight(t.In(zone)) {
			night++
		}
	}
	if all == 0 {
		return 0
	}
	return night * 10_000 / all
}

// offerLives is how long an agent may think, by how far off the start is.
var offerLives = []struct{ ahead, life time.Duration }{
	{48 * time.Hour, 12 * time.Hour}, {16 * time.Hour, 4 * time.Hour}, {4 * time.Hour, time.Hour}, {time.Hour, 15 * time.Minute}, {0, 5 * time.Minute},
}

// lapsesAt is when an offer ends; never after the shift's start.
func lapsesAt(now, starts time.Time) time.Time {
	ahead := starts.Sub(now)
	for _, l := range offerLives {
		if ahead > l.ahead {
			return now.Add(min(l.life, ahead))
		}
	}
	return starts
}

// Mine is a shift as its agent sees it.
type Mine struct {
	Shift
	Event     string   `json:"event"`
	BrandName string   `json:"brand_name"`
	PayMinor  int64    `json:"pay_minor" doc:"for the whole shift at its rate"`
	Languages []string `json:"languages"`
	Channels  []string `json:"channels"`
	Timezone  string   `json:"timezone"`
	// Late tells that giving it back now is shorter notice than the brand was
	// promised.
	Late bool `json:"late_release"`
}

// lateNotice is how long before the start a shift can be given back without
// it counting as late.
const lateNotice = 16 * time.Hour

// Offers lists what an agent is offered, soonest first.
func (b *Board) Offers(ctx context.Context, agent uid.Agent) ([]Mine, error) {
	return b.mine(ctx, agent, []string{string(Offered)}, b.clock.Now())
}

// Shifts lists what an agent accepted, works or worked in the last two weeks.
func (b *Board) Shifts(ctx context.Context, agent uid.Agent) ([]Mine, error) {
	const back = 14 * 24 * time.Hour
	states := []string{string(Accepted), string(Working), string(Done), string(Released), string(NoShow), string(Dropped)}
	return b.mine(ctx, agent, states, b.clock.Now().Add(-back))
}

func (b *Board) mine(ctx context.Context, agent uid.Agent, states []string, since time.Time) ([]Mine, error) {
	brands, err := b.register.Brands(ctx)
	if err != nil {
		return nil, err
	}
	names := map[uid.Brand]string{}
	for _, x := range brands {
		names[x.ID] = x.Name
	}
	now := b.clock.Now()
	return look(ctx, b, pg.Everything, func(q *db.Queries) ([]Mine, error) {
		rows, err := q.ShiftsOf(ctx, db.ShiftsOfParams{AgentID: agent, States: states, Since: since})
		if err != nil {
			return nil, fmt.Errorf("list shifts: %w", err)
		}
		out := []Mine{}
		for _, r := range rows {
			s, err := shiftOf(r.MatchingShift, r.Starts, r.Ends)
			if err != nil {
				return nil, err
			}
			if s.State == Offered && !now.Before(s.LapsesAt) {
				continue // over already; the clock's own move follows
			}
			out = append(out, Mine{
				Shift: s, Event: r.Event, BrandName: names[s.Brand], PayMinor: int64(float64(s.RateMinor)*s.Ends.Sub(s.Starts).Hours() + 0.5),
				Languages: r.Languages, Channels: r.Channels, Timezone: r.Timezone, Late: s.Starts.Sub(now) < lateNotice,
			})
		}
		return out, nil
	})
}

// Accept takes an offer. It returns ErrNoShift, ErrOfferEnded and
// ErrShiftMove; accepting what one has accepted does nothing.
func (b *Board) Accept(ctx context.Context, agent uid.Agent, id uid.Shift) (Shift, error) {
	return b.answer(ctx, agent, id, Accepted, "")
}

// Decline refuses an offer; the seat goes to the next who suits it. It returns
// what Accept does.
func (b *Board) Decline(ctx context.Context, agent uid.Agent, id uid.Shift, why string) (Shift, error) {
	return b.answer(ctx, agent, id, Declined, why)
}

// Release gives an accepted shift back before it begins. It returns ErrNoShift
// and ErrShiftMove.
func (b *Board) Release(ctx context.Context, agent uid.Agent, id uid.Shift, why string) (Shift, error) {
	return b.answer(ctx, agent, id, Released, why)
}

func (b *Board) answer(ctx context.Context, agent uid.Agent, id uid.Shift, to ShiftState, why string) (Shift, error) {
	now := b.clock.Now()
	var already *Shift
	s, err := b.moveShift(ctx, id, func(_ context.Context, _ *db.Queries, s Shift) (moving, error) {
		switch {
		case s.Agent != agent:
			return moving{}, ErrNoShift
		case s.State == to:
			already = &s
			return moving{}, ErrShiftMove
		case to == Released && (s.State != Accepted || !now.Before(s.Starts)):
			return moving{}, ErrShiftMove.At("state", "accepted, before it begins", string(s.State))
		case to != Released && s.State == Lapsed, s.State == Offered && !now.Before(s.LapsesAt):
			return moving{}, ErrOfferEnded
		}
		if to == Released && s.Starts.Sub(now) < lateNotice {
			why = strings.TrimSpace("late: " + why)
		}
		return moving{to: to, by: uid.Person(agent), why: clip(why)}, nil
	})
	if already != nil {
		return *already, nil
	}
	return s, err
}

// clip keeps a reason to a length that a list can show.
func clip(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	if r := []rune(s); len(r) > 300 {
		return string(r[:300])
	}
	return s
}

// offersOf turns a plan's new assignments into shifts to offer.
func (b *Board) offersOf(r Request, seats []seat, pool people, in *plan.Instance, made *plan.Plan) ([]Shift, error) {
	fixed := make(map[plan.Assignment]bool, len(in.Fixed))
	for _, f := range in.Fixed {
		fixed[f] = true
	}
	bySlot := make(map[string]seat, len(seats))
	for _, s := range seats {
		bySlot[s.id] = s
	}
	byAgent := make(map[string]int, len(pool.agents))
	for i, a := range pool.agents {
		byAgent[a.ID.String()] = i
	}
	now := b.clock.Now()
	var out []Shift
	for _, a := range made.Assignments {
		s, own := bySlot[a.Slot]
		if fixed[a] || !own {
			continue
		}
		slot, err := uid.Parse[uid.Slot](a.Slot)
		if err != nil {
			return nil, fmt.Errorf("read planned slot %q: %w", a.Slot, err)
		}
		who := pool.agents[byAgent[a.Agent]]
		shift := offer(r, s, who)
		shift.ID, shift.Slot, shift.State, shift.OfferedAt, shift.LapsesAt = uid.New[uid.Shift](), slot, Offered, now, lapsesAt(now, s.starts)
		out = append(out, shift)
	}
	return out, nil
}

// certificateOf is the brand's certificate among what a slot requires.
func certificateOf(require tag.Set) tag.Tag {
	for _, t := range require {
		if len(t) > 6 && t[:6] == "brand:" {
			return t
		}
	}
	return ""
}
