package shop

import (
	"fmt"
)

// returnItems files the return of delivered items. The refund is the items'
// share of what was paid, so that a coupon on the whole order is not paid out
// twice; returning everything gives back exactly what was paid.
func returnItems(o *Order, a args, w World) (Result, error) {
	picked, err := goingBack(o, a)
	if err != nil {
		return nil, err
	}
	wallet, err := w.wallet(o, a, 0)
	if err != nil {
		return nil, err
	}
	refund := shareOf(o, picked)
	c := ReturnCase{Wallet: wallet, ID: fmt.Sprintf("%s-R%d", o.ID, len(o.Returns)+o.filed("return_items")+1), Items: idsOf(o, picked), Reason: a.text("reason"), RefundMinor: refund, FiledAt: w.Now}
	o.Returns = append(o.Returns, c)
	return Result{"id": c.ID, "items": anyOf(c.Items), "refund_minor": refund, "reason": c.Reason}, nil
}

// goingBack are the items of a return or an exchange: delivered, and not on
// their way back already.
func goingBack(o *Order, a args) ([]int, error) {
	if !o.Delivered() {
		return nil, ErrWrongState.With("order %s has not been delivered yet", o.ID)
	}
	picked, err := a.items(o)
	if err != nil {
		return nil, err
	}
	for _, i := range picked {
		if o.Refunded(o.Items[i].ID) {
			return nil, ErrReturnedOnce.With("item %s of order %s is being returned or exchanged already", o.Items[i].ID, o.ID)
		}
	}
	return picked, nil
}

// shareOf is what was paid for the picked items. What earlier returns gave
// back is counted, so the returns of an order never add up to more than it
// cost.
func shareOf(o *Order, picked []int) int64 {
	var total, part, back int64
	in := map[int]bool{}
	for _, i := range picked {
		in[i] = true
	}
	left := 0
	for i, it := range o.Items {
		value := it.PriceMinor * int64(it.Qty)
		total += value
		if in[i] {
			part += value
		} else if !o.Refunded(it.ID) {
			left++
		}
	}
	for _, c := range o.Returns {
		back += c.RefundMinor
	}
	paid := o.AmountMinor
	if total <= 0 || paid <= 0 {
		return 0
	}
	if left == 0 && len(o.Exchanges) == 0 {
		return paid - back // the last of it: no cent is lost to rounding
	}
	if total == paid {
		return min(part, paid-back)
	}
	return min(mulDiv(part, paid, total), paid-back)
}

// exchangeItems swaps delivered items for another variant of the same
// product.
func exchangeItems(o *Order, a args, w World) (Result, error) {
	picked, err := goingBack(o, a)
	if err != nil {
		return nil, err
	}
	to, diff, err := replacements(o, picked, a, w)
	if err != nil {
		return nil, err
	}
	wallet, err := w.wallet(o, a, diff)
	if err != nil {
		return nil, err
	}
	c := ReturnCase{Wallet: wallet, ID: fmt.Sprintf("%s-E%d", o.ID, len(o.Exchanges)+o.filed("exchange_items")+1), Items: idsOf(o, picked), To: variantIDs(to), Reason: a.text("reason"), RefundMinor: -diff, FiledAt: w.Now}
	o.Exchanges = append(o.Exchanges, c)
	return Result{"id": c.ID, "items": anyOf(c.Items), "to": anyOf(c.To), "to_name": optionsOf(to), "difference_minor": diff}, nil
}

// modifyItems changes colour or size before the order leaves, once.
func modifyItems(o *Order, a args, w World) (Result, error) {
	if o.claimed("modify_items") {
		return nil, ErrDoneOnce.With("the items of order %s were changed already", o.ID)
	}
	picked, err := a.items(o)
	if err != nil {
		return nil, err
	}
	to, diff, err := replacements(o, picked, a, w)
	if err != nil {
		return nil, err
	}
	wallet, err := w.wallet(o, a, diff)
	if err != nil {
		return nil, err
	}
	o.settleDifference(wallet, diff, w)
	for n, i := range picked {
		o.Items[i].Variant, o.Items[i].Options, o.Items[i].PriceMinor = to[n].ID, to[n].Options, to[n].PriceMinor
	}
	o.AmountMinor += diff
	res := o.claim("modify_items", optionsOf(to), diff, w)
	res["to"], res["to_name"], res["difference_minor"] = anyOf(variantIDs(to)), optionsOf(to), diff
	return res, nil
}

// replacements finds what each picked item becomes: the variants named in
// "to", one an item, or the present one in another size or colour.
func replacements(o *Order, picked []int, a args, w World) ([]Variant, int64, error) {
	named := a.texts("to")
	if len(named) == 0 {
		named = a.texts("new_item_ids")
	}
	if len(named) != 0 && len(named) != len(picked) {
		return nil, 0, ErrArgument.With("%d items are to become %d", len(picked), len(named))
	}
	wanted := map[string]string{"size": a.text("size"), "color": a.text("color")}
	if len(named) == 0 && wanted["size"] == "" && wanted["color"] == "" {
		return nil, 0, ErrArgument.With("what to change it to is missing: to, size or color")
	}
	var out []Variant
	var diff int64
	for n, i := range picked {
		it := o.Items[i]
		p, ok := w.Catalogue.Product(it.Product)
		if !ok {
			return nil, 0, ErrNoProduct.With("product %s of item %s is not in the catalogue", it.Product, it.ID)
		}
		var v Variant
		if len(named) > 0 {
			v, ok = p.Variant(named[n])
		} else {
			v, ok = PickVariant(p, it.Options, wanted)
		}
		if !ok {
			return nil, 0, ErrNoVariant.With("%s has no such colour or size", p.ID)
		}
		if !v.Available {
			return nil, 0, ErrOutOfStock.With("variant %s is out of stock", v.ID)
		}
		out = append(out, v)
		diff += (v.PriceMinor - it.PriceMinor) * int64(it.Qty)
	}
	return out, diff, nil
}

func idsOf(o *Order, picked []int) []string {
	var out []string
	for _, i := range picked {
		out = append(out, o.Items[i].ID)
	}
	return out
}
