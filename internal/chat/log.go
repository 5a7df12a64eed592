package chat

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/chat/internal/db"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/shopper"
	"github.com/manyhands/manyhands/internal/uid"
)

// Log is the conversation log. Its methods that take a pgx.Tx work in the
// caller's transaction and push nothing: the caller calls Show after the
// commit. The others commit and push by themselves.
type Log struct {
	pool   *pgxpool.Pool
	clock  clock.Clock
	outbox *outbox.Outbox
	hub    *live.Hub
}

// NewLog makes a log that pushes over hub and tells facts over o.
func NewLog(pool *pgxpool.Pool, c clock.Clock, o *outbox.Outbox, hub *live.Hub) *Log {
	return &Log{pool: pool, clock: c, outbox: o, hub: hub}
}

// Opening is how a shopper's conversation begins.
type Opening struct {
	Brand      uid.Brand
	ShopperRef string // empty: somebody the shop does not know
	Channel    string
	Locale     string
	PageURL    string
	OrderRef   string
}

// Open begins a conversation with the bot.
func (l *Log) Open(ctx context.Context, o Opening) (Chat, error) {
	id := uid.New[uid.Chat]()
	if o.ShopperRef == "" {
		o.ShopperRef = "guest-" + id.String()
	}
	var c Chat
	err := pg.InTx(ctx, l.pool, pg.OfBrand(o.Brand), func(tx pgx.Tx) error {
		now := l.clock.Now()
		who, err := shopper.Meet(ctx, tx, o.Brand, o.ShopperRef, o.Locale, now)
		if err != nil {
			return err
		}
		q := db.New(tx)
		err = q.AddChat(ctx, db.AddChatParams{
			ID: id, BrandID: o.Brand, ShopperID: who.ID, ShopperRef: who.Ref, Channel: o.Channel, Locale: o.Locale,
			PageUrl: o.PageURL, OrderRef: o.OrderRef, OpenedAt: now,
		})
		if err != nil {
			return fmt.Errorf("open chat: %w", err)
		}
		row, err := q.Chat(ctx, id)
		c = chatOf(row)
		return err
	})
	return c, err
}

// Saying is one message on its way into the log.
type Saying struct {
	Chat   uid.Chat
	Author Author
	Agent  uid.Agent // who, when Author is Agent
	Epoch  int       // the owner token that it was written under; the shopper has none
	Key    string
	Text   string
	Extra  Extra
	// Substantive: it states a fact or does something. A greeting, a menu, a
	// "please wait" is not an answer.
	Substantive bool
}

// Say writes one message down and pushes it. The same key again gives the
// message that is there. It returns ErrNoChat, ErrOldToken, ErrNotHolder,
// ErrClosed, ErrEmpty, ErrLong, ErrKey and ErrKeyReused.
func (l *Log) Say(ctx context.Context, scope pg.Scope, s Saying) (Message, error) {
	var m Message
	var fresh bool
	err := pg.InTx(ctx, l.pool, scope, func(tx pgx.Tx) (err error) {
		m, fresh, err = l.SayTx(ctx, tx, s)
		return err
	})
	if err == nil && fresh {
		l.Show(m)
	}
	return m, err
}

// SayTx is Say in the caller's transaction; fresh tells whether the message is
// new and so is to be shown after the commit.
func (l *Log) SayTx(ctx context.Context, tx pgx.Tx, s Saying) (m Message, fresh bool, err error) {
	if err := s.check(); err != nil {
		return Message{}, false, err
	}
	q := db.New(tx)
	row, err := q.LockChat(ctx, s.Chat)
	if errors.Is(err, pgx.ErrNoRows) {
		return Message{}, false, ErrNoChat
	}
	if err != nil {
		return Message{}, false, fmt.Errorf("lock chat: %w", err)
	}
	if m, found, err := sent(ctx, q, s); err != nil || found {
		return m, false, err
	}
	c := chatOf(row)
	if err := mayWrite(c, s); err != nil {
		return Message{}, false, err
	}
	if c.State == Closed { // a shopper came back
		if c, err = l.reopen(ctx, tx, c); err != nil {
			return Message{}, false, err
		}
	}
	m, err = l.append(ctx, q, c, s)
	return m, err == nil, err
}

