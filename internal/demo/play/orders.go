package play

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/demo"
	"github.com/manyhands/manyhands/internal/shop"
)

// orders lets the shoppers who were won over buy: the shop tells of each order
// by signed webhook, twice; later one of them is refunded.
func (s *Stage) orders(ctx context.Context) error {
	secret, err := s.connector(ctx)
	if err != nil {
		return err
	}
	prices, err := s.prices(ctx)
	if err != nil {
		return err
	}
	bought := 0
	var refund *demo.Part
	var first map[string]any
	for i, t := range s.talks {
		p := t.part
		if p.Buys == nil || p.Shopper.ID == "" {
			continue
		}
		o := s.order(i, p, prices)
		body := map[string]any{"id": "paid-" + o["id"].(string), "type": "order.paid", "at": s.Now().Format(time.RFC3339Nano), "order": o}
		for range 2 { // told twice counts once
			if err := s.tell(ctx, secret, body); err != nil {
				return err
			}
		}
		bought++
		if refund == nil && (p.Ending == demo.RefundLater || first == nil) {
			refund, first = &t.part, o
		}
	}
	s.note("%d orders paid, each told twice by signed webhook", bought)
	if refund == nil {
		return nil
	}
	amount := first["amount_minor"].(int64)
	err = s.tell(ctx, secret, map[string]any{
		"id": "refund-" + first["id"].(string), "type": "order.refunded", "at": s.Now().Format(time.RFC3339Nano), "order_id": first["id"], "amount_minor": amount,
	})
	if err != nil {
		return err
	}
	s.note("one order of %d.%02d is refunded in full", amount/100, amount%100)
	return s.forged(ctx)
}

func (s *Stage) prices(ctx context.Context) (map[string]shop.Product, error) {
	var got struct {
		Items []shop.Product `json:"items"`
	}
	if err := s.brand.get(ctx, "/api/v1/brand/products", &got); err != nil {
		return nil, err
	}
	out := map[string]shop.Product{}
	for _, p := range got.Items {
		out[p.ID] = p
	}
	return out, nil
}

// order is what the shop's system tells of a purchase.
func (s *Stage) order(n int, p demo.Part, catalogue map[string]shop.Product) map[string]any {
	now := s.Now()
	product := catalogue[p.Buys.Product]
	price, _ := product.Prices()
	if v, ok := product.Variant(p.Buys.Variant); ok && v.PriceMinor > 0 {
		price = v.PriceMinor
	}
	qty := max(p.Buys.Qty, 1)
	return map[string]any{
		"id": fmt.Sprintf("MH%s%03d", now.Format("0102150405"), n), "shopper": p.Shopper.ID, "state": "awaiting_shipment",
		// Not a second earlier: the conversations that won them over took seconds.
		"created_at": now.Format(time.RFC3339Nano), "paid_at": now.Format(time.RFC3339Nano),
		"amount_minor": price * int64(qty), "currency": "CNY",
		"items": []map[string]any{{"id": "1", "product": p.Buys.Product, "variant": p.Buys.Variant, "name": product.Name, "qty": qty, "price_minor": price}},
	}
}

// tell sends one webhook as the shop would sign it, by the machine's clock.
func (s *Stage) tell(ctx context.Context, secret string, what map[string]any) error {
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	return s.deliver(ctx, body, shop.Sign([]byte(secret), body, clock.System{}.Now()))
}

func (s *Stage) deliver(ctx context.Context, body []byte, signature string) error {
	c := newClient(s.Base)
	c.sign = signature
	return c.do(ctx, http.MethodPost, "/webhooks/v1/"+s.BrandSlug+"/demo-shop", "application/json", body, nil)
}

// forged tells an order under another secret: it must be refused.
func (s *Stage) forged(ctx context.Context) error {
	body := []byte(`{"id":"forged","type":"order.paid","at":"2026-11-10T20:00:00+08:00"}`)
	err := s.deliver(ctx, body, shop.Sign([]byte("not the secret"), body, clock.System{}.Now()))
	if r, ok := refused(err); !ok || r.Status != http.StatusUnauthorized {
		return fmt.Errorf("a forged webhook: %w", errNotRefused)
	}
	s.note("a forged webhook was refused")
	return nil
}
