package shop

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var noon = time.Date(2026, 11, 12, 12, 0, 0, 0, time.UTC)

func sweater() Product {
	return Product{ID: "P1", Name: "毛衣", PriceMinor: 9000, Variants: []Variant{
		{ID: "P1-R-M", Options: map[string]string{"color": "红色", "size": "M"}, PriceMinor: 9000, Available: true},
		{ID: "P1-R-L", Options: map[string]string{"color": "红色", "size": "L"}, PriceMinor: 9500, Available: true},
		{ID: "P1-R-XL", Options: map[string]string{"color": "红色", "size": "XL"}, PriceMinor: 9500},
	}}
}

func world() World {
	return World{Now: noon, Catalogue: NewCatalogue([]Product{sweater()}), Coupons: []Coupon{{ID: "CB", Kind: "cashback", OffMinor: 300}}}
}

func order(st State) Order {
	at := noon.Add(-24 * time.Hour)
	o := Order{ID: "A1", Shopper: "s", State: st, AmountMinor: 16000, Items: []Item{
		{ID: "1", Product: "P1", Variant: "P1-R-M", Name: "毛衣", Options: map[string]string{"color": "红色", "size": "M"}, Qty: 1, PriceMinor: 9500},
		{ID: "2", Product: "P1", Variant: "P1-R-M", Name: "毛衣", Qty: 1, PriceMinor: 9500},
	}}
	if st == Completed {
		o.DeliveredAt = &at
	}
	return o
}

// The table of docs/brand-folder.md: what may be done in which of the nine
// states, tried for every state.
func TestAnActionIsDoneOnlyInTheStatesOfItsRow(t *testing.T) {
	t.Parallel()
	args := map[string]map[string]any{
		"change_address": {"address": "杭州市西湖区文三路 1 号"}, "exchange_items": {"items": []any{"1"}, "size": "L"}, "modify_items": {"items": []any{"1"}, "size": "L"},
		"issue_invoice": {"title": "个人"}, "review_cashback": {"image": "a.jpg"}, "book_installation": {"date": "2026-11-20"}, "price_protect": {},
	}
	for name, want := range map[string][]State{
		"urge_shipment": {AwaitingShipment, PartlyShipped}, "change_address": unshipped, "cancel_order": unshipped,
		"return_items": {Completed}, "exchange_items": {Completed}, "modify_items": {AwaitingShipment},
		"issue_invoice": {AwaitingShipment, PartlyShipped, Shipped, Completed}, "review_cashback": {Completed},
		"book_installation": {Shipped, PartlyShipped, Completed}, "request_repair": {Completed},
	} {
		allowed := map[State]bool{}
		for _, st := range want {
			allowed[st] = true
		}
		for _, st := range States() {
			before := order(st)
			_, res, err := Apply(before, Action{Name: name, Args: args[name]}, world())
			for told := range res {
				if !slices.Contains(Tells(name), told) {
					t.Errorf("%s tells %q, which Tells does not know of", name, told)
				}
			}
			if (err == nil) != allowed[st] {
				t.Errorf("%s while %s: %v", name, st, err)
			}
			if err != nil && !errors.Is(err, ErrWrongState) {
				t.Errorf("%s while %s was refused by %v", name, st, err)
			}
			if before.State != st || len(before.Done) != 0 {
				t.Errorf("%s changed the order that was passed in", name)
			}
		}
	}
}

func TestTheSameKeyIsDoneOnce(t *testing.T) {
	t.Parallel()
	a := Action{Name: "return_items", Args: map[string]any{"items": []any{"1"}}, Key: "k"}
	once, first, err := Apply(order(Completed), a, world())
	if err != nil {
		t.Fatal(err)
	}
	twice, second, err := Apply(once, a, world())
	if err != nil || len(twice.Returns) != 1 || second["id"] != first["id"] || second["repeated"] != true {
		t.Errorf("again gave %v, %v, %d returns", second, err, len(twice.Returns))
	}
	a.Key = "another"
	if _, _, err := Apply(once, a, world()); !errors.Is(err, ErrReturnedOnce) {
		t.Errorf("the same item went back twice: %v", err)
	}
}

// However an order goes back, piece by piece, the refunds add up to what was
// paid, to the cent, and never to more on the way.
func TestTheRefundsOfAnOrderAddUpToWhatWasPaid(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		prices := rapid.SliceOfN(rapid.Int64Range(1, 1_000_000), 1, 8).Draw(rt, "prices")
		o := order(Completed)
		o.Items = nil
		var total int64
		for i, p := range prices {
			o.Items = append(o.Items, Item{ID: string(rune('a' + i)), Qty: 1, PriceMinor: p})
			total += p
		}
		o.AmountMinor = rapid.Int64Range(1, total).Draw(rt, "paid")
		var back int64
		for _, i := range rapid.Permutation(o.Items).Draw(rt, "sequence") {
			after, res, err := Apply(o, Action{Name: "return_items", Args: map[string]any{"items": []any{i.ID}}}, world())
			if err != nil {
				rt.Fatal(err)
			}
			back += res["refund_minor"].(int64)
			if back > o.AmountMinor {
				rt.Fatalf("%d back of %d paid", back, o.AmountMinor)
			}
			o = after
		}
		if back != o.AmountMinor {
			rt.Fatalf("%d back of %d paid", back, o.AmountMinor)
		}
	})
}

