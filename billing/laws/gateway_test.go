package laws_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/stripefake"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// issued is a bill that was issued and waits to be shown at the gateway.
func (o *online) issued() billing.Invoice {
	o.t.Helper()
	o.tell(o.closed("sa", 1))
	return o.issue(o.bundle.draft().ID)
}

// told makes the calls that are due once.
func (o *online) told() {
	o.t.Helper()
	if _, err := o.desk.Tell(o.t.Context(), 100); err != nil {
		o.t.Fatal(err)
	}
}

func (o *online) later(d time.Duration) { o.clock.MoveTo(o.clock.Now().Add(d)) }

func (o *online) invoice(id uid.Invoice) billing.Invoice {
	o.t.Helper()
	v, err := o.Invoice(o.t.Context(), pg.Everything, id)
	if err != nil {
		o.t.Fatal(err)
	}
	return v
}

// callOf is how far a document's call of a kind is.
func callOf(v billing.Invoice, op string) till.State {
	for _, s := range v.Gateway {
		if s.Op == op {
			return s
		}
	}
	return till.State{}
}

// Law (18): a process that dies between the gateway's yes and its own commit
// leaves one bill there, found by whoever takes the call over.
func TestACrashBetweenTheGatewaysYesAndOurCommitMakesOneBill(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	v := o.issued()
	o.told() // the customer
	ctx, die := context.WithCancel(t.Context())
	o.there.SetSlow(func(path string) {
		if strings.HasSuffix(path, "/finalize") {
			die()
		}
	})
	if _, err := o.desk.Tell(ctx, 100); err == nil {
		t.Error("the process lived")
	}
	o.there.SetSlow(nil)
	if s := callOf(o.invoice(v.ID), "publish"); s.State != "sent" {
		t.Fatalf("got %+v; want a call that nobody answered", s)
	}
	o.told()
	if s := callOf(o.invoice(v.ID), "publish"); s.State != "sent" {
		t.Fatalf("got %+v: taken over while its maker may live", s)
	}
	o.later(10 * time.Minute)
	o.told()
	if s := callOf(o.invoice(v.ID), "publish"); s.State != "ok" {
		t.Errorf("got %+v; want it found", s)
	}
	if n := o.there.Count("invoice"); n != 1 {
		t.Errorf("there are %d bills; want one", n)
	}
}

// Law (18): twenty copies that publish at once publish once.
func TestTwentyCopiesThatTellAtOnceTellOnce(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	o.issued()
	for range 3 {
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if _, err := o.desk.Tell(t.Context(), 100); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	}
	if c, i := o.there.Count("customer"), o.there.Count("invoice"); c != 1 || i != 1 {
		t.Errorf("got %d customers and %d bills; want one each", c, i)
	}
}

// Law (19): a call whose answer was lost after it was done, or before, or that
// broke over there for good, is made once, also when its key is forgotten.
func TestALostAnswerADayLaterIsStillOneBill(t *testing.T) {
	t.Parallel()
	for name, f := range map[string]stripefake.Faults{
		"cut after":          {CutAfter: 1000},
		"cut before":         {CutBefore: 1000},
		"broken":             {Broken: 1000},
		"broken after":       {BrokenAfter: 1000},
		"busy":               {Busy: 1000},
		"late":               {Late: 1000},
		"one thing or other": {CutAfter: 300, Broken: 300, BrokenAfter: 200, Busy: 200},
	} {
		for _, wait := range []time.Duration{20 * time.Minute, 25 * time.Hour} {
			t.Run(fmt.Sprint(name, " ", wait), func(t *testing.T) {
				t.Parallel()
				o := setupOnline(t)
				v := o.issued()
				o.there.SetFaults(f)
				for range 6 {
					o.told()
					o.later(wait)
				}
				o.there.SetFaults(stripefake.Faults{})
				o.work()
				if s := callOf(o.invoice(v.ID), "publish"); s.State != "ok" {
					t.Errorf("got %+v", s)
				}
				if c, i := o.there.Count("customer"), o.there.Count("invoice"); c != 1 || i != 1 {
					t.Errorf("got %d customers and %d bills; want one each", c, i)
				}
			})
		}
	}
}

// Law: a plain no is not tried again, a person sees it, and what stands on it
// is refused too.
func TestARefusalOfTheGatewayIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	v := o.issued()
	if _, err := o.pool.Exec(t.Context(), "UPDATE billing.gateway_op SET currency = 'ZZZ' WHERE op = 'publish'"); err != nil {
		t.Fatal(err)
	}
	o.work()
	if _, err := o.PayOutside(t.Context(), v.ID, "bank 0811"); err != nil {
		t.Fatal(err)
	}
	o.work()
	v = o.invoice(v.ID)
	if p := callOf(v, "publish"); p.State != "rejected" || p.Attempts != 1 || p.LastError == "" {
		t.Errorf("got %+v; want one plain no", p)
	}
	if p := callOf(v, "paid"); p.State != "rejected" {
		t.Errorf("got %+v; want it refused with its bill", p)
	}
}

