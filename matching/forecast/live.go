package forecast

import (
	"math"
	"slices"
	"time"
)

// Live is Reforecast from counts that are finer than the points: five-minute
// counts move half hours long before a half hour is over. Points that are over
// stay as they were; the one that is running becomes what came so far and what
// is left of it. counts are of whole steps; each channel's steps fall on its
// points.
func Live(points []Point, counts []Interval, step time.Duration, now time.Time) []Point {
	out := slices.Clone(points)
	sortPoints(out)
	if step <= 0 || StepOf(out) < step {
		return out
	}
	parts := int(StepOf(out) / step)
	came := map[string]map[int64]float64{}
	for _, c := range counts {
		if came[c.Channel] == nil {
			came[c.Channel] = map[int64]float64{}
		}
		came[c.Channel][c.Start.Unix()] += c.Contacts
	}
	beliefs := map[string]*belief{}
	for i := range out {
		p := &out[i]
		b := beliefs[p.Channel]
		if b == nil {
			b = &belief{}
			beliefs[p.Channel] = b
		}
		soFar, over := b.seeParts(p, parts, step, came[p.Channel], now)
		if over == parts {
			continue
		}
		b.correct(p)
		if over > 0 {
			p.finish(soFar, float64(over)/float64(parts))
		}
	}
	return out
}

// seeParts shows the filter those parts of a point that are over; a part without
// a count had nobody. It tells what came and how many parts that was.
func (b *belief) seeParts(p *Point, parts int, step time.Duration, came map[int64]float64, now time.Time) (soFar float64, over int) {
	for k := range parts {
		part := p.part(k, parts, step)
		if part.Start.Add(step).After(now) {
			break
		}
		got := came[part.Start.Unix()]
		b.see(&part, got)
		soFar += got
		over++
	}
	return soFar, over
}

// part is the kth of equal parts of a point: chance weighs more in it, what is
// not known of the rate weighs the same.
func (p *Point) part(k, parts int, step time.Duration) Point {
	mean := p.Mean / float64(parts)
	wide := z10 * math.Sqrt(mean+math.Pow(logSpread(p)*mean, 2))
	return Point{Start: p.Start.Add(time.Duration(k) * step), Channel: p.Channel, Event: p.Event, Mean: mean, P10: max(0, mean-wide), P50: mean, P90: mean + wide}
}

// finish makes a running point of what came and the share that is left.
func (p *Point) finish(soFar, gone float64) {
	left := 1 - gone
	for _, v := range []*float64{&p.Mean, &p.P10, &p.P50, &p.P90} {
		*v = soFar + *v*left
	}
}
