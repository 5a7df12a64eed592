package forecast

import (
	"math"
	"strings"
	"testing"
	"time"
)

func saleOn(day int, name, kind string) Event {
	at := monday.AddDate(0, 0, day).Add(9 * time.Hour)
	return Event{Start: at, End: at.Add(12 * time.Hour), Name: name, Kind: kind}
}

// sold is a history with sales of a given strength on the given days; the
// strength falls from double at nine to half at the end of the day.
func sold(days int, times float64, on ...int) *History {
	return made(days, func(at time.Time) float64 { return usual(at) * strength(at, times, on...) })
}

func strength(at time.Time, times float64, on ...int) float64 {
	for _, d := range on {
		if day := monday.AddDate(0, 0, d); !at.Before(day) && at.Before(day.AddDate(0, 0, 1)) {
			return times * (1.5 - float64(at.Hour()-9)/12)
		}
	}
	return 1
}

func TestACurveIsLearnedFromPastEventsOfTheKind(t *testing.T) {
	t.Parallel()
	h := sold(84, 4, 20, 48)
	coming := saleOn(86, "spring", "sale")
	points, report := mustMake(t, h, week(84, saleOn(20, "a", "sale"), saleOn(48, "b", "sale"), coming))
	if m := missOf(points, func(at time.Time) float64 { return usual(at) * strength(at, 4, 86) }); m > 0.05 {
		t.Errorf("got an error of %.3f, want under 0.05; events %+v", m, report.Events)
	}
	if len(report.Events) != 1 || !strings.Contains(report.Events[0].From, "2 past of kind sale") {
		t.Errorf("the report does not say where the curve is from: %+v", report.Events)
	}
}

// A sale of a whole date says nothing of the night, but past ones do.
func TestNightsAreForecastOnlyWhenPastEventsOfTheKindWorkedThem(t *testing.T) {
	t.Parallel()
	date := func(day int) Event {
		at := monday.AddDate(0, 0, day)
		return Event{Start: at, End: at.AddDate(0, 0, 1), Name: "sale", Kind: "sale"}
	}
	points, _ := mustMake(t, sold(84, 4, 20), week(84, date(20), date(86)))
	if len(points) != 7*24 {
		t.Errorf("got %d intervals, want %d: the last sale kept the usual hours", len(points), 7*24)
	}
	points, _ = mustMake(t, sold(84, 4, 20), week(84, date(86)))
	if len(points) != 6*24+48 {
		t.Errorf("got %d intervals, want %d: nobody knows, so the whole event", len(points), 6*24+48)
	}
}

func TestPastEventsDoNotRaiseTheBase(t *testing.T) {
	t.Parallel()
	h := sold(84, 10, 76, 79, 83)
	points, _ := mustMake(t, h, week(84, saleOn(76, "a", "sale"), saleOn(79, "b", "sale"), saleOn(83, "c", "sale")))
	if m := missOf(points, usual); m > 1e-6 {
		t.Errorf("got an error of %g on the ordinary week after, want none", m)
	}
}

func TestATypedMultiplierMovesTheMeanOfTheEvent(t *testing.T) {
	t.Parallel()
	e := saleOn(58, "launch", "launch")
	e.Multiplier, e.Typed = 5, true
	points, _ := mustMake(t, made(56, exact), week(56, e))
	got, base := 0.0, 0.0
	for _, p := range points {
		if p.Event == "launch" {
			got += p.Mean
			base += usual(p.Start)
		} else if math.Abs(p.Mean-usual(p.Start)) > 1e-3 {
			t.Fatalf("an interval outside the event moved: %+v", p)
		}
	}
	if got < 4.9*base || got > 5.1*base {
		t.Errorf("got %.2f times the base, want 5", got/base)
	}
}

