package forecast

import (
	"math"
	"testing"
	"time"
)

// Law: of an event ten times the usual that was announced without a size, three
// counts of five minutes take two fifths of the error over the rest of it away:
// a quarter of an hour, where whole half hours need ninety minutes to halve it.
func TestAQuarterOfAnHourTakesMuchOfTheErrorOfAnUnseenEventAway(t *testing.T) {
	t.Parallel()
	day := monday.AddDate(0, 0, 58)
	truth := func(at time.Time) float64 {
		if !at.Before(day) && at.Before(day.AddDate(0, 0, 1)) {
			return 10 * usual(at)
		}
		return usual(at)
	}
	points, _ := mustMake(t, made(56, noisy(9, 0.1)), week(56, saleOn(58, "double 11", "double11")))
	began := day.Add(9 * time.Hour)
	now := began.Add(15 * time.Minute)
	var counts []Interval
	for at := began; at.Before(now); at = at.Add(5 * time.Minute) {
		counts = append(counts, Interval{Start: at, Channel: "chat", Contacts: math.Round(truth(at.Truncate(30*time.Minute)) / 6)})
	}
	var before, after []Point
	live := Live(points, counts, 5*time.Minute, now)
	for i, p := range live {
		if !p.Start.Before(now) && p.Start.Before(day.AddDate(0, 0, 1)) {
			after, before = append(after, p), append(before, points[i])
		}
	}
	was, is := missOf(before, truth), missOf(after, truth)
	if t.Logf("error %.3f before, %.3f after", was, is); is > 0.6*was {
		t.Errorf("got an error of %.3f, want at most three fifths of %.3f", is, was)
	}
}

// Law: what is over does not move, and the running half hour is never less
// than what came already.
func TestWhatCameAlreadyIsNotForecastAway(t *testing.T) {
	t.Parallel()
	points, _ := mustMake(t, made(56, exact), week(56))
	at := points[20].Start
	counts := []Interval{{Start: at, Channel: "chat", Contacts: 5000}}
	live := Live(points, counts, 5*time.Minute, at.Add(7*time.Minute))
	for i := range 20 {
		if live[i] != points[i] {
			t.Fatalf("point %d is over and moved: %+v, was %+v", i, live[i], points[i])
		}
	}
	if got := live[20]; got.P10 < 5000 || got.Mean < got.P10 || got.P90 < got.Mean {
		t.Errorf("after 5000 came the half hour is forecast at %+v", got)
	}
	if again := Live(points, nil, 0, at); len(again) != len(points) {
		t.Errorf("without a step got %d points, want %d as they were", len(again), len(points))
	}
}
