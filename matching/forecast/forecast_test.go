package forecast

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var china = time.FixedZone("", 8*3600)

// monday is the first day of the made-up histories.
var monday = time.Date(2026, 3, 2, 0, 0, 0, 0, china)

// usual is the made-up brand's week: open 09:00 to 21:00, busy in the evening
// and at weekends.
func usual(at time.Time) float64 {
	hour := float64(at.Hour()) + float64(at.Minute())/60
	if hour < 9 || hour >= 21 {
		return 0
	}
	v := 60 + 40*math.Sin((hour-9)/12*math.Pi) + 3*hour
	if d := at.Weekday(); d == time.Saturday || d == time.Sunday {
		v *= 1.4
	}
	return v
}

// chance draws contacts around a rate: a gamma's rate, then a Poisson count.
func chance(r *rand.Rand, rate, cv float64) float64 {
	if cv > 0 {
		shape := 1 / (cv * cv)
		c := 1 - 1/(9*shape) + r.NormFloat64()/(3*math.Sqrt(shape))
		rate *= c * c * c
	}
	if rate > 60 {
		return math.Max(0, math.Round(rate+math.Sqrt(rate)*r.NormFloat64()))
	}
	n, p := -1.0, 1.0
	for p > math.Exp(-rate) {
		p *= r.Float64()
		n++
	}
	return n
}

// made is a history of some days; count says what came, less than 0 for a row
// that is missing.
func made(days int, count func(at time.Time) float64) *History {
	h := &History{}
	line := 2
	for at := monday; at.Before(monday.AddDate(0, 0, days)); at = at.Add(30 * time.Minute) {
		if n := count(at); n >= 0 && usual(at) > 0 {
			h.Add(Interval{Start: at, Channel: "chat", Contacts: n}, line)
			line++
		}
	}
	var refused Refused
	h.Settle(&refused)
	return h
}

func exact(at time.Time) float64 { return usual(at) }

func noisy(seed uint64, cv float64) func(time.Time) float64 {
	r := rand.New(rand.NewPCG(seed, 1))
	return func(at time.Time) float64 { return chance(r, usual(at), cv) }
}

func mustMake(t *testing.T, h *History, ask Ask) ([]Point, Report) {
	t.Helper()
	points, reports, err := Make(h, ask)
	if err != nil {
		t.Fatal(err)
	}
	return points, reports[0]
}

// week asks for the seven days after so many days of history.
func week(days int, events ...Event) Ask {
	from := monday.AddDate(0, 0, days)
	return Ask{From: from, To: from.AddDate(0, 0, 7), Interval: 30 * time.Minute, Events: events}
}

// missOf is the WAPE of the points against a truth.
func missOf(points []Point, truth func(time.Time) float64) float64 {
	miss, all := 0.0, 0.0
	for _, p := range points {
		miss += math.Abs(truth(p.Start) - p.Mean)
		all += truth(p.Start)
	}
	return miss / all
}

func TestARegularBrandIsForecastExactlyAndOnlyWhenOpen(t *testing.T) {
	t.Parallel()
	points, _ := mustMake(t, made(56, exact), week(56))
	if len(points) != 7*24 {
		t.Errorf("got %d intervals, want %d: 24 open ones a day", len(points), 7*24)
	}
	if m := missOf(points, usual); m > 1e-6 {
		t.Errorf("got an error of %g on a week without chance, want none", m)
	}
}

// Law: the season is found by date, so a hole in the record moves nothing.
func TestAMissingWeekDoesNotShiftTheSeason(t *testing.T) {
	t.Parallel()
	for _, hole := range [][2]int{{14, 21}, {30, 33}, {10, 29}, {49, 55}} {
		h := made(56, func(at time.Time) float64 {
			if d := int(at.Sub(monday) / (24 * time.Hour)); d >= hole[0] && d < hole[1] {
				return -1
			}
			return usual(at)
		})
		points, _ := mustMake(t, h, week(56))
		if m := missOf(points, usual); m > 1e-6 {
			t.Errorf("days %d to %d missing: got an error of %g, want none", hole[0], hole[1], m)
		}
	}
}

func TestAWeekOfZerosIsTakenForABrokenFeed(t *testing.T) {
	t.Parallel()
	clean := noisy(3, 0.05)
	h := made(70, func(at time.Time) float64 {
		v := clean(at)
		if d := int(at.Sub(monday) / (24 * time.Hour)); d >= 56 && d < 63 {
			return 0
		}
		return v
	})
	points, _ := mustMake(t, h, week(70))
	if m := missOf(points, usual); m > 0.15 {
		t.Errorf("got an error of %.3f, want under 0.15", m)
	}
}

