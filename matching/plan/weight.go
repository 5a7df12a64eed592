package plan

import (
	"fmt"
	"math"
)

// The objective is one sum of integers in minor units, so that a plan and its
// bound can be compared exactly:
//
//	short      x missing agents x the slot's priority
//	cost       x wage, rounded to the minor unit an assignment
//	preference x preference missed an assignment (missed, below)
//	fairness   x hours below min_hours
//	change     x changes of brand between an agent's consecutive assignments

// DefaultWeights chooses weights for an instance: a missing agent costs at
// least ten times the dearest assignment, and everything preferred together
// costs at most a tenth of the cheapest paid one.
func DefaultWeights(in *Instance) Weights {
	var longest int64
	shortest := int64(math.MaxInt64)
	usual := 2.0 // a brand outside prefer_brands, and reliability
	for i := range in.Agents {
		if len(in.Agents[i].LastBrands) > 0 {
			usual += strange
			break
		}
	}
	mostMissed := usual
	for i := range in.Slots {
		s := &in.Slots[i]
		longest = max(longest, s.seconds())
		shortest = min(shortest, s.seconds())
		sum := usual
		for _, p := range s.Prefer {
			sum += math.Abs(p.Weight)
		}
		mostMissed = max(mostMissed, sum)
	}
	var dearest int64
	cheapest := int64(math.MaxInt64)
	for i := range in.Agents {
		if c := in.Agents[i].CostMinor; c > 0 {
			dearest = max(dearest, c)
			cheapest = min(cheapest, c)
		}
	}
	w := Weights{Short: 1000, Cost: 1, Preference: 1, Fairness: 1}
	if dearest == 0 || longest == 0 {
		return w
	}
	w.Preference = max(1, int64(float64(wageOf(cheapest, shortest))/10/mostMissed))
	w.Fairness = max(1, w.Preference/2)
	dear := float64(wageOf(dearest, longest)) + float64(w.Preference)*mostMissed
	for float64(w.Short) < 10*dear {
		w.Short = nextRound(w.Short)
	}
	return w
}

// nextRound is the next of 1, 2, 5, 10, 20, …
func nextRound(n int64) int64 {
	first := n
	for first >= 10 {
		first /= 10
	}
	if first == 2 {
		return n / 2 * 5
	}
	return n * 2
}

// wageOf is what seconds of work cost, rounded to the minor unit.
func wageOf(costMinor, seconds int64) int64 { return (costMinor*seconds + 1800) / 3600 }

// strange is what it misses to work for a brand that is none of those worked
// for last: continuity counts half of what the agent asks for.
const strange = 0.5

// missed is the preference that an agent misses on a slot of one kind.
func missed(a *Agent, brand string, prefer []Preference) float64 {
	m := 1 - a.Reliability
	for _, p := range prefer {
		if has := a.Tags.Has(p.Tag); has != (p.Weight > 0) {
			m += math.Abs(p.Weight)
		}
	}
	if len(a.PreferBrands) > 0 && !holds(a.PreferBrands, brand) {
		m++
	}
	if len(a.LastBrands) > 0 && !holds(a.LastBrands, brand) {
		m += strange
	}
	return m
}

// missedCost is a missed preference in the objective's units.
func (w Weights) missedCost(m float64) int64 { return int64(math.Round(float64(w.Preference) * m)) }

// shortCost is one missing agent on a slot in the objective's units.
func (w Weights) shortCost(priority float64) int64 {
	return int64(math.Round(float64(w.Short) * priority))
}

// unfairCost is what working so few seconds costs.
func (w Weights) unfairCost(minSeconds, worked int64) int64 {
	if worked >= minSeconds {
		return 0
	}
	return w.Fairness * (minSeconds - worked) / 3600
}

func holds(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// saidWeights is what a file asks to be weighed otherwise; nil is as usual.
type saidWeights struct {
	Short      *int64 `json:"short"`
	Cost       *int64 `json:"cost"`
	Preference *int64 `json:"preference"`
	Fairness   *int64 `json:"fairness"`
	Change     *int64 `json:"change"`
}

// weights reads what the file says of weights, which may stand before what the
// usual ones are taken from.
func (f *reading) weights() error {
	f.element = f.lines.at(f.offset(), false)
	if err := f.dec.Decode(&f.said); err != nil {
		return f.broken(err, "weights")
	}
	for _, x := range f.said.fields(&Weights{}) {
		if x.said != nil && (*x.said < 0 || *x.said > mostChange) {
			return f.say("weights."+x.name, fmt.Sprintf("0 to %d minor units", mostChange), fmt.Sprint(*x.said))
		}
	}
	f.element = 0
	return nil
}

// weigh gives the instance, which is whole by now, the weights that were said
// and the usual ones for the rest.
func (f *reading) weigh() {
	said := f.said
	w := &f.in.Weights
	if said.Short != nil || said.Cost != nil || said.Preference != nil || said.Fairness != nil {
		*w = DefaultWeights(f.in)
	}
	for _, x := range said.fields(w) {
		if x.said != nil {
			*x.to = *x.said
		}
	}
}

type saidWeight struct {
	name string
	said *int64
	to   *int64
}

func (s *saidWeights) fields(w *Weights) []saidWeight {
	return []saidWeight{
		{"short", s.Short, &w.Short},
		{"cost", s.Cost, &w.Cost},
		{"preference", s.Preference, &w.Preference},
		{"fairness", s.Fairness, &w.Fairness},
		{"change", s.Change, &w.Change},
	}
}
