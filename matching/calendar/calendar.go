package calendar

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
)

// Entry is one shift.
type Entry struct {
	ID           string // stays the same for good: a program finds the entry again by it
	Changes      int    // grows with every change
	Changed      time.Time
	Starts, Ends time.Time
	Zone         *time.Location
	Summary      string
	Text         string
	Cancelled    bool
	Free         bool // does not make its owner busy
}

// Calendar is what one agent holds.
type Calendar struct {
	Name    string
	Made    time.Time
	Entries []Entry
}

// refresh is how often a subscribed program is asked to look again.
const refresh = "PT15M"

// WriteTo writes the calendar as RFC 5545 has it.
func (c Calendar) WriteTo(w io.Writer) (int64, error) {
	o := &lines{}
	o.put("BEGIN", "VCALENDAR")
	o.put("VERSION", "2.0")
	o.put("PRODID", "-//Manyhands//Shifts 1//EN")
	o.put("CALSCALE", "GREGORIAN")
	o.put("METHOD", "PUBLISH")
	o.text("X-WR-CALNAME", c.Name)
	o.text("NAME", c.Name) // RFC 7986
	o.put("REFRESH-INTERVAL;VALUE=DURATION", refresh)
	o.put("X-PUBLISHED-TTL", refresh)
	for _, z := range c.zones() {
		z.write(o)
	}
	for _, e := range c.Entries {
		e.write(o, c.Made)
	}
	o.put("END", "VCALENDAR")
	n, err := io.WriteString(w, o.b.String())
	if err != nil {
		return int64(n), fmt.Errorf("write calendar: %w", err)
	}
	return int64(n), nil
}

const (
	utcForm  = "20060102T150405Z"
	wallForm = "20060102T150405"
)

func (e Entry) write(o *lines, made time.Time) {
	o.put("BEGIN", "VEVENT")
	o.text("UID", e.ID)
	o.put("DTSTAMP", made.UTC().Format(utcForm))
	if !e.Changed.IsZero() {
		o.put("LAST-MODIFIED", e.Changed.UTC().Format(utcForm))
	}
	o.put("SEQUENCE", fmt.Sprint(e.Changes))
	o.time("DTSTART", e.Starts, e.Zone)
	o.time("DTEND", e.Ends, e.Zone)
	o.text("SUMMARY", e.Summary)
	if e.Text != "" {
		o.text("DESCRIPTION", e.Text)
	}
	if e.Cancelled {
		o.put("STATUS", "CANCELLED")
	} else {
		o.put("STATUS", "CONFIRMED")
	}
	if e.Free {
		o.put("TRANSP", "TRANSPARENT")
	} else {
		o.put("TRANSP", "OPAQUE")
	}
	o.put("CLASS", "PRIVATE")
	if !e.Cancelled {
		o.put("BEGIN", "VALARM")
		o.put("ACTION", "DISPLAY")
		o.put("TRIGGER", "-PT1H")
		o.text("DESCRIPTION", e.Summary)
		o.put("END", "VALARM")
	}
	o.put("END", "VEVENT")
}

// lines writes content lines: ended by CRLF, and folded where they are longer
// than 75 octets, never inside a character.
type lines struct{ b strings.Builder }

func (o *lines) put(name, value string) {
	const most = 75
	line := name + ":" + value
	for room := most; len(line) > room; room = most - 1 { // a folded line begins with a space
		cut := room
		for cut > 0 && !utf8.RuneStart(line[cut]) {
			cut--
		}
		o.b.WriteString(line[:cut])
		o.b.WriteString("\r\n ")
		line = line[cut:]
	}
	o.b.WriteString(line)
	o.b.WriteString("\r\n")
}

// escaped are the characters that mean something in TEXT. A carriage return
// has no form of its own.
var escaped = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

// text writes free text; control characters, which RFC 5545 does not allow, are
// left out.
func (o *lines) text(name, value string) {
	value = strings.ToValidUTF8(value, "")
	value = strings.Map(func(r rune) rune {
		if (r < ' ' && r != '\n' && r != '\r' && r != '\t') || r == 0x7f {
			return -1
		}
		return r
	}, value)
	o.put(name, escaped.Replace(value))
}

// time writes an instant as the wall clock of a zone.
func (o *lines) time(name string, t time.Time, zone *time.Location) {
	if isUTC(zone) {
		o.put(name, t.UTC().Format(utcForm))
		return
	}
	o.put(name+";TZID="+zone.String(), t.In(zone).Format(wallForm))
}

func isUTC(z *time.Location) bool { return z == nil || z == time.UTC || z.String() == "UTC" }
