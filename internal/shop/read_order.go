package shop

import (
	"fmt"
	"io"
	"time"
)

// Fields that our own types carry; whatever else a file says is kept beside.
var (
	productFields = fieldsOf(Product{})
	orderFields   = fieldsOf(Order{})
	itemFields    = fieldsOf(Item{})
	shopperFields = fieldsOf(Shopper{})
)

func fieldsOf(v any) map[string]bool {
	out := map[string]bool{}
	for k := range plainMap(v) {
		out[k] = true
	}
	return out
}

// ReadOrders reads orders.json, ours or the public retail shape. It returns
// ErrFile.
func ReadOrders(name string, src io.Reader) (map[string]Order, error) {
	out := map[string]Order{}
	err := records(name, src, func(r *record, key string) {
		o := readOrder(r, key)
		if _, ok := out[o.ID]; ok {
			r.fail("id", "an id that no other order has", o.ID)
		}
		if o.Shopper == "" {
			r.fail("shopper", "the id of who ordered", "") // nobody could ever ask about it
		}
		out[o.ID] = o
	})
	return out, err
}

func readOrder(r *record, key string) Order {
	o := Order{
		ID: first(r.text("id", "order_id"), key), Shopper: r.text("shopper", "shopper_id", "user_id"),
		CreatedAt: r.time("created_at"), PaidAt: r.time("paid_at"), ShippedAt: r.time("shipped_at"),
		DeliveredAt: r.time("delivered_at"), CompletedAt: r.time("completed_at"),
		AmountMinor: r.price("amount_minor", "amount", "total"), Currency: r.text("currency"), Coupon: r.text("coupon"),
		Tracking: r.texts("tracking"), From: r.texts("split_from", "merged_from"), Address: readAddress(r.child("address")), SaleEvent: r.text("event"),
	}
	if o.ID == "" {
		r.fail("id", "an id", "")
	}
	status := r.text("state", "status")
	st, ok := ParseState(status)
	if !ok {
		r.fail("state", "one of the nine order states", status)
	}
	o.State, o.imported = st, st
	r.each(func(s *record) {
		it := readItem(s, o.State, len(o.Items))
		// Two of one variant on two lines are two items; the variant still names both.
		if o.item(it.ID) >= 0 {
			it.ID = fmt.Sprintf("%s/%d", it.ID, len(o.Items)+1)
		}
		o.Items = append(o.Items, it)
	}, "items")
	pay := r.child("payment")
	o.Payment = Payment{Method: pay.text("method"), ID: pay.text("id")}
	if v, _ := r.pick("invoice"); v != nil {
		inv := r.child("invoice")
		o.Invoice = &Invoice{Kind: inv.text("kind"), Title: inv.text("title"), TaxNo: inv.text("tax_no"), IssuedAt: inv.time("issued_at")}
	}
	r.each(func(s *record) { o.Returns = append(o.Returns, readCase(s)) }, "returns")
	r.each(func(s *record) { o.Exchanges = append(o.Exchanges, readCase(s)) }, "exchanges")
	r.each(func(s *record) {
		o.Claims = append(o.Claims, Claim{ID: s.text("id"), Kind: s.text("kind"), Note: s.text("note"), AmountMinor: s.whole("amount_minor"), FiledAt: orZero(s.time("filed_at"))})
	}, "claims")
	r.each(func(s *record) {
		o.Movements = append(o.Movements, Movement{Kind: s.text("kind"), Wallet: s.text("wallet"), AmountMinor: s.whole("amount_minor"), At: s.time("at")})
	}, "movements")
	readRetail(r, &o)
	o.extra = r.rest(orderFields)
	return o
}

// maxQty of one item: its price times that stays an amount.
const maxQty = 100_000

func readItem(s *record, st State, n int) Item {
	it := Item{
		ID: s.text("id", "item_id"), Product: s.text("product", "product_id"), Variant: s.text("variant", "item_id", "sku"), Name: s.text("name"),
		Options: s.table("options"), Qty: int(s.whole("qty", "quantity")), PriceMinor: s.price("price_minor", "price"),
		Shipped: s.boolean(st == Shipped || st == Completed, "shipped"), Gift: s.boolean(false, "gift"),
	}
	if it.ID == "" {
		it.ID = fmt.Sprint(n + 1)
	}
	if it.Qty == 0 {
		it.Qty = 1
	}
	if it.Qty < 0 || it.Qty > maxQty {
		s.fail("qty", fmt.Sprintf("a number from 1 to %d", maxQty), it.Qty)
	}
	it.extra = s.rest(itemFields)
	return it
}

func readAddress(r *record) Address {
	return Address{
		Name: r.text("name"), Phone: r.text("phone"), Province: r.text("province", "state"), City: r.text("city"), District: r.text("district"),
		Line: joinNonEmpty(r.text("line", "address1"), r.text("address2")), Zip: r.text("zip"), Country: r.text("country"),
	}
}

func joinNonEmpty(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

func readCase(s *record) ReturnCase {
	return ReturnCase{ID: s.text("id"), Items: s.texts("items"), To: s.texts("to"), Reason: s.text("reason"), RefundMinor: s.whole("refund_minor"), FiledAt: orZero(s.time("filed_at"))}
}

func orZero(t *time.Time) (zero time.Time) {
	if t == nil {
		return zero
	}
	return *t
}

// readRetail takes from the public retail shape what ours keeps elsewhere:
// what was paid and how, and which parcels carry the items.
func readRetail(r *record, o *Order) {
	r.each(func(s *record) {
		if s.text("transaction_type") == "payment" {
			o.AmountMinor += s.minor("amount_minor", "amount")
			o.Payment = Payment{Method: methodOf(s.text("payment_method_id")), ID: s.text("payment_method_id")}
		}
		o.Movements = append(o.Movements, Movement{Kind: s.text("transaction_type"), Wallet: s.text("payment_method_id"), AmountMinor: s.minor("amount_minor", "amount")})
	}, "payment_history")
	r.each(func(s *record) {
		o.Tracking = append(o.Tracking, s.texts("tracking_id")...)
		for _, id := range s.texts("item_ids") {
			for i := range o.Items {
				o.Items[i].Shipped = o.Items[i].Shipped || o.Items[i].ID == id
			}
		}
	}, "fulfillments")
	if o.AmountMinor == 0 {
		for _, it := range o.Items {
			o.AmountMinor += it.PriceMinor * int64(it.Qty)
		}
	}
}

// methodOf is the kind of a payment method by its id, credit_card_1234.
func methodOf(id string) string {
	for i := len(id) - 1; i > 0; i-- {
		if id[i] == '_' {
			return id[:i]
		}
	}
	return id
}
