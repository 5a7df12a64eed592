package laws_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// feeLine is the first line of a document that charges conversations.
func feeLine(t *testing.T, v billing.Invoice) billing.Line {
	t.Helper()
	for _, l := range v.Lines {
		if l.Code == "conversation_tier" && l.AmountMinor > 0 {
			return l
		}
	}
	t.Fatalf("no line charges conversations: %+v", v.Lines)
	return billing.Line{}
}

// An outage counts only once both sides have signed it: until then the guarantee
// pays, afterwards it does not measure what happened in it, and the auditor's own
// code says the same from the exported file.
func TestAnOutageIsExcusedOnlyOnceBothSidesSigned(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 4 {
		b.tell(b.closed("li"+string(rune('a'+i)), i))
	}
	for i := range 4 {
		b.tell(b.unanswered("wang"+string(rune('a'+i)), 60+i))
	}
	b.clock.MoveTo(at.Add(3 * time.Hour))
	before := b.draft()
	if before.CompensationMinor == 0 {
		t.Fatal("half went unanswered and nothing is compensated")
	}
	outage := facts.Outage{Brand: b.brand, From: at.Add(55 * time.Minute), Till: at.Add(80 * time.Minute), Reason: "platform down"}
	id, err := b.ProposeExcusal(t.Context(), facts.SidePlatform, outage, b.finance)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.SignExcusal(t.Context(), pg.Everything, facts.SidePlatform, id, true, "", uid.New[uid.Person]()); !errors.Is(err, facts.ErrExcusalSide) {
		t.Fatalf("the side that proposed it signed: %v", err)
	}
	if v, err := b.Redraft(t.Context(), before.ID); err != nil || v.CompensationMinor != before.CompensationMinor {
		t.Fatalf("one side's word changed the bill to %d (%v)", v.CompensationMinor, err)
	}
	if err := b.SignExcusal(t.Context(), pg.OfBrand(uid.New[uid.Brand]()), facts.SideBrand, id, true, "", uid.New[uid.Person]()); !errors.Is(err, facts.ErrNoExcusal) {
		t.Fatalf("another brand signed: %v", err)
	}
	if err := b.SignExcusal(t.Context(), pg.OfBrand(b.brand), facts.SideBrand, id, true, "seen", uid.New[uid.Person]()); err != nil {
		t.Fatal(err)
	}
	if err := b.SignExcusal(t.Context(), pg.OfBrand(b.brand), facts.SideBrand, id, false, "", uid.New[uid.Person]()); !errors.Is(err, facts.ErrExcusalEnded) {
		t.Fatalf("signed twice: %v", err)
	}
	after, err := b.Redraft(t.Context(), before.ID)
	if err != nil || after.CompensationMinor != 0 {
		t.Fatalf("both signed, and %d is compensated (%v)", after.CompensationMinor, err)
	}
	if r := b.recount(after.ID, nil); !r.Holds() {
		t.Errorf("the auditor finds %+v", r.Findings)
	}
	r := b.recount(after.ID, func(raw []byte) []byte {
		return bytes.Replace(raw, []byte(`"signed_by":["brand","platform"]`), []byte(`"signed_by":["platform"]`), 1)
	})
	if r.Holds() {
		t.Error("a signature was taken out of the file and the auditor did not see it")
	}
}

