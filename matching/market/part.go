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
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// What a part of a seat can be refused for, besides what a claim is.
var (
	ErrNoParts     = fault.New(fault.Conflict, "parts_not_allowed", "the brand does not allow this seat to be taken in parts")
	ErrPartBorder  = fault.New(fault.Invalid, "part_border", "a part begins and ends on a half hour of the seat")
	ErrPartShort   = fault.New(fault.Invalid, "part_short", "a part is half an hour at least")
	ErrPartOutside = fault.New(fault.Invalid, "part_outside", "a part lies inside the time of the seat")
)

// Part is a stretch of a seat.
type Part struct {
	Starts time.Time `json:"starts"`
	Ends   time.Time `json:"ends"`
}

// besides is the rule: what is left of a whole seat when a part of it is taken,
// in order. Half hours are counted from the seat's own start, as the coverage
// counts them. It returns ErrPartOutside, ErrPartBorder and ErrPartShort.
func (p Part) besides(whole Part) ([]Part, error) {
	at := func(t time.Time) string { return t.Format(time.RFC3339) }
	inside := at(whole.Starts) + " to " + at(whole.Ends)
	for _, edge := range []struct {
		where string
		at    time.Time
	}{{"starts", p.Starts}, {"ends", p.Ends}} {
		if edge.at.Before(whole.Starts) || edge.at.After(whole.Ends) {
			return nil, ErrPartOutside.At("body."+edge.where, inside, at(edge.at))
		}
		if !edge.at.Equal(whole.Ends) && edge.at.Sub(whole.Starts)%booking.HalfHour != 0 {
			return nil, ErrPartBorder.At("body."+edge.where, "a half hour counted from "+at(whole.Starts), at(edge.at))
		}
	}
	if long := p.Ends.Sub(p.Starts); long < booking.HalfHour {
		return nil, ErrPartShort.At("body.ends", "half an hour after starts, or more", long.String())
	}
	var left []Part
	for _, x := range []Part{{whole.Starts, p.Starts}, {p.Ends, whole.Ends}} {
		switch long := x.Ends.Sub(x.Starts); {
		case long >= booking.HalfHour:
			left = append(left, x)
		case long > 0: // nobody could take so little
			return nil, ErrPartShort.At("body", "nothing, or half an hour, left beside it", long.String())
		}
	}
	return left, nil
}

// PartOffer is what an agent is told of a part before they take it.
type PartOffer struct {
	Part
	RateMinor int64  `json:"rate_minor"`
	PayMinor  int64  `json:"pay_minor" doc:"for the part at its rate"`
	Currency  string `json:"currency"`
	Reason    Reason `json:"reason"`
	Rules     Rules  `json:"rules"`
	Left      []Part `json:"left" doc:"what goes on to others"`
}

// OfferedPart tells what a part of an open seat, or of one's own offer, pays;
// it returns what TakePart would refuse it for.
func (b *Board) OfferedPart(ctx context.Context, agent uid.Agent, slot uid.Slot, p Part) (PartOffer, error) {
	who, place, err := b.partPlace(ctx, agent, slot, p)
	if err != nil {
		return PartOffer{}, err
	}
	return ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (PartOffer, error) {
		t, err := b.mayTakePart(ctx, q, who, place, p)
		if err != nil {
			return PartOffer{}, err
		}
		left := t.left
		if left == nil {
			left = []Part{}
		}
		s := t.shift
		return PartOffer{p, s.RateMinor, payFor(s), s.Currency, s.Reason, rulesOfShift(s), left}, nil
	})
}

// TakePart gives an agent a part of an open seat, or of one that they are
// offered, at once; the rest becomes seats of its own that are offered on. It
// returns what Claim does, ErrOfferEnded, ErrNoParts, ErrPartBorder,
// ErrPartShort and ErrPartOutside.
func (b *Board) TakePart(ctx context.Context, agent uid.Agent, slot uid.Slot, p Part) (Shift, error) {
	who, place, err := b.partPlace(ctx, agent, slot, p)
	if err != nil {
		return Shift{}, err
	}
	var s Shift
	err = b.on.In(ctx, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		// The request's lock lets two who take parts of one seat take turns.
		if _, err := q.LockRequest(ctx, place.request); err != nil {
			return fmt.Errorf("lock request: %w", err)
		}
		t, err := b.mayTakePart(ctx, q, who, place, p)
		if err != nil {
			return err
		}
		s, err = b.takePart(ctx, q, tx, t)
		return err
	})
	if err == nil {
		b.showShift(s)
	}
	return s, err
}

