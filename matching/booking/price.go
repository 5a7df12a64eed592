package booking

import (
	"math"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
)

// ErrNoPrices says that nothing is sold in the brand's currency.
var ErrNoPrices = fault.New(fault.Conflict, "prices_missing", "there is no price list in the brand's currency")

// prices is what the market asks, in millionths of a major unit. Conversations,
// conversion and the night's extra lie within the ranges of the public price
// pages of source S10; the rest is this market's own opening offer. A contract
// carries its copy, so that a change here changes no bill.
type prices struct {
	seatDay, seatNight   int64 // a booked agent hour, kept ready
	tiers                []tier
	resolved, assumed    int64 // a matter that the bot settled, confirmed and assumed
	conversionBP         int64
	averageOrderMinor    int64 // assumed, to estimate what a conversion plan costs
	conversionsAssumedBP int64 // of conversations
}

// tier is a price up to a quantity; the last has no end.
type tier struct{ upTo, unit int64 }

var priceLists = map[money.Currency]prices{
	money.CNY: {
		seatDay: 8_000_000, seatNight: 11_000_000, tiers: []tier{{5000, 1_800_000}, {20_000, 1_500_000}, {0, 1_200_000}},
		resolved: 200_000, assumed: 100_000, conversionBP: 300, averageOrderMinor: 18_000, conversionsAssumedBP: 800,
	},
	money.HKD: {
		seatDay: 9_000_000, seatNight: 12_000_000, tiers: []tier{{5000, 2_000_000}, {20_000, 1_700_000}, {0, 1_400_000}},
		resolved: 220_000, assumed: 110_000, conversionBP: 300, averageOrderMinor: 20_000, conversionsAssumedBP: 800,
	},
	money.USD: {
		seatDay: 1_200_000, seatNight: 1_600_000, tiers: []tier{{5000, 260_000}, {20_000, 220_000}, {0, 180_000}},
		resolved: 30_000, assumed: 15_000, conversionBP: 300, averageOrderMinor: 2600, conversionsAssumedBP: 800,
	},
}

// nightFrom and nightTill bound the hours that cost more, by the local clock.
const nightFrom, nightTill = 22, 8

func IsNight(local time.Time) bool { return local.Hour() >= nightFrom || local.Hour() < nightTill }

// Line is one line of a quote. Unit is in millionths of a major unit, as a
// contract has it; the amount is in minor units, rounded once.
type Line struct {
	Code        string       `json:"code"`
	Qty         int64        `json:"qty"`
	UnitMicro   int64        `json:"unit_micro"`
	AmountMinor money.Amount `json:"amount_minor"`
	Estimated   bool         `json:"estimated"` // the quantity is a forecast, the price is not
}

// hours are booked agent hours by day and by night.
type hours struct{ day, night int64 }

// hoursOf counts a booking's hours, half hour by half hour, each at its own
// local time; a rest of half an hour counts as a whole hour.
func hoursOf(list []block, zone *time.Location) hours {
	var day, night int64
	for _, b := range list {
		for t := b.starts; t.Before(b.ends); t = t.Add(HalfHour) {
			if IsNight(t.In(zone)) {
				night += int64(b.need)
			} else {
				day += int64(b.need)
			}
		}
	}
	return hours{(day + 1) / 2, (night + 1) / 2}
}

// priced is the rule of a quote: hours kept ready, and what is expected of the
// bot and of the people, at the promise's terms.
func priced(p Promise, list prices, h hours, report Report, perMinor int64) ([]Line, money.Amount, error) {
	human := int64(math.Round(report.Human))
	lines := []Line{
		{Code: "seat_day", Qty: h.day, UnitMicro: list.seatDay},
		{Code: "seat_night", Qty: h.night, UnitMicro: list.seatNight},
	}
	if !p.Counted {
		// No fee before a sale: no seats, no conversations, no bot.
		won := human * list.conversionsAssumedBP / 10_000
		lines = []Line{{Code: "conversion", Qty: won, UnitMicro: list.averageOrderMinor * perMinor / 10_000 * list.conversionBP, Estimated: true}}
	} else {
		lines = append(lines, Line{Code: "bot_resolution", Qty: int64(math.Round(report.Contacts)) - human, UnitMicro: list.assumed, Estimated: true})
		lines = append(lines, tiered(list.tiers, human)...)
	}
	total := money.Amount(0)
	kept := lines[:0]
	for _, l := range lines {
		if l.Qty == 0 {
			continue
		}
		var err error
		if l.AmountMinor, err = money.MulDiv(l.Qty, l.UnitMicro, perMinor); err != nil {
			return nil, 0, err
		}
		if total, err = money.Add(total, l.AmountMinor); err != nil {
			return nil, 0, err
		}
		kept = append(kept, l)
	}
	return kept, total, nil
}

// tiered spreads conversations over the tiers.
func tiered(tiers []tier, n int64) []Line {
	var out []Line
	low := int64(0)
	for _, t := range tiers {
		in := n - low
		if t.upTo > 0 {
			in = min(in, t.upTo-low)
		}
		if in <= 0 {
			break
		}
		out = append(out, Line{Code: "conversation", Qty: in, UnitMicro: t.unit, Estimated: true})
		low = t.upTo
	}
	return out
}
