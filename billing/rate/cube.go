package rate

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
)

// Cube is a rating's outcomes by day and by all that an amount depends on: some
// hundred cells for a month of millions. It answers "what would it cost under
// other prices, tiers, floors, caps, commitments and rebates" by adding them
// up. What decides which outcome is what - windows, hours, who fits which rule
// - is inside it: other terms of that kind are refused, and rated anew.
type Cube struct {
	Judged   string        `json:"judged"`          // hash of the terms that it was judged by
	Mixed    bool          `json:"mixed,omitempty"` // a case holds rows of several prices: list prices decide which is billed
	Prices   []int64       `json:"prices"`          // the list prices it was judged by
	Unrated  int64         `json:"unrated,omitempty"`
	Versions []CubeVersion `json:"versions"`
}

// CubeVersion is the part of a version.
type CubeVersion struct {
	Index  int             `json:"index"`
	Booked money.Amount    `json:"booked,omitempty"`
	Seats  map[int]int64   `json:"seats,omitempty"`    // by rule
	SeatIn map[int][]int64 `json:"seats_in,omitempty"` // by rule and surcharge
	Days   []DayFloor      `json:"days,omitempty"`     // guarantees that count shoppers' days
	Cells  []Cell          `json:"cells"`
}

// DayFloor is what a guarantee over shoppers' days counted.
type DayFloor struct {
	Guarantee int   `json:"g"`
	Counted   int64 `json:"counted"`
	Good      int64 `json:"good"`
}

// Cell is outcomes of one day that look alike to an amount.
type Cell struct {
	Day    string       `json:"day"` // in the contract's zone
	Rule   int          `json:"r"`
	Fate   string       `json:"is"`
	Speaks bool         `json:"s,omitempty"`
	Waived bool         `json:"w,omitempty"`
	Window int          `json:"h"`
	Counts uint16       `json:"c,omitempty"`
	Good   uint16       `json:"g,omitempty"`
	N      int64        `json:"n"`
	Net    money.Amount `json:"net,omitempty"`
	Since  int64        `json:"since,omitempty"`

	fate fate
}

// ErrCube says that the asked terms change what outcomes are, and not only what
// they cost.
var ErrCube = fault.New(fault.Conflict, "terms_need_rating", "these terms change which outcomes count; the facts must be rated anew")

var fateNames = [fates]string{
	"unrated", "billed", "confirmed", "assumed", "held", "unanswered", "greeting", "late", "human_touched", "escalated",
	"unconfirmed", "reopened", "cancelled", "disputed", "no_conversion", "reversed", "same_conversation", "same_case", "same_order",
}

// CubeOf is the cube of a rating. It returns what Rate does.
func CubeOf(c Contract, f Facts, asOf time.Time) (*Cube, error) {
	r, err := rated(&c, &f, asOf)
	if err != nil {
		return nil, err
	}
	return r.from.cube(&c)
}

func (g *gathered) cube(c *Contract) (*Cube, error) {
	k := &Cube{Mixed: g.mixed, Prices: c.listPrices()}
	var err error
	if k.Judged, err = c.judgedBy(); err != nil {
		return nil, err
	}
	for i := range g.rows {
		if g.rows[i].fate == unrated && c.Period.Holds(g.rows[i].At) {
			k.Unrated++
		}
	}
	for _, i := range c.versionsInPeriod() {
		v, err := g.cubeVersion(i, overlap(c.Period, Span{c.Versions[i].From, c.Versions[i].Till}))
		if err != nil {
			return nil, err
		}
		k.Versions = append(k.Versions, v)
	}
	return k, nil
}

type cellKey struct {
	day string
	seen
}

func (g *gathered) cubeVersion(index int, span Span) (CubeVersion, error) {
	t := g.terms[index]
	v := CubeVersion{Index: index}
	sums, days, cells := newTallies(t.version), newDays(t), map[cellKey]*Cell{}
	for i := range g.rows {
		r := &g.rows[i]
		if r.version != index || !span.Holds(r.At) {
			continue
		}
		s := t.look(r.class, &r.standing, r.rule, r.fate, r.speak, r.At, r.openedAt())
		days.add(&s, r.who, r.At)
		net, since := s.net, r.heldSince.UnixMicro()
		if s.fate != billed {
			net = 0
		}
		if s.fate != held {
			since = 0
		}
		s.net, s.since = 0, since
		key := cellKey{r.At.In(t.zone).Format(time.DateOnly), s}
		cell := cells[key]
		if cell == nil {
			cell = &Cell{
				Day: key.day, Rule: s.rule, Fate: fateNames[s.fate], Speaks: s.speaks, Waived: s.waived, Window: s.window,
				Counts: uint16(s.counts), Good: uint16(s.good), Since: since, fate: s.fate,
			}
			cells[key] = cell
		}
		cell.N++
		var err error
		if cell.Net, err = money.Add(cell.Net, net); err != nil {
			return v, err
		}
	}
	for _, c := range cells {
		v.Cells = append(v.Cells, *c)
	}
	slices.SortFunc(v.Cells, func(a, b Cell) int { return slices.Compare(a.order(), b.order()) })
	days.count(sums)
	for i := range sums.floors {
		if t.perDay.has(i) {
			v.Days = append(v.Days, DayFloor{i, sums.floors[i].counted, sums.floors[i].good})
		}
	}
	if err := g.seat(t, span, sums, nil); err != nil {
		return v, err
	}
	v.keepSeats(sums)
	return v, nil
}

