package chat

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// ReadTx is a conversation, read inside tx or together with other reads. It
// returns ErrNoChat.
func (l *Log) ReadTx(ctx context.Context, tx pgx.Tx, id uid.Chat) (Chat, error) {
	row, err := db.New(tx).Chat(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return Chat{}, ErrNoChat
	}
	if err != nil {
		return Chat{}, fmt.Errorf("find chat to route: %w", err)
	}
	return chatOf(row), nil
}

// LastAgentTx is who answered the shopper of a conversation last time; zero
// when nobody did, and for a guest, who was never here before.
func (l *Log) LastAgentTx(ctx context.Context, tx pgx.Tx, id uid.Chat) (uid.Agent, error) {
	last, err := db.New(tx).LastAgent(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return uid.Agent{}, nil
	}
	if err != nil {
		return uid.Agent{}, fmt.Errorf("find who answered last: %w", err)
	}
	return last, nil
}
