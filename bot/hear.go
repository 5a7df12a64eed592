package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/bot/internal/db"
	"github.com/manyhands/manyhands/bot/likeness"
	"github.com/manyhands/manyhands/bot/mood"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/shopper"
	"github.com/manyhands/manyhands/internal/uid"
)

// Hear answers what a shopper wrote since the bot last listened, message by
// message, while the bot holds the conversation. Two that hear the same
// message at once (two copies of the program, a retry) say one reply: the
// memory moves on from where the reply began, or the reply is dropped.
func (b *Bot) Hear(ctx context.Context, id uid.Chat) error {
	for {
		c, err := b.chats.Chat(ctx, pg.Everything, id)
		if err != nil || c.State != chat.WithBot {
			return err
		}
		heard, state, err := b.recall(ctx, c)
		if err != nil {
			return err
		}
		m, found, err := b.next(ctx, c, heard)
		if err != nil || !found {
			return err
		}
		if err := b.answer(ctx, c, heard, state, m); err != nil {
			if errors.Is(err, errOvertaken) || errors.Is(err, chat.ErrOldToken) {
				return nil // a person took over, or another copy answered: nothing of ours is said
			}
			return err
		}
	}
}

// errOvertaken says that another hearing of the same message was kept.
var errOvertaken = errors.New("overtaken")

func (b *Bot) recall(ctx context.Context, c chat.Chat) (int64, State, error) {
	var heard int64
	var s State
	err := pg.InTx(ctx, b.pool, pg.OfBrand(c.Brand), func(tx pgx.Tx) error {
		row, err := db.New(tx).Memory(ctx, c.ID)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("recall chat: %w", err)
		}
		heard = row.HeardSeq
		return json.Unmarshal(row.State, &s)
	})
	return heard, s, err
}

// next is the first message of the shopper's that was not heard.
func (b *Bot) next(ctx context.Context, c chat.Chat, heard int64) (chat.Message, bool, error) {
	said, err := b.chats.Since(ctx, pg.OfBrand(c.Brand), c.ID, heard, 100)
	if err != nil {
		return chat.Message{}, false, err
	}
	for _, m := range said {
		if m.Author == chat.Shopper {
			return m, true, nil
		}
	}
	return chat.Message{}, false, nil
}

func (b *Bot) answer(ctx context.Context, c chat.Chat, heard int64, state State, m chat.Message) error {
	mind, err := b.mindAtHand(ctx, c.Brand)
	if err != nil {
		return err
	}
	if state.Order == "" {
		state.Order = c.OrderRef
	}
	msg := Message{
		ID: fmt.Sprint(m.Seq), Chat: c.ID.String(), Text: m.Text, Shopper: c.ShopperRef, Images: m.Images, Channel: c.Channel, At: m.At,
	}
	b.look(ctx, c.Brand, &msg)
	before := state
	reply, state, err := mind.Turn(ctx, before, msg, b.doors(ctx, c, mind))
	if err != nil {
		return err
	}
	// A model is asked outside every transaction; whatever it does, there is a
	// reply already.
	if words, ok := b.grasp(ctx, c.Brand, mind, before, state, msg, reply); ok {
		msg.Meant = words
		if reply, state, err = mind.Turn(ctx, before, msg, b.doors(ctx, c, mind)); err != nil {
			return err
		}
	}
	reply = b.worded(ctx, c.Brand, mind, state, msg.Text, c.Channel, reply)
	var after chat.Chat
	var said chat.Message
	var fresh bool
	err = pg.InTx(ctx, b.pool, pg.OfBrand(c.Brand), func(tx pgx.Tx) error {
		if err := b.remember(ctx, tx, c, heard, m.Seq, state); err != nil {
			return err
		}
		said, fresh, err = b.say(ctx, tx, c, m.Seq, reply)
		if err != nil {
			return err
		}
		after, err = b.settle(ctx, tx, c, m, state, reply)
		return err
	})
	if err != nil {
		return err
	}
	if fresh {
		b.chats.Show(said)
	}
	if reply.Why.Gap {
		if err := b.library.Miss(ctx, c.Brand, c.ID, m.Seq, unanswered(reply, m.Text), nearest(reply)); err != nil {
			b.log.Error("note what was not answered", "error", err)
		}
	}
	if after.State == chat.Waiting {
		b.chats.ShowMove(after)
		return b.seek(ctx, after)
	}
	return nil
}

