package laws_test

import (
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/uid"
)

// Law: of an order that is shipped in parts, what is given back of one item
// falls on whoever won that item, and what is given back of the whole lies over
// all of its items by what was paid for them, to the last fen.
func TestARefundOfAPartFallsOnItsItemAndOfTheWholeOnAll(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	hat := b.closed("sa", 3)
	hat.Agent, hat.Touches[0].Agent = uid.New[uid.Agent](), uid.New[uid.Agent]()
	hat.Touches[0].SKUs = []string{"hat"}
	b.tell(hat)
	order := b.paid("o1", "sa", 30, 20_000)
	order.Items = append(order.Items, fact.OrderItem{Item: "2", SKU: "hat", NetMinor: 10_001})
	b.tell(order)
	won := func(when string, qty, amount, free int64) {
		t.Helper()
		v := b.draft()
		if q, a := line(v, "conversion_share"); q != qty || a != amount {
			t.Errorf("%s: %d items at %d, want %d at %d", when, q, a, qty, amount)
		}
		if q, _ := line(v, "no_conversion_free"); q != free {
			t.Errorf("%s: %d free, want %d", when, q, free)
		}
	}
	back := func(id, item string, amount int64) {
		f := b.refunded("o1", amount)
		f.SourceID, f.Item = id, item
		b.tell(f)
	}
	won("paid", 2, 900, 0) // 3 % of 300.01
	back("parcel", "2", 4001)
	won("a part of one item", 2, 780, 0)
	back("goodwill", "", 6000) // 3999.87 and 2000.13 by what was paid
	won("a part of the whole", 2, 600, 0)
	back("rest", "2", 6000)
	won("all of one item", 1, 480, 1)
}

// Law: another tenant's id is another id.
func TestAnotherBrandsKeyIsAnotherKey(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.clock.MoveTo(at.Add(3 * time.Hour))
	other := uid.New[uid.Brand]()
	err := b.register.AddBrand(t.Context(), account.Brand{ID: other, Slug: "other-" + other.String()[30:], Name: "别家", Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"}, WebhookSecret: "s"})
	if err != nil {
		t.Fatal(err)
	}
	theirs := b.metered(1)
	theirs.Brand, theirs.RespMS = other.String(), 99
	for brand, o := range map[uid.Brand]rate.Outcome{b.brand: b.metered(1), other: theirs} {
		if got, err := b.Load(t.Context(), brand, []rate.Outcome{o}); err != nil || got.Loaded != 1 {
			t.Errorf("%+v, %v", got, err)
		}
	}
	if n, conflicts := b.count("billing.outcome"), b.count("billing.conflict"); n != 2 || conflicts != 0 {
		t.Errorf("%d outcomes and %d conflicts of two brands with one key", n, conflicts)
	}
}
