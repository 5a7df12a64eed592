package staffing

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/manyhands/manyhands/matching/forecast"
)

// Row is the need of one forecast interval.
type Row struct {
	Start   time.Time
	Channel string
	Result
}

// NeedForecast sizes every point for the doubt that its p10 to p90 tell: the
// promise is kept over the busy days and the quiet ones together, each counted
// by its contacts. Sized for the mean alone it would be missed, because a busy
// hour loses more than a quiet one gains. The settings must have passed Check.
func NeedForecast(points []forecast.Point, interval time.Duration, p Params) []Row {
	mean, variance := make([]float64, len(points)), make([]float64, len(points))
	for i := range points {
		mean[i], variance[i] = points[i].Mean, rateVariance(points[i])
	}
	rows := make([]Row, len(points))
	for i, r := range sizeSeason(mean, variance, interval, p) {
		rows[i] = Row{Start: points[i].Start, Channel: points[i].Channel, Result: r}
	}
	return rows
}

const (
	z10  = 1.2815515655446004
	bins = 8
	// leastDoubt is the square of a coefficient of variation that changes
	// nobody's roster: one part in a hundred.
	leastDoubt = 1e-4
)

// middles are the normal deviates at the middle of eight equal bins of chance.
var middles = [bins]float64{
	-1.5341205443525463, -0.8871465590188759, -0.4887764111146694, -0.1573106846101707,
	0.1573106846101707, 0.4887764111146694, 0.8871465590188759, 1.5341205443525463,
}

// rateVariance is what p10 to p90 say of the rate once the chance of a Poisson
// count, which the waiting line deals with itself, is taken out.
func rateVariance(pt forecast.Point) float64 {
	wide := (pt.P90 - pt.P10) / (2 * z10)
	return max(0, wide*wide-pt.Mean)
}

func needDoubtful(mean, variance float64, interval time.Duration, p Params) Result {
	if !(mean > 0) || interval <= 0 || variance < leastDoubt*mean*mean {
		return Need(mean, interval, p)
	}
	d := p.doubt(mean, variance, interval)
	if p.Patience == 0 {
		return p.result(d.fewestC(p))
	}
	start, _ := p.line(mean / interval.Seconds()).fewest(p)
	enough := func(agents int) (metrics, bool) {
		m := d.at(agents * p.chats())
		return m, m.level >= p.Target && p.fits(m)
	}
	m, ok := enough(start)
	if ok {
		// A low target may need fewer under doubt: the quiet days pay for it.
		for start > 1 {
			lm, fine := enough(start - 1)
			if !fine {
				break
			}
			start, m = start-1, lm
		}
		return p.result(start, m)
	}
	for low, stride := start, 1; ; stride *= 2 {
		if hm, fine := enough(low + stride); fine {
			agents, found := between(low, low+stride, hm, enough)
			return p.result(agents, found)
		}
		low += stride
	}
}

// doubt is a rate that is not known: eight equally likely lines, a gamma's.
type doubt struct {
	lines    [bins]line
	interval float64 // seconds
	rate     float64 // mean
}

func (p Params) doubt(mean, variance float64, interval time.Duration) doubt {
	var v [bins]float64
	shape := mean * mean / variance
	sum := 0.0
	for i, z := range middles {
		c := max(0.05, 1-1/(9*shape)+z/(3*math.Sqrt(shape))) // Wilson and Hilferty
		v[i] = c * c * c
		sum += v[i]
	}
	d := doubt{interval: interval.Seconds(), rate: mean / interval.Seconds()}
	for i := range v {
		d.lines[i] = p.line(d.rate * v[i] * bins / sum)
	}
	return d
}

// fewestC walks all eight lines up together, each from where it can first
// count: an overloaded line answers nobody in time, so the promise needs slots
// for enough of them to stand.
func (d *doubt) fewestC(p Params) (int, metrics) {
	chats := p.chats()
	slots := chats
	stand := 0.0
	for i := range d.lines { // from the quietest
		stand += d.lines[i].rate / d.rate / bins
		if stand >= p.Target {
			slots = (int(d.lines[i].load)/chats + 1) * chats
			break
		}
	}
	var walks [bins]walker
	var late [bins]float64 // of those who wait in a line that stands, who wait too long
	for i := range d.lines {
		walks[i] = d.lines[i].walk(slots)
	}
	fall := math.Exp(-float64(chats) * d.lines[0].mu * d.lines[0].in)
	for ; ; slots += chats {
		level := 0.0
		for i := range walks {
			w, l := &walks[i], &d.lines[i]
			w.to(slots)
			if float64(slots) <= w.load {
				continue
			}
			if late[i] *= fall; late[i] == 0 {
				late[i] = math.Exp(-(float64(slots) - l.load) * l.mu * l.in)
			}
			level += l.rate / d.rate / bins * (1 - w.queued()*late[i])
		}
		if level < p.Target-1e-9 {
			continue
		}
		if m := d.at(slots); m.level >= p.Target && p.fits(m) {
			return slots / chats, m
		}
	}
}

// at is the mean over the eight lines, by contacts; how busy agents are, by time.
func (d *doubt) at(slots int) metrics {
	var all metrics
	for i := range d.lines {
		l := &d.lines[i]
		m := l.at(slots)
		if math.IsInf(m.wait, 1) {
			// Nobody leaves and the line grows all interval long: the mean wait
			// is half of what it has become at the end.
			m.wait = d.interval / 2 * (l.load/float64(max(1, slots)) - 1)
			m.wait = max(m.wait, l.in)
		}
		by := l.rate / d.rate / bins
		all.level += by * m.level
		all.queued += by * m.queued
		all.wait += by * m.wait
		all.left += by * m.left
		all.busy += m.busy / bins
	}
	return all
}

// WriteRows writes start,channel,agents,... as the file formats say.
func WriteRows(w io.Writer, rows []Row) error {
	b := bufio.NewWriter(w)
	_, _ = b.WriteString("start,channel,agents,agents_with_shrinkage,service_level,occupancy,wait_p,asa_s,abandon\n")
	for _, r := range rows {
		fmt.Fprintf(b, "%s,%s,%d,%d,%s,%s,%s,%s,%s\n", r.Start.Format(time.RFC3339), quoted(r.Channel),
			r.Agents, r.WithShrinkage, share(r.ServiceLevel), share(r.Occupancy), share(r.WaitP),
			strconv.FormatFloat(r.ASA.Seconds(), 'f', 1, 64), share(r.Abandon))
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write needs: %w", err)
	}
	return nil
}

func share(v float64) string { return strconv.FormatFloat(v, 'f', 4, 64) }

func quoted(s string) string {
	if !strings.ContainsAny(s, "\",\r\n") {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
