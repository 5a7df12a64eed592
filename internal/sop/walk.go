package sop

import (
	"fmt"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// walk follows the steps to the action, as a run would with every yes given,
// and tells where the run stands. On the way it judges what each require asks
// for and lists every fact that will be asked. A require with an else turns
// the run aside; when the action lies on that side the requirement is no
// obstacle to it, so what failed is told only when the action is not reached.
func (p *Procedure) walk(action string, j *judge) Next {
	w := walker{p: p, j: j, action: action}
	at := 0
	for seen := map[int]bool{}; at < len(p.Steps) && !seen[at]; {
		seen[at] = true
		to, stop := w.step(at)
		if stop {
			break
		}
		at = to
	}
	if !w.reached {
		w.settle(at)
	}
	return w.next
}

type walker struct {
	p       *Procedure
	j       *judge
	action  string
	next    Next
	aside   []*Guard // requirements that turned the run aside
	reached bool
	ended   string // the step where the run ended before the action
}

// stand remembers the first step that cannot be passed.
func (w *walker) stand(id string) {
	if w.next == (Next{}) {
		w.next.Step = id
	}
}

// step passes one step and tells where to go; stop ends the walk.
func (w *walker) step(at int) (to int, stop bool) {
	s := &w.p.Steps[at]
	if s.when != nil {
		yes, err := w.j.truth(s.when)
		if err != nil {
			// Whether the step is taken depends on what is not known yet.
			for _, name := range s.when.absent(w.j.in) {
				w.j.lack(name)
			}
			w.stand(s.ID)
		}
		if !yes {
			return at + 1, false
		}
	}
	switch {
	case len(s.Ask) > 0:
		w.ask(s)
	case s.Do != "":
		if s.Do == w.action {
			w.reach(s)
			return at, true
		}
	case len(s.reqs) > 0:
		if !w.require(s) && s.Else != "" {
			return w.p.step(s.Else), false
		}
	case s.Handoff != nil:
		if w.next == (Next{}) {
			w.next = Next{Step: s.ID, Handoff: s.Handoff.Reason}
		}
		w.ended = s.ID
		return at, true
	}
	return w.after(at)
}

func (w *walker) after(at int) (int, bool) {
	s := &w.p.Steps[at]
	if s.End {
		w.ended = s.ID
		w.stand(s.ID)
		return at, true
	}
	if s.Goto != "" {
		return w.p.step(s.Goto), false
	}
	return at + 1, false
}

func (w *walker) ask(s *Step) {
	for _, name := range s.Ask {
		if !known(w.j.facts(), name) {
			if f := w.p.fact(name); f == nil || !f.Optional {
				w.j.lack(name)
			}
			w.stand(s.ID)
		}
	}
}

// require judges a require step. Without an else, what fails stands in the
// way of everything behind it.
func (w *walker) require(s *Step) bool {
	ok := true
	for _, r := range s.reqs {
		if r.fact != "" {
			if !known(w.j.facts(), r.fact) {
				w.j.lack(r.fact)
				w.stand(s.ID)
			}
			continue
		}
		if yes, err := w.j.truth(r.guard.expr); yes {
			continue
		} else if err != nil && w.awaits(r.guard) {
			// It will be judged when the fact has been asked.
			w.stand(s.ID)
			w.j.guard(r.guard)
			continue
		}
		ok = false
		if s.Else == "" {
			w.j.guard(r.guard)
			w.next = firstNext(w.next, Next{Step: s.ID, Handoff: "policy_out_of_scope"})
			continue
		}
		w.aside = append(w.aside, r.guard)
	}
	return ok
}

func firstNext(a, b Next) Next {
	if a != (Next{}) {
		return a
	}
	return b
}

// awaits tells whether a guard only lacks facts that the shopper can give.
func (w *walker) awaits(g *Guard) bool {
	lacks := g.expr.absent(w.j.in)
	for _, name := range lacks {
		if w.p.fact(name) == nil {
			return false
		}
	}
	return len(lacks) > 0
}

// reach is the action's own step: everything it needs must be known.
func (w *walker) reach(s *Step) {
	w.reached = true
	for _, e := range s.args {
		if _, err := e.eval(w.j.in); err != nil {
			for _, name := range e.absent(w.j.in) {
				if f := w.p.fact(name); f == nil || !f.Optional {
					w.j.lack(name)
				}
			}
		}
	}
	switch {
	case w.next != (Next{}):
	case len(w.j.failed) == 0:
		w.next = Next{Step: s.ID}
	case s.Else != "":
		w.next = Next{Step: s.Else}
	default:
		w.next = Next{Step: s.ID, Handoff: "policy_out_of_scope"}
	}
}

// settle tells why an action was not reached: what turned the run aside, or
// the step where it ended.
func (w *walker) settle(at int) {
	for _, g := range w.aside {
		w.j.guard(g)
	}
	if len(w.aside) > 0 || !w.p.does(w.action) {
		return
	}
	id := w.ended
	if id == "" && at < len(w.p.Steps) {
		id = w.p.Steps[at].ID
	}
	if id == "" {
		id = "unreached"
	}
	w.j.fail(id, tongue.Words{
		tongue.Chinese: fmt.Sprintf("流程在步骤 %s 结束或转人工，没有走到 %s", id, w.action),
		tongue.English: fmt.Sprintf("the run ends or goes to a person at %s, before %s", id, w.action),
	})
}
