package copilot

import (
	"context"
	"fmt"
	"math"

	"github.com/manyhands/manyhands/copilot/line"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// Heard makes the hints anew after a shopper's message and pushes them to who
// holds the conversation; for a conversation that nobody holds it does nothing.
func (c *Coach) Heard(ctx context.Context, id uid.Chat) error {
	return c.heard(ctx, []line.Turn{{Chat: id, Since: c.clock.Now()}})
}

// atOnce is how many conversations one pair of hands looks at together. Alone
// each waits for the database three times, and so do sixteen together: the more
// wait, the cheaper each is, which is what keeps a full house inside its time.
const atOnce = 16

// answer makes the hints of some conversations; what cannot be made is in the
// log, and the screen asks by itself. When something is wrong with one of them,
// the others are looked at without it.
func (c *Coach) answer(ctx context.Context, turns []line.Turn) {
	err := c.heard(ctx, turns)
	if err != nil && len(turns) > 1 {
		for _, t := range turns {
			c.answer(ctx, []line.Turn{t})
		}
		return
	}
	if err != nil && ctx.Err() == nil {
		c.log.Error("make hints", "chat", turns[0].Chat, "error", err)
	}
}

func (c *Coach) heard(ctx context.Context, turns []line.Turn) error {
	since := make(map[uid.Chat]line.Turn, len(turns))
	ids := make([]uid.Chat, len(turns))
	for i, t := range turns {
		ids[i], since[t.Chat] = t.Chat, t
	}
	chats, err := c.Chats.Some(ctx, pg.Everything, ids)
	if err != nil {
		return err
	}
	byBrand := map[uid.Brand][]chat.Chat{}
	for _, ch := range chats {
		if ch.State == chat.WithHuman {
			byBrand[ch.Brand] = append(byBrand[ch.Brand], ch)
		}
	}
	for brand, held := range byBrand {
		scenes, err := c.lookAll(ctx, brand, held)
		if err != nil {
			return err
		}
		moods := map[uid.Chat]float64{}
		for _, s := range scenes {
			h, err := c.push(ctx, s, since[s.chat.ID])
			if err != nil {
				return err
			}
			if h.mood != 0 && math.Abs(h.mood-s.chat.Sentiment) >= moodShift {
				moods[s.chat.ID] = h.mood
			}
		}
		if err := c.Chats.Feel(ctx, pg.OfBrand(brand), moods); err != nil { // a supervisor's floor watches it
			return err
		}
	}
	return nil
}

// moodShift is how far a mood has to move to be written down.
const moodShift = 0.2

// push shows a scene's hints to who holds the conversation.
func (c *Coach) push(ctx context.Context, s *scene, t line.Turn) (Hints, error) {
	h, err := c.made(ctx, s)
	if err != nil {
		return Hints{}, fmt.Errorf("make hints of chat %s: %w", t.Chat, err)
	}
	c.Hub.Poke(live.AgentTopic(s.chat.Agent), "hints", 0, h)
	if c.Timed != nil {
		c.Timed(c.clock.Now().Sub(t.Since))
	}
	return h, c.offerSoon(ctx, s.chat, h)
}
