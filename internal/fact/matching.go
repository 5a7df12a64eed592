package fact

import (
	"encoding/json"
	"time"

	"github.com/manyhands/manyhands/internal/uid"
)

// RequestBooked: a brand accepted a quote; from now on capacity is owed.
type RequestBooked struct {
	Meta
	Request     uid.Request `json:"request"`
	Quote       uid.Quote   `json:"quote"`
	Event       string      `json:"event"`
	Starts      time.Time   `json:"starts"`
	Ends        time.Time   `json:"ends"`
	Plan        string      `json:"plan"` // guarantee plan
	BookedMinor int64       `json:"booked_minor"`
	Currency    string      `json:"currency"`
	// Terms are the quote's: what the contract will say, as billing reads it.
	Terms json.RawMessage `json:"terms,omitempty"`
}

// Kind names the fact.
func (RequestBooked) Kind() string { return "matching.request_booked" }

// ShiftSettled: a shift ended and what was worked of it is known.
type ShiftSettled struct {
	Meta
	Shift     uid.Shift     `json:"shift"`
	Request   uid.Request   `json:"request"`
	Slot      uid.Slot      `json:"slot"`
	Agent     uid.Agent     `json:"agent"`
	Starts    time.Time     `json:"starts"`
	Ends      time.Time     `json:"ends"`
	Worked    time.Duration `json:"worked"`
	RateMinor int64         `json:"rate_minor"` // an hour
	Currency  string        `json:"currency"`
}

// Kind names the fact.
func (ShiftSettled) Kind() string { return "matching.shift_settled" }
