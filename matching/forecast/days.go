package forecast

import (
	"math"
	"time"
)

const daySeconds = 24 * 60 * 60

// day is one wall-clock day of a channel. A slot is NaN when nothing is known
// of it: closed, not recorded, or inside a sales event.
type day struct {
	date  int // days since 1970-01-01
	slots []float64
	total float64 // of the known slots
	known int
}

// series is the past of one channel laid on wall-clock days.
type series struct {
	channel string
	step    time.Duration // of a slot
	perDay  int
	days    []day       // in order of date; a date without rows is absent
	at      map[int]int // date -> index in days
	inEvent map[int][]float64
}

// longestPast bounds what is fitted: older days say nothing of next month.
const longestPast = 1100

func weekday(date int) int { return (date + 4) % 7 } // 1970-01-01 was a Thursday

// calendar turns instants into dates and seconds of the day. With no zone
// named, a row's own offset is its wall clock.
type calendar struct{ zone *time.Location }

func (c calendar) of(at int64, written int16) (date int, second int64) {
	east := int64(written) * 60
	if c.zone != nil {
		_, offset := time.Unix(at, 0).In(c.zone).Zone()
		east = int64(offset)
	}
	wall := at + east
	date = int(math.Floor(float64(wall) / daySeconds))
	return date, wall - int64(date)*daySeconds
}

// layOut puts the rows before until on days of slots of the given step. A row
// longer than a slot is spread evenly; rows shorter than a slot are summed.
// Slots that an event covers go to inEvent and are unknown to the base.
func (c *column) layOut(cal calendar, step time.Duration, until time.Time, covered func(at int64) bool) *series {
	s := &series{channel: c.channel, step: step, perDay: int(24 * time.Hour / step), at: map[int]int{}, inEvent: map[int][]float64{}}
	length := int64(c.step / time.Second)
	if length == 0 {
		length = int64(step / time.Second)
	}
	rows := c.rows
	if n := len(rows); n > 0 {
		last := min(until.Unix()-1, rows[n-1].at)
		for len(rows) > 0 && rows[0].at < last-longestPast*daySeconds {
			rows = rows[1:]
		}
	}
	seconds := map[int][]float32{} // date -> how much of each slot is covered
	for _, r := range rows {
		if r.at+length > until.Unix() {
			break
		}
		s.spread(cal, r, length, seconds, covered(r.at))
	}
	s.close(seconds)
	return s
}

func (s *series) spread(cal calendar, r row, length int64, seconds map[int][]float32, event bool) {
	slot := int64(s.step / time.Second)
	for from := r.at; from < r.at+length; {
		date, second := cal.of(from, r.zone)
		k := int(second / slot)
		part := min(slot-second%slot, r.at+length-from)
		d := s.day(date)
		values := d.slots
		if event {
			if s.inEvent[date] == nil {
				s.inEvent[date] = unknown(s.perDay)
			}
			values = s.inEvent[date]
		}
		if math.IsNaN(values[k]) {
			values[k] = 0
		}
		values[k] += float64(r.contacts) * float64(part) / float64(length)
		if seconds[date] == nil {
			seconds[date] = make([]float32, s.perDay)
		}
		seconds[date][k] += float32(part)
		from += part
	}
}

func (s *series) day(date int) *day {
	if i, ok := s.at[date]; ok {
		return &s.days[i]
	}
	s.at[date] = len(s.days)
	s.days = append(s.days, day{date: date, slots: unknown(s.perDay)})
	return &s.days[len(s.days)-1]
}

// close makes the hour that daylight saving plays twice count once, and adds
// up the days.
func (s *series) close(seconds map[int][]float32) {
	slot := s.step.Seconds()
	for i := range s.days {
		d := &s.days[i]
		for k, v := range d.slots {
			if twice := float64(seconds[d.date][k]) / slot; twice > 1 {
				d.slots[k] = v / twice
			}
			if !math.IsNaN(v) {
				d.total += d.slots[k]
				d.known++
			}
		}
	}
}

func unknown(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = math.NaN()
	}
	return v
}

// hours tells which slots of each weekday are open: seen on at least three in
// ten of its last eight days. A weekday that history spans but never shows is
// closed; a weekday that it is too short to span is taken to be like the rest.
type hours struct {
	open    [7][]bool
	spanned [7]bool
}

func (s *series) hours() hours {
	var h hours
	var seen [7]int
	count := [7][]int{}
	for w := range 7 {
		h.open[w] = make([]bool, s.perDay)
		count[w] = make([]int, s.perDay)
	}
	for i := len(s.days) - 1; i >= 0; i-- {
		d := &s.days[i]
		w := weekday(d.date)
		if seen[w] == 8 || d.known == 0 {
			continue
		}
		seen[w]++
		for k, v := range d.slots {
			if !math.IsNaN(v) {
				count[w][k]++
			}
		}
	}
	anyDay := make([]bool, s.perDay)
	for w := range 7 {
		for k, n := range count[w] {
			h.open[w][k] = n > 0 && float64(n) >= 0.3*float64(seen[w])
			anyDay[k] = anyDay[k] || h.open[w][k]
		}
	}
	for i := range s.days {
		h.spanned[weekday(s.days[i].date)] = true
	}
	if n := len(s.days); n > 0 {
		for date := s.days[0].date; date <= s.days[n-1].date && date < s.days[0].date+7; date++ {
			h.spanned[weekday(date)] = true
		}
	}
	for w := range 7 {
		if !h.spanned[w] {
			h.open[w] = anyDay
		}
	}
	return h
}
