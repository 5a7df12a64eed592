package market

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
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

// What a swap can be refused for. None of them costs anybody anything: until a
// swap is taken its giver holds the shift.
var (
	ErrNoSwap    = fault.New(fault.NotFound, "swap_unknown", "there is no such swap")
	ErrSwapOver  = fault.New(fault.Conflict, "swap_over", "the swap was taken, withdrawn or has lapsed")
	ErrSwapOpen  = fault.New(fault.Conflict, "swap_open", "the shift is offered for a swap already")
	ErrSwapLate  = fault.New(fault.Conflict, "swap_late", "it begins too soon for a swap")
	ErrColleague = fault.New(fault.Conflict, "swap_colleague", "that colleague cannot take it")
)

// swapLeast is how long before its start a shift can still change hands.
const swapLeast = 30 * time.Minute

// Swapping is what an agent asks: a colleague by name or nobody in particular,
// and perhaps a shift of that colleague's in return.
type Swapping struct {
	Colleague uid.Agent `json:"colleague_id,omitzero"`
	Against   uid.Shift `json:"against_id,omitzero"`
	Why       string    `json:"why,omitempty"`
}

// OfferSwap offers an accepted shift to a colleague or to the pool. The giver
// keeps it until somebody takes it, and gets no mark whatever comes of it. It
// returns ErrNoShift, ErrShiftMove, ErrSwapLate, ErrSwapOpen, ErrColleague and
// account.ErrNoAgent.
func (b *Board) OfferSwap(ctx context.Context, agent uid.Agent, id uid.Shift, in Swapping) (uid.Swap, error) {
	if in.Colleague == agent || in.Colleague.IsZero() && !in.Against.IsZero() {
		return uid.Swap{}, ErrColleague
	}
	give, err := b.handOf(ctx, id, agent)
	if err != nil {
		return uid.Swap{}, err
	}
	now := b.on.Clock.Now()
	lapses := give.shift.Starts.Add(-swapLeast)
	if !lapses.After(now) {
		return uid.Swap{}, ErrSwapLate
	}
	var back *hand
	if !in.Against.IsZero() {
		h, err := b.handOf(ctx, in.Against, in.Colleague)
		if err != nil {
			return uid.Swap{}, err
		}
		back = &h
		if till := h.shift.Starts.Add(-swapLeast); till.Before(lapses) {
			lapses = till
		}
	}
	taker := account.Agent{}
	if !in.Colleague.IsZero() {
		if taker, err = b.on.Register.Agent(ctx, in.Colleague); err != nil {
			return uid.Swap{}, err
		}
	}
	swap := uid.New[uid.Swap]()
	err = b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		if !in.Colleague.IsZero() {
			if err := b.fits(ctx, q, give, back, taker); err != nil {
				return err
			}
		}
		err := q.AddSwap(ctx, db.AddSwapParams{
			ID: swap, ShiftID: id, BrandID: give.shift.Brand, AgentID: agent, ColleagueID: in.Colleague, AgainstID: in.Against,
			Why: clip(in.Why), AskedAt: now, LapsesAt: lapses,
		})
		if _, broke := pg.Broken(err); broke {
			return ErrSwapOpen
		}
		if err != nil {
			return fmt.Errorf("add swap: %w", err)
		}
		if in.Colleague.IsZero() {
			return nil
		}
		return b.notify(ctx, q, give.shift, told{agent: in.Colleague, kind: saidSwapAsked, by: uid.Person(agent), why: in.Why, add: func(c *Circumstances) { c.Before = &lapses }})
	})
	if err != nil {
		return uid.Swap{}, err
	}
	b.on.TellAgent(agent, ground.Notice{Request: give.shift.Request, Shift: id, State: "swap"})
	if !in.Colleague.IsZero() {
		b.on.TellAgent(in.Colleague, ground.Notice{Request: give.shift.Request, Shift: id, State: "swap"})
	}
	return swap, nil
}

// hand is a shift that changes hands: where it is, and who holds it.
type hand struct {
	shift  Shift
	to     place
	holder account.Agent
}

// handOf reads an accepted shift ahead that an agent holds. It returns
// ErrNoShift and ErrShiftMove.
func (b *Board) handOf(ctx context.Context, id uid.Shift, holder uid.Agent) (hand, error) {
	var s Shift
	var slot db.MatchingSlot
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		row, err := q.Shift(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && row.MatchingShift.AgentID != holder {
			return ErrNoShift
		}
		if err != nil {
			return fmt.Errorf("find shift: %w", err)
		}
		if s, err = shiftOf(row.MatchingShift, row.Starts, row.Ends); err != nil {
			return err
		}
		slot, err = q.Slot(ctx, s.Slot)
		return err
	})
	if err != nil {
		return hand{}, err
	}
	if s.State != Accepted || !s.Starts.After(b.on.Clock.Now()) {
		return hand{}, ErrShiftMove.At("state", "accepted, before it begins", string(s.State))
	}
	brand, err := b.on.Register.Brand(ctx, s.Brand)
	if err != nil {
		return hand{}, err
	}
	who, err := b.on.Register.Agent(ctx, holder)
	if err != nil {
		return hand{}, err
	}
	to := placed(slot, brand)
	to.Starts, to.Ends, to.Need = s.Starts, s.Ends, max(1, to.Need)
	return hand{s, to, who}, nil
}

