package rate

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
)

// dimension is what a guarantee measures.
type dimension struct {
	name     string
	withinMS int64 // response_Ns
}

var errDimension = fault.New(fault.Invalid, "dimension_unknown", "a guarantee measures answer_rate, response_Ns or csat")

func parseDimension(name string) (dimension, error) {
	if name == "answer_rate" || name == "csat" {
		return dimension{name: name}, nil
	}
	s, ok := strings.CutPrefix(name, "response_")
	s, ends := strings.CutSuffix(s, "s")
	n, err := strconv.ParseInt(s, 10, 32)
	if !ok || !ends || err != nil || n < 1 {
		return dimension{}, errDimension
	}
	return dimension{name: "response", withinMS: n * 1000}, nil
}

// measures tells whether the outcome counts at all, and whether it was good.
func (d dimension) measures(x *standing) (counts, good bool) {
	answered := x.flags.Has(Answered)
	switch d.name {
	case "csat":
		return x.csat > 0, x.csat >= 4
	case "response":
		return answered || x.flags.Has(Unanswered), answered && x.respMS <= d.withinMS
	}
	return answered || x.flags.Has(Unanswered), answered
}

// floor is what one guarantee came to in the segment.
type floor struct {
	*Guarantee
	counted, good, short int64
	funded               int64 // conversations that it pays for
	owed                 money.Amount
}

// measure tells how far every guarantee is short.
func (s *segment) measure() error {
	s.floors = make([]floor, len(s.version.Guarantees))
	for i := range s.floors {
		t := s.t.floors[i]
		least, err := money.CeilDiv(t.counted, s.version.Guarantees[i].FloorPPM, 1_000_000)
		if err != nil {
			return err
		}
		s.floors[i] = floor{Guarantee: &s.version.Guarantees[i], counted: t.counted, good: t.good, short: max(0, least-t.good)}
	}
	return nil
}

// capExcuses lets what one side excused count only while it stays below the
// contract's share of the conversations; above, the other side must sign. It
// returns what to warn of. besides counts outcomes that are not among the rows.
func (g *gathered) capExcuses(c *Contract, besides func(Span) int64) []string {
	var warnings []string
	for v := range c.Versions {
		var alone, all int64
		for i := range g.rows {
			if r := &g.rows[i]; r.version == v && c.Period.Holds(r.At) {
				all++
				if r.oneSided {
					alone++
				}
			}
		}
		most := c.Versions[v].ExcuseCapBP
		if alone == 0 {
			continue
		}
		all += besides(overlap(c.Period, Span{c.Versions[v].From, c.Versions[v].Till}))
		if most > 0 && alone*10_000 > all*most {
			warnings = append(warnings, fmt.Sprintf(
				"version %s: %d of %d outcomes excused by one side alone; none counts until both sign", c.Versions[v].ID, alone, all))
			continue
		}
		for i := range g.rows {
			if r := &g.rows[i]; r.version == v && c.Period.Holds(r.At) {
				r.excused = r.excused || r.oneSided
			}
		}
	}
	return warnings
}
