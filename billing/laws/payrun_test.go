package laws_test

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/payout"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// worked is a shift that an agent is paid for.
func (o *online) worked(agent uid.Agent, hours int) {
	o.bundle.tell(fact.ShiftSettled{
		Meta: fact.New(o.brand, at), Shift: uid.New[uid.Shift](), Agent: agent, Starts: at, Worked: time.Duration(hours) * time.Hour, RateMinor: 3000, Currency: "CNY",
	})
}

var bank = payout.Payee{Method: "bank", Holder: "林小满", Bank: "招商银行", AccountNo: "6225 8800 1234 5678"}

// crew is agents with a closed statement of hours of work each, and their bank's
// details.
func (o *online) crew(p payout.Payee, hours ...int) []uid.Agent {
	o.t.Helper()
	agents := make([]uid.Agent, len(hours))
	for i, h := range hours {
		agents[i] = uid.New[uid.Agent]()
		o.worked(agents[i], h)
		if _, err := o.pay.SetPayee(o.t.Context(), agents[i], p); err != nil {
			o.t.Fatal(err)
		}
	}
	o.issued()
	o.later(25 * time.Hour) // the statements' rest is over
	return agents
}

func itemOf(r payout.Run, a uid.Agent) payout.Item {
	for _, it := range r.Items {
		if it.Agent == a {
			return it
		}
	}
	return payout.Item{}
}

// Law (22): nothing is sent before two different people have looked, however
// often one of them looks.
func TestAPayrunIsApprovedByTwoDifferentPeople(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	o.crew(bank, 4, 8)
	r, err := o.pay.Draft(t.Context(), "CNY", payout.ByBank, o.finance)
	if err != nil || len(r.Items) != 2 || r.GrossMinor != 36_000 || r.NetMinor != 36_000 {
		t.Fatalf("got %+v, %v", r, err)
	}
	if _, err := o.pay.Draft(t.Context(), "CNY", payout.ByBank, o.finance); !errors.Is(err, payout.ErrNothing) && !errors.Is(err, payout.ErrRunOpen) {
		t.Errorf("got %v; want one run at a time", err)
	}
	first := uid.New[uid.Person]()
	if _, err := o.pay.Submit(t.Context(), r.ID, first); !errors.Is(err, payout.ErrRunState) {
		t.Errorf("got %v; want two approvals first", err)
	}
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			if _, err := o.pay.Approve(t.Context(), r.ID, first); err != nil && !errors.Is(err, payout.ErrApproved) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if r, err = o.pay.Run(t.Context(), r.ID); err != nil || r.State != "draft" || len(r.Approvals) != 1 {
		t.Fatalf("one person approved %d times: %s, %v", len(r.Approvals), r.State, err)
	}
	if r, err = o.pay.Approve(t.Context(), r.ID, o.finance); err != nil || r.State != "approved" {
		t.Fatalf("got %s, %v", r.State, err)
	}
	if _, err := o.pay.Approve(t.Context(), r.ID, o.finance); !errors.Is(err, payout.ErrRunState) {
		t.Errorf("got %v; want it approved once", err)
	}
	for range 20 {
		all.Go(func() {
			if _, err := o.pay.Submit(t.Context(), r.ID, first); err != nil && !errors.Is(err, payout.ErrRunState) {
				t.Error(err)
			}
		})
	}
	all.Wait()
	name, raw, err := o.pay.File(t.Context(), r.ID)
	if err != nil || name != r.Number+".csv" || bytes.Count(raw, []byte("\r\n")) != 3 || !bytes.Contains(raw, []byte("6225880012345678,招商银行,120.00,CNY,")) {
		t.Errorf("got %s, %v:\n%s", name, err, raw)
	}
}

