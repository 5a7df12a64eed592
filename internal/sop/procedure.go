package sop

import (
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Procedure is one SOP of a brand.
type Procedure struct {
	ID         string       `yaml:"id"`
	Version    scalar       `yaml:"version"`
	Title      tongue.Words `yaml:"title"`
	When       When         `yaml:"when"`
	NeedsOrder *bool        `yaml:"needs_order"`
	Facts      []Fact       `yaml:"facts"`
	Guards     guards       `yaml:"guards"`
	Steps      []Step       `yaml:"steps"`
	Forbid     []Forbidden  `yaml:"forbid"`

	file  string
	lines lines
}

// When is what starts a procedure.
type When struct {
	Intent list `yaml:"intent"`
	Event  list `yaml:"event"`
}

// Fact is one thing the procedure needs to know.
type Fact struct {
	Name     string          `yaml:"name"`
	Type     string          `yaml:"type"`
	Ask      tongue.Words    `yaml:"ask"`
	Options  map[string]list `yaml:"options"`
	From     string          `yaml:"from"`
	Optional bool            `yaml:"optional"`

	from *expression
}

// Guard is an expression that must be true before an action is done.
type Guard struct {
	ID      string       `yaml:"id"`
	Expr    string       `yaml:"expr"`
	Because tongue.Words `yaml:"because"`
	Applies list         `yaml:"applies"`

	expr *expression
}

// Step is one thing that the procedure does: it says, asks, does, requires or
// hands off.
type Step struct {
	ID       string            `yaml:"id"`
	If       string            `yaml:"if"`
	Say      tongue.Words      `yaml:"say"`
	Ask      list              `yaml:"ask"`
	Do       string            `yaml:"do"`
	Args     map[string]scalar `yaml:"args"`
	Confirm  tongue.Words      `yaml:"confirm"`
	Declined string            `yaml:"declined"`
	Require  list              `yaml:"require"`
	Else     string            `yaml:"else"`
	Handoff  *Handoff          `yaml:"handoff"`
	Goto     string            `yaml:"goto"`
	End      bool              `yaml:"end"`

	when *expression
	args map[string]*expression
	reqs []requirement
}

// Handoff says that a person takes over here.
type Handoff struct {
	Reason   string       `yaml:"reason"`
	Skills   []string     `yaml:"skills"`
	Priority int          `yaml:"priority"`
	Say      tongue.Words `yaml:"say"`
	// Todo is what the person does, in this order.
	Todo list `yaml:"todo"`
}

// Forbidden is an action that the procedure never does, or never does when a
// condition holds.
type Forbidden struct {
	Action  string       `yaml:"action"`
	When    string       `yaml:"when"`
	Because tongue.Words `yaml:"because"`

	when *expression
}

// requirement is one entry of a require step: a guard, a fact that must be
// known, or an expression of its own.
type requirement struct {
	guard *Guard
	fact  string
}

// OwnsOrder tells whether an order must be established before the first step:
// what the file says, else whether anything looks at the order.
func (p *Procedure) OwnsOrder() bool {
	if p.NeedsOrder != nil {
		return *p.NeedsOrder
	}
	for _, f := range p.Facts {
		if f.Type == "order_id" {
			return true
		}
	}
	for _, e := range p.expressions() {
		if e.uses("order") {
			return true
		}
	}
	return false
}

// Asks tells whether the procedure may wait for the shopper: for a fact beside the
// order, or for a yes.
func (p *Procedure) Asks() bool {
	for _, f := range p.Facts {
		if f.Type != "order_id" && f.From == "" {
			return true
		}
	}
	for _, s := range p.Steps {
		if len(s.Ask) > 0 || !s.Confirm.Empty() {
			return true
		}
	}
	return false
}

// Looks tells whether all that the procedure does is to look something up.
func (p *Procedure) Looks() bool {
	looks := false
	for _, s := range p.Steps {
		if s.Do != "" && !shop.Reads(s.Do) {
			return false
		}
		looks = looks || s.Do != ""
	}
	return looks
}

// expressions lists everything of the procedure that is computed.
func (p *Procedure) expressions() []*expression {
	var out []*expression
	add := func(e *expression) {
		if e != nil {
			out = append(out, e)
		}
	}
	for i := range p.Guards {
		add(p.Guards[i].expr)
	}
	for i := range p.Facts {
		add(p.Facts[i].from)
	}
	for i := range p.Forbid {
		add(p.Forbid[i].when)
	}
	for i := range p.Steps {
		s := &p.Steps[i]
		add(s.when)
		for _, e := range s.args {
			add(e)
		}
		for _, r := range s.reqs {
			if r.guard != nil {
				add(r.guard.expr)
			}
		}
	}
	return out
}

// Step finds a step by id; "" is the first.
func (p *Procedure) step(id string) int {
	if id == "" {
		return 0
	}
	for i := range p.Steps {
		if p.Steps[i].ID == id {
			return i
		}
	}
	return len(p.Steps)
}

// fact finds a fact by name.
func (p *Procedure) fact(name string) *Fact {
	for i := range p.Facts {
		if p.Facts[i].Name == name {
			return &p.Facts[i]
		}
	}
	return nil
}
