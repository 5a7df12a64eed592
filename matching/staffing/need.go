package staffing

import (
	"math"
	"strconv"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
)

// Params is what the brand promised and how its agents work.
type Params struct {
	AHT          time.Duration // handling and wrap-up of one contact, measured at Concurrency
	AnswerIn     time.Duration // an answer within this is in time
	Target       float64       // share of contacts to answer in time, below 1
	Patience     time.Duration // mean time until a waiting shopper leaves; 0: never
	Concurrency  int           // chats an agent holds at once; 0 is 1
	MaxOccupancy float64       // share of its slots that an agent may be busy; 0: no cap
	Shrinkage    float64       // share of paid time that nobody answers in
}

// Result is what an interval needs and what that brings. Abandon is the share
// of contacts that leave unanswered; WaitP the share that must wait at all.
type Result struct {
	Agents        int
	WithShrinkage int
	ServiceLevel  float64
	Occupancy     float64
	WaitP         float64
	ASA           time.Duration
	Abandon       float64
}

// ErrParams is the fault of Params.Check; its fields name what is wrong.
var ErrParams = fault.New(fault.Invalid, "staffing_params_wrong", "these staffing settings cannot be met or make no sense")

// MostContacts bounds the contacts of one interval.
const MostContacts = 1e9

// Check tells what is wrong with the settings: ErrParams.
func (p Params) Check() error {
	var bad *fault.Fault
	refuse := func(where, wanted, got string) {
		if bad == nil {
			bad = ErrParams
		}
		bad = bad.At(where, wanted, got)
	}
	if p.AHT <= 0 || p.AHT > 24*time.Hour {
		refuse("aht", "a duration above 0, at most 24h", p.AHT.String())
	}
	if p.AnswerIn < 0 || p.AnswerIn > 24*time.Hour {
		refuse("answer-in", "a duration from 0 to 24h", p.AnswerIn.String())
	}
	if !(p.Target > 0 && p.Target < 1) {
		refuse("target", "a share above 0 and below 1", number(p.Target))
	}
	if p.Patience < 0 || p.Patience > 0 && p.Patience < time.Second {
		refuse("patience", "0 (never leave) or a duration of at least 1s", p.Patience.String())
	}
	if p.Concurrency < 0 || p.Concurrency > 100 {
		refuse("concurrency", "a number from 1 to 100", strconv.Itoa(p.Concurrency))
	}
	if !(p.MaxOccupancy >= 0 && p.MaxOccupancy <= 1) {
		refuse("max-occupancy", "a share above 0, at most 1", number(p.MaxOccupancy))
	}
	if !(p.Shrinkage >= 0 && p.Shrinkage < 1) {
		refuse("shrinkage", "a share from 0, below 1", number(p.Shrinkage))
	}
	if bad != nil {
		return bad
	}
	return nil
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }

// Need is the fewest agents that keep the promise when contacts come evenly
// over the interval at a known rate. The settings must have passed Check.
func Need(contacts float64, interval time.Duration, p Params) Result {
	if !(contacts > 0) || interval <= 0 {
		return Result{ServiceLevel: 1}
	}
	l := p.line(math.Min(contacts, MostContacts) / interval.Seconds())
	agents, m := l.fewest(p)
	return p.result(agents, m)
}

// Measure is what a given number of agents bring; the settings must have
// passed Check. With fewer agents than work and endless patience the line
// grows without end: the service level is 0 and ASA is the longest duration.
func Measure(agents int, contacts float64, interval time.Duration, p Params) Result {
	if !(contacts > 0) || interval <= 0 {
		return p.result(agents, metrics{level: 1})
	}
	l := p.line(math.Min(contacts, MostContacts) / interval.Seconds())
	return p.result(agents, l.at(agents*p.chats()))
}

func (p Params) chats() int { return max(1, p.Concurrency) }

func (p Params) result(agents int, m metrics) Result {
	// Ten agents at 30 % are 14.28...: a whole agent more. The small step back
	// keeps 7/0.7 from becoming 11 through binary fractions.
	paid := math.Ceil(float64(agents)/(1-p.Shrinkage) - 1e-9)
	wait := time.Duration(math.MaxInt64)
	if m.wait < math.MaxInt64/1e9 {
		wait = time.Duration(m.wait * float64(time.Second))
	}
	return Result{
		Agents: agents, WithShrinkage: int(paid), ServiceLevel: m.level,
		Occupancy: m.busy, WaitP: m.queued, ASA: wait, Abandon: m.left,
	}
}

// line is the waiting line of one rate.
type line struct {
	rate  float64 // contacts a second
	load  float64 // slots of work: rate x handling time
	mu    float64 // what one slot finishes in a second
	theta float64 // how fast a waiting shopper leaves, per second; 0: never
	in    float64 // seconds within which an answer is in time
}

func (p Params) line(rate float64) line {
	l := line{rate: rate, load: rate * p.AHT.Seconds(), mu: 1 / p.AHT.Seconds(), in: p.AnswerIn.Seconds()}
	if p.Patience > 0 {
		l.theta = 1 / p.Patience.Seconds()
	}
	return l
}

// metrics is how a line does with some number of slots.
type metrics struct {
	level  float64 // answered in time, of all contacts
	busy   float64 // of slots
	queued float64 // had to wait
	wait   float64 // mean seconds in line, of all contacts
	left   float64 // left unanswered
}

func (l line) at(slots int) metrics {
	switch {
	case slots <= 0:
		return metrics{queued: 1, wait: math.Inf(1), left: l.leaveAll(), busy: 1}
	case l.theta > 0:
		return l.erlangA(slots)
	default:
		return l.erlangC(slots)
	}
}

func (l line) leaveAll() float64 {
	if l.theta > 0 {
		return 1
	}
	return 0
}

// fewest is the smallest number of agents that reaches the target under the
// cap. Both the level and the room grow with agents.
func (l line) fewest(p Params) (int, metrics) {
	if l.theta > 0 {
		return l.fewestA(p)
	}
	return l.fewestC(p)
}

// fits tells whether agents this busy are not too busy.
func (p Params) fits(m metrics) bool {
	return p.MaxOccupancy == 0 || m.busy <= p.MaxOccupancy+1e-12
}
