package chat

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat/internal/db"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// allOfThem is more messages than a conversation can hold in practice; a page
// of the API asks for fewer.
const allOfThem = 100_000

// Chat finds a conversation. It returns ErrNoChat, also for another brand's.
func (l *Log) Chat(ctx context.Context, scope pg.Scope, id uid.Chat) (Chat, error) {
	return one(ctx, l, scope, func(tx pgx.Tx) (Chat, error) { return ChatTx(ctx, tx, id) })
}

// ChatTx is Chat in the caller's transaction, or together with other reads.
func ChatTx(ctx context.Context, tx pgx.Tx, id uid.Chat) (Chat, error) {
	row, err := db.New(tx).Chat(ctx, id)
	if errors.Is(err, pgx.ErrNoRows) {
		return Chat{}, ErrNoChat
	}
	return chatOf(row), err
}

// Since lists what was said after a seq, in order.
func (l *Log) Since(ctx context.Context, scope pg.Scope, id uid.Chat, after int64, most int) ([]Message, error) {
	return one(ctx, l, scope, func(tx pgx.Tx) ([]Message, error) { return SinceTx(ctx, tx, id, after, most) })
}

// SinceTx is Since in the caller's transaction, or together with other reads.
func SinceTx(ctx context.Context, tx pgx.Tx, id uid.Chat, after int64, most int) ([]Message, error) {
	rows, err := db.New(tx).Since(ctx, db.SinceParams{ChatID: id, After: after, Most: int32(most)})
	if err != nil {
		return nil, fmt.Errorf("read messages: %w", err)
	}
	out := make([]Message, len(rows))
	for i, r := range rows {
		if out[i], err = messageOf(r); err != nil {
			return nil, fmt.Errorf("read message: %w", err)
		}
	}
	return out, nil
}

// Place is how many wait in front of a conversation.
func (l *Log) Place(ctx context.Context, scope pg.Scope, id uid.Chat) (int, error) {
	return one(ctx, l, scope, func(tx pgx.Tx) (int, error) {
		n, err := db.New(tx).Place(ctx, id)
		return int(n), err
	})
}

// Queue lists who waits, first come first after priority.
func (l *Log) Queue(ctx context.Context, scope pg.Scope, most int) ([]Chat, error) {
	return one(ctx, l, scope, func(tx pgx.Tx) ([]Chat, error) {
		rows, err := db.New(tx).Queue(ctx, int32(most))
		return chatsOf(rows), err
	})
}

// QueueHeads lists the first in line of every brand, first come first after
// priority.
func (l *Log) QueueHeads(ctx context.Context, each int) ([]Chat, error) {
	return one(ctx, l, pg.Everything, func(tx pgx.Tx) ([]Chat, error) {
		rows, err := db.New(tx).QueueHeads(ctx, int32(each))
		return chatsOf(rows), err
	})
}

// HeldBy lists what an agent holds.
func (l *Log) HeldBy(ctx context.Context, agent uid.Agent) ([]Chat, error) {
	return one(ctx, l, pg.Everything, func(tx pgx.Tx) ([]Chat, error) {
		rows, err := db.New(tx).HeldBy(ctx, agent)
		return chatsOf(rows), err
	})
}

// Before is a place in a list that goes back in time; the zero value is now.
type Before struct {
	At time.Time
	ID uid.Chat
}

// Recent lists a brand's conversations, newest first, of one state or of all.
func (l *Log) Recent(ctx context.Context, brand uid.Brand, state State, from Before, most int) ([]Chat, error) {
	if from.At.IsZero() {
		from.At = l.clock.Now().Add(time.Hour)
	}
	return one(ctx, l, pg.OfBrand(brand), func(tx pgx.Tx) ([]Chat, error) {
		rows, err := db.New(tx).Recent(ctx, db.RecentParams{BrandID: brand, Before: from.At, BeforeID: uuid.UUID(from.ID), State: string(state), Most: int32(most)})
		return chatsOf(rows), err
	})
}

