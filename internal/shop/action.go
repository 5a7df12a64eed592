package shop

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
)

// Refusals of an action. Each one's sentence is for the log; what a shopper
// reads is the bot's, by code.
var (
	ErrUnknownAction = fault.New(fault.Invalid, "shop_action_unknown", "the shop has no such action")
	ErrWrongState    = fault.New(fault.Conflict, "shop_wrong_state", "the order's state does not allow it")
	ErrUnknownItem   = fault.New(fault.NotFound, "shop_item_unknown", "the order has no such item")
	ErrReturnedOnce  = fault.New(fault.Conflict, "shop_item_on_its_way_back", "the item is being returned or exchanged already")
	ErrDoneOnce      = fault.New(fault.Conflict, "shop_done_already", "it was done for this order already")
	ErrArgument      = fault.New(fault.Invalid, "shop_argument_missing", "the action lacks an argument")
	ErrNoVariant     = fault.New(fault.NotFound, "shop_variant_unknown", "the product has no such colour or size")
	ErrOutOfStock    = fault.New(fault.Conflict, "shop_out_of_stock", "it is out of stock")
	ErrNoPriceDrop   = fault.New(fault.Conflict, "shop_no_price_drop", "the price has not fallen since the order was paid")
	ErrNoParcel      = fault.New(fault.NotFound, "shop_no_parcel", "no parcel has left for this order yet")
	ErrNoProduct     = fault.New(fault.NotFound, "shop_product_unknown", "the shop has no such product")
	ErrNoCoupon      = fault.New(fault.NotFound, "shop_coupon_unknown", "the shop has no such coupon")
	ErrNoSizeChart   = fault.New(fault.NotFound, "shop_no_size_chart", "the product has no size chart that fits these measures")
	ErrNothingFiled  = fault.New(fault.NotFound, "shop_nothing_filed", "no return or cancellation was filed for this order")
	ErrNotVerified   = fault.New(fault.Unavailable, "shop_not_verified", "the shop's data does not show what the action should have done")
)

// Action is something to be done to an order. The same key is done once.
type Action struct {
	Name string         `json:"name"`
	Args map[string]any `json:"args"`
	Key  string         `json:"key,omitempty"`
}

// Result is what an action did: "id" when something was filed, and what is to
// be told.
type Result map[string]any

// World is what an action may look at beside its order.
type World struct {
	Now       time.Time
	Catalogue *Catalogue
	Coupons   []Coupon
	Parcels   map[string]Parcel
	// Wallets are the payment methods of the order's shopper, where the shop
	// tells them.
	Wallets map[string]Wallet
}

// rule is one row of the table of actions.
type rule struct {
	// states in which it may be done; nil is any.
	states []State
	do     func(o *Order, a args, w World) (Result, error)
	// reads marks an action that changes nothing: it is not remembered, so it
	// is always answered from the present.
	reads bool
	// needsOrder is false for what can be asked without an order.
	needsOrder bool
}

var unshipped = []State{AwaitingPayment, AwaitingGroup, AwaitingShipment}

// rules is the table of actions, in docs/brand-folder.md's order.
func rules() map[string]rule {
	return map[string]rule{
		"order_lookup":      {do: lookUp, reads: true, needsOrder: true},
		"track_logistics":   {do: track, reads: true, needsOrder: true},
		"urge_shipment":     {states: []State{AwaitingShipment, PartlyShipped}, do: urge, needsOrder: true},
		"change_address":    {states: unshipped, do: changeAddress, needsOrder: true},
		"cancel_order":      {states: unshipped, do: cancel, needsOrder: true},
		"return_items":      {states: []State{Shipped, Completed}, do: returnItems, needsOrder: true},
		"exchange_items":    {states: []State{Shipped, Completed}, do: exchangeItems, needsOrder: true},
		"modify_items":      {states: []State{AwaitingShipment}, do: modifyItems, needsOrder: true},
		"change_payment":    {states: []State{AwaitingShipment}, do: changePayment, needsOrder: true},
		"price_protect":     {states: []State{AwaitingShipment, PartlyShipped, Shipped, Completed}, do: priceProtect, needsOrder: true},
		"check_coupon":      {do: checkCoupon, reads: true},
		"issue_invoice":     {states: []State{AwaitingShipment, PartlyShipped, Shipped, Completed}, do: issueInvoice, needsOrder: true},
		"replace_invoice":   {states: []State{AwaitingShipment, PartlyShipped, Shipped, Completed}, do: replaceInvoice, needsOrder: true},
		"review_cashback":   {states: []State{Completed}, do: cashback, needsOrder: true},
		"send_ecard":        {states: []State{AwaitingShipment, PartlyShipped, Shipped, Completed}, do: sendECard, needsOrder: true},
		"book_installation": {states: []State{Shipped, PartlyShipped, Completed}, do: bookInstallation, needsOrder: true},
		"request_repair":    {states: []State{Shipped, Completed}, do: requestRepair, needsOrder: true},
		"take_back":         {states: []State{Shipped, PartlyShipped, Completed}, do: takeBack, needsOrder: true},
		"check_stock":       {do: checkStock, reads: true},
		"size_advice":       {do: sizeAdvice, reads: true},
		"compare_products":  {do: compare, reads: true},
		"refund_status":     {do: refundStatus, reads: true, needsOrder: true},
	}
}

