package sop

// Hears tells whether a message answers what the run is waiting for. A caller
// that also sees another subject in the message uses it to tell an answer from
// a change of subject.
func (p *Procedure) Hears(s State, t Turn) bool {
	if s.Waiting == "" {
		return false
	}
	if s.Waiting == waitConfirm {
		_, ok := YesNo(t.Text)
		return ok
	}
	f := p.fact(s.Waiting)
	if f == nil {
		return false
	}
	s.Facts = copyOf(s.Facts)
	r := &run{p: p, t: t, s: s}
	r.refresh()
	v, _, ok := r.extract(f, true)
	return ok && r.accept(f, v)
}

// Awaits is the fact that the run waits for; nil when it waits for nothing, or
// for a yes.
func (p *Procedure) Awaits(s State) *Fact {
	if s.Waiting == "" || s.Waiting == waitConfirm {
		return nil
	}
	return p.fact(s.Waiting)
}

// Loose tells whether the run waits for something that any words would
// answer, so that hearing it proves nothing.
func (p *Procedure) Loose(s State) bool {
	f := p.fact(s.Waiting)
	return f != nil && (f.Type == "text" || f.Type == "reason" && len(f.Options) == 0)
}

// TakesName tells whether the run waits for words that are the same in every
// language: an address, a name, the title of an invoice.
func (p *Procedure) TakesName(s State) bool {
	f := p.fact(s.Waiting)
	return f != nil && (f.Type == "address" || f.Type == "text" || f.Type == "email")
}
