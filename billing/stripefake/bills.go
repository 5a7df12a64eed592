package stripefake

import (
	"net/url"
	"strconv"
)

func (s *Server) customers(part []string, post bool, q url.Values, path string) (any, error) {
	if len(part) == 1 {
		if !post {
			return s.list("customer", path, q)
		}
		return s.add("customer", "cus", object{"name": q.Get("name"), "balance": int64(0), "metadata": metadata(q)}), nil
	}
	c, err := s.get("customer", part[1])
	if err != nil || len(part) == 2 {
		return c, err
	}
	if len(part) == 4 {
		return s.get("customer_balance_transaction", part[3])
	}
	if !post {
		q.Set("customer", c.id())
		return s.list("customer_balance_transaction", path, q, "customer")
	}
	amount, err := whole(q, "amount")
	if err != nil {
		return nil, err
	}
	cur, err := currency(q)
	if err != nil {
		return nil, err
	}
	if err := exact(amount, cur); err != nil {
		return nil, err
	}
	return s.moveBalance(c, amount, cur, "adjustment", metadata(q)), nil
}

// moveBalance adds to what a customer owes; a credit is negative.
func (s *Server) moveBalance(c object, amount int64, currency, kind string, meta map[string]string) object {
	c["balance"] = c.num("balance") + amount
	return s.add("customer_balance_transaction", "cbtxn", object{
		"customer": c.id(), "amount": amount, "currency": currency, "type": kind, "ending_balance": c.num("balance"), "metadata": meta,
	}, "customer")
}

func (s *Server) invoices(part []string, post bool, q url.Values, path string) (any, error) {
	if len(part) == 1 {
		if !post {
			return s.list("invoice", path, q, "customer", "status")
		}
		return s.newInvoice(q)
	}
	inv, err := s.get("invoice", part[1])
	if err != nil || len(part) == 2 {
		return inv, err
	}
	switch part[2] {
	case "finalize":
		return s.finalize(inv)
	case "pay":
		return inv, s.move(inv, "paid", "open", "uncollectible")
	case "void":
		return inv, s.move(inv, "void", "open", "uncollectible")
	case "mark_uncollectible":
		return inv, s.move(inv, "uncollectible", "open")
	}
	return nil, errMissing
}

func (s *Server) newInvoice(q url.Values) (any, error) {
	c, err := s.get("customer", q.Get("customer"))
	if err != nil {
		return nil, err
	}
	cur, err := currency(q)
	if err != nil {
		return nil, err
	}
	inv := s.add("invoice", "in", object{
		"customer": c.id(), "currency": cur, "status": "draft", "total": int64(0), "amount_due": int64(0), "amount_remaining": int64(0), "amount_paid": int64(0),
		"credited": int64(0), "collection_method": q.Get("collection_method"), "metadata": metadata(q),
	}, "customer")
	if q.Get("pending_invoice_items_behavior") != "exclude" {
		s.takePending(inv)
	}
	return inv, nil
}

// takePending puts what waits at a customer on a new bill: what older versions
// of the API do unless they are asked not to.
func (s *Server) takePending(inv object) {
	for _, id := range s.lists["invoiceitem|customer|"+inv.text("customer")] {
		if item := s.things[id]; item.text("invoice") == "" && item.text("currency") == inv.text("currency") {
			item["invoice"] = inv.id()
			inv.charge(item.num("amount"))
		}
	}
}

// charge adds an item to a bill that is not open yet.
func (o object) charge(amount int64) {
	o["total"] = o.num("total") + amount
	o["amount_due"], o["amount_remaining"] = o["total"], o["total"]
}

func (s *Server) items(post bool, q url.Values, path string) (any, error) {
	if !post {
		return s.list("invoiceitem", path, q, "invoice")
	}
	amount, err := whole(q, "amount")
	if err != nil {
		return nil, err
	}
	if q.Get("invoice") == "" { // it waits for the customer's next bill
		return s.add("invoiceitem", "ii", object{"invoice": "", "customer": q.Get("customer"), "amount": amount, "currency": q.Get("currency"), "metadata": metadata(q)}, "customer"), nil
	}
	inv, err := s.get("invoice", q.Get("invoice"))
	if err != nil {
		return nil, err
	}
	switch {
	case inv.text("status") != "draft":
		return nil, no("invoice_not_editable", "The invoice is no longer editable")
	case q.Get("currency") != inv.text("currency") || q.Get("customer") != inv.text("customer"):
		return nil, no("parameter_invalid", "The item's currency and customer are the invoice's")
	case len(s.lists["invoiceitem|invoice|"+inv.id()]) >= 250:
		return nil, no("invoice_too_many_items", "An invoice has at most 250 items")
	}
	if err := exact(amount, inv.text("currency")); err != nil {
		return nil, err
	}
	inv.charge(amount)
	return s.add("invoiceitem", "ii", object{"invoice": inv.id(), "customer": inv.text("customer"), "amount": amount, "currency": inv.text("currency"), "metadata": metadata(q)}, "invoice"), nil
}

