package main

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// world is the public shop as its own tools see it: plain maps, decimals for
// money. What each tool does to it is written here from its description, so
// that ours is compared with something that shares no line with it.
type world struct {
	products map[string]product
	orders   map[string]publicOrder
	users    map[string]user
}

type product struct {
	Variants map[string]struct {
		Available bool              `json:"available"`
		Price     float64           `json:"price"`
		Options   map[string]string `json:"options"`
	} `json:"variants"`
}

type line struct {
	Product string  `json:"product_id"`
	Item    string  `json:"item_id"`
	Price   float64 `json:"price"`
}

type money struct {
	Type   string  `json:"transaction_type"`
	Amount float64 `json:"amount"`
	Method string  `json:"payment_method_id"`
}

type publicOrder struct {
	ID      string            `json:"order_id"`
	User    string            `json:"user_id"`
	Status  string            `json:"status"`
	Address map[string]string `json:"address"`
	Items   []line            `json:"items"`
	Moved   []money           `json:"payment_history"`

	reason, wallet string
	back, to       []string
	diff           float64
}

type user struct {
	Methods map[string]method `json:"payment_methods"`
}

type method struct {
	Source  string  `json:"source"`
	Balance float64 `json:"balance"`
}

// call is one action of a task's gold answer.
type call struct {
	Name string `json:"name"`
	Args struct {
		Order   string   `json:"order_id"`
		Items   []string `json:"item_ids"`
		To      []string `json:"new_item_ids"`
		Payment string   `json:"payment_method_id"`
		Reason  string   `json:"reason"`
		Line1   string   `json:"address1"`
		Line2   string   `json:"address2"`
		City    string   `json:"city"`
		State   string   `json:"state"`
		Country string   `json:"country"`
		Zip     string   `json:"zip"`
	} `json:"args"`
}

func cents(f float64) int64 { return int64(math.Round(f * 100)) }

func (w *world) pay(user, id string, change float64) {
	m := w.users[user].Methods[id]
	if m.Source == "gift_card" {
		m.Balance += change
		w.users[user].Methods[id] = m
	}
}

// do is what the public tool does; a sentence says why it did nothing.
func (w *world) do(c call) string {
	o, ok := w.orders[c.Args.Order]
	if !ok {
		return "no such order"
	}
	want := "pending"
	if strings.Contains(c.Name, "delivered") {
		want = "delivered"
	}
	if o.Status != want {
		return fmt.Sprintf("the order is %s", o.Status)
	}
	why := ""
	switch c.Name {
	case "cancel_pending_order":
		for _, m := range slices.Clone(o.Moved) {
			o.Moved = append(o.Moved, money{"refund", m.Amount, m.Method})
			w.pay(o.User, m.Method, m.Amount)
		}
		o.Status, o.reason = "cancelled", c.Args.Reason
	case "modify_pending_order_address":
		o.Address = map[string]string{"address1": c.Args.Line1, "address2": c.Args.Line2, "city": c.Args.City, "state": c.Args.State, "country": c.Args.Country, "zip": c.Args.Zip}
	case "modify_pending_order_payment":
		why = w.changePayment(&o, c)
	case "modify_pending_order_items":
		why = w.modify(&o, c)
	case "return_delivered_order_items":
		why = w.giveBack(&o, c)
	case "exchange_delivered_order_items":
		why = w.exchange(&o, c)
	default:
		why = "no such tool"
	}
	if why == "" {
		w.orders[o.ID] = o
	}
	return why
}

func (w *world) changePayment(o *publicOrder, c call) string {
	m, ok := w.users[o.User].Methods[c.Args.Payment]
	switch {
	case !ok:
		return "no such payment method"
	case len(o.Moved) != 1:
		return "paid more than once"
	case o.Moved[0].Method == c.Args.Payment:
		return "the same payment method"
	case m.Source == "gift_card" && m.Balance < o.Moved[0].Amount:
		return "the gift card holds too little"
	}
	paid := o.Moved[0]
	o.Moved = append(o.Moved, money{"payment", paid.Amount, c.Args.Payment}, money{"refund", paid.Amount, paid.Method})
	w.pay(o.User, c.Args.Payment, -paid.Amount)
	w.pay(o.User, paid.Method, paid.Amount)
	return ""
}

