package laws_test

import (
	"bytes"
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/internal/verify"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// at is the first minute of the sale that these tests bill.
var at = time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)

type bundle struct {
	*billing.Book
	t       testing.TB
	pool    *pgxpool.Pool
	clock   *clock.Movable
	tell    func(fact.Fact)
	brand   uid.Brand
	request uid.Request
	finance uid.Person
	agent   uid.Agent

	desk     *till.Till
	register *account.Register
}

// setup is a booked sale of an hour's seats and counted conversations.
func setup(t testing.TB) *bundle { return setupWith(t, nil) }

func setupWith(t testing.TB, gateway till.Gateway) *bundle {
	t.Helper()
	return setupAt(t, clock.NewMovable(clock.Fixed(at.Add(-48*time.Hour))), gateway)
}

func setupAt(t testing.TB, c *clock.Movable, gateway till.Gateway) *bundle {
	t.Helper()
	pool := pgtest.DB(t)
	register := account.NewRegister(pool, c, bytes.Repeat([]byte("k"), 32), time.Hour, time.Hour)
	desk := till.New(pool, c, slog.New(slog.DiscardHandler), gateway)
	b := &bundle{
		t: t, pool: pool, clock: c, brand: uid.New[uid.Brand](), request: uid.New[uid.Request](), finance: uid.New[uid.Person](), agent: uid.New[uid.Agent](),
		Book: billing.NewBook(pool, c, slog.New(slog.DiscardHandler), register, nil, nil, desk), desk: desk, register: register,
	}
	err := register.AddBrand(t.Context(), account.Brand{ID: b.brand, Slug: "yun-" + b.brand.String()[30:], Name: "云裳", Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"}, WebhookSecret: "s"})
	if err != nil {
		t.Fatal(err)
	}
	o := pgtest.Outbox(t, pool, b.Listen)
	b.tell = func(f fact.Fact) {
		t.Helper()
		if err := pg.InTx(t.Context(), pool, pg.Everything, func(tx pgx.Tx) error { return o.Tell(t.Context(), tx, f) }); err != nil {
			t.Fatal(err)
		}
		b.settle(o)
	}
	b.tell(b.booked())
	return b
}

// settle waits until everything told is heard.
func (b *bundle) settle(o *outbox.Outbox) {
	b.t.Helper()
	ctx := b.t.Context() // however slow the machine is
	tick := time.NewTicker(3 * time.Millisecond)
	defer tick.Stop()
	for {
		n, err := o.Waiting(ctx)
		if err != nil {
			b.t.Fatal(err)
		}
		if n == 0 {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			b.t.Fatal("facts were told and not heard")
		}
	}
}

func (b *bundle) booked() fact.RequestBooked {
	return fact.RequestBooked{
		Meta: fact.New(b.brand, at.Add(-48*time.Hour)), Request: b.request, Quote: uid.New[uid.Quote](), Event: "double-11", Starts: at, Ends: at.Add(24 * time.Hour),
		Plan: "answered_or_free", BookedMinor: 120_000, Currency: "CNY",
		Terms: []byte(`{"promise":"answered_or_free","currency":"CNY","tz":"Asia/Shanghai","tax":{"mode":"on_top","bp":600},
			"period":{"from":"2026-11-10T12:00:00Z","till":"2026-11-12T12:00:00Z"},
			"version":{"rules":[
				{"id":"won_proactive","kind":"conversion","service":"proactive","bp":300,"clawback_days":15},
				{"id":"conversation","kind":"conversation","service":"reactive","tiers":[{"up_to":5,"unit_micro":1200000},{"unit_micro":900000}]},
				{"id":"bot","kind":"resolution","service":"bot","confirmed_micro":900000,"assumed_micro":450000},
				{"id":"seat_day","kind":"seat","channel":"day","seat_micro":8000000}],
				"guarantees":[{"id":"g_answer_rate","service":"reactive","dimension":"answer_rate","floor_ppm":950000,"unit_minor":300,"cap_bp":3000}],
				"total_cap_bp":3000,"fast_abandon_ms":5000,"case_hours":72,"reopen_days":7,"hold_days":7,"excuse_cap_bp":500},
			"bookings":[{"channel":"day","capacity":10,"booked_value_minor":8000,"start":"2026-11-10T12:00:00Z","end":"2026-11-11T12:00:00Z"}]}`),
	}
}

// closed is a conversation that a person answered after ten seconds.
func (b *bundle) closed(shopper string, minute int) fact.ChatClosed {
	opened := at.Add(time.Duration(minute) * time.Minute)
	handed, human := opened.Add(5*time.Second), opened.Add(15*time.Second)
	return fact.ChatClosed{
		Meta: fact.New(b.brand, opened.Add(10*time.Minute)), Chat: uid.New[uid.Chat](), Epoch: 4, Channel: "widget", ShopperRef: shopper, Intent: "size",
		Outcome: "escalated", OpenedAt: opened, HandedAt: &handed, TakenAt: &handed, HumanAt: &human, AnsweredAt: &human,
		Agent: b.agent, Shift: uid.New[uid.Shift](), ShopperSaid: 2, Transcript: "ab12",
		Touches: []fact.Touch{{Seq: 3, At: human, Author: "agent", Agent: b.agent, SKUs: []string{"coat"}}},
	}
}

func (b *bundle) unanswered(shopper string, minute int) fact.ChatClosed {
	f := b.closed(shopper, minute)
	f.HumanAt, f.AnsweredAt, f.TakenAt, f.Agent, f.Shift, f.Touches, f.Outcome = nil, nil, nil, uid.Agent{}, uid.Shift{}, nil, "abandoned_in_queue"
	return f
}

func (b *bundle) byBot(shopper string, minute int, outcome string) fact.ChatClosed {
	f := b.closed(shopper, minute)
	f.HumanAt, f.HandedAt, f.TakenAt, f.Agent, f.Shift, f.Outcome = nil, nil, nil, uid.Agent{}, uid.Shift{}, outcome
	f.Touches[0].Author, f.Touches[0].Agent = "bot", uid.Agent{}
	return f
}

func (b *bundle) paid(order, shopper string, minute int, net int64) fact.OrderPaid {
	when := at.Add(time.Duration(minute) * time.Minute)
	return fact.OrderPaid{
		Meta: fact.New(b.brand, when), Source: "shop", SourceID: "paid-" + order, OrderRef: order, ShopperRef: shopper, Created: when, Paid: when.Add(time.Minute),
		Items: []fact.OrderItem{{Item: "1", SKU: "coat", NetMinor: net}},
	}
}

func (b *bundle) refunded(order string, amount int64) fact.OrderRefunded {
	return fact.OrderRefunded{Meta: fact.New(b.brand, at), Source: "shop", SourceID: "back-" + order, OrderRef: order, AmountMinor: amount, Refunded: at.Add(30 * time.Hour)}
}

func (b *bundle) draft() billing.Invoice {
	b.t.Helper()
	v, err := b.DraftRequest(b.t.Context(), b.request)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

func (b *bundle) issue(id uid.Invoice) billing.Invoice {
	b.t.Helper()
	if _, err := b.Approve(b.t.Context(), id, b.finance); err != nil {
		b.t.Fatal(err)
	}
	b.clock.MoveTo(at.Add(24 * time.Hour)) // the event is over
	v, err := b.Issue(b.t.Context(), id)
	if err != nil {
		b.t.Fatal(err)
	}
	return v
}

// line is the quantity and amount of a document's lines of one code.
func line(v billing.Invoice, code string) (qty, amount int64) {
	for _, l := range v.Lines {
		if l.Code == code {
			qty, amount = qty+l.Qty, amount+int64(l.AmountMinor)
		}
	}
	return qty, amount
}

func (b *bundle) recount(id uid.Invoice, spoil func([]byte) []byte) *verify.Report {
	b.t.Helper()
	var facts bytes.Buffer
	if err := b.WriteFacts(b.t.Context(), pg.OfBrand(b.brand), id, &facts); err != nil {
		b.t.Fatal(err)
	}
	doc, contract, err := b.Documents(b.t.Context(), pg.OfBrand(b.brand), id)
	if err != nil {
		b.t.Fatal(err)
	}
	raw := facts.Bytes()
	if spoil != nil {
		raw = spoil(raw)
	}
	r, err := verify.Recount(bytes.NewReader(doc), bytes.NewReader(raw), bytes.NewReader(contract))
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}
