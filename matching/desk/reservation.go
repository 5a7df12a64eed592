package desk

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk/internal/db"
)

// Accept gives a reserved conversation to the agent, in one transaction with
// the change of hands. It returns ErrNoReservation.
func (d *Desk) Accept(ctx context.Context, agent uid.Agent, id uuid.UUID) (chat.Chat, error) {
	var c chat.Chat
	now := d.clock.Now()
	err := pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		r, err := open(ctx, q, agent, id)
		if err != nil {
			return err
		}
		if err := q.EndReservation(ctx, db.EndReservationParams{ID: id, State: "accepted", EndedAt: &now}); err != nil {
			return fmt.Errorf("accept reservation: %w", err)
		}
		c, err = d.chats.Take(ctx, tx, r.ChatID, agent, r.ShiftID)
		return err
	})
	if errors.Is(err, chat.ErrMove) { // the shopper left, or the bot took it back
		return chat.Chat{}, ErrNoReservation
	}
	if err != nil {
		return chat.Chat{}, err
	}
	d.chats.ShowMove(c)
	d.hub.Poke(live.AgentTopic(agent), "chat", 0, map[string]any{"chat_id": c.ID, "state": c.State})
	return c, nil
}

// Reject gives a reserved conversation back; it is offered to somebody else.
// It returns ErrNoReservation.
func (d *Desk) Reject(ctx context.Context, agent uid.Agent, id uuid.UUID) error {
	var r db.MatchingReservation
	now := d.clock.Now()
	err := pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) (err error) {
		q := db.New(tx)
		if r, err = open(ctx, q, agent, id); err != nil {
			return err
		}
		return q.EndReservation(ctx, db.EndReservationParams{ID: id, State: "rejected", EndedAt: &now})
	})
	if err != nil {
		return err
	}
	if err := d.reread(ctx, agent); err != nil {
		return err
	}
	return d.Seek(ctx, r.ChatID)
}

func open(ctx context.Context, q *db.Queries, agent uid.Agent, id uuid.UUID) (db.MatchingReservation, error) {
	r, err := q.LockReservation(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && (r.AgentID != agent || r.State != "reserved") {
		return db.MatchingReservation{}, ErrNoReservation
	}
	if err != nil {
		return db.MatchingReservation{}, fmt.Errorf("find reservation: %w", err)
	}
	return r, nil
}

// Close ends a conversation that the agent holds and begins the wrap-up, which
// keeps the slot. It returns the faults of chat.Log.Close.
func (d *Desk) Close(ctx context.Context, agent uid.Agent, id uid.Chat, why string) (chat.Chat, error) {
	var c chat.Chat
	now := d.clock.Now()
	err := pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) (err error) {
		if c, err = d.chats.CloseTx(ctx, tx, id, agent, why); err != nil {
			return err
		}
		return db.New(tx).AddWrapUp(ctx, db.AddWrapUpParams{ChatID: id, BrandID: c.Brand, AgentID: agent, Since: now, EndsAt: now.Add(wrapUpLife)})
	})
	if err != nil {
		return chat.Chat{}, err
	}
	d.chats.ShowMove(c)
	d.hub.Poke(live.AgentTopic(agent), "chat", 0, map[string]any{"chat_id": c.ID, "state": c.State})
	return c, nil
}

// WrappedUp ends a wrap-up early.
func (d *Desk) WrappedUp(ctx context.Context, agent uid.Agent, id uid.Chat) error {
	now := d.clock.Now()
	err := pg.InTx(ctx, d.pool, pg.Everything, func(tx pgx.Tx) error {
		q := db.New(tx)
		if _, err := q.EndWrapUp(ctx, db.EndWrapUpParams{ChatID: id, AgentID: agent, DoneAt: &now}); err != nil {
			return fmt.Errorf("end wrap-up: %w", err)
		}
		return q.Idle(ctx, db.IdleParams{AgentID: agent, At: now})
	})
	if err != nil {
		return err
	}
	return d.reread(ctx, agent)
}

// Transfer gives a held conversation back to the queue, for somebody with other
// tags. It returns the faults of chat.Log.Transfer.
func (d *Desk) Transfer(ctx context.Context, agent uid.Agent, id uid.Chat, n chat.Need) error {
	if _, err := d.give(ctx, agent, id, n); err != nil {
		return err
	}
	return d.Seek(ctx, id)
}