const longestMessage = 10_000

func (s Saying) check() error {
	if s.Key == "" || len(s.Key) > 100 || !utf8.ValidString(s.Key) {
		return ErrKey
	}
	if utf8.RuneCountInString(s.Text) > longestMessage {
		return ErrLong
	}
	if len(s.Extra.Images) == 0 && strings.IndexFunc(s.Text, visible) < 0 {
		return ErrEmpty
	}
	return nil
}

func visible(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }

// clean keeps what PostgreSQL cannot store out of it.
func clean(s string) string { return strings.ReplaceAll(strings.ToValidUTF8(s, "\uFFFD"), "\x00", "") }

func sent(ctx context.Context, q *db.Queries, s Saying) (Message, bool, error) {
	row, err := q.Sent(ctx, db.SentParams{ChatID: s.Chat, Author: string(s.Author), Key: s.Key})
	if errors.Is(err, pgx.ErrNoRows) {
		return Message{}, false, nil
	}
	if err != nil {
		return Message{}, false, fmt.Errorf("look for sent message: %w", err)
	}
	if row.Text != clean(s.Text) {
		return Message{}, false, ErrKeyReused
	}
	m, err := messageOf(row)
	return m, true, err
}

// mayWrite is the owner token's rule.
func mayWrite(c Chat, s Saying) error {
	switch s.Author {
	case Shopper:
		return nil
	case System:
		if c.State == Closed {
			return ErrClosed
		}
		return nil
	case Bot:
		if c.State != WithBot || c.Epoch != s.Epoch {
			return ErrOldToken
		}
	case Agent:
		if c.State == Closed {
			return ErrClosed
		}
		if c.Agent != s.Agent {
			return ErrNotHolder
		}
		if c.Epoch != s.Epoch {
			return ErrOldToken
		}
	}
	return nil
}

func (l *Log) append(ctx context.Context, q *db.Queries, c Chat, s Saying) (Message, error) {
	m := Message{Chat: c.ID, Seq: c.LastSeq + 1, Author: s.Author, Agent: s.Agent, Key: s.Key, Text: clean(s.Text), Extra: s.Extra, Substantive: s.Substantive, At: l.clock.Now()}
	extra, err := json.Marshal(m.Extra)
	if err != nil {
		return Message{}, fmt.Errorf("write message: %w", err)
	}
	err = q.AddMessage(ctx, db.AddMessageParams{
		ChatID: m.Chat, Seq: m.Seq, BrandID: c.Brand, Author: string(m.Author), AgentID: m.Agent, Key: m.Key, Text: m.Text,
		Extra: extra, Substantive: m.Substantive, At: m.At,
	})
	if err != nil {
		return Message{}, fmt.Errorf("add message: %w", err)
	}
	err = q.Heard(ctx, db.HeardParams{ID: c.ID, Seq: m.Seq, Author: string(m.Author), At: &m.At, Substantive: m.Substantive})
	if err != nil {
		return Message{}, fmt.Errorf("note message: %w", err)
	}
	return m, nil
}

// Show pushes a committed message to whoever has the conversation open. What
// led to the answer stays inside.
func (l *Log) Show(m Message) {
	m.Extra.Why = nil
	l.hub.Poke(live.ChatTopic(m.Chat), "message", m.Seq, m)
}

// Typing tells the other side that somebody writes.
func (l *Log) Typing(chat uid.Chat, author Author) {
	l.hub.Whisper(live.ChatTopic(chat), "typing", map[string]string{"author": string(author)})
}

// reopen gives a closed conversation back to the bot, because the shopper
// wrote again.
func (l *Log) reopen(ctx context.Context, tx pgx.Tx, c Chat) (Chat, error) {
	c, err := l.move(ctx, tx, c, Moving{To: WithBot, Why: "reopened by the shopper"})
	if err != nil {
		return Chat{}, err
	}
	return c, l.outbox.Tell(ctx, tx, fact.ChatReopened{Meta: fact.New(c.Brand, l.clock.Now()), Chat: c.ID, Epoch: c.Epoch})
}
