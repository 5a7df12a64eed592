package forecast

import (
	"cmp"
	"math"
	"slices"
	"time"
)

func sortPoints(points []Point) {
	slices.SortStableFunc(points, func(a, b Point) int {
		return cmp.Or(a.Start.Compare(b.Start), cmp.Compare(a.Channel, b.Channel))
	})
}

// What Reforecast believes of the factor by which the truth differs from the
// forecast, as a logarithm.
const (
	driftPerHour = 0.15           // how far it wanders in an hour
	readNoise    = 0.08           // what one interval differs by beyond chance
	surprise     = 3.0            // deviations after which the old belief is dropped
	fadeOutside  = 12 * time.Hour // outside an event, a factor fades by half over this
)

// belief is a Kalman filter's: a mean and its variance.
type belief struct {
	value, variance float64
	at              time.Time
	event           string
	started         bool
}

// Reforecast corrects the points that end after now by how the intervals that ended by now went. Points of an event that is running keep
// the whole correction to its end; other points lose it with time, because
// what moved one afternoon says little of next week. actuals are whole
// intervals of the same length as the points.
func Reforecast(points []Point, actuals []Interval, now time.Time) []Point {
	out := slices.Clone(points)
	sortPoints(out)
	step := StepOf(out)
	came := map[string]map[int64]float64{}
	for _, a := range actuals {
		if a.Start.Add(step).After(now) {
			continue // still running: its count is not its count yet
		}
		if came[a.Channel] == nil {
			came[a.Channel] = map[int64]float64{}
		}
		came[a.Channel][a.Start.Unix()] += a.Contacts
	}
	beliefs := map[string]*belief{}
	for i := range out {
		p := &out[i]
		b := beliefs[p.Channel]
		if b == nil {
			b = &belief{}
			beliefs[p.Channel] = b
		}
		if !p.Start.Add(step).After(now) {
			if got, ok := came[p.Channel][p.Start.Unix()]; ok {
				b.see(p, got)
			}
			continue
		}
		b.correct(p)
	}
	return out
}

// see takes one interval that is over.
func (b *belief) see(p *Point, got float64) {
	if p.Mean <= 0 {
		return
	}
	own := logSpread(p)
	if !b.started || b.event != p.Event {
		// An event begins: what was learned outside does not hold in it.
		*b = belief{variance: max(own*own, 0.01), event: p.Event, started: true}
	} else {
		b.variance += driftPerHour * driftPerHour * p.Start.Sub(b.at).Hours()
	}
	b.at = p.Start
	expected := p.Mean * math.Exp(b.value)
	off := math.Log((got + 0.5) / (expected + 0.5))
	noise := 1/(max(got, expected)+0.5) + readNoise*readNoise
	if miss := off * off; miss > surprise*surprise*(b.variance+noise) {
		b.variance = max(b.variance, miss)
	}
	gain := b.variance / (b.variance + noise)
	b.value += gain * off
	b.variance *= 1 - gain
}

// correct moves a point that is still to come.
func (b *belief) correct(p *Point) {
	if !b.started || p.Mean <= 0 {
		return
	}
	ahead := p.Start.Sub(b.at)
	keep := math.Exp2(-float64(ahead) / float64(fadeOutside))
	switch {
	case p.Event != "" && p.Event == b.event:
		keep = 1
	case p.Event != "" || b.event != "":
		return // into or out of an event: another regime
	}
	own := logSpread(p)
	p.Mean *= math.Exp(keep * b.value)
	// No surer than the filter, and once it has faded no surer than before.
	after := b.variance + driftPerHour*driftPerHour*ahead.Hours() + readNoise*readNoise
	cv := math.Sqrt(min(keep*after+(1-keep)*own*own, max(own*own, after)))
	p.P10, p.P50, p.P90 = spread{min(cv, mostSpread), min(cv, mostSpread)}.point(p.Mean)
}

// logSpread is the spread of the rate that a point's p10 to p90 tell, with
// chance taken out.
func logSpread(p *Point) float64 {
	wide := (p.P90 - p.P10) / (2 * z10)
	variance := wide*wide - p.Mean
	if p.Mean <= 0 || variance <= 0 {
		return 0.05
	}
	return max(0.05, math.Sqrt(variance)/p.Mean)
}

// StepOf is how long an interval of the points is: the smallest distance of
// two of them, 0 when there are not two.
func StepOf(points []Point) time.Duration {
	starts := make([]int64, len(points))
	for i := range points {
		starts[i] = points[i].Start.Unix()
	}
	slices.Sort(starts)
	least := int64(0)
	for i := 1; i < len(starts); i++ {
		if gap := starts[i] - starts[i-1]; gap > 0 && (least == 0 || gap < least) {
			least = gap
		}
	}
	return time.Duration(least) * time.Second
}