// OfShopper lists a shopper's conversations, newest first.
func (l *Log) OfShopper(ctx context.Context, brand uid.Brand, ref string, most int) ([]Chat, error) {
	return one(ctx, l, pg.OfBrand(brand), func(tx pgx.Tx) ([]Chat, error) { return OfShopperTx(ctx, tx, brand, ref, most) })
}

// OfShopperTx is OfShopper in the caller's transaction, or together with other
// reads.
func OfShopperTx(ctx context.Context, tx pgx.Tx, brand uid.Brand, ref string, most int) ([]Chat, error) {
	rows, err := db.New(tx).OfShopper(ctx, db.OfShopperParams{BrandID: brand, ShopperRef: ref, Most: int32(most)})
	return chatsOf(rows), err
}

// Move is one change of hands, as it was written down.
type Move struct {
	Epoch int       `json:"epoch"`
	From  State     `json:"from"`
	To    State     `json:"to"`
	Agent uid.Agent `json:"agent_id"`
	Why   string    `json:"why"`
	At    time.Time `json:"at"`
}

// Moves lists a conversation's changes of hands.
func (l *Log) Moves(ctx context.Context, scope pg.Scope, id uid.Chat) ([]Move, error) {
	return one(ctx, l, scope, func(tx pgx.Tx) ([]Move, error) {
		rows, err := db.New(tx).Moves(ctx, id)
		out := make([]Move, len(rows))
		for i, r := range rows {
			out[i] = Move{Epoch: int(r.Epoch), From: State(r.FromState), To: State(r.ToState), Agent: r.AgentID, Why: r.Why, At: r.At}
		}
		return out, err
	})
}

// Describe keeps what the text engine made of a conversation.
func (l *Log) Describe(ctx context.Context, tx pgx.Tx, id uid.Chat, intent string, tags []string, sentiment float64, orderRef string) error {
	err := db.New(tx).Describe(ctx, db.DescribeParams{ID: id, Intent: intent, Tags: orNone(tags), Sentiment: float32(sentiment), OrderRef: orderRef})
	if err != nil {
		return fmt.Errorf("describe chat: %w", err)
	}
	return nil
}

// Feel keeps how some shoppers sound now, from -1 to 1, and nothing else of
// their conversations.
func (l *Log) Feel(ctx context.Context, scope pg.Scope, moods map[uid.Chat]float64) error {
	if len(moods) == 0 {
		return nil
	}
	var p db.FeelParams
	for id, mood := range moods {
		p.Ids, p.Moods = append(p.Ids, uuid.UUID(id)), append(p.Moods, float32(mood))
	}
	err := pg.InTx(ctx, l.pool, scope, func(tx pgx.Tx) error { return db.New(tx).Feel(ctx, p) })
	if err != nil {
		return fmt.Errorf("keep how shoppers sound: %w", err)
	}
	return nil
}

// one asks one question in a transaction of its own, in one round trip: see
// pg.Together for what read may do.
func one[T any](ctx context.Context, l *Log, scope pg.Scope, read func(pgx.Tx) (T, error)) (T, error) {
	var out T
	err := pg.Together(ctx, l.pool, scope, func(tx pgx.Tx) (err error) {
		out, err = read(tx)
		return err
	})
	return out, err
}

// HeldCounts is how many conversations each agent holds.
func (l *Log) HeldCounts(ctx context.Context) (map[uid.Agent]int, error) {
	return one(ctx, l, pg.Everything, func(tx pgx.Tx) (map[uid.Agent]int, error) {
		rows, err := db.New(tx).HeldCounts(ctx)
		out := make(map[uid.Agent]int, len(rows))
		for _, r := range rows {
			out[r.AgentID] = int(r.N)
		}
		return out, err
	})
}

// Unanswered lists the bot's conversations in which the shopper has had no
// reply for a while: a copy of the program died before it answered.
func (l *Log) Unanswered(ctx context.Context, silence time.Duration, most int) ([]Chat, error) {
	return one(ctx, l, pg.Everything, func(tx pgx.Tx) ([]Chat, error) {
		before := l.clock.Now().Add(-silence)
		rows, err := db.New(tx).Unanswered(ctx, db.UnansweredParams{Before: &before, Most: int32(most)})
		return chatsOf(rows), err
	})
}
