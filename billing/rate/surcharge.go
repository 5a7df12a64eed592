package rate

import (
	"slices"
	"time"
)

// Surcharge is a dearer stretch of the contract's calendar: a night, every
// day; a holiday, on its dates; or the nights of some dates. Night +30 to
// +50 % and holidays up to +200 % are public outsourcing prices, source S10.
type Surcharge struct {
	ID string `json:"id" yaml:"id"`
	// BP is what is added to the list price: a conversation rule's first tier,
	// a resolution's class price, a seat's price.
	BP    int64    `json:"bp" yaml:"bp"`
	From  string   `json:"from,omitempty" yaml:"from"` // HH:MM in the contract's zone; empty is the whole day
	Till  string   `json:"till,omitempty" yaml:"till"` // before From: until the next day
	Dates []string `json:"dates,omitempty" yaml:"dates"`
}

// hours is a stretch of the day in minutes; from == till is the whole day.
type hours struct{ from, till int }

func (h hours) holds(minute int) bool {
	switch {
	case h.from == h.till:
		return true
	case h.from < h.till:
		return minute >= h.from && minute < h.till
	}
	return minute >= h.from || minute < h.till
}

// parseHours reads two HH:MM; 24:00 is the end of the day, and none at all is
// the whole day.
func parseHours(from, till string) (hours, bool) {
	if from == "" && till == "" {
		return hours{}, true
	}
	a, okA := minuteOf(from)
	b, okB := minuteOf(till)
	return hours{a % 1440, b % 1440}, okA && okB && a != b
}

func minuteOf(clock string) (int, bool) {
	if clock == "24:00" {
		return 1440, true
	}
	t, err := time.Parse("15:04", clock)
	return t.Hour()*60 + t.Minute(), err == nil && len(clock) == 5
}

// window is a surcharge as it is looked up.
type window struct {
	bp    int64
	hours hours
	dates map[string]bool
}

func windowsOf(v *Version) []window {
	var ws []window
	for _, s := range v.Rates {
		h, _ := parseHours(s.From, s.Till) // Check has read it
		w := window{bp: s.BP, hours: h}
		if len(s.Dates) > 0 {
			w.dates = map[string]bool{}
		}
		for _, d := range s.Dates {
			w.dates[d] = true
		}
		ws = append(ws, w)
	}
	return ws
}

// windowOf is the surcharge that holds at t, the dearest and then the first of
// several, or -1: surcharges are never added up.
func (t *terms) windowOf(at time.Time) int {
	local := at.In(t.zone)
	minute, date := local.Hour()*60+local.Minute(), ""
	best := -1
	for i := range t.windows {
		w := &t.windows[i]
		if !w.hours.holds(minute) || (best >= 0 && w.bp <= t.windows[best].bp) {
			continue
		}
		if w.dates != nil {
			if date == "" {
				date = local.Format(time.DateOnly)
			}
			if !w.dates[date] {
				continue
			}
		}
		best = i
	}
	return best
}

func (v Version) checkRates(where string, taken map[string]bool) error {
	for i, s := range v.Rates {
		at := where + ".rates[" + decimal(i) + "]"
		if s.ID == "" || taken[s.ID] {
			return badTerm(at+".id", "an id of its own", s.ID)
		}
		taken[s.ID] = true
		if err := within(at+".bp", s.BP, 1, 1_000_000); err != nil {
			return err
		}
		if _, ok := parseHours(s.From, s.Till); !ok {
			return badTerm(at+".from", "two different times HH:MM, or none", s.From+" to "+s.Till)
		}
		if s.From == "" && len(s.Dates) == 0 {
			return badTerm(at, "hours, dates, or both: this one holds always, which is a price", s.ID)
		}
		for _, d := range s.Dates {
			if _, err := time.Parse(time.DateOnly, d); err != nil {
				return badTerm(at+".dates", "a date, such as 2026-10-01", d)
			}
		}
		if len(slices.Compact(slices.Sorted(slices.Values(s.Dates)))) != len(s.Dates) {
			return badTerm(at+".dates", "each date once", s.ID)
		}
	}
	return nil
}
