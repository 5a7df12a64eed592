package calendar

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// zone is a VTIMEZONE: the changes of offset that matter for the entries in it.
type zone struct {
	where       *time.Location
	first, last time.Time
}

// zones lists each zone once, with the time that its entries span.
func (c Calendar) zones() []zone {
	var out []zone
	for _, e := range c.Entries {
		if isUTC(e.Zone) {
			continue
		}
		i := slices.IndexFunc(out, func(z zone) bool { return z.where.String() == e.Zone.String() })
		if i < 0 {
			i = len(out)
			out = append(out, zone{e.Zone, e.Starts, e.Ends})
		}
		if e.Starts.Before(out[i].first) {
			out[i].first = e.Starts
		}
		if e.Ends.After(out[i].last) {
			out[i].last = e.Ends
		}
	}
	slices.SortFunc(out, func(a, b zone) int { return strings.Compare(a.where.String(), b.where.String()) })
	return out
}

// change is an instant at which a zone's offset becomes another.
type change struct {
	at       time.Time
	from, to int // seconds east of Greenwich
	name     string
	saving   bool
}

// changes lists what holds from before the first entry to after the last. The
// first one says what held all along.
func (z zone) changes() []change {
	const year = 366 * 24 * time.Hour
	from, till := z.first.Add(-year), z.last.Add(year)
	name, offset := from.In(z.where).Zone()
	out := []change{{at: from, from: offset, to: offset, name: name, saving: from.In(z.where).IsDST()}}
	for at := from; ; {
		_, next := at.In(z.where).ZoneBounds()
		if next.IsZero() || next.After(till) {
			return out
		}
		_, before := next.Add(-time.Second).In(z.where).Zone()
		name, after := next.In(z.where).Zone()
		out = append(out, change{next, before, after, name, next.In(z.where).IsDST()})
		at = next
	}
}

func (z zone) write(o *lines) {
	o.put("BEGIN", "VTIMEZONE")
	o.put("TZID", z.where.String())
	for _, c := range z.changes() {
		part := "STANDARD"
		if c.saving {
			part = "DAYLIGHT"
		}
		o.put("BEGIN", part)
		// The wall clock just before the change, as RFC 5545 wants an onset.
		o.put("DTSTART", c.at.In(time.FixedZone("", c.from)).Format(wallForm))
		o.put("TZOFFSETFROM", offset(c.from))
		o.put("TZOFFSETTO", offset(c.to))
		o.text("TZNAME", c.name)
		o.put("END", part)
	}
	o.put("END", "VTIMEZONE")
}

// offset writes seconds as +hhmm, with seconds where a zone of old had them.
func offset(s int) string {
	sign := '+'
	if s < 0 {
		sign, s = '-', -s
	}
	out := fmt.Sprintf("%c%02d%02d", sign, s/3600, s/60%60)
	if s%60 != 0 {
		out += fmt.Sprintf("%02d", s%60)
	}
	return out
}
