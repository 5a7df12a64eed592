package staffing

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/matching/forecast"
)

const halfHour = 30 * time.Minute

// The figures are a public calculator's (pyworkforce), as spec and sources
// quote them.
func TestErlangCAnswersAsThePublishedCalculatorDoes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                  string
		contacts              float64
		aht                   time.Duration
		cap                   float64
		agents, withShrinkage int
		level                 float64
	}{
		{"a small voice team", 100, 3 * time.Minute, 0.85, 14, 20, 0.8884},
		{"few and long", 20, 8 * time.Minute, 0.85, 8, 12, 0.8024},
		{"middling", 60, 6 * time.Minute, 0.85, 16, 23, 0.8362},
		{"a large team without a cap", 1000, 8 * time.Minute, 0, 280, 400, 0.8194},
		{"a large team with a cap", 1000, 8 * time.Minute, 0.85, 314, 449, 0.9996},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Need(c.contacts, halfHour, Params{
				AHT: c.aht, AnswerIn: 20 * time.Second, Target: 0.8, MaxOccupancy: c.cap, Shrinkage: 0.3,
			})
			if got.Agents != c.agents || got.WithShrinkage != c.withShrinkage || math.Abs(got.ServiceLevel-c.level) > 5e-5 {
				t.Errorf("got %d agents, %d with shrinkage, level %.4f; want %d, %d, %.4f",
					got.Agents, got.WithShrinkage, got.ServiceLevel, c.agents, c.withShrinkage, c.level)
			}
		})
	}
	got := Need(100, halfHour, Params{AHT: 3 * time.Minute, AnswerIn: 20 * time.Second, Target: 0.8, MaxOccupancy: 0.85})
	if math.Abs(got.ServiceLevel-0.8883500192) > 1e-10 || math.Abs(got.WaitP-0.1741319336) > 1e-10 || math.Abs(got.Occupancy-0.7142857143) > 1e-10 {
		t.Errorf("got level %.10f, wait %.10f, occupancy %.10f", got.ServiceLevel, got.WaitP, got.Occupancy)
	}
}

func TestErlangAAnswersAsTheReferenceDoes(t *testing.T) {
	t.Parallel()
	p := Params{AHT: 6 * time.Minute, AnswerIn: 20 * time.Second, Target: 0.8, Patience: 3 * time.Minute}
	for _, c := range []struct {
		agents               int
		abandon, busy, level float64
	}{
		{12, 0.13356, 0.86644, 0.62237},
		{14, 0.06641, 0.80022, 0.79117},
	} {
		got := Measure(c.agents, 60, halfHour, p)
		if math.Abs(got.Abandon-c.abandon) > 5e-6 || math.Abs(got.Occupancy-c.busy) > 5e-6 || math.Abs(got.ServiceLevel-c.level) > 5e-6 {
			t.Errorf("%d agents: got %.5f leave, %.5f busy, level %.5f; want %.5f, %.5f, %.5f",
				c.agents, got.Abandon, got.Occupancy, got.ServiceLevel, c.abandon, c.busy, c.level)
		}
	}
}

func someParams(t *rapid.T) Params {
	p := Params{
		AHT:          time.Duration(rapid.IntRange(30, 1200).Draw(t, "aht_s")) * time.Second,
		AnswerIn:     time.Duration(rapid.IntRange(0, 120).Draw(t, "in_s")) * time.Second,
		Target:       rapid.Float64Range(0.05, 0.99).Draw(t, "target"),
		Concurrency:  rapid.IntRange(1, 6).Draw(t, "chats"),
		MaxOccupancy: rapid.SampledFrom([]float64{0, 0.7, 0.85, 1}).Draw(t, "cap"),
		Shrinkage:    rapid.SampledFrom([]float64{0, 0.1, 0.3}).Draw(t, "shrinkage"),
	}
	if rapid.Bool().Draw(t, "impatient") {
		p.Patience = time.Duration(rapid.IntRange(20, 900).Draw(t, "patience_s")) * time.Second
	}
	return p
}

// Law: enough is enough, and one fewer is not.
func TestNeedIsTheFewestAgentsThatKeepThePromise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := someParams(t)
		contacts := rapid.Float64Range(0.01, 3000).Draw(t, "contacts")
		kept := func(r Result) bool {
			return r.ServiceLevel >= p.Target-1e-12 && (p.MaxOccupancy == 0 || r.Occupancy <= p.MaxOccupancy+1e-9)
		}
		got := Need(contacts, halfHour, p)
		if !kept(got) {
			t.Fatalf("%d agents do not keep the promise: %+v", got.Agents, got)
		}
		if fewer := Measure(got.Agents-1, contacts, halfHour, p); got.Agents > 1 && kept(fewer) {
			t.Fatalf("%d agents asked, %d would do: %+v", got.Agents, got.Agents-1, fewer)
		}
		if got.WithShrinkage < got.Agents {
			t.Fatalf("shrinkage took agents away: %+v", got)
		}
	})
}

// Law: beginning the recursion below the load changes nothing that is told.
func TestBeginningNearTheLoadEqualsBeginningAtZero(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		load := rapid.Float64Range(61, 5000).Draw(t, "load")
		slots := int(load) + 1 + rapid.IntRange(0, 200).Draw(t, "spare")
		inverse := 1.0
		for k := 1; k <= slots; k++ {
			inverse = 1 + inverse*float64(k)/load
		}
		l := line{rate: load, load: load, mu: 1, in: 0.1}
		want, got := l.fromInverse(float64(slots), inverse), l.erlangC(slots)
		if math.Abs(want.queued-got.queued) > 1e-11 {
			t.Fatalf("load %g, %d slots: wait %g from near, %g from zero", load, slots, got.queued, want.queued)
		}
	})
}

