package facts

import (
	"context"
	"fmt"
	"slices"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/uid"
)

// accountsOf are the accounts of one buyer: who asks from one and orders from
// another is one person, known by the marks of their orders.
func accountsOf(ctx context.Context, q *db.Queries, brand uid.Brand, shopper string) ([]string, error) {
	others, err := q.AccountsOf(ctx, db.AccountsOfParams{BrandID: brand, ShopperRef: shopper})
	if err != nil {
		return nil, fmt.Errorf("find the accounts of a buyer: %w", err)
	}
	return append([]string{shopper}, others...), nil
}

// goOn leads the items of an order that the platform split, or merged, out of
// earlier ones to the items that they were first told as. Those alone are won
// and paid for, once, whatever numbers come later; a refund that is told under a
// later number falls on them.
func goOn(ctx context.Context, q *db.Queries, f fact.OrderPaid) error {
	if len(f.From) == 0 {
		return nil
	}
	var before []db.BillingOrderItem
	from := slices.Clone(f.From)
	slices.Sort(from) // one order of locks, whoever tells it
	for _, ref := range slices.Compact(from) {
		if ref == f.OrderRef {
			continue
		}
		rows, err := q.LockOrderItems(ctx, db.LockOrderItemsParams{BrandID: f.Brand, OrderRef: ref})
		if err != nil {
			return fmt.Errorf("read order %s: %w", ref, err)
		}
		before = append(before, rows...)
	}
	for _, it := range f.Items {
		was, found := toldAs(before, it)
		if !found {
			continue // new in this order
		}
		first, number := was.OrderRef, was.Item
		if was.WasOrder != nil { // it was split before
			first, number = *was.WasOrder, *was.WasItem
		}
		if err := q.GoesOn(ctx, db.GoesOnParams{BrandID: f.Brand, OrderRef: f.OrderRef, Item: it.Item, WasOrder: &first, WasItem: &number}); err != nil {
			return fmt.Errorf("lead %s of order %s to what it was told as: %w", it.Item, f.OrderRef, err)
		}
	}
	return nil
}

// toldAs is the row that an item was told as before: the one of the same item
// number and article, else the one of the same article. Half of an item's
// pieces may go on in one order and half in another, so a row may be several's.
func toldAs(before []db.BillingOrderItem, it fact.OrderItem) (db.BillingOrderItem, bool) {
	same := func(number bool) int {
		return slices.IndexFunc(before, func(b db.BillingOrderItem) bool { return b.Sku == it.SKU && (!number || b.Item == it.Item) })
	}
	i := same(true)
	if i < 0 {
		i = same(false)
	}
	if i < 0 {
		return db.BillingOrderItem{}, false
	}
	return before[i], true
}

// countedAs is the item that a row leads to, itself for most.
func countedAs(ctx context.Context, q *db.Queries, it db.BillingOrderItem) (db.BillingOrderItem, error) {
	if it.WasOrder == nil {
		return it, nil
	}
	rows, err := q.LockOrderItems(ctx, db.LockOrderItemsParams{BrandID: it.BrandID, OrderRef: *it.WasOrder})
	if err != nil {
		return it, fmt.Errorf("read order %s: %w", *it.WasOrder, err)
	}
	if i := slices.IndexFunc(rows, func(r db.BillingOrderItem) bool { return r.Item == *it.WasItem }); i >= 0 {
		return rows[i], nil
	}
	return it, nil
}

// layAllRefunds lays the refunds of an order, and those that were told under the
// numbers that it went on as.
func (m *Meter) layAllRefunds(ctx context.Context, q *db.Queries, brand uid.Brand, order string) error {
	later, err := q.WentOnIn(ctx, db.WentOnInParams{BrandID: brand, OrderRef: &order})
	if err != nil {
		return fmt.Errorf("find what order %s went on as: %w", order, err)
	}
	for _, ref := range append([]string{order}, later...) {
		if err := m.layRefunds(ctx, q, brand, ref); err != nil {
			return err
		}
	}
	return nil
}