func (b *Bot) remember(ctx context.Context, tx pgx.Tx, c chat.Chat, from, to int64, s State) error {
	raw, err := json.Marshal(s)
	if err != nil {
		return fmt.Errorf("write memory: %w", err)
	}
	n, err := db.New(tx).Remember(ctx, db.RememberParams{ChatID: c.ID, BrandID: c.Brand, HeardSeq: to, State: raw, FromSeq: from})
	if err != nil {
		return fmt.Errorf("remember chat: %w", err)
	}
	if n == 0 {
		return errOvertaken
	}
	return nil
}

// say writes the reply under the owner token that it was made under.
func (b *Bot) say(ctx context.Context, tx pgx.Tx, c chat.Chat, seq int64, r Reply) (chat.Message, bool, error) {
	if strings.TrimSpace(r.Text) == "" {
		return chat.Message{}, false, nil
	}
	x, err := extraOf(r)
	if err != nil {
		return chat.Message{}, false, err
	}
	return b.chats.SayTx(ctx, tx, chat.Saying{
		Chat: c.ID, Author: chat.Bot, Epoch: c.Epoch, Key: fmt.Sprintf("bot-%d", seq), Text: r.Text, Extra: x,
		Substantive: len(r.Citations) > 0 || len(r.Actions) > 0,
	})
}

func extraOf(r Reply) (chat.Extra, error) {
	var x chat.Extra
	for _, c := range r.Citations {
		x.Citations = append(x.Citations, citationOf(c))
		if c.Product != "" {
			x.SKUs = append(x.SKUs, c.Product)
		}
	}
	var err error
	if len(r.Actions) > 0 {
		if x.Actions, err = json.Marshal(r.Actions); err != nil {
			return x, fmt.Errorf("write actions: %w", err)
		}
	}
	x.Why, err = json.Marshal(map[string]any{"intent": r.Intent, "confidence": r.Confidence, "tags": r.Tags, "sentiment": r.Sentiment, "why": r.Why})
	return x, err
}

func citationOf(c Citation) chat.Citation {
	out := chat.Citation{Title: c.Title, Version: c.Version, Quote: c.Quote}
	switch {
	case c.Article != "":
		out.Source, out.ID = "article", c.Article
	case c.Product != "":
		out.Source, out.ID = "product", c.Product
	case c.Order != "":
		out.Source, out.ID = "order", c.Order
	default:
		out.Source, out.ID = "sop", c.SOP
	}
	return out
}

// settle keeps what the message showed and, when the reply says so, hands over.
func (b *Bot) settle(ctx context.Context, tx pgx.Tx, c chat.Chat, m chat.Message, s State, r Reply) (chat.Chat, error) {
	if err := b.chats.Describe(ctx, tx, c.ID, r.Intent, r.Tags, score(r.Sentiment), s.Order); err != nil {
		return c, err
	}
	if err := shopper.AddTags(ctx, tx, c.Brand, c.Shopper, r.Tags, c.ID, m.Seq, b.clock.Now()); err != nil {
		return c, err
	}
	if r.Handoff == nil {
		return c, nil
	}
	payload, err := json.Marshal(r.Handoff)
	if err != nil {
		return c, fmt.Errorf("write hand-off: %w", err)
	}
	n := chat.Need{Reason: r.Handoff.Reason, Priority: r.Handoff.Priority, Handoff: payload}
	for _, sk := range r.Handoff.RequiredSkills {
		n.Tags = append(n.Tags, sk.Tag)
	}
	return b.chats.HandOff(ctx, tx, c.ID, c.Epoch, n)
}

