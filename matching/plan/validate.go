package plan

import (
	"errors"
	"fmt"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
)

// ErrInstance refuses an instance that cannot be read or means nothing.
var ErrInstance = fault.New(fault.Invalid, "plan_instance_invalid", "the instance is wrong")

// ErrFixed refuses a fixed assignment that breaks a hard rule.
var ErrFixed = fault.New(fault.Conflict, "plan_fixed_breaks_rule", "a fixed assignment breaks a rule")

const (
	latestYear   = 2105      // the last that a Second holds whole
	mostElements = 1_000_000 // slots, agents or fixed pairs: a gigabyte or so once read
	mostNeed     = 1_000_000
	mostPriority = 1_000_000
	mostWeight   = 1_000_000
	mostCost     = 1_000_000_000
	mostChange   = 1_000_000_000
	mostHours    = 24 * 366
	longestSlot  = 7 * 24 * time.Hour
)

// misplaced is a fault at one element of the instance; the reader of a file
// adds the line.
type misplaced struct {
	list  string
	index int
	fault *fault.Fault
}

func (m *misplaced) Error() string { return m.fault.Error() }
func (m *misplaced) Unwrap() error { return m.fault }

// wrong builds the refusal of one field: "agents[3].available: …".
func wrong(f *fault.Fault, list string, index int, field, wanted, got string) error {
	where := fmt.Sprintf("%s[%d]", list, index)
	if field != "" {
		where += "." + field
	}
	sentence := fmt.Sprintf("%s: want %s", where, wanted)
	if got != "" {
		sentence += fmt.Sprintf(", got %.80q", got)
	}
	return &misplaced{list, index, f.With("%s", sentence).At(where, wanted, got)}
}

// Validate looks at every field of the instance. It returns ErrInstance, or
// ErrFixed when a fixed assignment breaks a hard rule.
func (in *Instance) Validate() error {
	for i := range in.Slots {
		if err := in.Slots[i].validate(i); err != nil {
			return err
		}
	}
	for i := range in.Agents {
		if err := in.Agents[i].validate(i); err != nil {
			return err
		}
	}
	slots, agents, err := in.index()
	if err != nil {
		return err
	}
	if c := in.Weights.Change; c < 0 || c > mostChange {
		return ErrInstance.With("weights.change: want 0 to %d minor units, got %d", mostChange, c).At("weights.change", "0 to 1000000000 minor units", fmt.Sprint(c))
	}
	if err := in.overflows(); err != nil {
		return err
	}
	return in.validateFixed(slots, agents)
}

func (s *Slot) validate(i int) error {
	bad := func(field, wanted, got string) error { return wrong(ErrInstance, "slots", i, field, wanted, got) }
	switch {
	case s.ID == "":
		return bad("id", "a name", "")
	case s.Start.Year() < 1970 || s.End.Year() > latestYear:
		return bad("start", "a time from 1970 to 2105", s.Start.Format(time.RFC3339))
	case !s.Start.Before(s.End):
		return bad("end", "a time after start "+s.Start.Format(time.RFC3339), s.End.Format(time.RFC3339))
	case s.End.Sub(s.Start) > longestSlot:
		return bad("end", "at most seven days after start", s.End.Format(time.RFC3339))
	case s.Need < 0 || s.Need > mostNeed:
		return bad("need", "0 to 1000000 agents", fmt.Sprint(s.Need))
	case !within(s.Priority, 0, mostPriority):
		return bad("priority", "a number from 0 to 1000000", fmt.Sprint(s.Priority))
	}
	for _, t := range s.Require {
		if !isWord(string(t)) {
			return bad("require", wantTag, string(t))
		}
	}
	for k, p := range s.Prefer {
		if !isWord(string(p.Tag)) {
			return bad(fmt.Sprintf("prefer[%d].tag", k), wantTag, string(p.Tag))
		}
		if !within(p.Weight, -mostWeight, mostWeight) {
			return bad(fmt.Sprintf("prefer[%d].weight", k), "a number within 1000000", fmt.Sprint(p.Weight))
		}
	}
	return nil
}

