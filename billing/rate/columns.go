package rate

import (
	"math"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
)

// Columns are a brand's facts as a rating reads them fastest: an outcome that
// stands alone is four numbers, and the few that others speak about - those
// with corrections, of a conversation, a matter or an order that came more
// than once - stay rows. Rating them under other terms reads memory in order
// and gives, line by line, the amounts that Rate gives; it has no evidence.
type Columns struct {
	Brand    string
	Currency money.Currency

	at     []int64  // microseconds
	kind   []uint16 // into kinds
	respMS []int32  // a wait over 24 days counts as 24 days
	net    []int64
	who    []int32
	opened []int64 // nil: no outcome tells

	kinds []kind
	rest  gathered // the rows, the bookings and the excusals
}

// kind is everything small that an amount depends on.
type kind struct {
	class   int32
	csat    int8
	flags   Flags
	excused bool // an outage that both signed
	nothing bool // its net is zero
}

// ErrKinds says that the outcomes differ in more ways than columns can number.
var ErrKinds = fault.New(fault.Invalid, "outcomes_too_various", "the outcomes come in more than 65,536 kinds; rate them as rows")

// ColumnsOf reads a brand's facts into columns, as known at asOf. It returns
// ErrMixed of money and ErrKinds.
func ColumnsOf(c Contract, f Facts, asOf time.Time) (*Columns, error) {
	g, err := gather(&c, &f, asOf)
	if err != nil {
		return nil, err
	}
	g.nameShoppers()
	k := &Columns{Brand: c.Brand, Currency: c.Currency}
	// The rows' shoppers are numbered by now: their names, most of a month's
	// memory, are let go.
	k.rest = gathered{bookings: g.bookings, excusals: g.excusals, classes: g.classes, shoppers: map[string]int32{}}
	alone := g.alone()
	n := 0
	for _, a := range alone {
		if a {
			n++
		}
	}
	k.at, k.kind, k.respMS = make([]int64, 0, n), make([]uint16, 0, n), make([]int32, 0, n)
	k.net, k.who = make([]int64, 0, n), make([]int32, 0, n)
	numbers := map[kind]uint16{}
	for i := range g.rows {
		r := &g.rows[i]
		if !alone[i] {
			slim := *r.Outcome
			slim.TranscriptSHA, slim.Agent, slim.Slot, slim.Shop, slim.Source, slim.SourceEventID = "", "", "", "", "", ""
			r.Outcome = &slim
			k.rest.rows = append(k.rest.rows, *r)
			continue
		}
		if err := k.add(r, numbers, g.inOutage(r)); err != nil {
			return nil, err
		}
	}
	k.rest.rows = append(make([]row, 0, len(k.rest.rows)), k.rest.rows...) // no room to grow is kept
	return k, nil
}

func (k *Columns) add(r *row, numbers map[kind]uint16, excused bool) error {
	what := kind{int32(r.class), int8(r.CSAT), r.Flags, excused, r.NetMinor == 0}
	n, known := numbers[what]
	if !known {
		if len(k.kinds) > math.MaxUint16 {
			return ErrKinds
		}
		n = uint16(len(k.kinds))
		numbers[what] = n
		k.kinds = append(k.kinds, what)
	}
	if r.OpenedAt != nil && k.opened == nil {
		k.opened = make([]int64, len(k.at), cap(k.at))
		copy(k.opened, k.at)
	}
	k.at, k.kind = append(k.at, r.At.UnixMicro()), append(k.kind, n)
	k.respMS = append(k.respMS, int32(min(r.RespMS, math.MaxInt32)))
	k.net, k.who = append(k.net, int64(r.NetMinor)), append(k.who, r.who)
	if k.opened != nil {
		k.opened = append(k.opened, r.openedAt().UnixMicro())
	}
	return nil
}

// Len is how many outcomes there are.
func (k *Columns) Len() int { return len(k.at) + len(k.rest.rows) }

