package facts

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/billing/wages"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/uid"
)

// attribution is how an order is won: source S6.
const (
	orderWindow  = 24 * time.Hour // after the last answer
	payWithin    = 48 * time.Hour // created to paid
	remindWindow = 24 * time.Hour // a nudge to the payment
)

// keepTouches keeps the replies of a conversation, which an order may be won
// by. Seq 0 stands for the shopper's own first word.
func keepTouches(ctx context.Context, q *db.Queries, f fact.ChatClosed) error {
	touches := append([]fact.Touch{{Seq: 0, At: f.OpenedAt, Author: string(rate.ByShopper)}}, f.Touches...)
	for _, t := range touches {
		if t.SKUs == nil {
			t.SKUs = []string{}
		}
		err := q.AddTouch(ctx, db.AddTouchParams{
			BrandID: f.Brand, ChatID: f.Chat, Seq: t.Seq, ShopperRef: f.ShopperRef, At: t.At, Author: t.Author, AgentID: t.Agent, Skus: t.SKUs, OrderRef: f.OrderRef,
		})
		if err != nil {
			return fmt.Errorf("keep touch of chat %s: %w", f.Chat, err)
		}
	}
	return nil
}

func (m *Meter) hearPaid(ctx context.Context, tx pgx.Tx, f fact.OrderPaid) error {
	q := db.New(tx)
	for _, it := range f.Items {
		n, err := q.AddOrderItem(ctx, db.AddOrderItemParams{
			BrandID: f.Brand, OrderRef: f.OrderRef, Item: it.Item, Sku: it.SKU, ShopperRef: f.ShopperRef, NetMinor: it.NetMinor, Created: f.Created, Paid: f.Paid, Deposited: f.DepositAt,
		})
		if err != nil {
			return fmt.Errorf("add item of order %s: %w", f.OrderRef, err)
		}
		if n == 0 {
			if err := m.samePaid(ctx, q, f, it); err != nil {
				return err
			}
		}
	}
	if err := goOn(ctx, q, f); err != nil {
		return err
	}
	for _, mark := range f.Marks {
		if mark == "" || len(mark) > 200 {
			continue
		}
		err := q.AddOrderMark(ctx, db.AddOrderMarkParams{BrandID: f.Brand, OrderRef: f.OrderRef, Mark: mark, ShopperRef: f.ShopperRef, At: f.Paid})
		if err != nil {
			return fmt.Errorf("keep mark of order %s: %w", f.OrderRef, err)
		}
	}
	return m.attributeOpen(ctx, q, f.Brand, f.ShopperRef, f.Paid)
}

// samePaid keeps a payment that was told before with another amount.
func (m *Meter) samePaid(ctx context.Context, q *db.Queries, f fact.OrderPaid, it fact.OrderItem) error {
	had, err := q.LockOrderItems(ctx, db.LockOrderItemsParams{BrandID: f.Brand, OrderRef: f.OrderRef})
	if err != nil {
		return fmt.Errorf("read order %s: %w", f.OrderRef, err)
	}
	for _, h := range had {
		if h.Item != it.Item || h.NetMinor == it.NetMinor && h.Sku == it.SKU {
			continue
		}
		sha, raw, err := SHAOf(it)
		if err != nil {
			return err
		}
		return m.keepConflict(ctx, q, f.Brand, "order_item", wages.OrderKey(f.OrderRef, it.Item), sha, raw, m.clock.Now())
	}
	return nil
}

// attributeOpen finds who won a shopper's order items that nobody won yet. It
// runs when an order is paid and when a conversation closes, because either
// may be heard first: a conversation closes half an hour after its last word,
// the order that it won is paid in between.
func (m *Meter) attributeOpen(ctx context.Context, q *db.Queries, brand uid.Brand, shopper string, around time.Time) error {
	if shopper == "" {
		return nil
	}
	since := around.Add(-orderWindow - payWithin - remindWindow)
	accounts, err := accountsOf(ctx, q, brand, shopper)
	if err != nil {
		return err
	}
	items, err := q.LockOpenItems(ctx, db.LockOpenItemsParams{BrandID: brand, Accounts: accounts, Since: since})
	if err != nil {
		return fmt.Errorf("read open order items: %w", err)
	}
	if len(items) == 0 {
		return nil
	}
	for _, it := range items { // a presale was decided when its deposit was paid
		if it.Deposited != nil && it.Deposited.Before(since) {
			since = *it.Deposited
		}
	}
	touches, err := q.Touches(ctx, db.TouchesParams{BrandID: brand, Accounts: accounts, Since: since.Add(-orderWindow - payWithin)})
	if err != nil {
		return fmt.Errorf("read touches: %w", err)
	}
	zone, err := zoneOf(ctx, q, brand)
	if err != nil {
		return err
	}
	for _, it := range items {
		if err := m.attribute(ctx, q, it, touches, zone); err != nil {
			return err
		}
	}
	return nil
}