// Adversarial 25: what looks like self-dealing is held with a reason, stands on
// the bill without money, and is paid by the next document once a person has
// released it; one that is confirmed never is.
func TestSelfDealingIsHeldUntilAPersonDecides(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("zhao", 0))
	for i := range 4 { // one shopper, one agent, order upon order
		b.tell(b.paid("o"+string(rune('1'+i)), "zhao", 5+i, 10_000))
	}
	one, other := b.paid("m1", "qian", 40, 20_000), b.paid("m2", "sun", 45, 20_000)
	one.Marks, other.Marks = []string{"device-7"}, []string{"device-7"}
	b.tell(b.closed("qian", 30))
	b.tell(b.closed("sun", 31))
	b.tell(one)
	b.tell(other)
	held, err := b.Holds(t.Context(), "open", 50)
	if err != nil || len(held) != 2 {
		t.Fatalf("held: %+v (%v)", held, err)
	}
	rules := map[string]facts.Held{}
	for _, h := range held {
		rules[h.Rule] = h
	}
	many, shared := rules["many_orders"], rules["shared_mark"]
	if many.OrderRef != "o4#1" || shared.OrderRef != "m2#1" || shared.Reason == "" {
		t.Fatalf("held by rule: %+v", rules)
	}
	b.clock.MoveTo(at.Add(2 * time.Hour))
	v := b.draft()
	shown, amount := int64(0), money.Amount(0)
	for _, l := range v.Lines {
		if l.Code == "held" {
			shown, amount = shown+l.Count, amount+l.AmountMinor
		}
	}
	if shown != 2 || amount != 0 {
		t.Errorf("held on the bill: %d for %d", shown, amount)
	}
	paid := b.issue(v.ID)
	if err := b.Decide(t.Context(), many.ID, true, "a family of four", b.finance); err != nil {
		t.Fatal(err)
	}
	if err := b.Decide(t.Context(), shared.ID, false, "the same phone", b.finance); err != nil {
		t.Fatal(err)
	}
	if err := b.Decide(t.Context(), many.ID, false, "again", b.finance); !errors.Is(err, facts.ErrNoHold) {
		t.Errorf("decided twice: %v", err)
	}
	next, err := b.Adjust(t.Context(), paid.ID)
	if err != nil || next.SubtotalMinor != 300 { // 3 % of the released order alone
		t.Errorf("the next document adds %d (%v)", next.SubtotalMinor, err)
	}
	b.documentsMakeTheRating(paid.ID)
}

// A brand doubts a line while its bill is in review: the clock runs, nothing is
// approved meanwhile, a redraft keeps the dispute with what became of it, and an
// upheld one is gone from the bill before it is issued.
func TestADisputeInReviewLivesThroughARedraft(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 3 {
		b.tell(b.closed("li"+string(rune('a'+i)), i))
	}
	b.clock.MoveTo(at.Add(25 * time.Hour))
	v := b.draft()
	if _, err := b.SendForReview(t.Context(), v.ID); err != nil {
		t.Fatal(err)
	}
	doubt := billing.Disputing{Invoice: v.ID, Line: feeLine(t, v).ID, Reason: "these were answered by a menu"}
	d, err := b.Dispute(t.Context(), b.brand, b.finance, doubt)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Approve(t.Context(), v.ID, b.finance); !errors.Is(err, billing.ErrDisputed) {
		t.Fatalf("approved under dispute: %v", err)
	}
	b.tell(b.closed("late", 90)) // a late fact: the line is another one now
	again, err := b.Redraft(t.Context(), v.ID)
	if err != nil || len(again.Disputes) != 1 {
		t.Fatalf("after the redraft: %+v (%v)", again.Disputes, err)
	}
	kept := again.Disputes[0]
	if kept.ID != d.ID || kept.Line != feeLine(t, again).ID || !kept.AnswerBy.Equal(d.AnswerBy) || len(kept.Steps) != 2 || kept.Steps[1].Kind != "redrafted" {
		t.Errorf("the dispute became %+v", kept)
	}
	b.clock.MoveTo(d.AnswerBy.Add(time.Minute)) // nobody answered
	if err := b.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	granted, err := b.Invoice(t.Context(), pg.Everything, v.ID)
	if err != nil || granted.Disputes[0].State != billing.DisputeUpheld {
		t.Fatalf("not granted: %+v (%v)", granted.Disputes, err)
	}
	if qty, _ := line(granted, "conversation_tier"); qty != 1 { // the late one was not doubted
		t.Errorf("%d conversations are charged", qty)
	}
	b.issue(v.ID)
	b.balanced()
}

