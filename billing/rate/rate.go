package rate

import (
	"cmp"
	"crypto/sha256"
	"fmt"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// Options says what to leave out of a rating. The zero value leaves out the
// tags alone.
type Options struct {
	// Tags adds four bytes a fact, so that a recount can name facts.
	Tags bool
	// NoEvidence skips all hashing: for what-if questions.
	NoEvidence bool
}

// Rate is the document for the contract's period, from the facts received by
// asOf; a zero asOf takes all. The same facts in another order give the same
// document, byte for byte. It returns the faults of Contract.Check, ErrMixed
// and ErrOverflow of money.
func Rate(c Contract, f Facts, asOf time.Time) (Invoice, error) {
	return RateWith(c, f, asOf, Options{})
}

// RateWith is Rate with options.
func RateWith(c Contract, f Facts, asOf time.Time, opt Options) (Invoice, error) {
	r, err := rated(&c, &f, asOf)
	return r.sealed(opt), err
}

// RateCube is RateWith, and the cube of the same rating.
func RateCube(c Contract, f Facts, asOf time.Time, opt Options) (Invoice, *Cube, error) {
	r, err := rated(&c, &f, asOf)
	if err != nil {
		return Invoice{}, nil, err
	}
	cube, err := r.from.cube(&c)
	return r.sealed(opt), cube, err
}

// rating is a document before it is hashed, and what it was counted from.
type rating struct {
	doc   Invoice
	from  *gathered
	parts []*segment // one for each version in the period, in their order
}

// sealed is the document with its hashes, as far as they are asked for.
func (r *rating) sealed(opt Options) Invoice {
	if r.from != nil && !opt.NoEvidence {
		r.doc.prove(r.from, opt.Tags)
		r.doc.ResultSHA = r.doc.resultSHA()
	}
	return r.doc
}

// rated is a rating of what was received by asOf. After an error it has no
// document.
func rated(c *Contract, f *Facts, asOf time.Time) (rating, error) {
	if err := c.Check(); err != nil {
		return rating{}, err
	}
	g, err := gather(c, f, asOf)
	if err != nil {
		return rating{}, err
	}
	if err := g.place(c); err != nil {
		return rating{}, err
	}
	g.apply(c)
	capped := g.capExcuses(c, func(Span) int64 { return 0 })
	g.judge(c)
	g.once(c)

	inv := c.document()
	inv.Conflicts, inv.Parked, inv.Warnings = g.conflicts, g.parked, capped
	if inv.ContractSHA, err = c.SHA(); err != nil {
		return rating{}, err
	}
	parts, err := inv.fill(c, g)
	if err != nil {
		return rating{}, fmt.Errorf("rate contract %s: %w", c.ID, err)
	}
	inv.Watermark = g.watermark(asOf)
	return rating{inv, g, parts}, nil
}

// document is a bill of the contract's period with nothing on it yet.
func (c *Contract) document() Invoice {
	return Invoice{
		Brand: c.Brand, Contract: c.ID, Engine: Engine, Currency: c.Currency, Tax: c.Tax, Lines: []Line{},
		Period: Span{c.Period.From.UTC(), c.Period.Till.UTC()},
	}
}

// fill writes the lines of every version in the period, then the totals. It
// returns what each version came to.
func (v *Invoice) fill(c *Contract, g *gathered) ([]*segment, error) {
	perMinor, err := c.Currency.MicroPerMinor()
	if err != nil {
		return nil, err
	}
	var parts []*segment
	for _, i := range c.versionsInPeriod() {
		s := &segment{
			contract: c, version: &c.Versions[i], perMinor: perMinor, under: newUnder(g, &c.Versions[i]),
			span: overlap(c.Period, Span{c.Versions[i].From, c.Versions[i].Till}),
		}
		if s.t, err = g.count(i, s.span, s.under); err != nil {
			return nil, fmt.Errorf("version %s: %w", s.version.ID, err)
		}
		if err := v.take(s); err != nil {
			return nil, err
		}
		parts = append(parts, s)
	}
	v.addUnrated(c, g)
	if err := v.warnInverted(c, perMinor); err != nil {
		return nil, err
	}
	return parts, v.total()
}

// take rates a segment and adds its lines to the document.
func (v *Invoice) take(s *segment) error {
	if err := s.rate(); err != nil {
		return fmt.Errorf("version %s: %w", s.version.ID, err)
	}
	v.Lines = append(v.Lines, s.lines...)
	var err error
	v.CompensationMinor, err = money.Add(v.CompensationMinor, s.compensation)
	return err
}

// warnInverted prints the bands that a document's quantities reached and that
// invert (clause 4.7c).
func (v *Invoice) warnInverted(c *Contract, perMinor int64) error {
	reached := map[string]int64{}
	for _, l := range v.Lines {
		if l.Code == codeIncentive {
			reached[l.Version] = l.Qty
		}
	}
	for i := range c.Versions {
		x := &c.Versions[i]
		warnings, err := x.inverted(perMinor, reached[x.ID])
		if err != nil {
			return err
		}
		v.Warnings = append(v.Warnings, warnings...)
	}
	return nil
}

func (c *Contract) versionsInPeriod() []int {
	var in []int
	for i, v := range c.Versions {
		if v.From.Before(c.Period.Till) && c.Period.From.Before(v.Till) {
			in = append(in, i)
		}
	}
	slices.SortFunc(in, func(a, b int) int { return c.Versions[a].From.Compare(c.Versions[b].From) })
	return in
}

func overlap(a, b Span) Span {
	if b.From.After(a.From) {
		a.From = b.From
	}
	if b.Till.Before(a.Till) {
		a.Till = b.Till
	}
	return a
}

// addUnrated prints what no version or rule prices: nothing is dropped in
// silence.
func (v *Invoice) addUnrated(c *Contract, g *gathered) {
	var none []int
	for i := range g.rows {
		if g.rows[i].fate == unrated && c.Period.Holds(g.rows[i].At) {
			none = append(none, i)
		}
	}
	v.printUnrated(int64(len(none)), none)
}

func (v *Invoice) printUnrated(n int64, members []int) {
	if n > 0 {
		v.Lines = append(v.Lines, Line{Code: codes[unrated], Qty: n, members: members})
		v.Warnings = append(v.Warnings, fmt.Sprintf("%d outcomes fit no rule of the contract", n))
	}
}

// total floors the sum at nothing, the rest going to the brand's credit
// balance, and finds the tax.
func (v *Invoice) total() error {
	var sum money.Amount
	var err error
	for i := range v.Lines {
		if sum, err = money.Add(sum, v.Lines[i].Amount); err != nil {
			return err
		}
	}
	if sum < 0 {
		if v.CreditToBalanceMinor, err = money.Neg(sum); err != nil {
			return err
		}
		v.Lines = append(v.Lines, Line{Code: "credit_to_balance", Qty: 1, Amount: v.CreditToBalanceMinor})
		sum = 0
	}
	if v.Tax.Mode == TaxInclusive {
		v.TotalMinor = sum
		if v.SubtotalMinor, err = money.MulDiv(int64(sum), 10_000, 10_000+v.Tax.BP); err != nil {
			return err
		}
		v.TaxMinor = v.TotalMinor - v.SubtotalMinor
		return nil
	}
	v.SubtotalMinor = sum
	if v.TaxMinor, err = money.MulDiv(int64(sum), v.Tax.BP, 10_000); err != nil {
		return err
	}
	v.TotalMinor, err = money.Add(v.SubtotalMinor, v.TaxMinor)
	return err
}

func (g *gathered) watermark(asOf time.Time) Watermark {
	w := Watermark{
		Outcomes: len(g.rows), Corrections: g.applied + len(g.parked),
		Bookings: len(g.bookings), Excusals: len(g.excusals),
	}
	if !asOf.IsZero() {
		at := micro(asOf.UTC())
		w.AsOf = &at
	}
	if !g.newest.IsZero() {
		at := g.newest.UTC()
		w.NewestAt = &at
	}
	return w
}

// prove hashes every fact once and gives the document and each line its root.
func (v *Invoice) prove(g *gathered, withTags bool) {
	leaves := make([]Hash, 0, len(g.rows)+len(g.bookings)+len(g.excusals))
	for i := range g.rows {
		leaves = append(leaves, g.rows[i].leaf())
	}
	bookings := len(leaves)
	for _, b := range g.bookings {
		leaves = append(leaves, sha256.Sum256(append(canonical{}, leafMark).booking(b)))
	}
	for _, e := range g.excusals {
		leaves = append(leaves, sha256.Sum256(append(canonical{}, leafMark).excusal(e)))
	}
	v.Watermark.Root = hexRoot(Root(leaves))
	if withTags {
		v.Watermark.Tags = tags(leaves)
	}
	var under []Hash
	for k := range v.Lines {
		l := &v.Lines[k]
		if len(l.members) == 0 {
			continue
		}
		base := 0
		if byBooking(l.Code) {
			base = bookings
		}
		slices.SortFunc(l.members, cmp.Compare) // rows are sorted by id
		under = under[:0]
		for _, i := range l.members {
			under = append(under, leaves[base+i])
		}
		l.Root, l.Count = hexRoot(Root(under)), int64(len(under))
		if withTags {
			l.Tags = tags(under)
		}
	}
}