func TestAnAllZeroHistoryForecastsZero(t *testing.T) {
	t.Parallel()
	points, _ := mustMake(t, made(28, func(time.Time) float64 { return 0 }), week(28))
	for _, p := range points {
		if p.Mean != 0 || p.P90 != 0 {
			t.Fatalf("got %+v, want zero", p)
		}
	}
}

func TestOneWeekOfHistoryIsEnoughButTheDoubtIsWide(t *testing.T) {
	t.Parallel()
	points, report := mustMake(t, made(7, exact), week(7))
	if m := missOf(points, usual); len(points) != 7*24 || m > 1e-6 {
		t.Errorf("got %d intervals with an error of %g", len(points), m)
	}
	for _, p := range points {
		if chance := 2 * z10 * math.Sqrt(p.Mean); p.P90-p.P10 < 1.3*chance {
			t.Fatalf("got %+v: surer than one week allows", p)
		}
	}
	if !strings.Contains(strings.Join(report.Notes, " "), "too short") {
		t.Errorf("the report does not say why: %q", report.Notes)
	}
}

// Law: instants rule over how they are written. A history in UTC that is asked
// for in China's time gives what the same history in China's time gives.
func TestAHistoryWrittenAtAnotherOffsetIsNotMovedByHours(t *testing.T) {
	t.Parallel()
	here, there := made(28, exact), &History{}
	here.Each(func(v Interval, _ time.Duration) {
		v.Start = v.Start.UTC()
		there.Add(v, 2)
	})
	var refused Refused
	there.Settle(&refused)
	want, _ := mustMake(t, here, week(28))
	got, _ := mustMake(t, there, week(28))
	if len(got) != len(want) || missOf(got, usual) > 1e-6 {
		t.Errorf("got %d intervals with an error of %g, want %d without", len(got), missOf(got, usual), len(want))
	}
}

// Law: wall clocks rule. New York's shop opens at nine before and after the
// clocks change; in UTC that is two different hours.
func TestDaylightSavingDoesNotMoveTheOpeningHour(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skip("no zone files here")
	}
	h := &History{}
	first := time.Date(2026, 2, 2, 0, 0, 0, 0, zone) // clocks change on 8 March
	wall := func(at time.Time) float64 {
		return usual(time.Date(2026, 3, 2+int(at.Weekday()+6)%7, at.Hour(), at.Minute(), 0, 0, china))
	}
	for at := first; at.Before(first.AddDate(0, 0, 42)); at = at.Add(30 * time.Minute) {
		if v := wall(at); v > 0 {
			h.Add(Interval{Start: at.UTC(), Channel: "voice", Contacts: v}, 2)
		}
	}
	var refused Refused
	h.Settle(&refused)
	from := first.AddDate(0, 0, 42)
	points, _ := mustMake(t, h, Ask{From: from, To: from.AddDate(0, 0, 7), Interval: 30 * time.Minute, Zone: zone})
	if m := missOf(points, wall); refused.Count != 0 || len(points) != 7*24 || m > 1e-6 {
		t.Errorf("got %d refused, %d intervals, an error of %g", refused.Count, len(points), m)
	}
}

func TestHistoryMaySpeakInAnotherIntervalThanTheForecast(t *testing.T) {
	t.Parallel()
	h := made(56, exact)
	hourly := week(56)
	hourly.Interval = time.Hour
	points, _ := mustMake(t, h, hourly)
	want := func(at time.Time) float64 { return usual(at) + usual(at.Add(30*time.Minute)) }
	if m := missOf(points, want); len(points) != 7*12 || m > 1e-6 {
		t.Errorf("by the hour: got %d intervals with an error of %g", len(points), m)
	}
	quarters := week(56)
	quarters.Interval = 15 * time.Minute
	points, report := mustMake(t, h, quarters)
	half := func(at time.Time) float64 { return usual(at.Truncate(30*time.Minute)) / 2 }
	if m := missOf(points, half); len(points) != 7*48 || m > 1e-6 || len(report.Notes) == 0 {
		t.Errorf("by the quarter: got %d intervals with an error of %g, notes %q", len(points), m, report.Notes)
	}
}

// Law: what is used beat the better plain mean on the past, or is that mean.
func TestNothingIsUsedThatThePlainMeanBeats(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.Uint64().Draw(t, "seed")
		slope := rapid.Float64Range(-0.01, 0.02).Draw(t, "growth a day")
		r := rand.New(rand.NewPCG(seed, 1))
		h := made(rapid.IntRange(20, 80).Draw(t, "days"), func(at time.Time) float64 {
			return chance(r, usual(at)*math.Exp(slope*at.Sub(monday).Hours()/24), 0.2)
		})
		s := h.columns[0].layOut(calendar{}, 30*time.Minute, monday.AddDate(1, 0, 0), func(int64) bool { return false })
		trials := tryPast(s, 28)
		if len(trials) == 0 {
			return
		}
		choose(trials)
		got := wape(trials, func(t *trial) float64 { return t.mean })
		for i := range 2 {
			if plain := wape(trials, func(t *trial) float64 { return t.by[i] }); got > plain+1e-12 {
				t.Fatalf("the choice errs by %.4f, %s by %.4f", got, recipes()[i].name, plain)
			}
		}
	})
}

