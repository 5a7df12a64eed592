package forecast

import (
	"math"
	"time"
)

// lesson is what one past event taught.
type lesson struct {
	kind  string
	times float64
	shape []float64
	open  []bool // by hour: was there a row?
}

// learn compares each past event with what the base would have brought then,
// at the level of the days around it.
func learn(s *series, cal calendar, base *blend, events []Event, until time.Time) []lesson {
	var lessons []lesson
	for i := range events {
		e := &events[i]
		if e.End.After(until) || e.closes() {
			continue
		}
		if l, ok := s.lessonOf(cal, base, e); ok {
			lessons = append(lessons, l)
		}
	}
	return lessons
}

func (s *series) lessonOf(cal calendar, base *blend, e *Event) (lesson, bool) {
	hours := int((e.End.Sub(e.Start) + time.Hour - 1) / time.Hour)
	got, usual, open := make([]float64, hours), make([]float64, hours), make([]bool, hours)
	_, offset := e.Start.Zone()
	first, _ := cal.of(e.Start.Unix(), int16(offset/60))
	last, _ := cal.of(e.End.Unix()-1, int16(offset/60))
	around := s.levelAround(base, first, last)
	slot := int64(s.step / time.Second)
	seen := map[[2]int]bool{}
	for at := e.Start.Unix(); at < e.End.Unix(); at += slot {
		date, second := cal.of(at, int16(offset/60))
		k := int(second / slot)
		values := s.inEvent[date]
		if values == nil || math.IsNaN(values[k]) || seen[[2]int{date, k}] {
			continue
		}
		seen[[2]int{date, k}] = true
		h := int((at - e.Start.Unix()) / 3600)
		open[h] = true
		got[h] += values[k]
		usual[h] += around * base.at(date, k)
	}
	return lessonFrom(e.Kind, got, usual, open)
}

func lessonFrom(kind string, got, usual []float64, open []bool) (lesson, bool) {
	sumGot, sumUsual := 0.0, 0.0
	for h := range got {
		sumGot += got[h]
		sumUsual += usual[h]
	}
	if sumUsual <= 0 {
		return lesson{}, false
	}
	l := lesson{kind: kind, times: sumGot / sumUsual, shape: make([]float64, len(got)), open: open}
	if l.times <= 0 {
		return lesson{}, false
	}
	for h := range got {
		// A quiet hour is drawn to the event's own average by as much as
		// twenty contacts would: its ratio alone is chance.
		l.shape[h] = (got[h]/l.times + 20) / (usual[h] + 20)
	}
	return l, true
}

// levelAround is the level of the two weeks either side, against the base.
func (s *series) levelAround(base *blend, first, last int) float64 {
	var ratios []float64
	for i := range s.days {
		d := &s.days[i]
		if d.date < first-14 || d.date > last+14 || d.known == 0 {
			continue
		}
		usual := 0.0
		for k, v := range d.slots {
			if !math.IsNaN(v) {
				usual += base.at(d.date, k)
			}
		}
		if usual > 0 {
			ratios = append(ratios, d.total/usual)
		}
	}
	if len(ratios) < 3 {
		return 1
	}
	if m := median(ratios); m > 0 {
		return m
	}
	return 1
}
