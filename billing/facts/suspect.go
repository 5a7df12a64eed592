package facts

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/uid"
)

// What looks like self-dealing is held until a person has looked. These rules
// accuse nobody: a hold says what was seen, and a mistaken one is released and
// pays. The bounds are ours; the kinds are those of the specification's list of
// practices.
const (
	ruleOwnOrder    = "own_order"            // the buyer is the agent
	ruleSharedMark  = "shared_mark"          // several buyers, one device or purse, one agent
	ruleManyOrders  = "many_orders"          // one buyer, one agent, order upon order
	ruleLateRefund  = "refund_after_vesting" // given back just when the fee could no more
	ruleBurst       = "confirm_burst"        // one shopper, yes upon yes to the bot
	rulePerson      = "person"               // somebody said so
	ordersADay      = 3
	confirmsAnHour  = 5
	refundSuspicion = 72 * time.Hour // after the fee vested
)

// Seen is what is known around an order that an agent won.
type Seen struct {
	Shopper      string
	AgentEmail   string
	Agent        string
	Marks        []string // of the order's buyer
	OtherBuyers  int64    // known by one of the marks, won by the same agent within 30 days
	OrdersOfDay  int64    // of this shopper, won by this agent
	AgentsOwn    []string // marks of the agent
	ConfirmsHour int64    // of this shopper, to the bot
}

// Suspect says by which rule what was seen is held, and in which words; none: it
// is not.
func Suspect(s Seen) (rule, why string) {
	shopper := strings.ToLower(strings.TrimSpace(s.Shopper))
	switch {
	case shopper != "" && (shopper == strings.ToLower(s.AgentEmail) || shopper == strings.ToLower(s.Agent)):
		return ruleOwnOrder, "the buyer is the agent who won the order"
	case sharing(s.Marks, s.AgentsOwn):
		return ruleOwnOrder, "the buyer and the agent who won the order are known by the same mark"
	case s.OtherBuyers > 0:
		return ruleSharedMark, fmt.Sprintf("%d other buyers whose orders the same agent won within 30 days share a device, an address or a purse with this one", s.OtherBuyers)
	case s.OrdersOfDay > ordersADay:
		return ruleManyOrders, fmt.Sprintf("order %d of this shopper that the same agent won within a day", s.OrdersOfDay)
	case s.ConfirmsHour > confirmsAnHour:
		return ruleBurst, fmt.Sprintf("this shopper confirmed %d answers within an hour", s.ConfirmsHour)
	}
	return "", ""
}

