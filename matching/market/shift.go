package market

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
)

// What a shift can be refused for.
var (
	ErrNoShift    = fault.New(fault.NotFound, "shift_unknown", "there is no such shift")
	ErrShiftMove  = fault.New(fault.Conflict, "shift_move_refused", "the shift is past that step, or not there yet")
	ErrOfferEnded = fault.New(fault.Conflict, "offer_lapsed", "the offer has lapsed")
)

// ShiftState is how far an agent's seat is.
type ShiftState string

// The states of a shift.
const (
	Offered  ShiftState = "offered"
	Accepted ShiftState = "accepted"
	Working  ShiftState = "working"
	Done     ShiftState = "done"
	Declined ShiftState = "declined"
	Lapsed   ShiftState = "lapsed"
	Released ShiftState = "released" // given back, or taken away with its reason
	NoShow   ShiftState = "no_show"
	Dropped  ShiftState = "cancelled"
)

// shiftMoves is which state may follow which.
var shiftMoves = map[ShiftState][]ShiftState{
	Offered:  {Accepted, Declined, Lapsed, Released, Dropped},
	Accepted: {Working, Released, NoShow, Dropped},
	Working:  {Done, NoShow},
}

func (s ShiftState) may(to ShiftState) bool { return slices.Contains(shiftMoves[s], to) }

// opens tells whether a shift that comes to this state leaves its seat to be
// filled again.
func (s ShiftState) opens() bool {
	return s == Declined || s == Lapsed || s == Released || s == NoShow
}

// Origin is how an agent came to a seat.
type Origin string

// The ways to a seat.
const (
	ByPlan     Origin = "plan"
	ByClaim    Origin = "claim"
	BySwap     Origin = "swap"
	ByStandby  Origin = "standby"  // called while being ready
	ByBackfill Origin = "backfill" // asked at once when a seat fell empty
)

// Cause is what ended a shift early, where that decides who owes what. None of
// it counts against an agent but Late and Unconfirmed.
type Cause string

// The causes.
const (
	Early       Cause = "early"       // given back in time
	Late        Cause = "late"        // given back too late
	Unconfirmed Cause = "unconfirmed" // two notices and no answer
	Swapped     Cause = "swapped"     // a colleague took it
	Called      Cause = "called"      // from being ready into a seat
	Outrun      Cause = "outrun"      // several were asked at once, another was first
	ByBrand     Cause = "brand"       // the brand dropped the seat
	ByMarket    Cause = "market"      // a certificate was withdrawn
	Suspended   Cause = "suspended"
)

// Reason is why an agent was chosen, and what their hour is made of; it is
// shown before they choose.
type Reason struct {
	Certificate string   `json:"certificate,omitempty"`
	Holds       []string `json:"holds"`     // required tags
	Preferred   []string `json:"preferred"` // tags that the brand would like, and they hold
	Wished      bool     `json:"wished"`    // the agent prefers this brand
	Chosen      bool     `json:"chosen"`    // the brand prefers this agent
	Known       bool     `json:"known"`     // the agent worked for this brand lately
	NightBP     int      `json:"night_bp"`  // share of the hours that are paid as night
	BaseMinor   int64    `json:"base_minor" doc:"the agent's own hour; the rate is this and the bonuses"`
	Bonuses     []Bonus  `json:"bonuses,omitempty"`
}

// Bonus is what an hour is paid on top, or less for only being ready.
type Bonus struct {
	Code  string `json:"code" enum:"night,urgent,standby"`
	Minor int64  `json:"minor"`
}

// Shift is one agent's seat.
type Shift struct {
	ID        uid.Shift    `json:"id"`
	Slot      uid.Slot     `json:"slot_id"`
	Request   uid.Request  `json:"request_id"`
	Brand     uid.Brand    `json:"brand_id"`
	Agent     uid.Agent    `json:"agent_id"`
	Starts    time.Time    `json:"starts"`
	Ends      time.Time    `json:"ends"`
	Kind      booking.Kind `json:"kind"`
	Origin    Origin       `json:"origin"`
	Cause     Cause        `json:"cause,omitempty"`
	State     ShiftState   `json:"state"`
	RateMinor int64        `json:"rate_minor"`
	Currency  string       `json:"currency"`
	Reason    Reason       `json:"reason"`
	OfferedAt time.Time    `json:"offered_at"`
	LapsesAt  time.Time    `json:"lapses_at"`
	WorkedS   int          `json:"worked_s"`
}

