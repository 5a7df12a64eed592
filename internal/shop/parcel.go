package shop

import "time"

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
