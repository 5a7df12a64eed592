package booking

import (
	"encoding/json"
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// Terms are what the contract will say, in the form that billing reads a
// version of a contract in; billing adds the ids, the brand and the period.
type Terms struct {
	Promise  string         `json:"promise"`
	Currency money.Currency `json:"currency"`
	TZ       string         `json:"tz"`
	Tax      termsTax       `json:"tax"`
	Period   termsSpan      `json:"period"`
	Version  termsVersion   `json:"version"`
	// Bookings are the seats kept ready: capacity in agent hours, by channel
	// "day" or "night", as the two seat rules charge them.
	Bookings []termsBooking `json:"bookings"`
}

type termsTax struct {
	Mode string `json:"mode"`
	BP   int64  `json:"bp"`
}

type termsSpan struct {
	From time.Time `json:"from"`
	Till time.Time `json:"till"`
}

type termsVersion struct {
	Rules         []termsRule      `json:"rules"`
	Guarantees    []termsGuarantee `json:"guarantees,omitempty"`
	TotalCapBP    int64            `json:"total_cap_bp,omitempty"`
	Commitment    *termsCommitment `json:"commitment,omitempty"`
	FastAbandonMS int64            `json:"fast_abandon_ms,omitempty"`
	LateAfterMS   int64            `json:"late_after_ms,omitempty"`
	LateIsFree    bool             `json:"late_is_free,omitempty"`
	CaseHours     int64            `json:"case_hours,omitempty"`
	ReopenDays    int64            `json:"reopen_days,omitempty"`
	HoldDays      int64            `json:"hold_days,omitempty"`
	ExcuseCapBP   int64            `json:"excuse_cap_bp,omitempty"`
	// Billing alone reads these; they pass through as they were agreed.
	Incentive json.RawMessage `json:"incentive,omitempty"`
	Rates     json.RawMessage `json:"rates,omitempty"`
}

type termsRule struct {
	ID             string      `json:"id"`
	Kind           string      `json:"kind"`
	Service        string      `json:"service,omitempty"`
	Channel        string      `json:"channel,omitempty"`
	Unit           string      `json:"unit,omitempty"`
	Tiers          []termsTier `json:"tiers,omitempty"`
	ConfirmedMicro int64       `json:"confirmed_micro,omitempty"`
	AssumedMicro   int64       `json:"assumed_micro,omitempty"`
	FeeMinor       int64       `json:"fee_minor,omitempty"`
	BP             int64       `json:"bp,omitempty"`
	ClawbackDays   int64       `json:"clawback_days,omitempty"`
	KappaBP        int64       `json:"kappa_bp,omitempty"`
	SeatMicro      int64       `json:"seat_micro,omitempty"`
}

type termsTier struct {
	UpTo      int64 `json:"up_to,omitempty"`
	UnitMicro int64 `json:"unit_micro"`
}

type termsGuarantee struct {
	ID        string `json:"id"`
	Service   string `json:"service"`
	Channel   string `json:"channel,omitempty"`
	Dimension string `json:"dimension"`
	FloorPPM  int64  `json:"floor_ppm"`
	UnitMinor int64  `json:"unit_minor"`
	CapBP     int64  `json:"cap_bp"`
}

type termsCommitment struct {
	Minor  money.Amount `json:"minor"`
	Waived string       `json:"waived,omitempty"`
}

type termsBooking struct {
	Channel    string       `json:"channel"`
	Capacity   int64        `json:"capacity"`
	ValueMinor money.Amount `json:"booked_value_minor"`
	Start      time.Time    `json:"start"`
	End        time.Time    `json:"end"`
}

// Windows of a contract, source S6 for the clawback and S8 for the silence
// that ends a case.
const (
	clawbackDays  = 15
	caseHours     = 72
	reopenDays    = 7
	holdDays      = 7
	fastAbandonMS = 5000
	excuseCapBP   = 500
	afterEvent    = 24 * time.Hour // what came in the event may end a day later
)

// termsOf writes a promise and a price list as a contract's version.
func termsOf(r Request, p Promise, list prices, currency money.Currency, perMinor int64, lines []Line) Terms {
	t := Terms{
		Promise: p.ID, Currency: currency, TZ: r.Timezone, Tax: termsTax{Mode: "on_top", BP: 600},
		Period: termsSpan{r.Starts, r.Ends.Add(afterEvent)}, Bookings: []termsBooking{},
		Version: termsVersion{
			FastAbandonMS: fastAbandonMS, LateAfterMS: p.LateAfterMS, LateIsFree: p.LateAfterMS > 0, CaseHours: caseHours,
			ReopenDays: reopenDays, HoldDays: holdDays, ExcuseCapBP: excuseCapBP, TotalCapBP: p.TotalCapBP,
		},
	}
	if r.Agreed != nil {
		t.Version = *r.Agreed
	} else {
		t.Version.Rules, t.Version.Guarantees = rulesOf(p, list), floorsOf(p, list, perMinor)
	}
	for _, l := range lines {
		if band, ok := seatBand[l.Code]; ok {
			t.Bookings = append(t.Bookings, termsBooking{Channel: band, Capacity: l.Qty, ValueMinor: l.AmountMinor, Start: r.Starts, End: r.Ends})
		}
	}
	return t
}

// floorsOf are a promise's guarantees, paid by the first tier's price.
func floorsOf(p Promise, list prices, perMinor int64) []termsGuarantee {
	var out []termsGuarantee
	for _, f := range p.Floors {
		unit := list.tiers[0].unit * f.OfUnitBP / 10_000 / perMinor
		out = append(out, termsGuarantee{
			ID: "g_" + f.Dimension, Service: "reactive", Dimension: f.Dimension, FloorPPM: f.FloorPPM, UnitMinor: max(1, unit), CapBP: f.CapBP,
		})
	}
	return out
}

var seatBand = map[string]string{"seat_day": "day", "seat_night": "night"}

func rulesOf(p Promise, list prices) []termsRule {
	won := func(service string) termsRule {
		return termsRule{ID: "won_" + service, Kind: "conversion", Service: service, BP: list.conversionBP, ClawbackDays: clawbackDays}
	}
	rules := []termsRule{won("proactive"), won("reminder")}
	if !p.Counted {
		return rules
	}
	chat := termsRule{ID: "conversation", Kind: "conversation", Service: "reactive"}
	for _, t := range list.tiers {
		chat.Tiers = append(chat.Tiers, termsTier{t.upTo, t.unit})
	}
	return append(rules, chat,
		termsRule{ID: "bot", Kind: "resolution", Service: "bot", ConfirmedMicro: list.resolved, AssumedMicro: list.assumed},
		termsRule{ID: "seat_day", Kind: "seat", Channel: "day", SeatMicro: list.seatDay},
		termsRule{ID: "seat_night", Kind: "seat", Channel: "night", SeatMicro: list.seatNight},
	)
}

// asAgreed is the price list of terms that were agreed on: what they do not
// price costs nothing.
func (list prices) asAgreed(v *termsVersion) prices {
	if v == nil {
		return list
	}
	list = prices{averageOrderMinor: list.averageOrderMinor, conversionsAssumedBP: list.conversionsAssumedBP}
	for _, r := range v.Rules {
		switch {
		case r.Kind == "conversation" && len(r.Tiers) > 0:
			list.tiers = nil
			for _, t := range r.Tiers {
				list.tiers = append(list.tiers, tier{t.UpTo, t.UnitMicro})
			}
		case r.Kind == "resolution":
			list.resolved, list.assumed = r.ConfirmedMicro, r.AssumedMicro
		case r.Kind == "conversion" && r.Service == "proactive":
			list.conversionBP = r.BP
		case r.Kind == "seat" && r.Channel == "day":
			list.seatDay = r.SeatMicro
		case r.Kind == "seat" && r.Channel == "night":
			list.seatNight = r.SeatMicro
		}
	}
	return list
}
