package deal

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/money"
)

// terms are what a quote says, as a booking tells them.
type terms struct {
	Promise  string         `json:"promise"`
	Currency money.Currency `json:"currency"`
	TZ       string         `json:"tz"`
	Tax      rate.Tax       `json:"tax"`
	Period   rate.Span      `json:"period"`
	Version  rate.Version   `json:"version"`
	Bookings []seats        `json:"bookings"`
}

// seats are capacity kept ready.
type seats struct {
	Channel    string       `json:"channel"`
	Capacity   int64        `json:"capacity"`
	ValueMinor money.Amount `json:"booked_value_minor"`
	Start      time.Time    `json:"start"`
	End        time.Time    `json:"end"`
}

// termsOf reads a booking's terms, or takes the house's where it brings none.
func termsOf(f fact.RequestBooked) (terms, error) {
	if len(f.Terms) == 0 || string(f.Terms) == "null" {
		return houseTerms(f), nil
	}
	var t terms
	if err := json.Unmarshal(f.Terms, &t); err != nil {
		return terms{}, fmt.Errorf("read terms of request %s: %w", f.Request, err)
	}
	return t, nil
}

// The house's terms: what holds when a booking brings no terms of its own.
// Prices lie within the public outsourcing prices of source S10; windows are
// those of S6 (attribution, clawback) and S8 (silence that ends a case). Source
// S4 names the guarantees and gives no floors or caps: these are ours.
const (
	houseTaxBP          = 600
	houseTierUpTo       = 5000
	houseFirstMicro     = 1_200_000
	houseNextMicro      = 900_000
	houseConfirmedMicro = 900_000
	houseAssumedMicro   = 450_000
	houseConversionBP   = 300
	houseClawbackDays   = 15
	houseCaseHours      = 72
	houseReopenDays     = 7
	houseHoldDays       = 7
	houseFastAbandonMS  = 5000
	houseLateAfterMS    = 180_000
	houseTotalCapBP     = 3000
	houseGrace          = 24 * time.Hour // what came in the event may end a day later
)

func houseTerms(f fact.RequestBooked) terms {
	won := func(s rate.Service) rate.Rule {
		return rate.Rule{ID: "won_" + string(s), Kind: rate.KindConversion, Service: s, BP: houseConversionBP, ClawbackDays: houseClawbackDays}
	}
	v := rate.Version{
		Rules: []rate.Rule{won(rate.Proactive), won(rate.Reminder)}, FastAbandonMS: houseFastAbandonMS,
		CaseHours: houseCaseHours, ReopenDays: houseReopenDays, HoldDays: houseHoldDays,
	}
	if f.Plan != "conversion_only" { // 無轉化不收費, source S4: nothing but sales is paid
		v.Rules = append(v.Rules,
			rate.Rule{
				ID: "conversation", Kind: rate.KindConversation, Service: rate.Reactive,
				Tiers: []rate.Tier{{UpTo: houseTierUpTo, UnitMicro: houseFirstMicro}, {UnitMicro: houseNextMicro}},
			},
			rate.Rule{ID: "bot", Kind: rate.KindResolution, Service: rate.Bot, ConfirmedMicro: houseConfirmedMicro, AssumedMicro: houseAssumedMicro})
		v.LateAfterMS, v.LateIsFree, v.TotalCapBP = houseLateAfterMS, f.Plan == "answered_or_free", houseTotalCapBP
		v.Guarantees = []rate.Guarantee{
			{ID: "g_answer_rate", Service: rate.Reactive, Dimension: "answer_rate", FloorPPM: 950_000, UnitMinor: 60, CapBP: 2000},
		}
	}
	if f.Plan == "floor_or_paid" {
		v.Guarantees = append(v.Guarantees,
			rate.Guarantee{ID: "g_response_30s", Service: rate.Reactive, Dimension: "response_30s", FloorPPM: 800_000, UnitMinor: 60, CapBP: 1000},
			rate.Guarantee{ID: "g_csat", Service: rate.Reactive, Dimension: "csat", FloorPPM: 900_000, UnitMinor: 60, CapBP: 1000})
	}
	return terms{
		Promise: f.Plan, Currency: money.Currency(f.Currency), TZ: "Asia/Shanghai", Tax: rate.Tax{Mode: rate.TaxOnTop, BP: houseTaxBP},
		Period: rate.Span{From: f.Starts, Till: f.Ends.Add(houseGrace)}, Version: v,
		Bookings: []seats{{Channel: "booked", Capacity: 0, ValueMinor: money.Amount(f.BookedMinor), Start: f.Starts, End: f.Ends}},
	}
}
