package laws_test

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/payout"
	"github.com/manyhands/manyhands/billing/stripe"
	"github.com/manyhands/manyhands/billing/stripefake"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// online is a bundle whose money also moves at a stand-in for Stripe.
type online struct {
	*bundle
	there *stripefake.Server
	pay   *payout.Paymaster
}

// setupOnline makes a driver that never sends a request again by itself, so
// that each fault is the till's to bear.
func setupOnline(t testing.TB) *online {
	t.Helper()
	c := clock.NewMovable(clock.Fixed(at.Add(-48 * time.Hour)))
	there, err := stripefake.Open(c, 7)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(there.Close)
	b := setupAt(t, c, stripe.NewRetrying("sk_test_123", there.URL, 0))
	pay := payout.New(b.pool, c, b.register, b.desk)
	if err := pay.SealWith([]byte("a key of these tests")); err != nil {
		t.Fatal(err)
	}
	return &online{bundle: b, there: there, pay: pay}
}

// hear delivers the messages that are due, by way of the signature's check.
func (o *online) hear() {
	o.t.Helper()
	o.there.Deliver(func(raw []byte, signature string) bool {
		m, err := stripe.Told(raw, signature, o.there.Secret, o.clock.Now())
		if err != nil {
			o.t.Fatal(err)
		}
		return o.desk.Hear(o.t.Context(), m) == nil
	})
}

// work tells and hears until every call has its end.
func (o *online) work() {
	o.t.Helper()
	for pass := range 400 {
		for {
			n, err := o.desk.Tell(o.t.Context(), 500)
			if err != nil {
				o.t.Fatal(err)
			}
			if n == 0 {
				break
			}
		}
		o.hear()
		if _, err := o.desk.Apply(o.t.Context(), 5000); err != nil {
			o.t.Fatal(err)
		}
		if o.open() == 0 {
			return
		}
		wait := 20 * time.Minute
		if pass%7 == 6 { // keys are forgotten
			wait = 25 * time.Hour
		}
		o.clock.MoveTo(o.clock.Now().Add(wait))
	}
	o.t.Fatal("calls have no end")
}

func (o *online) open() int {
	var n int
	err := o.pool.QueryRow(o.t.Context(), "SELECT count(*) FROM billing.gateway_op WHERE state NOT IN ('ok', 'rejected')").Scan(&n)
	if err != nil {
		o.t.Fatal(err)
	}
	return n
}

// storm is how much a run of the laws below moves.
type storm struct{ brands, prepayments, agents, rounds int }

