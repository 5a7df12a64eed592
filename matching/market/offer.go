package market

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/plan"
)

// nightExtraBP is what an hour of the night is paid on top: 30 to 50 % on
// public price pages (source S10).
const nightExtraBP = 3000

// offer is what an agent is told of a seat: the pay with its night hours, and
// why it is they. City and accommodations are not looked at.
func offer(r booking.Request, s booking.Seat, who account.Agent) Shift {
	night := nightBP(s.Starts, s.Ends, r.Zone())
	reason := Reason{Certificate: string(certificateOf(s.Require)), Holds: s.Require.Strings(), Preferred: []string{}, NightBP: night}
	for _, p := range r.Preferred() {
		if p.Weight > 0 && who.Tags.Has(p.Tag) {
			reason.Preferred = append(reason.Preferred, string(p.Tag))
		}
	}
	reason.Wished = slices.Contains(who.PreferBrands, strings.TrimPrefix(reason.Certificate, "brand:"))
	reason.Chosen, reason.Known = who.Tags.Has(chosenTag), who.Tags.Has(knownTag)
	reason.BaseMinor, reason.Bonuses = who.CostMinor, bonuses(who.CostMinor, night, s)
	rate := reason.BaseMinor
	for _, x := range reason.Bonuses {
		rate += x.Minor
	}
	return Shift{
		Request: r.ID, Brand: r.Brand, Agent: who.ID, Starts: s.Starts, Ends: s.Ends, Kind: cmp.Or(s.Kind, booking.Work), Origin: ByPlan,
		Currency: agentCurrency, Reason: reason, RateMinor: rate,
	}
}

// urgentExtraBP is what an hour pays on top for who comes at once into a seat
// that fell empty; readyBP is what being ready is paid of an hour. Both are this
// market's own opening terms.
const (
	urgentExtraBP = 2000
	readyBP       = 4000
)

// bonuses are what makes an hour's pay of an agent's own hour.
func bonuses(base int64, nightBP int, s booking.Seat) []Bonus {
	var out []Bonus
	if s.Kind == booking.Standby {
		return append(out, Bonus{"standby", base*readyBP/10_000 - base})
	}
	if night := base * int64(nightBP) * nightExtraBP / 10_000 / 10_000; night > 0 {
		out = append(out, Bonus{"night", night})
	}
	if s.Urgent {
		out = append(out, Bonus{"urgent", base * urgentExtraBP / 10_000})
	}
	return out
}

// agentCurrency is what agents are paid in, whatever the brand pays in.
const agentCurrency = "CNY"

