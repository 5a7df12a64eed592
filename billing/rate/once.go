package rate

import (
	"cmp"
	"slices"
	"time"
)

// once takes away what would be charged twice: at most one billable outcome a
// conversation, one a case, and one an order item.
//
// Which clause a conversation, a case or an order is billed by never depends on
// how well it was served, so serving worse can only lower the bill.
func (g *gathered) once(c *Contract) {
	g.oneSpeaks()
	g.oneACase(c)
	g.oneAnOrder()
}

// oneSpeaks lets one row stand for a conversation that was passed on: a
// person's before the bot's, then the last one, for it knows how it ended.
func (g *gathered) oneSpeaks() {
	speaker := make(map[string]int)
	for i := range g.rows {
		r := &g.rows[i]
		if r.Conversation == "" || r.Service.sells() {
			continue
		}
		j, taken := speaker[r.Conversation]
		if !taken {
			speaker[r.Conversation] = i
			continue
		}
		quiet := i
		if r.speaksBefore(&g.rows[j]) {
			speaker[r.Conversation], quiet = i, j
		}
		g.rows[quiet].speak = false
		if g.rows[quiet].fate != unrated {
			g.rows[quiet].fate = sameConversation
		}
	}
}

func (r *row) speaksBefore(o *row) bool {
	if (r.Service == Bot) != (o.Service == Bot) {
		return o.Service == Bot
	}
	return cmp.Or(r.At.Compare(o.At), cmp.Compare(r.ID, o.ID)) > 0
}

// matter is what a shopper keeps coming back about.
type matter struct{ shopper, order, intent string }

// oneACase bills one outcome a case. A case is one shopper, one order, one
// intent, until case_hours pass without a conversation about it; so two billed
// outcomes of one matter are always that far apart.
func (g *gathered) oneACase(c *Contract) {
	matters := make(map[matter][]int)
	for i := range g.rows {
		r := &g.rows[i]
		if !r.speak || r.rule < 0 || r.Service.sells() || r.Shopper == "" || (r.OrderRef == "" && r.Intent == "") {
			continue
		}
		if c.Versions[r.version].CaseHours > 0 {
			k := matter{r.Shopper, r.OrderRef, r.Intent}
			matters[k] = append(matters[k], i)
		}
	}
	for _, members := range matters {
		if len(members) > 1 {
			g.splitCases(c, members)
		}
	}
}

func (g *gathered) splitCases(c *Contract, members []int) {
	slices.SortFunc(members, g.byTime)
	start := 0
	for k := 1; k <= len(members); k++ {
		if k < len(members) {
			next, last := &g.rows[members[k]], &g.rows[members[k-1]]
			quiet := time.Duration(c.Versions[next.version].CaseHours) * time.Hour
			if next.At.Sub(last.At) < quiet {
				continue
			}
		}
		g.billOne(c, members[start:k])
		start = k
	}
}

// billOne bills a case by the clause of its dearest row, served or not: of the
// rows of that version and rule the dearest paid one, then the earliest. Were
// another clause to step in for a row that was served badly, worse service
// could cost more: another tier, another version, an hour with a surcharge.
func (g *gathered) billOne(c *Contract, members []int) {
	lead := members[0]
	for _, i := range members[1:] {
		g.mixed = g.mixed || !g.alike(i, lead)
		if g.listPrice(i) > g.listPrice(lead) {
			lead = i
		}
	}
	best := -1
	for _, i := range members {
		r := &g.rows[i]
		same := r.version == g.rows[lead].version && r.rule == g.rows[lead].rule
		if same && r.fate.paid() && (best < 0 || g.paidPrice(i) > g.paidPrice(best)) {
			best = i
		}
	}
	for _, i := range members {
		if i != best && g.rows[i].fate.paid() {
			g.rows[i].fate = sameCase
		}
	}
}

// alike tells whether two rows have one price whatever the prices are.
func (g *gathered) alike(i, j int) bool {
	a, b := &g.rows[i], &g.rows[j]
	t := g.terms[a.version]
	return a.version == b.version && a.rule == b.rule && (len(t.windows) == 0 || t.windowOf(a.At) == t.windowOf(b.At))
}

// listPrice is the most that a row may be charged, whatever became of it.
func (g *gathered) listPrice(i int) int64 {
	r := &g.rows[i]
	return g.terms[r.version].price(r.rule, confirmed, r.At)
}

// paidPrice is the list price of what a paid row came to.
func (g *gathered) paidPrice(i int) int64 {
	r := &g.rows[i]
	return g.terms[r.version].price(r.rule, r.fate, r.At)
}

// price is a rule's list price in millionths, with the surcharge of the hour.
func (t *terms) price(rule int, f fate, at time.Time) int64 {
	unit := t.version.Rules[rule].listed(f)
	if len(t.windows) > 0 {
		if w := t.windowOf(at); w >= 0 {
			// Far from the edge: units are below 2^50 and surcharges below 2^7 times.
			unit += unit / 10_000 * t.windows[w].bp
		}
	}
	return unit
}

// listed is the list price of one unit: of the first tier, or of the class.
func (r *Rule) listed(f fate) int64 {
	switch {
	case len(r.Tiers) > 0:
		return r.Tiers[0].UnitMicro
	case f == assumed:
		return r.AssumedMicro
	case r.Kind == KindResolution:
		return r.ConfirmedMicro
	}
	return 0
}

// oneAnOrder credits an order item to one conversation only: the first.
func (g *gathered) oneAnOrder() {
	winner := make(map[string]int)
	for i := range g.rows {
		r := &g.rows[i]
		if !r.Service.sells() || r.OrderRef == "" || !r.Flags.Has(Attributed) || r.rule < 0 {
			continue
		}
		j, taken := winner[r.OrderRef]
		switch {
		case !taken:
			winner[r.OrderRef] = i
		case g.byTime(i, j) < 0:
			winner[r.OrderRef] = i
			g.rows[j].fate = sameOrder
		default:
			r.fate = sameOrder
		}
	}
}

// byTime orders rows by when they happened, then by id.
func (g *gathered) byTime(a, b int) int {
	return cmp.Or(g.rows[a].At.Compare(g.rows[b].At), cmp.Compare(g.rows[a].ID, g.rows[b].ID))
}
