package laws_test

import (
	"testing"

	"github.com/manyhands/manyhands/internal/fact"
)

// Law: who asks from one account and orders from another is one buyer, known by
// a mark that both accounts' orders carry; the order is won once.
func TestABuyerWithTwoAccountsIsOneBuyer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	known := b.paid("earlier", "asks", -60*24, 5_000) // what tells that both are one: long before
	known.Marks = []string{"purse-1"}
	b.tell(known)
	b.tell(b.closed("asks", 1))
	order := b.paid("o1", "orders", 30, 20_000)
	order.Marks = []string{"purse-1"}
	b.tell(order)
	b.tell(order) // told twice
	stranger := b.paid("o2", "stranger", 31, 20_000)
	stranger.Marks = []string{"purse-2"}
	b.tell(stranger)
	if qty, amount := line(b.draft(), "conversion_share"); qty != 1 || amount != 600 {
		t.Errorf("%d orders won, %d billed, want one at 3 %% of 200.00", qty, amount)
	}
}

// Law: the conversation may close after the other account's order was paid.
func TestASecondAccountsOrderIsWonByAConversationThatClosesLater(t *testing.T) {
	t.Parallel()
	b := setup(t)
	known := b.paid("earlier", "asks", -60*24, 5_000)
	known.Marks = []string{"purse-1"}
	b.tell(known)
	order := b.paid("o1", "orders", 30, 20_000)
	order.Marks = []string{"purse-1"}
	b.tell(order)
	b.tell(b.closed("asks", 1))
	if qty, amount := line(b.draft(), "conversion_share"); qty != 1 || amount != 600 {
		t.Errorf("%d orders won, %d billed, want one at 3 %% of 200.00", qty, amount)
	}
}

// Law: a mark of many accounts is a pick-up point and makes nobody one buyer.
func TestAPickUpPointMakesNobodyOneBuyer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, who := range []string{"asks", "p1", "p2", "p3", "p4", "p5"} {
		f := b.paid("earlier-"+who, who, -60*24, 5_000)
		f.Marks = []string{"locker"}
		b.tell(f)
	}
	b.tell(b.closed("asks", 1))
	order := b.paid("o1", "p5", 30, 20_000)
	order.Marks = []string{"locker"}
	b.tell(order)
	if qty, _ := line(b.draft(), "conversion_share"); qty != 0 {
		t.Errorf("%d orders won by somebody else's conversation", qty)
	}
}

// Law: an order that the platform splits, or merges with another, after it was
// paid is paid for once; what is given back under the later numbers comes off
// what was billed, and nothing of it is lost.
func TestAnOrderThatIsSplitOrMergedLaterIsPaidOnce(t *testing.T) {
	t.Parallel()
	again := func(b *bundle, order, item string, net int64, from ...string) fact.OrderPaid {
		f := b.paid(order, "sa", 30, net)
		f.Items[0].Item, f.From = item, from
		return f
	}
	back := func(b *bundle, id, order string, amount int64) fact.OrderRefunded {
		f := b.refunded(order, amount)
		f.SourceID = id
		return f
	}
	for name, late := range map[string]bool{"won before the split": false, "won after it": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			won := func(when string, qty, amount int64) {
				t.Helper()
				if q, a := line(b.draft(), "conversion_share"); q != qty || a != amount {
					t.Errorf("%s: %d items at %d, want %d at %d", when, q, a, qty, amount)
				}
			}
			if !late {
				b.tell(b.closed("sa", 1))
			}
			b.tell(b.paid("whole", "sa", 30, 20_000))
			b.tell(again(b, "half-1", "1", 12_000, "whole"))
			b.tell(again(b, "half-2", "2", 8_000, "whole"))
			b.tell(again(b, "merged", "1", 12_000, "half-1"))
			b.tell(back(b, "r1", "half-2", 8_000))
			if late {
				b.tell(b.closed("sa", 1))
			}
			won("a half given back", 1, 360)
			b.tell(back(b, "r2", "merged", 2_000))
			b.tell(back(b, "r2", "merged", 2_000)) // told twice
			won("a part of the other half given back", 1, 300)
		})
	}
}
