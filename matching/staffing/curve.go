package staffing

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"time"
)

// A season is a hundred thousand intervals sized by the same settings. For
// each number of agents there is a highest rate for which they are enough, and
// below it, down to the highest for one agent fewer, everything told is a
// smooth function of the rate. So the rates are walked upwards once; each
// number of agents costs one root and a few exact points, and each interval
// only a polynomial through them.

// ask is one interval to size: its mean rate and where its answer goes.
type ask struct {
	contacts float64
	to       int
}

// curve walks one way to size, upwards.
type curve struct {
	p     Params
	at    func(agents int, contacts float64) metrics
	exact func(contacts float64) Result

	kinked    bool // what is told is not smooth: lines that stand become lines that do not
	agents    int
	low, high float64 // contacts for which agents are the fewest: (low, high]
	points    [nodes]metrics
}

const (
	nodes = 6
	// worthACurve is how many intervals an agent more must answer for; fewer
	// are sized one by one.
	worthACurve = 3
	// Fewer agents than this have a wide span of rates, and rates this near to
	// an edge could fall on the wrong side of it: both are sized exactly.
	smoothFrom = 4
	edge       = 1e-7
	// mostGrowth is how many steps the search for a highest rate may double.
	mostGrowth = 60
)

// unit holds where the points lie in the span of an agent number, Chebyshev's,
// and their weights.
var unit, weigh = func() (at, by [nodes]float64) {
	for i := range nodes {
		angle := math.Pi * (2*float64(i) + 1) / (2 * nodes)
		at[i] = (1 - math.Cos(angle)) / 2
		by[i] = math.Sin(angle)
		if i%2 == 1 {
			by[i] = -by[i]
		}
	}
	return at, by
}()

// sizeAll answers every ask; they must be in order of contacts.
func (c *curve) sizeAll(asks []ask, out []Result) {
	from := slices.IndexFunc(asks, func(a ask) bool { return c.exact(a.contacts).Agents >= smoothFrom })
	if from < 0 {
		from = len(asks)
	}
	for _, a := range asks[:from] {
		out[a.to] = c.exact(a.contacts)
	}
	asks = asks[from:]
	if len(asks) == 0 {
		return
	}
	first, last := c.exact(asks[0].contacts).Agents, c.exact(asks[len(asks)-1].contacts).Agents
	if len(asks) < worthACurve*(last-first+1) {
		for _, a := range asks {
			out[a.to] = c.exact(a.contacts)
		}
		return
	}
	c.begin(first, asks[0].contacts)
	for _, a := range asks {
		for a.contacts > c.high {
			c.next()
		}
		if a.contacts < c.low*(1+edge) || a.contacts > c.high*(1-edge) {
			out[a.to] = c.exact(a.contacts)
			continue
		}
		if c.kinked {
			out[a.to] = c.p.result(c.agents, c.at(c.agents, a.contacts))
		} else {
			out[a.to] = c.p.result(c.agents, c.read(a.contacts))
		}
	}
}

// begin puts the walk on the span that contacts lie in.
func (c *curve) begin(agents int, contacts float64) {
	c.agents = agents - 1
	c.high = c.highest(agents-1, contacts*float64(agents-1)/float64(agents), contacts/float64(agents))
	c.next()
}

// next goes on to one agent more.
func (c *curve) next() {
	step := c.high / float64(c.agents)
	c.agents++
	c.low = c.high
	c.high = c.highest(c.agents, c.low, step)
	for i := range c.points {
		if c.kinked {
			break
		}
		c.points[i] = c.at(c.agents, c.low+(c.high-c.low)*unit[i])
	}
}

// spare is how far above the promise agents are at a rate; it falls with it.
func (c *curve) spare(agents int, contacts float64) float64 {
	m := c.at(agents, contacts)
	s := m.level - c.p.Target
	if c.p.MaxOccupancy > 0 {
		s = min(s, c.p.MaxOccupancy-m.busy)
	}
	return s
}

