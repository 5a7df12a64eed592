package market

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/plan"
)

// What a claim can be refused for.
var (
	ErrNoSlot   = fault.New(fault.NotFound, "slot_unknown", "there is no such slot ahead")
	ErrSlotFull = fault.New(fault.Conflict, "slot_full", "every seat of the slot is taken")
	ErrBusy     = fault.New(fault.Conflict, "agent_busy", "you hold another shift at that time")
	ErrUnfit    = fault.New(fault.Conflict, "slot_rules", "a rule stands in the way of this slot")
)

// Open is a slot with seats that nobody holds, as one agent sees it.
type Open struct {
	Slot      uid.Slot     `json:"slot_id"`
	Request   uid.Request  `json:"request_id"`
	BrandName string       `json:"brand_name"`
	BrandSlug string       `json:"brand_slug"`
	Event     string       `json:"event"`
	Timezone  string       `json:"timezone"`
	Kind      booking.Kind `json:"kind"`
	Starts    time.Time    `json:"starts"`
	Ends      time.Time    `json:"ends"`
	Seats     int          `json:"seats"`
	InParts   bool         `json:"in_parts" doc:"half an hour of it or more may be taken"`
	RateMinor int64        `json:"rate_minor"`
	PayMinor  int64        `json:"pay_minor"`
	Currency  string       `json:"currency"`
	Require   tag.Set      `json:"require"`
	Reason    Reason       `json:"reason"`
	Rules     Rules        `json:"rules"`
	// Missing are required tags that the agent does not hold; Opens is the one
	// certificate that would be enough.
	Missing tag.Set `json:"missing"`
	Opens   tag.Tag `json:"opens_with,omitempty"`
	// Stopped is the rule that stands in the way as things are, if any.
	Stopped plan.Rule `json:"stopped_by,omitempty"`
}

// Opportunities lists open seats that an agent could claim, and those that one
// certificate would open to them.
func (b *Board) Opportunities(ctx context.Context, agent uid.Agent) ([]Open, error) {
	who, err := b.on.Register.Agent(ctx, agent)
	if err != nil {
		return nil, err
	}
	brands, err := b.on.Register.Brands(ctx)
	if err != nil {
		return nil, err
	}
	byID := map[uid.Brand]account.Brand{}
	for _, x := range brands {
		byID[x.ID] = x
	}
	rows, err := b.openTo(ctx, who.ID)
	if err != nil {
		return nil, err
	}
	mine, err := b.mineAround(ctx, who, rows)
	if err != nil {
		return nil, err
	}
	out := []Open{}
	for _, r := range rows {
		brand := byID[r.BrandID]
		require := booking.SetOf(r.Require)
		missing := who.Tags.Missing(require)
		certificate := certificateOf(require)
		if len(missing) > 1 || len(missing) == 1 && missing[0] != certificate || avoids(who, brand.Slug) {
			continue
		}
		asked := booking.Request{ID: r.RequestID, Languages: []string{""}, Timezone: r.Timezone}
		at := booking.Seat{ID: r.ID.String(), Starts: r.Starts, Ends: r.Ends, Need: int(r.Need), Require: require, Kind: booking.Kind(r.Kind)}
		o := offer(asked, at, who)
		open := Open{
			Slot: r.ID, Request: r.RequestID, BrandName: brand.Name, BrandSlug: brand.Slug, Event: r.Event, Timezone: r.Timezone, Kind: o.Kind,
			Starts: r.Starts, Ends: r.Ends, Seats: int(r.Seats), InParts: r.InParts && o.Kind == booking.Work, Reason: o.Reason, Rules: rulesOfShift(o),
			RateMinor: o.RateMinor, PayMinor: int64(float64(o.RateMinor)*r.Ends.Sub(r.Starts).Hours() + 0.5), Currency: o.Currency, Require: require, Missing: missing,
		}
		if open.Missing == nil {
			open.Missing = tag.Set{}
			open.Stopped = stoppedBy(asked, brand.Slug, at, who, mine)
		} else {
			open.Opens = certificate
		}
		out = append(out, open)
	}
	return out, nil
}

