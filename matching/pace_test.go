package matching

import (
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/matching/booking"
)

var morning = time.Date(2026, 11, 10, 8, 0, 0, 0, time.UTC)

// Law: what came so far moves the rest of the event and the people that it
// takes; what is over stands as it came.
func TestAnEventThatComesTwiceAsHardAsksForMorePeople(t *testing.T) {
	t.Parallel()
	r := booking.Request{Event: "sale", Starts: morning, Ends: morning.Add(4 * time.Hour), Staffing: booking.OrdinarySettings}
	p := booking.Prospect{Interval: 1800, Report: booking.Report{HandlingS: map[string]int{"web": 180}}}
	held := Coverage{}
	for i := range 8 {
		at := morning.Add(time.Duration(i) * booking.HalfHour)
		for _, ch := range []string{"web", booking.Together} {
			n := booking.Staffed(r, pointsOf(r, booking.Prospect{Points: []booking.Need{{Channel: ch, Start: at, Mean: 300, P10: 220, P50: 300, P90: 390}}}), 3*time.Minute)[0]
			p.Points = append(p.Points, n)
		}
		held.Covers = append(held.Covers, Cover{Start: at, Accepted: p.Points[len(p.Points)-1].Agents})
	}
	came := func(each int, now time.Time) (all []chat.Arrival) {
		for at := morning; at.Before(now); at = at.Add(liveStep) {
			all = append(all, chat.Arrival{Channel: "web", Start: at, Count: each})
		}
		return append(all, chat.Arrival{Channel: "carrier pigeon", Start: morning, Count: 1})
	}
	now := morning.Add(65 * time.Minute)
	as, twice := pace(r, p, held, came(50, now), now), pace(r, p, held, came(100, now), now)
	if as.Factor < 0.9 || as.Factor > 1.1 || twice.Factor < 1.6 || twice.Factor > 2.3 {
		t.Errorf("the rest is forecast at %.2f and %.2f of what was booked, want about 1 and about 2", as.Factor, twice.Factor)
	}
	if as.Missing > 1 || twice.Missing < 2 {
		t.Errorf("%d and %d people are missing, want none and some", as.Missing, twice.Missing)
	}
	if as.Came != 601 || as.Forecast != 600 {
		t.Errorf("of the hour that is over %d came of %.0f, want 601 of 600", as.Came, as.Forecast)
	}
	for _, g := range twice.Points {
		if g.Over != !g.Start.Add(booking.HalfHour).After(now.Truncate(liveStep)) || g.Over && g.NowP50 != g.P50 {
			t.Errorf("%s of %s: %+v moved after it was over", g.Start, g.Channel, g)
		}
		if !g.Start.Before(now) && g.Came != nil {
			t.Errorf("%s has not begun and %d came", g.Start, *g.Came)
		}
	}
}
