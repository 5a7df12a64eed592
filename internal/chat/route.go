package chat

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// LastAgentTx is who answered the shopper of a conversation last time; zero
// when nobody did, and for a guest, who was never here before.
func LastAgentTx(ctx context.Context, tx pgx.Tx, id uid.Chat) (uid.Agent, error) {
	last, err := db.New(tx).LastAgent(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return uid.Agent{}, nil
	}
	if err != nil {
		return uid.Agent{}, fmt.Errorf("find who answered last: %w", err)
	}
	return last, nil
}
