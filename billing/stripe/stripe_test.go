package stripe_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/manyhands/manyhands/billing/stripe"
	"github.com/manyhands/manyhands/billing/stripefake"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/money"
)

// mock is stripe-mock on a free port; the test is skipped where it is not
// installed. It knows the shape of every call, keeps nothing, and says that
// every bill's total is 1000.
func mock(t *testing.T) string {
	t.Helper()
	bin, err := exec.LookPath("stripe-mock")
	if err != nil {
		t.Skip("stripe-mock is not on PATH")
	}
	free := func() string {
		l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // closed in the next line
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() //nolint:errcheck // only its number is wanted
		return l.Addr().String()
	}
	// Without -https-addr it would also listen on every address.
	http, https := free(), free()
	cmd := exec.CommandContext(t.Context(), bin, "-http-addr", http, "-https-addr", https)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Wait() })
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 3000 { // a minute: the machine may be busy
		c, err := net.Dial("tcp", http) //nolint:noctx // bounded by the loop
		if err == nil {
			_ = c.Close()
			return "http://" + http
		}
		<-tick.C
	}
	t.Fatal("stripe-mock did not come up")
	return ""
}

// orders is one call of each kind, as the till makes them.
func orders() []till.Order {
	order := func(k till.Kind, on string, a int64) till.Order {
		return till.Order{Kind: k, Subject: uuid.New(), Key: string(k) + ":" + uuid.NewString() + ":1", On: on, Currency: "CNY", Amount: money.Amount(a), Since: at}
	}
	bill := order(till.Publish, "cus_1", 1000)
	bill.Details = till.Details{Number: "MH-2026-000001", DocSHA: "ab", DueDays: 30, Lines: []till.Line{
		{N: 1, Text: "conversation_tier × 6", AmountMinor: 1240, Root: "ab"}, {N: 2, Text: "compensation × 1", AmountMinor: -240},
	}}
	who := order(till.Customer, "", 0)
	who.Name = "云裳"
	note, pay := order(till.Credit, "in_1", 200), order(till.Payout, "acct_1", 12_000)
	note.Number, pay.Group = "MHC-2026-000001", "PR-2026-000001"
	return []till.Order{who, bill, order(till.Paid, "in_1", 1000), note, order(till.Wallet, "cus_1", 500), order(till.Account, "", 0), pay, order(till.Reversal, "tr_1", 12_000)}
}

var at = time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)

// Every call that is made, and every look and list, fits Stripe's own
// description of it.
func TestEveryCallFitsStripesDescription(t *testing.T) {
	t.Parallel()
	d := stripe.NewRetrying("sk_test_123", mock(t), 0)
	for _, o := range orders() {
		for _, again := range []bool{false, true} {
			o.Again = again
			if id, err := d.Do(t.Context(), o); err != nil || id == "" {
				t.Errorf("%s: %q, %v", o.Kind, id, err)
			}
		}
		if _, err := d.Find(t.Context(), o); err != nil {
			t.Errorf("look for %s: %v", o.Kind, err)
		}
	}
	for _, k := range []till.Kind{till.Publish, till.Credit, till.Payout, till.Customer, till.Account} {
		if _, err := d.Fetch(t.Context(), k, "x_1"); err != nil {
			t.Errorf("fetch %s: %v", k, err)
		}
	}
	if err := d.List(t.Context(), at, at.Add(time.Hour), func(till.Object) error { return nil }); err != nil {
		t.Error(err)
	}
}

