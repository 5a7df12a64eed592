package shop

import (
	"encoding/json"
	"time"
)

// Order is one order as the shop's own system tells it. Whoever changes one
// works on a copy: Apply does.
type Order struct {
	ID          string       `json:"id"`
	Shopper     string       `json:"shopper"`
	From        []string     `json:"split_from,omitempty"` // the orders that the platform split, or merged, into this one
	State       State        `json:"state"`
	CreatedAt   *time.Time   `json:"created_at"`
	PaidAt      *time.Time   `json:"paid_at"`
	DepositAt   *time.Time   `json:"deposit_at,omitempty"` // of a presale; paid_at is then the balance's
	ShippedAt   *time.Time   `json:"shipped_at"`
	DeliveredAt *time.Time   `json:"delivered_at"`
	CompletedAt *time.Time   `json:"completed_at"`
	AmountMinor int64        `json:"amount_minor"`
	Currency    string       `json:"currency"`
	Coupon      string       `json:"coupon"`
	Items       []Item       `json:"items"`
	Tracking    []string     `json:"tracking"`
	Address     Address      `json:"address"`
	Payment     Payment      `json:"payment"`
	Invoice     *Invoice     `json:"invoice"`
	SaleEvent   string       `json:"event"`
	Returns     []ReturnCase `json:"returns"`
	Exchanges   []ReturnCase `json:"exchanges"`
	Claims      []Claim      `json:"claims"`
	Withdrawn   []Withdrawn  `json:"withdrawn,omitempty"`
	Done        []Done       `json:"done,omitempty"`
	// Movements are the money in and out of the order that we know of.
	Movements []Movement `json:"movements,omitempty"`

	// extra is what the file said and we have no word for; guards read it.
	extra map[string]any
	// imported is the state that the file's own status stood for.
	imported State
}

// Item is so many of one variant.
type Item struct {
	ID         string            `json:"id"`
	Product    string            `json:"product"`
	Variant    string            `json:"variant"`
	Name       string            `json:"name"`
	Options    map[string]string `json:"options"`
	Qty        int               `json:"qty"`
	PriceMinor int64             `json:"price_minor"`
	Shipped    bool              `json:"shipped"`
	Gift       bool              `json:"gift,omitempty"`

	extra map[string]any
}

// Address is where an order goes.
type Address struct {
	Name     string `json:"name,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Province string `json:"province,omitempty"`
	City     string `json:"city,omitempty"`
	District string `json:"district,omitempty"`
	Line     string `json:"line,omitempty"`
	Zip      string `json:"zip,omitempty"`
	Country  string `json:"country,omitempty"`
}

// Payment is how an order was paid.
type Payment struct {
	Method string `json:"method,omitempty"`
	ID     string `json:"id,omitempty"`
}

// Invoice is the tax invoice of an order.
type Invoice struct {
	Kind     string     `json:"kind"`
	Title    string     `json:"title"`
	TaxNo    string     `json:"tax_no,omitempty"`
	IssuedAt *time.Time `json:"issued_at"`
}

// ReturnCase is a return or an exchange that was filed.
type ReturnCase struct {
	ID          string    `json:"id"`
	Items       []string  `json:"items"`
	To          []string  `json:"to,omitempty"`
	Reason      string    `json:"reason,omitempty"`
	RefundMinor int64     `json:"refund_minor"`     // negative: the shopper pays the difference
	Wallet      string    `json:"wallet,omitempty"` // where the money goes, or comes from
	FiledAt     time.Time `json:"filed_at"`
}

// Claim is anything else that was filed for an order: an urge, a price
// protection, a cash-back, a repair, an installation.
type Claim struct {
	ID          string    `json:"id"`
	Kind        string    `json:"kind"`
	Note        string    `json:"note,omitempty"`
	AmountMinor int64     `json:"amount_minor,omitempty"`
	FiledAt     time.Time `json:"filed_at"`
}

// Done remembers an action by its key, so that it is done once.
type Done struct {
	Key    string `json:"key"`
	Name   string `json:"name"`
	Result Result `json:"result"`
	// TakenBack: it was done and undone since; the same again is a new action.
	TakenBack bool `json:"taken_back,omitempty"`
}

// Delivered tells whether the parcel has reached the shopper.
func (o Order) Delivered() bool { return o.DeliveredAt != nil || o.State == Completed }

// Refunded tells whether the item is on its way back already.
func (o Order) Refunded(item string) bool {
	for _, list := range [][]ReturnCase{o.Returns, o.Exchanges} {
		for _, c := range list {
			for _, id := range c.Items {
				if id == item {
					return true
				}
			}
		}
	}
	return false
}

// clone copies an order deep enough for Apply to change the copy.
func (o Order) clone() Order {
	c := o
	c.Items = append([]Item(nil), o.Items...)
	c.Returns = append([]ReturnCase(nil), o.Returns...)
	c.Exchanges = append([]ReturnCase(nil), o.Exchanges...)
	c.Claims = append([]Claim(nil), o.Claims...)
	c.Withdrawn = append([]Withdrawn(nil), o.Withdrawn...)
	c.Done = append([]Done(nil), o.Done...)
	c.Movements = append([]Movement(nil), o.Movements...)
	if o.Invoice != nil {
		v := *o.Invoice
		c.Invoice = &v
	}
	return c
}

// View is the order as guards read it: our own fields, and beside them every
// field of the file that we have no word for. A file's own "status" is shown
// only while the order stands where that status put it.
func (o Order) View() map[string]any {
	m := plainMap(o)
	over(m, o.extra)
	m["status"] = o.foreignStatus()
	for _, list := range []string{"items", "tracking", "returns", "exchanges", "claims", "movements"} {
		if m[list] == nil {
			m[list] = []any{} // so that size(order.returns) counts to zero
		}
	}
	items, _ := m["items"].([]any)
	for i, it := range items {
		if im, ok := it.(map[string]any); ok {
			over(im, o.Items[i].extra)
		}
	}
	return m
}

// foreignStatus is what the shop's own system calls the order now: its own word
// while the order stands where that word put it, and the words of the public
// retail shape for what was filed since.
func (o Order) foreignStatus() any {
	s, ok := o.extra["status"]
	if !ok || o.State != o.imported {
		return string(o.State)
	}
	switch {
	case s == "pending" && o.claimed("modify_items"):
		return "pending (item modified)"
	case s == "delivered" && len(o.Exchanges) > 0:
		return "exchange requested"
	case s == "delivered" && len(o.Returns) > 0:
		return "return requested"
	}
	return s
}

// over adds to m what it does not have.
func over(m, extra map[string]any) {
	for k, v := range extra {
		if _, ok := m[k]; !ok {
			m[k] = Plain(v)
		}
	}
}

// plainMap turns a value into what JSON would make of it. Our own structs
// always can be written, so an error is an empty map.
func plainMap(v any) map[string]any {
	b, err := json.Marshal(v)
	if err != nil {
		return map[string]any{}
	}
	m, err := decodeMap(b)
	if err != nil {
		return map[string]any{}
	}
	return m
}