// Actions lists the names of every action, sorted.
func Actions() []string {
	var out []string
	for name := range rules() {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Reads tells whether an action only looks, so that it needs no confirmation.
func Reads(name string) bool { return rules()[name].reads }

// NeedsOrder tells whether an action is done to an order.
func NeedsOrder(name string) bool { return rules()[name].needsOrder }

// Apply does one action to a snapshot of an order and returns the order as it
// is afterwards with what was done; the order passed in is not touched. A key
// that was done is answered with its first result, marked "repeated". It
// returns the faults declared above.
func Apply(o Order, a Action, w World) (Order, Result, error) {
	r, ok := rules()[a.Name]
	if !ok {
		return o, nil, ErrUnknownAction.With("the shop has no action %q; it has %v", a.Name, Actions())
	}
	key, first, err := o.keyOf(a)
	if err != nil || first != nil {
		return o, again(first), err
	}
	a.Key = key
	if r.states != nil && !slices.Contains(r.states, o.State) {
		return o, nil, ErrWrongState.With("%s cannot be done while the order is %s", a.Name, o.State.English())
	}
	after := o.clone()
	res, err := r.do(&after, a.Args, w)
	if err != nil {
		return o, nil, fmt.Errorf("%s on order %s: %w", a.Name, o.ID, err)
	}
	if r.reads {
		return o, res, nil
	}
	after.Done = append(after.Done, Done{Key: a.Key, Name: a.Name, Result: res})
	if err := Verify(after, a, res); err != nil {
		return o, nil, err
	}
	return after, res, nil
}

// keyOf is the key that an action is done under, or the result that it had. An
// action that was taken back may be done anew, under a key of its own; one that
// brought its key is a request that was sent before, and is told so.
func (o Order) keyOf(a Action) (key string, first Result, err error) {
	own := KeyOf(o.ID, a)
	if a.Key == "" {
		a.Key = own
	}
	key = a.Key
	for n := 1; ; n++ {
		i := slices.IndexFunc(o.Done, func(d Done) bool { return d.Key == key })
		switch {
		case i < 0:
			return key, nil, nil
		case !o.Done[i].TakenBack:
			return key, o.Done[i].Result, nil
		case a.Key != own:
			return "", nil, ErrTakenBack.With("%s on order %s was done and taken back since", a.Name, o.ID)
		}
		key = fmt.Sprintf("%s+%d", own, n)
	}
}

func again(r Result) Result {
	if r == nil {
		return nil
	}
	out := Result{"repeated": true}
	for k, v := range r {
		out[k] = v
	}
	return out
}

// KeyOf is the key of an action that brought none: the same action on the same
// order with the same arguments is the same action.
func KeyOf(order string, a Action) string {
	b, err := json.Marshal(a.Args) // sorted keys; arguments are JSON values
	if err != nil {
		b = []byte(fmt.Sprint(a.Args))
	}
	h := sha256.Sum256([]byte(order + "\x00" + a.Name + "\x00" + string(b)))
	return hex.EncodeToString(h[:16])
}

// Verify looks for what an action did in the shop's data, read again after the
// action. Nothing is told to a shopper before. It returns ErrNotVerified.
func Verify(o Order, a Action, res Result) error {
	id, _ := res["id"].(string)
	has := false
	switch a.Name {
	case "cancel_order":
		has = o.State == Cancelled
	case "return_items":
		has = hasCase(o.Returns, id)
	case "exchange_items":
		has = hasCase(o.Exchanges, id)
	case "take_back":
		has = o.standsWithdrawn(id)
	case "change_address":
		has = o.Address.String() == res["address"]
	case "issue_invoice", "replace_invoice":
		has = o.Invoice != nil && o.Invoice.IssuedAt != nil && o.Invoice.Title == res["title"]
	default:
		has = slices.ContainsFunc(o.Claims, func(c Claim) bool { return c.ID == id })
	}
	if Reads(a.Name) || has {
		return nil
	}
	return ErrNotVerified.With("order %s does not show that %s was done", o.ID, a.Name)
}

func hasCase(list []ReturnCase, id string) bool {
	return slices.ContainsFunc(list, func(c ReturnCase) bool { return c.ID == id })
}