// highest is the highest rate for which agents are enough, from a rate for
// which they are: false position, with the stubborn end given half its weight.
func (c *curve) highest(agents int, low, step float64) float64 {
	a, fa := low, c.spare(agents, low)
	for range mostGrowth {
		if fa >= 0 {
			break
		}
		a -= step
		fa = c.spare(agents, max(a, low/1e3))
	}
	b := a + step
	fb := c.spare(agents, b)
	for range mostGrowth {
		if fb < 0 {
			break
		}
		a, fa = b, fb
		b += step
		fb = c.spare(agents, b)
	}
	for range mostGrowth {
		if b-a <= b*edge/10 {
			break
		}
		x := a + (b-a)*fa/(fa-fb)
		if !(x > a && x < b) {
			x = (a + b) / 2
		}
		if fx := c.spare(agents, x); fx >= 0 {
			a, fa = x, fx
			fb /= 2
		} else {
			b, fb = x, fx
			fa /= 2
		}
	}
	return a
}

// read is the polynomial through the points at a rate.
func (c *curve) read(contacts float64) metrics {
	x := (contacts - c.low) / (c.high - c.low)
	var m metrics
	sum := 0.0
	for i := range c.points {
		d := x - unit[i]
		if d == 0 {
			return c.points[i]
		}
		w := weigh[i] / d
		sum += w
		q := &c.points[i]
		m.level += w * q.level
		m.busy += w * q.busy
		m.queued += w * q.queued
		m.wait += w * q.wait
		m.left += w * q.left
	}
	share := func(v float64) float64 { return min(1, max(0, v/sum)) }
	return metrics{share(m.level), share(m.busy), share(m.queued), max(0, m.wait/sum), share(m.left)}
}

// doubtSteps is how finely doubt is told apart: two forecasts whose doubt is
// within three parts in a hundred are sized by one curve.
const doubtSteps = 1.03

// sizeSeason answers many asks by kind of doubt, the kinds side by side.
func sizeSeason(contacts, variance []float64, interval time.Duration, p Params) []Result {
	out := make([]Result, len(contacts))
	kinds := map[int][]ask{}
	for i, mean := range contacts {
		switch cv := math.Sqrt(variance[i]) / mean; {
		case !(mean > 0) || interval <= 0 || mean > MostContacts:
			out[i] = needDoubtful(mean, variance[i], interval, p)
		case variance[i] < leastDoubt*mean*mean:
			kinds[math.MinInt] = append(kinds[math.MinInt], ask{mean, i})
		default:
			k := int(math.Round(math.Log(cv) / math.Log(doubtSteps)))
			kinds[k] = append(kinds[k], ask{mean, i})
		}
	}
	var all sync.WaitGroup
	turn := make(chan struct{}, runtime.GOMAXPROCS(0)) // holds one for every kind at work; never closed
	for k, asks := range kinds {
		turn <- struct{}{}
		all.Go(func() {
			defer func() { <-turn }()
			slices.SortFunc(asks, func(a, b ask) int {
				switch {
				case a.contacts < b.contacts:
					return -1
				case a.contacts > b.contacts:
					return 1
				}
				return a.to - b.to
			})
			c := p.curve(k, interval)
			c.sizeAll(asks, out)
		})
	}
	all.Wait()
	return out
}

// curve is the way to size one kind of doubt.
func (p Params) curve(kind int, interval time.Duration) *curve {
	c := &curve{p: p}
	if kind == math.MinInt {
		c.at = func(agents int, contacts float64) metrics {
			return p.line(contacts / interval.Seconds()).at(agents * p.chats())
		}
		c.exact = func(contacts float64) Result { return Need(contacts, interval, p) }
		return c
	}
	cv := math.Pow(doubtSteps, float64(kind))
	shape := p.doubt(1, cv*cv, interval)
	c.kinked = p.Patience == 0
	c.at = func(agents int, contacts float64) metrics {
		d := shape
		d.rate *= contacts
		for i := range d.lines {
			d.lines[i].rate *= contacts
			d.lines[i].load *= contacts
		}
		return d.at(agents * p.chats())
	}
	c.exact = func(contacts float64) Result { return needDoubtful(contacts, cv*cv*contacts*contacts, interval, p) }
	return c
}
