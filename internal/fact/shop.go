package fact

import "time"

// OrderPaid: the shop told that an order was paid.
type OrderPaid struct {
	Meta
	Source     string    `json:"source"`    // connector that told it
	SourceID   string    `json:"source_id"` // the connector's own event id
	OrderRef   string    `json:"order_ref"` // the shop's order number
	ShopperRef string    `json:"shopper_ref"`
	Created    time.Time `json:"created"`
	Paid       time.Time `json:"paid"`
	// DepositAt is when a presale's deposit was paid: the decision to buy. Paid is
	// then the balance's.
	DepositAt *time.Time  `json:"deposit_at,omitempty"`
	Items     []OrderItem `json:"items"`
	// From are the orders that the platform split, or merged, into this one: its
	// items were told under them before.
	From []string `json:"from,omitempty"`
	// Marks are hashes of what the buyer is known by: a device, an address, a purse.
	// Two buyers with one mark are one person.
	Marks []string `json:"marks,omitempty"`
}

// Kind names the fact.
func (OrderPaid) Kind() string { return "shop.order_paid" }

// OrderItem is one line of an order; money in minor units, net of discounts,
// shipping and platform subsidy.
type OrderItem struct {
	Item     string `json:"item"`
	SKU      string `json:"sku"`
	NetMinor int64  `json:"net_minor"`
}

// OrderRefunded: the shop told that money went back. An empty Item is the whole
// order.
type OrderRefunded struct {
	Meta
	Source      string    `json:"source"`
	SourceID    string    `json:"source_id"`
	OrderRef    string    `json:"order_ref"`
	Item        string    `json:"item,omitempty"`
	AmountMinor int64     `json:"amount_minor"`
	Refunded    time.Time `json:"refunded"`
}

// Kind names the fact.
func (OrderRefunded) Kind() string { return "shop.order_refunded" }
