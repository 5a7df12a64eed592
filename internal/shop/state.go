package shop

import "strings"

// State is where an order stands. These are the nine order states that decide
// whether a picture goes to a person, source S5.
type State string

// The nine states.
const (
	NotOrdered       State = "not_ordered"       // 未下单
	AwaitingPayment  State = "awaiting_payment"  // 待付款
	AwaitingGroup    State = "awaiting_group"    // 待成团
	AwaitingShipment State = "awaiting_shipment" // 待发货
	PartlyShipped    State = "partly_shipped"    // 部分发货
	Shipped          State = "shipped"           // 已发货
	Completed        State = "completed"         // 交易成功
	Closed           State = "closed"            // 交易关闭
	Cancelled        State = "cancelled"         // 订单取消
)

// States lists the nine in the order of an order's life.
func States() []State {
	return []State{NotOrdered, AwaitingPayment, AwaitingGroup, AwaitingShipment, PartlyShipped, Shipped, Completed, Closed, Cancelled}
}

var stateNames = map[State][2]string{
	NotOrdered:       {"未下单", "not ordered"},
	AwaitingPayment:  {"待付款", "awaiting payment"},
	AwaitingGroup:    {"待成团", "waiting for the group to fill"},
	AwaitingShipment: {"待发货", "waiting to be shipped"},
	PartlyShipped:    {"部分发货", "partly shipped"},
	Shipped:          {"已发货", "shipped"},
	Completed:        {"交易成功", "completed"},
	Closed:           {"交易关闭", "closed"},
	Cancelled:        {"订单取消", "cancelled"},
}

// Chinese is the state's name as shops write it.
func (s State) Chinese() string { return stateNames[s][0] }

// English is the state's name in a sentence.
func (s State) English() string { return stateNames[s][1] }

// foreign maps what other shops call a state to ours. "delivered" is taken
// as completed because such shops have no later state.
var foreign = map[string]State{
	"pending": AwaitingShipment, "pending (item modified)": AwaitingShipment, "pending (items modified)": AwaitingShipment,
	"processed": Shipped, "delivered": Completed,
	"return requested": Completed, "exchange requested": Completed, "canceled": Cancelled,
	"已取消": Cancelled, "待支付": AwaitingPayment, "已完成": Completed, "已签收": Completed, "运输中": Shipped,
	"paid": AwaitingShipment, "unpaid": AwaitingPayment, "in_transit": Shipped, "refunded": Closed,
}

// ParseState reads a state by its constant, its Chinese name or the words that
// the public retail shape uses. It is false for anything else.
func ParseState(s string) (State, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if _, ok := stateNames[State(s)]; ok {
		return State(s), true
	}
	for st, names := range stateNames {
		if names[0] == s || names[1] == s {
			return st, true
		}
	}
	st, ok := foreign[s]
	return st, ok
}

// Paid tells whether money has changed hands for an order in this state and
// has not gone back.
func (s State) Paid() bool {
	switch s {
	case AwaitingGroup, AwaitingShipment, PartlyShipped, Shipped, Completed:
		return true
	}
	return false
}
