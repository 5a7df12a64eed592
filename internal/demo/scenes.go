package demo

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/shop"
)

// Ending is how a scene should end.
type Ending string

// The endings.
const (
	BotResolves Ending = "bot_resolves"
	HandedOver  Ending = "handed_over" // Because says why
	Buys        Ending = "buys"        // after advice, Because says what made it a person's
	RefundLater Ending = "refund_later"
)

// Scene is one shopper's conversation in the event hour, turn by turn.
type Scene struct {
	ID              string    `json:"id"`
	Title           string    `json:"title"`
	Lang            string    `json:"lang"`
	Channel         string    `json:"channel"`
	Order           *Casting  `json:"order,omitempty"` // nil: no order is spoken of
	Procedure       string    `json:"sop,omitempty"`   // the procedure that it is about
	Turns           []Turn    `json:"turns"`
	Ending          Ending    `json:"ending"`
	Because         string    `json:"because,omitempty"`
	Buys            *Purchase `json:"buys,omitempty"`
	RefundAfterDays int       `json:"refund_after_days,omitempty"`
}

// Turn is what the shopper says. "{order}" stands for the order's id.
type Turn struct {
	Say    string   `json:"say"`
	Images []string `json:"images,omitempty"`
}

// Purchase is what the shopper orders when the scene ends well.
type Purchase struct {
	Product string `json:"product"`
	Variant string `json:"variant"`
	Qty     int    `json:"qty"`
}

// Casting is what the order of a scene must be like. What is not said does
// not matter.
type Casting struct {
	State                  shop.State `json:"state,omitempty"`
	Delivered              *bool      `json:"delivered,omitempty"`
	OneItem                bool       `json:"one_item,omitempty"`
	Product                string     `json:"product,omitempty"`
	Not                    []string   `json:"not,omitempty"` // products
	NotSize                string     `json:"not_size,omitempty"`
	PriceKind              string     `json:"price_kind,omitempty"`
	PriceFell              bool       `json:"price_fell,omitempty"`
	NoInvoice              bool       `json:"no_invoice,omitempty"`
	MaxMinor               int64      `json:"max_minor,omitempty"`
	PaidHoursLeast         float64    `json:"paid_hours_least,omitempty"`
	PaidHoursMost          float64    `json:"paid_hours_most,omitempty"`
	DaysAfterDelivery      float64    `json:"days_after_delivery,omitempty"` // at most
	DaysAfterDeliveryLeast float64    `json:"days_after_delivery_least,omitempty"`
}

// Part is a scene with its shopper and order found.
type Part struct {
	Scene
	Shopper shop.Shopper
	Order   *Order // nil when the scene has none
}

// Scenes reads the scenes of the brand that ships.
func Scenes() ([]Scene, error) {
	b, err := fs.ReadFile(Brand(), "scenes.jsonl")
	if err != nil {
		return nil, fmt.Errorf("open the scenes: %w", err)
	}
	return readScenes(bytes.NewReader(b))
}

func readScenes(r io.Reader) ([]Scene, error) {
	var out []Scene
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		d := json.NewDecoder(bytes.NewReader(lines.Bytes()))
		d.DisallowUnknownFields()
		var s Scene
		if err := d.Decode(&s); err != nil {
			return nil, fmt.Errorf("scenes.jsonl: line %d: %w", n, err)
		}
		out = append(out, s)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read the scenes: %w", err)
	}
	return out, nil
}

// Cast finds each scene an order of its own, the same ones for the same
// sales, and writes the order's id into the turns. The error names the first
// scene that no order fits.
func Cast(scenes []Scene, sales Sales, now time.Time) ([]Part, error) {
	products, err := catalogue()
	if err != nil {
		return nil, fmt.Errorf("cast the scenes: %w", err)
	}
	shelf := shop.NewCatalogue(products)
	taken := map[string]bool{}
	parts := make([]Part, 0, len(scenes))
	for i, s := range scenes {
		p := Part{Scene: s, Shopper: sales.Shoppers[(i*17)%len(sales.Shoppers)]}
		if s.Order != nil {
			at := slices.IndexFunc(sales.Orders, func(o Order) bool { return !taken[o.ID] && s.Order.fits(o, shelf, now) })
			if at < 0 {
				return nil, fmt.Errorf("cast the scenes: no order is left that fits %s, %s", s.ID, s.Title)
			}
			o := sales.Orders[at]
			taken[o.ID] = true
			p.Order = &o
			who := slices.IndexFunc(sales.Shoppers, func(x shop.Shopper) bool { return x.ID == o.Shopper })
			p.Shopper = sales.Shoppers[who]
			p.Turns, p.Channel = speak(s.Turns, o.ID), o.Channel
		}
		parts = append(parts, p)
	}
	return parts, nil
}

func speak(turns []Turn, order string) []Turn {
	out := make([]Turn, len(turns))
	for i, t := range turns {
		out[i] = Turn{Say: strings.ReplaceAll(t.Say, "{order}", order), Images: t.Images}
	}
	return out
}

// fits tells whether an order can play the part.
func (c *Casting) fits(o Order, shelf *shop.Catalogue, now time.Time) bool {
	switch {
	case c.State != "" && o.State != c.State,
		c.Delivered != nil && *c.Delivered != (o.DeliveredAt != nil),
		c.OneItem && len(o.Items) != 1,
		c.Product != "" && !slices.ContainsFunc(o.Items, func(it shop.Item) bool { return it.Product == c.Product }),
		slices.ContainsFunc(o.Items, func(it shop.Item) bool { return slices.Contains(c.Not, it.Product) }),
		c.NotSize != "" && o.Items[0].Options["size"] == c.NotSize,
		c.PriceKind != o.PriceKind && (c.PriceKind != "" || c.PriceFell),
		c.NoInvoice && o.Invoice != nil,
		c.MaxMinor > 0 && o.AmountMinor > c.MaxMinor,
		c.PriceFell && !cheaperNow(o, shelf):
		return false
	}
	return c.fitsTime(o, now)
}

func (c *Casting) fitsTime(o Order, now time.Time) bool {
	paid, got := ago(o.PaidAt, now).Hours(), ago(o.DeliveredAt, now).Hours()/24
	return (c.PaidHoursLeast == 0 || o.PaidAt != nil && paid >= c.PaidHoursLeast) &&
		(c.PaidHoursMost == 0 || o.PaidAt != nil && paid <= c.PaidHoursMost) &&
		(c.DaysAfterDelivery == 0 || o.DeliveredAt != nil && got <= c.DaysAfterDelivery) &&
		(c.DaysAfterDeliveryLeast == 0 || o.DeliveredAt != nil && got >= c.DaysAfterDeliveryLeast)
}

func ago(t *time.Time, now time.Time) time.Duration {
	if t == nil {
		return 0
	}
	return now.Sub(*t)
}

// cheaperNow tells whether the order's first item costs less on the shelf
// today and no coupon made up for it.
func cheaperNow(o Order, shelf *shop.Catalogue) bool {
	p, ok := shelf.Product(o.Items[0].Product)
	if !ok || o.AmountMinor < goods(&o) {
		return false
	}
	v, ok := p.Variant(o.Items[0].Variant)
	return ok && v.PriceMinor < o.Items[0].PriceMinor
}