// fits refuses a swap that would break a rule for either side.
func (b *Board) fits(ctx context.Context, q *db.Queries, give hand, back *hand, taker account.Agent) error {
	_, _, err := b.after(ctx, q, give, back, taker)
	if f, refused := fault.As(err); refused {
		wrong := ErrColleague.With("that colleague cannot take it: %s", f.Detail)
		wrong.Fields = f.Fields
		return wrong
	}
	return err
}

// after is who would hold what, when both sides have let go: the rule of a
// swap, which the offer asks and the taking asks again.
func (b *Board) after(ctx context.Context, q *db.Queries, give hand, back *hand, taker account.Agent) (taken Shift, returned *Shift, err error) {
	var goes []uid.Shift
	if back != nil {
		goes = append(goes, back.shift.ID)
	}
	r, err := booking.RequestOf(ctx, q, give.shift.Request)
	if err != nil {
		return Shift{}, nil, err
	}
	if taken, err = b.mayTake(ctx, q, r, give.to, taker, goes...); err != nil || back == nil {
		return taken, nil, err
	}
	if r, err = booking.RequestOf(ctx, q, back.shift.Request); err != nil {
		return Shift{}, nil, err
	}
	got, err := b.mayTake(ctx, q, r, back.to, give.holder, give.shift.ID)
	return taken, &got, err
}

// TakeSwap takes a shift that a colleague offered; both sides change hands in
// one transaction, or neither does. It returns ErrNoSwap, ErrSwapOver,
// ErrShiftMove and what Claim does.
func (b *Board) TakeSwap(ctx context.Context, agent uid.Agent, id uid.Swap) (Shift, error) {
	x, give, back, err := b.swapFor(ctx, agent, id)
	if err != nil {
		return Shift{}, err
	}
	taker, err := b.on.Register.Agent(ctx, agent)
	if err != nil {
		return Shift{}, err
	}
	var moved []Shift
	err = b.on.In(ctx, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		moved, err = b.exchange(ctx, q, tx, x.ID, give, back, taker)
		return err
	})
	if err != nil {
		return Shift{}, err
	}
	for _, s := range moved {
		b.showShift(s)
	}
	return moved[0], nil
}

// swapFor reads an open swap that an agent may take.
func (b *Board) swapFor(ctx context.Context, agent uid.Agent, id uid.Swap) (x db.MatchingSwap, give hand, back *hand, err error) {
	x, err = ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (db.MatchingSwap, error) { return q.Swap(ctx, id) })
	switch {
	case errors.Is(err, pgx.ErrNoRows), err == nil && (x.AgentID == agent || !x.ColleagueID.IsZero() && x.ColleagueID != agent):
		return x, hand{}, nil, ErrNoSwap
	case err != nil:
		return x, hand{}, nil, fmt.Errorf("find swap: %w", err)
	case x.State != "open" || !x.LapsesAt.After(b.on.Clock.Now()):
		return x, hand{}, nil, ErrSwapOver
	}
	if give, err = b.handOf(ctx, x.ShiftID, x.AgentID); err != nil {
		return x, hand{}, nil, overIfGone(err)
	}
	if !x.AgainstID.IsZero() {
		h, err := b.handOf(ctx, x.AgainstID, agent)
		if err != nil {
			return x, hand{}, nil, overIfGone(err)
		}
		back = &h
	}
	return x, give, back, nil
}

// overIfGone says that a swap is over where its shift is somebody else's now.
func overIfGone(err error) error {
	if errors.Is(err, ErrNoShift) || errors.Is(err, ErrShiftMove) {
		return ErrSwapOver
	}
	return err
}

