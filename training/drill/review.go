package drill

import (
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Live is a real conversation as it is reviewed: what a drill knows from its
// scenario is read from the log here.
type Live struct {
	Lang      tongue.Lang
	Procedure string      // that its intent belongs to; empty: none
	Order     *shop.Order // that it was about, if that is known
	Told      []string    // facts that were known before the agent came
	Did       []string    // what the shop has on record as done in it
	Happy     bool        // the shopper stayed to the end, and did not complain
}

// Situation is the scenario that a real conversation stands for. What is right
// to decide is not in it: the shop has moved on since, and a verdict worked out
// from today's order would be held against somebody who saw yesterday's.
func (m Material) Situation(l Live) Scenario {
	s := Scenario{Lang: l.Lang, Brand: m.Brand.In(l.Lang), Now: m.Now}
	i := slices.IndexFunc(m.Procedures, func(p Edition) bool { return p.ID == l.Procedure })
	if i >= 0 {
		p := m.Procedures[i]
		s.Procedure, s.Edition, s.Title, s.Steps = p.ID, p.Number, p.Title, steps(p.Procedure, l.Lang)
		for _, f := range p.Facts {
			if always(p.Procedure, f.Name) && !slices.Contains(l.Told, f.Name) && !f.Ask.Empty() && f.Type != "image" {
				s.Needs = append(s.Needs, Need{Name: f.Name, Type: f.Type, Ask: f.Ask.In(l.Lang)})
			}
		}
		s.Articles = m.sheets(p, l.Lang)
	}
	var o shop.Order
	if l.Order != nil {
		o = *l.Order
		s.Orders = []OrderCard{m.card(o, l.Lang)}
	}
	s.Known = m.allKnown(i, o, s)
	return s
}

// always tells whether a procedure asks for a fact whatever the shopper says.
func always(p *sop.Procedure, fact string) bool {
	return slices.ContainsFunc(p.Steps, func(st sop.Step) bool { return st.If == "" && slices.Contains(st.Ask, fact) })
}

// allKnown is every figure of the brand's texts: in a real conversation the
// shopper asks about more than one thing.
func (m Material) allKnown(procedure int, o shop.Order, s Scenario) []Figure {
	var out []Figure
	if procedure >= 0 {
		out = m.known(m.Procedures[procedure], o, s)
	} else {
		out = m.known(Edition{Procedure: &sop.Procedure{}}, o, s)
	}
	for _, a := range m.Articles {
		out = append(out, Figures(a.Title+" "+a.Body)...)
	}
	for _, p := range m.Shelf.Products() {
		out = append(out, figure(float64(p.PriceMinor)/100, "m"))
		for _, v := range p.Variants {
			out = append(out, figure(float64(v.PriceMinor)/100, "m"))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Review grades a real conversation by the rows of the drill's rubric that its
// log can answer for; the score is the share of their points, of 100. A fact is
// asked for only when the agent needed it to go on, so a row of asking is lost
// only where something was said to be done.
func Review(s Scenario, l Live, talk Talk, check Check) Grade {
	m := &marker{s: s, talk: talk}
	m.read(check)
	m.grade = Grade{Enough: PassScore}
	m.greeting()
	m.deeds(l)
	m.claims()
	m.guard()
	m.tone()
	m.speed()
	m.attention()
	m.content(l)
	m.closing()
	m.grade.Items = m.items
	points, got := 0, 0
	for _, it := range m.items {
		points, got = points+it.Points, got+it.Got
	}
	if points > 0 {
		m.grade.Score = (got*100 + points/2) / points
	}
	m.grade.Passed = m.grade.Score >= PassScore && !m.grade.Blocked
	return m.grade
}

// deeds: what was said to be done stands in the shop's record.
func (m *marker) deeds(l Live) {
	said, ok := m.first(func(h heardLine) bool { return h.Done })
	switch {
	case !ok:
		return
	case len(l.Did) > 0:
		m.give("deed", forVerdict, forVerdict, said.Seq, both("说已办理的，系统里有记录", "what was said to be done is on record"), "")
	default:
		m.give("deed", forVerdict, 0, said.Seq, both("说已办理，但系统里没有记录", "said to be done, and the shop has no record of it"), "")
	}
	for _, need := range m.s.Needs {
		points := forAsking / len(m.s.Needs)
		asked, ok := m.first(func(h heardLine) bool { return slices.Contains(h.Asks, need.Name) })
		switch {
		case points == 0:
		case ok && asked.Seq < said.Seq:
			m.give("ask:"+need.Name, points, points, asked.Seq, both("办理前问清了这一项", "asked before it was done"), "")
		case m.heardUnasked(need, said.Seq):
			m.give("ask:"+need.Name, points, points, said.Seq, both("顾客已经说过，没有再问", "the shopper had said it, and was not asked again"), "")
		default:
			m.give("ask:"+need.Name, points, 0, said.Seq, both("流程要求问清这一项，但没有问", "the procedure needs this, and it was not asked"), need.Ask)
		}
	}
}

// heardUnasked tells whether the shopper said it on their own: the order's
// number, or an answer of the right kind.
func (m *marker) heardUnasked(n Need, before int) bool {
	for _, l := range m.talk.Lines {
		if l.Agent || l.Seq >= before {
			continue
		}
		if n.Type == "order_id" && slices.ContainsFunc(m.s.Orders, func(o OrderCard) bool { return strings.Contains(l.Text, o.ID) }) {
			return true
		}
		if cue := askForms[n.Type]; cue != nil && n.Type != "order_id" && cue.MatchString(l.Text) {
			return true
		}
	}
	return false
}

// content is how the shopper left.
func (m *marker) content(l Live) {
	if l.Happy {
		m.give("resolution", forResolution, forResolution, m.lastSeq(), both("顾客的问题有了结果", "the shopper's matter came to an end"), "")
		return
	}
	m.give("resolution", forResolution, 0, m.lastSeq(), both("顾客没有得到结果就离开了", "the shopper left without a result"), "")
}