// Law: the stand-in is asked nothing that Stripe's own description refuses.
func TestWhatTheStandInIsAskedStripeWouldTake(t *testing.T) {
	t.Parallel()
	theirs := mock(t)
	there, err := stripefake.Open(clock.Fixed(at), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	there.Record()
	d, on := stripe.NewRetrying("sk_test_123", there.URL, 0), map[till.Kind]string{}
	for _, o := range orders() {
		o.On = map[till.Kind]string{
			till.Publish: on[till.Customer], till.Paid: on[till.Publish], till.Credit: on[till.Publish], till.Wallet: on[till.Customer],
			till.Payout: on[till.Account], till.Reversal: on[till.Payout],
		}[o.Kind]
		if on[o.Kind], err = d.Do(t.Context(), o); err != nil {
			t.Fatalf("%s: %v", o.Kind, err)
		}
		if found, err := d.Find(t.Context(), o); err != nil || found != on[o.Kind] {
			t.Errorf("%s was made as %q and found as %q, %v", o.Kind, on[o.Kind], found, err)
		}
	}
	all := there.Requests()
	for _, r := range all {
		ask := theirs + r.Path
		if r.Method == http.MethodGet {
			ask += "?" + r.Form.Encode()
		}
		req, err := http.NewRequestWithContext(t.Context(), r.Method, ask, strings.NewReader(r.Form.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer sk_test_123")
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if _ = res.Body.Close(); res.StatusCode != http.StatusOK {
			t.Errorf("%s %s %v: %d", r.Method, r.Path, r.Form, res.StatusCode)
		}
	}
	if len(all) < 15 {
		t.Errorf("only %d requests were put", len(all))
	}
}

// Law: an item that waits at the customer for some other reason stays off our
// bill, whose total would be another.
func TestWhatWaitsAtTheCustomerStaysOffTheBill(t *testing.T) {
	t.Parallel()
	there, err := stripefake.Open(clock.Fixed(at), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	d, all := stripe.NewRetrying("sk_test_123", there.URL, 0), orders()
	who, err := d.Do(t.Context(), all[0])
	if err != nil {
		t.Fatal(err)
	}
	ask := func(path, form string) string {
		t.Helper()
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, there.URL+path, strings.NewReader(form+"&currency=cny&customer="+who))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer sk_test_123")
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close() //nolint:errcheck // only read
		body, err := io.ReadAll(answer.Body)
		if err != nil || answer.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", path, answer.Status, err)
		}
		return string(body)
	}
	ask("/v1/invoiceitems", "amount=999")
	bill := all[1]
	bill.On = who
	if _, err := d.Do(t.Context(), bill); err != nil {
		t.Errorf("our bill: %v", err)
	}
	if theirs := ask("/v1/invoices", "collection_method=send_invoice"); !strings.Contains(theirs, `"total":999`) {
		t.Errorf("nothing waited, so nothing was shown: %s", theirs)
	}
}

// Law: a bill whose total there is not ours is never opened.
func TestABillWithAnotherTotalIsNeverOpened(t *testing.T) {
	t.Parallel()
	o := orders()[1]
	o.Amount = 1001 // its lines make 1000
	there, err := stripefake.Open(clock.Fixed(at), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	d := stripe.NewRetrying("sk_test_123", there.URL, 0)
	if o.On, err = d.Do(t.Context(), orders()[0]); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Do(t.Context(), o); !errors.Is(err, till.ErrRejected) || there.Count("invoice") != 0 {
		t.Errorf("got %v and %d open bills; want it refused", err, there.Count("invoice"))
	}
}

// Law: a key that is used with other parameters, or twice at once, does nothing
// more; a failure that is kept is said again until the key is a day old.
func TestAKeyIsDoneOnce(t *testing.T) {
	t.Parallel()
	c := clock.NewMovable(clock.Fixed(at))
	there, err := stripefake.Open(c, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer there.Close()
	d := stripe.NewRetrying("sk_test_123", there.URL, 0)
	o := orders()[0]
	first, err := d.Do(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := d.Do(t.Context(), o); err != nil || again != first {
		t.Errorf("got %q, %v; want the first answer", again, err)
	}
	o.Name = "other"
	if _, err := d.Do(t.Context(), o); !errors.Is(err, till.ErrRejected) {
		t.Errorf("got %v; want other parameters refused", err)
	}
	o.Key = "second"
	var meanwhile error
	var twice sync.Once
	there.SetSlow(func(string) { twice.Do(func() { _, meanwhile = d.Do(t.Context(), o) }) })
	if _, err := d.Do(t.Context(), o); err != nil || !errors.Is(meanwhile, till.ErrBusy) {
		t.Errorf("got %v, and meanwhile %v; want a conflict", err, meanwhile)
	}
	there.SetSlow(nil)
	o.Key = "third"
	there.SetFaults(stripefake.Faults{Broken: 1000})
	_, err = d.Do(t.Context(), o)
	there.SetFaults(stripefake.Faults{})
	if _, again := d.Do(t.Context(), o); !errors.Is(err, till.ErrBroke) || !errors.Is(again, till.ErrBroke) {
		t.Errorf("got %v, then %v; want the failure said again", err, again)
	}
	c.MoveTo(at.Add(24 * time.Hour))
	if _, err := d.Do(t.Context(), o); err != nil {
		t.Errorf("a day later: %v", err)
	}
}

// Law: only what Stripe signed, lately and not ahead of time, is believed.
func TestOnlyAFreshSignedMessageIsBelieved(t *testing.T) {
	t.Parallel()
	const secret = "whsec_test"
	now := clock.System{}.Now() // the library compares with the machine's clock
	signed := func(created, signedAt time.Time, secret, version string) ([]byte, string) {
		raw := []byte(`{"id":"evt_1","type":"invoice.paid","created":` + strconv.FormatInt(created.Unix(), 10) + `,"api_version":"` + version + `","data":{"object":{"id":"in_1"}}}`)
		p := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: raw, Secret: secret, Timestamp: signedAt})
		return raw, p.Header
	}
	for name, c := range map[string]struct {
		created, signed time.Time
		secret, version string
		tamper, ok      bool
	}{
		"fresh":          {now, now, secret, "2023-10-16", false, true},
		"tampered":       {now, now, secret, "2023-10-16", true, false},
		"forged":         {now, now, "whsec_other", "2023-10-16", false, false},
		"old":            {now, now.Add(-6 * time.Minute), secret, "2023-10-16", false, false},
		"future":         {now.Add(time.Hour), now.Add(time.Hour), secret, "2023-10-16", false, false},
		"signed ahead":   {now, now.Add(time.Hour), secret, "2023-10-16", false, false},
		"sent again":     {now.Add(-70 * time.Hour), now, secret, "2023-10-16", false, true},
		"other version":  {now, now, secret, "2026-01-01", false, false},
		"the old secret": {now, now, "whsec_old", "2023-10-16", false, true},
		"without secret": {now, now, "", "2023-10-16", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, header := signed(c.created, c.signed, c.secret, c.version)
			if c.tamper {
				raw[10] ^= 1
			}
			ours := secret + ",whsec_old" // one is being replaced by the other
			if c.secret == "" {
				ours = ""
			}
			told, err := stripe.Told(raw, header, ours, now)
			if c.ok != (err == nil) || c.ok && (told.Object != "in_1" || told.Type != "invoice.paid") {
				t.Errorf("got %+v, %v", told, err)
			}
		})
	}
}

// Law (20): a message of 300 KB is refused before anything reads it.
func TestAMessageOf300KBIsRefused(t *testing.T) {
	t.Parallel()
	raw := bytes.Repeat([]byte(" "), 300<<10)
	p := webhook.GenerateTestSignedPayload(&webhook.UnsignedPayload{Payload: raw, Secret: "s", Timestamp: at})
	if _, err := stripe.Told(raw, p.Header, "s", at); !errors.Is(err, stripe.ErrLarge) {
		t.Errorf("got %v", err)
	}
}
