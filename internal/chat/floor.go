package chat

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat/internal/db"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// OnFloor lists the conversations that wait for a person or are with one, who
// waits first.
func (l *Log) OnFloor(ctx context.Context, scope pg.Scope, most int) ([]Chat, error) {
	return one(ctx, l, scope, func(tx pgx.Tx) ([]Chat, error) {
		rows, err := db.New(tx).OnFloor(ctx, int32(most))
		if err != nil {
			return nil, fmt.Errorf("list the floor: %w", err)
		}
		return chatsOf(rows), nil
	})
}

// TakeOver gives a conversation that waits or is with somebody to a supervisor,
// in the caller's transaction: the epoch grows, so that what the one before
// still writes is refused. It carries no shift: a supervisor is not paid by
// one. It returns ErrNoChat and ErrMove, also when by holds it already.
func (l *Log) TakeOver(ctx context.Context, tx pgx.Tx, id uid.Chat, by uid.Agent) (c Chat, from uid.Agent, err error) {
	if c, err = l.lock(ctx, tx, id); err != nil {
		return Chat{}, uid.Agent{}, err
	}
	if from = c.Agent; from == by || c.State == WithBot {
		return Chat{}, uid.Agent{}, ErrMove
	}
	c, err = l.move(ctx, tx, c, Moving{To: WithHuman, Agent: by, Why: "taken_over"})
	return c, from, err
}
