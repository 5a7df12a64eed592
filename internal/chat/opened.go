package chat

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat/internal/db"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// OpenCount is how many of a brand's open conversations are with one holder.
type OpenCount struct {
	Brand  uid.Brand
	State  State
	N      int
	Oldest time.Time // since when the first of them waits; meant for Waiting alone
}

// OpenCounts counts every brand's open conversations by holder.
func (l *Log) OpenCounts(ctx context.Context) ([]OpenCount, error) {
	return one(ctx, l, pg.Everything, func(tx pgx.Tx) ([]OpenCount, error) {
		rows, err := db.New(tx).OpenCounts(ctx)
		if err != nil {
			return nil, fmt.Errorf("count open chats: %w", err)
		}
		out := make([]OpenCount, len(rows))
		for i, r := range rows {
			out[i] = OpenCount{Brand: r.BrandID, State: State(r.State), N: int(r.N), Oldest: r.Oldest}
		}
		return out, nil
	})
}

// Some finds conversations by their ids, in the order of ids. What is not
// there, or another brand's, is left out.
func (l *Log) Some(ctx context.Context, scope pg.Scope, ids []uid.Chat) ([]Chat, error) {
	plain := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		plain[i] = uuid.UUID(id)
	}
	return one(ctx, l, scope, func(tx pgx.Tx) ([]Chat, error) {
		rows, err := db.New(tx).Some(ctx, plain)
		if err != nil {
			return nil, fmt.Errorf("list chats: %w", err)
		}
		found := make(map[uid.Chat]Chat, len(rows))
		for _, r := range rows {
			found[r.ID] = chatOf(r)
		}
		out := make([]Chat, 0, len(rows))
		for _, id := range ids {
			if c, ok := found[id]; ok {
				out = append(out, c)
			}
		}
		return out, nil
	})
}