// order makes the cells of one cube always lie alike.
func (c *Cell) order() []int64 {
	day, _ := time.Parse(time.DateOnly, c.Day) // it was written by this layout
	return []int64{day.Unix(), int64(c.Rule), int64(c.fate), int64(c.Window), int64(c.Counts), int64(c.Good), c.Since, truth(c.Speaks), truth(c.Waived)}
}

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func (v *CubeVersion) keepSeats(sums *tallies) {
	v.Booked = sums.booked
	for k := range sums.rules {
		r := &sums.rules[k]
		if r.seats == 0 {
			continue
		}
		if v.Seats == nil {
			v.Seats, v.SeatIn = map[int]int64{}, map[int][]int64{}
		}
		v.Seats[k] = r.seats
		for _, w := range r.windows {
			v.SeatIn[k] = append(v.SeatIn[k], w.seats)
		}
	}
}

// Rate adds the cube up under other prices. It returns ErrCube, and what Rate
// does.
func (k *Cube) Rate(c Contract) (Invoice, []Floor, error) {
	if err := c.Check(); err != nil {
		return Invoice{}, nil, err
	}
	judged, err := c.judgedBy()
	if err != nil {
		return Invoice{}, nil, err
	}
	if judged != k.Judged || (k.Mixed && !k.samePrices(c)) {
		return Invoice{}, nil, ErrCube
	}
	perMinor, err := c.Currency.MicroPerMinor()
	if err != nil {
		return Invoice{}, nil, err
	}
	inv := c.document()
	var floors []Floor
	for i := range k.Versions {
		x := &k.Versions[i]
		v := &c.Versions[x.Index]
		s := segment{contract: &c, version: v, perMinor: perMinor, span: overlap(c.Period, Span{v.From, v.Till})}
		if s.t, err = x.tallies(v); err != nil {
			return inv, nil, err
		}
		if err := inv.take(&s); err != nil {
			return inv, nil, err
		}
		here, err := s.standings()
		if err != nil {
			return inv, nil, err
		}
		floors = append(floors, here...)
		for _, c := range x.Cells {
			inv.Watermark.Outcomes += int(c.N)
		}
	}
	inv.printUnrated(k.Unrated, nil)
	if err := inv.warnInverted(&c, perMinor); err != nil {
		return inv, nil, err
	}
	return inv, floors, inv.total()
}

func (v *CubeVersion) tallies(of *Version) (*tallies, error) {
	sums := newTallies(of)
	sums.booked = v.Booked
	perDay := set(0)
	for _, d := range v.Days {
		perDay |= 1 << d.Guarantee
		sums.floors[d.Guarantee] = floorTally{d.Counted, d.Good}
	}
	for i := range v.Cells {
		c := &v.Cells[i]
		s := seen{
			rule: c.Rule, fate: c.fate, speaks: c.Speaks, waived: c.Waived, window: c.Window,
			counts: set(c.Counts), good: set(c.Good), net: c.Net, since: c.Since,
		}
		if err := sums.add(&s, c.N, perDay); err != nil {
			return nil, err
		}
	}
	for k, n := range v.Seats {
		sums.rules[k].seats = n
		for w, in := range v.SeatIn[k] {
			sums.rules[k].windows[w].seats = in
		}
	}
	return sums, nil
}

func (k *Cube) samePrices(c Contract) bool { return slices.Equal(k.Prices, c.listPrices()) }

func (c *Contract) listPrices() []int64 {
	var all []int64
	for i := range c.Versions {
		for k := range c.Versions[i].Rules {
			r := &c.Versions[i].Rules[k]
			all = append(all, r.listed(confirmed), r.listed(assumed))
		}
	}
	return all
}

// judgedBy is the hash of a contract without what things cost.
func (c Contract) judgedBy() (string, error) {
	c.Tax = Tax{}
	c.Versions = slices.Clone(c.Versions)
	for i := range c.Versions {
		v := &c.Versions[i]
		v.TotalCapBP, v.Commitment, v.Incentive = 0, nil, nil
		v.Rules, v.Guarantees = slices.Clone(v.Rules), slices.Clone(v.Guarantees)
		for k := range v.Rules {
			r := &v.Rules[k]
			r.Tiers, r.ConfirmedMicro, r.AssumedMicro, r.FeeMinor, r.BP, r.SeatMicro = nil, 0, 0, 0, 0, 0
		}
		for k := range v.Guarantees {
			g := &v.Guarantees[k]
			g.FloorPPM, g.UnitMinor, g.CapBP = 0, 0, 0
		}
	}
	raw, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("hash terms of contract %s: %w", c.ID, err)
	}
	return hexSHA(raw), nil
}

// ReadCube reads a cube from its JSON.
func ReadCube(raw []byte) (*Cube, error) {
	k := &Cube{}
	if err := json.Unmarshal(raw, k); err != nil {
		return nil, fmt.Errorf("read cube: %w", err)
	}
	for i := range k.Versions {
		for j := range k.Versions[i].Cells {
			c := &k.Versions[i].Cells[j]
			c.fate = fate(slices.Index(fateNames[:], c.Fate))
		}
	}
	return k, nil
}