// nightBP is the share of a slot that is paid as night.
func nightBP(starts, ends time.Time, zone *time.Location) int {
	all, night := 0, 0
	for t := starts; t.Before(ends); t = t.Add(booking.HalfHour) {
		all++
		if booking.IsNight(t.In(zone)) {
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
	InParts   bool     `json:"in_parts" doc:"an offer of which half an hour or more may be taken"`
	// Late tells that giving it back now is shorter notice than the brand was
	// promised.
	Late    bool         `json:"late_release"`
	Rules   Rules        `json:"rules"`
	Confirm []Confirming `json:"confirmations,omitempty"`
	Paid    *Compensated `json:"compensation,omitempty" doc:"what the brand's late word paid"`
	Appeal  string       `json:"appeal,omitempty" enum:"open,upheld,refused"`
	Mark    string       `json:"mark,omitempty" enum:"late,no_show,unconfirmed" doc:"what counts against the agent"`
}

// Rules are what an agent commits to, and what is committed to them, as dates
// of this shift: shown before they choose.
type Rules struct {
	FreeUntil   time.Time   `json:"free_until" doc:"given back until then it leaves no mark"`
	ConfirmFrom []time.Time `json:"confirm_from" doc:"when a confirmation is asked for, with a second notice"`
	NoShowAt    time.Time   `json:"no_show_at" doc:"away at that time is a no-show"`
	BrandPays   []BrandPays `json:"brand_pays" doc:"of the whole shift, when the brand drops it"`
}

// BrandPays is what an agent gets when a brand drops a seat within some hours.
type BrandPays struct {
	WithinHours int `json:"within_hours"`
	ShareBP     int `json:"share_bp"`
}

func rulesOfShift(s Shift) Rules {
	out := Rules{FreeUntil: s.Starts.Add(-lateNotice), ConfirmFrom: []time.Time{}, NoShowAt: s.Starts.Add(noShowAfter), BrandPays: dropShares}
	for _, r := range rounds {
		out.ConfirmFrom = append(out.ConfirmFrom, s.Starts.Add(-r.ahead()))
	}
	return out
}

// lateNotice is how long before the start a shift can be given back without
// it counting as late.
const lateNotice = 16 * time.Hour

// Offers lists what an agent is offered, soonest first.
func (b *Board) Offers(ctx context.Context, agent uid.Agent) ([]Mine, error) {
	return b.mine(ctx, agent, []string{string(Offered)}, b.on.Clock.Now())
}

// Shifts lists what an agent accepted, works or worked in the last two weeks.
func (b *Board) Shifts(ctx context.Context, agent uid.Agent) ([]Mine, error) {
	const back = 14 * 24 * time.Hour
	states := []string{string(Accepted), string(Working), string(Done), string(Released), string(NoShow), string(Dropped)}
	return b.mine(ctx, agent, states, b.on.Clock.Now().Add(-back))
}

func (b *Board) mine(ctx context.Context, agent uid.Agent, states []string, since time.Time) ([]Mine, error) {
	names, err := b.brandNames(ctx)
	if err != nil {
		return nil, err
	}
	now := b.on.Clock.Now()
	return ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]Mine, error) {
		rows, err := q.ShiftsOf(ctx, db.ShiftsOfParams{AgentID: agent, States: states, Since: since})
		if err != nil {
			return nil, fmt.Errorf("list shifts: %w", err)
		}
		out := []Mine{}
		for _, r := range rows {
			m, err := mineOf(r, names, now)
			if err != nil {
				return nil, err
			}
			if m.State == Offered && !now.Before(m.LapsesAt) {
				continue // over already; the clock's own move follows
			}
			out = append(out, m)
		}
		return out, addAround(ctx, q, out)
	})
}

// mineOf is a row as its agent sees it.
func mineOf(r db.ShiftsOfRow, names map[uid.Brand]string, now time.Time) (Mine, error) {
	s, err := shiftOf(r.MatchingShift, r.Starts, r.Ends)
	if err != nil {
		return Mine{}, err
	}
	return Mine{
		Shift: s, Event: r.Event, BrandName: names[s.Brand], PayMinor: payFor(s), Languages: r.Languages, Channels: r.Channels, Timezone: r.Timezone,
		InParts: r.InParts && s.State == Offered && s.Kind == booking.Work && s.Origin != ByBackfill,
		Late:    s.Starts.Sub(now) < lateNotice, Rules: rulesOfShift(s), Mark: markOf(s.State, s.Cause),
	}, nil
}

// MyShift is one shift of an agent's own, however long ago. It returns
// ErrNoShift.
func (b *Board) MyShift(ctx context.Context, agent uid.Agent, id uid.Shift) (Mine, error) {
	names, err := b.brandNames(ctx)
	if err != nil {
		return Mine{}, err
	}
	return ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (Mine, error) {
		row, err := q.ShiftOf(ctx, db.ShiftOfParams{ID: id, AgentID: agent})
		if errors.Is(err, pgx.ErrNoRows) {
			return Mine{}, ErrNoShift
		}
		if err != nil {
			return Mine{}, fmt.Errorf("find shift: %w", err)
		}
		m, err := mineOf(db.ShiftsOfRow(row), names, b.on.Clock.Now())
		if err != nil {
			return Mine{}, err
		}
		one := []Mine{m}
		err = addAround(ctx, q, one)
		return one[0], err
	})
}

