package shop

import (
	"math/bits"
	"slices"
	"strings"
)

// checkStock tells whether a product, in a size and colour, can be had.
func checkStock(o *Order, a args, w World) (Result, error) {
	p, err := productOf(o, a, w)
	if err != nil {
		return nil, err
	}
	size, color := a.text("size"), a.text("color")
	res := Result{"product": p.ID, "name": p.Name, "available": false}
	found := len(p.Variants) == 0
	var have []any
	stock := 0
	for _, v := range p.Variants {
		if size != "" && !strings.EqualFold(v.Options["size"], size) || color != "" && !strings.EqualFold(v.Options["color"], color) {
			continue
		}
		found = true
		if v.Available {
			have = append(have, optionsOf([]Variant{v}))
			stock += v.Stock
		}
	}
	if !found {
		return nil, ErrNoVariant.With("%s has no size %q, colour %q", p.ID, size, color)
	}
	res["available"] = len(have) > 0
	res["variants"] = have
	res["stock"] = stock
	return res, nil
}

// productOf is the product that the arguments name, or that of the order's
// only item.
func productOf(o *Order, a args, w World) (Product, error) {
	id := a.text("product")
	if id == "" && len(o.Items) == 1 {
		id = o.Items[0].Product
	}
	if p, ok := w.Catalogue.Product(id); ok {
		return p, nil
	}
	if list := w.Catalogue.Named(id); id != "" && len(list) == 1 {
		return list[0], nil
	}
	return Product{}, ErrNoProduct.With("the catalogue has no product %q", id)
}

// sizeAdvice reads the product's size chart.
func sizeAdvice(o *Order, a args, w World) (Result, error) {
	p, err := productOf(o, a, w)
	if err != nil {
		return nil, err
	}
	h, kg := a.number("height_cm"), a.number("weight_kg")
	if h == 0 && kg == 0 {
		return nil, ErrArgument.With("height_cm or weight_kg is missing")
	}
	fits := p.Fit(h, kg)
	if len(fits) == 0 {
		return nil, ErrNoSizeChart
	}
	var sizes []any
	for _, r := range fits {
		sizes = append(sizes, r.Size)
	}
	return Result{"product": p.ID, "name": p.Name, "size": fits[0].Size, "sizes": sizes}, nil
}

// compare sets products side by side by the facts that the catalogue has.
func compare(_ *Order, a args, w World) (Result, error) {
	ids := a.texts("products")
	var rows []any
	for _, id := range ids {
		p, ok := w.Catalogue.Product(id)
		if !ok {
			return nil, ErrNoProduct.With("the catalogue has no product %q", id)
		}
		low, high := p.Prices()
		rows = append(rows, map[string]any{"product": p.ID, "name": p.Name, "name_en": p.NameEn, "price_minor": low, "price_high_minor": high, "material": p.Material, "sizes": anyOf(p.Options("size"))})
	}
	if len(rows) < 2 {
		return nil, ErrArgument.With("two products or more are needed to compare")
	}
	return Result{"rows": rows}, nil
}

// checkCoupon tells what a coupon takes off a spend, or which coupon takes
// the most.
func checkCoupon(o *Order, a args, w World) (Result, error) {
	want, spend := a.text("coupon"), int64(a.number("spend_minor"))
	if spend == 0 {
		spend = o.AmountMinor
	}
	var best *Coupon
	for i, c := range w.Coupons {
		named := want != "" && (strings.EqualFold(c.ID, want) || c.Name == want)
		if !named && (want != "" || !c.Running(w.Now)) {
			continue
		}
		if best == nil || c.Off(spend) > best.Off(spend) {
			best = &w.Coupons[i]
		}
	}
	if best == nil {
		return nil, ErrNoCoupon
	}
	off := best.Off(spend)
	if !best.Running(w.Now) {
		off = 0 // one that has run out, or has not begun, takes nothing off
	}
	return Result{"coupon": best.ID, "name": best.Name, "running": best.Running(w.Now), "off_minor": off, "min_spend_minor": best.MinSpendMinor, "stacks": best.Stacks}, nil
}

// optionsOf is the options of variants as a person says them: 红色 M.
func optionsOf(list []Variant) string {
	var out []string
	for _, v := range list {
		var parts []string
		for _, k := range optionNames(v.Options) {
			parts = append(parts, v.Options[k])
		}
		out = append(out, strings.Join(parts, " "))
	}
	return strings.Join(out, ", ")
}

func optionNames(m map[string]string) []string {
	names := make([]string, 0, len(m))
	for k := range m {
		names = append(names, k)
	}
	slices.Sort(names)
	return names
}

func variantIDs(list []Variant) []string {
	var out []string
	for _, v := range list {
		out = append(out, v.ID)
	}
	return out
}

func anyOf(list []string) []any {
	out := make([]any, len(list))
	for i, s := range list {
		out[i] = s
	}
	return out
}

// mulDiv is a*b/c, rounded down, through 128 bits; all three are positive and
// a <= c.
func mulDiv(a, b, c int64) int64 {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	q, _ := bits.Div64(hi, lo, uint64(c))
	return int64(q)
}
