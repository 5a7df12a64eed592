package forecast

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
)

const header = "start,channel,contacts,aht_s\n"

func TestABadRowIsRefusedByLineAndFieldAndTheRestIsKept(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ row, field string }{
		"negative":      {"2026-03-02T10:00:00+08:00,chat,-1,60", "contacts"},
		"text":          {"2026-03-02T10:00:00+08:00,chat,many,60", "contacts"},
		"NaN":           {"2026-03-02T10:00:00+08:00,chat,NaN,60", "contacts"},
		"infinite":      {"2026-03-02T10:00:00+08:00,chat,Inf,60", "contacts"},
		"hexadecimal":   {"2026-03-02T10:00:00+08:00,chat,0x10,60", "contacts"},
		"too many":      {"2026-03-02T10:00:00+08:00,chat,1e300,60", "contacts"},
		"no count":      {"2026-03-02T10:00:00+08:00,chat,,60", "contacts"},
		"no offset":     {"2026-03-02T10:00:00,chat,5,60", "start"},
		"no such day":   {"2026-02-30T10:00:00+08:00,chat,5,60", "start"},
		"no channel":    {"2026-03-02T10:00:00+08:00,,5,60", "channel"},
		"bad AHT":       {"2026-03-02T10:00:00+08:00,chat,5,-3", "aht_s"},
		"too few":       {"2026-03-02T10:00:00+08:00,chat", "row"},
		"too many cell": {"2026-03-02T10:00:00+08:00,chat,5,60,9", "row"},
		"duplicate":     {"2026-03-02T09:30:00+08:00,chat,5,60", "start"},
		"same instant":  {"2026-03-02T01:30:00Z,chat,5,60", "start"},
		"off the grid":  {"2026-03-02T10:07:00+08:00,chat,5,60", "start"},
		"stray quote":   {"2026-03-02T10:00:00+08:00,\"chat,5,60", "row"},
		"a long line":   {strings.Repeat("x", 1<<17), "row"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := header + "2026-03-02T09:00:00+08:00,chat,3,60\n2026-03-02T09:30:00+08:00,chat,4,\n" + c.row + "\n" +
				"2026-03-02T10:30:00+08:00,chat,6,60\n2026-03-02T11:00:00+08:00,chat,6,60\n2026-03-02T11:30:00+08:00,chat,6,60\n"
			h, refused, err := ReadHistory(strings.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			if h.Len() != 5 || refused.Count != 1 {
				t.Fatalf("got %d rows and %d refused, want 5 and 1", h.Len(), refused.Count)
			}
			if r := refused.Rows[0]; r.Line != 4 || r.Field != c.field {
				t.Errorf("got %v, want line 4, %s", r, c.field)
			}
		})
	}
}

func TestAFileThatIsWrongAsAWholeIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ file, field string }{
		"empty":          {"", "heading"},
		"only a heading": {header, "row"},
		"another file":   {"id,name\n1,a\n", "heading"},
		"a column short": {"start,channel\n", "contacts"},
		"twice":          {"start,channel,contacts,contacts\n", "heading"},
		"all refused":    {header + "x,chat,5,6\n", "row"},
	} {
		_, _, err := ReadHistory(strings.NewReader(c.file))
		var wrong *WrongFile
		if !errors.As(err, &wrong) || wrong.Field != c.field {
			t.Errorf("%s: got %v, want the %s named", name, err, c.field)
		}
	}
}

func TestMarksQuotesLineEndsAndColumnOrderAreTaken(t *testing.T) {
	t.Parallel()
	file := "\xef\xbb\xbfcontacts,channel,start\r\n5,\"chat, zh\",2026-03-02T09:00:00+08:00\r\n\r\n6,\"chat, zh\",2026-03-02T09:30:00+08:00"
	h, refused, err := ReadHistory(strings.NewReader(file))
	if err != nil || refused.Count != 0 || h.Len() != 2 {
		t.Fatalf("got %v, %d refused", err, refused.Count)
	}
	if got := h.Channels(); len(got) != 1 || got[0] != "chat, zh" {
		t.Errorf("got channels %q", got)
	}
}

// rubbish is a long file of which no row is good.
type rubbish struct{ lines int }

func (r *rubbish) Read(b []byte) (int, error) {
	if r.lines == 0 {
		return 0, io.EOF
	}
	r.lines--
	return copy(b, "2026-03-02T09:00:00+08:00,chat,minus one,60\n"), nil
}

func TestALongFileOfRubbishDoesNotFillTheMemory(t *testing.T) {
	t.Parallel()
	_, refused, err := ReadHistory(io.MultiReader(strings.NewReader(header), &rubbish{200_000}))
	if err == nil || refused.Count != 200_000 || len(refused.Rows) != refusedKept {
		t.Errorf("got %v, %d refused of which %d kept", err, refused.Count, len(refused.Rows))
	}
}

