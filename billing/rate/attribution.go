package rate

import (
	"cmp"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
)

// Author is who wrote a message.
type Author string

// The authors that attribution tells apart.
const (
	ByShopper Author = "shopper"
	ByAgent   Author = "agent"
	ByBot     Author = "bot"
)

// Touch is one message of a conversation, or the shopper's click on the card
// that an outreach sent.
type Touch struct {
	Conversation string
	Shop         string
	Shopper      string // the resolved identity: one person, however many accounts
	Seq          int64
	At           time.Time
	Author       Author
	Clicked      bool // a click, not words; its Author is the shopper
	// Substantive is false for templates, greetings and keep-alives.
	Substantive bool
	SKUs        []string
	// AfterSale is set on every message of a conversation about an order that
	// was received; it never wins one.
	AfterSale bool
}

// OrderItem is one line of an order: what a conversation can win.
type OrderItem struct {
	ID        string
	Shop      string
	Shopper   string
	SKU       string
	CreatedAt time.Time
	PaidAt    *time.Time // of a presale, when the balance was paid
	// DepositAt is set on a presale: the deposit is the decision, the balance
	// is the payment.
	DepositAt *time.Time
	NetPaid   money.Amount
}

// The windows in which an order may follow the last touch.
const (
	WithinHours = "within"       // AttributionRules.Window after the touch
	SameDay     = "same_day"     // on the touch's day
	NextDayEnd  = "next_day_end" // until the end of the day after
)

// AttributionRules are the contract's terms for winning an order.
type AttributionRules struct {
	Kind    string        // WithinHours, SameDay or NextDayEnd
	Window  time.Duration // of WithinHours
	PayIn   time.Duration // created to paid, for a conversion
	RemindW time.Duration // touch to paid, for a payment reminder
	// Zone is the contract's: its days are its shoppers' days.
	Zone *time.Location
	// Excluded are shoppers who share a device, a phone or a payee with the
	// agent, the brand's staff or ours.
	Excluded map[string]bool
}

// Attribution is who won an order item, or why nobody did.
type Attribution struct {
	Item         string
	Conversation string
	Class        string
	Why          string // of ClassNone
	TouchAt      time.Time
	Seq          int64
	BySKU        bool // the touch was about this very article
	NetPaid      money.Amount
}

// The classes of an attribution.
const (
	ClassConversion = "conversion"
	ClassReminder   = "payment_reminder"
	ClassNone       = "none"
)

// ErrAttribution refuses rules without a window or a zone.
var ErrAttribution = fault.New(fault.Invalid, "attribution_malformed", "the attribution rules name no window that can be used")

// talk is one conversation's messages, by seq.
type talk struct {
	shop, shopper string
	touches       []Touch
}

// Attribute gives each order item to one conversation at most: the last touch
// on the same article, else the last touch in the shop, else the larger seq.
// The order of the input does not matter. It returns ErrAttribution.
func Attribute(touches []Touch, items []OrderItem, rules AttributionRules) ([]Attribution, error) {
	usable := rules.Kind == SameDay || rules.Kind == NextDayEnd || (rules.Kind == WithinHours && rules.Window > 0)
	if !usable || rules.Zone == nil {
		return nil, ErrAttribution.At("window", "within (with hours), same_day or next_day_end, and a zone", rules.Kind)
	}
	talks := talksOf(touches)
	items = slices.Clone(items)
	slices.SortFunc(items, func(a, b OrderItem) int { return cmp.Compare(a.ID, b.ID) })
	out := make([]Attribution, 0, len(items))
	for i, item := range items {
		if i > 0 && items[i-1].ID == item.ID {
			continue // the same item told twice is won once
		}
		out = append(out, rules.award(&item, talks[[2]string{item.Shop, item.Shopper}]))
	}
	return out, nil
}

// talksOf groups touches by shop and shopper.
func talksOf(touches []Touch) map[[2]string][]*talk {
	byID := map[string]*talk{}
	talks := map[[2]string][]*talk{}
	for _, t := range touches {
		k := byID[t.Conversation]
		if k == nil {
			k = &talk{shop: t.Shop, shopper: t.Shopper}
			byID[t.Conversation] = k
			at := [2]string{t.Shop, t.Shopper}
			talks[at] = append(talks[at], k)
		}
		k.touches = append(k.touches, t)
	}
	for _, k := range byID {
		slices.SortFunc(k.touches, func(a, b Touch) int { return cmp.Or(cmp.Compare(a.Seq, b.Seq), a.At.Compare(b.At)) })
	}
	return talks
}