// exchange lets both sides go and take, under the locks of both requests, in
// order of id so that two exchanges do not wait for each other in a circle.
func (b *Board) exchange(ctx context.Context, q *db.Queries, tx pgx.Tx, id uid.Swap, give hand, back *hand, taker account.Agent) ([]Shift, error) {
	hands := []hand{give}
	if back != nil {
		hands = append(hands, *back)
	}
	if err := lockHands(ctx, q, hands); err != nil {
		return nil, err
	}
	now := b.on.Clock.Now()
	x, err := q.LockSwap(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("lock swap: %w", err)
	}
	if x.State != "open" || !x.LapsesAt.After(now) {
		return nil, ErrSwapOver
	}
	if err := q.EndSwap(ctx, db.EndSwapParams{ID: id, State: "taken", DecidedAt: &now, TakenBy: taker.ID}); err != nil {
		return nil, fmt.Errorf("end swap: %w", err)
	}
	taken, returned, err := b.after(ctx, q, give, back, taker)
	if err != nil {
		return nil, err
	}
	moved := []Shift{taken}
	for _, h := range hands {
		s, err := b.writeMove(ctx, q, tx, h.shift, moving{to: Released, cause: Swapped, by: uid.Person(taker.ID), why: "swapped", taken: true})
		if err != nil {
			return nil, err
		}
		moved = append(moved, s)
	}
	if returned != nil {
		returned.Origin = BySwap
		if err := b.takeSeat(ctx, q, *returned, "swapped"); err != nil {
			return nil, err
		}
		moved = append(moved, *returned)
	}
	taken.Origin = BySwap
	moved[0] = taken
	if err := b.takeSeat(ctx, q, taken, "swapped"); err != nil {
		return nil, err
	}
	for _, t := range []told{{agent: give.holder.ID, kind: saidSwapTaken}, {kind: saidSwapTaken}} {
		t.by, t.why = uid.Person(taker.ID), x.Why
		if err := b.notify(ctx, q, give.shift, t); err != nil {
			return nil, err
		}
	}
	return moved, nil
}

// lockHands locks requests, then shifts, and refuses those that moved since.
func lockHands(ctx context.Context, q *db.Queries, hands []hand) error {
	requests := make([]uid.Request, len(hands))
	for i, h := range hands {
		requests[i] = h.shift.Request
	}
	slices.SortFunc(requests, func(a, b uid.Request) int { return strings.Compare(a.String(), b.String()) })
	for _, id := range slices.Compact(requests) {
		if _, err := q.LockRequest(ctx, id); err != nil {
			return fmt.Errorf("lock request: %w", err)
		}
	}
	for _, h := range hands {
		row, err := q.LockShift(ctx, h.shift.ID)
		if err != nil {
			return fmt.Errorf("lock shift: %w", err)
		}
		if ShiftState(row.MatchingShift.State) != Accepted {
			return ErrSwapOver
		}
	}
	return nil
}

// EndSwap withdraws one's own open swap, or declines one that was asked by
// name. It returns ErrNoSwap and ErrSwapOver.
func (b *Board) EndSwap(ctx context.Context, agent uid.Agent, id uid.Swap) error {
	now := b.on.Clock.Now()
	var x db.MatchingSwap
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) (err error) {
		x, err = q.LockSwap(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && x.AgentID != agent && x.ColleagueID != agent {
			return ErrNoSwap
		}
		if err != nil {
			return fmt.Errorf("lock swap: %w", err)
		}
		if x.State != "open" {
			return ErrSwapOver
		}
		state := "withdrawn"
		if x.AgentID != agent {
			state = "declined"
			if err := b.noteSwapEnd(ctx, q, x, state, uid.Person(agent)); err != nil {
				return err
			}
		}
		return q.EndSwap(ctx, db.EndSwapParams{ID: id, State: state, DecidedAt: &now})
	})
	if err == nil {
		b.on.TellAgent(x.AgentID, ground.Notice{Shift: x.ShiftID, State: "swap"})
	}
	return err
}

func (b *Board) noteSwapEnd(ctx context.Context, q *db.Queries, x db.MatchingSwap, outcome string, by uid.Person) error {
	row, err := q.Shift(ctx, x.ShiftID)
	if err != nil {
		return fmt.Errorf("find shift: %w", err)
	}
	s, err := shiftOf(row.MatchingShift, row.Starts, row.Ends)
	if err != nil {
		return err
	}
	return b.notify(ctx, q, s, told{agent: x.AgentID, kind: saidSwapEnded, by: by, why: "you keep the shift", add: func(c *Circumstances) { c.Outcome = outcome }})
}

// lapseSwaps ends the swaps that nobody took in time; the giver keeps the
// shift.
func (b *Board) lapseSwaps(ctx context.Context) error {
	now := b.on.Clock.Now()
	var ended []db.LapsedSwapsRow
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, _ pgx.Tx) (err error) {
		if ended, err = q.LapsedSwaps(ctx, db.LapsedSwapsParams{Now: now, Most: dueBatch}); err != nil {
			return fmt.Errorf("list lapsed swaps: %w", err)
		}
		for _, x := range ended {
			if err := q.EndSwap(ctx, db.EndSwapParams{ID: x.ID, State: "lapsed", DecidedAt: &now}); err != nil {
				return fmt.Errorf("end swap: %w", err)
			}
			if err := b.noteSwapEnd(ctx, q, db.MatchingSwap{ID: x.ID, AgentID: x.AgentID, BrandID: x.BrandID, ShiftID: x.ShiftID}, "lapsed", uid.Person{}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, x := range ended {
		b.on.TellAgent(x.AgentID, ground.Notice{Shift: x.ShiftID, State: "swap"})
	}
	return nil
}
