package calendar_test

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/matching/calendar"
)

func written(t interface{ Fatal(...any) }, c calendar.Calendar) string {
	var out bytes.Buffer
	if _, err := c.WriteTo(&out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func in(t interface{ Fatal(...any) }, zone string) *time.Location {
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// unfolded is how a calendar program reads lines (RFC 5545, 3.1).
func unfolded(text string) []string {
	return strings.Split(strings.TrimSuffix(strings.ReplaceAll(text, "\r\n ", ""), "\r\n"), "\r\n")
}

func value(lines []string, name string) string {
	for _, l := range lines {
		if v, ok := strings.CutPrefix(l, name+":"); ok {
			return v
		}
	}
	return ""
}

// Whatever a brand or an event is called, a line is at most 75 octets, is
// whole UTF-8, ends with CRLF, and says the words again when read back.
func TestAnyWordsComeBackFromTheFile(t *testing.T) {
	t.Parallel()
	back := strings.NewReplacer(`\\`, `\`, `\;`, ";", `\,`, ",", `\n`, "\n")
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.String().Draw(t, "words")
		at := time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)
		text := written(t, calendar.Calendar{Name: "n", Made: at, Entries: []calendar.Entry{{ID: "1@x", Starts: at, Ends: at.Add(time.Hour), Zone: time.UTC, Summary: words}}})
		for _, l := range strings.Split(strings.TrimSuffix(text, "\r\n"), "\r\n") {
			if len(l) > 75 || !utf8.ValidString(l) || strings.ContainsAny(l, "\r\n") {
				t.Fatalf("line %q of %d octets", l, len(l))
			}
		}
		want := strings.Map(func(r rune) rune {
			if r < ' ' && r != '\n' && r != '\t' || r == 0x7f {
				return -1
			}
			return r
		}, strings.ReplaceAll(strings.ReplaceAll(words, "\r\n", "\n"), "\r", "\n"))
		if got := back.Replace(value(unfolded(text), "SUMMARY")); got != want {
			t.Fatalf("got %q back, want %q", got, want)
		}
	})
}

// A program that knows nothing of zones but what the file says reads the very
// instants, on both sides of every change of the clocks.
func TestTheFilesOwnZonesGiveTheInstants(t *testing.T) {
	t.Parallel()
	names := []string{"Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "UTC"}
	rapid.Check(t, func(t *rapid.T) {
		where := in(t, rapid.SampledFrom(names).Draw(t, "zone"))
		starts := time.Unix(rapid.Int64Range(1_600_000_000, 2_000_000_000).Draw(t, "at")/1800*1800, 0).UTC()
		if ambiguous(starts, where) {
			return // the wall clock says that hour twice, in every calendar
		}
		text := written(t, calendar.Calendar{Made: starts, Entries: []calendar.Entry{{ID: "1@x", Starts: starts, Ends: starts.Add(4 * time.Hour), Zone: where}}})
		if got := readStart(t, unfolded(text)); !got.Equal(starts) {
			t.Fatalf("in %s got %s, want %s\n%s", where, got.UTC(), starts, text)
		}
	})
}

func ambiguous(at time.Time, where *time.Location) bool {
	wall := at.In(where).Format("20060102T1504")
	for _, d := range []time.Duration{-time.Hour, -30 * time.Minute, 30 * time.Minute, time.Hour} {
		if at.Add(d).In(where).Format("20060102T1504") == wall {
			return true
		}
	}
	return false
}

var start = regexp.MustCompile(`^DTSTART(;TZID=[^:]+)?:(\d{8}T\d{6})(Z?)$`)

// readStart reads the event's DTSTART by the offsets of the VTIMEZONE alone:
// the last onset before it counts.
func readStart(t *rapid.T, lines []string) time.Time {
	type onset struct {
		at     time.Time // wall clock, as if it were UTC
		offset int
	}
	var onsets []onset
	var at time.Time
	zone, event := false, false
	for _, l := range lines {
		switch {
		case l == "BEGIN:VTIMEZONE":
			zone = true
		case l == "END:VTIMEZONE":
			zone = false
		case l == "BEGIN:VEVENT":
			event = true
		}
		if m := start.FindStringSubmatch(l); m != nil && (zone || event) {
			wall, err := time.Parse("20060102T150405", m[2])
			if err != nil {
				t.Fatal(err)
			}
			if zone {
				at = wall
				continue
			}
			if m[3] == "Z" {
				return wall
			}
			offset := 0
			for _, o := range onsets {
				if !o.at.After(wall) {
					offset = o.offset
				}
			}
			return wall.Add(-time.Duration(offset) * time.Second)
		}
		if v, ok := strings.CutPrefix(l, "TZOFFSETTO:"); ok && zone {
			h, err1 := strconv.Atoi(v[1:3])
			m, err2 := strconv.Atoi(v[3:5])
			if err1 != nil || err2 != nil {
				t.Fatalf("offset %q", v)
			}
			s := h*3600 + m*60
			if v[0] == '-' {
				s = -s
			}
			onsets = append(onsets, onset{at, s})
		}
	}
	t.Fatal("no event")
	return time.Time{}
}

// A calendar holds together: every BEGIN has its END, what is gone is
// cancelled, being ready makes nobody busy.
func TestAnEntryIsWhole(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 10, 12, 0, 0, 0, time.UTC)
	shanghai := in(t, "Asia/Shanghai")
	text := written(t, calendar.Calendar{Name: "张三, 班", Made: at, Entries: []calendar.Entry{
		{ID: "1@x", Changes: 3, Changed: at, Starts: at, Ends: at.Add(time.Hour), Zone: shanghai, Summary: "a"},
		{ID: "2@x", Starts: at, Ends: at.Add(time.Hour), Zone: shanghai, Summary: "b", Cancelled: true},
		{ID: "3@x", Starts: at, Ends: at.Add(time.Hour), Zone: in(t, "Europe/Berlin"), Summary: "c", Free: true},
	}})
	var open []string
	count := map[string]int{}
	for _, l := range unfolded(text) {
		count[l]++
		if name, ok := strings.CutPrefix(l, "BEGIN:"); ok {
			open = append(open, name)
		}
		if name, ok := strings.CutPrefix(l, "END:"); ok {
			if len(open) == 0 || open[len(open)-1] != name {
				t.Fatalf("END:%s closes %v", name, open)
			}
			open = open[:len(open)-1]
		}
	}
	for line, want := range map[string]int{
		"BEGIN:VTIMEZONE": 2, "TZID:Asia/Shanghai": 1, "BEGIN:VEVENT": 3, "STATUS:CANCELLED": 1, "STATUS:CONFIRMED": 2, "SEQUENCE:3": 1, "BEGIN:VALARM": 2,
		"TRANSP:TRANSPARENT": 1, "DTSTART;TZID=Asia/Shanghai:20261110T200000": 2, "DTSTART;TZID=Europe/Berlin:20261110T130000": 1, `X-WR-CALNAME:张三\, 班`: 1,
	} {
		if count[line] != want {
			t.Errorf("%q stands %d times, want %d", line, count[line], want)
		}
	}
	if len(open) != 0 {
		t.Errorf("%v is never ended", open)
	}
}
