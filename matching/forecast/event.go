package forecast

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Event is a sales event, past or coming. Multiplier is what the brand expects
// on average over it; Typed tells 0 (closed) from not said.
type Event struct {
	Start, End time.Time
	Name       string
	Kind       string
	Multiplier float64
	Typed      bool
}

const longestEvent = 62 * 24 * time.Hour

func (e *Event) covers(at int64) bool { return at >= e.Start.Unix() && at < e.End.Unix() }

// closes tells an event that is a closure: typed as nothing at all.
func (e *Event) closes() bool { return e.Typed && e.Multiplier == 0 }

// curve is what an event does to the base, hour by hour from its start.
type curve struct {
	from  string // where it comes from, for the report
	shape []float64
	times float64 // the average multiplier
	cv    float64 // spread of the multiplier
	open  []bool  // hours that a past event was worked in; nil: nobody knows
}

// at is the multiplier some way into the event. An event of another length
// runs through the same shape faster or slower.
func (c *curve) at(into, length time.Duration) float64 {
	if len(c.shape) == 0 {
		return c.times
	}
	return c.times * c.shape[c.hour(into, length)]
}

func (c *curve) hour(into, length time.Duration) int {
	learned := time.Duration(len(c.shape)) * time.Hour
	hour := float64(into) / float64(time.Hour)
	if gap := learned - length; gap >= time.Hour || gap <= -time.Hour {
		hour = float64(into) / float64(length) * float64(len(c.shape))
	}
	return max(0, min(int(hour), len(c.shape)-1))
}

// worked tells whether an interval outside the usual hours is to be staffed:
// past events of the kind answer; without any, what was asked for is believed.
func (c *curve) worked(into, length time.Duration) bool {
	return c.open == nil || c.open[c.hour(into, length)]
}

// Spreads of a multiplier that nobody has measured. They are assumptions, wide
// on purpose, and the report says so; one past event replaces them.
const (
	cvTyped   = 0.3 // the brand's own expectation
	cvOne     = 0.4 // learned from a single event
	cvOther   = 0.6 // learned from events of other kinds
	cvAssumed = 0.8 // nothing is known
	cvLeast   = 0.1 // two events that agree are still only two
)

// assumed is the multiplier of a kind that nobody has seen nor typed.
const assumed = 3.0

// opening is the shape of a kind never seen: most come when the doors open.
func opening(hours int) []float64 {
	shape := make([]float64, max(1, hours))
	sum := 0.0
	for h := range shape {
		shape[h] = 1 + 0.8*math.Exp(-float64(h)/2)
		sum += shape[h]
	}
	for h := range shape {
		shape[h] *= float64(len(shape)) / sum
	}
	return shape
}

// curveFor is the best that is known of a coming event: what the brand typed,
// on the shape of past events of its kind; else those events; else events of
// other kinds; else an assumption.
func curveFor(e *Event, lessons []lesson) curve {
	var same []lesson
	for _, l := range lessons {
		if l.kind == e.Kind {
			same = append(same, l)
		}
	}
	hours := int((e.End.Sub(e.Start) + time.Hour - 1) / time.Hour)
	c := curve{from: "assumed: no past event and no multiplier", shape: opening(hours), times: assumed, cv: cvAssumed}
	switch {
	case len(same) > 0:
		c = together(same)
		c.from = itoa(len(same)) + " past of kind " + e.Kind
	case len(lessons) > 0:
		c = together(lessons)
		c.cv = max(c.cv, cvOther)
		c.open = nil // other kinds keep other hours
		c.from = itoa(len(lessons)) + " past of other kinds"
	}
	if e.Typed {
		c.times, c.cv = e.Multiplier, cvTyped
		c.from = "typed, shape: " + c.from
		if len(lessons) == 0 {
			c.from = "typed"
		}
	}
	return c
}

// together joins lessons: multipliers and shapes by their geometric mean.
func together(lessons []lesson) curve {
	longest := slices.MaxFunc(lessons, func(a, b lesson) int { return cmp.Compare(len(a.shape), len(b.shape)) })
	c := curve{shape: make([]float64, len(longest.shape)), open: make([]bool, len(longest.shape)), cv: cvOne}
	logs := make([]float64, len(lessons))
	mean := 0.0
	for i, l := range lessons {
		logs[i] = math.Log(l.times)
		mean += logs[i] / float64(len(lessons))
		own := curve{shape: l.shape, times: 1}
		length := time.Duration(len(c.shape)) * time.Hour
		for h := range c.shape {
			into := time.Duration(h) * time.Hour
			c.shape[h] += math.Log(own.at(into, length)) / float64(len(lessons))
			c.open[h] = c.open[h] || l.open[own.hour(into, length)]
		}
	}
	for h := range c.shape {
		c.shape[h] = math.Exp(c.shape[h])
	}
	c.times = math.Exp(mean)
	if n := float64(len(lessons)); n >= 2 {
		off := 0.0
		for _, v := range logs {
			off += (v - mean) * (v - mean)
		}
		// The next event is drawn like the past ones, around a mean that is
		// itself known from few.
		c.cv = max(cvLeast, math.Sqrt(off/(n-1)*(1+1/n)))
	}
	return c
}
