package training_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/live"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/training"
	"github.com/manyhands/manyhands/training/drill"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// opens is the evening that the shipped brand's articles are written for.
var opens = time.Date(2026, time.November, 10, 12, 0, 0, 0, time.UTC)

const shipped = "../internal/demo/brand/yunshang"

// bundle is a school with one brand and a few agents.
type bundle struct {
	*training.School
	t        *testing.T
	pool     *pgxpool.Pool
	clock    *clock.Movable
	register *account.Register
	book     *sop.Book
	chats    *chat.Log
	events   []training.Event
	brand    uid.Brand
	agents   []uid.Agent

	mu   sync.Mutex // covers told
	told []fact.Fact
}

func setup(t *testing.T, agents int) *bundle {
	t.Helper()
	b := &bundle{t: t, pool: pgtest.DB(t), clock: clock.NewMovable(clock.Fixed(opens)), brand: uid.New[uid.Brand]()}
	hub, err := live.New(slog.New(slog.DiscardHandler), "", nil)
	if err != nil {
		t.Fatal(err)
	}
	pgtest.Outbox(t, b.pool, func(o *outbox.Outbox) {
		b.register = account.NewRegister(b.pool, b.clock, bytes.Repeat([]byte("k"), 32), time.Hour, time.Hour)
		b.book = sop.NewBook(b.pool, b.clock, o)
		b.chats = chat.NewLog(b.pool, b.clock, o, hub)
		from := training.Sources{Book: b.book, Library: knowledge.NewLibrary(b.pool, b.clock), Shop: shop.NewShop(b.pool, b.clock, o), Chats: b.chats, Events: func(context.Context, uid.Brand) ([]training.Event, error) { return b.events, nil }}
		b.School = training.NewSchool(b.pool, b.clock, o, hub, b.register, from, nil)
		b.Listen()
		outbox.On(o, "test", func(_ context.Context, _ pgx.Tx, f fact.DrillGraded) error { return b.hear(f) })
		outbox.On(o, "test", func(_ context.Context, _ pgx.Tx, f fact.Certified) error { return b.hear(f) })
		outbox.On(o, "test", func(_ context.Context, _ pgx.Tx, f fact.Decertified) error { return b.hear(f) })
		b.fill(from)
	})
	b.hire(agents)
	return b
}

func (b *bundle) hear(f fact.Fact) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.told = append(b.told, f)
	return nil
}

func (b *bundle) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
}