// run moves money for everybody while a fifth of all requests goes wrong.
func (s storm) run(o *online) {
	o.t.Helper()
	ctx := o.t.Context()
	o.there.SetMessages(stripefake.Messages{Twice: 200, Dropped: 100, Shuffled: true, Delay: time.Hour})
	o.tell(o.closed("sa", 1))
	o.issue(o.bundle.draft().ID)
	for i := range s.brands {
		brand := uid.New[uid.Brand]()
		name := fmt.Sprintf("brand-%04d", i)
		err := o.register.AddBrand(ctx, account.Brand{ID: brand, Slug: name, Name: name, Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"}, WebhookSecret: "s"})
		if err != nil {
			o.t.Fatal(err)
		}
		for k := range s.prepayments {
			if err := o.Prepay(ctx, brand, money.Amount(1000+k), fmt.Sprint("bank ", k)); err != nil {
				o.t.Fatal(err)
			}
		}
	}
	agents := make([]uid.Agent, s.agents)
	for i := range agents {
		agents[i] = uid.New[uid.Agent]()
		if _, err := o.pay.SetPayee(ctx, agents[i], payout.Payee{Method: "stripe", Holder: "林小满"}); err != nil {
			o.t.Fatal(err)
		}
	}
	o.work()
	for round := range s.rounds {
		o.owe(agents, round, 50_000)
		o.payRound()
		o.work()
	}
}

// owe closes a statement for each agent, with a bill of its own to stand on.
func (o *online) owe(agents []uid.Agent, round int, each int64) {
	o.t.Helper()
	err := pg.InTx(o.t.Context(), o.pool, pg.Everything, func(tx pgx.Tx) error {
		invoice := uid.New[uid.Invoice]()
		_, err := tx.Exec(o.t.Context(), `INSERT INTO billing.invoice (id, brand_id, contract_id, kind, status, currency, period_from, period_till, as_of, subtotal_minor, tax_minor,
			total_minor, compensation_minor, credit_minor, contract_doc, rating_doc, result_sha, drafted_at)
			SELECT $1, brand_id, contract_id, kind, 'draft', currency, period_till + make_interval(days => $2), period_till + make_interval(days => $2 + 1), as_of, 0, 0, 0, 0, 0,
			contract_doc, rating_doc, result_sha, drafted_at FROM billing.invoice WHERE kind = 'invoice' ORDER BY drafted_at, id LIMIT 1`, invoice, round+1)
		if err != nil {
			return err
		}
		rows := make([][]any, len(agents))
		for i, a := range agents {
			rows[i] = []any{uid.New[uid.Statement](), a, invoice, "CNY", at, at.Add(24 * time.Hour), each, o.clock.Now(), o.clock.Now()}
		}
		_, err = tx.CopyFrom(o.t.Context(), pgx.Identifier{"billing", "statement"},
			[]string{"id", "agent_id", "invoice_id", "currency", "period_from", "period_till", "total_minor", "closed_at", "available_at"}, pgx.CopyFromRows(rows))
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
}

// payRound drafts, approves by two and sends what agents are owed.
func (o *online) payRound() payout.Run {
	o.t.Helper()
	return o.payBy(payout.ByStripe)
}

func (o *online) payBy(driver string) payout.Run {
	o.t.Helper()
	ctx := o.t.Context()
	r, err := o.pay.Draft(ctx, "CNY", driver, o.finance)
	if err != nil {
		o.t.Fatal(err)
	}
	for range 2 {
		if _, err := o.pay.Approve(ctx, r.ID, uid.New[uid.Person]()); err != nil {
			o.t.Fatal(err)
		}
	}
	if r, err = o.pay.Submit(ctx, r.ID, o.finance); err != nil {
		o.t.Fatal(err)
	}
	return r
}

// aftermath is what a storm left behind.
type aftermath struct{ calls, requests, faults, twice, lost, differs int }

// count compares everything there with everything here.
func (o *online) count() aftermath {
	o.t.Helper()
	ctx := o.t.Context()
	var a aftermath
	a.requests, a.faults = o.there.Calls()
	kinds := map[string]string{"customer": "customer", "publish": "invoice", "wallet": "customer_balance_transaction", "account": "account", "payout": "transfer"}
	rows, err := o.pool.Query(ctx, "SELECT op, subject::text FROM billing.gateway_op")
	if err != nil {
		o.t.Fatal(err)
	}
	there := map[string]map[string]int{}
	for op, kind := range kinds {
		there[op] = o.there.Subjects(kind, "manyhands_id")
		for _, n := range there[op] {
			a.twice += n - 1
		}
	}
	var op, subject string
	_, err = pgx.ForEachRow(rows, []any{&op, &subject}, func() error {
		a.calls++
		if there[op][subject] == 0 {
			a.lost++
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	o.there.SetFaults(stripefake.Faults{})
	r, err := o.desk.Reconcile(ctx, at.Add(-72*time.Hour), o.clock.Now().Add(time.Hour))
	if err != nil {
		o.t.Fatal(err)
	}
	if r.Listed < a.calls {
		o.t.Errorf("the comparison saw %d things for %d calls", r.Listed, a.calls)
	}
	a.differs = r.Differs
	return a
}

// aFifth of all requests goes wrong, in every way.
var aFifth = stripefake.Faults{CutBefore: 20, CutAfter: 60, Broken: 40, BrokenAfter: 30, Busy: 20, Late: 30}

// Law: whatever breaks on the way, each call is made once: nothing is charged
// or paid twice, nothing is lost, and the books of both sides agree.
func TestMoneyMovesOnceThoughAFifthOfRequestsGoWrong(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	o.there.SetFaults(aFifth)
	storm{brands: 4, prepayments: 40, agents: 270, rounds: 6}.run(o)
	a := o.count()
	if a.twice != 0 || a.lost != 0 || a.differs != 0 {
		t.Errorf("got %+v; want nothing twice, nothing lost and no difference", a)
	}
	if a.calls < 2000 || a.faults*100 < a.requests*15 {
		t.Errorf("got %+v: too little went on, or wrong, to prove anything", a)
	}
	o.balanced()
	if n := o.tally("SELECT count(*) FROM billing.payrun_item WHERE state <> 'paid'"); n != 0 {
		t.Errorf("%d payments have no end", n)
	}
}

func (o *online) tally(query string) (n int) {
	o.t.Helper()
	if err := o.pool.QueryRow(o.t.Context(), query).Scan(&n); err != nil {
		o.t.Fatal(err)
	}
	return n
}

// BenchmarkGateway moves money at scale: bench/gateway runs it.
func BenchmarkGateway(b *testing.B) {
	for _, c := range []struct {
		name   string
		faults stripefake.Faults
	}{{"faultless", stripefake.Faults{}}, {"a_fifth", aFifth}} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				o := setupOnline(b)
				o.there.SetFaults(c.faults)
				storm{brands: 89, prepayments: 90, agents: 2000, rounds: *stormRounds}.run(o)
				a := o.count()
				for unit, n := range map[string]int{"calls": a.calls, "requests": a.requests, "faults": a.faults, "twice": a.twice, "lost": a.lost, "differences": a.differs} {
					b.ReportMetric(float64(n), unit)
				}
			}
		})
	}
}

// stormRounds makes a hundred thousand calls of 2,000 agents; fewer make a
// shorter bench.
var stormRounds = flag.Int("rounds", 45, "payruns of 2,000 agents in the gateway's bench")

var _ till.Gateway = (*stripe.Driver)(nil)