// alone tells which rows no other fact speaks about.
func (g *gathered) alone() []bool {
	conversations, orders := map[string]int{}, map[string]int{}
	matters := map[matter]int{}
	for i := range g.rows {
		r := &g.rows[i]
		if r.Service.sells() {
			orders[r.OrderRef]++
			continue
		}
		conversations[r.Conversation]++
		matters[matter{r.Shopper, r.OrderRef, r.Intent}]++
	}
	out := make([]bool, len(g.rows))
	for i := range g.rows {
		r := &g.rows[i]
		switch {
		case len(r.corrections) > 0 || r.Flags.Has(Held):
		case r.Service.sells():
			out[i] = r.OrderRef == "" || orders[r.OrderRef] == 1
		default:
			m := matter{r.Shopper, r.OrderRef, r.Intent}
			out[i] = (r.Conversation == "" || conversations[r.Conversation] == 1) &&
				(r.Shopper == "" || (r.OrderRef == "" && r.Intent == "") || matters[m] == 1)
		}
	}
	return out
}

// Rate gives the document's lines and sums under any terms of the brand's,
// without evidence. It returns what Rate does.
func (k *Columns) Rate(c Contract) (Invoice, error) {
	if err := c.Check(); err != nil {
		return Invoice{}, err
	}
	if c.Brand != k.Brand || c.Currency != k.Currency {
		return Invoice{}, money.ErrMixed.With("facts of %s in %s under a contract of %s in %s", k.Brand, k.Currency, c.Brand, c.Currency)
	}
	g := k.rest
	g.rows = slices.Clone(k.rest.rows)
	if err := g.place(&c); err != nil {
		return Invoice{}, err
	}
	g.apply(&c)
	inv := c.document()
	inv.Watermark.Outcomes = k.Len()
	inv.Warnings = g.capExcuses(&c, func(s Span) int64 { return k.within(s) })
	g.judge(&c)
	g.once(&c)
	return inv, k.fill(&inv, &c, &g)
}

// within counts the columns' outcomes in a stretch.
func (k *Columns) within(s Span) int64 {
	from, till, n := s.From.UnixMicro(), s.Till.UnixMicro(), int64(0)
	for _, at := range k.at {
		if at >= from && at < till {
			n++
		}
	}
	return n
}

func (k *Columns) fill(inv *Invoice, c *Contract, g *gathered) error {
	perMinor, err := c.Currency.MicroPerMinor()
	if err != nil {
		return err
	}
	for _, i := range c.versionsInPeriod() {
		s := segment{contract: c, version: &c.Versions[i], perMinor: perMinor, span: overlap(c.Period, Span{c.Versions[i].From, c.Versions[i].Till})}
		if s.t, err = k.count(g, i, s.span); err != nil {
			return err
		}
		if err := inv.take(&s); err != nil {
			return err
		}
	}
	if err := k.addUnrated(inv, c, g); err != nil {
		return err
	}
	if err := inv.warnInverted(c, perMinor); err != nil {
		return err
	}
	return inv.total()
}

// count adds the rows' tallies and the columns'.
func (k *Columns) count(g *gathered, index int, span Span) (*tallies, error) {
	t := g.terms[index]
	sums, days := newTallies(t.version), newDays(t)
	if err := g.countRows(index, span, sums, days, nil); err != nil {
		return nil, err
	}
	if err := k.scan(t, span, sums, days); err != nil {
		return nil, err
	}
	days.count(sums)
	return sums, g.seat(t, span, sums, nil)
}

// scan counts the columns: by kind and speed where that is all an amount
// depends on, one by one where the hour or the shopper's day matters.
func (k *Columns) scan(t *terms, span Span, sums *tallies, days *shopperDays) error {
	if t.byTheHour() {
		return k.scanEach(t, span, sums, days)
	}
	speeds := t.speeds()
	width := len(speeds) + 1
	counts, nets := make([]int64, len(k.kinds)*width), make([]int64, len(k.kinds)*width)
	over := k.histogram(span, speeds, counts, nets)
	if over {
		return money.ErrOverflow
	}
	for cell, n := range counts {
		if n == 0 {
			continue
		}
		speed := int64(math.MaxInt32)
		if b := cell % width; b < len(speeds) {
			speed = int64(speeds[b])
		}
		s := k.see(t, k.kinds[cell/width], speed, span.From, span.From)
		s.net = money.Amount(nets[cell])
		if err := sums.add(&s, n, 0); err != nil {
			return err
		}
	}
	return nil
}

