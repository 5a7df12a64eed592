package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat/internal/db"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// moves is who may hold a conversation after whom.
var moves = map[State][]State{
	WithBot:   {Waiting, Closed},
	Waiting:   {WithHuman, WithBot, Closed},
	WithHuman: {Waiting, WithHuman, WithBot, Closed}, // human to human: a transfer
	Closed:    {WithBot},
}

// Moving is one change of hands.
type Moving struct {
	To      State
	Agent   uid.Agent // when To is WithHuman
	Shift   uid.Shift
	Why     string
	Outcome string // when To is Closed
}

// Need is why a person is needed, and which one.
type Need struct {
	Reason   string
	Priority int      // 0 to 9, 9 first
	Tags     []string // what the person must hold
	Handoff  json.RawMessage
}

// HandOff puts a conversation that the bot holds under epoch into the queue,
// in the caller's transaction. What it returns is all that the choice of a
// person needs. It returns ErrNoChat, ErrOldToken and ErrMove.
func (l *Log) HandOff(ctx context.Context, tx pgx.Tx, id uid.Chat, epoch int, n Need) (Chat, error) {
	c, err := l.lock(ctx, tx, id)
	if err != nil {
		return Chat{}, err
	}
	if c.Epoch != epoch || c.State != WithBot {
		return Chat{}, ErrOldToken
	}
	err = db.New(tx).SetNeed(ctx, db.SetNeedParams{ID: id, Reason: n.Reason, Priority: int32(n.Priority), Need: orNone(n.Tags), Handoff: n.Handoff})
	if err != nil {
		return Chat{}, fmt.Errorf("note need: %w", err)
	}
	c.Reason, c.Priority, c.Need, c.Handoff = n.Reason, n.Priority, orNone(n.Tags), n.Handoff
	if c, err = l.move(ctx, tx, c, Moving{To: Waiting, Why: n.Reason}); err != nil {
		return Chat{}, err
	}
	if c.Last, err = LastAgentTx(ctx, tx, id); err != nil {
		return Chat{}, err
	}
	return c, l.outbox.Tell(ctx, tx, fact.HandedOff{Meta: fact.New(c.Brand, *c.WaitingSince), Chat: c.ID, Channel: c.Channel, Reason: n.Reason, Priority: n.Priority})
}

// Take gives a waiting conversation to an agent, in the caller's transaction.
// It returns ErrNoChat and ErrMove (somebody else was faster).
func (l *Log) Take(ctx context.Context, tx pgx.Tx, id uid.Chat, agent uid.Agent, shift uid.Shift) (Chat, error) {
	c, err := l.lock(ctx, tx, id)
	if err != nil {
		return Chat{}, err
	}
	if c.State != Waiting {
		return Chat{}, ErrMove
	}
	since := *c.WaitingSince
	if c, err = l.move(ctx, tx, c, Moving{To: WithHuman, Agent: agent, Shift: shift, Why: "taken"}); err != nil {
		return Chat{}, err
	}
	now := l.clock.Now()
	return c, l.outbox.Tell(ctx, tx, fact.ChatTaken{Meta: fact.New(c.Brand, now), Chat: c.ID, Channel: c.Channel, Agent: agent, Shift: shift, Waited: now.Sub(since)})
}

// Transfer gives a held conversation back to the queue for somebody with other
// tags, or for whoever is free when tags are the same. It returns ErrNoChat,
// ErrNotHolder and ErrMove.
func (l *Log) Transfer(ctx context.Context, tx pgx.Tx, id uid.Chat, by uid.Agent, n Need) (Chat, error) {
	c, err := l.lock(ctx, tx, id)
	if err != nil {
		return Chat{}, err
	}
	if c.State != WithHuman || c.Agent != by {
		return Chat{}, ErrNotHolder
	}
	if n.Handoff == nil {
		n.Handoff = c.Handoff
	}
	err = db.New(tx).SetNeed(ctx, db.SetNeedParams{ID: id, Reason: n.Reason, Priority: int32(n.Priority), Need: orNone(n.Tags), Handoff: n.Handoff})
	if err != nil {
		return Chat{}, fmt.Errorf("note need: %w", err)
	}
	c.Reason, c.Priority, c.Need, c.Handoff = n.Reason, n.Priority, orNone(n.Tags), n.Handoff
	return l.move(ctx, tx, c, Moving{To: Waiting, Why: n.Reason})
}