// zoneOf is the contract's zone; without a contract days are UTC's.
func zoneOf(ctx context.Context, q *db.Queries, brand uid.Brand) (*time.Location, error) {
	c, err := q.Contract(ctx, brand)
	if err != nil {
		return time.UTC, nil //nolint:nilerr // no contract yet: the window in hours needs no zone
	}
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return nil, fmt.Errorf("read zone of contract %s: %w", c.ID, err)
	}
	return zone, nil
}

// attribute gives one order item to the conversation that won it, if one did.
func (m *Meter) attribute(ctx context.Context, q *db.Queries, it db.BillingOrderItem, rows []db.BillingTouch, zone *time.Location) error {
	rules := rate.AttributionRules{Kind: rate.WithinHours, Window: orderWindow, PayIn: payWithin, RemindW: remindWindow, Zone: zone}
	won, err := rate.Attribute(touchesOf(rows, it), []rate.OrderItem{{
		ID: it.Item, Shopper: it.ShopperRef, SKU: it.Sku, CreatedAt: it.Created, PaidAt: &it.Paid, DepositAt: it.Deposited, NetPaid: money.Amount(it.NetMinor),
	}}, rules)
	if err != nil {
		return err
	}
	if len(won) != 1 || won[0].Class == rate.ClassNone {
		return nil
	}
	return m.win(ctx, q, it, rows, won[0])
}

// touchesOf is a shopper's conversations as attribution sees them, whichever
// account they were had from. One that was about another order is after-sale and
// wins nothing.
func touchesOf(rows []db.BillingTouch, it db.BillingOrderItem) []rate.Touch {
	out := make([]rate.Touch, len(rows))
	for i, r := range rows {
		out[i] = rate.Touch{
			Conversation: r.ChatID.String(), Shopper: it.ShopperRef, Seq: r.Seq, At: r.At, Author: rate.Author(r.Author),
			Substantive: r.Author != string(rate.ByShopper), SKUs: r.Skus, AfterSale: r.OrderRef != "" && r.OrderRef != it.OrderRef,
		}
	}
	return out
}

// win writes the outcome of a won order item, what its agent earns by it, and
// the refunds that came before it.
func (m *Meter) win(ctx context.Context, q *db.Queries, it db.BillingOrderItem, rows []db.BillingTouch, won rate.Attribution) error {
	c, err := uid.Parse[uid.Chat](won.Conversation)
	if err != nil {
		return err
	}
	key := wages.OrderKey(it.OrderRef, it.Item)
	o := rate.Outcome{
		ID: outcomeID(it.BrandID, sourceOrder, key).String(), Brand: it.BrandID.String(), Channel: "order", Service: rate.Proactive, Unit: "conversation",
		Conversation: won.Conversation, Shopper: it.ShopperRef, At: it.Paid.UTC(), Flags: rate.Attributed,
		OrderRef: key, NetMinor: money.Amount(it.NetMinor), Source: sourceOrder, SourceEventID: key,
	}
	if won.Class == rate.ClassReminder {
		o.Service = rate.Reminder
	}
	var agent uid.Agent
	for _, r := range rows {
		if r.ChatID == c && r.Seq == won.Seq {
			agent = r.AgentID
			o.Agent = agent.String()
		}
	}
	if err := m.keep(ctx, q, it.BrandID, c, agent, uid.Shift{}, o); err != nil {
		return err
	}
	id := outcomeID(it.BrandID, sourceOrder, key)
	if err := q.WinOrderItem(ctx, db.WinOrderItemParams{BrandID: it.BrandID, OrderRef: it.OrderRef, Item: it.Item, OutcomeID: id}); err != nil {
		return fmt.Errorf("note who won %s: %w", key, err)
	}
	currency, err := m.Currency(ctx, q, it.BrandID)
	if err != nil {
		return err
	}
	if err := m.clerk.EarnBonus(ctx, q, it, agent, currency); err != nil {
		return err
	}
	if err := m.watchOrder(ctx, q, it, agent, id); err != nil {
		return err
	}
	return m.layAllRefunds(ctx, q, it.BrandID, it.OrderRef)
}