// addAround adds what stands beside shifts: confirmations, what a brand paid,
// appeals.
func addAround(ctx context.Context, q *db.Queries, list []Mine) error {
	ids, at := make([]uuid.UUID, len(list)), make(map[uid.Shift]*Mine, len(list))
	for i := range list {
		ids[i], at[list[i].ID] = uuid.UUID(list[i].ID), &list[i]
	}
	asked, err := q.ConfirmationsOf(ctx, ids)
	if err != nil {
		return fmt.Errorf("list confirmations: %w", err)
	}
	for _, c := range asked {
		m := at[c.ShiftID]
		m.Confirm = append(m.Confirm, Confirming{int(c.Hours), c.AskedAt, c.SecondAt, c.DueAt, c.AnsweredAt, c.MissedAt})
	}
	paid, err := q.CompensationsOf(ctx, ids)
	if err != nil {
		return fmt.Errorf("list compensations: %w", err)
	}
	for _, p := range paid {
		at[p.ShiftID].Paid = &Compensated{p.ShiftID, int(p.ShareBp), p.AmountMinor, p.Currency}
	}
	appeals, err := q.AppealsOf(ctx, ids)
	if err != nil {
		return fmt.Errorf("list appeals: %w", err)
	}
	for _, a := range appeals {
		at[a.ShiftID].Appeal = a.State
	}
	return nil
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
	now := b.on.Clock.Now()
	var already *Shift
	var others []Shift
	decide := func(ctx context.Context, q *db.Queries, s Shift) (moving, error) {
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
		m := moving{to: to, by: uid.Person(agent), why: clip(why)}
		switch {
		case to == Released && s.Starts.Sub(now) < lateNotice:
			m.cause = Late
		case to == Released:
			m.cause = Early
		case to == Accepted:
			return m, mayAccept(ctx, q, s)
		}
		return m, nil
	}
	var s Shift
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, tx pgx.Tx) (err error) {
		if s, err = b.moveShiftTx(ctx, q, tx, id, decide); err != nil || to != Accepted || s.Origin != ByBackfill {
			return err
		}
		s, others, err = b.seated(ctx, q, tx, s, now)
		return err
	})
	if already != nil {
		return *already, nil
	}
	if err == nil {
		b.showShift(s)
		for _, o := range others {
			b.showShift(o)
		}
	}
	return s, err
}

// mayAccept refuses who is suspended, and whoever comes second to a seat that
// several were asked for at once.
func mayAccept(ctx context.Context, q *db.Queries, s Shift) error {
	if err := notSuspended(ctx, q, s.Agent); err != nil {
		return err
	}
	if s.Origin != ByBackfill {
		return nil
	}
	empty, err := emptySeats(ctx, q, s.Slot)
	if err == nil && empty <= 0 {
		return ErrSlotFull
	}
	return err
}

// clip keeps a reason to a length that a list can show.
func clip(s string) string {
	s = strings.ToValidUTF8(strings.ReplaceAll(s, "\x00", ""), "")
	if r := []rune(s); len(r) > 300 {
		return string(r[:300])
	}
	return s
}

// OffersOf turns a plan's new assignments into shifts to offer.
func (b *Board) OffersOf(r booking.Request, seats []booking.Seat, pool People, in *plan.Instance, made *plan.Plan) ([]Shift, error) {
	fixed := make(map[plan.Assignment]bool, len(in.Fixed))
	for _, f := range in.Fixed {
		fixed[f] = true
	}
	bySlot := make(map[string]booking.Seat, len(seats))
	for _, s := range seats {
		bySlot[s.ID] = s
	}
	byAgent := make(map[string]int, len(pool.agents))
	for i, a := range pool.agents {
		byAgent[a.ID.String()] = i
	}
	now := b.on.Clock.Now()
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
		shift.ID, shift.Slot, shift.State, shift.OfferedAt, shift.LapsesAt = uid.New[uid.Shift](), slot, Offered, now, lapsesAt(now, s.Starts)
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
