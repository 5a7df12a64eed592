package bot

import (
	"context"
	"fmt"
	"log/slog"
	"sync"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/bot/ears"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/attachment"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/llm"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/uid"
)

// Seek finds a person for a conversation that was handed over.
type Seek func(ctx context.Context, c chat.Chat) error

// Guard judges a text for a brand before it is said, or as it comes in.
type Guard func(ctx context.Context, brand uid.Brand, channel string, by Speaker, text string) Ruling

// Bot answers the conversations that it holds.
type Bot struct {
	pool     *pgxpool.Pool
	clock    clock.Clock
	log      *slog.Logger
	chats    *chat.Log
	register *account.Register
	library  *knowledge.Library
	book     *sop.Book
	shop     *shop.Shop
	seek     Seek
	guard    Guard
	model    *llm.Model
	cabinet  *attachment.Cabinet

	minds   minds
	placing *placing

	ears *ears.Ears
}

// Stores is what the bot reads a brand from.
type Stores struct {
	Chats    *chat.Log
	Register *account.Register
	Library  *knowledge.Library
	Book     *sop.Book
	Shop     *shop.Shop
	Model    *llm.Model          // nil: offline
	Cabinet  *attachment.Cabinet // nil: pictures are known by name alone
}

// New makes a bot that hands over through seek and speaks through guard.
func New(pool *pgxpool.Pool, c clock.Clock, log *slog.Logger, s Stores, seek Seek, guard Guard) *Bot {
	const waiting = 1024
	return &Bot{
		pool: pool, clock: c, log: log, chats: s.Chats, register: s.Register, library: s.Library, book: s.Book, shop: s.Shop,
		seek: seek, guard: guard, model: s.Model, cabinet: s.Cabinet, placing: newPlacing(s.Model, c), ears: ears.New(waiting),
	}
}

// Wake tells the bot that a shopper wrote. It does not wait: the reply comes
// over the live lane. What finds no place here is found by Tick.
func (b *Bot) Wake(id uid.Chat) {
	if !b.ears.Wake(id) {
		b.log.Warn("the bot is behind; the next tick answers", "chat", id)
	}
}

// Run answers whoever wakes the bot until ctx ends, a few at a time.
func (b *Bot) Run(ctx context.Context) {
	const voices = 8
	var all sync.WaitGroup
	for range voices {
		all.Go(func() {
			for {
				select {
				case <-ctx.Done():
					return
				case id := <-b.ears.Waiting():
					b.ears.Take(id)
					if err := b.Hear(ctx, id); err != nil && ctx.Err() == nil {
						b.log.Error("answer conversation", "chat", id, "error", err)
					}
					b.ears.Done(id)
				}
			}
		})
	}
	all.Go(func() { b.placing.run(ctx) })
	all.Wait()
	b.minds.stop()
}

// Mind is a brand's compiled knowledge as it is now. It waits for a compilation
// that is due: whoever edits sees the effect at once.
func (b *Bot) Mind(ctx context.Context, brand uid.Brand) (*Mind, error) {
	return b.minds.newest(ctx, brand, b.source(brand))
}

// mindAtHand is the Mind that answers shoppers. A compilation that is due goes
// on beside: a peak does not wait for an edit.
func (b *Bot) mindAtHand(ctx context.Context, brand uid.Brand) (*Mind, error) {
	m, err := b.minds.atHand(ctx, brand, b.source(brand))
	if err != nil && m != nil {
		b.log.Error("the bot answers from what it knew before", "brand", brand, "error", err)
		err = nil
	}
	return m, err
}

// source is where a brand's Mind is compiled from.
func (b *Bot) source(brand uid.Brand) source {
	return source{
		version: func(ctx context.Context) (string, error) { return b.version(ctx, brand) },
		compile: func(ctx context.Context) (*Mind, error) {
			all, err := b.brand(ctx, brand)
			if err != nil {
				return nil, err
			}
			m, err := Compile(all)
			if err != nil {
				return nil, fmt.Errorf("compile brand %s: %w", brand, err)
			}
			return m, nil
		},
	}
}

func (b *Bot) version(ctx context.Context, brand uid.Brand) (string, error) {
	l, err := b.library.Version(ctx, brand)
	if err != nil {
		return "", err
	}
	p, err := b.book.Version(ctx, brand)
	if err != nil {
		return "", err
	}
	s, err := b.shop.Version(ctx, brand)
	return fmt.Sprintf("%d.%d.%d", l, p, s), err
}

// brand reads everything that the bot knows about one brand. Orders are not
// among it: they are looked up when a shopper asks.
func (b *Bot) brand(ctx context.Context, id uid.Brand) (Brand, error) {
	var out Brand
	who, err := b.register.Brand(ctx, id)
	if err != nil {
		return out, err
	}
	fallback := fmt.Sprintf("id: %s\nname: %q\nlanguages: [zh, en]\ntimezone: %s\ncurrency: %s\n", who.Slug, who.Name, who.Timezone, who.Currency)
	if out.Profile, err = b.library.Profile(ctx, id, fallback); err != nil {
		return out, err
	}
	articles, err := b.library.Articles(ctx, id)
	if err != nil {
		return out, err
	}
	for _, a := range articles {
		out.Articles = append(out.Articles, a.Article)
	}
	if out.Phrasings, err = b.library.Phrasings(ctx, id); err != nil {
		return out, err
	}
	if out.Products, err = b.shop.Catalogue(ctx, id); err != nil {
		return out, err
	}
	if out.Coupons, err = b.shop.Coupons(ctx, id); err != nil {
		return out, err
	}
	procedures, err := b.book.Procedures(ctx, id)
	for _, p := range procedures {
		out.Procedures = append(out.Procedures, p.Procedure)
	}
	return out, err
}