// partPlace finds who asks and the slot, and refuses what is no part of it.
func (b *Board) partPlace(ctx context.Context, agent uid.Agent, slot uid.Slot, p Part) (account.Agent, place, error) {
	who, err := b.on.Register.Agent(ctx, agent)
	if err != nil {
		return who, place{}, err
	}
	at, err := b.placeOf(ctx, slot)
	if err != nil {
		return who, place{}, err
	}
	_, err = p.besides(Part{at.Starts, at.Ends})
	return who, at, err
}

// taking is a part that an agent may have: the slot that it is cut from, what
// is left of the seat, and the shift that it makes.
type taking struct {
	from    db.MatchingSlot
	offered *Shift // the agent's own offer that it is a part of
	part    Part
	left    []Part
	shift   Shift
}

// mayTakePart refuses a part that breaks a rule, naming it.
func (b *Board) mayTakePart(ctx context.Context, q *db.Queries, who account.Agent, at place, p Part) (taking, error) {
	r, err := booking.RequestOf(ctx, q, at.request)
	if err != nil {
		return taking{}, err
	}
	if !r.InParts || at.Kind != booking.Work {
		return taking{}, ErrNoParts
	}
	t := taking{part: p}
	if t.offered, err = b.ownOffer(ctx, q, who.ID, at.slot); err != nil {
		return taking{}, err
	}
	if t.from, err = b.seatFor(ctx, q, at.slot, t); err != nil {
		return taking{}, err
	}
	if t.left, err = p.besides(Part{t.from.Starts, t.from.Ends}); err != nil {
		return taking{}, err
	}
	to := placed(t.from, at.brand)
	to.Starts, to.Ends, to.Need = p.Starts, p.Ends, 1
	if len(t.left) > 0 {
		to.slot = uid.New[uid.Slot]() // a slot that nobody holds a seat of
		to.ID = to.slot.String()
	}
	var lettingGo []uid.Shift
	if t.offered != nil {
		lettingGo = append(lettingGo, t.offered.ID)
	}
	t.shift, err = b.mayTake(ctx, q, r, to, who, lettingGo...)
	t.shift.Origin = ByClaim
	return t, err
}

// ownOffer is what an agent is offered of a slot, if anything. An urgent offer
// is made to several for one seat and is taken whole.
func (b *Board) ownOffer(ctx context.Context, q *db.Queries, agent uid.Agent, slot uid.Slot) (*Shift, error) {
	live, err := q.LiveOnSlot(ctx, slot)
	if err != nil {
		return nil, fmt.Errorf("list seats: %w", err)
	}
	i := slices.IndexFunc(live, func(h db.LiveOnSlotRow) bool {
		return h.MatchingShift.AgentID == agent && ShiftState(h.MatchingShift.State) == Offered
	})
	if i < 0 {
		return nil, nil
	}
	s, err := shiftOf(live[i].MatchingShift, live[i].Starts, live[i].Ends)
	switch {
	case err != nil:
		return nil, err
	case s.Origin == ByBackfill:
		return nil, ErrNoParts
	case !b.on.Clock.Now().Before(s.LapsesAt):
		return nil, ErrOfferEnded
	}
	return &s, nil
}

// seatFor is the slot that a part is cut from: the one of the agent's own
// offer, else one with an empty seat over the whole part. Somebody may have
// taken another part of the seat since the agent saw it.
func (b *Board) seatFor(ctx context.Context, q *db.Queries, asked uid.Slot, t taking) (db.MatchingSlot, error) {
	row, err := q.Slot(ctx, asked)
	if err != nil {
		return row, fmt.Errorf("find slot: %w", err)
	}
	if t.offered != nil {
		return row, nil
	}
	row, err = q.OpenPart(ctx, db.OpenPartParams{Whole: bookedSlot(row), Asked: asked, Now: b.on.Clock.Now(), FromAt: t.part.Starts, Till: t.part.Ends})
	if errors.Is(err, pgx.ErrNoRows) {
		return row, ErrSlotFull
	}
	if err != nil {
		return row, fmt.Errorf("find an empty seat: %w", err)
	}
	return row, nil
}

