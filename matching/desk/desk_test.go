package desk_test

import (
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/desk"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// bundle is a desk with one brand and some agents of two slots each, certified
// and on shift.
type bundle struct {
	*desk.Desk
	chats  *chat.Log
	people *account.Register
	hub    *live.Hub
	pool   *pgxpool.Pool
	clock  *clock.Movable
	brand  uid.Brand
	agents []uid.Agent
}

func setup(t testing.TB, agents int) bundle {
	t.Helper()
	pool := pgtest.DB(t)
	quiet := slog.New(slog.DiscardHandler)
	hub, err := live.New(quiet, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	c := clock.NewMovable(clock.System{})
	people := account.NewRegister(pool, c, []byte("0123456789abcdef0123456789abcdef"), time.Hour, time.Hour)
	chats := chat.NewLog(pool, c, pgtest.Outbox(t, pool, nil), hub)
	b := bundle{Desk: desk.New(pool, c, quiet, chats, people, hub), chats: chats, people: people, hub: hub, pool: pool, clock: c, brand: uid.New[uid.Brand]()}
	if err := people.AddBrand(t.Context(), account.Brand{ID: b.brand, Slug: "acme", Name: "Acme", Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"}, WebhookSecret: "s"}); err != nil {
		t.Fatal(err)
	}
	var list []account.Agent
	for i := range agents {
		id := uid.New[uid.Agent]()
		b.agents = append(b.agents, id)
		list = append(list, account.Agent{
			ID: id, Name: "agent", Email: fmt.Sprintf("a%d@agents.example", i), CostMinor: 2500, ReliabilityBP: 9500,
			MaxHoursDay: 8, MaxHoursTotal: 40, MinRestHours: 8, Capacity: 2, Tags: tag.Set{"brand:acme", "lang:zh"},
		})
	}
	if err := people.AddAgents(t.Context(), list, "zh-CN", "x"); err != nil {
		t.Fatal(err)
	}
	for _, a := range b.agents {
		b.onShift(t, a, 4*time.Hour)
		if err := b.SetState(t.Context(), a, "available", ""); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// another is the desk of one more copy of the program.
func (b bundle) another() *desk.Desk {
	return desk.New(b.pool, b.clock, slog.New(slog.DiscardHandler), b.chats, b.people, b.hub)
}

// onShift writes an accepted shift that began a minute ago.
func (b bundle) onShift(t testing.TB, a uid.Agent, long time.Duration) {
	t.Helper()
	from := b.clock.Now().Add(-time.Minute)
	request, slot := uid.New[uid.Request](), uid.New[uid.Slot]()
	err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
		for _, q := range []struct {
			sql  string
			args []any
		}{
			{`INSERT INTO matching.request (id, brand_id, event, kind, starts, ends, timezone, channels, languages, plan, staffing, state, created_at)
				VALUES ($1, $2, 'e', 'other', $3, $4, 'Asia/Shanghai', '{widget}', '{zh}', 'p', '{}', 'filled', $3)`, []any{request, b.brand, from, from.Add(long)}},
			{`INSERT INTO matching.slot (id, request_id, brand_id, starts, ends, need, require) VALUES ($1, $2, $3, $4, $5, 1, '{}')`, []any{slot, request, b.brand, from, from.Add(long)}},
			{`INSERT INTO matching.shift (id, slot_id, request_id, brand_id, agent_id, during, state, rate_minor, currency, offered_at, lapses_at)
				VALUES ($1, $2, $3, $4, $5, tstzrange($6, $7), 'accepted', 2500, 'CNY', $6, $6)`, []any{uid.New[uid.Shift](), slot, request, b.brand, a, from, from.Add(long)}},
		} {
			if _, err := tx.Exec(t.Context(), q.sql, q.args...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// waiting opens a conversation and hands it to the queue.
func (b bundle) waiting(t *testing.T) chat.Chat {
	t.Helper()
	return b.waitingOn(t, "widget")
}

func (b bundle) waitingOn(t *testing.T, channel string) chat.Chat {
	t.Helper()
	return b.handedOff(t, chat.Opening{Channel: channel})
}

// handedOff opens a conversation of the brand and hands it to the queue.
func (b bundle) handedOff(t *testing.T, o chat.Opening) chat.Chat {
	t.Helper()
	o.Brand, o.Locale = b.brand, "zh-CN"
	c, err := b.chats.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	err = b.chats.InTx(t.Context(), pg.OfBrand(b.brand), func(tx pgx.Tx) (err error) {
		c, err = b.chats.HandOff(t.Context(), tx, c.ID, c.Epoch, chat.Need{Reason: "asked_for_human"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (b bundle) board(t *testing.T, a uid.Agent) desk.Board {
	t.Helper()
	v, err := b.Board(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestAWaitingConversationIsReservedAndTaken(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	c := b.waiting(t)
	if err := b.Seek(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	v := b.board(t, b.agents[0])
	if len(v.Reservations) != 1 || v.Reservations[0].Chat.ID != c.ID {
		t.Fatalf("got %+v; want the conversation reserved", v.Reservations)
	}
	if _, err := b.Accept(t.Context(), b.agents[0], v.Reservations[0].ID); err != nil {
		t.Fatal(err)
	}
	if v = b.board(t, b.agents[0]); len(v.Chats) != 1 || len(v.Reservations) != 0 {
		t.Errorf("got %d chats and %d reservations; want 1 and 0", len(v.Chats), len(v.Reservations))
	}
}

// However many seek at once, a chat is promised to one agent, and nobody is
// promised more than their two slots.
func TestManyAtOnceGiveEachChatOneAgentAndNobodyTooMany(t *testing.T) {
	t.Parallel()
	b := setup(t, 3)
	var chats []chat.Chat
	for range 10 {
		chats = append(chats, b.waiting(t))
	}
	var all sync.WaitGroup
	for _, c := range chats {
		for range 2 {
			all.Go(func() {
				if err := b.Seek(t.Context(), c.ID); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	promised := map[uid.Chat]int{}
	for _, a := range b.agents {
		v := b.board(t, a)
		if len(v.Reservations) > 2 {
			t.Errorf("an agent of two slots was promised %d chats", len(v.Reservations))
		}
		for _, r := range v.Reservations {
			promised[r.Chat.ID]++
		}
	}
	if len(promised) != 6 {
		t.Errorf("got %d chats promised, want all 6 slots used", len(promised))
	}
	for id, n := range promised {
		if n != 1 {
			t.Errorf("chat %s is promised %d times", id, n)
		}
	}
}

func TestAReservationIsAcceptedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	c := b.waiting(t)
	if err := b.Seek(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	r := b.board(t, b.agents[0]).Reservations[0]
	var won atomic.Int64
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			switch _, err := b.Accept(t.Context(), b.agents[0], r.ID); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, desk.ErrNoReservation):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if won.Load() != 1 {
		t.Errorf("got %d acceptances, want 1", won.Load())
	}
}

// A chat that was let lapse goes to somebody else, and whoever missed it is on
// a break.
func TestAMissedChatGoesToSomebodyElse(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	c := b.waiting(t)
	if err := b.Seek(t.Context(), c.ID); err != nil {
		t.Fatal(err)
	}
	first := b.agents[0]
	if len(b.board(t, first).Reservations) == 0 {
		first = b.agents[1]
	}
	b.clock.MoveTo(b.clock.Now().Add(16 * time.Second))
	if err := b.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, a := range b.agents {
		v := b.board(t, a)
		switch {
		case a == first && (v.State != "break" || len(v.Reservations) != 0):
			t.Errorf("who missed it is %s with %d reservations; want a break and none", v.State, len(v.Reservations))
		case a != first && len(v.Reservations) != 1:
			t.Errorf("the other has %d reservations, want 1", len(v.Reservations))
		}
	}
}

// Without anybody on shift the bot goes on, and the shopper is told so.
func TestNobodyOnShiftIsSaidHonestly(t *testing.T) {
	t.Parallel()
	b := setup(t, 0)
	c := b.waiting(t)
	b.clock.MoveTo(b.clock.Now().Add(time.Minute))
	if err := b.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	now, err := b.chats.Chat(t.Context(), pg.OfBrand(b.brand), c.ID)
	if err != nil || now.State != chat.WithBot {
		t.Fatalf("got %s, %v; want the bot", now.State, err)
	}
	said, err := b.chats.Since(t.Context(), pg.OfBrand(b.brand), c.ID, 0, 10)
	if err != nil || len(said) != 1 || said[0].Author != chat.System {
		t.Errorf("got %+v, %v; want one honest sentence", said, err)
	}
}

func TestNobodyIsAvailableWithoutAShift(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	b.clock.MoveTo(b.clock.Now().Add(5 * time.Hour))
	if err := b.SetState(t.Context(), b.agents[0], "available", ""); !errors.Is(err, desk.ErrNotOnShift) {
		t.Errorf("got %v, want %v", err, desk.ErrNotOnShift)
	}
}

// Two copies of the program, each with a memory of its own, promise each chat
// once and give nobody more than their slots.
func TestTwoCopiesShareTheFloor(t *testing.T) {
	t.Parallel()
	b := setup(t, 3)
	other := b.another()
	var all sync.WaitGroup
	for range 12 {
		c := b.waiting(t)
		for _, d := range []*desk.Desk{b.Desk, other} {
			all.Go(func() {
				if err := d.Seek(t.Context(), c.ID); err != nil {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	if err := other.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	promised := map[uid.Chat]int{}
	for _, a := range b.agents {
		v := b.board(t, a)
		if len(v.Reservations) > 2 {
			t.Errorf("an agent of two slots was promised %d chats", len(v.Reservations))
		}
		for _, r := range v.Reservations {
			promised[r.Chat.ID]++
		}
	}
	for id, n := range promised {
		if n != 1 {
			t.Errorf("chat %s is promised %d times", id, n)
		}
	}
	if len(promised) != 6 {
		t.Errorf("got %d chats promised, want all 6 slots used", len(promised))
	}
}

// Nobody writes while on the phone: a call takes all of an agent, and waits for
// one whose hands are empty.
func TestACallTakesAllOfAnAgent(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	written := b.waiting(t)
	if err := b.Seek(t.Context(), written.ID); err != nil {
		t.Fatal(err)
	}
	calls := []chat.Chat{b.waitingOn(t, "voice"), b.waitingOn(t, "voice")}
	for _, c := range calls {
		if err := b.Seek(t.Context(), c.ID); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Seek(t.Context(), b.waiting(t).ID); err != nil {
		t.Fatal(err)
	}
	var onCall, writing []desk.Reservation
	for _, a := range b.agents {
		v := b.board(t, a)
		if len(v.Reservations) > 0 && v.Reservations[0].Chat.Channel == "voice" {
			onCall = append(onCall, v.Reservations...)
		} else {
			writing = append(writing, v.Reservations...)
		}
	}
	if len(onCall) != 1 || len(writing) != 2 {
		t.Errorf("got %d reservations beside a call and %d others; want the call alone and two chats", len(onCall), len(writing))
	}
}
