package billing_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/rate"
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
	t       *testing.T
	pool    *pgxpool.Pool
	clock   *clock.Movable
	tell    func(fact.Fact)
	brand   uid.Brand
	request uid.Request
	finance uid.Person
	agent   uid.Agent
}

// setup is a booked sale of an hour's seats and counted conversations.
func setup(t *testing.T) *bundle { return setupWith(t, nil) }

func setupWith(t *testing.T, gateway billing.Gateway) *bundle {
	t.Helper()
	pool := pgtest.DB(t)
	c := clock.NewMovable(clock.Fixed(at.Add(-48 * time.Hour)))
	register := account.NewRegister(pool, c, bytes.Repeat([]byte("k"), 32), time.Hour, time.Hour)
	b := &bundle{
		t: t, pool: pool, clock: c, brand: uid.New[uid.Brand](), request: uid.New[uid.Request](), finance: uid.New[uid.Person](), agent: uid.New[uid.Agent](),
		Book: billing.NewBook(pool, c, slog.New(slog.DiscardHandler), register, nil, nil, gateway),
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
	ctx, cancel := context.WithTimeout(b.t.Context(), 20*time.Second)
	defer cancel()
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

// Law: from the booking to the recount by the brand, each amount is what the
// contract says of what happened, and whoever changes a fact is named.
func TestABookedSaleBecomesABillThatTheBrandCanRecount(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 6 {
		b.tell(b.closed("s"+string(rune('a'+i)), i))
	}
	b.tell(b.unanswered("u", 7))
	b.tell(b.byBot("v", 8, "confirmed"))
	b.tell(b.byBot("w", 9, "assumed"))
	b.tell(b.paid("o1", "sa", 30, 20_000))
	b.tell(b.paid("o2", "stranger", 30, 20_000)) // nobody spoke with them

	v := b.draft()
	for code, want := range map[string][2]int64{
		"conversation_tier": {6, 5*120 + 90}, "unanswered_free": {1, 0}, "bot_confirmed": {1, 90}, "bot_assumed": {1, 45},
		"conversion_share": {1, 600}, "seat": {10, 8000},
		// D 7, floor 95 %: 7 should be answered, 6 were: one short.
		"compensation": {1, -300},
	} {
		qty, amount := line(v, code)
		if got := [2]int64{qty, amount}; got != want {
			t.Errorf("line %s is %v; want %v", code, got, want)
		}
	}
	const sum = 690 + 90 + 45 + 600 + 8000 - 300
	if v.SubtotalMinor != sum || v.TaxMinor != 548 || v.TotalMinor != sum+548 {
		t.Errorf("got %d + %d = %d; want %d + 548", v.SubtotalMinor, v.TaxMinor, v.TotalMinor, sum)
	}
	v = b.issue(v.ID)
	if v.Number != "MH-2026-000001" || v.DocSHA == "" {
		t.Errorf("got number %q, seal %q", v.Number, v.DocSHA)
	}
	if r := b.recount(v.ID, nil); !r.Holds() {
		t.Errorf("the brand's own count differs: %v", r.Findings)
	}
	r := b.recount(v.ID, func(raw []byte) []byte { return bytes.Replace(raw, []byte(`"unanswered"`), []byte(`"answered"`), 1) })
	named := false
	for _, f := range r.Findings {
		named = named || f.Fact != ""
	}
	if !named {
		t.Errorf("a flipped fact went unnamed: %v", r.Findings)
	}
	if v, err := b.PayOutside(t.Context(), v.ID, "bank 0811"); err != nil || v.Status != billing.Paid {
		t.Errorf("got %s, %v; want paid", v.Status, err)
	}
	b.balanced()
}

// balanced holds the ledger's law: in each currency debits are credits.
func (b *bundle) balanced() {
	b.t.Helper()
	rows, err := b.TrialBalance(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	sum := int64(0)
	for _, r := range rows {
		sum += int64(r.DebitsMinor) - int64(r.CreditsMinor)
	}
	if len(rows) == 0 || sum != 0 {
		b.t.Errorf("the ledger of %d accounts is off by %d", len(rows), sum)
	}
}

// Law: whatever is told twice, in whatever order, counts once.
func TestFactsToldTwiceCountOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.closed("sa", 1)
	shift := fact.ShiftSettled{
		Meta: fact.New(b.brand, at), Shift: uid.New[uid.Shift](), Request: b.request, Agent: b.agent, Starts: at, Ends: at.Add(4 * time.Hour),
		Worked: 4 * time.Hour, RateMinor: 3000, Currency: "CNY",
	}
	drill := fact.DrillGraded{Meta: fact.New(b.brand, at), Drill: uid.New[uid.Drill](), Agent: b.agent, Took: 20 * time.Minute, RateMinor: 3000, Currency: "CNY"}
	for range 2 {
		b.tell(b.refunded("o1", 5000)) // before its order: it waits
		b.tell(b.paid("o1", "sa", 30, 20_000))
		b.tell(c)
		b.tell(shift)
		b.tell(drill)
		b.tell(b.booked())
	}
	v := b.draft()
	if qty, amount := line(v, "conversation_tier"); qty != 1 || amount != 120 {
		t.Errorf("got %d conversations for %d", qty, amount)
	}
	if qty, amount := line(v, "conversion_share"); qty != 1 || amount != 450 {
		t.Errorf("got %d orders for %d; want 1 for 3 %% of 150.00", qty, amount)
	}
	if qty, _ := line(v, "seat"); qty != 10 {
		t.Errorf("got %d seats; want 10", qty)
	}
	p, err := b.Pay(t.Context(), b.agent)
	if err != nil {
		t.Fatal(err)
	}
	// 4 h and 20 min at 30.00, half a percent of 200.00, less that of the 50.00 that went back.
	const want = 12_000 + 1000 + 100 - 25
	if len(p.Open) != 1 || p.Open[0].TotalMinor != want {
		t.Errorf("got %+v over %d earnings; want %d", p.Open, len(p.Earnings), want)
	}
}

// Law: a conversation that was reopened is credited and billed once.
func TestAReopenedConversationIsBilledOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.byBot("sa", 1, "confirmed")
	again := first
	again.Meta, again.Epoch = fact.New(b.brand, at.Add(3*time.Hour)), first.Epoch+2
	b.tell(fact.ChatReopened{Meta: fact.New(b.brand, at.Add(2*time.Hour)), Chat: first.Chat, Epoch: first.Epoch + 1}) // heard before its close
	b.tell(first)
	b.tell(again)
	v := b.draft()
	if qty, amount := line(v, "bot_confirmed"); qty != 1 || amount != 90 {
		t.Errorf("got %d for %d; want one for 90", qty, amount)
	}
}

// Law: the same id with another body is a conflict for a person to see, and
// another tenant's id is another id.
func TestTheSameIDWithAnotherBodyIsKeptAsAConflict(t *testing.T) {
	t.Parallel()
	b := setup(t)
	c := b.closed("sa", 1)
	b.tell(c)
	other := c
	other.Brand, other.ID = uid.New[uid.Brand](), uid.New[uid.Fact]()
	b.tell(other)
	if n := b.count("billing.conflict"); n != 0 {
		t.Errorf("another tenant's id made %d conflicts", n)
	}
	c.ID, c.Intent = uid.New[uid.Fact](), "refund"
	b.tell(c)
	if n := b.count("billing.conflict"); n != 1 {
		t.Errorf("got %d conflicts; want 1", n)
	}
	if n := b.count("billing.outcome"); n != 2 {
		t.Errorf("got %d outcomes; want one a tenant", n)
	}
}

func (b *bundle) count(table string) int {
	b.t.Helper()
	var n int
	if err := b.pool.QueryRow(b.t.Context(), "SELECT count(*) FROM "+table).Scan(&n); err != nil {
		b.t.Fatal(err)
	}
	return n
}

// Law: sum(documents of a period) == Rate(final facts), also when the refund
// comes after the issue.
func TestARefundAfterTheIssueIsGivenBackOnTheNextDocument(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	b.tell(b.paid("o1", "sa", 30, 20_000))
	v := b.issue(b.draft().ID)
	if _, err := b.Adjust(t.Context(), v.ID); !errors.Is(err, billing.ErrNoChange) {
		t.Errorf("got %v; want no change", err)
	}
	b.tell(b.refunded("o1", 8000))
	if err := b.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	all, err := b.Invoices(t.Context(), pg.Everything, billing.Draft, billing.Before{}, 10)
	if err != nil || len(all) != 1 || all[0].Kind != billing.KindCreditNote {
		t.Fatalf("got %+v, %v; want a draft credit note", all, err)
	}
	note := b.issue(all[0].ID)
	// 3 % of 80.00, and the tax of 87.20 less that of 84.80: 2.40 and 5.23 - 5.09.
	if note.TotalMinor != -254 || note.Number != "MHC-2026-000001" {
		t.Errorf("got %s over %d; want -254", note.Number, note.TotalMinor)
	}
	if r := b.recount(note.ID, nil); !r.Holds() {
		t.Errorf("the credit note's rating does not hold: %v", r.Findings)
	}
	b.documentsMakeTheRating(v.ID)
	b.balanced()
}

// documentsMakeTheRating holds the identity that all of billing rests on.
func (b *bundle) documentsMakeTheRating(original uid.Invoice) {
	b.t.Helper()
	v, err := b.Invoice(b.t.Context(), pg.Everything, original)
	if err != nil {
		b.t.Fatal(err)
	}
	sum := int64(0)
	for _, link := range v.Chain {
		sum += int64(link.TotalMinor)
	}
	last := v.Chain[len(v.Chain)-1].ID
	doc, contract, err := b.Documents(b.t.Context(), pg.Everything, last)
	if err != nil {
		b.t.Fatal(err)
	}
	var facts bytes.Buffer
	if err := b.WriteFacts(b.t.Context(), pg.Everything, last, &facts); err != nil {
		b.t.Fatal(err)
	}
	c, err := rate.ReadContract(bytes.NewReader(contract))
	if err != nil {
		b.t.Fatal(err)
	}
	f, err := rate.ReadFacts(&facts)
	if err != nil {
		b.t.Fatal(err)
	}
	final, err := rate.Rate(c, f, time.Time{})
	if err != nil {
		b.t.Fatal(err)
	}
	if sum != int64(final.TotalMinor) {
		b.t.Errorf("%d documents make %d; the final facts make %d", len(v.Chain), sum, final.TotalMinor)
	}
	if !bytes.Contains(doc, []byte(`"result_sha"`)) {
		b.t.Error("the rating is not sealed")
	}
}

// Law: two people who issue at once issue once, and no number is lost when a
// transaction rolls back.
func TestTwentyIssuesAtOnceGiveOneNumber(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	v := b.draft()
	if _, err := b.Approve(t.Context(), v.ID, b.finance); err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for range 20 {
		all.Go(func() {
			_, err := b.Issue(t.Context(), v.ID)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				done++
			case !errors.Is(err, billing.ErrStatus):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if done != 1 {
		t.Errorf("%d issued; want 1", done)
	}
	var last int
	if err := b.pool.QueryRow(t.Context(), "SELECT last FROM billing.number_series").Scan(&last); err != nil || last != 1 {
		t.Errorf("the series stands at %d, %v; want 1", last, err)
	}
}
