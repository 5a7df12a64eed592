package forecast

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// mostContacts bounds a count: above it a row is a mistake of units.
const mostContacts = 1e7

// ReadHistory reads start,channel,contacts[,aht_s]. A row that cannot be taken
// is refused by line and field and the rest is read on. The error is a
// *WrongFile when there is nothing to read.
func ReadHistory(r io.Reader) (*History, Refused, error) { return readHistory(r, mostRows) }

func readHistory(r io.Reader, most int) (*History, Refused, error) {
	var refused Refused
	t, err := openTable(r, []string{"start", "channel", "contacts"}, []string{"aht_s"})
	if err != nil {
		return nil, refused, err
	}
	t.most = most
	h := &History{}
	names := map[string]string{} // one string a channel: a cell would hold its whole line in memory
	err = t.each(&refused, func(cell func(string) string) *RowError {
		v, bad := parseInterval(cell)
		if bad != nil {
			return bad
		}
		name, ok := names[v.Channel]
		if !ok {
			name = strings.Clone(v.Channel)
			names[name] = name
		}
		v.Channel = name
		h.Add(v, t.line)
		return nil
	})
	if err != nil {
		return nil, refused, err
	}
	h.Settle(&refused)
	slices.SortStableFunc(refused.Rows, func(a, b RowError) int { return cmp.Compare(a.Line, b.Line) })
	if h.Len() == 0 {
		return nil, refused, &WrongFile{Line: 2, Field: "row", Want: "at least one good row after the heading", Got: fmt.Sprintf("%d refused", refused.Count)}
	}
	return h, refused, nil
}

func parseInterval(cell func(string) string) (Interval, *RowError) {
	start, bad := parseTime("start", cell("start"))
	if bad != nil {
		return Interval{}, bad
	}
	channel, bad := parseName("channel", cell("channel"))
	if bad != nil {
		return Interval{}, bad
	}
	contacts, bad := parseNumber("contacts", cell("contacts"), mostContacts)
	if bad != nil {
		return Interval{}, bad
	}
	v := Interval{Start: start, Channel: channel, Contacts: contacts}
	if text := cell("aht_s"); text != "" {
		seconds, bad := parseNumber("aht_s", text, daySeconds)
		if bad != nil {
			return Interval{}, bad
		}
		v.AHT = time.Duration(seconds * float64(time.Second))
	}
	return v, nil
}

// ReadEvents reads start,end,name,kind[,multiplier].
func ReadEvents(r io.Reader) ([]Event, Refused, error) {
	var refused Refused
	t, err := openTable(r, []string{"start", "end", "name", "kind"}, []string{"multiplier"})
	if err != nil {
		return nil, refused, err
	}
	var events []Event
	err = t.each(&refused, func(cell func(string) string) *RowError {
		e, bad := parseEvent(cell)
		if bad == nil {
			events = append(events, e)
		}
		return bad
	})
	return events, refused, err
}

func parseEvent(cell func(string) string) (Event, *RowError) {
	var e Event
	var bad *RowError
	if e.Start, bad = parseTime("start", cell("start")); bad != nil {
		return e, bad
	}
	if e.End, bad = parseTime("end", cell("end")); bad != nil {
		return e, bad
	}
	if !e.End.After(e.Start) {
		return e, &RowError{Field: "end", Want: "a time after start", Got: cell("end")}
	}
	if e.End.Sub(e.Start) > longestEvent {
		return e, &RowError{Field: "end", Want: "at most 62 days after start", Got: cell("end")}
	}
	if e.Name, bad = parseName("name", cell("name")); bad != nil {
		return e, bad
	}
	if e.Kind, bad = parseName("kind", cell("kind")); bad != nil {
		return e, bad
	}
	if text := cell("multiplier"); text != "" {
		var m float64
		if m, bad = parseNumber("multiplier", text, 10_000); bad != nil {
			return e, bad
		}
		e.Multiplier, e.Typed = m, true
	}
	return e, nil
}

