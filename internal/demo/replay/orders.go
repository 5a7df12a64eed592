package replay

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

// firstProduct is what the shoppers of a replay buy.
func firstProduct() (shop.Product, error) {
	f, err := demo.Brand().Open("products.json")
	if err != nil {
		return shop.Product{}, fmt.Errorf("open the catalogue: %w", err)
	}
	defer f.Close()
	list, err := shop.ReadProducts("products.json", f)
	if err != nil {
		return shop.Product{}, err
	}
	return list[0], nil
}

// buy has the shop tell of an order by signed webhook, twice as shops do, and
// later of its refund when the plan says so.
func (s *shopper) buy(ctx context.Context) {
	at := clock.System{}.Now().Add(s.ahead)
	price, _ := s.product.Prices()
	item := map[string]any{"id": "1", "product": s.product.ID, "name": s.product.Name, "qty": 1, "price_minor": price}
	if len(s.product.Variants) > 0 {
		item["variant"] = s.product.Variants[0].ID
	}
	order := map[string]any{
		"id": "order-" + s.t.id, "shopper": s.t.visit.Shopper, "state": "awaiting_shipment", "created_at": at.Format(time.RFC3339Nano), "paid_at": at.Format(time.RFC3339Nano),
		"amount_minor": price, "currency": "CNY", "items": []any{item},
	}
	paid := map[string]any{"id": "paid-" + s.t.id, "type": "order.paid", "at": at.Format(time.RFC3339Nano), "order": order}
	for range 2 {
		if !s.tell(ctx, paid) {
			return
		}
	}
	s.count.orders.Add(1)
	if s.t.visit.Refunds && s.tell(ctx, map[string]any{
		"id": "refund-" + s.t.id, "type": "order.refunded", "at": clock.System{}.Now().Add(s.ahead).Format(time.RFC3339Nano), "order_id": order["id"], "amount_minor": price,
	}) {
		s.count.refunds.Add(1)
	}
}

// tell sends one webhook as the shop would sign it, until it is taken.
func (s *shopper) tell(ctx context.Context, what map[string]any) bool {
	body, err := json.Marshal(what)
	if err != nil {
		s.count.refuse("order", err)
		return false
	}
	b := s.brands[s.t.visit.Brand]
	for {
		header := map[string]string{"Manyhands-Signature": shop.Sign([]byte(b.Secret), body, clock.System{}.Now())}
		err := s.wire.try(ctx, http.MethodPost, "/webhooks/v1/"+b.Slug+"/replay", "", header, body, nil)
		if err == nil {
			return true
		}
		if _, no := refused(err); no || !pause(ctx, time.Second) {
			s.count.refuse("order", err)
			return false
		}
		s.count.again.Add(1)
	}
}