// Law (22): whoever changes the account between draft and submission is not
// paid, to neither account; and new details rest for a day.
func TestAnAccountChangedInMidRunIsNotPaid(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	agents := o.crew(bank, 4, 8)
	r, err := o.pay.Draft(t.Context(), "CNY", payout.ByBank, o.finance)
	if err != nil {
		t.Fatal(err)
	}
	stolen := bank
	stolen.AccountNo = "6225880099999999"
	if _, err := o.pay.SetPayee(t.Context(), agents[0], stolen); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := o.pay.Approve(t.Context(), r.ID, uid.New[uid.Person]()); err != nil {
			t.Fatal(err)
		}
	}
	if r, err = o.pay.Submit(t.Context(), r.ID, o.finance); err != nil {
		t.Fatal(err)
	}
	_, raw, err := o.pay.File(t.Context(), r.ID)
	if err != nil || bytes.Contains(raw, []byte("99999999")) || bytes.Count(raw, []byte("\r\n")) != 2 {
		t.Errorf("got %v:\n%s", err, raw)
	}
	if r, err = o.pay.Settle(t.Context(), r.ID, "batch 1", nil); err != nil || r.State != "partial" || itemOf(r, agents[0]).State != "failed" || itemOf(r, agents[1]).State != "paid" {
		t.Fatalf("got %+v, %v", r, err)
	}
	if _, err := o.pay.Draft(t.Context(), "CNY", payout.ByBank, o.finance); !errors.Is(err, payout.ErrNothing) {
		t.Errorf("got %v; want the new account at rest", err)
	}
	o.later(24 * time.Hour)
	if r, err = o.pay.Draft(t.Context(), "CNY", payout.ByBank, o.finance); err != nil || len(r.Items) != 1 || r.Items[0].Agent != agents[0] {
		t.Errorf("got %+v, %v; want the one that is still owed", r, err)
	}
	o.balanced()
}

// Law (22): of a batch that the bank took in part, what failed is owed and paid
// once by the next one; what came back is owed again.
func TestABatchThatFailsInPartIsPaidOnceInTheEnd(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	agents := o.crew(bank, 2, 4, 8)
	r := o.payBy(payout.ByBank)
	fails := []payout.Failure{{Item: itemOf(r, agents[1]).ID, Reason: "account closed"}}
	if _, err := o.pay.Settle(t.Context(), r.ID, "batch 1", []payout.Failure{{Item: uid.New[uid.Payout](), Reason: "?"}}); !errors.Is(err, payout.ErrNoItem) {
		t.Errorf("got %v; want an unknown item named", err)
	}
	r, err := o.pay.Settle(t.Context(), r.ID, "batch 1", fails)
	if err != nil || r.State != "partial" || r.Failed != 1 {
		t.Fatalf("got %+v, %v", r, err)
	}
	if _, err := o.pay.Settle(t.Context(), r.ID, "batch 1", nil); !errors.Is(err, payout.ErrRunState) {
		t.Errorf("got %v; want one ending", err)
	}
	if err := o.pay.Reverse(t.Context(), itemOf(r, agents[2]).ID, "came back 0042"); err != nil {
		t.Fatal(err)
	}
	if err := o.pay.Reverse(t.Context(), itemOf(r, agents[2]).ID, "came back 0042"); !errors.Is(err, payout.ErrItemState) {
		t.Errorf("got %v; want it back once", err)
	}
	second := o.payBy(payout.ByBank)
	if len(second.Items) != 2 || itemOf(second, agents[0]).Agent == agents[0] {
		t.Fatalf("got %+v; want what failed and what came back", second.Items)
	}
	if second, err = o.pay.Settle(t.Context(), second.ID, "batch 2", nil); err != nil || second.State != "settled" {
		t.Fatalf("got %+v, %v", second, err)
	}
	if n := o.tally("SELECT coalesce(sum(CASE WHEN debit LIKE 'cash%' THEN -amount_minor ELSE amount_minor END), 0) FROM billing.transfer WHERE debit LIKE 'cash%' OR credit LIKE 'cash%'"); n != 14*3000 {
		t.Errorf("%d left the bank; want 14 hours' pay", n)
	}
	o.balanced()
}

