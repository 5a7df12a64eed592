package plan

import (
	"math"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/tag"
)

// NoLimit is the hours of an agent who may work any number of them.
const NoLimit = time.Duration(math.MaxInt64)

// Instance is one question: these slots, these agents, these pairs fixed.
type Instance struct {
	Slots  []Slot
	Agents []Agent
	Fixed  []Assignment // kept whatever they cost; refused when they break a rule
	// Weights of the objective; where all but Change are zero they are those of
	// DefaultWeights.
	Weights Weights
}

// Slot is a piece of work that a number of agents do at the same time.
type Slot struct {
	ID         string
	Brand      string
	Start, End time.Time
	Need       int
	Require    tag.Set
	Prefer     []Preference
	Priority   float64 // multiplies the price of a missing agent; 1 is usual
}

// Preference is a tag that a brand would like, or with a negative weight
// would rather not have.
type Preference struct {
	Tag    tag.Tag
	Weight float64
}

// Agent is one person and the hours and rules that bind them.
type Agent struct {
	ID           string
	Tags         tag.Set
	Available    []Span
	MaxDay       time.Duration // hours that start on one day; NoLimit, or 0 for none
	MaxTotal     time.Duration // hours in the whole plan; NoLimit, or 0 for none
	MinRest      time.Duration // between two blocks
	MinHours     time.Duration // fewer are unfair to them
	CostMinor    int64         // an hour
	Reliability  float64       // share of booked shifts worked, 0 to 1
	PreferBrands []string
	AvoidBrands  []string
	LastBrands   []string // worked for last: a brand likes to see its people again
}

// Span is a time during which an agent can work. It is not two time.Time
// because 280,000 agents hold millions of them.
type Span struct{ From, Till Second }

// Second is an instant in seconds since 1970 UTC, up to the year 2106.
type Second uint32

// At is the second of an instant; one that lies outside is the nearest inside.
func At(t time.Time) Second { return Second(max(0, min(math.MaxUint32, t.Unix()))) }

// Unix is the instant as time.Unix takes it.
func (s Second) Unix() int64 { return int64(s) }

// Between is the span from one instant to another.
func Between(from, till time.Time) Span { return Span{At(from), At(till)} }

// Assignment puts one agent on one slot.
type Assignment struct {
	Slot  string `json:"slot"`
	Agent string `json:"agent"`
}

// Weights turn a plan into one number, in minor units of money. They fall in
// the order of what matters: a missing agent, what is paid, what is preferred,
// and hours shared fairly.
type Weights struct {
	Short      int64 `json:"short"`      // a missing agent on one slot, times the slot's priority
	Cost       int64 `json:"cost"`       // one minor unit paid
	Preference int64 `json:"preference"` // one unit of preference missed on one assignment
	Fairness   int64 `json:"fairness"`   // an hour below an agent's min_hours
	// Change is one change of brand between two assignments of an agent that
	// follow each other, whatever lies between; none unless asked for.
	Change int64 `json:"change,omitempty"`
}

// Plan is the answer with its proof.
type Plan struct {
	Assignments []Assignment
	Short       []Shortfall
	Objective   int64
	Bound       int64 // no plan can cost less
	Weights     Weights
	Prices      *Prices // where to start from when something changes
	Cut         bool    // the limit ended the search early
}

// Gap is how far above the bound the plan may be, as a share of the bound. A
// bound of nothing has no share: then ok is false unless the plan costs nothing.
func (p *Plan) Gap() (gap float64, ok bool) {
	switch {
	case p.Objective == p.Bound:
		return 0, true
	case p.Bound <= 0:
		return 0, false
	}
	return float64(p.Objective-p.Bound) / float64(p.Bound), true
}

// Shortfall is a slot that the plan could not fill, and why.
type Shortfall struct {
	Slot    string `json:"slot"`
	Missing int    `json:"missing"`
	Why     string `json:"why"`
	// Why, for whoever says it in another language: how many suitable agents
	// each obstacle stops, Free those whom none does, and the required tags that
	// nobody holds.
	Stopped map[Obstacle]int `json:"-"`
	Free    int              `json:"-"`
	Lacking tag.Set          `json:"-"`
}

// Prices are what one more agent on a slot is worth, by slot id, in the
// objective's units.
type Prices struct {
	BySlot map[string]int64
}

// days numbers the date on which every slot starts, at the offset that it is
// written with. Where several offsets would make dates run backwards, the
// offset of the earliest slot counts for all: hours a day must mean one thing.
func (in *Instance) days() []int32 {
	order := make([]int, len(in.Slots))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return in.Slots[a].Start.Compare(in.Slots[b].Start) })
	out := make([]int32, len(in.Slots))
	backwards := false
	for k, i := range order {
		_, offset := in.Slots[i].Start.Zone()
		out[i] = dayAt(in.Slots[i].Start.Unix(), offset)
		backwards = backwards || k > 0 && out[i] < out[order[k-1]]
	}
	if !backwards {
		return out
	}
	_, offset := in.Slots[order[0]].Start.Zone()
	for i := range out {
		out[i] = dayAt(in.Slots[i].Start.Unix(), offset)
	}
	return out
}

func dayAt(unix int64, offset int) int32 {
	local := unix + int64(offset)
	day := local / (24 * 60 * 60)
	if local%(24*60*60) < 0 {
		day--
	}
	return int32(day)
}

func (s *Slot) seconds() int64 { return s.End.Unix() - s.Start.Unix() }
