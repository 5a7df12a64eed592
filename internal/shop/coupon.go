package shop

import (
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Coupon is a rule that lowers a price, adds a gift or pays cash back.
type Coupon struct {
	ID            string       `json:"id"`
	Name          string       `json:"name"`
	NameEn        string       `json:"name_en,omitempty"`
	Kind          string       `json:"kind"` // amount, percent, gift, shipping, cashback
	OffMinor      int64        `json:"off_minor,omitempty"`
	PercentBps    int64        `json:"percent_bps,omitempty"`
	Gift          string       `json:"gift,omitempty"`
	MinSpendMinor int64        `json:"min_spend_minor"`
	From          *time.Time   `json:"from"`
	Till          *time.Time   `json:"till"`
	Stacks        bool         `json:"stacks"`
	Products      []string     `json:"products,omitempty"`
	Categories    []string     `json:"categories,omitempty"`
	PerShopper    int          `json:"per_shopper,omitempty"`
	Rule          tongue.Words `json:"rule,omitempty"`
}

// Running tells whether the coupon holds at the time.
func (c Coupon) Running(now time.Time) bool {
	return (c.From == nil || !now.Before(*c.From)) && (c.Till == nil || now.Before(*c.Till))
}

// Covers tells whether the coupon holds for the product.
func (c Coupon) Covers(p Product) bool {
	if len(c.Products) == 0 && len(c.Categories) == 0 {
		return true
	}
	return slices.Contains(c.Products, p.ID) || slices.Contains(c.Categories, p.Category)
}

// Off is what the coupon takes off a spend in minor units: never more than
// the spend, nothing under the minimum. A percentage rounds down, in the
// brand's favour, as its price tags do.
func (c Coupon) Off(spendMinor int64) int64 {
	if spendMinor < c.MinSpendMinor || spendMinor <= 0 {
		return 0
	}
	switch c.Kind {
	case "amount":
		return min(c.OffMinor, spendMinor)
	case "percent":
		// Whole hundreds of a percent first, so that a spend near the end of
		// int64 does not overflow.
		return spendMinor/10000*c.PercentBps + spendMinor%10000*c.PercentBps/10000
	}
	return 0
}