func parseTime(field, text string) (time.Time, *RowError) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil || t.Year() < 1970 || t.Year() > 2200 {
		return time.Time{}, &RowError{Field: field, Want: "an RFC 3339 time with offset, like 2026-11-11T00:30:00+08:00", Got: text}
	}
	return t, nil
}

func parseName(field, text string) (string, *RowError) {
	if text == "" || len(text) > 200 || !utf8.ValidString(text) {
		return "", &RowError{Field: field, Want: "a name of 1 to 200 bytes of UTF-8", Got: text}
	}
	return text, nil
}

// parseNumber takes plain decimals only: ParseFloat alone would take NaN, Inf
// and hexadecimal.
func parseNumber(field, text string, most float64) (float64, *RowError) {
	v, err := strconv.ParseFloat(text, 64)
	odd := strings.ContainsFunc(text, func(c rune) bool { return !strings.ContainsRune("0123456789.eE+-", c) })
	if err != nil || odd || v < 0 || v > most {
		return 0, &RowError{Field: field, Want: fmt.Sprintf("a number from 0 to %.0f", most), Got: text}
	}
	return v, nil
}

// WritePoints writes start,channel,mean,p10,p50,p90.
func WritePoints(w io.Writer, points []Point) error {
	b := bufio.NewWriter(w)
	_, _ = b.WriteString("start,channel,mean,p10,p50,p90\n")
	for _, p := range points {
		fmt.Fprintf(b, "%s,%s,%s,%s,%s,%s\n", p.Start.Format(time.RFC3339), quoted(p.Channel),
			short(p.Mean), short(p.P10), short(p.P50), short(p.P90))
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write forecast: %w", err)
	}
	return nil
}

// ReadPoints reads what WritePoints wrote.
func ReadPoints(r io.Reader) ([]Point, Refused, error) {
	var refused Refused
	t, err := openTable(r, []string{"start", "channel", "mean", "p10", "p50", "p90"}, nil)
	if err != nil {
		return nil, refused, err
	}
	type key struct {
		at      int64
		channel string
	}
	seen := map[key]int{}
	var points []Point
	err = t.each(&refused, func(cell func(string) string) *RowError {
		p, bad := parsePoint(cell)
		if bad != nil {
			return bad
		}
		k := key{p.Start.Unix(), p.Channel}
		if line, twice := seen[k]; twice {
			return &RowError{Field: "start", Want: fmt.Sprintf("one row an interval (line %d has it)", line), Got: cell("start")}
		}
		seen[k] = t.line
		points = append(points, p)
		return nil
	})
	if err == nil && len(points) == 0 {
		err = &WrongFile{Line: 2, Field: "row", Want: "at least one good row after the heading", Got: fmt.Sprintf("%d refused", refused.Count)}
	}
	return points, refused, err
}

func parsePoint(cell func(string) string) (Point, *RowError) {
	var p Point
	var bad *RowError
	if p.Start, bad = parseTime("start", cell("start")); bad != nil {
		return p, bad
	}
	if p.Channel, bad = parseName("channel", cell("channel")); bad != nil {
		return p, bad
	}
	for _, v := range []struct {
		name string
		to   *float64
	}{{"mean", &p.Mean}, {"p10", &p.P10}, {"p50", &p.P50}, {"p90", &p.P90}} {
		// An event multiplies what one row may hold.
		if *v.to, bad = parseNumber(v.name, cell(v.name), 100*mostContacts); bad != nil {
			return p, bad
		}
	}
	if p.P10 > p.P50 || p.P50 > p.P90 {
		return p, &RowError{Field: "p50", Want: "p10 <= p50 <= p90", Got: cell("p10") + "," + cell("p50") + "," + cell("p90")}
	}
	return p, nil
}

func short(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

func quoted(s string) string {
	if !strings.ContainsAny(s, "\",\r\n") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