// openTo lists the open slots of the brands that book this agent; to one who is
// suspended nothing is open.
func (b *Board) openTo(ctx context.Context, agent uid.Agent) ([]db.OpenSlotsRow, error) {
	return ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]db.OpenSlotsRow, error) {
		switch err := notSuspended(ctx, q, agent); {
		case errors.Is(err, ErrSuspended):
			return nil, nil
		case err != nil:
			return nil, err
		}
		about, err := q.ChoicesAbout(ctx, agent)
		if err != nil {
			return nil, fmt.Errorf("list choices: %w", err)
		}
		blocked := map[uid.Brand]bool{}
		for _, c := range about {
			blocked[c.BrandID] = c.Kind == Block
		}
		rows, err := q.OpenSlots(ctx, b.on.Clock.Now())
		if err != nil {
			return nil, fmt.Errorf("list open slots: %w", err)
		}
		return slices.DeleteFunc(rows, func(r db.OpenSlotsRow) bool { return blocked[r.BrandID] }), nil
	})
}

// mineAround is what one agent holds and when they are free, around all of the
// slots together.
func (b *Board) mineAround(ctx context.Context, who account.Agent, rows []db.OpenSlotsRow) (People, error) {
	if len(rows) == 0 {
		return People{}, nil
	}
	from, till := rows[0].Starts, rows[0].Ends
	for _, r := range rows {
		if r.Ends.After(till) {
			till = r.Ends
		}
	}
	return ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (People, error) {
		return PeopleOf(ctx, q, []account.Agent{who}, []uid.Agent{who.ID}, uid.Request{}, from, till)
	})
}

// stoppedBy is the first rule that a claim would break, or "".
func stoppedBy(r booking.Request, slug string, at booking.Seat, who account.Agent, mine People) plan.Rule {
	if broken := brokenBy(r, slug, at, who, mine); len(broken) > 0 {
		return broken[0].Rule
	}
	return ""
}

// brokenBy asks the plan's own checker, so that a claim and a plan keep the
// same rules. What the agent turned down before is theirs to take now.
func brokenBy(r booking.Request, slug string, at booking.Seat, who account.Agent, mine People) []plan.Violation {
	mine.Refused = nil
	in := Instance(r, slug, []booking.Seat{at}, mine)
	pairs := append(in.Fixed, plan.Assignment{Slot: at.ID, Agent: who.ID.String()})
	return plan.Check(in, &plan.Plan{Assignments: pairs})
}

func avoids(a account.Agent, slug string) bool {
	for _, s := range a.AvoidBrands {
		if s == slug {
			return true
		}
	}
	return false
}

// Claim gives an agent an open seat at once. It returns ErrNoSlot, ErrSlotFull,
// ErrBusy, ErrSuspended and ErrUnfit, which names the rule.
func (b *Board) Claim(ctx context.Context, agent uid.Agent, slot uid.Slot) (Shift, error) {
	who, err := b.on.Register.Agent(ctx, agent)
	if err != nil {
		return Shift{}, err
	}
	place, err := b.placeOf(ctx, slot)
	if err != nil {
		return Shift{}, err
	}
	var s Shift
	err = b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		s, err = b.claim(ctx, q, who, place)
		return err
	})
	if err == nil {
		b.showShift(s)
	}
	return s, err
}

// place is a slot ahead, and whose it is.
type place struct {
	booking.Seat
	slot    uid.Slot
	request uid.Request
	brand   account.Brand
}

// placeOf finds the slot and its brand before the claim's transaction, which
// must not wait for a second connection.
func (b *Board) placeOf(ctx context.Context, id uid.Slot) (place, error) {
	row, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (db.MatchingSlot, error) { return q.Slot(ctx, id) })
	if errors.Is(err, pgx.ErrNoRows) || err == nil && !row.Starts.After(b.on.Clock.Now()) {
		return place{}, ErrNoSlot
	}
	if err != nil {
		return place{}, fmt.Errorf("find slot: %w", err)
	}
	brand, err := b.on.Register.Brand(ctx, row.BrandID)
	return placed(row, brand), err
}

func placed(row db.MatchingSlot, brand account.Brand) place {
	s := booking.Seat{ID: row.ID.String(), Starts: row.Starts, Ends: row.Ends, Need: int(row.Need), Require: booking.SetOf(row.Require), Kind: booking.Kind(row.Kind)}
	return place{s, row.ID, row.RequestID, brand}
}