// Law: the rows at and after from are never looked at.
func TestTheFutureIsNotSeen(t *testing.T) {
	t.Parallel()
	same := noisy(5, 0.1)
	short := made(56, same)
	same = noisy(5, 0.1)
	long := made(90, func(at time.Time) float64 {
		if v := same(at); at.Before(monday.AddDate(0, 0, 56)) {
			return v
		}
		return 1e6
	})
	a, _ := mustMake(t, short, week(56))
	b, _ := mustMake(t, long, week(56))
	for i := range a {
		if a[i] != b[i] {
			t.Fatalf("got %+v with later rows, %+v without", b[i], a[i])
		}
	}
}

// Law: p10 to p90 hold four counts in five of weeks not seen, give or take one
// in twenty, for busy brands and quiet ones.
func TestIntervalsHoldFourCountsInFive(t *testing.T) {
	t.Parallel()
	for name, size := range map[string]float64{"busy": 1, "quiet": 0.08} {
		in, all := 0, 0
		for seed := range uint64(6) {
			r := rand.New(rand.NewPCG(seed, 2))
			h := made(84, func(at time.Time) float64 { return chance(r, size*usual(at), 0.15) })
			points, _ := mustMake(t, h, week(84))
			for _, p := range points {
				got := chance(r, size*usual(p.Start), 0.15)
				all++
				if got >= p.P10 && got <= p.P90 {
					in++
				}
			}
		}
		if c := float64(in) / float64(all); c < 0.75 || c > 0.85 {
			t.Errorf("%s: got %.3f inside, want 0.80 give or take 0.05", name, c)
		}
	}
}

func TestAGrownBrandIsForecastAtItsNewLevel(t *testing.T) {
	t.Parallel()
	clean := noisy(8, 0.05)
	h := made(70, func(at time.Time) float64 {
		v := clean(at)
		if at.Sub(monday) >= 42*24*time.Hour {
			return 2 * v
		}
		return v
	})
	points, _ := mustMake(t, h, week(70))
	if m := missOf(points, func(at time.Time) float64 { return 2 * usual(at) }); m > 0.15 {
		t.Errorf("four weeks after doubling: got an error of %.3f, want under 0.15", m)
	}
}

func TestWrongAsksAreRefusedByName(t *testing.T) {
	t.Parallel()
	h := made(14, exact)
	for field, ask := range map[string]Ask{
		"interval": {From: monday.AddDate(0, 0, 14), To: monday.AddDate(0, 0, 15), Interval: 7 * time.Minute},
		"to":       {From: monday.AddDate(0, 0, 14), To: monday.AddDate(0, 0, 14), Interval: time.Hour},
		"from":     {From: monday.AddDate(0, 0, -14), To: monday, Interval: time.Hour},
	} {
		_, _, err := Make(h, ask)
		wrong, ok := err.(*WrongAsk)
		if !ok || wrong.Field != field {
			t.Errorf("%s: got %v", field, err)
		}
	}
}

// The bench forecasts a week of one channel from 500 days of half hours.
func BenchmarkMake(b *testing.B) {
	h := made(500, noisy(1, 0.1))
	for b.Loop() {
		if _, _, err := Make(h, week(500)); err != nil {
			b.Fatal(err)
		}
	}
}

// Law: what every origin of the past missed together, and few origins there
// were, may come again and be twice as much; what only slots missed, each for
// itself, has been seen often enough.
func TestFewOriginsThatMissTogetherMakeWideIntervals(t *testing.T) {
	t.Parallel()
	past := func(origins int, off func(origin, slot int) float64) (trials []trial) {
		for o := range origins {
			for k := range 400 {
				trials = append(trials, trial{origin: o, date: 1000 - 7*o + k/58, slot: k % 58, mean: 1000, actual: 1000 * (1 + off(o, k))})
			}
		}
		return trials
	}
	together := func(o, _ int) float64 { return 0.1 * float64(1-2*(o%2)) }
	each := func(_, k int) float64 { return 0.1 * float64(1-2*(k%2)) }
	base := spread{below: 0.1, above: 0.1}
	few, many, slots := base.unsure(past(1, together)), base.unsure(past(12, together)), base.unsure(past(1, each))
	if few.above < 0.2 || many.above > 0.12 || many.above <= 0.1 {
		t.Errorf("missed together: one origin makes %.3f, twelve %.3f of 0.1", few.above, many.above)
	}
	if slots != base {
		t.Errorf("missed slot by slot: got %+v, want %+v", slots, base)
	}
}