// swap checks items and what they become, and tells the difference in price.
func (w *world) swap(o *publicOrder, c call) (float64, string) {
	if why := holds(o, c.Args.Items); why != "" {
		return 0, why
	}
	if len(c.Args.Items) != len(c.Args.To) {
		return 0, "not one new item for each"
	}
	diff := 0.0
	for n, id := range c.Args.Items {
		it := o.Items[slices.IndexFunc(o.Items, func(l line) bool { return l.Item == id })]
		v, ok := w.products[it.Product].Variants[c.Args.To[n]]
		if !ok || !v.Available {
			return 0, "the new item cannot be had"
		}
		diff += v.Price - it.Price
	}
	m, ok := w.users[o.User].Methods[c.Args.Payment]
	if !ok {
		return 0, "no such payment method"
	}
	if m.Source == "gift_card" && m.Balance < diff {
		return 0, "the gift card holds too little"
	}
	return diff, ""
}

func holds(o *publicOrder, items []string) string {
	for _, id := range items {
		have := 0
		for _, l := range o.Items {
			if l.Item == id {
				have++
			}
		}
		for _, other := range items {
			if other == id {
				have--
			}
		}
		if have < 0 {
			return "no such item"
		}
	}
	return ""
}

func (w *world) modify(o *publicOrder, c call) string {
	diff, why := w.swap(o, c)
	if why != "" {
		return why
	}
	kind := "refund"
	if diff > 0 {
		kind = "payment"
	}
	o.Moved = append(slices.Clone(o.Moved), money{kind, math.Abs(diff), c.Args.Payment})
	w.pay(o.User, c.Args.Payment, -diff)
	o.Items = slices.Clone(o.Items)
	for n, id := range c.Args.Items {
		at := slices.IndexFunc(o.Items, func(l line) bool { return l.Item == id })
		o.Items[at].Item = c.Args.To[n]
		o.Items[at].Price = w.products[o.Items[at].Product].Variants[c.Args.To[n]].Price
	}
	o.Status = "pending (item modified)"
	return ""
}

func (w *world) giveBack(o *publicOrder, c call) string {
	if _, ok := w.users[o.User].Methods[c.Args.Payment]; !ok {
		return "no such payment method"
	}
	if !strings.Contains(c.Args.Payment, "gift_card") && c.Args.Payment != o.Moved[0].Method {
		return "neither the original payment method nor a gift card"
	}
	if why := holds(o, c.Args.Items); why != "" {
		return why
	}
	o.Status, o.back, o.wallet = "return requested", slices.Sorted(slices.Values(c.Args.Items)), c.Args.Payment
	return ""
}

func (w *world) exchange(o *publicOrder, c call) string {
	diff, why := w.swap(o, c)
	if why != "" {
		return why
	}
	o.Status, o.wallet, o.diff = "exchange requested", c.Args.Payment, diff
	o.back, o.to = slices.Sorted(slices.Values(c.Args.Items)), slices.Sorted(slices.Values(c.Args.To))
	return ""
}

// state is an order in a form that both sides can be brought into.
type state struct {
	Status, Address, Reason, Wallet string
	Items, Back, To, Moved          []string
	DiffMinor                       int64
	Cards                           map[string]int64
}

func (w *world) state(id string) state {
	o := w.orders[id]
	s := state{Status: o.Status, Reason: o.reason, Wallet: o.wallet, Back: o.back, To: o.to, DiffMinor: cents(o.diff), Cards: map[string]int64{}}
	var parts []string
	for _, p := range []string{o.Address["state"], o.Address["city"], joined(o.Address["address1"], o.Address["address2"]), o.Address["zip"], o.Address["country"]} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	s.Address = strings.Join(parts, " ")
	for _, l := range o.Items {
		s.Items = append(s.Items, fmt.Sprint(l.Item, " ", cents(l.Price)))
	}
	for _, m := range o.Moved {
		if cents(m.Amount) != 0 {
			s.Moved = append(s.Moved, fmt.Sprint(m.Type, " ", m.Method, " ", cents(m.Amount)))
		}
	}
	slices.Sort(s.Moved)
	slices.Sort(s.Items)
	for card, m := range w.users[o.User].Methods {
		if m.Source == "gift_card" {
			s.Cards[card] = cents(m.Balance)
		}
	}
	return s
}

func joined(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + ", " + b
}

// copyOf makes a world of its own for one task.
func copyOf(w *world) *world {
	out := &world{products: w.products, orders: make(map[string]publicOrder, len(w.orders)), users: make(map[string]user, len(w.users))}
	for k, v := range w.orders {
		v.Moved = slices.Clone(v.Moved)
		out.orders[k] = v
	}
	for k, v := range w.users {
		methods := make(map[string]method, len(v.Methods))
		for id, m := range v.Methods {
			methods[id] = m
		}
		out.users[k] = user{methods}
	}
	return out
}

func decode(b []byte, into any) error { return json.Unmarshal(b, into) }
