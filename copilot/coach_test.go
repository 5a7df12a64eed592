package copilot_test

import (
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/copilot"
	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/uid"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

type bundle struct {
	*copilot.Coach
	pool   *pgxpool.Pool
	brand  uid.Brand
	agent  uid.Agent
	closed chan fact.ChatClosed // what was told, after the coach heard it or beside it
	hits   chan fact.GuardHit
}

// orders is one order that was delivered the day before and one that waits for
// its parcel.
const orders = `[
{"id":"T1","shopper":"s1","state":"completed","created_at":"2026-11-05T20:00:00+08:00","paid_at":"2026-11-05T20:01:00+08:00","shipped_at":"2026-11-06T10:00:00+08:00","delivered_at":"2026-11-09T10:00:00+08:00","amount_minor":89900,"currency":"CNY",
 "items":[{"id":"1","product":"YS-D01","variant":"YS-D01-BK-S","name":"云朵长款羽绒服","options":{"color":"黑色","size":"S"},"qty":1,"price_minor":89900,"shipped":true}],"tracking":["SF1"]},
{"id":"T2","shopper":"s2","state":"awaiting_shipment","created_at":"2026-11-09T20:00:00+08:00","paid_at":"2026-11-09T20:01:00+08:00","amount_minor":129900,"currency":"CNY",
 "items":[{"id":"1","product":"YS-D01","variant":"YS-D01-BK-S","name":"云朵长款羽绒服","options":{"color":"黑色","size":"S"},"qty":1,"price_minor":89900}]}]`

func setup(t testing.TB) bundle {
	t.Helper()
	return setupAt(t, clock.Fixed(demo.Anchor()))
}

func setupAt(t testing.TB, now clock.Clock) bundle {
	t.Helper()
	pool := pgtest.DB(t)
	hub, err := live.New(slog.New(slog.DiscardHandler), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	b := bundle{pool: pool, brand: uid.New[uid.Brand](), agent: uid.New[uid.Agent](), closed: make(chan fact.ChatClosed, 8), hits: make(chan fact.GuardHit, 32)}
	pgtest.Outbox(t, pool, func(o *outbox.Outbox) {
		from := copilot.Sources{
			Chats: chat.NewLog(pool, now, o, hub), Shop: shop.NewShop(pool, now, o), Library: knowledge.NewLibrary(pool, now), Book: sop.NewBook(pool, now, o), Hub: hub,
		}
		if b.Coach, err = copilot.New(pool, now, slog.New(slog.DiscardHandler), o, from); err != nil {
			t.Fatal(err)
		}
	})
	b.stock(t)
	return b
}

// stock brings the brand that ships.
func (b bundle) stock(t testing.TB) {
	t.Helper()
	files := demo.Brand()
	read := func(name string) string {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	articles, err := fs.Glob(files, "articles/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range articles {
		a, err := knowledge.ReadArticle(name, []byte(read(name)))
		if err == nil {
			_, err = b.Library.Put(t.Context(), b.brand, a, "test")
		}
		if err != nil {
			t.Fatal(name, err)
		}
	}
	// Every third phrasing teaches enough for these laws and a third as long.
	var some []string
	for i, line := range strings.Split(read("questions.jsonl"), "\n") {
		if i%3 == 0 && line != "" {
			some = append(some, line)
		}
	}
	if _, err := b.Library.BringPhrasings(t.Context(), b.brand, strings.NewReader(strings.Join(some, "\n"))); err != nil {
		t.Fatal(err)
	}
	sops, err := fs.Glob(files, "sops/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sops {
		if _, err := b.Book.Put(t.Context(), b.brand, path.Base(name), []byte(read(name)), "test"); err != nil {
			t.Fatal(name, err)
		}
	}
	for kind, text := range map[string]string{"products": read("products.json"), "coupons": read("coupons.json"), "orders": orders} {
		if _, err := b.Shop.Bring(t.Context(), b.brand, kind, strings.NewReader(text)); err != nil {
			t.Fatal(kind, err)
		}
	}
}

// held is a conversation that the agent holds, in which the shopper wrote.
func (b bundle) held(t testing.TB, shopper string, said ...string) chat.Chat {
	t.Helper()
	c, err := b.Chats.Open(t.Context(), chat.Opening{Brand: b.brand, ShopperRef: shopper, Channel: "web", Locale: "zh-CN"})
	if err != nil {
		t.Fatal(err)
	}
	err = b.Chats.InTx(t.Context(), pg.Everything, func(tx pgx.Tx) error {
		if _, err := b.Chats.HandOff(t.Context(), tx, c.ID, c.Epoch, chat.Need{Reason: "asked_for_human"}); err != nil {
			return err
		}
		c, err = b.Chats.Take(t.Context(), tx, c.ID, b.agent, uid.New[uid.Shift]())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range said {
		b.shopperSays(t, c, string(rune('a'+i)), text)
	}
	return c
}

func (b bundle) shopperSays(t testing.TB, c chat.Chat, key, text string) {
	t.Helper()
	_, err := b.Chats.Say(t.Context(), pg.OfBrand(b.brand), chat.Saying{Chat: c.ID, Author: chat.Shopper, Key: key, Text: text})
	if err != nil {
		t.Fatal(err)
	}
}

func (b bundle) agentSaid(t testing.TB, c chat.Chat) []string {
	t.Helper()
	said, err := b.Chats.Since(t.Context(), pg.OfBrand(b.brand), c.ID, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range said {
		if m.Author == chat.Agent {
			out = append(out, m.Text)
		}
	}
	return out
}

func (b bundle) count(t testing.TB, query string, args ...any) int {
	t.Helper()
	var n int
	err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error { return tx.QueryRow(t.Context(), query, args...).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A blocked message is refused with its rule, and nothing of it is stored as
// sent; the hit is counted.
func TestABlockedMessageIsNeverStoredAsSent(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s1", "什么时候能到")
	_, v, err := b.Send(t.Context(), b.agent, copilot.SendIn{Chat: c.ID, Epoch: c.Epoch, Key: "k", Text: "加我微信 wx_88888888 私下转账给你返现"})
	f, ok := fault.As(err)
	if !errors.Is(err, copilot.ErrBlocked) || v.Level != guard.Block || !ok || len(f.Fields) == 0 {
		t.Fatalf("got %v at level %s, want %v with its hits", err, v.Level, copilot.ErrBlocked)
	}
	if said := b.agentSaid(t, c); len(said) != 0 {
		t.Errorf("stored %q", said)
	}
	if n := b.count(t, "SELECT count(*) FROM copilot.hit WHERE chat_id = $1 AND level = 'block'", c.ID); n == 0 {
		t.Error("the hit was not counted")
	}
	// With a reason it is still blocked: only a warning can be answered.
	if _, _, err := b.Send(t.Context(), b.agent, copilot.SendIn{Chat: c.ID, Epoch: c.Epoch, Key: "k2", Text: "加我微信 wx_88888888 私下转账给你返现", Override: "the shopper asked"}); !errors.Is(err, copilot.ErrBlocked) {
		t.Errorf("with a reason: got %v, want %v", err, copilot.ErrBlocked)
	}
}

// Twenty tabs send one message under one key: it is said once.
func TestTheSameKeyFromManyTabsIsSentOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s1", "什么时候发货")
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, _, err := b.Send(t.Context(), b.agent, copilot.SendIn{Chat: c.ID, Epoch: c.Epoch, Key: "once", Text: "付款后 48 小时内发出。"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if said := b.agentSaid(t, c); len(said) != 1 {
		t.Errorf("said %q, want it once", said)
	}
}

// After a transfer the old holder's words are refused and not counted against
// anybody.
func TestAnOldTokenIsRefusedAfterTransfer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s1", "什么时候发货")
	err := b.Chats.InTx(t.Context(), pg.Everything, func(tx pgx.Tx) error {
		if _, err := b.Chats.Transfer(t.Context(), tx, c.ID, b.agent, chat.Need{Reason: "needs a specialist"}); err != nil {
			return err
		}
		_, err := b.Chats.Take(t.Context(), tx, c.ID, uid.New[uid.Agent](), uid.New[uid.Shift]())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"付款后 48 小时内发出。", "加我微信 wx_88888888 私下转账"} {
		if _, _, err := b.Send(t.Context(), b.agent, copilot.SendIn{Chat: c.ID, Epoch: c.Epoch, Key: text, Text: text}); !errors.Is(err, chat.ErrNotHolder) {
			t.Errorf("%s: got %v, want %v", text, err, chat.ErrNotHolder)
		}
	}
	if _, err := b.Hints(t.Context(), b.agent, c.ID); !errors.Is(err, chat.ErrNotHolder) {
		t.Errorf("hints: got %v, want %v", err, chat.ErrNotHolder)
	}
	if n := b.count(t, "SELECT count(*) FROM copilot.hit"); n != 0 {
		t.Errorf("%d hits counted, want none", n)
	}
}

// A warning is answered with a reason, which is kept beside the hit; without
// one nothing is sent.
func TestAWarningNeedsAReasonAndAnOverrideIsCounted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const rules = "rules:\n  - {id: t-restock, kind: brand, level: warn, words: [肯定会补货], replace: 可以登记到货提醒}\n"
	if _, err := b.PutRules(t.Context(), b.brand, copilot.RulesIn{Source: rules}, "test"); err != nil {
		t.Fatal(err)
	}
	c := b.held(t, "s1", "还补货吗")
	in := copilot.SendIn{Chat: c.ID, Epoch: c.Epoch, Key: "k", Text: "这款肯定会补货，下周再来看看。"}
	_, v, err := b.Send(t.Context(), b.agent, in)
	if !errors.Is(err, copilot.ErrWarned) || !strings.Contains(v.Rewrite, "到货提醒") {
		t.Fatalf("got %v and %q, want %v with a rewrite", err, v.Rewrite, copilot.ErrWarned)
	}
	in.Override = "the buyer's plan for next week is public"
	if _, _, err := b.Send(t.Context(), b.agent, in); err != nil {
		t.Fatal(err)
	}
	if n := b.count(t, "SELECT count(*) FROM copilot.hit WHERE overridden AND why <> ''"); n != 1 {
		t.Errorf("%d overrides counted, want 1", n)
	}
}

// New rules hold from the next message on, and another copy of the program
// takes them over at its next tick; broken ones change nothing.
func TestRulesAreReloadedWithoutARestart(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const text = "这款是天外飞仙面料"
	if v := b.Check(b.brand, "web", guard.Agent, text); v.Level >= guard.Warn {
		t.Fatalf("it is refused before there is a rule: %v", v.Hits)
	}
	put := func(source string) error {
		_, err := b.PutRules(t.Context(), b.brand, copilot.RulesIn{Source: source}, "test")
		return err
	}
	if err := put("rules:\n  - {id: t-cosmic, kind: brand, level: block, words: [天外飞仙]}\n"); err != nil {
		t.Fatal(err)
	}
	if v := b.Check(b.brand, "web", guard.Agent, text); v.Level != guard.Block {
		t.Errorf("level %s after the rule, want block", v.Level)
	}
	if v := b.Check(uid.New[uid.Brand](), "web", guard.Agent, text); v.Level == guard.Block {
		t.Error("another brand is held to it")
	}
	if err := put("rules:\n  - {id: t-cosmic, level: shout}\n"); !errors.Is(err, guard.ErrRules) {
		t.Errorf("broken rules: got %v, want %v", err, guard.ErrRules)
	}
	if v := b.Check(b.brand, "web", guard.Agent, text); v.Level != guard.Block {
		t.Error("broken rules took the good ones away")
	}
}

// Act does what the procedure allows, tells the shopper once, and does it once.
func TestAnActionIsDoneOnceAndTold(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s1", "我要退货", "偏大了")
	in := copilot.ActIn{Chat: c.ID, Epoch: c.Epoch, Key: "act-1", Action: "return_items"}
	got, err := b.Act(t.Context(), b.agent, in)
	if err != nil {
		f, _ := fault.As(err)
		t.Fatalf("%v %+v", err, f)
	}
	if got.Message == nil || got.Result["id"] == "" {
		t.Fatalf("got %+v, want a result that was told", got)
	}
	if _, err := b.Act(t.Context(), b.agent, in); !errors.Is(err, copilot.ErrActRefused) {
		t.Errorf("again: got %v, want %v: it was filed already", err, copilot.ErrActRefused)
	}
	o, err := b.Shop.Order(t.Context(), b.brand, "T1")
	if err != nil || len(o.Returns) != 1 {
		t.Fatalf("the order shows %d returns, %v; want 1", len(o.Returns), err)
	}
	h, err := b.Hints(t.Context(), b.agent, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range h.Track.Steps {
		if s.Kind == "act" && s.State != "done" {
			t.Errorf("step %s is %s after it was done", s.ID, s.State)
		}
	}
}

// A refused action names every guard that fails, and changes nothing.
func TestARefusedActionNamesEveryFailingGuard(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.held(t, "s2", "我要退货，偏大了")
	_, err := b.Act(t.Context(), b.agent, copilot.ActIn{Chat: c.ID, Epoch: c.Epoch, Key: "k", Action: "return_items"})
	f, ok := fault.As(err)
	if !ok || !errors.Is(err, copilot.ErrActRefused) {
		t.Fatalf("got %v, want %v", err, copilot.ErrActRefused)
	}
	named := map[string]bool{}
	for _, x := range f.Fields {
		named[x.Where] = true
	}
	for _, want := range []string{"delivered", "in_window"} {
		if !named[want] {
			t.Errorf("guard %s is not named in %+v", want, f.Fields)
		}
	}
	if said := b.agentSaid(t, c); len(said) != 0 {
		t.Errorf("the shopper was told %q", said)
	}
	// A forbidden one, and an old token.
	if _, err := b.Act(t.Context(), b.agent, copilot.ActIn{Chat: c.ID, Epoch: c.Epoch, Key: "k", Action: "cancel_order"}); !errors.Is(err, copilot.ErrActRefused) {
		t.Errorf("forbidden: got %v", err)
	}
	if _, err := b.Act(t.Context(), b.agent, copilot.ActIn{Chat: c.ID, Epoch: c.Epoch - 1, Key: "k", Action: "return_items"}); !errors.Is(err, chat.ErrOldToken) {
		t.Errorf("old token: got %v, want %v", err, chat.ErrOldToken)
	}
}

func pretty(t testing.TB, v any) string {
	t.Helper()
	raw, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}
