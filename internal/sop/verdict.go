package sop

import (
	"fmt"
	"slices"

	"github.com/google/cel-go/common/types"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Verdict is the answer to "may this be done now".
type Verdict struct {
	Allowed bool     `json:"allowed"`
	Failed  []Failed `json:"failed"`
	Next    Next     `json:"next"`
	Missing []string `json:"missing"`
}

// Failed names one guard that did not hold, and why it is there.
type Failed struct {
	Guard   string       `json:"guard"`
	Because tongue.Words `json:"because"`
}

// In is the verdict with every reason in one language.
func (v Verdict) In(lang tongue.Lang) Verdict {
	failed := make([]Failed, len(v.Failed))
	for i, f := range v.Failed {
		failed[i] = Failed{f.Guard, tongue.Plain(f.Because.In(lang))}
	}
	v.Failed = failed
	return v
}

// Next is the step where the run stands with this data.
type Next struct {
	Step string `json:"step"`
	// Handoff is the reason when the run ends with a person.
	Handoff string `json:"handoff,omitempty"`
}

// Check judges one action. It names every guard that fails, not only the
// first, and every fact that is still to be asked. An action that the
// procedure does not name, and one that it forbids, are not allowed. Nothing is
// allowed by missing data or by an error.
func (p *Procedure) Check(c Case) Verdict {
	in := p.activation(c)
	j := &judge{in: in, because: map[string]bool{}}
	named := p.names(c.Action)
	if !named && !p.forbids(c.Action) {
		j.fail("not_in_procedure", tongue.Words{
			tongue.Chinese: fmt.Sprintf("流程 %s 不包含操作 %s", p.ID, c.Action),
			tongue.English: fmt.Sprintf("the procedure %s does not do %s", p.ID, c.Action),
		})
	}
	p.judgeForbidden(c.Action, j)
	for i := range p.Guards {
		if g := &p.Guards[i]; g.covers(c.Action) {
			j.guard(g)
		}
	}
	var next Next
	if named {
		next = p.walk(c.Action, j)
	}
	return Verdict{Allowed: len(j.failed) == 0 && len(j.missing) == 0, Failed: orNone(j.failed), Next: next, Missing: orNone(j.missing)}
}

// Serves tells whether nothing that is known of the case speaks against the
// procedure: it is false when a guard of its first check fails on the data at
// hand. A guard that needs a fact still to be asked says nothing yet.
func (p *Procedure) Serves(c Case) bool {
	j := &judge{in: p.activation(c), because: map[string]bool{}}
	for i := range p.Steps {
		if len(p.Steps[i].reqs) == 0 {
			continue
		}
		for _, q := range p.Steps[i].reqs {
			if q.guard == nil {
				continue
			}
			if ok, err := j.truth(q.guard.expr); err == nil && !ok {
				return false
			}
		}
		return true
	}
	return true
}

func orNone[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

// names tells whether the procedure does the action, or guards it by name.
func (p *Procedure) names(action string) bool {
	for _, s := range p.Steps {
		if s.Do == action {
			return true
		}
	}
	for _, g := range p.Guards {
		if slices.Contains(g.Applies, action) {
			return true
		}
	}
	return false
}

func (p *Procedure) does(action string) bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return s.Do == action })
}

func (p *Procedure) forbids(action string) bool {
	return slices.ContainsFunc(p.Forbid, func(f Forbidden) bool { return f.Action == action })
}

func (g *Guard) covers(action string) bool {
	return len(g.Applies) == 0 || slices.Contains(g.Applies, action) || slices.Contains(g.Applies, "*")
}

// judge collects what is wrong, each once.
type judge struct {
	in      map[string]any
	failed  []Failed
	missing []string
	because map[string]bool
	unsaid  map[string]bool // guards that failed for want of data, not by it
}

func (j *judge) fail(guard string, because tongue.Words) {
	if j.because[guard] {
		return
	}
	j.because[guard] = true
	if because.Empty() {
		because = tongue.Plain(guard)
	}
	j.failed = append(j.failed, Failed{guard, because})
}

func (j *judge) lack(name string) {
	if !slices.Contains(j.missing, name) {
		j.missing = append(j.missing, name)
	}
}

// guard evaluates one guard; what cannot be computed has failed.
func (j *judge) guard(g *Guard) bool {
	ok, err := j.truth(g.expr)
	if ok {
		return true
	}
	j.fail(g.ID, g.Because)
	if err != nil {
		if j.unsaid == nil {
			j.unsaid = map[string]bool{}
		}
		j.unsaid[g.ID] = true
		for _, name := range g.expr.absent(j.in) {
			j.lack(name)
		}
	}
	return false
}

// truth is whether an expression is true; anything but true is false.
func (j *judge) truth(e *expression) (bool, error) {
	v, err := e.eval(j.in)
	if err != nil {
		return false, err
	}
	if v != types.True && v != types.False {
		return false, fmt.Errorf("%q gives neither true nor false", e.source)
	}
	return v == types.True, nil
}

// shown are the failures that the data shows. "More than 30 days since delivery"
// is not said of what was not delivered, though that guard failed too.
func (j *judge) shown() []Failed {
	var out []Failed
	for _, f := range j.failed {
		if !j.unsaid[f.Guard] {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return j.failed
	}
	return out
}

// judgeForbidden applies the forbid list. A forbid whose condition cannot be
// computed forbids.
func (p *Procedure) judgeForbidden(action string, j *judge) {
	for _, f := range p.Forbid {
		if f.Action != action {
			continue
		}
		if f.when != nil {
			holds, err := j.truth(f.when)
			if err == nil && !holds {
				continue
			}
			if err != nil {
				for _, name := range f.when.absent(j.in) {
					j.lack(name)
				}
			}
		}
		because := f.Because
		if because.Empty() {
			because = tongue.Words{tongue.Chinese: "该流程禁止此操作", tongue.English: "this procedure never does that"}
		}
		j.fail("forbid:"+action, because)
	}
}

// facts of the case.
func (j *judge) facts() map[string]any { return j.in["facts"].(map[string]any) }