// bookedSlot is the slot that a brand booked, of which one is a part, or itself.
func bookedSlot(s db.MatchingSlot) uid.Slot {
	if s.PartOf != (uid.Slot{}) {
		return s.PartOf
	}
	return s.ID
}

// takePart writes it: the seat leaves its slot, the part and what is left of it
// become slots, and the agent holds the part.
func (b *Board) takePart(ctx context.Context, q *db.Queries, tx pgx.Tx, t taking) (Shift, error) {
	s := t.shift
	s.Slot = t.from.ID
	if len(t.left) > 0 {
		var err error
		if s.Slot, err = b.split(ctx, q, t); err != nil {
			return Shift{}, err
		}
	}
	if t.offered == nil {
		return s, b.takeSeat(ctx, q, s, "claimed a part")
	}
	s.ID, s.Origin, s.State, s.OfferedAt, s.LapsesAt = t.offered.ID, t.offered.Origin, Offered, t.offered.OfferedAt, t.offered.LapsesAt
	reason, err := json.Marshal(s.Reason)
	if err != nil {
		return Shift{}, fmt.Errorf("write reason: %w", err)
	}
	err = q.ShortenOffer(ctx, db.ShortenOfferParams{ID: s.ID, SlotID: s.Slot, Starts: s.Starts, Ends: s.Ends, RateMinor: s.RateMinor, Reason: reason})
	if err != nil {
		return Shift{}, fmt.Errorf("shorten offer: %w", err)
	}
	return b.writeMove(ctx, q, tx, s, moving{to: Accepted, by: uid.Person(s.Agent), why: "took a part"})
}

// split takes one seat out of a slot and puts it back as its parts: the hours
// asked for stay what they were. What the agent left is planned for others.
func (b *Board) split(ctx context.Context, q *db.Queries, t taking) (uid.Slot, error) {
	if err := q.SetNeed(ctx, db.SetNeedParams{ID: t.from.ID, Need: t.from.Need - 1}); err != nil {
		return uid.Slot{}, fmt.Errorf("lower need: %w", err)
	}
	add := func(p Part) (uid.Slot, error) {
		id, err := q.AddPart(ctx, db.AddPartParams{ID: uid.New[uid.Slot](), Starts: p.Starts, Ends: p.Ends, Whole: bookedSlot(t.from)})
		if err != nil {
			return id, fmt.Errorf("add part of slot: %w", err)
		}
		return id, nil
	}
	for _, x := range t.left {
		slot, err := add(x)
		if err == nil {
			err = b.leavePart(ctx, q, t.shift, slot, x)
		}
		if err != nil {
			return uid.Slot{}, err
		}
	}
	if err := b.QueueFill(ctx, q, t.shift.Request, t.shift.Brand, "part_taken"); err != nil {
		return uid.Slot{}, err
	}
	return add(t.part)
}

// leavePart notes that an agent turned down what they left of a seat: else the
// next plan would offer them that very time.
func (b *Board) leavePart(ctx context.Context, q *db.Queries, s Shift, slot uid.Slot, p Part) error {
	id, now := uid.New[uid.Shift](), b.on.Clock.Now()
	err := q.LeavePart(ctx, db.LeavePartParams{
		ID: id, SlotID: slot, RequestID: s.Request, BrandID: s.Brand, AgentID: s.Agent, Starts: p.Starts, Ends: p.Ends,
		RateMinor: s.RateMinor, Currency: s.Currency, Now: now, Kind: string(s.Kind), Origin: string(s.Origin),
	})
	if err != nil {
		return fmt.Errorf("note what was left: %w", err)
	}
	err = q.AddMove(ctx, db.AddMoveParams{ShiftID: id, BrandID: s.Brand, ToState: string(Declined), PersonID: uid.Person(s.Agent), Why: "took another part", At: now})
	if err != nil {
		return fmt.Errorf("note move: %w", err)
	}
	return nil
}
