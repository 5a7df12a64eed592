package shop_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/outbox"
	"github.com/manyhands/manyhands/internal/pg/pgtest"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/uid"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

const orders = `[{"id":"Y1","shopper":"lin","state":"awaiting_shipment","created_at":"2026-11-10T20:05:00+08:00","paid_at":"2026-11-10T20:06:00+08:00",
"amount_minor":30000,"currency":"CNY","price_kind":"presale","items":[{"id":"1","product":"P1","variant":"V1","name":"风衣","qty":1,"price_minor":20000},{"id":"2","product":"P2","variant":"V2","name":"围巾","qty":1,"price_minor":10000}]}]`

func setup(t *testing.T, listen func(*outbox.Outbox)) (*shop.Shop, uid.Brand) {
	t.Helper()
	pool := pgtest.DB(t)
	now := time.Date(2026, 11, 10, 13, 0, 0, 0, time.UTC)
	s := shop.NewShop(pool, clock.Fixed(now), pgtest.Outbox(t, pool, listen))
	b := uid.New[uid.Brand]()
	if n, err := s.Bring(t.Context(), b, "orders", strings.NewReader(orders)); err != nil || n != 1 {
		t.Fatalf("got %d, %v; want 1 order", n, err)
	}
	return s, b
}

// What the shop says and we have no word for stays with the order.
func TestAnOrderKeepsWhatWeHaveNoWordFor(t *testing.T) {
	t.Parallel()
	s, b := setup(t, nil)
	o, err := s.Order(t.Context(), b, "Y1")
	if err != nil || o.View()["price_kind"] != "presale" {
		t.Errorf("got %v, %v; want price_kind presale", o.View()["price_kind"], err)
	}
}

// The same action under the same key is done once; another's order is nobody's.
func TestAnActionIsDoneOnceAndOnOwnOrdersAlone(t *testing.T) {
	t.Parallel()
	s, b := setup(t, nil)
	a := shop.Action{Name: "cancel_order", Args: map[string]any{"reason": "ordered twice"}, Key: "k1"}
	first, err := s.Act(t.Context(), b, "lin", "Y1", a, "test")
	if err != nil {
		t.Fatal(err)
	}
	again, err := s.Act(t.Context(), b, "lin", "Y1", a, "test")
	if err != nil || again["id"] != first["id"] {
		t.Errorf("again got %v, %v; want the first result %v", again, err, first)
	}
	if _, err := s.Act(t.Context(), b, "wang", "Y1", a, "test"); !errors.Is(err, shop.ErrNoOrder) {
		t.Errorf("another shopper got %v, want %v", err, shop.ErrNoOrder)
	}
}

// A payment told twice is one fact; the same id with another body is a conflict.
func TestAPaymentToldTwiceIsOneFact(t *testing.T) {
	t.Parallel()
	told := make(chan fact.OrderPaid, 8)
	s, b := setup(t, func(o *outbox.Outbox) {
		outbox.On(o, "test", func(_ context.Context, _ pgx.Tx, f fact.OrderPaid) error { told <- f; return nil })
	})
	body := `{"id":"e1","type":"order.paid","at":"2026-11-10T20:06:00+08:00","order":` + strings.TrimSuffix(strings.TrimPrefix(orders, "["), "]") + `}`
	for range 3 {
		if err := s.Hear(t.Context(), b, "shop", []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Hear(t.Context(), b, "shop", []byte(strings.Replace(body, "30000", "30001", 1))); !errors.Is(err, shop.ErrWebhookConflict) {
		t.Errorf("another body got %v, want %v", err, shop.ErrWebhookConflict)
	}
	f := <-told
	if len(f.Items) != 2 || f.Items[0].NetMinor+f.Items[1].NetMinor != 30000 {
		t.Errorf("got items %+v; want two that add up to 30000", f.Items)
	}
	if err := s.Hear(t.Context(), b, "shop", []byte(strings.Replace(body, `"e1"`, `"e2"`, 1))); err != nil {
		t.Fatal(err)
	}
	if f := <-told; f.SourceID != "e2" {
		t.Errorf("got fact of %s; want e2 as the second and last", f.SourceID)
	}
}

func TestAFileThatIsNotAShopsIsRefused(t *testing.T) {
	t.Parallel()
	s, b := setup(t, nil)
	for _, c := range []struct {
		kind, body string
		want       error
	}{
		{"orders", "", shop.ErrFile},
		{"orders", "[]", shop.ErrEmptyFile},
		{"orders", `[{"id":"x","state":"nowhere"}]`, shop.ErrFile},
		{"wishes", "[]", shop.ErrKind},
		{"products", `<script>`, shop.ErrFile},
	} {
		if _, err := s.Bring(t.Context(), b, c.kind, strings.NewReader(c.body)); !errors.Is(err, c.want) {
			t.Errorf("%s %q: got %v, want %v", c.kind, c.body, err, c.want)
		}
	}
}

// What was filed is taken back in the database too, once, and filed anew under
// another number.
func TestWhatWasFiledIsTakenBackInTheShopsData(t *testing.T) {
	t.Parallel()
	s, b := setup(t, nil)
	delivered := strings.Replace(strings.Replace(orders, `"Y1"`, `"Y2"`, 1), `"awaiting_shipment"`, `"completed","delivered_at":"2026-11-10T20:30:00+08:00"`, 1)
	if _, err := s.Bring(t.Context(), b, "orders", strings.NewReader(delivered)); err != nil {
		t.Fatal(err)
	}
	act := func(name string, args map[string]any) shop.Result {
		t.Helper()
		res, err := s.Act(t.Context(), b, "lin", "Y2", shop.Action{Name: name, Args: args}, "test")
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return res
	}
	filed := act("return_items", map[string]any{"items": []any{"1"}})
	act("take_back", map[string]any{"id": filed["id"]})
	if again := act("take_back", map[string]any{"id": filed["id"]}); again["repeated"] != true {
		t.Errorf("again: %v", again)
	}
	o, err := s.Order(t.Context(), b, "Y2")
	if err != nil || len(o.Returns) != 0 || len(o.Withdrawn) != 1 || o.Refunded("1") {
		t.Errorf("got %+v, %v", o, err)
	}
	if anew := act("return_items", map[string]any{"items": []any{"1"}}); anew["id"] == filed["id"] {
		t.Errorf("filed anew under %v", anew["id"])
	}
	if anew := act("return_items", map[string]any{"items": []any{"1"}}); anew["repeated"] != true {
		t.Errorf("the same again: %v", anew)
	}
}
