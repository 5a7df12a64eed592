package sop

import (
	"fmt"
	"slices"
	"strings"
)

// factTypes are the types of a fact, which are what the extractors can see in
// a shopper's words.
var factTypes = []string{"order_id", "item", "size", "color", "address", "phone", "reason", "date", "number", "money", "yes_no", "choice", "image", "text", "email"}

// link resolves names, compiles expressions, and tells everything that makes
// the procedure impossible to run.
func (p *Procedure) link() []Finding {
	var out []Finding
	add := func(path, format string, args ...any) { out = append(out, p.at(path, format, args...)) }
	if p.ID == "" {
		add(".id", "id: a name was expected")
	}
	if len(p.Steps) == 0 && len(p.Guards) == 0 {
		add(".steps", "steps: at least one step was expected")
	}
	if len(p.Steps) > maxSteps {
		add(".steps", "steps: at most %d steps were expected", maxSteps)
		return out
	}
	p.linkFacts(add)
	p.linkGuards(add)
	p.linkForbid(add)
	ids := map[string]bool{}
	for i := range p.Steps {
		s, path := &p.Steps[i], fmt.Sprintf(".steps.%d", i)
		if s.ID == "" {
			add(path, "id: every step has an id")
		}
		if ids[s.ID] {
			add(path+".id", "id: another step is called %q too", s.ID)
		}
		ids[s.ID] = true
		p.linkStep(s, path, add)
	}
	for i, s := range p.Steps {
		for field, to := range map[string]string{"goto": s.Goto, "else": s.Else, "declined": s.Declined} {
			if to != "" && !ids[to] {
				add(fmt.Sprintf(".steps.%d.%s", i, field), "%s: there is no step %q", field, to)
			}
		}
	}
	return out
}

type adder func(path, format string, args ...any)

func (p *Procedure) linkFacts(add adder) {
	names := map[string]bool{}
	for i := range p.Facts {
		f, path := &p.Facts[i], fmt.Sprintf(".facts.%d", i)
		if f.Name == "" {
			add(path, "name: every fact has a name")
		}
		if names[f.Name] {
			add(path+".name", "name: another fact is called %q too", f.Name)
		}
		names[f.Name] = true
		if f.Type == "" {
			f.Type = "text"
		}
		if f.Type == "string" {
			f.Type = "text"
		}
		if f.Type == "bool" || f.Type == "boolean" {
			f.Type = "yes_no"
		}
		if f.Type == "int" || f.Type == "integer" {
			f.Type = "number"
		}
		if !slices.Contains(factTypes, f.Type) {
			add(path+".type", "type: %q is not one of %s", f.Type, strings.Join(factTypes, ", "))
		}
		f.from = p.compile(f.From, path+".from", false, add)
	}
}

func (p *Procedure) linkGuards(add adder) {
	ids := map[string]bool{}
	for i := range p.Guards {
		g, path := &p.Guards[i], fmt.Sprintf(".guards.%d", i)
		if g.ID == "" {
			add(path, "id: every guard has an id")
		}
		if ids[g.ID] {
			add(path+".id", "id: another guard is called %q too", g.ID)
		}
		ids[g.ID] = true
		if strings.TrimSpace(g.Expr) == "" {
			add(path, "expr: guard %q has no expression", g.ID)
			continue
		}
		g.expr = p.compile(g.Expr, path+".expr", true, add)
	}
}

func (p *Procedure) linkForbid(add adder) {
	for i := range p.Forbid {
		f, path := &p.Forbid[i], fmt.Sprintf(".forbid.%d", i)
		if f.Action == "" {
			add(path, "action: the name of an action was expected")
		}
		f.when = p.compile(f.When, path+".when", true, add)
	}
}

func (p *Procedure) linkStep(s *Step, path string, add adder) {
	kinds := 0
	for _, has := range []bool{!s.Say.Empty(), len(s.Ask) > 0, s.Do != "", len(s.Require) > 0, s.Handoff != nil} {
		if has {
			kinds++
		}
	}
	// A bare goto or end is a junction, which says nothing.
	if kinds > 1 || kinds == 0 && s.Goto == "" && !s.End {
		add(path, "step %q: exactly one of say, ask, do, require, handoff was expected", s.ID)
	}
	for _, name := range s.Ask {
		if p.fact(name) == nil {
			add(path+".ask", "ask: %q is not a declared fact", name)
		}
	}
	s.when = p.compile(s.If, path+".if", true, add)
	s.args = map[string]*expression{}
	for name, src := range s.Args {
		s.args[name] = p.compile(string(src), path+".args."+name, false, add)
	}
	for i, r := range s.Require {
		s.reqs = append(s.reqs, p.requirement(s, r, fmt.Sprintf("%s.require.%d", path, i), add))
	}
	if s.Do == "" && (len(s.Args) > 0 || !s.Confirm.Empty() || s.Declined != "") {
		add(path, "step %q: args, confirm and declined belong to a do", s.ID)
	}
}

// requirement reads one entry of require: a guard's id, a fact's name, or an
// expression of its own, which is told by the step's id.
func (p *Procedure) requirement(s *Step, src, path string, add adder) requirement {
	for i := range p.Guards {
		if p.Guards[i].ID == src {
			return requirement{guard: &p.Guards[i]}
		}
	}
	if p.fact(src) != nil {
		return requirement{fact: src}
	}
	id := s.ID
	if len(s.Require) > 1 {
		id = s.ID + ": " + src
	}
	return requirement{guard: &Guard{ID: id, Expr: src, expr: p.compile(src, path, true, add)}}
}

// compile compiles one expression; an empty one is nil. Facts that it names
// must be declared.
func (p *Procedure) compile(src, path string, wantBool bool, add adder) *expression {
	if strings.TrimSpace(src) == "" {
		return nil
	}
	e, err := compile(src, wantBool)
	if err != nil {
		add(path, "%q does not compile: %v", src, err)
		return nil
	}
	for _, ref := range e.refs {
		if len(ref) >= 2 && ref[0] == "facts" && p.fact(ref[1]) == nil && p.fact(strings.TrimSuffix(ref[1], "_name")) == nil {
			add(path, "%q: %q is not a declared fact", src, ref[1])
		}
	}
	return e
}
