package matching

import (
	"context"
	"errors"
	"time"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/uid"
	"github.com/manyhands/manyhands/matching/booking"
	"github.com/manyhands/manyhands/matching/forecast"
)

// liveStep is how often a running event is looked at.
const liveStep = 5 * time.Minute

// Arrivals counts the conversations that began, as the chat log knows them.
type Arrivals func(ctx context.Context, brand uid.Brand, from, till time.Time, step time.Duration) ([]chat.Arrival, error)

// Going is one half hour of an event: what was forecast, what came, and what
// is forecast now.
type Going struct {
	Channel  string    `json:"channel"`
	Start    time.Time `json:"start"`
	P10      float64   `json:"p10"`
	P50      float64   `json:"p50"`
	P90      float64   `json:"p90"`
	Came     *int      `json:"came,omitempty" doc:"absent before it begins"`
	Over     bool      `json:"over"`
	NowP10   float64   `json:"now_p10"`
	NowP50   float64   `json:"now_p50"`
	NowP90   float64   `json:"now_p90"`
	Need     int       `json:"need" doc:"people, by the forecast that was booked"`
	NowNeed  int       `json:"now_need" doc:"people, by what is forecast now"`
	Accepted int       `json:"accepted"`
}

// Pace is how an event goes against its forecast.
type Pace struct {
	At       time.Time `json:"at"`
	StepS    int       `json:"step_s"`
	Interval int       `json:"interval_s"`
	Points   []Going   `json:"points"`
	Forecast float64   `json:"forecast" doc:"contacts of the half hours that are over, as forecast"`
	Came     int       `json:"came"`
	Factor   float64   `json:"factor" doc:"what is still to come, against its forecast"`
	Missing  int       `json:"missing" doc:"most people short in a half hour to come"`
}

// Pace reads how a booked request goes: every five minutes what came moves
// the rest of its forecast. It returns ErrNoRequest, ErrNoForecast and
// ErrNotBooked.
func (b *Board) Pace(ctx context.Context, brand uid.Brand, id uid.Request) (Pace, error) {
	r, err := b.Request(ctx, brand, id)
	if err != nil {
		return Pace{}, err
	}
	p, err := b.Prospect(ctx, brand, id)
	if err != nil {
		return Pace{}, err
	}
	held, err := b.Coverage(ctx, brand, id)
	if err != nil && !errors.Is(err, ErrNotBooked) {
		return Pace{}, err
	}
	now := b.on.Clock.Now()
	var came []chat.Arrival
	if till := earlier(now, r.Ends).Truncate(liveStep); till.After(r.Starts) && b.arrivals != nil {
		if came, err = b.arrivals(ctx, brand, r.Starts.Truncate(booking.HalfHour), till, liveStep); err != nil {
			return Pace{}, err
		}
	}
	return pace(r, p, held, came, now), nil
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// pace is the rule: a forecast, what came of it by five minutes, and the
// people who are there.
func pace(r booking.Request, p booking.Prospect, held Coverage, came []chat.Arrival, now time.Time) Pace {
	out := Pace{At: now.Truncate(liveStep), StepS: int(liveStep / time.Second), Interval: p.Interval, Points: []Going{}, Factor: 1}
	points := pointsOf(r, p)
	counts, byHalf := countsOf(points, came)
	live := forecast.Live(points, counts, liveStep, out.At)
	needed := map[halfOf]int{}
	for _, ch := range channelsIn(live) {
		for _, n := range booking.Staffed(r, of(live, ch), p.Report.Handling(ch)) {
			needed[halfOf{n.Channel, n.Start.Unix()}] = n.Agents
		}
	}
	accepted := map[int64]int{}
	for _, c := range held.Covers {
		accepted[c.Start.Unix()] = c.Accepted
	}
	livePoint := map[halfOf]forecast.Point{}
	for _, l := range live {
		livePoint[halfOf{l.Channel, l.Start.Unix()}] = l
	}
	still, stillNow := 0.0, 0.0
	for _, n := range p.Points {
		at := halfOf{n.Channel, n.Start.Unix()}
		l := livePoint[at]
		g := Going{
			Channel: n.Channel, Start: n.Start, P10: n.P10, P50: n.P50, P90: n.P90, NowP10: l.P10, NowP50: l.P50, NowP90: l.P90,
			Need: n.Agents, NowNeed: needed[at], Over: !n.Start.Add(booking.HalfHour).After(out.At),
		}
		if n.Start.Before(out.At) {
			c := byHalf[at]
			g.Came = &c
		}
		if n.Channel == booking.Together {
			g.Accepted = accepted[n.Start.Unix()]
			if g.Over {
				out.Forecast, out.Came = out.Forecast+n.Mean, out.Came+byHalf[at]
			} else {
				still, stillNow = still+n.Mean, stillNow+l.Mean
				out.Missing = max(out.Missing, g.NowNeed-g.Accepted)
			}
		}
		out.Points = append(out.Points, g)
	}
	if still > 0 {
		out.Factor = stillNow / still
	}
	return out
}

type halfOf struct {
	channel string
	start   int64
}

// pointsOf is a forecast as the engine reads it; the whole of it lies in the
// event.
func pointsOf(r booking.Request, p booking.Prospect) []forecast.Point {
	out := make([]forecast.Point, len(p.Points))
	for i, n := range p.Points {
		out[i] = forecast.Point{Start: n.Start, Channel: n.Channel, Mean: n.Mean, P10: n.P10, P50: n.P50, P90: n.P90, Event: r.Event}
	}
	return out
}

// countsOf gives what came to its channel's line and to the line of all. Chats
// of a channel that was not forecast count with all alone.
func countsOf(points []forecast.Point, came []chat.Arrival) (fine []forecast.Interval, byHalf map[halfOf]int) {
	byHalf = map[halfOf]int{}
	known := map[string]bool{}
	for _, p := range points {
		known[p.Channel] = true
	}
	for _, a := range came {
		for _, ch := range []string{a.Channel, booking.Together} {
			if !known[ch] {
				continue
			}
			fine = append(fine, forecast.Interval{Start: a.Start, Channel: ch, Contacts: float64(a.Count)})
			byHalf[halfOf{ch, a.Start.Truncate(booking.HalfHour).Unix()}] += a.Count
		}
	}
	return fine, byHalf
}

func channelsIn(points []forecast.Point) []string {
	seen := map[string]bool{}
	var out []string
	for _, p := range points {
		if !seen[p.Channel] {
			seen[p.Channel] = true
			out = append(out, p.Channel)
		}
	}
	return out
}

func of(points []forecast.Point, channel string) []forecast.Point {
	var out []forecast.Point
	for _, p := range points {
		if p.Channel == channel {
			out = append(out, p)
		}
	}
	return out
}
