package drill

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
)

// What a changed scenario is refused for.
var (
	ErrChange  = fault.New(fault.Invalid, "scenario_change_wrong", "the change of the scenario is not possible")
	ErrUnfit   = fault.New(fault.Conflict, "scenario_cannot_be_passed", "an agent who does what the procedure says does not pass this scenario")
	ErrTooEasy = fault.New(fault.Conflict, "scenario_cannot_be_failed", "an agent in a hurry passes this scenario")
)

const (
	thinks   = 10 * time.Second // of a rehearsal's agent, before each message
	mostSaid = 30
)

// Rehearse plays a scenario through with a scripted agent: the preview that a
// person reads before publishing, and the proof that it can be passed.
func Rehearse(s Scenario, how func(Scenario, State) string, check Check) (Talk, Grade) {
	at := s.Now
	said, st := Start(s, fullPaceBP, at)
	talk := Talk{}
	add := func(agent bool, text string) {
		talk.Lines = append(talk.Lines, Line{Seq: len(talk.Lines) + 1, Agent: agent, Text: text, At: at})
	}
	for _, l := range said {
		add(false, l)
	}
	for range mostSaid {
		at = at.Add(thinks)
		text := how(s, st)
		add(true, text)
		said, st = Reply(s, st, text, at)
		for _, l := range said {
			add(false, l)
		}
		if st.Ending != Running {
			break
		}
	}
	talk.Ending = st.Ending
	return talk, Mark(s, talk, check)
}

// Fit tells whether a scenario measures anything: who follows the procedure
// passes, and who does not fails. It returns ErrUnfit and ErrTooEasy.
func Fit(s Scenario, check Check) error {
	if _, g := Rehearse(s, Model, check); !g.Passed {
		return ErrUnfit
	}
	if _, g := Rehearse(s, Careless, check); g.Passed {
		return ErrTooEasy
	}
	return nil
}

// Change is what a person may adjust in a scenario: how the shopper is and what
// they begin with. What is right is the procedure's and not to be changed here.
type Change struct {
	Opening         *string `json:"opening,omitempty" maxLength:"200"`
	Name            *string `json:"name,omitempty" maxLength:"20"`
	PatienceSeconds *int    `json:"patience_seconds,omitempty" minimum:"15" maximum:"300"`
	Temper          *int    `json:"temper,omitempty" minimum:"0" maximum:"60"`
	Trusting        *bool   `json:"trusting,omitempty"`
	Style           *string `json:"style,omitempty" enum:"terse,plain,chatty"`
	Level           *int    `json:"level,omitempty" minimum:"1" maximum:"3"`
}

// Adjust makes the changed scenario, which is another one. It returns
// ErrChange.
func Adjust(s Scenario, c Change) (Scenario, error) {
	seconds := int(s.Persona.Patience / time.Second)
	for _, n := range []struct {
		where     string
		to        *int
		low, high int
		of        *int
	}{
		{"patience_seconds", c.PatienceSeconds, 15, 300, &seconds},
		{"temper", c.Temper, 0, 60, &s.Persona.Temper},
		{"level", c.Level, 1, 3, &s.Level},
	} {
		if n.to == nil {
			continue
		}
		if *n.to < n.low || *n.to > n.high {
			return s, ErrChange.At(n.where, fmt.Sprintf("%d to %d", n.low, n.high), strconv.Itoa(*n.to))
		}
		*n.of = *n.to
	}
	s.Persona.Patience = time.Duration(seconds) * time.Second
	for _, w := range []struct {
		where string
		to    *string
		most  int
		of    *string
	}{{"opening", c.Opening, 200, &s.Opening}, {"name", c.Name, 20, &s.Persona.Name}, {"style", c.Style, 10, &s.Persona.Style}} {
		if w.to == nil {
			continue
		}
		if *w.of = strings.TrimSpace(*w.to); *w.of == "" || len([]rune(*w.of)) > w.most {
			return s, ErrChange.At(w.where, fmt.Sprintf("1 to %d characters", w.most), *w.to)
		}
	}
	if c.Trusting != nil {
		s.Persona.Trusting = *c.Trusting
	}
	s.ID = idOf(s)
	return s, nil
}