// decided is when the shopper made up their mind: for a presale, the deposit.
func (o *OrderItem) decided() time.Time {
	if o.DepositAt != nil {
		return *o.DepositAt
	}
	return o.CreatedAt
}

func (r *AttributionRules) award(o *OrderItem, talks []*talk) Attribution {
	none := func(why string) Attribution {
		return Attribution{Item: o.ID, Class: ClassNone, Why: why, NetPaid: o.NetPaid}
	}
	switch {
	case o.PaidAt == nil:
		return none("not paid")
	case r.Excluded[o.Shopper]:
		return none("shopper excluded")
	}
	var won, reminded *Touch
	wonBySKU := false
	for _, k := range talks {
		if t, bySKU := r.conversion(o, k); t != nil && (won == nil || better(t, bySKU, won, wonBySKU)) {
			won, wonBySKU = t, bySKU
		}
		if t := r.reminder(o, k); t != nil && (reminded == nil || better(t, false, reminded, false)) {
			reminded = t
		}
	}
	award := func(t *Touch, class string, bySKU bool) Attribution {
		return Attribution{o.ID, t.Conversation, class, "", t.At, t.Seq, bySKU, o.NetPaid}
	}
	switch {
	case won != nil && !r.paidInTime(o):
		return none("paid too late")
	case won != nil:
		return award(won, ClassConversion, wonBySKU)
	case reminded != nil:
		return award(reminded, ClassReminder, false)
	}
	return none("no touch in the window")
}

// paidInTime: a presale's balance has its own day, so only a plain order is
// held to PayIn.
func (r *AttributionRules) paidInTime(o *OrderItem) bool {
	return o.DepositAt != nil || !o.PaidAt.After(o.CreatedAt.Add(r.PayIn))
}

// better tells whether touch a wins over b.
func better(a *Touch, aSKU bool, b *Touch, bSKU bool) bool {
	if aSKU != bSKU {
		return aSKU
	}
	if c := a.At.Compare(b.At); c != 0 {
		return c > 0
	}
	if a.Seq != b.Seq {
		return a.Seq > b.Seq
	}
	return a.Conversation > b.Conversation
}

// conversion is the touch by which k may have won o: the shopper spoke (or
// clicked), an agent answered with substance, and then the order was placed
// inside the window. When it was paid does not matter here.
func (r *AttributionRules) conversion(o *OrderItem, k *talk) (touch *Touch, bySKU bool) {
	spoke := false
	var last, onSKU *Touch
	for i := range k.touches {
		t := &k.touches[i]
		if t.AfterSale {
			return nil, false
		}
		if !t.At.Before(o.decided()) {
			continue
		}
		if t.Author == ByShopper {
			spoke = true
			continue
		}
		if t.Author != ByAgent || !t.Substantive || !r.inWindow(t.At, o.decided()) {
			continue
		}
		last = later(last, t)
		if slices.Contains(t.SKUs, o.SKU) {
			onSKU = later(onSKU, t)
		}
	}
	switch {
	case !spoke:
		return nil, false
	case onSKU != nil:
		return onSKU, true
	}
	return last, false
}

// reminder is the touch of k that may have brought the payment of an order
// that already existed: 催付, never a conversion.
func (r *AttributionRules) reminder(o *OrderItem, k *talk) *Touch {
	var last *Touch
	for i := range k.touches {
		t := &k.touches[i]
		if t.AfterSale {
			return nil
		}
		if t.Author == ByAgent && t.Substantive && t.At.After(o.CreatedAt) && t.At.Before(*o.PaidAt) &&
			!o.PaidAt.After(t.At.Add(r.RemindW)) {
			last = later(last, t)
		}
	}
	return last
}

func later(a, b *Touch) *Touch {
	if a == nil || better(b, false, a, false) {
		return b
	}
	return a
}

// inWindow: 0 < order - touch <= W, or the day the contract names.
func (r *AttributionRules) inWindow(touch, order time.Time) bool {
	if !order.After(touch) {
		return false
	}
	switch r.Kind {
	case WithinHours:
		return order.Sub(touch) <= r.Window
	case SameDay:
		return order.Before(r.dayAfter(touch, 1))
	}
	return order.Before(r.dayAfter(touch, 2))
}

// dayAfter is the midnight n days after the touch's day, in the contract's
// zone; a day is not always 24 hours.
func (r *AttributionRules) dayAfter(t time.Time, n int) time.Time {
	y, m, d := t.In(r.Zone).Date()
	return time.Date(y, m, d+n, 0, 0, 0, 0, r.Zone)
}
