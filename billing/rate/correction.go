package rate

import (
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// Correction is a later fact about an outcome.
type Correction struct {
	ID            string       `json:"id"`
	Outcome       string       `json:"outcome_id"`
	Kind          string       `json:"kind"`
	Delta         money.Amount `json:"delta,omitempty"` // refund: how much was given back
	EffectiveAt   time.Time    `json:"effective_at"`
	ReceivedAt    time.Time    `json:"received_at"`
	Actor         string       `json:"actor"` // brand, platform, or both when both signed
	EvidenceSHA   string       `json:"evidence_sha,omitempty"`
	SourceEventID string       `json:"source_event_id"`
}

// The kinds of correction.
const (
	Refund        = "refund"         // part or all of an order's money went back
	Cancel        = "cancel"         // the order, or the outcome, was called off
	Excuse        = "excuse"         // leave it out of the guarantees
	Reopen        = "reopen"         // the shopper came back with the same matter
	FraudHold     = "fraud_hold"     // wait with billing it
	Release       = "release"        // the hold was mistaken
	DisputeUpheld = "dispute_upheld" // the brand was right: it is free
	Reassign      = "reassign"       // another agent did it; the bill does not change
)

var correctionKinds = []string{Refund, Cancel, Excuse, Reopen, FraudHold, Release, DisputeUpheld, Reassign}

// ActorBoth marks a correction that brand and platform signed together.
const ActorBoth = "both"

// Booking is capacity that a brand paid to have ready.
type Booking struct {
	ID            string       `json:"id"`
	Brand         string       `json:"brand"`
	Slot          string       `json:"slot_id,omitempty"`
	Channel       string       `json:"channel"`
	Capacity      int64        `json:"capacity"`
	ValueMinor    money.Amount `json:"booked_value_minor"`
	Start         time.Time    `json:"start"`
	End           time.Time    `json:"end"`
	ReceivedAt    time.Time    `json:"received_at"`
	Source        string       `json:"source"`
	SourceEventID string       `json:"source_event_id"`
}

// Excusal is an outage that both sides signed: no guarantee measures what
// happened in it.
type Excusal struct {
	ID            string    `json:"id"`
	Brand         string    `json:"brand"`
	Channel       string    `json:"channel,omitempty"` // empty is every channel
	From          time.Time `json:"from"`
	Till          time.Time `json:"till"`
	SignedBy      []string  `json:"signed_by"`
	EvidenceSHA   string    `json:"evidence_sha,omitempty"`
	ReceivedAt    time.Time `json:"received_at"`
	Source        string    `json:"source"`
	SourceEventID string    `json:"source_event_id"`
}

// signed tells whether both sides agreed.
func (e *Excusal) signed() bool {
	brand, platform := false, false
	for _, s := range e.SignedBy {
		brand = brand || s == "brand"
		platform = platform || s == "platform"
	}
	return brand && platform
}

// Facts is everything that happened, in any order.
type Facts struct {
	Outcomes    []Outcome
	Corrections []Correction
	Bookings    []Booking
	Excusals    []Excusal
}
