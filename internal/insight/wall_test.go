package insight_test

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/insight"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/uid"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// noon of a Double 11, in China.
var noon = time.Date(2026, 11, 11, 4, 0, 0, 0, time.UTC)

// hands is a clock that the test moves.
type hands struct {
	mu sync.Mutex // covers at
	at time.Time
}

func (h *hands) Now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.at
}

func (h *hands) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.at = h.at.Add(d)
}

type bundle struct {
	*insight.Wall
	clock  *hands
	pool   *pgxpool.Pool
	chats  *chat.Log
	outbox *outbox.Outbox
	brand  insight.Brand
	other  insight.Brand
}

func setup(t *testing.T) bundle {
	t.Helper()
	pool := pgtest.DB(t)
	hub, err := live.New(slog.New(slog.DiscardHandler), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	b := bundle{clock: &hands{at: noon}, pool: pool}
	b.brand = insight.Brand{ID: uid.New[uid.Brand](), Name: "云裳", Currency: "CNY", Timezone: "Asia/Shanghai"}
	b.other = insight.Brand{ID: uid.New[uid.Brand](), Name: "Other", Currency: "USD", Timezone: "Asia/Shanghai"}
	b.Wall = insight.New(pool, b.clock, hub, insight.Ask{
		Brands: func(context.Context) ([]insight.Brand, error) { return []insight.Brand{b.brand, b.other}, nil },
		Open:   func(ctx context.Context) ([]chat.OpenCount, error) { return b.chats.OpenCounts(ctx) },
	})
	b.outbox = pgtest.Outbox(t, pool, b.Listen)
	b.chats = chat.NewLog(pool, b.clock, b.outbox, hub)
	return b
}

func (b bundle) tell(t *testing.T, facts ...fact.Fact) {
	t.Helper()
	err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
		for _, f := range facts {
			if err := b.outbox.Tell(t.Context(), tx, f); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// heard waits until every fact was heard.
func (b bundle) heard(t *testing.T) {
	t.Helper()
	look := time.NewTicker(5 * time.Millisecond)
	defer look.Stop()
	for {
		n, err := b.outbox.Waiting(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return
		}
		select {
		case <-look.C:
		case <-t.Context().Done():
			t.Fatalf("%d facts were not heard", n)
		}
	}
}

func (b bundle) numbers(t *testing.T, brand uid.Brand, window string) insight.Numbers {
	t.Helper()
	board, err := b.Board(t.Context(), brand, window)
	if err != nil {
		t.Fatal(err)
	}
	return board.Numbers
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// play lives through one conversation of each kind, chosen by n.
func (b bundle) play(t *testing.T, n int) {
	t.Helper()
	ctx, scope := t.Context(), pg.OfBrand(b.brand.ID)
	c := must[chat.Chat](t)(b.chats.Open(ctx, chat.Opening{Brand: b.brand.ID, ShopperRef: fmt.Sprint("s", n), Channel: []string{"widget", "jd"}[n%2], Locale: "zh-CN"}))
	must[chat.Message](t)(b.chats.Say(ctx, scope, chat.Saying{Chat: c.ID, Author: chat.Shopper, Key: "q", Text: "什么时候发货"}))
	b.clock.pass(2 * time.Second)
	if n%4 != 3 {
		must[chat.Message](t)(b.chats.Say(ctx, scope, chat.Saying{Chat: c.ID, Author: chat.Bot, Epoch: c.Epoch, Key: "a", Text: "48 小时内", Substantive: true}))
	}
	if n%4 > 0 { // a person is needed
		b.inTx(t, func(tx pgx.Tx) (err error) {
			c, err = b.chats.HandOff(ctx, tx, c.ID, c.Epoch, chat.Need{Reason: "asked_for_human"})
			return err
		})
		b.clock.pass(time.Duration(7*n) * time.Second)
	}
	if n%4 > 1 { // and comes
		agent := uid.New[uid.Agent]()
		b.inTx(t, func(tx pgx.Tx) (err error) {
			c, err = b.chats.Take(ctx, tx, c.ID, agent, uid.New[uid.Shift]())
			return err
		})
		b.clock.pass(5 * time.Second)
		must[chat.Message](t)(b.chats.Say(ctx, scope, chat.Saying{Chat: c.ID, Author: chat.Agent, Agent: agent, Epoch: c.Epoch, Key: "h", Text: "我来处理", Substantive: true}))
	}
	if n%5 == 4 {
		return // still open
	}
	must[chat.Chat](t)(b.chats.Close(ctx, scope, c.ID, uid.Agent{}, "silent"))
	if n%3 == 0 {
		if err := b.chats.Score(ctx, b.brand.ID, c.ID, 1+n%5); err != nil {
			t.Fatal(err)
		}
	}
	if n%6 == 5 { // came back: its end does not count any more
		must[chat.Message](t)(b.chats.Say(ctx, scope, chat.Saying{Chat: c.ID, Author: chat.Shopper, Key: "again", Text: "还在吗"}))
	}
}

func (b bundle) inTx(t *testing.T, work func(pgx.Tx) error) {
	t.Helper()
	if err := b.chats.InTx(t.Context(), pg.OfBrand(b.brand.ID), work); err != nil {
		t.Fatal(err)
	}
}

// The wall's numbers are those that a recount of the log gives.
func TestTheWallEqualsARecountOfTheLog(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for n := range 30 {
		b.play(t, n)
	}
	b.heard(t)
	board := must[insight.Board](t)(b.Board(t.Context(), b.brand.ID, "hour"))
	got, want := board.Numbers, insight.Numbers{}
	var now insight.Now
	for _, c := range must[[]chat.Chat](t)(b.chats.Recent(t.Context(), b.brand.ID, "", chat.Before{}, 100)) {
		if c.TakenAt != nil {
			want.Taken++
		}
		if c.CSAT > 0 {
			want.Scored++
		}
		if c.CSAT >= 4 {
			want.Good++
		}
		switch c.State {
		case chat.WithBot:
			now.Bot++
		case chat.Waiting:
			now.Waiting++
		case chat.WithHuman:
			now.Human++
		case chat.Closed:
			recount(&want, c)
		}
	}
	for _, n := range []struct {
		name      string
		got, want int64
	}{
		{"closed", got.Closed, want.Closed},
		{"resolved", got.Resolved, want.Resolved},
		{"escalated", got.Escalated, want.Escalated},
		{"passed on", got.PassedOn, want.PassedOn},
		{"abandoned", got.Abandoned, want.Abandoned},
		{"taken", got.Taken, want.Taken},
		{"scored", got.Scored, want.Scored},
		{"good", got.Good, want.Good},
		{"with the bot", int64(board.Now.Bot), int64(now.Bot)},
		{"waiting", int64(board.Now.Waiting), int64(now.Waiting)},
		{"with a person", int64(board.Now.Human), int64(now.Human)},
	} {
		if n.want == 0 {
			t.Errorf("%s: the play has none, so nothing is proved", n.name)
		}
		if n.got != n.want {
			t.Errorf("%s: got %d, want %d", n.name, n.got, n.want)
		}
	}
	for _, window := range []string{"today", "event"} {
		if other := b.numbers(t, b.brand.ID, window); !reflect.DeepEqual(other, got) {
			t.Errorf("%s: got %+v, want what the hour has, %+v", window, other, got)
		}
	}
}

func recount(n *insight.Numbers, c chat.Chat) {
	n.Closed++
	if c.HandedAt != nil {
		n.PassedOn++
	}
	switch c.Outcome {
	case chat.Confirmed, chat.Assumed:
		n.Resolved++
	case chat.Escalated:
		n.Escalated++
	case chat.AbandonedInQueue:
		n.Abandoned++
	}
}

// story is one busy conversation and its order, as facts.
func story(b bundle, brand uid.Brand) []fact.Fact {
	id, ref := uid.New[uid.Chat](), uid.New[uid.Chat]().String()
	at := func(seconds int) time.Time { return noon.Add(time.Duration(seconds-600) * time.Second) }
	meta := func(seconds int) fact.Meta { return fact.New(brand, at(seconds)) }
	handed, human := at(10), at(50)
	end := fact.ChatClosed{
		Meta: meta(60), Chat: id, Epoch: 4, Channel: "jd", ShopperRef: ref, Outcome: chat.Escalated, HandedAt: &handed, HumanAt: &human,
		Touches: []fact.Touch{{Seq: 2, At: at(5), Author: "bot"}, {Seq: 4, At: at(50), Author: "agent"}},
	}
	again := end
	again.Meta, again.Epoch = meta(300), 6
	return []fact.Fact{
		fact.HandedOff{Meta: meta(10), Chat: id, Channel: "jd"},
		fact.ChatTaken{Meta: meta(40), Chat: id, Channel: "jd", Waited: 30 * time.Second},
		end,
		fact.ChatScored{Meta: meta(70), Chat: id, CSAT: 2},
		fact.ChatScored{Meta: meta(80), Chat: id, CSAT: 5},
		fact.ChatReopened{Meta: meta(200), Chat: id, Epoch: 5},
		again,
		fact.OrderPaid{Meta: meta(120), OrderRef: "o-" + ref, ShopperRef: ref, Paid: at(120), Items: []fact.OrderItem{{NetMinor: 20_000}, {NetMinor: 9_900}}},
		fact.OrderRefunded{Meta: meta(400), OrderRef: "o-" + ref, AmountMinor: 9_900},
		fact.OrderPaid{Meta: meta(3), OrderRef: "early-" + ref, ShopperRef: ref, Paid: at(3), Items: []fact.OrderItem{{NetMinor: 500}}},
		fact.GuardHit{Meta: meta(45), Chat: id, Rule: "r", Level: "block"},
	}
}

// A fact told twice counts once, and no order of telling changes a number.
func TestFactsInAnyOrderAndTwiceCountOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	order := rand.New(rand.NewPCG(1, 2))
	for range 10 {
		facts := story(b, b.brand.ID)
		facts = append(facts, facts...)
		order.Shuffle(len(facts), func(i, j int) { facts[i], facts[j] = facts[j], facts[i] })
		b.tell(t, facts...)
	}
	b.heard(t)
	got := b.numbers(t, b.brand.ID, "hour")
	if got.Closed != 10 || got.Escalated != 10 || got.Handed != 10 || got.Taken != 10 || got.Ruled != 10 || got.InTime != 10 || got.Scored != 10 || got.Good != 10 ||
		got.Orders != 10 || got.GuardHits != 10 || got.GuardBlocked != 10 {
		t.Errorf("got %+v, want ten of each", got)
	}
	if len(got.GMV) != 1 || got.GMV[0] != (insight.Sum{Minor: 200_000, Currency: "CNY"}) {
		t.Errorf("assisted orders are worth %v, want 10 times 200.00 CNY net of refunds", got.GMV)
	}
	if got.WaitP90MS == nil || *got.WaitP90MS != 30_000 || got.FirstP50MS == nil || *got.FirstP50MS != 40_000 {
		t.Errorf("got waits %v and %v, want 30 s and 40 s", got.WaitP90MS, got.FirstP50MS)
	}
}

// A brand's wall shows nothing of another's, by number or by list.
func TestAnotherBrandSeesNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(t, story(b, b.brand.ID)...)
	b.heard(t)
	if got := b.numbers(t, b.other.ID, "today"); got.Closed+got.Taken+got.Orders+got.GuardHits+got.Scored != 0 {
		t.Errorf("another brand's wall shows %+v", got)
	}
	for _, number := range []string{"closed", "taken", "scored", "guard", "assisted"} {
		mine := must[[]insight.Found](t)(b.Under(t.Context(), b.brand.ID, number, "hour", insight.Found{}, 10))
		theirs := must[[]insight.Found](t)(b.Under(t.Context(), b.other.ID, number, "hour", insight.Found{}, 10))
		if len(mine) != 1 || len(theirs) != 0 {
			t.Errorf("%s: the brand finds %d and the other %d, want 1 and 0", number, len(mine), len(theirs))
		}
	}
	whole := must[insight.Board](t)(b.Board(t.Context(), uid.Brand{}, "hour"))
	if len(whole.Brands) != 2 || whole.Numbers.Closed != 1 || whole.Brands[0].Numbers.Closed+whole.Brands[1].Numbers.Closed != 1 {
		t.Errorf("the whole shows %+v, want both brands and one end", whole)
	}
}

// The minutes of the chart add up to the hour's numbers.
func TestTheMinutesAddUpToTheHour(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for n := range 12 {
		b.play(t, n)
	}
	b.heard(t)
	if err := b.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	hour := b.numbers(t, b.brand.ID, "hour")
	var closed, taken, handed int64
	points := must[[]insight.Point](t)(b.Series(t.Context(), b.brand.ID, 60))
	for _, p := range points {
		closed, taken, handed = closed+p.Closed, taken+p.Taken, handed+p.Handed
	}
	if closed != hour.Closed || taken != hour.Taken || handed != hour.Handed || closed == 0 {
		t.Errorf("minutes add up to %d, %d, %d; the hour has %d, %d, %d", closed, taken, handed, hour.Closed, hour.Taken, hour.Handed)
	}
	if last := points[len(points)-1]; last.Bot == nil || *last.Bot == 0 {
		t.Errorf("the present minute says %v with the bot, want those still open", last.Bot)
	}
}

// What is asked of a window that does not exist is refused by name.
func TestUnknownWindowsAndNumbersAreRefused(t *testing.T) {
	t.Parallel()
	w := insight.New(nil, clock.Fixed(noon), nil, insight.Ask{})
	if _, err := w.Board(t.Context(), uid.Brand{}, "year"); err == nil {
		t.Error("a window of a year was counted")
	}
	if _, err := w.Under(t.Context(), uid.Brand{}, "joy", "hour", insight.Found{}, 1); err == nil {
		t.Error("a number called joy was opened")
	}
}