func shiftOf(h db.MatchingShift, starts, ends time.Time) (Shift, error) {
	s := Shift{
		ID: h.ID, Slot: h.SlotID, Request: h.RequestID, Brand: h.BrandID, Agent: h.AgentID, Starts: starts, Ends: ends, State: ShiftState(h.State),
		Kind: booking.Kind(h.Kind), Origin: Origin(h.Origin), Cause: Cause(h.Cause),
		RateMinor: h.RateMinor, Currency: h.Currency, OfferedAt: h.OfferedAt, LapsesAt: h.LapsesAt, WorkedS: int(h.WorkedS),
	}
	if err := json.Unmarshal(h.Reason, &s.Reason); err != nil {
		return Shift{}, fmt.Errorf("read reason: %w", err)
	}
	return s, nil
}

// moving is one change of a shift.
type moving struct {
	to     ShiftState
	by     uid.Person // zero: the clock or the planner
	why    string
	cause  Cause
	worked time.Duration // when to is Done
	taken  bool          // the seat has its next holder already: nobody is asked
}

// moveShift changes one shift in a transaction of its own and tells who
// watches. decide sees the locked shift and says where it goes.
func (b *Board) moveShift(ctx context.Context, id uid.Shift, decide func(context.Context, *db.Queries, Shift) (moving, error)) (Shift, error) {
	var s Shift
	err := b.on.In(ctx, pg.Everything, func(q *db.Queries, tx pgx.Tx) (err error) {
		s, err = b.moveShiftTx(ctx, q, tx, id, decide)
		return err
	})
	if err == nil {
		b.showShift(s)
	}
	return s, err
}

// moveShiftTx is moveShift in the caller's transaction. The request is locked
// before the shift, as every path does, so that none waits for another in a
// circle.
func (b *Board) moveShiftTx(ctx context.Context, q *db.Queries, tx pgx.Tx, id uid.Shift, decide func(context.Context, *db.Queries, Shift) (moving, error)) (Shift, error) {
	seen, err := q.Shift(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return Shift{}, ErrNoShift
	}
	if err != nil {
		return Shift{}, fmt.Errorf("find shift: %w", err)
	}
	if _, err := q.LockRequest(ctx, seen.MatchingShift.RequestID); err != nil {
		return Shift{}, fmt.Errorf("lock request: %w", err)
	}
	row, err := q.LockShift(ctx, id)
	if err != nil {
		return Shift{}, fmt.Errorf("lock shift: %w", err)
	}
	s, err := shiftOf(row.MatchingShift, row.Starts, row.Ends)
	if err != nil {
		return Shift{}, err
	}
	m, err := decide(ctx, q, s)
	if err != nil {
		return Shift{}, err
	}
	if !s.State.may(m.to) {
		return Shift{}, ErrShiftMove.At("state", "one that "+string(m.to)+" may follow", string(s.State))
	}
	return b.writeMove(ctx, q, tx, s, m)
}

func (b *Board) writeMove(ctx context.Context, q *db.Queries, tx pgx.Tx, s Shift, m moving) (Shift, error) {
	now := b.on.Clock.Now()
	from := s.State
	s.State, s.Cause, s.WorkedS = m.to, m.cause, int(m.worked/time.Second)
	p := db.MoveShiftParams{ID: s.ID, State: string(m.to), Cause: string(m.cause), WorkedS: int32(s.WorkedS)}
	switch m.to {
	case Accepted, Declined, Lapsed:
		p.DecidedAt = &now
	case Working:
		p.StartedAt = &s.Starts
	case Done, NoShow:
		p.EndedAt = &now
	}
	if err := q.MoveShift(ctx, p); err != nil {
		return Shift{}, fmt.Errorf("move shift: %w", err)
	}
	err := q.AddMove(ctx, db.AddMoveParams{
		ShiftID: s.ID, BrandID: s.Brand, FromState: string(from), ToState: string(m.to), PersonID: m.by, Why: m.why, At: now,
	})
	if err != nil {
		return Shift{}, fmt.Errorf("note move: %w", err)
	}
	if m.to == Done {
		if err := b.tellSettled(ctx, tx, s, m); err != nil {
			return Shift{}, err
		}
	}
	if err := b.afterMove(ctx, q, s, m, now); err != nil {
		return Shift{}, err
	}
	return s, b.Recount(ctx, q, s.Request)
}

