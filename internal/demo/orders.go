package demo

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/shop"
)

// Sales is what the brand's shop knows at the anchor.
type Sales struct {
	Shoppers []shop.Shopper
	Orders   []Order
	Parcels  []shop.Parcel
}

// Order is an order with what the platforms add to it; guards read both.
type Order struct {
	shop.Order
	Channel   string `json:"channel"`
	PriceKind string `json:"price_kind,omitempty"` // livestream, flash: not price protected
	Presale   bool   `json:"presale,omitempty"`
}

// sellingPhase is one of the nine states with how common it is and how long
// before the anchor its orders were placed.
type sellingPhase struct {
	state     shop.State
	weight    int
	from, til time.Duration // before the anchor: at least, at most
}

const day = 24 * time.Hour

var phases = []sellingPhase{
	{shop.NotOrdered, 2, time.Minute, 3 * day},
	{shop.AwaitingPayment, 5, time.Minute, 28 * time.Minute}, // closes by itself after 30 minutes: article cancel
	{shop.AwaitingGroup, 2, 10 * time.Minute, day},
	{shop.AwaitingShipment, 17, 5 * time.Minute, 88 * time.Hour},
	{shop.PartlyShipped, 3, 20 * time.Hour, 3 * day},
	{shop.Shipped, 18, 22 * time.Hour, 7 * day},
	{shop.Completed, 44, 6 * day, 42 * day},
	{shop.Closed, 4, 2 * time.Hour, 40 * day},
	{shop.Cancelled, 5, time.Hour, 40 * day},
}

// seller makes orders one after another.
type seller struct {
	chance
	anchor   time.Time
	products []shop.Product
	shoppers []shop.Shopper
	homes    []shop.Address
	far      []bool
	out      Sales
}

// Orders makes n orders of the weeks before the anchor over all nine states,
// by about three shoppers for ten orders, with their parcels. The error is
// that of a broken catalogue.
func Orders(seed uint64, anchor time.Time, n int) (Sales, error) {
	products, err := catalogue()
	if err != nil {
		return Sales{}, fmt.Errorf("make orders: %w", err)
	}
	s := &seller{chance: newChance(seed, 1), anchor: anchor.In(Zone()).Truncate(time.Second), products: products}
	s.meet(max(1, n*3/10))
	for i := range n {
		s.sell(i)
	}
	slices.SortFunc(s.out.Orders, func(a, b Order) int { return a.CreatedAt.Compare(*b.CreatedAt) })
	s.number()
	s.out.Shoppers = s.shoppers
	return s.out, nil
}

// meet makes the shoppers and where they live.
func (s *seller) meet(n int) {
	tiers := []string{"silver", "gold", "black"}
	for i := range n {
		tier := tiers[weighted(s.chance, []int{78, 17, 5})]
		id := fmt.Sprintf("s-%04d", i+1)
		p := pick(s.chance, places)
		receiver, _ := personName(s.chance)
		s.shoppers = append(s.shoppers, shop.Shopper{ID: id, Name: handle(s.chance, i), Email: id + "@example.com", Tier: tier})
		s.homes = append(s.homes, shop.Address{
			Name: receiver, Phone: fmt.Sprintf("1%d****%04d", s.between(30, 99), s.IntN(10000)),
			Province: p.province, City: p.city, District: p.district, Line: doorOf(s.chance),
		})
		s.far = append(s.far, p.far)
	}
}

// sell makes one order. The first nine take each state once, so that the
// smallest world shows them all.
func (s *seller) sell(i int) {
	weights := make([]int, len(phases))
	for k, p := range phases {
		weights[k] = p.weight
	}
	ph := phases[weighted(s.chance, weights)]
	if i < len(phases) {
		ph = phases[i]
	}
	// A few shoppers buy often: the lower of two draws.
	who := min(s.IntN(len(s.shoppers)), s.IntN(len(s.shoppers)))
	created := s.moment(ph)
	o := Order{Order: shop.Order{
		Shopper: s.shoppers[who].ID, State: ph.state, CreatedAt: &created, Currency: "CNY", Address: s.homes[who],
	}}
	o.Channel = []string{"taobao", "web", "jd", "douyin"}[weighted(s.chance, []int{46, 22, 18, 14})]
	if o.Channel == "douyin" && s.in(70) {
		o.PriceKind = "livestream"
	}
	s.fillBasket(&o)
	s.price(&o, s.far[who])
	s.age(&o, s.far[who])
	s.out.Orders = append(s.out.Orders, o)
}

// moment is when an order was placed. A third of what is finished or on its
// way dates from the opening hours of the first wave, ten days before.
func (s *seller) moment(ph sellingPhase) time.Time {
	wave := s.anchor.Add(-10 * day)
	if ph.state == shop.Completed && s.in(35) {
		return wave.Add(time.Duration(s.Float64() * s.Float64() * float64(5*time.Hour))).Truncate(time.Second)
	}
	share := s.Float64()
	if ph.state == shop.AwaitingShipment {
		share *= share * share // most that wait are fresh; few are late
	}
	back := ph.from + time.Duration(share*float64(ph.til-ph.from))
	at := s.anchor.Add(-back)
	// People sleep: what falls into the small hours is bought the evening before.
	if back > 2*day && at.Hour() < 7 {
		at = at.Add(-time.Duration(s.between(7, 11)) * time.Hour)
	}
	return at.Truncate(time.Second)
}

