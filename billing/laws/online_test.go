package laws_test

import (
	"bytes"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/stripe"
	"github.com/manyhands/manyhands/billing/stripefake"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// balance is a marketplace account's.
func (b *bundle) balance(of ledger.Kind) money.Amount {
	b.t.Helper()
	got, err := b.Ledger.BalanceOf(b.t.Context(), ledger.Place{Kind: of, Currency: "CNY"})
	if err != nil {
		b.t.Fatal(err)
	}
	return got
}

// givenUp is a bill that two people wrote off.
func (o *online) givenUp(v billing.Invoice) {
	o.t.Helper()
	o.clock.MoveTo(v.DueAt.Add(24 * time.Hour))
	if err := o.AskWriteOff(o.t.Context(), v.ID, "insolvent", o.finance); err != nil {
		o.t.Fatal(err)
	}
	asked, err := o.WriteOffs(o.t.Context())
	if err == nil {
		err = o.AnswerWriteOff(o.t.Context(), asked[0].ID, true, uid.New[uid.Person]())
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// pays has the brand pay a bill at the gateway, and the message come.
func (o *online) pays(v billing.Invoice) billing.Invoice {
	o.t.Helper()
	if err := o.there.PayOnline(callOf(o.invoice(v.ID), "publish").Provider); err != nil {
		o.t.Fatal(err)
	}
	o.hear()
	if _, err := o.desk.Apply(o.t.Context(), 100); err != nil {
		o.t.Fatal(err)
	}
	return o.invoice(v.ID)
}

// Law: a bill that two people gave up is uncollectible at the gateway too, which
// is no difference; paid there after all, it leaves the bad debts.
func TestABillGivenUpIsGivenUpThereAndMayBePaidAfterAll(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	v := o.issued()
	o.work()
	o.givenUp(v)
	o.work()
	if s := callOf(o.invoice(v.ID), "uncollectible"); s.State != "ok" {
		t.Fatalf("got %+v; want it marked there", s)
	}
	if lost := o.balance(ledger.BadDebt); lost != v.TotalMinor {
		t.Errorf("bad debts are %d; want %d", lost, v.TotalMinor)
	}
	if r, err := o.desk.Reconcile(t.Context(), at.Add(-72*time.Hour), o.clock.Now().Add(time.Hour)); err != nil || r.Differs != 0 {
		t.Errorf("got %+v, %v; want no difference", r, err)
	}
	o.there.SetMessages(stripefake.Messages{Twice: 1000})
	if got := o.pays(v); got.Status != billing.Paid || got.WrittenOffMinor != 0 {
		t.Fatalf("got %s with %d written off; want it paid", got.Status, got.WrittenOffMinor)
	}
	if lost, in := o.balance(ledger.BadDebt), o.balance(ledger.Clearing); lost != 0 || in != v.TotalMinor {
		t.Errorf("bad debts are %d and %d lies at the gateway; want 0 and %d", lost, in, v.TotalMinor)
	}
	o.work()
	if s := callOf(o.invoice(v.ID), "paid"); s.State != "" {
		t.Errorf("got %+v: the gateway was told what it told us", s)
	}
	o.balanced()
}

// Law: a bill of which the bank brought a part is paid in full at the gateway,
// which knew nothing of that: what is too much is the brand's, once.
func TestWhatIsPaidTwiceIsTheBrands(t *testing.T) {
	t.Parallel()
	for name, giveUp := range map[string]bool{"open": false, "given up": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := setupOnline(t)
			v := o.issued()
			o.work()
			part := v.TotalMinor / 3
			if _, err := o.Receive(t.Context(), v.ID, part, "T-1", o.finance); err != nil {
				t.Fatal(err)
			}
			if giveUp {
				o.givenUp(v)
				o.work()
			}
			got := o.pays(v)
			if got.Status != billing.Paid || got.OwedMinor != 0 {
				t.Errorf("got %s, %d owed; want it paid", got.Status, got.OwedMinor)
			}
			if w := o.wallet(o.brand); w.BalanceMinor != part {
				t.Errorf("the brand's balance is %d; want the %d that came twice", w.BalanceMinor, part)
			}
			if in := o.balance(ledger.Clearing); in != v.TotalMinor {
				t.Errorf("%d lies at the gateway; want %d", in, v.TotalMinor)
			}
			o.balanced()
		})
	}
}

// Law: a credit note that is due before its bill is there waits for it, and one
// whose message overtakes its bill's changes nothing: in any order the bill is
// lowered once.
func TestACreditNoteBeforeItsBillWaitsForIt(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	o.bundle.tell(o.paid("o1", "sa", 30, 20_000))
	o.there.SetDown(true)
	o.there.SetMessages(stripefake.Messages{Twice: 1000, Shuffled: true})
	v := o.issued() // of which the gateway hears nothing yet
	o.bundle.tell(o.refunded("o1", 8000))
	note := o.creditNote(v.ID)
	// The note's call is due first: its bill's waits longer after each failure.
	if _, err := o.pool.Exec(t.Context(), "UPDATE billing.gateway_op SET due_at = due_at + interval '10 minutes' WHERE op IN ('customer', 'publish')"); err != nil {
		t.Fatal(err)
	}
	o.there.SetDown(false)
	o.told()
	if s := callOf(o.invoice(note.ID), "credit"); s.State != "queued" {
		t.Errorf("got %+v; want it to wait for its bill", s)
	}
	o.work()
	if s := callOf(o.invoice(note.ID), "credit"); s.State != "ok" || o.there.Count("credit_note") != 1 {
		t.Errorf("got %+v and %d notes; want one", s, o.there.Count("credit_note"))
	}
	paid := o.pays(v)
	if in := o.balance(ledger.Clearing); paid.Status != billing.Paid || in != v.TotalMinor+note.TotalMinor {
		t.Errorf("got %s for %d; want it paid for %d", paid.Status, in, v.TotalMinor+note.TotalMinor)
	}
	if r, err := o.desk.Reconcile(t.Context(), at.Add(-72*time.Hour), o.clock.Now().Add(time.Hour)); err != nil || r.Differs != 0 {
		t.Errorf("got %+v, %v; want no difference", r, err)
	}
	o.balanced()
}

// Law: a gateway that is busy or away at night costs a minute and a warning: it
// is no error of ours, and the night is compared in the end.
func TestABusyGatewayPutsTheNightsComparisonOff(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelWarn}))
	desk := till.New(o.pool, o.clock, log, stripe.NewRetrying("sk_test_123", o.there.URL, 0))
	o.there.SetFaults(stripefake.Faults{Busy: 1000})
	for range 5 { // within one minute it is tried once
		if err := desk.Tick(t.Context()); err != nil {
			t.Errorf("got %v; want it put off", err)
		}
	}
	if n := strings.Count(said.String(), "waits for the gateway"); n != 1 || strings.Contains(said.String(), "ERROR") {
		t.Errorf("said %q; want one warning", said.String())
	}
	o.there.SetFaults(stripefake.Faults{})
	o.later(2 * time.Minute)
	if err := desk.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	if runs, err := desk.Runs(t.Context(), 10); err != nil || len(runs) != 1 || runs[0].EndedAt == nil {
		t.Errorf("got %+v, %v; want the night compared", runs, err)
	}
	if err := errors.Join(desk.Tick(t.Context()), desk.Tick(t.Context())); err != nil {
		t.Error(err)
	}
}
