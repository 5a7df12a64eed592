package chat

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/chat/internal/db"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Outcomes of a conversation; billing refines assumed ones later, by time.
const (
	Confirmed        = "confirmed" // the shopper said so, or an action was verified
	Assumed          = "assumed"   // answered, and the shopper left
	Escalated        = "escalated" // a person answered
	AbandonedInQueue = "abandoned_in_queue"
	Unanswered       = "unanswered"
)

// Close ends a conversation. An agent closes what is theirs; by is zero for
// the shopper, the bot and the clock. It returns ErrNoChat and ErrNotHolder;
// closing what is closed already does nothing.
func (l *Log) Close(ctx context.Context, scope pg.Scope, id uid.Chat, by uid.Agent, why string) (Chat, error) {
	var c Chat
	err := pg.InTx(ctx, l.pool, scope, func(tx pgx.Tx) (err error) {
		c, err = l.CloseTx(ctx, tx, id, by, why)
		return err
	})
	if err == nil {
		l.ShowMove(c)
	}
	return c, err
}

// CloseTx is Close in the caller's transaction.
func (l *Log) CloseTx(ctx context.Context, tx pgx.Tx, id uid.Chat, by uid.Agent, why string) (Chat, error) {
	c, err := l.lock(ctx, tx, id)
	if err != nil || c.State == Closed {
		return c, err
	}
	if !by.IsZero() && c.Agent != by {
		return Chat{}, ErrNotHolder
	}
	held, shift := c.Agent, c.Shift
	said, err := SinceTx(ctx, tx, id, 0, allOfThem)
	if err != nil {
		return Chat{}, err
	}
	if c, err = l.move(ctx, tx, c, Moving{To: Closed, Why: why, Outcome: outcomeOf(c, why)}); err != nil {
		return Chat{}, err
	}
	if held.IsZero() { // closed from the queue or by the bot: who held it before, if anybody
		held, shift = lastHolder(said), uid.Shift{}
	}
	f := closedFact(c, said)
	f.Agent, f.Shift = held, shift
	return c, l.outbox.Tell(ctx, tx, f)
}

// outcomeOf reads how a conversation ended from its clocks.
func outcomeOf(c Chat, why string) string {
	switch {
	case c.HumanAt != nil:
		return Escalated
	case c.State == Waiting:
		return AbandonedInQueue
	case c.HandedAt != nil || c.AnsweredAt == nil: // a person was needed, or nobody said anything
		return Unanswered
	case why == Confirmed || c.CSAT >= 4:
		return Confirmed
	default:
		return Assumed
	}
}

func lastHolder(said []Message) uid.Agent {
	for i := len(said) - 1; i >= 0; i-- {
		if said[i].Author == Agent {
			return said[i].Agent
		}
	}
	return uid.Agent{}
}

func closedFact(c Chat, said []Message) fact.ChatClosed {
	f := fact.ChatClosed{
		Meta: fact.New(c.Brand, *c.ClosedAt), Chat: c.ID, Epoch: c.Epoch, Channel: c.Channel, Shopper: c.Shopper, ShopperRef: c.ShopperRef,
		OrderRef: c.OrderRef, Intent: c.Intent, Reason: c.CloseReason, Outcome: c.Outcome, OpenedAt: c.OpenedAt,
		HandedAt: c.HandedAt, TakenAt: c.TakenAt, HumanAt: c.HumanAt, AnsweredAt: c.AnsweredAt, CSAT: c.CSAT, Transcript: Seal(said),
	}
	for _, m := range said {
		switch {
		case m.Author == Shopper:
			f.ShopperSaid++
		case m.Substantive && (m.Author == Bot || m.Author == Agent):
			f.Touches = append(f.Touches, fact.Touch{Seq: m.Seq, At: m.At, Author: string(m.Author), Agent: m.Agent, SKUs: m.Extra.SKUs})
		}
	}
	return f
}

// sealed is a message as the transcript's seal has it. The fields and their
// order are part of the promise to whoever checks a bill.
type sealed struct {
	Seq    int64     `json:"seq"`
	At     time.Time `json:"at"`
	Author Author    `json:"author"`
	Text   string    `json:"text"`
}

// Seal is the SHA-256 of a transcript, in hex: one JSON line a message.
func Seal(said []Message) string {
	h := sha256.New()
	e := json.NewEncoder(h)
	for _, m := range said {
		_ = e.Encode(sealed{m.Seq, m.At.UTC(), m.Author, m.Text}) // plain fields into a hash: it cannot fail
	}
	return hex.EncodeToString(h.Sum(nil))
}

// CloseSilent ends the conversations in which nobody wrote for a while, at
// most a hundred a call, and tells how many.
func (l *Log) CloseSilent(ctx context.Context, silence time.Duration) (int, error) {
	const most = 100
	var closed []Chat
	err := pg.InTx(ctx, l.pool, pg.Everything, func(tx pgx.Tx) error {
		before := l.clock.Now().Add(-silence)
		rows, err := db.New(tx).Silent(ctx, db.SilentParams{Before: &before, Most: most})
		if err != nil {
			return fmt.Errorf("list silent chats: %w", err)
		}
		for _, r := range rows {
			c, err := l.CloseTx(ctx, tx, r.ID, uid.Agent{}, "silent")
			if err != nil {
				return err
			}
			closed = append(closed, c)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, c := range closed {
		l.ShowMove(c)
	}
	return len(closed), nil
}

// Score writes down how the shopper found it. It returns ErrScore and
// ErrNoChat.
func (l *Log) Score(ctx context.Context, brand uid.Brand, id uid.Chat, csat int) error {
	if csat < 1 || csat > 5 {
		return ErrScore
	}
	return pg.InTx(ctx, l.pool, pg.OfBrand(brand), func(tx pgx.Tx) error {
		n := int32(csat)
		rows, err := db.New(tx).Score(ctx, db.ScoreParams{ID: id, Csat: &n})
		if err != nil {
			return fmt.Errorf("score chat: %w", err)
		}
		if rows == 0 {
			return ErrNoChat
		}
		return l.outbox.Tell(ctx, tx, fact.ChatScored{Meta: fact.New(brand, l.clock.Now()), Chat: id, CSAT: csat})
	})
}