// fillBasket puts one to three different products into an order.
func (s *seller) fillBasket(o *Order) {
	n := 1 + weighted(s.chance, []int{70, 22, 8})
	if o.State == shop.PartlyShipped {
		n = max(2, n)
	}
	taken := map[string]bool{}
	for len(o.Items) < n {
		p := pick(s.chance, s.products)
		if taken[p.ID] {
			continue
		}
		taken[p.ID] = true
		v := pick(s.chance, p.Variants)
		qty := 1
		if s.in(4) {
			qty = 2
		}
		o.Items = append(o.Items, shop.Item{
			ID: fmt.Sprint(len(o.Items) + 1), Product: p.ID, Variant: v.ID, Name: p.Name, Options: v.Options, Qty: qty, PriceMinor: v.PriceMinor,
		})
	}
}

// price works out what is paid: the shop coupon, then the cross-store
// discount, then postage, as article coupon-stacking says. One order in eight
// was dearer than the shelf is now and used no coupon, so that price
// protection has something to give back.
func (s *seller) price(o *Order, far bool) {
	if s.in(12) && o.PriceKind == "" {
		it := &o.Items[0]
		it.PriceMinor += it.PriceMinor / 1000 * 100 // a tenth, in whole yuan
		o.AmountMinor = goods(o)
		postage(o, far)
		return
	}
	o.AmountMinor = goods(o)
	if o.CreatedAt.Before(s.anchor.Add(-21 * day)) {
		postage(o, far)
		return
	}
	o.SaleEvent = fmt.Sprintf("d11-%d", s.anchor.Year())
	if o.PriceKind == "" && s.in(75) {
		switch {
		case o.AmountMinor >= 79900:
			o.Coupon, o.AmountMinor = "D11-799-100", o.AmountMinor-10000
		case o.AmountMinor >= 39900:
			o.Coupon, o.AmountMinor = "D11-399-40", o.AmountMinor-4000
		}
	}
	o.AmountMinor -= o.AmountMinor / 30000 * 5000
	o.Presale = o.Items[0].Product == "YS-D01" && s.in(60)
	postage(o, far)
}

// postage is free from 99 yuan, far away from 199: article shipping-double11.
func postage(o *Order, far bool) {
	free := int64(9900)
	if far {
		free = 19900
	}
	if o.AmountMinor < free {
		o.AmountMinor += 800
	}
}

func goods(o *Order) int64 {
	var sum int64
	for _, it := range o.Items {
		sum += it.PriceMinor * int64(it.Qty)
	}
	return sum
}

// age lets an order live from its placing to the anchor.
func (s *seller) age(o *Order, far bool) {
	switch o.State {
	case shop.NotOrdered, shop.AwaitingPayment:
		return
	case shop.Closed:
		if s.in(60) {
			return // never paid
		}
	}
	// Half an hour is the most a shopper may take to pay: article cancel.
	paid := s.after(*o.CreatedAt, 20*time.Second, 28*time.Minute)
	if s.in(80) {
		paid = s.after(*o.CreatedAt, 20*time.Second, 3*time.Minute)
	}
	o.PaidAt = &paid
	o.Payment.Method = []string{"platform_balance", "debit_card", "credit_card"}[weighted(s.chance, []int{57, 26, 17})]
	if o.Channel == "web" && s.in(8) { // cards are taken in the brand's own shop only: article gift-card
		o.Payment.Method = "gift_card"
	}
	if o.State == shop.Shipped || o.State == shop.PartlyShipped || o.State == shop.Completed {
		s.ship(o, far)
	}
	if o.PaidAt != nil && s.in(9) && o.State == shop.Completed {
		issued := o.DeliveredAt.Add(day)
		o.Invoice = &shop.Invoice{Kind: "electronic", Title: "个人", IssuedAt: &issued}
	}
}

// after is a moment between two distances from t, never past the anchor.
func (s *seller) after(t time.Time, least, most time.Duration) time.Time {
	at := t.Add(least + time.Duration(s.Float64()*float64(most-least))).Truncate(time.Second)
	if at.After(s.anchor) {
		return s.anchor
	}
	return at
}

// number gives the orders their ids in the order of time, and the parcels
// theirs with them: a higher number is a later order.
func (s *seller) number() {
	at := map[string]int{}
	for i, p := range s.out.Parcels {
		at[p.Tracking] = i
	}
	perDay := map[string]int{}
	for i := range s.out.Orders {
		o := &s.out.Orders[i]
		d := o.CreatedAt.Format("20060102")
		perDay[d]++
		o.ID = fmt.Sprintf("YS%s%04d", d, perDay[d])
		for _, tr := range o.Tracking {
			s.out.Parcels[at[tr]].Order = o.ID
		}
	}
	slices.SortFunc(s.out.Parcels, func(a, b shop.Parcel) int { return strings.Compare(a.Order+a.Tracking, b.Order+b.Tracking) })
}
