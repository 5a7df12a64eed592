package chat_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/uid"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

type bundle struct {
	*chat.Log
	pool  *pgxpool.Pool
	brand uid.Brand
	scope pg.Scope
	chat  chat.Chat
}

func setup(t *testing.T) bundle {
	t.Helper()
	pool := pgtest.DB(t)
	hub, err := live.New(slog.New(slog.DiscardHandler), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	b := bundle{Log: chat.NewLog(pool, clock.System{}, pgtest.Outbox(t, pool, nil), hub), pool: pool, brand: uid.New[uid.Brand]()}
	b.scope = pg.OfBrand(b.brand)
	if b.chat, err = b.Open(t.Context(), chat.Opening{Brand: b.brand, ShopperRef: "s1", Channel: "widget", Locale: "zh-CN"}); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b bundle) handOff(t *testing.T) chat.Chat {
	t.Helper()
	var c chat.Chat
	err := b.InTx(t.Context(), b.scope, func(tx pgx.Tx) (err error) {
		c, err = b.HandOff(t.Context(), tx, b.chat.ID, b.chat.Epoch, chat.Need{Reason: "asked_for_human"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A message sent twice is stored once, and seq has no gap, whoever races.
func TestTwentySendersLeaveNoGapAndNoDouble(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var all sync.WaitGroup
	for i := range 20 {
		for range 2 { // each message is sent twice
			all.Go(func() {
				_, err := b.Say(t.Context(), b.scope, chat.Saying{Chat: b.chat.ID, Author: chat.Shopper, Key: fmt.Sprint("k", i), Text: fmt.Sprint("hello ", i)})
				if err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	said, err := b.Since(t.Context(), b.scope, b.chat.ID, 0, 100)
	if err != nil || len(said) != 20 {
		t.Fatalf("got %d messages, %v; want 20", len(said), err)
	}
	for i, m := range said {
		if m.Seq != int64(i+1) {
			t.Errorf("message %d has seq %d; want no gap", i, m.Seq)
		}
	}
}

// The bot never talks over a person: what it wrote under an old token is dropped.
func TestABotReplyWrittenBeforeTheHandOffIsRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.handOff(t)
	_, err := b.Say(t.Context(), b.scope, chat.Saying{Chat: b.chat.ID, Author: chat.Bot, Epoch: b.chat.Epoch, Key: "late", Text: "late reply", Substantive: true})
	if !errors.Is(err, chat.ErrOldToken) {
		t.Errorf("got %v, want %v", err, chat.ErrOldToken)
	}
}

// One waiting conversation, twenty agents: exactly one takes it.
func TestTwentyAgentsTakeOneChatOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.handOff(t)
	var mu sync.Mutex
	var all sync.WaitGroup
	won := 0
	for range 20 {
		all.Go(func() {
			err := b.InTx(t.Context(), pg.Everything, func(tx pgx.Tx) error {
				_, err := b.Take(t.Context(), tx, b.chat.ID, uid.New[uid.Agent](), uid.New[uid.Shift]())
				return err
			})
			switch {
			case err == nil:
				mu.Lock()
				won++
				mu.Unlock()
			case !errors.Is(err, chat.ErrMove):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won != 1 {
		t.Errorf("got %d takers, want 1", won)
	}
}

func TestAnotherBrandSeesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	other := pg.OfBrand(uid.New[uid.Brand]())
	if _, err := b.Chat(t.Context(), other, b.chat.ID); !errors.Is(err, chat.ErrNoChat) {
		t.Errorf("chat: got %v, want %v", err, chat.ErrNoChat)
	}
	if _, err := b.Say(t.Context(), other, chat.Saying{Chat: b.chat.ID, Author: chat.Shopper, Key: "k", Text: "x"}); !errors.Is(err, chat.ErrNoChat) {
		t.Errorf("say: got %v, want %v", err, chat.ErrNoChat)
	}
}

func TestAMessageThatCannotBeSentSaysWhy(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, c := range []struct {
		name string
		say  chat.Saying
		want error
	}{
		{"blank", chat.Saying{Key: "a", Text: " \n\u200b"}, chat.ErrEmpty},
		{"no key", chat.Saying{Text: "x"}, chat.ErrKey},
		{"huge", chat.Saying{Key: "b", Text: strings.Repeat("字", 10_001)}, chat.ErrLong},
		{"not the holder", chat.Saying{Author: chat.Agent, Agent: uid.New[uid.Agent](), Key: "c", Text: "x"}, chat.ErrNotHolder},
	} {
		c.say.Chat = b.chat.ID
		if c.say.Author == "" {
			c.say.Author = chat.Shopper
		}
		if _, err := b.Say(t.Context(), b.scope, c.say); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
}

// A shopper who writes again reopens, and the bot holds a new token.
func TestAShopperWhoComesBackReopens(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if _, err := b.Close(t.Context(), b.scope, b.chat.ID, uid.Agent{}, "silent"); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Say(t.Context(), b.scope, chat.Saying{Chat: b.chat.ID, Author: chat.Shopper, Key: "back", Text: "还在吗"}); err != nil {
		t.Fatal(err)
	}
	c, err := b.Chat(t.Context(), b.scope, b.chat.ID)
	if err != nil || c.State != chat.WithBot || c.Epoch != 3 {
		t.Errorf("got %s at epoch %d, %v; want bot at 3", c.State, c.Epoch, err)
	}
}
