package shop

// told are the names of what each action's result can say, "id" for what it
// filed: what a procedure's texts may use after it.
var told = map[string][]string{
	"order_lookup":      {"order", "state", "amount_minor", "items", "tracking"},
	"track_logistics":   {"tracking", "parcels", "carrier", "status", "eta", "last", "place", "at"},
	"urge_shipment":     filed,
	"change_address":    {"address"},
	"cancel_order":      {"id", "state", "refund_minor", "reason"},
	"return_items":      {"id", "items", "refund_minor", "reason"},
	"exchange_items":    {"id", "items", "to", "to_name", "difference_minor"},
	"modify_items":      {"id", "kind", "note", "amount_minor", "to", "to_name", "difference_minor"},
	"change_payment":    {"id", "kind", "note", "amount_minor", "payment", "payment_before"},
	"price_protect":     filed,
	"check_coupon":      {"coupon", "name", "running", "off_minor", "min_spend_minor", "stacks"},
	"issue_invoice":     {"title", "tax_no", "amount_minor"},
	"replace_invoice":   {"title", "tax_no", "amount_minor"},
	"review_cashback":   filed,
	"send_ecard":        filed,
	"book_installation": {"id", "kind", "note", "date"},
	"request_repair":    {"id", "kind", "note", "items"},
	"take_back":         {"id", "kind", "items"},
	"check_stock":       {"product", "name", "available", "variants", "stock"},
	"size_advice":       {"product", "name", "size", "sizes"},
	"compare_products":  {"rows"},
	"refund_status":     {"id", "refund_minor", "filed_at"},
}

// filed is what is told of a claim.
var filed = []string{"id", "kind", "note", "amount_minor"}

// Tells are the names that the result of an action may have; nil for an action
// that the shop does not have.
func Tells(action string) []string { return told[action] }
