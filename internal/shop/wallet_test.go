package shop

import (
	"errors"
	"testing"

	"pgregory.net/rapid"
)

// paid is an order that a gift card of two paid.
func paid() (Order, World, Shopper) {
	o := order(AwaitingShipment)
	o.Payment = Payment{Method: giftCard, ID: "gift_1"}
	o.Movements = []Movement{{Kind: paidIn, Wallet: "gift_1", AmountMinor: o.AmountMinor}}
	who := Shopper{ID: "s", Wallets: []Wallet{{ID: "gift_1", Kind: giftCard, BalanceMinor: 100}, {ID: "gift_2", Kind: giftCard, BalanceMinor: 20000}, {ID: "gift_3", Kind: giftCard, BalanceMinor: 10}, {ID: "card", Kind: "credit_card"}}}
	w := world()
	w.Wallets = who.Purse()
	return o, w, who
}

func TestAnOrderIsPaidByAnotherWalletThatCanPayIt(t *testing.T) {
	t.Parallel()
	o, w, _ := paid()
	for wallet, want := range map[string]error{"gift_2": nil, "card": nil, "gift_3": ErrBalance, "gift_1": ErrBalance, "somebody's": ErrNoWallet} {
		if _, _, err := Apply(o, Action{Name: "change_payment", Args: map[string]any{"payment": wallet}}, w); !errors.Is(err, want) {
			t.Errorf("by %s: got %v, want %v", wallet, err, want)
		}
	}
	w.Wallets["gift_1"] = Wallet{ID: "gift_1", Kind: giftCard, BalanceMinor: 99999}
	if _, _, err := Apply(o, Action{Name: "change_payment", Args: map[string]any{"payment": "gift_1"}}, w); !errors.Is(err, ErrSameWallet) {
		t.Errorf("by the same wallet: %v", err)
	}
}

// Law: whatever is done to an unshipped order, money is neither made nor lost:
// what the gift cards hold and what the order holds add up to the same, and a
// cancelled order holds nothing.
func TestMoneyIsNeitherMadeNorLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		o, w, who := paid()
		who.Wallets[3] = Wallet{ID: "card", Kind: giftCard, BalanceMinor: 50000} // so that every wallet is counted
		w.Wallets = who.Purse()
		total := func() (sum int64) {
			for _, m := range o.Movements {
				if m.Kind == paidOut {
					sum -= m.AmountMinor
				} else {
					sum += m.AmountMinor
				}
			}
			if sum != map[bool]int64{true: 0, false: o.AmountMinor}[o.State == Cancelled] {
				rt.Fatalf("the order holds %d of %d", sum, o.AmountMinor)
			}
			for _, x := range who.Wallets {
				if x.BalanceMinor < 0 {
					rt.Fatalf("%s holds %d", x.ID, x.BalanceMinor)
				}
				sum += x.BalanceMinor
			}
			return sum
		}
		before := total()
		for range rapid.IntRange(1, 5).Draw(rt, "actions") {
			a := Action{Name: rapid.SampledFrom([]string{"change_payment", "modify_items", "cancel_order"}).Draw(rt, "action"), Args: map[string]any{
				"payment": rapid.SampledFrom([]string{"gift_1", "gift_2", "gift_3", "card"}).Draw(rt, "wallet"), "items": []any{"1"}, "size": "L",
			}}
			after, _, err := Apply(o, a, w)
			if err != nil {
				continue
			}
			who = who.Settled(after.MovedSince(o))
			o, w.Wallets = after, who.Purse()
			if got := total(); got != before {
				rt.Fatalf("%s made %d of %d", a.Name, got, before)
			}
		}
	})
}

func TestTheSameVariantOnTwoLinesIsTwoItems(t *testing.T) {
	t.Parallel()
	o := order(Completed)
	for _, c := range []struct {
		items []any
		want  int
		err   error
	}{{[]any{"P1-R-M", "P1-R-M"}, 2, nil}, {[]any{"1", "P1-R-M"}, 2, nil}, {[]any{"1", "1"}, 0, ErrUnknownItem}, {[]any{"P1-R-M", "P1-R-M", "P1-R-M"}, 0, ErrUnknownItem}} {
		after, _, err := Apply(o, Action{Name: "return_items", Args: map[string]any{"items": c.items}}, world())
		if !errors.Is(err, c.err) || err == nil && len(after.Returns[0].Items) != c.want {
			t.Errorf("%v: %v, %+v", c.items, err, after.Returns)
		}
	}
}
