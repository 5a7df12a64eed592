package forecast

import (
	"math"
)

// blend is the ordinary week as the recipes that earned it see it together.
type blend struct {
	parts  []*fitted
	weight []float64
}

func (b *blend) at(date, slot int) float64 {
	v := 0.0
	for i, f := range b.parts {
		v += b.weight[i] * f.at(date, slot)
	}
	return max(0, v)
}

// Share is how much of the forecast a method makes.
type Share struct {
	Method string  `json:"method"`
	Weight float64 `json:"weight"`
	WAPE   float64 `json:"wape"` // of the method alone, on the back-test; 0 when there was none
}

// fitBlend fits the chosen recipes on the days.
func fitBlend(chosen []Share, days []day, perDay int, closed func(int) bool) *blend {
	b := &blend{}
	for _, share := range chosen {
		for _, r := range recipes() {
			if r.name == share.Method {
				b.parts = append(b.parts, r.fit(days, perDay, closed))
				b.weight = append(b.weight, share.Weight)
			}
		}
	}
	return b
}

// trial is one slot of the past that was forecast without being seen.
type trial struct {
	origin int
	past   int // days known at the origin
	date   int
	slot   int
	actual float64
	by     []float64 // what each recipe said
	mean   float64   // what the blend says
}

// origins are where the back-test stands: whole weeks of history before, and
// the horizon after. The newest is first.
func origins(days []day, horizon int) (from []int, length int) {
	if len(days) == 0 {
		return nil, 0
	}
	oldest, newest := days[0].date, days[len(days)-1].date
	length = 28
	if horizon > 0 && horizon < 28 {
		length = max(7, (horizon+6)/7*7)
	}
	for length > 7 && newest+1-length-oldest < max(21, 2*length) {
		length -= 7
	}
	step := min(7, length)
	// A first week is needed whole before the first origin.
	for o := newest + 1 - length; o-oldest >= max(7, length) && len(from) < mostOrigins; o -= step {
		from = append(from, o)
	}
	return from, length
}

const mostOrigins = 12

// tryPast forecasts every origin with every recipe and lays the answers beside
// what came. Closures of the tried weeks are not known, as they would not be.
func tryPast(s *series, horizon int) []trial {
	from, length := origins(s.days, horizon)
	var trials []trial
	for o, origin := range from {
		n := 0
		for n < len(s.days) && s.days[n].date < origin {
			n++
		}
		past := s.days[:n]
		var fits []*fitted
		for _, r := range recipes() {
			fits = append(fits, r.fit(past, s.perDay, neverClosed))
		}
		for _, d := range s.days[n:] {
			if d.date >= origin+length {
				break
			}
			for k, v := range d.slots {
				if math.IsNaN(v) {
					continue
				}
				t := trial{origin: o, past: n, date: d.date, slot: k, actual: v, by: make([]float64, len(fits))}
				for i, f := range fits {
					t.by[i] = f.at(d.date, k)
				}
				trials = append(trials, t)
			}
		}
	}
	return trials
}

func neverClosed(int) bool { return false }

const (
	// eagerness is how sharply weight follows the back-test. Kept low: a few
	// origins cannot tell near neighbours apart.
	eagerness = 4
	// margin is how much worse than the guard a method may be and still have a
	// say: methods that err apart are better together than the best alone.
	margin = 1.2
)

// choose weighs the recipes by the trials and fills in what the blend says.
// A blend that did not beat the better plain mean is not used: then this plain
// mean alone stands.
func choose(trials []trial) []Share {
	all := recipes()
	if len(trials) == 0 {
		return []Share{{Method: shortPast, Weight: 1}}
	}
	few := fewCounts(trials)
	score := make([]float64, len(all))
	guard := -1
	for i, r := range all {
		score[i] = wape(trials, func(t *trial) float64 { return t.by[i] })
		if r.plain && (guard < 0 || score[i] < score[guard]) {
			guard = i
		}
	}
	weight, sum := make([]float64, len(all)), 0.0
	for i := range all {
		if score[i] <= margin*score[guard] && (few || !all[i].drawn) {
			weight[i] = math.Pow(max(score[guard], 1e-9)/max(score[i], 1e-9), eagerness)
			sum += weight[i]
		}
	}
	for i := range weight {
		weight[i] /= sum
	}
	mix(trials, weight)
	if wape(trials, func(t *trial) float64 { return t.mean }) > score[guard] {
		clear(weight)
		weight[guard] = 1
		mix(trials, weight)
	}
	var shares []Share
	for i, w := range weight {
		if w > 0 {
			shares = append(shares, Share{Method: all[i].name, Weight: w, WAPE: score[i]})
		}
	}
	return shares
}

// muchChance is by how much chance must blur a weekday's slot for weekdays to
// be drawn together: where thousands were counted they tell all by themselves,
// and one more voice for the same week only drowns the others.
const muchChance = 0.02

// fewCounts tells whether chance blurs the mean of a slot of a weekday as the
// first origin, the one with the most past, knows it.
func fewCounts(trials []trial) bool {
	contacts, slots := 0.0, 0.0
	for i := range trials {
		contacts += trials[i].actual
		slots++
	}
	weeks := float64(trials[0].past) / 7
	return contacts/slots*weeks < 1/(muchChance*muchChance)
}

func mix(trials []trial, weight []float64) {
	for i := range trials {
		t := &trials[i]
		t.mean = 0
		for j, w := range weight {
			t.mean += w * t.by[j]
		}
	}
}

// wape is the sum of misses over the sum of contacts.
func wape(trials []trial, said func(*trial) float64) float64 {
	miss, all := 0.0, 0.0
	for i := range trials {
		miss += math.Abs(trials[i].actual - said(&trials[i]))
		all += trials[i].actual
	}
	if all == 0 {
		return miss
	}
	return miss / all
}
