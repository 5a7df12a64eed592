package shop

import (
	"maps"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
)

// What paying can be refused for.
var (
	ErrNoWallet   = fault.New(fault.NotFound, "shop_wallet_unknown", "the shopper has no such payment method")
	ErrBalance    = fault.New(fault.Conflict, "shop_balance_short", "the gift card does not hold enough for it")
	ErrSameWallet = fault.New(fault.Conflict, "shop_wallet_same", "the order is paid by this payment method already")
)

// Wallet is one way a shopper pays. Only a gift card has a balance of its own
// that the shop keeps.
type Wallet struct {
	ID           string `json:"id"`
	Kind         string `json:"kind"` // gift_card, credit_card, paypal, alipay, wechat, …
	BalanceMinor int64  `json:"balance_minor,omitempty"`
}

// giftCard is the kind of a wallet whose balance the shop keeps.
const giftCard = "gift_card"

// Movement is money that went into an order (payment) or out of it (refund).
type Movement struct {
	Kind        string     `json:"kind"`
	Wallet      string     `json:"wallet"`
	AmountMinor int64      `json:"amount_minor"`
	At          *time.Time `json:"at,omitempty"`
}

// The kinds of a movement.
const (
	paidIn  = "payment"
	paidOut = "refund"
)

// wallet is the payment method that an action names, able to pay what it
// needs. Without a name, or where the shop does not tell its shoppers' payment
// methods, the order's own is meant. It returns ErrNoWallet and ErrBalance.
func (w World) wallet(o *Order, a args, needMinor int64) (string, error) {
	id := first(a.text("payment"), a.text("payment_method_id"))
	if id == "" {
		return o.Payment.ID, nil
	}
	own, ok := w.Wallets[id]
	if !ok {
		return "", ErrNoWallet.With("shopper %s has no payment method %q", o.Shopper, id)
	}
	if own.Kind == giftCard && own.BalanceMinor < needMinor {
		return "", ErrBalance.With("gift card %s does not hold %d", id, needMinor)
	}
	return id, nil
}

// move writes down that money came or went; nothing moved is not written.
func (o *Order) move(kind, wallet string, minor int64, w World) {
	if minor == 0 {
		return
	}
	now := w.Now
	o.Movements = append(o.Movements, Movement{Kind: kind, Wallet: wallet, AmountMinor: minor, At: &now})
}

// settleDifference moves what an order became dearer or cheaper by.
func (o *Order) settleDifference(wallet string, diff int64, w World) {
	if diff < 0 {
		o.move(paidOut, wallet, -diff, w)
		return
	}
	o.move(paidIn, wallet, diff, w)
}

// giveBack pays every wallet back what it has in the order, so that money goes
// the way it came however often the payment was changed.
func (o *Order) giveBack(w World) {
	held := map[string]int64{}
	var inOrder []string
	for _, m := range o.Movements {
		if !slices.Contains(inOrder, m.Wallet) {
			inOrder = append(inOrder, m.Wallet)
		}
		if m.Kind == paidOut {
			held[m.Wallet] -= m.AmountMinor
		} else {
			held[m.Wallet] += m.AmountMinor
		}
	}
	if len(inOrder) == 0 {
		o.move(paidOut, o.Payment.ID, o.AmountMinor, w)
	}
	for _, id := range inOrder {
		o.move(paidOut, id, max(0, held[id]), w)
	}
}

// changePayment has an order that has not left paid by another wallet.
func changePayment(o *Order, a args, w World) (Result, error) {
	if _, err := a.need("payment"); err != nil && a.text("payment_method_id") == "" {
		return nil, err
	}
	id, err := w.wallet(o, a, o.AmountMinor)
	if err != nil {
		return nil, err
	}
	if id == o.Payment.ID {
		return nil, ErrSameWallet.With("order %s is paid by %s already", o.ID, id)
	}
	before := o.Payment.ID
	o.move(paidIn, id, o.AmountMinor, w)
	o.move(paidOut, before, o.AmountMinor, w)
	o.Payment = Payment{Method: w.Wallets[id].Kind, ID: id}
	res := o.claim("change_payment", id, o.AmountMinor, w)
	res["payment"], res["payment_before"] = id, before
	return res, nil
}

// MovedSince lists what moved on an order since it was as before.
func (o Order) MovedSince(before Order) []Movement { return o.Movements[len(before.Movements):] }

// Settled is the shopper after money moved: what went into an order left the
// gift card that paid it, what came out is on it again.
func (s Shopper) Settled(moved []Movement) Shopper {
	s.Wallets = slices.Clone(s.Wallets)
	for _, m := range moved {
		i := slices.IndexFunc(s.Wallets, func(w Wallet) bool { return w.ID == m.Wallet && w.Kind == giftCard })
		if i < 0 {
			continue
		}
		if m.Kind == paidOut {
			s.Wallets[i].BalanceMinor += m.AmountMinor
		} else {
			s.Wallets[i].BalanceMinor -= m.AmountMinor
		}
	}
	return s
}

// Purse is the shopper's wallets by id.
func (s Shopper) Purse() map[string]Wallet {
	out := make(map[string]Wallet, len(s.Wallets))
	for _, w := range s.Wallets {
		out[w.ID] = w
	}
	return out
}

// readWallets reads "wallets", or "payment_methods" of the public retail shape.
func (r *record) readWallets() []Wallet {
	var out []Wallet
	r.each(func(s *record) {
		out = append(out, Wallet{ID: s.text("id"), Kind: first(s.text("kind", "source"), methodOf(s.text("id"))), BalanceMinor: s.minor("balance_minor", "balance")})
	}, "wallets", "payment_methods")
	return out
}

// foreignWallets shows the present balances where the public retail shape has
// them, for guards that were written against it.
func (s Shopper) foreignWallets(m map[string]any) {
	methods, ok := m["payment_methods"].(map[string]any)
	if !ok {
		return
	}
	methods = maps.Clone(methods)
	for _, w := range s.Wallets {
		if one, ok := methods[w.ID].(map[string]any); ok && w.Kind == giftCard {
			one = maps.Clone(one)
			one["balance"] = float64(w.BalanceMinor) / 100
			methods[w.ID] = one
		}
	}
	m["payment_methods"] = methods
}
