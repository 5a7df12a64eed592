package forecast

import (
	"fmt"
	"math"
	"strconv"
	"time"
)

// Point is what one interval will bring. Mean is the expected number of
// contacts; one time in ten fewer than P10 come, one in ten more than P90.
type Point struct {
	Start   time.Time
	Channel string
	Mean    float64
	P10     float64
	P50     float64
	P90     float64
	Event   string // the sales event that the interval lies in, "" outside
}

// Ask says what to forecast.
type Ask struct {
	From, To time.Time
	Interval time.Duration
	Zone     *time.Location // nil: the wall clock as each row writes it, or as From does where no row is written so
	Events   []Event
}

// WrongAsk says that a forecast cannot be asked for so.
type WrongAsk struct{ Field, Want, Got string }

// Error names the field, what was expected and what was there.
func (e *WrongAsk) Error() string {
	return fmt.Sprintf("%s: expected %s, got %q", e.Field, e.Want, e.Got)
}

// Report says how a channel's forecast was made and how near its like came to
// the past.
type Report struct {
	Channel  string     `json:"channel"`
	Days     int        `json:"days"`
	Step     string     `json:"history_interval"`
	Methods  []Share    `json:"methods"`
	Origins  int        `json:"backtest_origins"`
	Accuracy []Accuracy `json:"accuracy,omitempty"`
	Coverage float64    `json:"p10_p90_coverage,omitempty"`
	Events   []Uplift   `json:"events,omitempty"`
	Notes    []string   `json:"notes,omitempty"`
}

// Uplift says what an event was taken to do and where that is known from.
type Uplift struct {
	Name  string  `json:"name"`
	Kind  string  `json:"kind"`
	Times float64 `json:"multiplier"`
	CV    float64 `json:"cv"`
	From  string  `json:"from"`
}

const mostPoints = 2_000_000

// Make forecasts every channel of the history, in order of time. Rows at or
// after ask.From are not looked at. The error is a *WrongAsk.
func Make(h *History, ask Ask) ([]Point, []Report, error) {
	if err := ask.check(h); err != nil {
		return nil, nil, err
	}
	ask.Zone = ask.clock(h)
	var points []Point
	var reports []Report
	for _, c := range h.columns {
		p, r := c.forecast(ask)
		points = append(points, p...)
		reports = append(reports, r)
	}
	sortPoints(points)
	return points, reports, nil
}

func (a Ask) check(h *History) error {
	switch {
	case a.Interval < time.Minute || a.Interval > 24*time.Hour || (24*time.Hour)%a.Interval != 0:
		return &WrongAsk{"interval", "a length from 1m to 24h that divides a day", a.Interval.String()}
	case !a.To.After(a.From):
		return &WrongAsk{"to", "a time after from", a.To.Format(time.RFC3339)}
	case int64(a.To.Sub(a.From)/a.Interval)*int64(max(1, len(h.columns))) > mostPoints:
		return &WrongAsk{"to", fmt.Sprintf("at most %d intervals in all", mostPoints), a.To.Format(time.RFC3339)}
	}
	for _, c := range h.columns {
		if len(c.rows) > 0 && c.rows[0].at < a.From.Unix() {
			return nil
		}
	}
	return &WrongAsk{"from", "a time after the first row of the history", a.From.Format(time.RFC3339)}
}

// clock is the wall clock of rows that are written at one offset and asked for
// at another: nine in the morning of one is not nine in the morning of the other.
// Rows written by a clock that changes know their own days best.
func (a Ask) clock(h *History) *time.Location {
	if a.Zone != nil {
		return a.Zone
	}
	_, east := a.From.Zone()
	written := map[int16]bool{}
	var newest row
	for _, c := range h.columns {
		for _, r := range c.rows {
			written[r.zone] = true
			if r.at >= newest.at {
				newest = r
			}
		}
	}
	switch {
	case written[int16(east/60)]:
		return nil
	case len(written) == 1:
		return time.FixedZone("", east)
	}
	return time.FixedZone("", int(newest.zone)*60)
}

// forecast is one channel's.
func (c *column) forecast(ask Ask) ([]Point, Report) {
	cal := calendar{ask.Zone}
	step := c.step
	if step == 0 || (24*time.Hour)%step != 0 || step < time.Minute {
		step = ask.Interval
	}
	s := c.layOut(cal, ask.Interval, ask.From, func(at int64) bool {
		for i := range ask.Events {
			if ask.Events[i].covers(at) {
				return true
			}
		}
		return false
	})
	report := Report{Channel: c.channel, Days: len(s.days), Step: short1(step)}
	if len(s.days) == 0 {
		report.Notes = append(report.Notes, "no row before from: nothing forecast")
		return nil, report
	}
	if c.step > ask.Interval {
		report.Notes = append(report.Notes, fmt.Sprintf("history is by %s: spread evenly over intervals of %s", short1(c.step), short1(ask.Interval)))
	}
	trials := tryPast(s, int(ask.To.Sub(ask.From)/(24*time.Hour))+1)
	report.Methods = choose(trials)
	base := fitBlend(report.Methods, s.days, s.perDay, closures(ask, cal))
	wide := untried(s, base)
	if len(trials) < enoughTrials {
		report.Notes = append(report.Notes, "history is too short to be tried on its past: intervals partly assumed")
	} else {
		wide = fitSpread(trials)
		report.Origins = trials[len(trials)-1].origin + 1
		report.Accuracy = accuracy(trials, ask.Interval)
		report.Coverage = wide.coverage(trials)
	}
	p := &painter{series: s, cal: cal, base: base, wide: wide, hours: s.hours(), ask: ask, report: &report}
	p.prepare(learn(s, cal, base, ask.Events, ask.From))
	return p.paint(), report
}

