package shop

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// keptOrder is an order as PostgreSQL keeps it: our own fields, and beside
// them what the shop said that we have no word for, because guards read it.
type keptOrder struct {
	Order
	Extra     map[string]any   `json:"_extra,omitempty"`
	ItemExtra []map[string]any `json:"_item_extra,omitempty"`
	Imported  State            `json:"_imported,omitempty"`
}

func keepOrder(o Order) ([]byte, error) {
	k := keptOrder{Order: o, Extra: o.extra, Imported: o.imported}
	for _, it := range o.Items {
		k.ItemExtra = append(k.ItemExtra, it.extra)
	}
	doc, err := json.Marshal(k)
	if err != nil {
		return nil, fmt.Errorf("write order: %w", err)
	}
	return doc, nil
}

func keptOrderOf(doc []byte, err error) (Order, error) {
	if err != nil {
		return Order{}, err
	}
	var k keptOrder
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber() // an amount must not pass through a float on its way to a guard
	if err := d.Decode(&k); err != nil {
		return Order{}, fmt.Errorf("read kept order: %w", err)
	}
	o := k.Order
	o.imported = k.Imported
	o.extra, _ = Plain(k.Extra).(map[string]any)
	for i := range o.Items {
		if i < len(k.ItemExtra) {
			o.Items[i].extra, _ = Plain(k.ItemExtra[i]).(map[string]any)
		}
	}
	return o, nil
}

// keptShopper is a shopper as PostgreSQL keeps them.
type keptShopper struct {
	Shopper
	Extra map[string]any `json:"_extra,omitempty"`
}

func keepShopper(s Shopper) ([]byte, error) {
	doc, err := json.Marshal(keptShopper{s, s.extra})
	if err != nil {
		return nil, fmt.Errorf("write shopper: %w", err)
	}
	return doc, nil
}

func keptShopperOf(doc []byte, err error) (Shopper, error) {
	if err != nil {
		return Shopper{}, err
	}
	var k keptShopper
	d := json.NewDecoder(bytes.NewReader(doc))
	d.UseNumber()
	if err := d.Decode(&k); err != nil {
		return Shopper{}, fmt.Errorf("read kept shopper: %w", err)
	}
	k.extra, _ = Plain(k.Extra).(map[string]any)
	return k.Shopper, nil
}

func keptOrders(docs []json.RawMessage, err error) ([]Order, error) {
	if err != nil {
		return nil, err
	}
	out := make([]Order, len(docs))
	for i, d := range docs {
		if out[i], err = keptOrderOf(d, nil); err != nil {
			return nil, err
		}
	}
	return out, nil
}
