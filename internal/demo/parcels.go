package demo

import (
	"fmt"
	"time"

	"github.com/manyhands/manyhands/internal/shop"
)

var carriers = []string{"迅禾快递", "安途速运", "云雀物流"}

// ship sends an order off: in one parcel, or for a part of it.
func (s *seller) ship(o *Order, far bool) {
	left := s.after(*o.PaidAt, 4*time.Hour, 44*time.Hour)
	o.ShippedAt = &left
	for i := range o.Items {
		o.Items[i].Shipped = o.State != shop.PartlyShipped || i == 0
	}
	p := shop.Parcel{Tracking: fmt.Sprintf("YT%011d", 10_000_000_000+int64(len(s.out.Parcels))*7919+int64(s.IntN(7919))), Carrier: pick(s.chance, carriers), Status: "accepted"}
	o.Tracking = []string{p.Tracking}
	s.travel(o, &p, left, far)
	s.out.Parcels = append(s.out.Parcels, p)
}

// travel moves a parcel along its route until the anchor. Six in a hundred
// stand still at a sorting centre: article logistics-stalled is for them.
func (s *seller) travel(o *Order, p *shop.Parcel, left time.Time, far bool) {
	slow := 1.0
	if far {
		slow = 1.8
	}
	from, depot := "上海嘉定", "嘉定转运中心"
	if s.in(35) {
		from, depot = "成都青白江", "青白江转运中心"
	}
	stuck := o.State == shop.Shipped && s.in(6)
	type leg struct {
		hours        float64
		place, text  string
		status       string
		stopsHere    bool
		shopperHasIt bool
	}
	city := o.Address.City
	route := []leg{
		{0, from, "仓库已出库，" + p.Carrier + "已揽收", "accepted", false, false},
		{7, depot, "已到达" + depot, "in_transit", false, false},
		{11, depot, "已离开" + depot + "，发往" + city, "in_transit", stuck, false},
		{28, city, "已到达" + city + "分拨中心", "in_transit", false, false},
		{10, city, o.Address.District + "网点派送中，请保持电话畅通", "out_for_delivery", false, false},
		{5, city, "已签收，签收方式：" + pick(s.chance, []string{"本人签收", "驿站代收", "快递柜"}), "delivered", false, true},
	}
	at := left
	for _, l := range route {
		at = at.Add(time.Duration(l.hours * slow * (0.7 + 0.6*s.Float64()) * float64(time.Hour))).Truncate(time.Second)
		if at.After(s.anchor) {
			break
		}
		p.Events = append(p.Events, shop.ParcelEvent{At: at, Place: l.place, Text: l.text})
		p.Status = l.status
		if l.shopperHasIt && o.State != shop.PartlyShipped {
			got := at
			o.DeliveredAt = &got
		}
		if l.stopsHere {
			break
		}
	}
	s.close(o)
}

// close settles an order whose parcel has arrived: the shopper confirms, or
// the platform does after ten days. A completed order that would not have
// arrived yet is one still on its way.
func (s *seller) close(o *Order) {
	if o.State != shop.Completed {
		return
	}
	if o.DeliveredAt == nil {
		o.State = shop.Shipped
		return
	}
	done := s.after(*o.DeliveredAt, time.Hour, 10*day)
	o.CompletedAt = &done
}
