package matching

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/matching/internal/db"
	"github.com/manyhands/manyhands/matching/internal/ground"
	"github.com/manyhands/manyhands/matching/plan"
)

// help answers for one shard of a run until the run is over. A helper that is
// killed leaves its shard to the leader; one that is slow may find it gone, and
// ends. The leader's own copy does not help itself.
func (b *Board) help(ctx context.Context, h helping) error {
	if h.Leader == b.copy {
		if alive, err := b.alive(ctx, h); err != nil || !alive {
			return err
		}
		return outbox.ErrNotHere
	}
	part, shards, err := b.questionOf(ctx, h)
	if err != nil || part == nil {
		return err
	}
	wake, err := listen(ctx, b.on.Pool, h.topic())
	if err != nil {
		return err
	}
	defer wake.close()
	shard, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (int32, error) {
		n, err := q.TakeShard(ctx, db.TakeShardParams{Copy: &b.copy, FillID: h.Fill, Run: h.Run})
		if err == nil {
			err = q.TellSharers(ctx, h.topic())
		}
		return n, err
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil // others have them all
	}
	if err != nil {
		return fmt.Errorf("take a shard: %w", err)
	}
	return b.answerFor(ctx, h, part, int(shard), shards, wake)
}

// questionOf reads a run's question; nil when the run is over.
func (b *Board) questionOf(ctx context.Context, h helping) (*plan.Part, int, error) {
	row, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (db.FillQuestionRow, error) {
		return q.FillQuestion(ctx, db.FillQuestionParams{FillID: h.Fill, Run: h.Run})
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, 0, nil
	}
	if err != nil {
		return nil, 0, fmt.Errorf("read a fill's question: %w", err)
	}
	in, err := unpacked(row.Question)
	if err != nil {
		return nil, 0, err
	}
	part, err := plan.NewPart(in)
	return part, int(row.Shards), err
}

// answerFor answers round by round.
func (b *Board) answerFor(ctx context.Context, h helping, part *plan.Part, shard, shards int, wake *wakeup) error {
	for round := int32(0); ; {
		posted, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (db.PostedPricesRow, error) {
			return q.PostedPrices(ctx, db.PostedPricesParams{FillID: h.Fill, Run: h.Run, After: round})
		})
		if errors.Is(err, pgx.ErrNoRows) {
			if wake.wait(ctx, time.Second) {
				continue
			}
			if alive, err := b.alive(ctx, h); err != nil || !alive {
				return err
			}
			continue
		}
		if err != nil {
			return fmt.Errorf("read prices: %w", err)
		}
		round = posted.Round
		use, worth := part.Answer(shard, shards, plan.Question{Price: unpackLong(posted.Prices), From: int(posted.First), Every: int(posted.Every)})
		mine, err := ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (int64, error) {
			n, err := q.AnswerShard(ctx, db.AnswerShardParams{Round: round, Use: pack(nil, use), Worth: worth, FillID: h.Fill, Run: h.Run, Shard: int32(shard), Copy: &b.copy})
			if err == nil {
				err = q.TellSharers(ctx, h.topic())
			}
			return n, err
		})
		if err != nil {
			return fmt.Errorf("answer prices: %w", err)
		}
		if mine == 0 {
			return nil // somebody else answers for it now
		}
	}
}

// alive tells whether a run still has a leader.
func (b *Board) alive(ctx context.Context, h helping) (bool, error) {
	return ground.Look(ctx, b.on, pg.Everything, func(q *db.Queries) (bool, error) {
		return q.RunAlive(ctx, db.RunAliveParams{FillID: h.Fill, Run: h.Run, Stale: b.on.Clock.Now().Add(-fillStale)})
	})
}

// wakeup is a connection that hears when another copy has something to say.
// What is said stands in rows: a word that is missed costs a moment.
type wakeup struct{ conn *pgxpool.Conn }

func listen(ctx context.Context, pool *pgxpool.Pool, topic string) (*wakeup, error) {
	conn, err := pool.Acquire(ctx)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	if _, err := conn.Exec(ctx, "LISTEN "+topic); err != nil { // made of an id and a number
		conn.Release()
		return nil, fmt.Errorf("listen: %w", err)
	}
	return &wakeup{conn}, nil
}

// wait waits for a word, no longer than that, and tells whether one came.
func (w *wakeup) wait(ctx context.Context, atMost time.Duration) bool {
	ctx, stop := context.WithTimeout(ctx, atMost)
	defer stop()
	_, err := w.conn.Conn().WaitForNotification(ctx)
	return err == nil
}

// close gives the connection back only when it hears nothing any more.
func (w *wakeup) close() {
	if _, err := w.conn.Exec(context.Background(), "UNLISTEN *"); err != nil {
		_ = w.conn.Conn().Close(context.Background()) //nolint:errcheck // it is broken already
	}
	w.conn.Release()
}
