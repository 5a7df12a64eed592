package shop

import (
	"fmt"
)

// lookUp tells where an order stands.
func lookUp(o *Order, _ args, _ World) (Result, error) {
	names := make([]any, 0, len(o.Items))
	for _, it := range o.Items {
		names = append(names, it.Name)
	}
	res := Result{"order": o.ID, "state": string(o.State), "amount_minor": o.AmountMinor, "items": names}
	if len(o.Tracking) > 0 {
		res["tracking"] = o.Tracking[0]
	}
	return res, nil
}

// track tells where the order's parcel was last seen. A parcel that is listed
// without a scan is told by its number alone.
func track(o *Order, _ args, w World) (Result, error) {
	tracking := o.Tracking
	for _, p := range w.Parcels {
		if p.Order == o.ID && len(o.Tracking) == 0 {
			tracking = append(tracking, p.Tracking)
		}
	}
	if len(tracking) == 0 {
		return nil, ErrNoParcel
	}
	res := Result{"tracking": tracking[len(tracking)-1], "parcels": len(tracking)}
	p, ok := w.Parcels[tracking[len(tracking)-1]]
	if !ok {
		return res, nil
	}
	res["carrier"], res["status"] = p.Carrier, p.Status
	if p.ETA != nil {
		res["eta"] = p.ETA.Format("2006-01-02T15:04:05Z07:00")
	}
	if e, ok := p.Last(); ok {
		res["last"], res["place"] = e.Text, e.Place
		res["at"] = e.At.Format("2006-01-02T15:04:05Z07:00")
	}
	return res, nil
}

// claim files something for the order under a number of its own.
func (o *Order) claim(kind, note string, amountMinor int64, w World) Result {
	c := Claim{ID: fmt.Sprintf("%s-C%d", o.ID, len(o.Claims)+o.filed(reversible...)+1), Kind: kind, Note: note, AmountMinor: amountMinor, FiledAt: w.Now}
	o.Claims = append(o.Claims, c)
	res := Result{"id": c.ID, "kind": kind}
	if note != "" {
		res["note"] = note
	}
	if amountMinor != 0 {
		res["amount_minor"] = amountMinor
	}
	return res
}

func (o *Order) claimed(kind string) bool {
	for _, c := range o.Claims {
		if c.Kind == kind {
			return true
		}
	}
	return false
}

// urge asks the warehouse to hurry; once an order, so that it means something.
func urge(o *Order, _ args, w World) (Result, error) {
	if o.claimed("urge_shipment") {
		return nil, ErrDoneOnce.With("shipment of order %s was urged already", o.ID)
	}
	return o.claim("urge_shipment", "", 0, w), nil
}

// changeAddress moves the whole order. An address given as text replaces the
// place and keeps the receiver; one given in fields replaces what it names.
func changeAddress(o *Order, a args, _ World) (Result, error) {
	if m, ok := a["address"].(map[string]any); ok {
		f := args(m)
		for name, field := range map[string]*string{
			"name": &o.Address.Name, "phone": &o.Address.Phone, "province": &o.Address.Province, "city": &o.Address.City,
			"district": &o.Address.District, "line": &o.Address.Line, "zip": &o.Address.Zip, "country": &o.Address.Country,
		} {
			if s := f.text(name); s != "" {
				*field = s
			}
		}
		return Result{"address": o.Address.String()}, nil
	}
	line, err := a.need("address")
	if err != nil {
		return nil, err
	}
	if n := len([]rune(line)); n > 200 {
		return nil, ErrArgument.With("the address has %d characters; at most 200 go on a label", n)
	}
	o.Address = Address{Name: o.Address.Name, Phone: o.Address.Phone, Line: line}
	if p := a.text("phone"); p != "" {
		o.Address.Phone = p
	}
	return Result{"address": o.Address.String()}, nil
}

// cancel stops an order before it leaves. What was paid goes back.
func cancel(o *Order, a args, w World) (Result, error) {
	refund := int64(0)
	if o.State.Paid() {
		refund = o.AmountMinor
	}
	o.State = Cancelled
	if refund > 0 {
		o.giveBack(w)
	}
	res := Result{"state": string(Cancelled), "refund_minor": refund}
	if reason := a.text("reason"); reason != "" {
		res["reason"] = reason
	}
	o.Claims = append(o.Claims, Claim{ID: o.ID + "-X", Kind: "cancel_order", Note: a.text("reason"), AmountMinor: refund, FiledAt: w.Now})
	res["id"] = o.ID + "-X"
	return res, nil
}

// refundStatus tells what was filed and what is coming back.
func refundStatus(o *Order, _ args, _ World) (Result, error) {
	if n := len(o.Returns); n > 0 {
		c := o.Returns[n-1]
		return Result{"id": c.ID, "refund_minor": c.RefundMinor, "filed_at": c.FiledAt.Format("2006-01-02T15:04:05Z07:00")}, nil
	}
	for _, c := range o.Claims {
		if c.Kind == "cancel_order" {
			return Result{"id": c.ID, "refund_minor": c.AmountMinor, "filed_at": c.FiledAt.Format("2006-01-02T15:04:05Z07:00")}, nil
		}
	}
	return nil, ErrNothingFiled
}