// closures tells the dates that coming events close all day.
func closures(ask Ask, cal calendar) func(int) bool {
	_, east := ask.From.Zone()
	closed := map[int]bool{}
	for i := range ask.Events {
		e := &ask.Events[i]
		if !e.closes() {
			continue
		}
		first, second := cal.of(e.Start.Unix(), int16(east/60))
		if second > 0 {
			first++
		}
		end, _ := cal.of(e.End.Unix(), int16(east/60))
		for d := first; d < end; d++ {
			closed[d] = true
		}
	}
	return func(date int) bool { return closed[date] }
}

// painter lays the base and the events on the intervals that were asked for.
type painter struct {
	series *series
	cal    calendar
	base   *blend
	wide   spread
	hours  hours
	ask    Ask
	curves []curve // by event of ask; only those that touch the asked time are filled
	report *Report
	beyond int // slots outside the usual hours, inside an event
}

func (p *painter) prepare(lessons []lesson) {
	p.curves = make([]curve, len(p.ask.Events))
	for i := range p.ask.Events {
		e := &p.ask.Events[i]
		if !e.End.After(p.ask.From) || !e.Start.Before(p.ask.To) {
			continue
		}
		p.curves[i] = curveFor(e, lessons)
		if e.Typed {
			p.average(e, &p.curves[i])
		}
		p.report.Events = append(p.report.Events, Uplift{
			Name: e.Name, Kind: e.Kind, Times: told(e, p.curves[i]), CV: p.curves[i].cv, From: p.curves[i].from,
		})
	}
}

// average makes what the brand typed the event's own average, however the
// shape falls on busy and quiet hours.
func (p *painter) average(e *Event, c *curve) {
	c.times = 1
	_, east := e.Start.Zone()
	shaped, usual := 0.0, 0.0
	for at := e.Start; at.Before(e.End); at = at.Add(p.ask.Interval) {
		date, second := p.cal.of(at.Unix(), int16(east/60))
		slot := int(second / int64(p.ask.Interval/time.Second))
		into, length := at.Sub(e.Start), e.End.Sub(e.Start)
		if p.hours.open[weekday(date)][slot] || c.worked(into, length) {
			usual += p.base.at(date, slot)
			shaped += p.base.at(date, slot) * c.at(into, length)
		}
	}
	c.times = e.Multiplier
	if shaped > 0 {
		c.times *= usual / shaped
	}
}

func (p *painter) paint() []Point {
	var points []Point
	for _, at := range p.instants() {
		if point, ok := p.point(at); ok {
			points = append(points, point)
		}
	}
	if p.beyond > 0 {
		p.report.Notes = append(p.report.Notes, fmt.Sprintf("%d intervals lie in an event but outside the usual hours: estimated from the nearest open slot", p.beyond))
	}
	return points
}

// instants are the starts of the slots from ask.From to ask.To. A slot of up
// to an hour stays on the wall clock over a change of daylight saving by
// itself; a longer one is laid on each date anew.
func (p *painter) instants() []time.Time {
	var out []time.Time
	zone := p.ask.Zone
	if zone == nil {
		zone = p.ask.From.Location()
	}
	from := p.ask.From.In(zone)
	if p.ask.Interval > time.Hour {
		for day := 0; ; day++ {
			for k := range p.series.perDay {
				at := time.Date(from.Year(), from.Month(), from.Day()+day, 0, 0, k*int(p.ask.Interval/time.Second), 0, zone)
				if !at.Before(p.ask.To) {
					return out
				}
				if !at.Before(p.ask.From) {
					out = append(out, at)
				}
			}
		}
	}
	into := time.Duration(from.Hour())*time.Hour + time.Duration(from.Minute())*time.Minute + time.Duration(from.Second())*time.Second
	at := from
	if off := into % p.ask.Interval; off > 0 {
		at = from.Add(p.ask.Interval - off)
	}
	for ; at.Before(p.ask.To); at = at.Add(p.ask.Interval) {
		out = append(out, at)
	}
	return out
}

func (p *painter) point(at time.Time) (Point, bool) {
	_, east := at.Zone()
	date, second := p.cal.of(at.Unix(), int16(east/60))
	slot := int(second / int64(p.ask.Interval/time.Second))
	times, cv, name, worked := 1.0, 0.0, "", false
	for i := range p.ask.Events {
		e := &p.ask.Events[i]
		if !e.covers(at.Unix()) {
			continue
		}
		// Of events that overlap the strongest counts: their shoppers are the
		// same shoppers. A closure wins over all.
		into, length := at.Sub(e.Start), e.End.Sub(e.Start)
		t := p.curves[i].at(into, length)
		worked = worked || p.curves[i].worked(into, length)
		if name == "" || e.closes() || t > times && times != 0 {
			times, cv, name = t, p.curves[i].cv, e.Name
		}
	}
	if open := p.hours.open[weekday(date)][slot]; !open {
		if !worked || times == 0 {
			return Point{}, false
		}
		p.beyond++
	}
	point := Point{Start: at, Channel: p.series.channel, Event: name, Mean: times * p.base.at(date, slot)}
	if math.IsNaN(point.Mean) || math.IsInf(point.Mean, 0) {
		point.Mean = 0
	}
	point.P10, point.P50, point.P90 = p.wide.with(cv).point(point.Mean)
	return point, true
}

// told is the multiplier as the brand would say it.
func told(e *Event, c curve) float64 {
	if e.Typed {
		return e.Multiplier
	}
	return c.times
}

func itoa(n int) string { return strconv.Itoa(n) }
