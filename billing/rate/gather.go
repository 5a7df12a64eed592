package rate

import (
	"cmp"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// row is one outcome with what later facts did to it.
type row struct {
	*Outcome
	corrections []*Correction // by id

	class         int
	who           int32 // the shopper's number, where shoppers' days count
	version, rule int   // -1: none
	standing
	heldSince time.Time
	oneSided  bool // excused by one side alone

	fate  fate
	speak bool // stands for its conversation
}

// gathered is the facts of one brand as of one instant: without copies, with
// corrections laid on, sorted by id.
type gathered struct {
	rows      []row
	classes   classes
	terms     []*terms // by version
	shoppers  map[string]int32
	mixed     bool // a case holds rows of several prices
	bookings  []*Booking
	excusals  []*Excusal
	conflicts []Conflict
	parked    []string // corrections whose outcome has not arrived
	applied   int      // corrections that found theirs
	newest    time.Time
}

// gather selects what is known at asOf (all of it when zero).
func gather(c *Contract, f *Facts, asOf time.Time) (*gathered, error) {
	g := &gathered{}
	known := func(brand string, at time.Time) bool {
		if brand != c.Brand || (!asOf.IsZero() && at.After(asOf)) {
			return false
		}
		if at.After(g.newest) {
			g.newest = at
		}
		return true
	}
	outcomes := make([]*Outcome, 0, len(f.Outcomes))
	foreign := map[string]bool{}
	for i := range f.Outcomes {
		o := &f.Outcomes[i]
		if o.Brand != c.Brand {
			foreign[o.ID] = true
			continue
		}
		if o.Currency != "" && o.Currency != c.Currency {
			return nil, money.ErrMixed.With("outcome %s is in %s, the contract in %s", o.ID, o.Currency, c.Currency)
		}
		if known(o.Brand, o.ReceivedAt) {
			outcomes = append(outcomes, o)
		}
	}
	corrections := make([]*Correction, 0, len(f.Corrections))
	for i := range f.Corrections {
		if x := &f.Corrections[i]; !foreign[x.Outcome] && known(c.Brand, x.ReceivedAt) {
			corrections = append(corrections, x)
		}
	}
	for i := range f.Bookings {
		if b := &f.Bookings[i]; known(b.Brand, b.ReceivedAt) {
			g.bookings = append(g.bookings, b)
		}
	}
	for i := range f.Excusals {
		if e := &f.Excusals[i]; known(e.Brand, e.ReceivedAt) {
			g.excusals = append(g.excusals, e)
		}
	}
	g.settle(outcomes, corrections)
	return g, nil
}

// settle removes copies, joins corrections to their outcomes and sorts by id.
func (g *gathered) settle(outcomes []*Outcome, corrections []*Correction) {
	outcomes, twice := dedupe(outcomes, outcomeIdentity)
	corrections, twiceC := dedupe(corrections, correctionIdentity)
	bookings, twiceB := dedupe(g.bookings, bookingIdentity)
	excusals, twiceE := dedupe(g.excusals, excusalIdentity)
	g.bookings, g.excusals = bookings, excusals
	g.conflicts = slices.Concat(twice, twiceC, twiceB, twiceE)

	slices.SortFunc(outcomes, func(a, b *Outcome) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(corrections, func(a, b *Correction) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(g.bookings, func(a, b *Booking) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(g.excusals, func(a, b *Excusal) int { return cmp.Compare(a.ID, b.ID) })

	g.rows = make([]row, len(outcomes))
	byID := make(map[string]int, len(outcomes))
	for i, o := range outcomes {
		g.rows[i] = row{Outcome: o, class: g.classes.of(o), version: -1, rule: -1, speak: true}
		byID[o.ID] = i
	}
	for _, x := range corrections {
		i, ok := byID[x.Outcome]
		if !ok {
			g.parked = append(g.parked, x.ID)
			continue
		}
		g.rows[i].corrections = append(g.rows[i].corrections, x)
		g.applied++
	}
}

// place finds the version and the rule of every row.
func (g *gathered) place(c *Contract) error {
	var err error
	if g.terms, err = c.ready(g.classes.list); err != nil {
		return err
	}
	for i := range g.rows {
		r := &g.rows[i]
		if r.version = c.versionAt(r.At); r.version >= 0 {
			r.rule = g.terms[r.version].rules[r.class]
		}
	}
	return nil
}

// versionAt is the index of the version that holds at t, or -1.
func (c *Contract) versionAt(t time.Time) int {
	for i := range c.Versions {
		if (Span{c.Versions[i].From, c.Versions[i].Till}).Holds(t) {
			return i
		}
	}
	return -1
}
