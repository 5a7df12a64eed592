package stripe_test

import (
	"errors"
	"net"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/stripe/stripe-go/v76/webhook"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/stripe"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
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
	for range 500 {
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

func bill(total int64) billing.Bill {
	return billing.Bill{
		Invoice: uid.New[uid.Invoice](), Number: "MH-2026-000001", Brand: uid.New[uid.Brand](), BrandName: "云裳", Currency: "CNY", DueDays: 30, DocSHA: "ab",
		Lines:      []billing.BillLine{{N: 1, Text: "conversation_tier × 6", AmountMinor: 1240, Root: "ab"}, {N: 2, Text: "compensation × 1", AmountMinor: -240}},
		TotalMinor: money.Amount(total),
	}
}

// Every call that is made fits Stripe's own description of it.
func TestABillIsPublishedAndSettled(t *testing.T) {
	t.Parallel()
	d := stripe.New("sk_test_123", mock(t))
	for _, seek := range []bool{false, true} {
		b := bill(1000)
		b.Seek = seek
		id, err := d.Publish(t.Context(), b)
		if err != nil || id == "" {
			t.Fatalf("publish: %q, %v", id, err)
		}
		if err := d.Settled(t.Context(), id, b); err != nil {
			t.Errorf("settle: %v", err)
		}
	}
}

// Law: a bill whose total there is not ours is never opened.
func TestABillWithAnotherTotalIsNeverOpened(t *testing.T) {
	t.Parallel()
	_, err := stripe.New("sk_test_123", mock(t)).Publish(t.Context(), bill(1001))
	if !errors.Is(err, billing.ErrRejected) {
		t.Errorf("got %v; want it refused", err)
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
		"other version":  {now, now, secret, "2026-01-01", false, false},
		"without secret": {now, now, "", "2023-10-16", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, header := signed(c.created, c.signed, c.secret, c.version)
			if c.tamper {
				raw[10] ^= 1
			}
			ours := secret
			if c.secret == "" {
				ours = ""
			}
			told, err := stripe.Told(raw, header, ours, now)
			if c.ok != (err == nil) || c.ok && (told.Object != "in_1" || told.Kind != "invoice.paid") {
				t.Errorf("got %+v, %v", told, err)
			}
		})
	}
}
