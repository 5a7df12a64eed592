package chat

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// ToRoute is a conversation and who answered its shopper last time (zero when
// nobody did), read in the transaction that decides who takes it. It returns
// ErrNoChat.
func (l *Log) ToRoute(ctx context.Context, tx pgx.Tx, id uid.Chat) (c Chat, last uid.Agent, err error) {
	q := db.New(tx)
	row, err := q.Chat(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return Chat{}, uid.Agent{}, ErrNoChat
	}
	if err != nil {
		return Chat{}, uid.Agent{}, fmt.Errorf("find chat to route: %w", err)
	}
	c = chatOf(row)
	if c.ShopperRef == "" {
		return c, uid.Agent{}, nil // a guest was never here before
	}
	last, err = q.LastAgent(ctx, db.LastAgentParams{BrandID: c.Brand, ShopperRef: c.ShopperRef})
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return Chat{}, uid.Agent{}, fmt.Errorf("find who answered last: %w", err)
	}
	return c, last, nil
}