// Money that comes in parts is written down part by part, once a reference; what
// never comes is given up by two people, leaves the receivables for the bad debts,
// and what comes after all is taken back out of them.
func TestMoneyComesInPartsLateOrNever(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 3 {
		b.tell(b.closed("li"+string(rune('a'+i)), i))
	}
	b.clock.MoveTo(at.Add(25 * time.Hour))
	v := b.issue(b.draft().ID)
	part := v.TotalMinor / 3
	got, err := b.Receive(t.Context(), v.ID, part, "T-1", b.finance)
	if err != nil || got.Status != billing.PartiallyPaid || got.OwedMinor != v.TotalMinor-part {
		t.Fatalf("after a part: %s owes %d (%v)", got.Status, got.OwedMinor, err)
	}
	if _, err := b.Receive(t.Context(), v.ID, part, "T-1", b.finance); !errors.Is(err, billing.ErrPayKnown) {
		t.Errorf("one transfer counted twice: %v", err)
	}
	if _, err := b.Receive(t.Context(), v.ID, v.TotalMinor, "T-2", b.finance); !errors.Is(err, billing.ErrPayAmount) {
		t.Errorf("more than is owed: %v", err)
	}
	if err := b.AskWriteOff(t.Context(), v.ID, "insolvent", b.finance); !errors.Is(err, billing.ErrWriteOffEarly) {
		t.Errorf("given up before it was due: %v", err)
	}
	b.clock.MoveTo(v.DueAt.Add(45 * 24 * time.Hour))
	aged, err := b.Ageing(t.Context())
	if err != nil || len(aged) != 1 || aged[0].To60Minor != v.TotalMinor-part || aged[0].CurrentMinor != 0 {
		t.Fatalf("ageing: %+v (%v)", aged, err)
	}
	if err := b.AskWriteOff(t.Context(), v.ID, "insolvent", b.finance); err != nil {
		t.Fatal(err)
	}
	asked, err := b.WriteOffs(t.Context())
	if err != nil || len(asked) != 1 {
		t.Fatalf("asked: %+v (%v)", asked, err)
	}
	if err := b.AnswerWriteOff(t.Context(), asked[0].ID, true, b.finance); !errors.Is(err, billing.ErrWriteOffBySame) {
		t.Errorf("one person gave it up: %v", err)
	}
	if err := b.AnswerWriteOff(t.Context(), asked[0].ID, true, uid.New[uid.Person]()); err != nil {
		t.Fatal(err)
	}
	lost, err := b.Ledger.BalanceOf(t.Context(), ledger.Place{Kind: ledger.BadDebt, Currency: "CNY"})
	if err != nil || lost != v.TotalMinor-part {
		t.Errorf("bad debts are %d (%v)", lost, err)
	}
	if got, err = b.Receive(t.Context(), v.ID, 100, "T-3", b.finance); err != nil || got.Status != billing.Uncollectible || got.WrittenOffMinor != lost-100 {
		t.Fatalf("after a recovery: %s, %d written off (%v)", got.Status, got.WrittenOffMinor, err)
	}
	if got, err = b.PayOutside(t.Context(), v.ID, "T-4"); err != nil || got.Status != billing.Paid || got.WrittenOffMinor != 0 {
		t.Fatalf("after all: %s, %d written off (%v)", got.Status, got.WrittenOffMinor, err)
	}
	if left, err := b.Ledger.BalanceOf(t.Context(), ledger.Place{Kind: ledger.BadDebt, Currency: "CNY"}); err != nil || left != 0 {
		t.Errorf("bad debts are left: %d (%v)", left, err)
	}
	b.balanced()
}