// finalize opens a bill; what the customer has pays of it first.
func (s *Server) finalize(inv object) (any, error) {
	if inv.text("status") != "draft" {
		return nil, no("invoice_not_editable", "This invoice is already finalized")
	}
	if inv.num("total") < 0 {
		return nil, no("invoice_negative", "A negative invoice is not supported here")
	}
	c := s.things[inv.text("customer")]
	if used := min(-c.num("balance"), inv.num("total")); used > 0 {
		s.moveBalance(c, used, inv.text("currency"), "applied_to_invoice", map[string]string{})
		inv["amount_due"] = inv.num("total") - used
		inv["amount_remaining"] = inv["amount_due"]
	}
	inv["status"] = "open"
	s.tell("invoice.finalized", inv)
	if inv.num("amount_due") == 0 {
		return inv, s.move(inv, "paid", "open")
	}
	return inv, nil
}

var tells = map[string]string{"paid": "invoice.paid", "void": "invoice.voided", "uncollectible": "invoice.marked_uncollectible"}

func (s *Server) move(inv object, to string, from ...string) error {
	for _, f := range from {
		if inv.text("status") != f {
			continue
		}
		inv["status"] = to
		if to == "paid" {
			inv["amount_paid"], inv["amount_remaining"] = inv["amount_due"], int64(0)
		}
		s.tell(tells[to], inv)
		return nil
	}
	return no("invoice_"+inv.text("status"), "Invoice is already "+inv.text("status"))
}

func (s *Server) notes(part []string, post bool, q url.Values, path string) (any, error) {
	switch {
	case len(part) == 2:
		return s.get("credit_note", part[1])
	case !post:
		return s.list("credit_note", path, q, "invoice")
	}
	inv, err := s.get("invoice", q.Get("invoice"))
	if err != nil {
		return nil, err
	}
	amount, err := noteAmount(q)
	if err != nil {
		return nil, err
	}
	if err := exact(amount, inv.text("currency")); err != nil {
		return nil, err
	}
	if st := inv.text("status"); st != "open" && st != "paid" {
		return nil, no("invoice_"+st, "Credit notes are for open and paid invoices")
	}
	if amount <= 0 || amount > inv.num("total")-inv.num("credited") {
		return nil, no("credit_note_amount", "The credit note is more than what is left of the invoice")
	}
	before := min(amount, inv.num("amount_remaining"))
	given := int64(0)
	for _, field := range []string{"credit_amount", "refund_amount", "out_of_band_amount"} {
		if n, err := strconv.ParseInt(q.Get(field), 10, 64); err == nil {
			given += n
		}
	}
	if given != amount-before {
		return nil, no("credit_note_sum", "The sum of credit, refund and out of band amounts must be the post payment amount")
	}
	return s.note(inv, amount, before, q), nil
}

func (s *Server) note(inv object, amount, before int64, q url.Values) object {
	inv["credited"] = inv.num("credited") + amount
	inv["amount_remaining"] = inv.num("amount_remaining") - before
	if n, err := strconv.ParseInt(q.Get("credit_amount"), 10, 64); err == nil && n > 0 {
		s.moveBalance(s.things[inv.text("customer")], -n, inv.text("currency"), "credit_note", map[string]string{})
	}
	note := s.add("credit_note", "cn", object{
		"invoice": inv.id(), "customer": inv.text("customer"), "total": amount, "amount": amount, "currency": inv.text("currency"), "status": "issued", "metadata": metadata(q),
	}, "invoice")
	s.tell("credit_note.created", note)
	if inv.text("status") == "open" && inv.num("amount_remaining") == 0 {
		_ = s.move(inv, "paid", "open")
	}
	return note
}

// noteAmount is the sum of a credit note's lines, or its amount.
func noteAmount(q url.Values) (int64, error) {
	if q.Get("amount") != "" {
		return whole(q, "amount")
	}
	sum := int64(0)
	for i := 0; q.Has("lines[" + strconv.Itoa(i) + "][type]"); i++ {
		at := "lines[" + strconv.Itoa(i) + "]"
		n, err := whole(q, at+"[unit_amount]")
		if err != nil {
			return 0, err
		}
		many, err := whole(q, at+"[quantity]")
		if err != nil {
			return 0, err
		}
		sum += n * many
	}
	return sum, nil
}