func sharing(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

// LateRefund tells whether a refund came just after the fee could no longer be
// taken back.
func LateRefund(paid, refunded time.Time, clawbackDays int64) bool {
	vested := paid.Add(time.Duration(clawbackDays) * 24 * time.Hour)
	return refunded.After(vested) && !refunded.After(vested.Add(refundSuspicion))
}

// markOf is what a person is known by, hashed as the shop's marks are.
func markOf(kind, value string) string {
	return HexSHA([]byte(kind + ":" + strings.ToLower(strings.TrimSpace(value))))
}

// watchOrder holds an order that an agent won, when it looks like self-dealing.
func (m *Meter) watchOrder(ctx context.Context, q *db.Queries, it db.BillingOrderItem, agent uid.Agent, outcome uid.Outcome) error {
	if agent.IsZero() {
		return nil
	}
	if err := q.WonBy(ctx, db.WonByParams{BrandID: it.BrandID, OrderRef: it.OrderRef, Item: it.Item, AgentID: agent}); err != nil {
		return fmt.Errorf("note the agent of %s: %w", it.OrderRef, err)
	}
	s := Seen{Shopper: it.ShopperRef, Agent: agent.String()}
	who, err := m.register.Some(ctx, []uid.Agent{agent})
	if err != nil {
		return err
	}
	if len(who) == 1 && who[0].Email != "" {
		s.AgentEmail, s.AgentsOwn = who[0].Email, []string{markOf("email", who[0].Email)}
	}
	if s.Marks, err = q.MarksOf(ctx, db.MarksOfParams{BrandID: it.BrandID, OrderRef: it.OrderRef}); err != nil {
		return fmt.Errorf("read marks of order %s: %w", it.OrderRef, err)
	}
	if s.OtherBuyers, err = q.SharedMark(ctx, db.SharedMarkParams{BrandID: it.BrandID, OrderRef: it.OrderRef, AgentID: agent}); err != nil {
		return fmt.Errorf("compare marks of order %s: %w", it.OrderRef, err)
	}
	s.OrdersOfDay, err = q.OrdersOfDay(ctx, db.OrdersOfDayParams{BrandID: it.BrandID, ShopperRef: it.ShopperRef, AgentID: agent, At: it.Paid})
	if err != nil {
		return fmt.Errorf("count orders of a day: %w", err)
	}
	rule, why := Suspect(s)
	return m.hold(ctx, q, it.BrandID, outcome, rule, why, uid.Person{})
}

// watchConfirmed holds what the bot settled, when one shopper says yes too often.
func (m *Meter) watchConfirmed(ctx context.Context, q *db.Queries, o *rate.Outcome, brand uid.Brand) error {
	if !o.Flags.Has(rate.Confirmed) || o.Shopper == "" {
		return nil
	}
	n, err := q.ConfirmedWithin(ctx, db.ConfirmedWithinParams{BrandID: brand, ShopperRef: o.Shopper, At: o.At})
	if err != nil {
		return fmt.Errorf("count confirmations: %w", err)
	}
	rule, why := Suspect(Seen{ConfirmsHour: n})
	return m.hold(ctx, q, brand, outcomeID(brand, o.Source, o.SourceEventID), rule, why, uid.Person{})
}

// watchRefund holds an order whose money went back just after its fee was safe.
func (m *Meter) watchRefund(ctx context.Context, q *db.Queries, it db.BillingOrderItem, refunded time.Time) error {
	if it.OutcomeID.IsZero() || !LateRefund(it.Paid, refunded, clawbackWatched) {
		return nil
	}
	return m.hold(ctx, q, it.BrandID, it.OutcomeID, ruleLateRefund, "it was given back within three days of the day on which its fee became safe", uid.Person{})
}

// clawbackWatched is the house's clawback; a contract's own may be longer, and
// then such a refund still takes the fee back by itself.
const clawbackWatched = 15

// hold writes the correction that holds an outcome, and puts it into the queue of
// those who decide. An outcome that is held is not held twice, and one that a
// person has looked at is not held for the same rule again.
func (m *Meter) hold(ctx context.Context, q *db.Queries, brand uid.Brand, outcome uid.Outcome, rule, why string, by uid.Person) error {
	if rule == "" {
		return nil
	}
	if rule != rulePerson {
		had, err := q.HeldBefore(ctx, db.HeldBeforeParams{OutcomeID: outcome, Rule: rule})
		if err != nil {
			return fmt.Errorf("look for holds: %w", err)
		}
		if had {
			return nil
		}
	}
	id, now := uid.New[uuid.UUID](), m.clock.Now()
	n, err := q.AddHold(ctx, db.AddHoldParams{ID: id, BrandID: brand, OutcomeID: outcome, Rule: rule, Reason: why, FoundAt: now, FoundBy: by})
	if err != nil {
		return fmt.Errorf("hold outcome %s: %w", outcome, err)
	}
	if n == 0 {
		return nil // it is held already
	}
	actor := "platform"
	if !by.IsZero() {
		actor = by.String()
	}
	return m.Correct(ctx, q, brand, Correction{
		Outcome: outcome, Kind: rate.FraudHold, At: now, Actor: actor, Evidence: HexSHA([]byte(why)), Event: "hold/" + id.String(),
	})
}