func TestEventsAreReadAndRefusedByRow(t *testing.T) {
	t.Parallel()
	file := `start,end,name,kind,multiplier
2026-11-11T00:00:00+08:00,2026-11-12T00:00:00+08:00,Double 11,double11,
2026-10-01T00:00:00+08:00,2026-10-08T00:00:00+08:00,golden week,holiday,0
2026-12-12T00:00:00+08:00,2026-12-11T00:00:00+08:00,Double 12,double12,3
2026-12-12T00:00:00+08:00,2026-12-13T00:00:00+08:00,Double 12,double12,-3
`
	events, refused, err := ReadEvents(strings.NewReader(file))
	if err != nil || len(events) != 2 || refused.Count != 2 {
		t.Fatalf("got %v, %d events, %d refused", err, len(events), refused.Count)
	}
	if events[0].Typed || !events[1].closes() {
		t.Errorf("an empty multiplier is not said, a zero is closed: got %+v", events)
	}
	if refused.Rows[0].Field != "end" || refused.Rows[1].Field != "multiplier" {
		t.Errorf("got %v", refused.Rows)
	}
}

func TestAForecastIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	points := []Point{{Start: monday, Channel: `chat "zh", new`, Mean: 12.25, P10: 8, P50: 12, P90: 17.5}}
	var b bytes.Buffer
	if err := WritePoints(&b, points); err != nil {
		t.Fatal(err)
	}
	got, refused, err := ReadPoints(&b)
	if err != nil || refused.Count != 0 || len(got) != 1 || !got[0].Start.Equal(points[0].Start) {
		t.Fatalf("got %+v, %v, %v", got, refused, err)
	}
	got[0].Start = points[0].Start
	if got[0] != points[0] {
		t.Errorf("got %+v, want %+v", got[0], points[0])
	}
}

// Law: whatever the file holds, every line is a row that is kept, a row that
// is refused, or blank; and what was kept can be forecast.
func FuzzReadHistory(f *testing.F) {
	f.Add([]byte(header + "2026-03-02T09:00:00+08:00,chat,3,60\n"))
	f.Add([]byte(header + "2026-03-02T09:00:00+08:00,\"a\"\"b\",3,\n2026-03-09T09:00:00Z,b,3e2,1\n"))
	f.Fuzz(func(t *testing.T, file []byte) {
		h, refused, err := ReadHistory(bytes.NewReader(file))
		if err != nil {
			return
		}
		rows := 0
		for line := range bytes.SplitSeq(file, []byte("\n")) {
			if len(bytes.TrimSpace(line)) > 0 {
				rows++
			}
		}
		if h.Len()+refused.Count != rows-1 {
			t.Fatalf("%d rows kept and %d refused of %d", h.Len(), refused.Count, rows-1)
		}
		newest := int64(0)
		for _, c := range h.columns {
			newest = max(newest, c.rows[len(c.rows)-1].at)
		}
		from := time.Unix(newest+1, 0)
		points, _, err := Make(h, Ask{From: from, To: from.AddDate(0, 0, 7), Interval: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range points {
			if !(p.Mean >= 0 && p.P10 <= p.P50 && p.P50 <= p.P90) {
				t.Fatal(fmt.Sprintf("%+v", p))
			}
		}
	})
}

// Law: a file that would fill the memory is refused by a limit that is told.
func TestAHistoryOfTooManyRowsIsRefusedByTheLimit(t *testing.T) {
	t.Parallel()
	var file strings.Builder
	file.WriteString(header)
	for at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC); at.Day() < 6; at = at.Add(30 * time.Minute) {
		fmt.Fprintf(&file, "%s,chat,3,60\n", at.Format(time.RFC3339))
	}
	_, _, err := readHistory(strings.NewReader(file.String()), 100)
	var wrong *WrongFile
	if !errors.As(err, &wrong) || wrong.Line != 102 || !strings.Contains(err.Error(), "at most 100 rows") {
		t.Errorf("got %v, want line 102 and the limit", err)
	}
	if h, _, err := readHistory(strings.NewReader(file.String()), 1000); err != nil || h.Len() < 150 {
		t.Errorf("within the limit: got %v", err)
	}
}

// endless is a file of rows that never ends.
type endless struct{ row string }

func (e endless) Read(b []byte) (int, error) {
	n := 0
	for n+len(e.row) <= len(b) {
		n += copy(b[n:], e.row)
	}
	return n, nil
}

// Law: rows that are refused take no memory, however many come.
func TestRubbishWithoutEndStopsAtTheLimit(t *testing.T) {
	t.Parallel()
	in := io.MultiReader(strings.NewReader(header), endless{"rubbish,rubbish,rubbish,rubbish\n"})
	_, refused, err := readHistory(in, 50_000)
	if err == nil || len(refused.Rows) != refusedKept || refused.Count != 50_000 {
		t.Errorf("got %v, %d kept of %d refused", err, len(refused.Rows), refused.Count)
	}
}
