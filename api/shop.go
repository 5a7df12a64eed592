package api

import (
	"bytes"
	"context"
	"net/http"
	"time"

	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/clock"
	"github.com/manyhands/manyhands/internal/shop"
)

// imported tells what an import took in. An import is whole or not at all; a
// file that cannot be read is a fault that names the place.
type imported struct {
	Accepted int `json:"accepted"`
}

type productOut struct {
	shop.Product
	Currency string `json:"currency"`
}

// mountShop: a brand's trade, and the connectors that bring it.
func (s *surface) mountShop() {
	if s.doors.Shop == nil {
		return
	}
	type bring struct {
		Kind    string `path:"kind" enum:"products,orders,logistics,coupons,shoppers"`
		RawBody []byte `contentType:"application/json"`
	}
	add(s, op{id: "import-shop", method: http.MethodPost, path: "/api/v1/brand/imports/shop/{kind}", summary: "Import a file of the shop: products, orders, logistics, coupons or shoppers", tag: "shop", maxBody: largestImport, raw: true},
		func(ctx context.Context, by account.Caller, in *bring) (*body[imported], error) {
			n, err := s.doors.Shop.Bring(ctx, by.Brand, in.Kind, bytes.NewReader(in.RawBody))
			return ok(imported{n}), err
		})
	add(s, op{id: "products", method: http.MethodGet, path: "/api/v1/brand/products", summary: "The catalogue", tag: "shop"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[list[productOut]], error) {
			b, err := s.doors.Register.Brand(ctx, by.Brand)
			if err != nil {
				return nil, err
			}
			all, err := s.doors.Shop.Catalogue(ctx, by.Brand)
			return okList(priced(all, b.Currency)), err
		})
	type ordersOut struct {
		Counts map[shop.State]int `json:"counts"`
		Items  []shop.Order       `json:"items"`
	}
	add(s, op{id: "orders", method: http.MethodGet, path: "/api/v1/brand/orders", summary: "Orders by state, and the newest", tag: "shop"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[ordersOut], error) {
			counts, err := s.doors.Shop.Counts(ctx, by.Brand)
			if err != nil {
				return nil, err
			}
			const newest = 100
			items, err := s.doors.Shop.Recent(ctx, by.Brand, newest)
			return ok(ordersOut{counts, items}), err
		})
	s.mountConnectors()
	s.mountShopWindow()
}

// largestImport is a year of a large shop's orders.
const largestImport = 32 << 20

// mountConnectors: the generic signed webhook.
func (s *surface) mountConnectors() {
	type webhook struct {
		Brand     string `path:"brand"`
		Source    string `path:"source" maxLength:"40"`
		Signature string `header:"Manyhands-Signature"`
		RawBody   []byte `contentType:"application/json"`
	}
	add(s, op{id: "webhook", method: http.MethodPost, path: "/webhooks/v1/{brand}/{source}", summary: "A shop tells of an order, a payment, a refund, a parcel", tag: "shop", status: http.StatusNoContent, maxBody: 1 << 20, raw: true},
		func(ctx context.Context, _ account.Caller, in *webhook) (*done, error) {
			b, err := s.doors.Register.BrandBySlug(ctx, in.Brand)
			if err != nil {
				return nil, err
			}
			// A connector signs by the machine's clock, also while the demo's runs ahead.
			const skew = 5 * time.Minute
			raw := bytes.Clone(in.RawBody) // the buffer is reused after the handler
			if err := shop.VerifySignature([]byte(b.WebhookSecret), raw, in.Signature, clock.System{}.Now(), skew); err != nil {
				return nil, err
			}
			return nothing(), s.doors.Shop.Hear(ctx, b.ID, in.Source, raw)
		})
	type connectorOut struct {
		Path   string `json:"path" doc:"where the shop sends its webhooks; {source} is a name of the shop's choice"`
		Secret string `json:"secret" doc:"signs them: Manyhands-Signature: t=UNIX,v1=HEX of HMAC-SHA256(secret, UNIX.body)"`
		Widget string `json:"widget" doc:"the script tag of the chat widget"`
	}
	add(s, op{id: "connector", method: http.MethodGet, path: "/api/v1/brand/connector", summary: "How the shop reaches us", tag: "shop"},
		func(ctx context.Context, by account.Caller, _ *none) (*body[connectorOut], error) {
			b, err := s.doors.Register.Brand(ctx, by.Brand)
			if err != nil {
				return nil, err
			}
			return ok(connectorOut{
				Path: "/webhooks/v1/" + b.Slug + "/{source}", Secret: b.WebhookSecret,
				Widget: `<script src="/widget/v1.js" data-brand="` + b.Slug + `" async></script>`,
			}), nil
		})
}

// mountShopWindow: what the demonstration shop page shows.
func (s *surface) mountShopWindow() {
	type window struct {
		Brand string `path:"brand"`
	}
	add(s, op{id: "shop-window", method: http.MethodGet, path: "/widget/v1/shop/{brand}/products", summary: "A shop page's products", tag: "widget"},
		func(ctx context.Context, _ account.Caller, in *window) (*body[list[productOut]], error) {
			b, err := s.doors.Register.BrandBySlug(ctx, in.Brand)
			if err != nil {
				return nil, err
			}
			all, err := s.doors.Shop.Catalogue(ctx, b.ID)
			return okList(priced(all, b.Currency)), err
		})
}

// priced says the currency with each price.
func priced(all []shop.Product, currency string) []productOut {
	out := make([]productOut, len(all))
	for i, p := range all {
		out[i] = productOut{p, currency}
	}
	return out
}