func (m *Meter) hearRefunded(ctx context.Context, tx pgx.Tx, f fact.OrderRefunded) error {
	q := db.New(tx)
	got, err := m.Received(ctx, q, f.Brand)
	if err != nil {
		return err
	}
	_, err = q.AddRefund(ctx, db.AddRefundParams{
		BrandID: f.Brand, Source: f.Source, SourceID: f.SourceID, OrderRef: f.OrderRef, Item: f.Item, AmountMinor: f.AmountMinor, Refunded: f.Refunded, ReceivedAt: got,
	})
	if err != nil {
		return fmt.Errorf("keep refund of order %s: %w", f.OrderRef, err)
	}
	return m.layRefunds(ctx, q, f.Brand, f.OrderRef)
}

// layRefunds lays an order's refunds on the outcomes that it was won by. A
// refund that comes before its order, or of an item that nobody won, waits in
// its own table; every call does what is still to do and nothing twice.
func (m *Meter) layRefunds(ctx context.Context, q *db.Queries, brand uid.Brand, order string) error {
	items, err := q.LockOrderItems(ctx, db.LockOrderItemsParams{BrandID: brand, OrderRef: order})
	if err != nil {
		return fmt.Errorf("read order %s: %w", order, err)
	}
	if len(items) == 0 {
		return nil
	}
	refunds, err := q.Refunds(ctx, db.RefundsParams{BrandID: brand, OrderRef: order})
	if err != nil {
		return fmt.Errorf("read refunds of order %s: %w", order, err)
	}
	for _, r := range refunds {
		parts, err := refundParts(r, items)
		if err != nil {
			return fmt.Errorf("split refund of order %s: %w", order, err)
		}
		for i, it := range items {
			counted, err := countedAs(ctx, q, it)
			if err != nil {
				return err
			}
			if parts[i] == 0 || counted.OutcomeID.IsZero() {
				continue
			}
			if err := m.layRefund(ctx, q, r, counted, it.Item, parts[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// refundParts is what of a refund falls on each item of its order: a refund of
// the whole order lies over the items by what was paid for them.
func refundParts(r db.BillingRefund, items []db.BillingOrderItem) ([]money.Amount, error) {
	parts := make([]money.Amount, len(items))
	if r.Item != "" {
		for i, it := range items {
			if it.Item == r.Item {
				parts[i] = money.Amount(r.AmountMinor)
			}
		}
		return parts, nil
	}
	weights := make([]int64, len(items))
	paid := int64(0)
	for i, it := range items {
		weights[i] = it.NetMinor
		paid += it.NetMinor
	}
	if paid == 0 {
		return parts, nil
	}
	return money.Split(money.Amount(r.AmountMinor), weights)
}

// layRefund lays a part of a refund on the item that counted it; told is the
// number that the refund knows the item by.
func (m *Meter) layRefund(ctx context.Context, q *db.Queries, r db.BillingRefund, it db.BillingOrderItem, told string, part money.Amount) error {
	event := "refund/" + strconv.Quote(r.Source) + "/" + r.SourceID + "/" + told
	err := m.Correct(ctx, q, it.BrandID, Correction{
		Outcome: it.OutcomeID, Kind: rate.Refund, Delta: int64(part), At: r.Refunded, Actor: "brand", Event: event,
		Evidence: HexSHA([]byte(r.Source + "\n" + r.SourceID + "\n" + r.OrderRef)),
	})
	if err != nil {
		return err
	}
	if err := m.watchRefund(ctx, q, it, r.Refunded); err != nil {
		return err
	}
	return m.clerk.TakeBonusBack(ctx, q, it, r, part, event)
}