// histogram is the loop that a re-rating of millions spends its time in: no
// branch in it depends on the terms but the bounds of the stretch.
func (k *Columns) histogram(span Span, speeds []int32, counts, nets []int64) (over bool) {
	from, till, width := span.From.UnixMicro(), span.Till.UnixMicro(), len(speeds)+1
	kinds, resp, net := k.kind[:len(k.at)], k.respMS[:len(k.at)], k.net[:len(k.at)]
	for i, at := range k.at {
		if at < from || at >= till {
			continue
		}
		b := 0
		for _, most := range speeds {
			if resp[i] > most {
				b++
			}
		}
		cell := int(kinds[i])*width + b
		counts[cell]++
		if nets[cell] += net[i]; nets[cell] < 0 {
			over = true // a sum of what is not negative came out negative
		}
	}
	return over
}

func (k *Columns) scanEach(t *terms, span Span, sums *tallies, days *shopperDays) error {
	from, till := span.From.UnixMicro(), span.Till.UnixMicro()
	for i, at := range k.at {
		if at < from || at >= till {
			continue
		}
		when := time.UnixMicro(at)
		opened := when
		if k.opened != nil {
			opened = time.UnixMicro(k.opened[i])
		}
		s := k.see(t, k.kinds[k.kind[i]], int64(k.respMS[i]), when, opened)
		s.net = money.Amount(k.net[i])
		if err := sums.add(&s, 1, t.perDay); err != nil {
			return err
		}
		days.add(&s, k.who[i], when)
	}
	return nil
}

// see judges an outcome that stands alone.
func (k *Columns) see(t *terms, what kind, respMS int64, at, opened time.Time) seen {
	x := standing{
		flags: what.flags, respMS: respMS, csat: int64(what.csat),
		excused: what.excused || what.flags.Has(Excused),
	}
	if !what.nothing {
		x.paid, x.net = 1, 1 // what it was is in the sums
	}
	rule := t.rules[what.class]
	return t.look(int(what.class), &x, rule, x.fate(t.version, rule), true, at, opened)
}

// byTheHour tells whether amounts depend on more than a kind and a speed.
func (t *terms) byTheHour() bool {
	if len(t.windows) > 0 || t.perDay != 0 {
		return true
	}
	for _, m := range t.meters {
		if m == nil {
			continue
		}
		for i := range m.of {
			if !m.of[i].defs[0].span.From.IsZero() {
				return true
			}
		}
	}
	return false
}

// speeds are the waits at which anything changes: each stands for all waits
// above the one before it, and up to itself.
func (t *terms) speeds() []int32 {
	v := t.version
	at := []int64{0, v.FastAbandonMS - 1, v.LateAfterMS}
	for _, m := range t.meters {
		if m == nil {
			continue
		}
		for i := range m.of {
			at = append(at, m.of[i].defs[0].measure.withinMS)
		}
	}
	var out []int32
	for _, ms := range at {
		if ms >= 0 && ms < math.MaxInt32 {
			out = append(out, int32(ms))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// addUnrated prints what no version or rule prices.
func (k *Columns) addUnrated(inv *Invoice, c *Contract, g *gathered) error {
	n := int64(0)
	for i := range g.rows {
		if g.rows[i].fate == unrated && c.Period.Holds(g.rows[i].At) {
			n++
		}
	}
	unpriced := k.within(c.Period)
	for _, i := range c.versionsInPeriod() {
		span := overlap(c.Period, Span{c.Versions[i].From, c.Versions[i].Till})
		rules := g.terms[i].rules
		if !slices.Contains(rules, -1) {
			unpriced -= k.within(span)
			continue
		}
		from, till := span.From.UnixMicro(), span.Till.UnixMicro()
		for j, at := range k.at {
			if at >= from && at < till && rules[k.kinds[k.kind[j]].class] >= 0 {
				unpriced--
			}
		}
	}
	inv.printUnrated(n+unpriced, nil)
	return nil
}
