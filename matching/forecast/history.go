package forecast

import (
	"cmp"
	"fmt"
	"slices"
	"time"
)

// Interval is one open interval of the past.
type Interval struct {
	Start    time.Time
	Channel  string
	Contacts float64
	AHT      time.Duration // 0: not recorded
}

// RowError is one row that was refused.
type RowError struct {
	Line  int // 1 is the heading
	Field string
	Want  string
	Got   string
}

// Error names the line, the field, what was expected and what was there.
func (e RowError) Error() string {
	return fmt.Sprintf("line %d, %s: expected %s, got %q", e.Line, e.Field, e.Want, e.Got)
}

// Refused is what a reader would not take: the first rows in full, and a count
// of all, so that a large file of rubbish does not fill the memory.
type Refused struct {
	Rows  []RowError
	Count int
}

const refusedKept = 1000

func (r *Refused) add(e RowError) {
	r.Count++
	if len(r.Rows) < refusedKept {
		if len(e.Got) > 80 {
			e.Got = e.Got[:80] + "…"
		}
		r.Rows = append(r.Rows, e)
	}
}

// History is the past of some channels. Rows may be added in any order; Settle
// puts them in order and refuses what contradicts the rest.
type History struct {
	columns []*column
	named   map[string]*column
	rows    int
}

type column struct {
	channel string
	step    time.Duration // how long a row lasts; known after Settle
	rows    []row
}

// row is kept at 24 bytes: a history may have tens of millions.
type row struct {
	at       int64 // Unix seconds
	contacts float32
	aht      float32 // seconds, 0 when not recorded
	line     int32
	zone     int16 // minutes east, as written in the row
}

// Len is how many rows stand in the history.
func (h *History) Len() int { return h.rows }

// Channels are the names of the channels, in the order of the alphabet.
func (h *History) Channels() []string {
	names := make([]string, 0, len(h.columns))
	for _, c := range h.columns {
		names = append(names, c.channel)
	}
	slices.Sort(names)
	return names
}

// Add takes one interval; line is named when Settle refuses it.
func (h *History) Add(v Interval, line int) {
	c := h.named[v.Channel]
	if c == nil {
		if h.named == nil {
			h.named = map[string]*column{}
		}
		c = &column{channel: v.Channel}
		h.named[v.Channel] = c
		h.columns = append(h.columns, c)
	}
	_, zone := v.Start.Zone()
	c.rows = append(c.rows, row{
		at: v.Start.Unix(), contacts: float32(v.Contacts), aht: float32(v.AHT.Seconds()),
		line: int32(min(line, 1<<31-1)), zone: int16(zone / 60),
	})
	h.rows++
}

// Each gives every row with how long it lasts, channel by channel in order of
// time. The history must have been settled.
func (h *History) Each(row func(v Interval, step time.Duration)) {
	for _, c := range h.columns {
		for _, r := range c.rows {
			at := time.Unix(r.at, 0).In(time.FixedZone("", int(r.zone)*60))
			row(Interval{Start: at, Channel: c.channel, Contacts: float64(r.contacts), AHT: time.Duration(float64(r.aht) * float64(time.Second))}, c.step)
		}
	}
}

// Settle sorts the rows, finds how long each channel's interval is, and
// refuses a second row for the same interval and a row that stands off the
// grid of its channel. The first row of a file wins.
func (h *History) Settle(refused *Refused) {
	h.rows = 0
	slices.SortFunc(h.columns, func(a, b *column) int { return cmp.Compare(a.channel, b.channel) })
	for _, c := range h.columns {
		c.settle(refused)
		h.rows += len(c.rows)
	}
}

func (c *column) settle(refused *Refused) {
	inOrder := func(a, b row) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.line, b.line)) }
	if !slices.IsSortedFunc(c.rows, inOrder) {
		slices.SortFunc(c.rows, inOrder)
	}
	kept := c.rows[:0]
	for _, r := range c.rows {
		if n := len(kept); n > 0 && kept[n-1].at == r.at {
			refused.add(RowError{
				Line: int(r.line), Field: "start", Got: r.start(),
				Want: fmt.Sprintf("one row an interval (channel %s has it on line %d)", c.channel, kept[n-1].line),
			})
			continue
		}
		kept = append(kept, r)
	}
	c.rows = kept
	c.step = commonStep(c.rows)
	c.keepOnGrid(refused)
}

// keepOnGrid refuses rows like 10:07 in a half-hourly file: counted into the
// half hour they would hide that the file is broken.
func (c *column) keepOnGrid(refused *Refused) {
	step := int64(c.step / time.Second)
	if step == 0 || daySeconds%step != 0 {
		return
	}
	seen := map[int64]int{}
	for _, r := range c.rows {
		seen[r.wall()%step]++
	}
	if len(seen) == 1 {
		return
	}
	phase, most := int64(0), 0
	for p, n := range seen {
		if n > most || n == most && p < phase {
			phase, most = p, n
		}
	}
	kept := c.rows[:0]
	for _, r := range c.rows {
		// A zone that is off by a quarter of an hour moves the phase of a whole
		// file and is seen in phase; within a file only whole steps may differ.
		if r.wall()%step != phase && r.at%step != phase {
			refused.add(RowError{
				Line: int(r.line), Field: "start", Got: r.start(),
				Want: fmt.Sprintf("a start on the file's %s grid", c.step),
			})
			continue
		}
		kept = append(kept, r)
	}
	c.rows = kept
}

func (r row) wall() int64 { return r.at + int64(r.zone)*60 }

func (r row) start() string {
	return time.Unix(r.at, 0).In(time.FixedZone("", int(r.zone)*60)).Format(time.RFC3339)
}

// commonStep is the most common distance of neighbours, 0 for a single row.
func commonStep(rows []row) time.Duration {
	gaps := map[int64]int{}
	for i := 1; i < len(rows); i++ {
		if gap := rows[i].at - rows[i-1].at; gap <= daySeconds {
			gaps[gap]++
		}
	}
	best, most := int64(0), 0
	for gap, n := range gaps {
		if n > most || n == most && gap < best {
			best, most = gap, n
		}
	}
	return time.Duration(best) * time.Second
}
