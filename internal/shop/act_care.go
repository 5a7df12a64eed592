package shop

// issueInvoice makes the tax invoice of a paid order, once.
func issueInvoice(o *Order, a args, w World) (Result, error) {
	if o.Invoice != nil && o.Invoice.IssuedAt != nil {
		return nil, ErrDoneOnce.With("the invoice of order %s was issued already; it can be replaced", o.ID)
	}
	return makeInvoice(o, a, w)
}

// replaceInvoice voids the invoice and makes it again with another title.
func replaceInvoice(o *Order, a args, w World) (Result, error) {
	if o.Invoice == nil || o.Invoice.IssuedAt == nil {
		return nil, ErrNothingFiled.With("order %s has no invoice to replace", o.ID)
	}
	return makeInvoice(o, a, w)
}

func makeInvoice(o *Order, a args, w World) (Result, error) {
	title, err := a.need("title")
	if err != nil {
		return nil, err
	}
	now := w.Now
	o.Invoice = &Invoice{Kind: "electronic", Title: title, TaxNo: a.text("tax_no"), IssuedAt: &now}
	return Result{"title": title, "tax_no": o.Invoice.TaxNo, "amount_minor": o.AmountMinor}, nil
}

// priceProtect pays back what the same variants cost less today, once an
// order.
func priceProtect(o *Order, _ args, w World) (Result, error) {
	if o.claimed("price_protect") {
		return nil, ErrDoneOnce.With("the price of order %s was protected already", o.ID)
	}
	var back int64
	for _, it := range o.Items {
		p, ok := w.Catalogue.Product(it.Product)
		if !ok {
			continue
		}
		now := p.PriceMinor
		if v, ok := p.Variant(it.Variant); ok {
			now = v.PriceMinor
		}
		if now > 0 && now < it.PriceMinor {
			back += (it.PriceMinor - now) * int64(it.Qty)
		}
	}
	// What a coupon took off was not paid, so it is not protected twice.
	var list int64
	for _, it := range o.Items {
		list += it.PriceMinor * int64(it.Qty)
	}
	back -= max(0, list-o.AmountMinor)
	if back <= 0 {
		return nil, ErrNoPriceDrop
	}
	return o.claim("price_protect", "", back, w), nil
}

// cashback files the reward for a review with a picture, once an order.
func cashback(o *Order, a args, w World) (Result, error) {
	if o.claimed("review_cashback") {
		return nil, ErrDoneOnce.With("the review of order %s was rewarded already", o.ID)
	}
	if a.text("image") == "" {
		return nil, ErrArgument.With("the picture of the review is missing")
	}
	want := a.text("coupon")
	for _, c := range w.Coupons {
		if c.Kind == "cashback" && (want == "" || want == c.ID) && c.Running(w.Now) && o.AmountMinor >= c.MinSpendMinor {
			return o.claim("review_cashback", c.ID, c.OffMinor, w), nil
		}
	}
	return nil, ErrNoCoupon.With("no cash-back for reviews is running")
}

// sendECard sends the electronic card of the order, once.
func sendECard(o *Order, a args, w World) (Result, error) {
	if o.claimed("send_ecard") {
		return nil, ErrDoneOnce.With("the e-card of order %s was sent already", o.ID)
	}
	return o.claim("send_ecard", a.text("email"), 0, w), nil
}

// bookInstallation books the fitter for a day; the carrier confirms the hour.
func bookInstallation(o *Order, a args, w World) (Result, error) {
	day, err := a.need("date")
	if err != nil {
		return nil, err
	}
	if o.claimed("book_installation") {
		return nil, ErrDoneOnce.With("the installation of order %s was booked already", o.ID)
	}
	res := o.claim("book_installation", day, 0, w)
	res["date"] = day
	return res, nil
}

// requestRepair files a repair of delivered items.
func requestRepair(o *Order, a args, w World) (Result, error) {
	if !o.Delivered() {
		return nil, ErrWrongState.With("order %s has not been delivered yet", o.ID)
	}
	picked, err := a.items(o)
	if err != nil {
		return nil, err
	}
	res := o.claim("request_repair", a.text("reason"), 0, w)
	res["items"] = anyOf(idsOf(o, picked))
	return res, nil
}
