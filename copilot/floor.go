package copilot

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// OnFloor is one conversation as a supervisor sees it among the others.
type OnFloor struct {
	Chat   chat.Chat `json:"chat"`
	Hits   int       `json:"guard_hits"`     // warnings and blocks in it
	Asks   string    `json:"asks,omitempty"` // what its agent asks the floor, unanswered
	Alarms []string  `json:"alarms" enum:"queue,silent,upset,guard,asks"`
}

// When a supervisor is called. The waits are those after which an agent's own
// screen turns red; the rest is ours: no source says how often a guard may hit
// before somebody should look.
const (
	queueAlarm  = time.Minute
	silentAlarm = 2 * time.Minute
	upsetAlarm  = -0.5
	guardAlarm  = 2
)

// alarmsOf says why somebody should look at a conversation.
func alarmsOf(f OnFloor, now time.Time) []string {
	out := []string{}
	c := f.Chat
	waits := c.ShopperAt != nil && (c.ReplyAt == nil || c.ReplyAt.Before(*c.ShopperAt))
	if c.State == chat.Waiting && c.WaitingSince != nil && now.Sub(*c.WaitingSince) > queueAlarm {
		out = append(out, "queue")
	}
	if c.State == chat.WithHuman && waits && now.Sub(*c.ShopperAt) > silentAlarm {
		out = append(out, "silent")
	}
	if c.Sentiment <= upsetAlarm {
		out = append(out, "upset")
	}
	if f.Hits >= guardAlarm {
		out = append(out, "guard")
	}
	if f.Asks != "" {
		out = append(out, "asks")
	}
	return out
}

// Floor lists what waits and what is held, of one brand or of all.
func (c *Coach) Floor(ctx context.Context, scope pg.Scope) ([]OnFloor, error) {
	const most = 500
	chats, err := c.Chats.OnFloor(ctx, scope, most)
	if err != nil {
		return nil, err
	}
	out := make([]OnFloor, len(chats))
	at := map[uid.Chat]*OnFloor{}
	ids := make([]uuid.UUID, len(chats))
	for i, ch := range chats {
		out[i].Chat = ch
		at[ch.ID], ids[i] = &out[i], uuid.UUID(ch.ID)
	}
	err = c.inTx(ctx, scope, func(tx pgx.Tx) error {
		q := db.New(tx)
		hits, err := q.HitCounts(ctx, ids)
		if err != nil {
			return fmt.Errorf("count guard hits: %w", err)
		}
		for _, h := range hits {
			at[h.ChatID].Hits = int(h.N)
		}
		asking, err := q.Asking(ctx, ids)
		for _, a := range asking {
			if a.Kind == AsideAsk {
				at[a.ChatID].Asks = a.Text
			}
		}
		return err
	})
	now := c.clock.Now()
	for i := range out {
		out[i].Alarms = alarmsOf(out[i], now)
	}
	return out, err
}

// TakeOver puts a supervisor in the place of whoever holds a conversation, or
// of the queue. The one before is told; what they were writing is refused from
// now on and stays on their screen. It returns chat.ErrNoChat and chat.ErrMove.
func (c *Coach) TakeOver(ctx context.Context, scope pg.Scope, by uid.Person, id uid.Chat) (chat.Chat, error) {
	var ch chat.Chat
	var from uid.Agent
	err := c.inTx(ctx, scope, func(tx pgx.Tx) (err error) {
		ch, from, err = c.Chats.TakeOver(ctx, tx, id, uid.Agent(by))
		return err
	})
	if err != nil {
		return chat.Chat{}, err
	}
	c.Chats.ShowMove(ch)
	if !from.IsZero() {
		c.Hub.Poke(live.AgentTopic(from), "taken_over", 0, map[string]any{"chat_id": id})
		c.Hub.Drop(from.String(), live.ChatTopic(id))
	}
	return ch, nil
}
