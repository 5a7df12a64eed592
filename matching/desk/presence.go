package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk/internal/db"
)

// Board is what an agent's desk shows.
type Board struct {
	State        string        `json:"state"`
	Why          string        `json:"why,omitempty"`
	Next         string        `json:"next_state,omitempty"`
	Since        time.Time     `json:"since"`
	Shift        *Shift        `json:"shift,omitempty"`
	Capacity     int           `json:"capacity"`
	Chats        []chat.Chat   `json:"chats"`
	Reservations []Reservation `json:"reservations"`
	WrapUps      []WrapUp      `json:"wrap_ups"`
	Now          time.Time     `json:"now"` // the server's time, which the times above are in
}

// Shift is the shift that an agent is on.
type Shift struct {
	ID    uid.Shift `json:"id"`
	Brand uid.Brand `json:"brand_id"`
	Name  string    `json:"brand_name"`
	Ends  time.Time `json:"ends"`
}

// Reservation is a conversation that is promised to the agent for a moment.
type Reservation struct {
	ID       uuid.UUID `json:"id"`
	Chat     chat.Chat `json:"chat"`
	Why      string    `json:"why"` // why this agent
	LapsesAt time.Time `json:"lapses_at"`
}

// WrapUp is a conversation that ended and still keeps its slot.
type WrapUp struct {
	Chat   uid.Chat  `json:"chat_id"`
	EndsAt time.Time `json:"ends_at"`
}

// states that an agent may choose.
var chosen = []string{"offline", "available", "break", "training", "wrap_up"}

// SetState changes where an agent is. Available needs a shift. An agent who
// holds chats and wants away goes when they are done: that is the next state.
// It returns ErrState and ErrNotOnShift.
func (d *Desk) SetState(ctx context.Context, agent uid.Agent, state, why string) error {
	if !slices.Contains(chosen, state) {
		return ErrState.At("state", "one of the states", state)
	}
	held, err := d.chats.HeldBy(ctx, agent)
	if err != nil {
		return err
	}
	err = pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		now := d.clock.Now()
		if state == "available" {
			if _, err := q.ShiftNow(ctx, db.ShiftNowParams{AgentID: agent, At: now}); errors.Is(err, pgx.ErrNoRows) {
				return ErrNotOnShift
			} else if err != nil {
				return fmt.Errorf("find shift: %w", err)
			}
		}
		if len(held) > 0 && slices.Contains([]string{"offline", "break", "training"}, state) {
			if err := q.SetNext(ctx, db.SetNextParams{AgentID: agent, NextState: state}); err != nil {
				return fmt.Errorf("note next state: %w", err)
			}
			state, why = "wrap_up", "finishing" // nothing new is offered meanwhile
			return put(ctx, q, agent, state, why, now, true)
		}
		return put(ctx, q, agent, state, why, now, false)
	})
	if err != nil {
		return err
	}
	if err := d.reread(ctx, agent); err != nil {
		return err
	}
	d.hub.Poke(live.AgentTopic(agent), "presence", 0, map[string]string{"state": state})
	if state == "available" {
		return d.drain(ctx)
	}
	return nil
}

// put writes a state and its place in the timeline.
func put(ctx context.Context, q *db.Queries, agent uid.Agent, state, why string, now time.Time, keepNext bool) error {
	next := ""
	if keepNext {
		p, err := q.Presence(ctx, agent)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return fmt.Errorf("find presence: %w", err)
		}
		next = p.NextState
	}
	if err := q.PutPresence(ctx, db.PutPresenceParams{AgentID: agent, State: state, Why: why, NextState: next, At: now}); err != nil {
		return fmt.Errorf("set state: %w", err)
	}
	if err := q.AddPresenceMove(ctx, db.AddPresenceMoveParams{AgentID: agent, At: now, State: state, Why: why}); err != nil {
		return fmt.Errorf("write state down: %w", err)
	}
	return nil
}

// Board is what the agent's desk shows now.
func (d *Desk) Board(ctx context.Context, agent uid.Agent) (Board, error) {
	b := Board{State: "offline", Chats: []chat.Chat{}, Reservations: []Reservation{}, WrapUps: []WrapUp{}, Now: d.clock.Now()}
	a, err := d.register.Agent(ctx, agent)
	if err != nil {
		return b, err
	}
	b.Capacity = a.Capacity
	if b.Chats, err = d.chats.HeldBy(ctx, agent); err != nil {
		return b, err
	}
	var reserved []db.MatchingReservation
	err = pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) error {
		var err error
		reserved, err = d.boardRows(ctx, db.New(tx), agent, &b)
		return err
	})
	if err != nil {
		return b, err
	}
	for _, r := range reserved {
		c, err := d.chats.Chat(ctx, pg.Everything, r.ChatID)
		if err != nil {
			return b, err
		}
		b.Reservations = append(b.Reservations, Reservation{ID: r.ID, Chat: c, Why: r.Why, LapsesAt: r.LapsesAt})
	}
	if b.Shift != nil {
		brand, err := d.register.Brand(ctx, b.Shift.Brand)
		if err != nil {
			return b, err
		}
		b.Shift.Name = brand.Name
	}
	return b, nil
}

func (d *Desk) boardRows(ctx context.Context, q *db.Queries, agent uid.Agent, b *Board) ([]db.MatchingReservation, error) {
	p, err := q.Presence(ctx, agent)
	if err == nil {
		b.State, b.Why, b.Next, b.Since = p.State, p.Why, p.NextState, p.Since
	} else if !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("find presence: %w", err)
	}
	s, err := q.ShiftNow(ctx, db.ShiftNowParams{AgentID: agent, At: b.Now})
	if err == nil {
		b.Shift = &Shift{ID: s.ShiftID, Brand: s.BrandID, Ends: s.Ends}
	} else if !errors.Is(err, pgx.ErrNoRows) {
		return nil, fmt.Errorf("find shift: %w", err)
	}
	wraps, err := q.WrapUpsOf(ctx, agent)
	if err != nil {
		return nil, fmt.Errorf("list wrap-ups: %w", err)
	}
	for _, w := range wraps {
		b.WrapUps = append(b.WrapUps, WrapUp{w.ChatID, w.EndsAt})
	}
	return q.ReservationsOf(ctx, agent)
}