// Law (20): a bill paid there is paid here once: messages twice, in reverse,
// late, before our own answer; and one of somebody else's changes nothing.
func TestMessagesInAnyOrderPayABillOnce(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	v := o.issued()
	o.there.SetMessages(stripefake.Messages{Twice: 1000, Shuffled: true})
	o.there.SetFaults(stripefake.Faults{CutAfter: 1000}) // its answer never comes
	for range 3 {                                        // customer; bill and lines; the rest
		o.told()
		o.later(20 * time.Minute)
	}
	o.there.SetFaults(stripefake.Faults{})
	o.work()
	id := callOf(o.invoice(v.ID), "publish").Provider
	if err := o.there.PayOnline(id); err != nil {
		t.Fatal(err)
	}
	for _, m := range []till.Told{{ID: "evt_x", Type: "invoice.paid", Object: "in_none"}, {ID: "evt_y", Type: "invoice.voided", Object: id}, {ID: "evt_z", Type: "payout.paid", Object: "po_1"}} {
		m.Payload = []byte("{}")
		for range 2 {
			if err := o.desk.Hear(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
	}
	o.hear()
	o.hear()
	for range 3 {
		if _, err := o.desk.Apply(t.Context(), 100); err != nil {
			t.Fatal(err)
		}
		o.later(time.Hour)
	}
	v = o.invoice(v.ID)
	if v.Status != billing.Paid || v.PaidRef != id {
		t.Errorf("got %s by %q; want paid by %s", v.Status, v.PaidRef, id)
	}
	if n := o.tally("SELECT count(*) FROM billing.gateway_event WHERE applied_at IS NULL"); n != 0 {
		t.Errorf("%d messages wait", n)
	}
	if n := o.tally("SELECT count(*) FROM billing.transfer WHERE ref_kind = 'payment'"); n != 1 {
		t.Errorf("it was paid by %d transfers", n)
	}
	o.balanced()
}

// Law (21): of twenty credit notes at once there is one, and one that is more
// than what is left of its bill there is refused and seen, not lost.
func TestTwoCreditNotesAtOnceAreOne(t *testing.T) {
	t.Parallel()
	o := setupOnline(t)
	o.bundle.tell(o.paid("o1", "sa", 30, 20_000))
	v := o.issued()
	o.work()
	o.bundle.tell(o.refunded("o1", 8000))
	var all sync.WaitGroup
	var mu sync.Mutex
	var made []billing.Invoice
	for range 20 {
		all.Go(func() {
			note, err := o.Adjust(t.Context(), v.ID)
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				made = append(made, note)
			case !errors.Is(err, billing.ErrBilled):
				t.Error(err)
			}
		})
	}
	all.Wait()
	if len(made) != 1 || made[0].TotalMinor >= 0 {
		t.Fatalf("got %d notes; want one", len(made))
	}
	note := o.issue(made[0].ID)
	if note.Status != billing.Paid || note.PaidRef != "wallet" {
		t.Errorf("got %s by %q; want it settled into the wallet", note.Status, note.PaidRef)
	}
	if left := o.invoice(v.ID); left.WalletMinor != -note.TotalMinor {
		t.Errorf("the open bill is lowered by %d; want %d", left.WalletMinor, -note.TotalMinor)
	}
	o.work()
	if s := callOf(o.invoice(note.ID), "credit"); s.State != "ok" {
		t.Errorf("got %+v; want the note there", s)
	}
	tooMuch := uuid.New()
	err := pg.InTx(t.Context(), o.pool, pg.Everything, func(tx pgx.Tx) error {
		return o.desk.Queue(t.Context(), tx, till.Ask{Kind: till.Credit, Subject: tooMuch, Key: "cn:" + tooMuch.String(), On: uuid.UUID(v.ID), Currency: "CNY", Amount: v.TotalMinor})
	})
	if err != nil {
		t.Fatal(err)
	}
	o.work()
	if n := o.tally("SELECT count(*) FROM billing.gateway_op WHERE op = 'credit' AND state = 'rejected' AND last_error LIKE '%more than what is left%'"); n != 1 {
		t.Error("a note over more than is left was not refused in words")
	}
	o.balanced()
}

// Law: a gateway that is away for a day changes nothing but dates.
func TestADayWithoutTheGatewayChangesNothingButDates(t *testing.T) {
	t.Parallel()
	type ending struct {
		status  billing.Status
		wallet  int64
		calls   string
		objects [3]int
		balance string
	}
	played := func(outage bool) ending {
		o := setupOnline(t)
		if err := o.Prepay(t.Context(), o.brand, 50, "bank 1"); err != nil {
			t.Fatal(err)
		}
		o.there.SetDown(outage)
		v := o.issued()
		for range 48 { // a day of half hours
			if err := o.desk.Tick(t.Context()); err != nil && !outage {
				t.Fatal(err)
			}
			o.later(30 * time.Minute)
		}
		if outage {
			if s := callOf(o.invoice(v.ID), "publish"); s.State == "ok" || s.State == "rejected" {
				t.Errorf("got %+v while the gateway was away", s)
			}
		}
		o.there.SetDown(false)
		o.work()
		if err := o.there.PayOnline(callOf(o.invoice(v.ID), "publish").Provider); err != nil {
			t.Fatal(err)
		}
		o.hear()
		o.work()
		if _, err := o.desk.Apply(t.Context(), 100); err != nil {
			t.Fatal(err)
		}
		v = o.invoice(v.ID)
		rows, err := o.TrialBalance(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		e := ending{status: v.Status, wallet: int64(v.WalletMinor), objects: [3]int{o.there.Count("customer"), o.there.Count("invoice"), o.there.Count("customer_balance_transaction")}}
		for _, s := range v.Gateway {
			e.calls += s.Op + " " + s.State + ";"
		}
		for _, r := range rows {
			e.balance += fmt.Sprintf("%s %d;", r.Kind, r.BalanceMinor)
		}
		return e
	}
	calm, away := played(false), played(true)
	if calm != away {
		t.Errorf("with the gateway away for a day: %+v; without: %+v", away, calm)
	}
	if calm.status != billing.Paid || calm.wallet != 50 {
		t.Errorf("got %+v; want it paid, 0.50 of it by the wallet", calm)
	}
}