func TestAnExchangeForWhatIsOutOfStockIsRefused(t *testing.T) {
	t.Parallel()
	for size, want := range map[string]error{"L": nil, "XL": ErrOutOfStock, "S": ErrNoVariant} {
		_, res, err := Apply(order(Completed), Action{Name: "exchange_items", Args: map[string]any{"items": []any{"1"}, "size": size}}, world())
		if !errors.Is(err, want) {
			t.Errorf("size %s: %v, want %v (%v)", size, err, want, res)
		}
	}
}

func TestASignatureProvesBodyAndTime(t *testing.T) {
	t.Parallel()
	secret, body := []byte("s"), []byte(`{"order":1}`)
	h := Sign(secret, body, noon)
	for name, c := range map[string]struct {
		body   string
		secret string
		header string
		at     time.Time
		want   error
	}{
		"right":           {string(body), "s", h, noon.Add(time.Minute), nil},
		"rotated secret":  {string(body), "s", h + ",v1=00", noon, nil},
		"other body":      {"{}", "s", h, noon, ErrSignature},
		"other secret":    {string(body), "x", h, noon, ErrSignature},
		"old":             {string(body), "s", h, noon.Add(time.Hour), ErrSignedAt},
		"from the future": {string(body), "s", h, noon.Add(-time.Hour), ErrSignedAt},
		"nothing":         {string(body), "s", "", noon, ErrSignature},
		"no secret":       {string(body), "", Sign(nil, body, noon), noon, ErrSignature},
	} {
		if err := VerifySignature([]byte(c.secret), []byte(c.body), c.header, c.at, 5*time.Minute); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

func TestAWrongFileIsToldByEntryAndField(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		`[{"id":"a","state":"lost"}]`:                                                         `entry 1, state: one of the nine order states was expected, got "lost"`,
		`{"a":{"state":"shipped","paid_at":"yesterday"}}`:                                     `entry "a", paid_at: a time`,
		`[{"id":"a","state":"shipped","items":[{"qty":"many"}]}]`:                             `entry 1 items[0], qty: a whole number`,
		`[{"id":"a","shopper":"s","state":"shipped"},{"id":"a","shopper":"s","state":"已发货"}]`: `entry 2, id: an id that no other order has`,
		"[\n{": "line 2",
		`3`:    "an array, or an object keyed by id",
	} {
		_, err := ReadOrders("orders.json", strings.NewReader(src))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %s", src, err, want)
		}
	}
}

// The public retail shape, when it is there: every order has a state, and what
// was paid is what its file says.
func TestThePublicRetailShapeIsRead(t *testing.T) {
	t.Parallel()
	dir := os.Getenv("MANYHANDS_PUBLIC_DATA")
	if dir == "" {
		t.Skip("MANYHANDS_PUBLIC_DATA names no folder")
	}
	f, err := os.Open(filepath.Join(dir, "retail", "orders.json"))
	if err != nil {
		t.Skip(err)
	}
	defer f.Close()
	orders, err := ReadOrders("orders.json", f)
	if err != nil || len(orders) == 0 {
		t.Fatalf("%d orders, %v", len(orders), err)
	}
	for _, o := range orders {
		if o.Shopper == "" || o.AmountMinor <= 0 || len(o.Items) == 0 {
			t.Fatalf("order %s lacks something: %+v", o.ID, o)
		}
		if o.View()["status"] == nil {
			t.Fatalf("order %s shows no status", o.ID)
		}
	}
}

func FuzzAnyOrdersFileIsReadOrRefused(f *testing.F) {
	f.Add([]byte(`[{"id":"a","state":"shipped","amount":12.5,"items":[{"price":1}]}]`))
	f.Add([]byte(`{"#W1":{"status":"pending","payment_history":[{"transaction_type":"payment","amount":1e3}]}}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		orders, err := ReadOrders("f", strings.NewReader(string(b)))
		if err != nil {
			return
		}
		for _, o := range orders {
			if _, ok := ParseState(string(o.State)); !ok {
				t.Errorf("state %q got through", o.State)
			}
			o.View()
		}
	})
}

func TestACouponThatIsNotRunningTakesNothingOff(t *testing.T) {
	t.Parallel()
	past, coming := noon.Add(-time.Hour), noon.Add(time.Hour)
	w := world()
	w.Coupons = []Coupon{{ID: "OLD", Kind: "amount", OffMinor: 5000, Till: &past}, {ID: "SOON", Kind: "amount", OffMinor: 5000, From: &coming}, {ID: "NOW", Kind: "amount", OffMinor: 100}}
	for id, want := range map[string]int64{"OLD": 0, "SOON": 0, "NOW": 100, "": 100} {
		_, res, err := Apply(Order{}, Action{Name: "check_coupon", Args: map[string]any{"coupon": id, "spend_minor": int64(20000)}}, w)
		if err != nil || res["off_minor"] != want || res["running"] != (want > 0) {
			t.Errorf("%q: got %v, %v; want %d off", id, res, err, want)
		}
	}
}