// Law (22): a transfer whose account is empty is not taken back: it stays paid,
// and a person is told.
func TestAReversalWithoutBalanceStaysPaidAndIsATask(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	agents := o.crew(payout.Payee{Method: "stripe", Holder: "林小满"}, 4, 8)
	r := o.payBy(payout.ByStripe)
	o.work()
	r, err := o.pay.Run(t.Context(), r.ID)
	if err != nil || r.State != "settled" {
		t.Fatalf("got %+v, %v", r, err)
	}
	o.there.Spend("acct_000000001")
	o.there.Spend("acct_000000002")
	poor := itemOf(r, agents[0])
	if err := o.pay.Reverse(t.Context(), poor.ID, "wrong person"); err != nil {
		t.Fatal(err)
	}
	o.work()
	if r, err = o.pay.Run(t.Context(), r.ID); err != nil || itemOf(r, agents[0]).State != "paid" {
		t.Errorf("got %+v, %v; want it still paid", itemOf(r, agents[0]), err)
	}
	open, err := o.desk.Differences(t.Context(), "open", 10)
	if err != nil || len(open) != 1 || open[0].Kind != "reversal_refused" {
		t.Errorf("got %+v, %v; want a task", open, err)
	}
	o.owe(agents[1:], 3, 9000) // its account fills up again
	o.payRound()
	o.work()
	rich := itemOf(r, agents[1])
	if rich.NetMinor <= 9000 {
		t.Fatalf("got %d", rich.NetMinor)
	}
	o.owe(agents[1:], 5, int64(rich.NetMinor))
	o.payRound()
	o.work()
	if err := o.pay.Reverse(t.Context(), rich.ID, "wrong person"); err != nil {
		t.Fatal(err)
	}
	o.work()
	if r, err = o.pay.Run(t.Context(), r.ID); err != nil || itemOf(r, agents[1]).State != "reversed" {
		t.Errorf("got %+v, %v; want it back", itemOf(r, agents[1]), err)
	}
	o.balanced()
}

// Law: what an agent owes is kept of later pay, a fifth of each payment at
// most, until nothing is owed; a payment that comes back is owed again.
func TestADebtIsKeptOfPayAFifthAtATime(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	agents := o.crew(bank, 10) // 300.00
	o.owe(agents, 1, -8000)
	r := o.payBy(payout.ByBank)
	if it := itemOf(r, agents[0]); it.GrossMinor != 30_000 || it.RecoveredMinor != 6000 || it.NetMinor != 24_000 {
		t.Fatalf("got %+v; want a fifth of 300.00 kept", it)
	}
	r, err := o.pay.Settle(t.Context(), r.ID, "batch 1", nil)
	if err != nil {
		t.Fatal(err)
	}
	if n := o.tally("SELECT -total_minor - recovered_minor FROM billing.statement WHERE total_minor < 0"); n != 2000 {
		t.Errorf("%d is owed; want 20.00", n)
	}
	if err := o.pay.Reverse(t.Context(), itemOf(r, agents[0]).ID, "came back"); err != nil {
		t.Fatal(err)
	}
	if n := o.tally("SELECT -total_minor - recovered_minor FROM billing.statement WHERE total_minor < 0"); n != 8000 {
		t.Errorf("%d is owed; want 80.00 again", n)
	}
	o.owe(agents, 2, 20_000)
	r = o.payBy(payout.ByBank)
	if it := itemOf(r, agents[0]); it.GrossMinor != 50_000 || it.RecoveredMinor != 8000 {
		t.Errorf("got %+v; want the whole debt kept of 500.00", it)
	}
	if _, err := o.pay.Settle(t.Context(), r.ID, "batch 2", nil); err != nil {
		t.Fatal(err)
	}
	if n := o.tally("SELECT count(*) FROM billing.statement WHERE paid_at IS NULL"); n != 0 {
		t.Errorf("%d statements are open; want all settled", n)
	}
	o.balanced()
}

// Law: the tax of a month is that of its sum: two payments are taxed like one.
func TestTheTaxOfAMonthIsThatOfItsSum(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	agents := o.crew(bank, 100) // 3,000.00: (3,000 - 800) / 5
	r := o.payBy(payout.ByBank)
	if it := itemOf(r, agents[0]); it.TaxMinor != 440_00 {
		t.Fatalf("got %+v; want 440.00 kept back", it)
	}
	if _, err := o.pay.Settle(t.Context(), r.ID, "batch 1", nil); err != nil {
		t.Fatal(err)
	}
	o.owe(agents, 1, 3_000_00) // 6,000.00 in all: 960.00
	if it := itemOf(o.payBy(payout.ByBank), agents[0]); it.TaxMinor != 520_00 {
		t.Errorf("got %+v; want 960.00 less 440.00", it)
	}
}

