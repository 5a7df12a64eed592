package demo

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/manyhands/manyhands/matching/forecast"
)

// Past is how many shoppers wrote in, by half hour and channel, and the sales
// events behind and ahead.
type Past struct {
	Rows   []forecast.Interval
	Events []forecast.Event // the last one is the coming event, its multiplier not said
}

const halfHour = 30 * time.Minute

// channelLoad is a channel's ordinary day: contacts, and seconds a contact.
type channelLoad struct {
	name     string
	contacts float64
	aht      float64
}

var channelLoads = []channelLoad{{"taobao", 5100, 255}, {"jd", 2000, 270}, {"douyin", 2500, 225}, {"web", 1200, 310}}

// weekdays weighs Sunday to Saturday. Shoppers write most on Monday, with the
// weekend's parcels in hand, and on Sunday night.
var weekdays = [7]float64{1.08, 1.10, 1.00, 0.97, 0.96, 0.98, 0.93}

// hours weighs the hours of a day; the desk is open from 8 to 24.
var hours = [24]float64{
	8: 0.45, 9: 0.85, 10: 1.20, 11: 1.15, 12: 0.90, 13: 0.95, 14: 1.10, 15: 1.10,
	16: 1.05, 17: 0.90, 18: 0.80, 19: 1.00, 20: 1.25, 21: 1.40, 22: 1.15, 23: 0.75,
}

const firstHour, lastHour = 8, 24

// pastTimes is what the past event did to an ordinary day, on its opening day,
// its middle and its end; afterSale lingers for the days of returns behind it.
var (
	pastTimes = [3]float64{3.4, 2.3, 2.8}
	afterSale = [4]float64{1.45, 1.35, 1.20, 1.10}
)

// History makes so many weeks of contacts from the day of from on. In the
// middle lies a three-day sale like 618; the coming Double 11 opens at 20:00
// on the day after the last row and lasts till the 12th's small hours, 30
// hours.
func History(seed uint64, from time.Time, weeks int) Past {
	c := newChance(seed, 2)
	from = from.In(Zone())
	first := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, Zone())
	days := weeks * 7
	saleDay := days/2 - days/2%7 + 3 // a Thursday when the first day is a Monday
	past := Past{Events: []forecast.Event{
		{
			Start: first.AddDate(0, 0, saleDay).Add(firstHour * time.Hour), End: first.AddDate(0, 0, saleDay+len(pastTimes)),
			Name: "秋季大促", Kind: "platform_sale", Multiplier: 2.8, Typed: true,
		},
		{Start: first.AddDate(0, 0, days).Add(20 * time.Hour), End: first.AddDate(0, 0, days+2).Add(2 * time.Hour), Name: "双11", Kind: "platform_sale"},
	}}
	for d := range days {
		at := first.AddDate(0, 0, d)
		// One shop has one mood a day: the channels rise and fall together.
		mood := math.Exp(0.07 * c.NormFloat64())
		growth := 1 + 0.004*float64(d) // autumn clothes sell better week by week
		for _, load := range channelLoads {
			level := load.contacts * weekdays[at.Weekday()] * mood * growth * math.Exp(0.05*c.NormFloat64())
			past.Rows = append(past.Rows, openHours(c, at, load, level, d-saleDay)...)
		}
	}
	return past
}

// openHours is one channel's day; sinceSale counts days from the past sale's
// first.
func openHours(c chance, at time.Time, load channelLoad, level float64, sinceSale int) []forecast.Interval {
	total := 0.0
	for _, w := range hours {
		total += 2 * w // two half hours an hour
	}
	var rows []forecast.Interval
	for slot := firstHour * 2; slot < lastHour*2; slot++ {
		w := hours[slot/2]
		if slot%2 == 1 { // the second half hour is on its way to the next hour
			w = (w + hours[min(slot/2+1, 23)]) / 2
		}
		times := saleTimes(sinceSale, slot)
		n := poisson(c, level*w/total*times)
		// A crowded desk takes a little longer a contact.
		aht := load.aht * (1 + 0.04*(times-1)) * math.Exp(0.08*c.NormFloat64())
		rows = append(rows, forecast.Interval{
			Start: at.Add(time.Duration(slot) * halfHour), Channel: load.name, Contacts: float64(n), AHT: time.Duration(math.Round(aht)) * time.Second,
		})
	}
	return rows
}

// saleTimes is what the past sale multiplies a half hour by. Its doors open at
// 8 and at 20, when it surges.
func saleTimes(sinceSale, slot int) float64 {
	switch {
	case sinceSale < 0:
		return 1
	case sinceSale < len(pastTimes):
		surge := 1.0
		if sinceSale != 1 {
			surge = 0.8 + 0.9*math.Exp(-math.Abs(float64(slot)-41)/4)
		}
		return pastTimes[sinceSale] * surge
	case sinceSale < len(pastTimes)+len(afterSale):
		return afterSale[sinceSale-len(pastTimes)]
	}
	return 1
}

// poisson draws a count with the mean; above 200 the normal curve is the same
// within a contact.
func poisson(c chance, mean float64) int {
	if mean > 200 {
		return max(0, int(math.Round(mean+math.Sqrt(mean)*c.NormFloat64())))
	}
	limit, n, p := math.Exp(-mean), 0, c.Float64()
	for p > limit {
		n++
		p *= c.Float64()
	}
	return n
}

// WriteContacts writes start,channel,contacts,aht_s.
func (p Past) WriteContacts(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"start", "channel", "contacts", "aht_s"}}
	for _, r := range p.Rows {
		rows = append(rows, []string{r.Start.Format(time.RFC3339), r.Channel, strconv.Itoa(int(r.Contacts)), strconv.Itoa(int(r.AHT / time.Second))})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write the contact history: %w", err)
	}
	return nil
}

// WriteEvents writes start,end,name,kind,multiplier; a coming event's
// multiplier is empty.
func (p Past) WriteEvents(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"start", "end", "name", "kind", "multiplier"}}
	for _, e := range p.Events {
		times := ""
		if e.Typed {
			times = strconv.FormatFloat(e.Multiplier, 'g', -1, 64)
		}
		rows = append(rows, []string{e.Start.Format(time.RFC3339), e.End.Format(time.RFC3339), e.Name, e.Kind, times})
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write the sales events: %w", err)
	}
	return nil
}