func TestDoubtInTheForecastAsksForMoreAgents(t *testing.T) {
	t.Parallel()
	p := Params{AHT: 4 * time.Minute, AnswerIn: 20 * time.Second, Target: 0.8}
	sure := forecast.Point{Mean: 200, P10: 200 - z10*math.Sqrt(200), P90: 200 + z10*math.Sqrt(200)}
	doubtful := forecast.Point{Mean: 200, P10: 130, P50: 195, P90: 275}
	rows := NeedForecast([]forecast.Point{sure, doubtful, {Mean: 0}}, halfHour, p)
	plain := Need(200, halfHour, p)
	if rows[0].Agents != plain.Agents {
		t.Errorf("a forecast with no doubt beyond chance: got %d agents, want %d", rows[0].Agents, plain.Agents)
	}
	if rows[1].Agents <= plain.Agents || rows[1].ServiceLevel < 0.8 {
		t.Errorf("a doubtful forecast: got %d agents at level %.3f, want more than %d at 0.8", rows[1].Agents, rows[1].ServiceLevel, plain.Agents)
	}
	if rows[2].Agents != 0 {
		t.Errorf("an interval without contacts: got %d agents, want none", rows[2].Agents)
	}
}

// Law: under doubt, too, enough is enough and one fewer is not.
func TestNeedUnderDoubtIsTheFewestThatKeepsThePromise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := someParams(t)
		mean := rapid.Float64Range(0.5, 2000).Draw(t, "contacts")
		cv := rapid.Float64Range(0.02, 1).Draw(t, "doubt")
		got := needDoubtful(mean, cv*cv*mean*mean, halfHour, p)
		d := p.doubt(mean, cv*cv*mean*mean, halfHour)
		kept := func(agents int) bool {
			m := d.at(agents * p.chats())
			return m.level >= p.Target-1e-12 && (p.MaxOccupancy == 0 || m.busy <= p.MaxOccupancy+1e-9)
		}
		if !kept(got.Agents) || got.Agents > 1 && kept(got.Agents-1) {
			t.Fatalf("got %d agents: kept %t, with one fewer %t", got.Agents, kept(got.Agents), kept(got.Agents-1))
		}
	})
}

// Law: a season sized by curves has the agents that each interval would have
// been given alone, and tells the same of them to four digits.
func TestASeasonIsSizedAsItsIntervalsWouldBe(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := someParams(t)
		cv := rapid.SampledFrom([]float64{0, 0, 0.05, 0.1, 0.4}).Draw(t, "doubt")
		if cv > 0 { // on the grid of doubts, so that both are sized for the same
			cv = math.Pow(doubtSteps, math.Round(math.Log(cv)/math.Log(doubtSteps)))
		}
		low := rapid.Float64Range(1, 500).Draw(t, "from")
		mean, variance := make([]float64, 80), make([]float64, 80)
		for i := range mean {
			mean[i] = low * (1 + float64((i*7)%80)/400)
			variance[i] = cv * cv * mean[i] * mean[i]
		}
		for i, got := range sizeSeason(mean, variance, halfHour, p) {
			want := needDoubtful(mean[i], variance[i], halfHour, p)
			near := math.Abs(got.ServiceLevel-want.ServiceLevel) < 5e-4 && math.Abs(got.Abandon-want.Abandon) < 5e-4 && math.Abs(got.Occupancy-want.Occupancy) < 5e-4
			if got.Agents != want.Agents || !near {
				t.Fatalf("%g contacts: got %+v, want %+v", mean[i], got, want)
			}
		}
	})
}

func TestWrongSettingsAreRefusedByName(t *testing.T) {
	t.Parallel()
	err := Params{AHT: -1, Target: 1, Patience: 1, Concurrency: -2, MaxOccupancy: math.NaN(), Shrinkage: 1, AnswerIn: -1}.Check()
	f, ok := fault.As(err)
	if !ok || !errors.Is(err, ErrParams) {
		t.Fatalf("got %v, want %s", err, ErrParams.Code)
	}
	var named []string
	for _, field := range f.Fields {
		named = append(named, field.Where)
	}
	if got, want := strings.Join(named, " "), "aht answer-in target patience concurrency max-occupancy shrinkage"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if len(ErrParams.Fields) != 0 {
		t.Error("the declared fault was changed")
	}
}

// Ten times the event's expectation must still give numbers, and quickly.
func TestAnyLoadGivesNumbers(t *testing.T) {
	t.Parallel()
	for _, contacts := range []float64{0, 1e-6, 1, 1e4, 1e6} {
		for _, patience := range []time.Duration{0, 30 * time.Second, time.Hour} {
			p := Params{AHT: 5 * time.Minute, AnswerIn: 30 * time.Second, Target: 0.9, Patience: patience}
			for _, r := range []Result{Need(contacts, halfHour, p), Measure(3, contacts, halfHour, p)} {
				for _, v := range []float64{r.ServiceLevel, r.Occupancy, r.WaitP, r.Abandon} {
					if math.IsNaN(v) || v < 0 || v > 1 {
						t.Errorf("%g contacts, patience %s: %+v", contacts, patience, r)
					}
				}
			}
		}
	}
}