func (a *Agent) validate(i int) error {
	bad := func(field, wanted, got string) error { return wrong(ErrInstance, "agents", i, field, wanted, got) }
	if a.ID == "" {
		return bad("id", "a name", "")
	}
	for _, t := range a.Tags {
		if !isWord(string(t)) {
			return bad("tags", wantTag, string(t))
		}
	}
	for k, s := range a.Available {
		if s.From >= s.Till {
			return bad(fmt.Sprintf("available[%d]", k), "an end after the start",
				time.Unix(s.Till.Unix(), 0).UTC().Format(time.RFC3339))
		}
	}
	hours := []struct {
		field string
		d     time.Duration
	}{{"max_hours_day", a.MaxDay}, {"max_hours_total", a.MaxTotal}, {"min_rest_h", a.MinRest}, {"min_hours", a.MinHours}}
	for _, h := range hours {
		if h.d < 0 {
			return bad(h.field, "no fewer than 0 hours", h.d.String())
		}
		if h.d != NoLimit && h.d > mostHours*time.Hour {
			return bad(h.field, fmt.Sprintf("at most %d hours", mostHours), h.d.String())
		}
	}
	switch {
	case a.CostMinor < 0 || a.CostMinor > mostCost:
		return bad("cost", "0 to 1000000000 minor units an hour", fmt.Sprint(a.CostMinor))
	case !within(a.Reliability, 0, 1):
		return bad("reliability", "a share from 0 to 1", fmt.Sprint(a.Reliability))
	}
	return nil
}

// within is false for NaN too.
func within(x, low, high float64) bool { return x >= low && x <= high }

// index finds slots and agents by id, and refuses an id used twice.
func (in *Instance) index() (slots, agents map[string]int32, err error) {
	slots = make(map[string]int32, len(in.Slots))
	for i := range in.Slots {
		id := in.Slots[i].ID
		if first, twice := slots[id]; twice {
			return nil, nil, wrong(ErrInstance, "slots", i, "id", fmt.Sprintf("an id of its own (slots[%d] has it)", first), id)
		}
		slots[id] = int32(i)
	}
	agents = make(map[string]int32, len(in.Agents))
	for i := range in.Agents {
		id := in.Agents[i].ID
		if first, twice := agents[id]; twice {
			return nil, nil, wrong(ErrInstance, "agents", i, "id", fmt.Sprintf("an id of its own (agents[%d] has it)", first), id)
		}
		agents[id] = int32(i)
	}
	return slots, agents, nil
}

// mostSum is the largest sum the search may meet; an int64 holds eight times
// as much, so that sums of sums stay exact.
const mostSum = float64(1 << 60)

// overflows refuses an instance whose worst plan would not fit.
func (in *Instance) overflows() error {
	if worst := in.worst(); worst > mostSum {
		return ErrInstance.With("needs, priorities and costs add up to %.0f minor units, more than the 10^18 that can be counted exactly", worst)
	}
	return nil
}

// worst is more than any plan can cost.
func (in *Instance) worst() float64 {
	w := in.weights()
	sum := 1.0
	shortest := mostHours * time.Hour
	for i := range in.Slots {
		s := &in.Slots[i]
		shortest = min(shortest, s.End.Sub(s.Start))
		sum += float64(w.Short) * s.Priority * float64(max(s.Need, 1)+len(in.Fixed))
	}
	for i := range in.Agents {
		a := &in.Agents[i]
		hours := min(a.MaxTotal.Hours(), mostHours)
		sum += float64(w.Cost)*float64(a.CostMinor)*hours + float64(w.Fairness)*a.MinHours.Hours()
		sum += float64(w.Change) * min(float64(len(in.Slots)), hours/max(shortest.Hours(), 1.0/3600))
	}
	return sum
}

// weights are the instance's own, or the default ones.
func (in *Instance) weights() Weights {
	if in.Weights == (Weights{Change: in.Weights.Change}) {
		w := DefaultWeights(in)
		w.Change = in.Weights.Change
		return w
	}
	return in.Weights
}

// validateFixed refuses a pair that is unknown, repeated or against a rule.
func (in *Instance) validateFixed(slots, agents map[string]int32) error {
	seen := make(map[Assignment]int, len(in.Fixed))
	for i, f := range in.Fixed {
		if _, ok := slots[f.Slot]; !ok {
			return wrong(ErrInstance, "fixed", i, "slot", "the id of a slot", f.Slot)
		}
		if _, ok := agents[f.Agent]; !ok {
			return wrong(ErrInstance, "fixed", i, "agent", "the id of an agent", f.Agent)
		}
		if first, twice := seen[f]; twice {
			return wrong(ErrInstance, "fixed", i, "", fmt.Sprintf("each pair once (fixed[%d] has it)", first), f.Slot+" / "+f.Agent)
		}
		seen[f] = i
	}
	if len(in.Fixed) == 0 {
		return nil
	}
	for _, v := range checkPairs(in, in.Fixed, slots, agents) {
		if v.Rule == RuleOverfull {
			continue // more people fixed than needed is the caller's wish
		}
		i, ok := seen[Assignment{v.Slot, v.Agent}]
		if !ok {
			return errors.New(v.String())
		}
		return wrong(ErrFixed, "fixed", i, "", fmt.Sprintf("a pair that keeps the rule %q (%s)", v.Rule, v.Detail), v.Slot+" / "+v.Agent)
	}
	return nil
}