func (b *Board) claim(ctx context.Context, q *db.Queries, who account.Agent, p place) (Shift, error) {
	// The request's lock counts the seats: two claims on the last one take turns.
	if _, err := q.LockRequest(ctx, p.request); err != nil {
		return Shift{}, fmt.Errorf("lock request: %w", err)
	}
	r, err := booking.RequestOf(ctx, q, p.request)
	if err != nil {
		return Shift{}, err
	}
	n, err := q.Held(ctx, p.slot)
	if err != nil {
		return Shift{}, fmt.Errorf("count seats: %w", err)
	}
	if int(n) >= p.Need {
		return Shift{}, ErrSlotFull
	}
	s, err := b.mayTake(ctx, q, r, p, who)
	if err != nil {
		return Shift{}, err
	}
	s.Origin = ByClaim
	return s, b.takeSeat(ctx, q, s, "claimed")
}

// mayTake refuses to give an agent a seat where that breaks a rule, naming it;
// else it is the shift that they would hold. What they let go of for it counts
// as gone.
func (b *Board) mayTake(ctx context.Context, q *db.Queries, r booking.Request, to place, who account.Agent, lettingGo ...uid.Shift) (Shift, error) {
	now := b.on.Clock.Now()
	bound, err := BondsOf(ctx, q, []uid.Agent{who.ID}, r.Brand, now)
	if err != nil {
		return Shift{}, err
	}
	if bound.suspended[who.ID] {
		return Shift{}, ErrSuspended
	}
	if bound.choice[who.ID] == Block {
		return Shift{}, ErrUnfit.At("blocked", "a brand that books you", "")
	}
	who = bound.Bind([]account.Agent{who}, to.brand.Slug)[0]
	p, err := PeopleOf(ctx, q, []account.Agent{who}, []uid.Agent{who.ID}, r.ID, to.Starts, to.Ends)
	if err != nil {
		return Shift{}, err
	}
	p.held = slices.DeleteFunc(p.held, func(h held) bool { return slices.Contains(lettingGo, h.shift) })
	if broken := brokenBy(r, to.brand.Slug, to.Seat, who, p); len(broken) > 0 {
		return Shift{}, unfit(broken)
	}
	s := offer(r, to.Seat, who)
	s.ID, s.Slot, s.State, s.OfferedAt, s.LapsesAt = uid.New[uid.Shift](), to.slot, Accepted, now, now
	return s, nil
}

// unfit is the refusal that broken rules make.
func unfit(broken []plan.Violation) error {
	wrong := ErrUnfit
	for _, v := range broken {
		switch v.Rule {
		case plan.RuleOverlap, plan.RuleTwice:
			return ErrBusy
		case plan.RuleUnknown: // what they hold breaks a rule already
			return ErrUnfit.At("rule", "shifts that keep the rules", "")
		}
		wrong = wrong.At(string(v.Rule), v.Detail, "")
	}
	return wrong
}

func (b *Board) takeSeat(ctx context.Context, q *db.Queries, s Shift, why string) error {
	reason, err := json.Marshal(s.Reason)
	if err != nil {
		return fmt.Errorf("write reason: %w", err)
	}
	n, err := q.ClaimSeat(ctx, db.ClaimSeatParams{
		ID: s.ID, SlotID: s.Slot, RequestID: s.Request, BrandID: s.Brand, AgentID: s.Agent, Starts: s.Starts, Ends: s.Ends, RateMinor: s.RateMinor,
		Currency: s.Currency, Reason: reason, Now: s.OfferedAt, Kind: string(s.Kind), Origin: string(s.Origin),
	})
	if err != nil {
		return fmt.Errorf("take seat: %w", err)
	}
	if n == 0 {
		return ErrBusy
	}
	err = q.AddMove(ctx, db.AddMoveParams{
		ShiftID: s.ID, BrandID: s.Brand, ToState: string(Accepted), PersonID: uid.Person(s.Agent), Why: why, At: s.OfferedAt,
	})
	if err != nil {
		return fmt.Errorf("note move: %w", err)
	}
	return b.Recount(ctx, q, s.Request)
}
