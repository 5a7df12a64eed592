package laws_test

import (
	"bytes"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

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
	b.clock.MoveTo(at.Add(24 * time.Hour))
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