// Law: an agent sees where their pay stands.
func TestAnAgentSeesWhereTheirPayStands(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	state := func(a uid.Agent) string {
		t.Helper()
		p, err := o.Pay(t.Context(), a)
		if err != nil {
			t.Fatal(err)
		}
		if len(p.Statements) == 0 {
			return "accrued"
		}
		return p.Statements[0].State
	}
	a := uid.New[uid.Agent]()
	o.worked(a, 4)
	if _, err := o.pay.SetPayee(t.Context(), a, bank); err != nil {
		t.Fatal(err)
	}
	seen := []string{state(a)}
	o.issued()
	seen = append(seen, state(a))
	o.later(25 * time.Hour)
	seen = append(seen, state(a))
	r := o.payBy(payout.ByBank)
	seen = append(seen, state(a))
	if _, err := o.pay.Settle(t.Context(), r.ID, "batch 1", []payout.Failure{{Item: r.Items[0].ID, Reason: "closed"}}); err != nil {
		t.Fatal(err)
	}
	seen = append(seen, state(a))
	r = o.payBy(payout.ByBank)
	if _, err := o.pay.Settle(t.Context(), r.ID, "batch 2", nil); err != nil {
		t.Fatal(err)
	}
	seen = append(seen, state(a))
	if got, want := fmt.Sprint(seen), "[accrued held available in_payrun failed paid]"; got != want {
		t.Errorf("got %s; want %s", got, want)
	}
	p, err := o.pay.Payee(t.Context(), a)
	if err != nil || strings.Contains(p.AccountNo, "8800") || !strings.HasSuffix(p.AccountNo, "5678") {
		t.Errorf("got %+v, %v; want the account masked", p, err)
	}
}

// Law (31): a yen has no decimals and a dinar three, here and at the gateway;
// what cannot be said there exactly is refused, never rounded.
func TestYenAndDinarsKeepTheirDecimals(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	agents := []uid.Agent{uid.New[uid.Agent](), uid.New[uid.Agent]()}
	o.issued()
	for i, a := range agents {
		if _, err := o.pay.SetPayee(t.Context(), a, payout.Payee{Method: "stripe", Holder: "林小满"}); err != nil {
			t.Fatal(err)
		}
		o.owe([]uid.Agent{a}, i+1, []int64{12_345, 12_340}[i])
	}
	for currency, want := range map[string][]string{"JPY": {"paid", "paid"}, "KWD": {"failed", "paid"}} {
		if _, err := o.pool.Exec(t.Context(), "UPDATE billing.statement SET currency = $1, paid_at = NULL, paid_ref = '', payrun_item_id = NULL", currency); err != nil {
			t.Fatal(err)
		}
		r, err := o.pay.Draft(t.Context(), currency, payout.ByStripe, o.finance)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := o.pay.Approve(t.Context(), r.ID, uid.New[uid.Person]()); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := o.pay.Submit(t.Context(), r.ID, o.finance); err != nil {
			t.Fatal(err)
		}
		o.work()
		if r, err = o.pay.Run(t.Context(), r.ID); err != nil {
			t.Fatal(err)
		}
		for i, a := range agents {
			if it := itemOf(r, a); it.State != want[i] {
				t.Errorf("%s %s: got %+v; want %s", money.Format(it.NetMinor, money.Currency(currency)), currency, it, want[i])
			}
		}
	}
}

// Law: no field that an agent fills in is run by the spreadsheet that opens the
// bank's file.
func TestNoPayeeIsAFormula(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	for _, bad := range []payout.Payee{
		{Method: "bank", Holder: "=cmd|'/c calc'!A1", Bank: "招商银行", AccountNo: "6225880012345678"},
		{Method: "bank", Holder: "林小满", Bank: "+1", AccountNo: "6225880012345678"},
		{Method: "bank", Holder: "林\n小满", Bank: "招商银行", AccountNo: "6225880012345678"},
		{Method: "bank", Holder: "林小满", Bank: "招商银行", AccountNo: "6225-8800"},
		{Method: "bank", Holder: "林小满", Bank: "招商银行", AccountNo: "６２２５８８００１２３４"},
		{Method: "alipay", Holder: "林小满", AccountNo: "@SUM(A1)"},
		{Method: "alipay", Holder: "林小满", AccountNo: "-13800000000"},
		{Method: "cheque", Holder: "林小满", AccountNo: "1"},
		{Method: "bank", Holder: strings.Repeat("字", 101), Bank: "招商银行", AccountNo: "6225880012345678"},
	} {
		if _, err := o.pay.SetPayee(t.Context(), o.agent, bad); err == nil {
			t.Errorf("%+v passed", bad)
		}
	}
	if n := o.tally("SELECT count(*) FROM billing.payee"); n != 0 {
		t.Errorf("%d were kept", n)
	}
}
