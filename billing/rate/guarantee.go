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

// measures tells whether the row counts at all, and whether it was good.
func (d dimension) measures(r *row) (counts, good bool) {
	answered := r.Flags.Has(Answered)
	switch d.name {
	case "csat":
		return r.CSAT > 0, r.CSAT >= 4
	case "response":
		return answered || r.Flags.Has(Unanswered), answered && r.RespMS <= d.withinMS
	}
	return answered || r.Flags.Has(Unanswered), answered
}

// floor is what one guarantee came to in the segment.
type floor struct {
	*Guarantee
	dimension
	counted, good, short int64
	missed               []int
}

// floors measures every guarantee and, beside it, how many conversations
// missed each set of them: bit i of the key is guarantee i.
func (s *segment) floors() ([]floor, map[uint]int64, error) {
	fs := make([]floor, len(s.version.Guarantees))
	for i := range fs {
		d, err := parseDimension(s.version.Guarantees[i].Dimension)
		if err != nil {
			return nil, nil, err
		}
		fs[i] = floor{Guarantee: &s.version.Guarantees[i], dimension: d}
	}
	missed := map[uint]int64{}
	for k := range s.g.rows {
		r := &s.g.rows[k]
		if r.version != s.index || !s.span.Holds(r.At) || !s.guaranteed(r) {
			continue
		}
		set := uint(0)
		for i := range fs {
			f := &fs[i]
			if f.Service != r.Service || (f.Channel != "" && f.Channel != r.Channel) {
				continue
			}
			counts, good := f.measures(r)
			switch {
			case counts && good:
				f.counted, f.good = f.counted+1, f.good+1
			case counts:
				f.counted++
				f.missed = append(f.missed, k)
				set |= 1 << i
			}
		}
		if set != 0 {
			missed[set]++
		}
	}
	for i := range fs {
		least, err := money.CeilDiv(fs[i].counted, fs[i].FloorPPM, 1_000_000)
		if err != nil {
			return nil, nil, err
		}
		fs[i].short = max(0, least-fs[i].good)
	}
	return fs, missed, nil
}

// guaranteed tells whether the row is inside the promise: D = answered +
// unanswered - excused - fast abandons, and nothing above booked capacity.
func (s *segment) guaranteed(r *row) bool {
	return r.speak && s.ours(r)
}

// capExcuses lets what one side excused count only while it stays below the
// contract's share of the conversations; above, the other side must sign. It
// returns what to warn of.
func (g *gathered) capExcuses(c *Contract) []string {
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
