package chat

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// Seeker is a conversation that looks for an agent.
type Seeker struct {
	Chat
	Last uid.Agent // who answered its shopper last time; zero when nobody did, and for a guest, who was never here before
}

// SeekersTx finds conversations in any order; who is not there is left out.
func SeekersTx(ctx context.Context, tx pgx.Tx, ids []uuid.UUID) ([]Seeker, error) {
	rows, err := db.New(tx).Seekers(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("read who looks for an agent: %w", err)
	}
	out := make([]Seeker, len(rows))
	for i, r := range rows {
		out[i] = Seeker{chatOf(r.ChatChat), r.LastAgent}
	}
	return out, nil
}