func TestAColdEventIsWideAndSaysSo(t *testing.T) {
	t.Parallel()
	points, report := mustMake(t, made(56, exact), week(56, saleOn(58, "first ever", "livestream")))
	for _, p := range points {
		if p.Event != "" && p.P90 < 3*p.P10 {
			t.Fatalf("got %+v: too sure of an event never seen", p)
		}
	}
	if len(report.Events) != 1 || !strings.Contains(report.Events[0].From, "assumed") {
		t.Errorf("got %+v, want it said that nothing is known", report.Events)
	}
}

func TestAnEventAtNightIsForecastOutsideTheUsualHours(t *testing.T) {
	t.Parallel()
	at := monday.AddDate(0, 0, 58)
	e := Event{Start: at.Add(-4 * time.Hour), End: at.Add(2 * time.Hour), Name: "midnight", Kind: "double11", Multiplier: 8, Typed: true}
	points, report := mustMake(t, made(56, exact), week(56, e))
	night := 0
	for _, p := range points {
		if usual(p.Start) == 0 {
			night++
			if p.Mean <= 0 || p.Event != "midnight" {
				t.Errorf("got %+v", p)
			}
		}
	}
	if night != 10 || !strings.Contains(strings.Join(report.Notes, " "), "outside the usual hours") {
		t.Errorf("got %d intervals from 21:00 to 02:00, want 10; notes %q", night, report.Notes)
	}
}

func TestAClosureForecastsNothing(t *testing.T) {
	t.Parallel()
	at := monday.AddDate(0, 0, 58)
	e := Event{Start: at, End: at.AddDate(0, 0, 1), Name: "new year", Kind: "holiday"}
	e.Typed = true
	points, _ := mustMake(t, made(56, exact), week(56, e))
	for _, p := range points {
		if p.Event != "" && p.Mean != 0 {
			t.Fatalf("got %+v on a closed day", p)
		}
	}
}

// Law: an event ten times the usual that no history knows: after three
// intervals the error over the rest of it is at most half.
func TestTheErrorHalvesWithinThreeIntervalsOfAnUnseenEvent(t *testing.T) {
	t.Parallel()
	typed := saleOn(58, "double 11", "double11")
	typed.Multiplier, typed.Typed = 2, true
	for name, events := range map[string][]Event{
		"nobody said a word": nil,
		"announced":          {saleOn(58, "double 11", "double11")},
		"badly typed":        {typed},
	} {
		day := monday.AddDate(0, 0, 58)
		truth := func(at time.Time) float64 {
			if !at.Before(day) && at.Before(day.AddDate(0, 0, 1)) {
				return 10 * usual(at)
			}
			return usual(at)
		}
		points, _ := mustMake(t, made(56, noisy(9, 0.1)), week(56, events...))
		draw := noisy(10, 0.1)
		var actuals []Interval
		now := day.Add(9*time.Hour + 90*time.Minute)
		for at := monday.AddDate(0, 0, 56); at.Before(now); at = at.Add(30 * time.Minute) {
			if usual(at) > 0 {
				actuals = append(actuals, Interval{Start: at, Channel: "chat", Contacts: math.Round(draw(at) * truth(at) / usual(at))})
			}
		}
		rest := func(points []Point) (inside []Point) {
			for _, p := range points {
				if !p.Start.Before(now) && p.Start.Before(day.AddDate(0, 0, 1)) {
					inside = append(inside, p)
				}
			}
			return inside
		}
		before := missOf(rest(points), truth)
		after := missOf(rest(Reforecast(points, actuals, now)), truth)
		if t.Logf("%s: error %.3f before, %.3f after", name, before, after); after > before/2 {
			t.Errorf("%s: got an error of %.3f, want at most half of %.3f", name, after, before)
		}
	}
}

func TestAnIntervalThatIsStillRunningTeachesNothing(t *testing.T) {
	t.Parallel()
	points, _ := mustMake(t, made(56, exact), week(56))
	now := points[0].Start.Add(10 * time.Minute)
	got := Reforecast(points, []Interval{{Start: points[0].Start, Channel: "chat", Contacts: 1}}, now)
	for i := range got {
		if got[i] != points[i] {
			t.Fatalf("got %+v, want %+v as before", got[i], points[i])
		}
	}
}
