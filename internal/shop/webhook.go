package shop

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/shop/internal/db"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a webhook can be wrong in.
var (
	ErrWebhook         = fault.New(fault.Invalid, "webhook_wrong", `a webhook is {"id", "type", "at", ...} with type order.created, order.paid, order.refunded, order.changed or parcel.changed`)
	ErrWebhookConflict = fault.New(fault.Conflict, "webhook_conflict", "this id was told before with another body; both are kept and a person looks")
)

// Told is one webhook of the generic connector.
type Told struct {
	ID     string          `json:"id"`
	Type   string          `json:"type"`
	At     time.Time       `json:"at"`
	Order  json.RawMessage `json:"order,omitempty"`  // order.created, .paid, .changed: the order as in orders.json
	Parcel json.RawMessage `json:"parcel,omitempty"` // parcel.changed: as in logistics.json
	// order.refunded:
	OrderID     string `json:"order_id,omitempty"`
	Item        string `json:"item,omitempty"` // empty: the whole order
	AmountMinor int64  `json:"amount_minor,omitempty"`
}

// Hear takes in a webhook whose signature holds. The same webhook again does
// nothing. It returns ErrWebhook, ErrWebhookConflict and ErrFile.
func (s *Shop) Hear(ctx context.Context, brand uid.Brand, source string, body []byte) error {
	var t Told
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&t); err != nil || t.ID == "" || len(t.ID) > 200 || t.At.IsZero() {
		return ErrWebhook
	}
	conflict := false
	err := pg.InTx(ctx, s.pool, pg.OfBrand(brand), func(tx pgx.Tx) (err error) {
		q := db.New(tx)
		sum := sha256.Sum256(body)
		// Two deliveries of one id take turns, so that the second sees the first.
		if _, err := tx.Exec(ctx, "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", brand.String()+source+t.ID); err != nil {
			return fmt.Errorf("take turns: %w", err)
		}
		n, err := q.KeepWebhook(ctx, db.KeepWebhookParams{BrandID: brand, Source: source, SourceID: t.ID, BodySha: sum[:], Kind: t.Type, Body: body, ReceivedAt: s.clock.Now()})
		if err != nil {
			return fmt.Errorf("keep webhook: %w", err)
		}
		conflict, err = q.WebhookConflicts(ctx, db.WebhookConflictsParams{BrandID: brand, Source: source, SourceID: t.ID, BodySha: sum[:]})
		if err != nil || conflict || n == 0 {
			return err
		}
		return s.apply(ctx, tx, q, brand, source, t)
	})
	if err == nil && conflict {
		return ErrWebhookConflict
	}
	return err
}

func (s *Shop) apply(ctx context.Context, tx pgx.Tx, q *db.Queries, brand uid.Brand, source string, t Told) error {
	switch t.Type {
	case "order.created", "order.changed":
		_, err := s.takeOrder(ctx, q, brand, t.Order)
		return err
	case "order.paid":
		o, err := s.takeOrder(ctx, q, brand, t.Order)
		if err != nil {
			return err
		}
		f, err := paidFact(brand, source, t, o)
		if err != nil {
			return err
		}
		return s.outbox.Tell(ctx, tx, f)
	case "order.refunded":
		if t.OrderID == "" || t.AmountMinor <= 0 {
			return ErrWebhook.At("amount_minor", "more than 0, with order_id", fmt.Sprint(t.AmountMinor))
		}
		return s.outbox.Tell(ctx, tx, fact.OrderRefunded{
			Meta: fact.New(brand, s.clock.Now()), Source: source, SourceID: t.ID, OrderRef: t.OrderID, Item: t.Item,
			AmountMinor: t.AmountMinor, Refunded: t.At,
		})
	case "parcel.changed":
		return s.takeParcel(ctx, q, brand, t.Parcel)
	}
	return ErrWebhook.At("type", "a known type", t.Type)
}

// takeOrder keeps an order as the shop tells it; what was done to it here
// stays with it.
func (s *Shop) takeOrder(ctx context.Context, q *db.Queries, brand uid.Brand, raw json.RawMessage) (Order, error) {
	m, err := ReadOrders("webhook", bytes.NewReader(append(append([]byte("["), raw...), ']')))
	if err != nil {
		return Order{}, err
	}
	for _, o := range m { // exactly one: it was read from a list of one
		doc, err := q.LockOrder(ctx, db.LockOrderParams{BrandID: brand, ID: o.ID})
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return Order{}, fmt.Errorf("lock order: %w", err)
		}
		if err == nil {
			before, err := keptOrderOf(doc, nil)
			if err != nil {
				return Order{}, err
			}
			o.Done, o.Claims = before.Done, before.Claims
		}
		return o, putOrder(ctx, q, brand, o)
	}
	return Order{}, ErrWebhook.At("order", "an order", "")
}

func (s *Shop) takeParcel(ctx context.Context, q *db.Queries, brand uid.Brand, raw json.RawMessage) error {
	m, err := ReadParcels("webhook", bytes.NewReader(append(append([]byte("["), raw...), ']')))
	if err != nil {
		return err
	}
	for _, p := range m {
		doc, err := json.Marshal(p)
		if err != nil {
			return fmt.Errorf("write parcel: %w", err)
		}
		if err := q.PutParcel(ctx, db.PutParcelParams{BrandID: brand, Tracking: p.Tracking, OrderID: p.Order, Doc: doc}); err != nil {
			return fmt.Errorf("keep parcel: %w", err)
		}
	}
	return nil
}

// paidFact splits what was paid over the items by their price, to the unit, so
// that an order of two agents' products adds up.
func paidFact(brand uid.Brand, source string, t Told, o Order) (fact.OrderPaid, error) {
	f := fact.OrderPaid{Meta: fact.New(brand, t.At), Source: source, SourceID: t.ID, OrderRef: o.ID, ShopperRef: o.Shopper, Created: t.At, Paid: t.At}
	if o.CreatedAt != nil {
		f.Created = *o.CreatedAt
	}
	if o.PaidAt != nil {
		f.Paid = *o.PaidAt
	}
	f.DepositAt, f.Marks, f.From = o.DepositAt, marksOf(o), o.From
	weights := make([]int64, len(o.Items))
	for i, it := range o.Items {
		weights[i] = it.PriceMinor * int64(max(it.Qty, 1))
	}
	parts, err := money.Split(money.Amount(o.AmountMinor), weights)
	if err != nil {
		return f, ErrWebhook.At("order.items", "items with prices", o.ID)
	}
	for i, it := range o.Items {
		f.Items = append(f.Items, fact.OrderItem{Item: it.ID, SKU: it.Product, NetMinor: int64(parts[i])})
	}
	return f, nil
}

// marksOf hashes what an order's buyer is known by, so that billing can tell one
// person behind two names without knowing who it is.
func marksOf(o Order) []string {
	var marks []string
	for _, m := range []struct{ kind, value string }{
		{"email", o.Shopper}, {"phone", o.Address.Phone}, {"address", strings.Join([]string{o.Address.City, o.Address.Line}, " ")}, {"purse", o.Payment.ID},
	} {
		if value := strings.ToLower(strings.TrimSpace(m.value)); len(value) > 5 {
			sum := sha256.Sum256([]byte(m.kind + ":" + value))
			marks = append(marks, hex.EncodeToString(sum[:]))
		}
	}
	return marks
}
