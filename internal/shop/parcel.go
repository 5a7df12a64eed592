package shop

import (
	"slices"
	"strings"
	"time"
)

// parcelStatuses are what a carrier may say of a parcel.
var parcelStatuses = []string{"accepted", "in_transit", "out_for_delivery", "delivered", "returned", "lost", "exception"}

// carriersWords are the same in the words of carriers' own pages.
var carriersWords = map[string]string{
	"已揽收": "accepted", "已收件": "accepted", "运输中": "in_transit", "在途": "in_transit", "派送中": "out_for_delivery", "派件中": "out_for_delivery",
	"已签收": "delivered", "退回": "returned", "已退回": "returned", "丢失": "lost", "异常": "exception",
}

// parcelStatus reads a status; none is said as none.
func parcelStatus(s string) (string, bool) {
	word := strings.ReplaceAll(strings.ToLower(s), " ", "_")
	if known, ok := carriersWords[word]; ok {
		word = known
	}
	return word, word == "" || slices.Contains(parcelStatuses, word)
}

// Parcel is what a carrier carries.
type Parcel struct {
	Tracking string        `json:"tracking"`
	Order    string        `json:"order"`
	Carrier  string        `json:"carrier"`
	Status   string        `json:"status"`
	ETA      *time.Time    `json:"eta"`
	Events   []ParcelEvent `json:"events"`
}

// ParcelEvent is one scan of a parcel.
type ParcelEvent struct {
	At    time.Time `json:"at"`
	Place string    `json:"place"`
	Text  string    `json:"text"`
}

// Last is the newest scan.
func (p Parcel) Last() (ParcelEvent, bool) {
	var last ParcelEvent
	found := false
	for _, e := range p.Events {
		if !found || e.At.After(last.At) {
			last, found = e, true
		}
	}
	return last, found
}