// fill gives the brand its catalogue, orders and procedures.
func (b *bundle) fill(from training.Sources) {
	b.t.Helper()
	ctx := b.t.Context()
	b.must(b.register.AddBrand(ctx, account.Brand{ID: b.brand, Slug: "yunshang", Name: "云裳", Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"}, WebhookSecret: "s"}))
	products, err := os.ReadFile(shipped + "/products.json")
	b.must(err)
	_, err = from.Shop.Bring(ctx, b.brand, "products", bytes.NewReader(products))
	b.must(err)
	list, err := shop.ReadProducts("products.json", bytes.NewReader(products))
	b.must(err)
	var orders []shop.Order
	for i := range 24 {
		p := list[i%len(list)]
		paid := opens.Add(-time.Duration(24+i*18) * time.Hour)
		o := shop.Order{
			ID: fmt.Sprintf("YS20261101%02d", i), Shopper: fmt.Sprint("s-", i/2), State: shop.AwaitingShipment, CreatedAt: &paid, PaidAt: &paid, Currency: "CNY",
			AmountMinor: p.PriceMinor, Items: []shop.Item{{ID: "1", Product: p.ID, Variant: p.Variants[0].ID, Name: p.Name, Options: p.Variants[0].Options, Qty: 1, PriceMinor: p.PriceMinor}},
		}
		if i%2 == 0 {
			got := paid.Add(20 * time.Hour)
			o.State, o.ShippedAt, o.DeliveredAt = shop.Completed, &paid, &got
		}
		orders = append(orders, o)
	}
	raw, err := json.Marshal(orders)
	b.must(err)
	_, err = from.Shop.Bring(ctx, b.brand, "orders", bytes.NewReader(raw))
	b.must(err)
	for _, id := range []string{"return", "cancel-order", "urge-shipment"} {
		b.put(id, "")
	}
}

// put files a procedure; a mark makes it the next edition.
func (b *bundle) put(id, mark string) {
	b.t.Helper()
	text, err := os.ReadFile(filepath.Join(shipped, "sops", id+".yaml"))
	b.must(err)
	_, err = b.book.Put(b.t.Context(), b.brand, id+".yaml", append(text, mark...), "test")
	b.must(err)
}

func (b *bundle) hire(n int) {
	b.t.Helper()
	var pool []account.Agent
	for i := range n {
		a := account.Agent{ID: uid.New[uid.Agent](), Name: fmt.Sprint("Agent ", i), Email: fmt.Sprintf("a%d@example.com", i), CostMinor: 3000, ReliabilityBP: 9500, MaxHoursDay: 8, MaxHoursTotal: 60, MinRestHours: 8, Capacity: 3}
		pool, b.agents = append(pool, a), append(b.agents, a.ID)
	}
	b.must(b.register.AddAgents(b.t.Context(), pool, "zh-CN", "x"))
}

// play lets an agent answer until the drill ends.
func (b *bundle) play(a uid.Agent, d training.Drill, answer func(drill.Scenario, drill.State) string) training.Drill {
	b.t.Helper()
	scene, said := b.inside(d.ID)
	for n := 0; d.State == "running" && n < 40; n++ {
		var err error
		d, err = b.Say(b.t.Context(), a, d.ID, training.Saying{Key: fmt.Sprint("k", n), Text: answer(scene, said)})
		b.must(err)
		scene, said = b.inside(d.ID)
	}
	return d
}

// inside is what the agent does not see.
func (b *bundle) inside(id uid.Drill) (scene drill.Scenario, st drill.State) {
	b.t.Helper()
	var s, p []byte
	b.must(b.pool.QueryRow(b.t.Context(), "SELECT scenario, shopper FROM training.drill WHERE id = $1", id.String()).Scan(&s, &p))
	b.must(json.Unmarshal(s, &scene))
	b.must(json.Unmarshal(p, &st))
	return scene, st
}

// pass drills until a pass.
func (b *bundle) pass(a uid.Agent) training.Drill {
	b.t.Helper()
	d, err := b.Begin(b.t.Context(), a, b.brand, training.Wish{})
	b.must(err)
	return b.play(a, d, drill.Model)
}

func (b *bundle) holds(a uid.Agent) bool {
	b.t.Helper()
	who, err := b.register.Agent(b.t.Context(), a)
	b.must(err)
	return who.Tags.Has("brand:yunshang")
}

// settled waits until every fact was heard and gives those of a kind.
func settled[F fact.Fact](b *bundle) []F {
	b.t.Helper()
	look := time.NewTicker(5 * time.Millisecond) // whoever hears needs the machine, too
	defer look.Stop()
	for ; ; <-look.C {
		var n int
		b.must(b.pool.QueryRow(b.t.Context(), "SELECT count(*) FROM river.river_job WHERE state NOT IN ('completed', 'cancelled', 'discarded')").Scan(&n))
		if n == 0 {
			break
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []F
	for _, f := range b.told {
		if g, ok := f.(F); ok {
			out = append(out, g)
		}
	}
	return out
}

// A pass is the grade, the certificate, its tag and the facts, and what the
// scenario hid is shown.
func TestAPassOpensTheBrandsShifts(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	a := b.agents[0]
	d, err := b.Begin(t.Context(), a, b.brand, training.Wish{})
	b.must(err)
	if d.Scenario.Verdict != drill.None || len(d.Messages) == 0 || b.holds(a) {
		t.Fatalf("got a drill that tells %q, %d messages, certified %t; want it hidden, begun, and not certified", d.Scenario.Verdict, len(d.Messages), b.holds(a))
	}
	d = b.play(a, d, drill.Model)
	if d.State != "passed" || d.Grade == nil || d.Opens == nil || d.Opens.State != training.Active || !b.holds(a) || d.Scenario.Verdict == drill.None {
		t.Fatalf("got %s, %+v, tag %t; want a pass, a certificate and its tag", d.State, d.Opens, b.holds(a))
	}
	if got := settled[fact.Certified](b); len(got) != 1 || got[0].Tag != "brand:yunshang" {
		t.Errorf("got %v; want one fact of the certificate", got)
	}
	graded := settled[fact.DrillGraded](b)
	if len(graded) != 1 || !graded[0].Passed || graded[0].RateMinor != 3000 || graded[0].Currency != "CNY" {
		t.Errorf("got %+v; want one grade, paid at the agent's hour", graded)
	}
}

// Hurry, rudeness and wrong answers open nothing.
func TestAFailureOpensNothing(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	d, err := b.Begin(t.Context(), b.agents[0], b.brand, training.Wish{})
	b.must(err)
	d = b.play(b.agents[0], d, drill.Careless)
	if d.State != "failed" || d.Opens != nil || b.holds(b.agents[0]) {
		t.Errorf("got %s, %+v, tag %t; want a failure without tag", d.State, d.Opens, b.holds(b.agents[0]))
	}
	if got := settled[fact.Certified](b); len(got) != 0 {
		t.Errorf("got %v; want nothing told", got)
	}
}

// Twenty clicks on Finish, or the same message sent twenty times, are one
// grade, one tag, one fact.
func TestTwentyFinishesAreOneGrade(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	a := b.agents[0]
	d, err := b.Begin(t.Context(), a, b.brand, training.Wish{})
	b.must(err)
	scene, st := b.inside(d.ID)
	for n := 0; !st.Settled; n++ { // all but the goodbye
		_, err = b.Say(t.Context(), a, d.ID, training.Saying{Key: fmt.Sprint("k", n), Text: drill.Model(scene, st)})
		b.must(err)
		scene, st = b.inside(d.ID)
	}
	bye := drill.Model(scene, st)
	var all sync.WaitGroup
	scores := make(chan int, 20)
	for i := range 20 {
		all.Go(func() {
			var d2 training.Drill
			var err error
			if i%2 == 0 {
				d2, err = b.Say(t.Context(), a, d.ID, training.Saying{Key: "bye", Text: bye})
			} else {
				d2, err = b.Finish(t.Context(), a, d.ID)
			}
			if err != nil && !errors.Is(err, training.ErrEnded) {
				t.Error(err)
			}
			if err == nil {
				scores <- *d2.Score
			}
		})
	}
	all.Wait()
	close(scores)
	first := -1
	for s := range scores {
		if first >= 0 && s != first {
			t.Errorf("got scores %d and %d; want one", first, s)
		}
		first = s
	}
	if g, c := settled[fact.DrillGraded](b), settled[fact.Certified](b); len(g) != 1 || len(c) != 1 || !b.holds(a) {
		t.Errorf("got %d grades and %d certificates told, tag %t; want one of each", len(g), len(c), b.holds(a))
	}
}

// A message sent twice is one message; a key for two messages is refused;
// another agent's drill does not exist.
func TestAMessageIsSaidOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	ctx, a := t.Context(), b.agents[0]
	d, err := b.Begin(ctx, a, b.brand, training.Wish{})
	b.must(err)
	one, err := b.Say(ctx, a, d.ID, training.Saying{Key: "k", Text: "您好，请问订单号是多少？"})
	b.must(err)
	two, err := b.Say(ctx, a, d.ID, training.Saying{Key: "k", Text: "您好，请问订单号是多少？"})
	b.must(err)
	if len(one.Messages) != len(two.Messages) {
		t.Errorf("got %d and then %d messages; want the same", len(one.Messages), len(two.Messages))
	}
	for _, c := range []struct {
		name, key, text string
		agent           uid.Agent
		want            error
	}{
		{"another text", "k", "别的", a, training.ErrKeyReused},
		{"blank", "b", " \u200b", a, training.ErrEmpty},
		{"no key", "", "x", a, training.ErrKey},
		{"somebody else's", "z", "x", b.agents[1], training.ErrNoDrill},
	} {
		if _, err := b.Say(ctx, c.agent, d.ID, training.Saying{Key: c.key, Text: c.text}); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, err, c.want)
		}
	}
	again, err := b.Begin(ctx, a, b.brand, training.Wish{})
	b.must(err)
	if again.ID != d.ID {
		t.Error("beginning again gave another drill; want the one that runs")
	}
}

// Silence: the shopper asks, leaves, and a drill without a word of the agent is
// abandoned without grade or pay.
func TestADrillThatNobodyAnswersIsAbandoned(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	d, err := b.Begin(t.Context(), b.agents[0], b.brand, training.Wish{})
	b.must(err)
	for range 12 {
		b.clock.MoveTo(b.clock.Now().Add(3 * time.Minute))
		b.must(b.Tick(t.Context()))
	}
	d, err = b.Drill(t.Context(), b.agents[0], d.ID)
	b.must(err)
	if d.State != "abandoned" || d.Grade != nil || len(d.Messages) < 3 {
		t.Errorf("got %s with %d messages; want it abandoned after being asked for", d.State, len(d.Messages))
	}
	if got := settled[fact.DrillGraded](b); len(got) != 0 {
		t.Errorf("got %v; want nothing to pay", got)
	}
}