// ReturnToBot gives a waiting conversation back to the bot, because nobody can
// come. It returns ErrNoChat and ErrMove.
func (l *Log) ReturnToBot(ctx context.Context, tx pgx.Tx, id uid.Chat, why string) (Chat, error) {
	c, err := l.lock(ctx, tx, id)
	if err != nil {
		return Chat{}, err
	}
	return l.move(ctx, tx, c, Moving{To: WithBot, Why: why})
}

// lock reads a conversation and keeps it until the transaction ends.
func (l *Log) lock(ctx context.Context, tx pgx.Tx, id uid.Chat) (Chat, error) {
	row, err := db.New(tx).LockChat(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return Chat{}, ErrNoChat
	}
	if err != nil {
		return Chat{}, fmt.Errorf("lock chat: %w", err)
	}
	return chatOf(row), nil
}

// move changes hands and writes the move down. The chat is locked.
func (l *Log) move(ctx context.Context, tx pgx.Tx, c Chat, m Moving) (Chat, error) {
	if !slices.Contains(moves[c.State], m.To) {
		return Chat{}, ErrMove.With("a conversation cannot go from %s to %s", c.State, m.To)
	}
	q := db.New(tx)
	now := l.clock.Now()
	from := c.State
	held := c.Agent
	c.State, c.Epoch, c.Agent, c.Shift = m.To, c.Epoch+1, m.Agent, m.Shift
	c.WaitingSince, c.ClosedAt = at(m.To == Waiting, now), at(m.To == Closed, now)
	if m.To == Closed {
		c.CloseReason, c.Outcome = m.Why, m.Outcome
	} else {
		c.CloseReason, c.Outcome = "", ""
	}
	err := q.Move(ctx, db.MoveParams{
		ID: c.ID, State: string(c.State), Epoch: int32(c.Epoch), AgentID: c.Agent, ShiftID: c.Shift,
		WaitingSince: c.WaitingSince, ClosedAt: c.ClosedAt, CloseReason: c.CloseReason, Outcome: c.Outcome, At: &now,
	})
	if err != nil {
		return Chat{}, fmt.Errorf("move chat: %w", err)
	}
	if m.Agent.IsZero() {
		m.Agent = held // whose hands it left
	}
	err = q.AddMove(ctx, db.AddMoveParams{ChatID: c.ID, Epoch: int32(c.Epoch), BrandID: c.Brand, FromState: string(from), ToState: string(m.To), AgentID: m.Agent, Why: m.Why, At: now})
	if err != nil {
		return Chat{}, fmt.Errorf("write move down: %w", err)
	}
	row, err := q.Chat(ctx, c.ID)
	return chatOf(row), err
}

func at(yes bool, t time.Time) *time.Time {
	if !yes {
		return nil
	}
	return &t
}

func orNone(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// ShowMove pushes who holds a conversation now: to the agents' desks as
// "holder", to the shopper's widget as "standing".
func (l *Log) ShowMove(c Chat) {
	l.hub.Poke(live.ChatTopic(c.ID), "holder", 0, map[string]any{"state": c.State, "epoch": c.Epoch, "agent_id": c.Agent, "last_seq": c.LastSeq})
	l.hub.Poke(live.ChatTopic(c.ID), "standing", 0, StandingOf(c))
}

// Standing is what the shopper sees of who holds the conversation.
type Standing struct {
	Owner       string `json:"owner" enum:"bot,waiting,agent,closed"`
	AgentName   string `json:"agent_name,omitempty"`
	Place       *int   `json:"place,omitempty"`
	WaitSeconds *int   `json:"wait_seconds,omitempty"` // absent: not known
	Rated       bool   `json:"rated,omitempty"`
	Pictures    bool   `json:"pictures,omitempty"` // pictures are taken
}

// StandingOf is a conversation's standing without its place in the queue.
func StandingOf(c Chat) Standing {
	s := Standing{Owner: string(c.State), Rated: c.CSAT > 0, Pictures: c.State != Closed}
	if c.State == WithHuman {
		s.Owner = "agent"
	}
	return s
}

// InTx runs work in one transaction of the log's database.
func (l *Log) InTx(ctx context.Context, scope pg.Scope, work func(pgx.Tx) error) error {
	return pg.InTx(ctx, l.pool, scope, work)
}