// afterMove is what follows from a move: the empty seat is planned again, a
// swap of what is held no more is over, and whom it concerns is told.
func (b *Board) afterMove(ctx context.Context, q *db.Queries, s Shift, m moving, now time.Time) error {
	if m.to.opens() && !m.taken && s.Ends.After(now) {
		if err := b.QueueFill(ctx, q, s.Request, s.Brand, string(m.to)); err != nil {
			return err
		}
	}
	if m.to != Accepted {
		if _, err := q.EndSwapsOf(ctx, db.EndSwapsOfParams{DecidedAt: &now, ShiftID: s.ID}); err != nil {
			return fmt.Errorf("end swaps: %w", err)
		}
	}
	return b.noteMove(ctx, q, s, m)
}

// Recount says whether a request's seats are all accepted. The request is
// locked by the caller.
func (b *Board) Recount(ctx context.Context, q *db.Queries, id uid.Request) error {
	text, err := q.StateOf(ctx, id)
	if err != nil {
		return fmt.Errorf("read request's state: %w", err)
	}
	state := booking.State(text)
	n, err := q.Seats(ctx, id)
	if err != nil {
		return fmt.Errorf("count seats: %w", err)
	}
	to := booking.Filling
	if n.Accepted >= n.Seats {
		to = booking.Filled
	}
	if state == to || !state.May(to) {
		return nil
	}
	return q.SetRequestState(ctx, db.SetRequestStateParams{ID: id, State: string(to)})
}

// showShift pokes the agent and the brand after the commit.
func (b *Board) showShift(s Shift) {
	n := ground.Notice{Request: s.Request, Shift: s.ID, State: string(s.State)}
	b.on.TellAgent(s.Agent, n)
	b.on.TellBrand(s.Brand, "shift", n)
}

// Move is one change of a shift, with who and why.
type Move struct {
	From ShiftState `json:"from"`
	To   ShiftState `json:"to"`
	By   uid.Person `json:"by"` // zero: the clock or the planner
	Name string     `json:"by_name"`
	Why  string     `json:"why"`
	At   time.Time  `json:"at"`
}

// Moves lists what happened to a shift of an agent's own, oldest first. It
// returns ErrNoShift.
func (b *Board) Moves(ctx context.Context, agent uid.Agent, id uid.Shift) ([]Move, error) {
	moves, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) ([]Move, error) {
		row, err := q.Shift(ctx, id)
		if errors.Is(err, pgx.ErrNoRows) || err == nil && row.MatchingShift.AgentID != agent {
			return nil, ErrNoShift
		}
		if err != nil {
			return nil, fmt.Errorf("find shift: %w", err)
		}
		return movesOf(ctx, q, id)
	})
	return b.named(ctx, moves), err
}

// named adds the names of who did it, read after the transaction.
func (b *Board) named(ctx context.Context, moves []Move) []Move {
	for i := range moves {
		moves[i].Name = b.nameOf(ctx, moves[i].By)
	}
	return moves
}

func movesOf(ctx context.Context, q *db.Queries, id uid.Shift) ([]Move, error) {
	rows, err := q.Moves(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list moves: %w", err)
	}
	out := make([]Move, len(rows))
	for i, m := range rows {
		out[i] = Move{From: ShiftState(m.FromState), To: ShiftState(m.ToState), By: m.PersonID, Why: m.Why, At: m.At}
	}
	return out, nil
}