func score(m mood.Mood) float64 {
	switch m {
	case mood.Negative:
		return -1
	case mood.Positive:
		return 1
	}
	return 0
}

// unanswered is what nothing answered: the message, or the open one of its
// questions.
func unanswered(r Reply, said string) string {
	for _, p := range r.Why.Parts {
		if p.Path == "handoff" {
			return p.Text
		}
	}
	return said
}

func nearest(r Reply) string {
	if len(r.Why.Candidates) > 0 {
		return r.Why.Candidates[0].Intent
	}
	return ""
}

// doors opens the shop for the shopper of this conversation alone.
func (b *Bot) doors(ctx context.Context, c chat.Chat, mind *Mind) Doors {
	return Doors{
		Orders: func(ref string) []shop.Order {
			list, err := b.shop.OrdersOf(ctx, c.Brand, ref)
			if err != nil {
				b.log.Error("look orders up", "error", err)
			}
			return list
		},
		Shopper: func(ref string) (shop.Shopper, bool) {
			who, err := b.shop.Customer(ctx, c.Brand, ref)
			if err != nil {
				b.log.Error("look the shopper up", "error", err)
			}
			return who, err == nil
		},
		Act: func(ctx context.Context, ref, order string, a shop.Action) (shop.Result, error) {
			return b.shop.Act(ctx, c.Brand, ref, order, a, "bot:"+c.ID.String())
		},
		Guard: func(text string, by Speaker, m Message) Ruling { return b.guard(ctx, c.Brand, m.Channel, by, text) },
		Like:  func(text string) []likeness.Like { return b.placing.likes(ctx, c.Brand, mind, text) },
	}
}

// Tick answers conversations whose reply was lost: a copy of the program died
// between the shopper's message and the bot's.
func (b *Bot) Tick(ctx context.Context) error {
	const lost, most = 3 * time.Second, 50
	left, err := b.chats.Unanswered(ctx, lost, most)
	if err != nil {
		return err
	}
	for _, c := range left {
		b.Wake(c.ID)
	}
	return nil
}

// Try answers a question as the bot would, without a shopper and without doing
// anything: the brand's test bench.
func (b *Bot) Try(ctx context.Context, brand uid.Brand, s State, text string) (Reply, State, error) {
	mind, err := b.Mind(ctx, brand)
	if err != nil {
		return Reply{}, State{}, err
	}
	doors := Doors{
		Orders: func(string) []shop.Order { return nil },
		Act: func(context.Context, string, string, shop.Action) (shop.Result, error) {
			return nil, shop.ErrNoOrder // the bench does nothing to anybody's order
		},
		Guard: func(text string, by Speaker, m Message) Ruling { return b.guard(ctx, brand, m.Channel, by, text) },
		Like:  func(text string) []likeness.Like { return b.placing.likes(ctx, brand, mind, text) },
	}
	r, after, err := mind.Turn(ctx, s, Message{ID: fmt.Sprint(s.Turns + 1), Chat: "bench", Text: text, Channel: "bench", At: b.clock.Now()}, doors)
	if err != nil {
		return r, after, err
	}
	return b.worded(ctx, brand, mind, after, text, "bench", r), after, nil
}

// worded has a model phrase a reply that leaves nothing open: a question of a
// procedure's, and what is offered to choose from, stay as they are written.
func (b *Bot) worded(ctx context.Context, brand uid.Brand, mind *Mind, after State, asked, channel string, r Reply) Reply {
	if after.Run != nil || len(after.Offered) > 0 {
		return r
	}
	return b.phrase(ctx, brand, asked, mind.brand.Profile.Address.In(after.Lang), channel, r)
}
