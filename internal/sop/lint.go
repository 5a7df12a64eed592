package sop

import (
	"fmt"
	"slices"

	"github.com/manyhands/manyhands/internal/shop"
)

// Lint tells what is allowed and still likely to be a mistake: a step that no
// run reaches, a ring of steps that never waits for the shopper, a fact that
// nobody asks or uses, an action that the shop does not have, a guard that
// covers nothing, a text with a name that nothing can stand for. What Parse
// refuses is not repeated.
func (p *Procedure) Lint() []Finding {
	var out []Finding
	reached := make([]bool, len(p.Steps))
	p.reach(0, reached)
	for i, s := range p.Steps {
		path := fmt.Sprintf(".steps.%d", i)
		if !reached[i] {
			out = append(out, p.at(path, "step %q is never reached", s.ID))
		}
		if s.Do != "" && !slices.Contains(shop.Actions(), s.Do) {
			out = append(out, p.at(path+".do", "do: the shop has no action %q", s.Do))
		}
		if s.Do != "" && !shop.Reads(s.Do) && s.Confirm.Empty() {
			out = append(out, p.at(path+".do", "do: %q changes something and is not confirmed", s.Do))
		}
	}
	if ring := p.ring(); ring >= 0 {
		out = append(out, p.at(fmt.Sprintf(".steps.%d", ring), "step %q is in a ring that never waits for the shopper", p.Steps[ring].ID))
	}
	for i, f := range p.Facts {
		if !p.usesFact(f.Name) {
			out = append(out, p.at(fmt.Sprintf(".facts.%d", i), "fact %q is neither asked nor used", f.Name))
		}
		if f.Ask.Empty() && f.From == "" && p.asks(f.Name) {
			out = append(out, p.at(fmt.Sprintf(".facts.%d", i), "fact %q is asked and has no words to ask it with", f.Name))
		}
	}
	for i, g := range p.Guards {
		for _, a := range g.Applies {
			if a != "*" && !p.does(a) {
				out = append(out, p.at(fmt.Sprintf(".guards.%d.applies", i), "guard %q covers %q, which no step does", g.ID, a))
			}
		}
		if g.Because.Empty() {
			out = append(out, p.at(fmt.Sprintf(".guards.%d", i), "guard %q does not say because of what", g.ID))
		}
	}
	return append(out, p.unfillable()...)
}

// successors of a step: where a run may go from it.
func (p *Procedure) successors(i int) []int {
	s := p.Steps[i]
	var to []int
	for _, id := range []string{s.Else, s.Declined} {
		if id != "" {
			to = append(to, p.step(id))
		}
	}
	ends := s.End || s.Handoff != nil
	switch {
	case ends:
	case s.Goto != "":
		to = append(to, p.step(s.Goto))
	default:
		to = append(to, i+1)
	}
	if s.If != "" {
		to = append(to, i+1)
	}
	return to
}

func (p *Procedure) reach(i int, seen []bool) {
	if i >= len(p.Steps) || seen[i] {
		return
	}
	seen[i] = true
	for _, n := range p.successors(i) {
		p.reach(n, seen)
	}
}

// ring finds a step from which a run can come back to it without ever waiting
// for the shopper, or -1.
func (p *Procedure) ring() int {
	const unseen, open, done = 0, 1, 2
	mark := make([]int, len(p.Steps))
	found := -1
	var visit func(i int)
	visit = func(i int) {
		if i >= len(p.Steps) || found >= 0 || mark[i] == done {
			return
		}
		if mark[i] == open {
			found = i
			return
		}
		mark[i] = open
		// An ask and a confirmed do wait for the shopper.
		if len(p.Steps[i].Ask) == 0 && p.Steps[i].Confirm.Empty() {
			for _, n := range p.successors(i) {
				visit(n)
			}
		}
		mark[i] = done
	}
	for i := range p.Steps {
		visit(i)
	}
	return found
}

func (p *Procedure) asks(name string) bool {
	return slices.ContainsFunc(p.Steps, func(s Step) bool { return slices.Contains(s.Ask, name) })
}

func (p *Procedure) usesFact(name string) bool {
	if p.asks(name) {
		return true
	}
	for _, e := range p.expressions() {
		for _, r := range e.refs {
			if len(r) > 1 && r[0] == "facts" && (r[1] == name || r[1] == name+"_name") {
				return true
			}
		}
	}
	for _, s := range p.Steps {
		if slices.Contains(s.Require, name) || mentions(s, name) {
			return true
		}
	}
	return false
}
