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

// StandbySettled: an agent was paid to be ready, and for how long is known.
type StandbySettled struct {
	Meta
	Shift     uid.Shift     `json:"shift"`
	Request   uid.Request   `json:"request"`
	Agent     uid.Agent     `json:"agent"`
	Starts    time.Time     `json:"starts"`
	Ends      time.Time     `json:"ends"`
	Ready     time.Duration `json:"ready"`
	Called    bool          `json:"called"`     // into a seat that fell empty: the work is another shift
	RateMinor int64         `json:"rate_minor"` // an hour of being ready
	Currency  string        `json:"currency"`
}

// Kind names the fact.
func (StandbySettled) Kind() string { return "matching.standby_settled" }

// SeatDropped: a brand dropped a seat that an agent held, so late that the
// agent is paid for it. What the brand owes for the seat does not change: what
// is booked is charged.
type SeatDropped struct {
	Meta
	Shift       uid.Shift     `json:"shift"`
	Request     uid.Request   `json:"request"`
	Slot        uid.Slot      `json:"slot"`
	Agent       uid.Agent     `json:"agent"`
	Starts      time.Time     `json:"starts"`
	Notice      time.Duration `json:"notice"` // before the start
	ShareBP     int           `json:"share_bp"`
	AmountMinor int64         `json:"amount_minor"`
	Currency    string        `json:"currency"`
}

// Kind names the fact.
func (SeatDropped) Kind() string { return "matching.seat_dropped" }