// The books are closed once what must be done is done, twenty people at once have
// one outcome, and a fact that arrives meanwhile is kept and billed afterwards.
func TestClosingTwiceOrWhileFactsArriveHasOneOutcome(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("li", 0))
	b.clock.MoveTo(at.Add(49 * time.Hour))
	till := at.Add(48 * time.Hour)
	v := b.draft()
	if _, err := b.CloseBooks(t.Context(), till, b.finance); !errors.Is(err, billing.ErrNotReady) {
		t.Fatalf("closed over a draft: %v", err)
	}
	if _, err := b.Approve(t.Context(), v.ID, b.finance); err != nil {
		t.Fatal(err)
	}
	issued, err := b.Issue(t.Context(), v.ID)
	if err != nil {
		t.Fatal(err)
	}
	b.clock.MoveTo(at.Add(50 * time.Hour))
	var all sync.WaitGroup
	var mu sync.Mutex // covers closed
	closed := 0
	for range 20 {
		all.Go(func() {
			_, err := b.CloseBooks(t.Context(), till, b.finance)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				closed++
			case !errors.Is(err, ledger.ErrCloseBack):
				t.Errorf("close: %v", err)
			}
		})
	}
	b.tell(b.closed("late", 30)) // of the closed time
	all.Wait()
	if closed != 1 {
		t.Fatalf("closed %d times", closed)
	}
	next, err := b.Adjust(t.Context(), issued.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.Approve(t.Context(), next.ID, b.finance); err != nil {
		t.Fatal(err)
	}
	if next, err = b.Issue(t.Context(), next.ID); err != nil || next.IssuedAt.Before(till) || next.SubtotalMinor != 120 {
		t.Fatalf("the late fact is billed %d on %v (%v)", next.SubtotalMinor, next.IssuedAt, err)
	}
	list, err := b.Checklist(t.Context(), till)
	if err != nil || list.ClosedTill == nil || !list.ClosedTill.Equal(till) {
		t.Errorf("check-list: %+v (%v)", list, err)
	}
	b.balanced()
}

// A draft that was made by itself lets late facts in for its days of grace, then
// is rated once more and shown to its brand; its day's root stands on it.
func TestADraftCollectsWhatIsLateAndIsThenShown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("li", 0))
	b.clock.MoveTo(at.Add(49 * time.Hour))
	if err := b.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	made, err := b.Invoices(t.Context(), pg.Everything, billing.Collecting, billing.Before{}, 10)
	if err != nil || len(made) != 1 || made[0].Shown() {
		t.Fatalf("collecting: %+v (%v)", made, err)
	}
	b.tell(b.closed("late", 30))
	b.clock.MoveTo(at.Add(48*time.Hour + 73*time.Hour))
	if err := b.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	v, err := b.Invoice(t.Context(), pg.OfBrand(b.brand), made[0].ID)
	if err != nil || v.Status != billing.Review {
		t.Fatalf("after the grace: %s (%v)", v.Status, err)
	}
	if qty, _ := line(v, "conversation_tier"); qty != 2 {
		t.Errorf("%d conversations", qty)
	}
	if v.Seal == nil || len(v.Seal.Root) != 64 || !strings.HasPrefix(v.Seal.Day, "2026-11-") {
		t.Errorf("seal: %+v", v.Seal)
	}
	p, err := b.Paper(t.Context(), pg.OfBrand(b.brand), v.ID, "en")
	if err != nil || !strings.Contains(p.Sealed, v.Seal.Root) {
		t.Errorf("printed seal: %q (%v)", p.Sealed, err)
	}
}

// A presale is won by its deposit, however late the balance is paid.
func TestAPresaleIsWonByItsDepositAndBilledByItsBalance(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("zhou", 0))
	deposit := at.Add(20 * time.Minute)
	o := b.paid("pre", "zhou", 20, 30_000)
	o.Created, o.DepositAt, o.Paid = deposit, &deposit, at.Add(9*24*time.Hour) // long after any window of a plain order
	b.tell(o)
	var won money.Amount
	for _, agent := range []uid.Agent{b.agent} {
		p, err := b.Pay(t.Context(), agent)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range p.Earnings {
			if e.Source == "bonus" {
				won += e.AmountMinor
			}
		}
	}
	if won != 150 {
		t.Errorf("the agent's share is %d", won)
	}
}
