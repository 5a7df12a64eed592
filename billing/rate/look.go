package rate

import (
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// Floor is how a guarantee stands: also where nothing is short of it.
type Floor struct {
	Guarantee string       `json:"guarantee"`
	Version   string       `json:"version"`
	Service   Service      `json:"service"`
	Channel   string       `json:"channel,omitempty"`
	Dimension string       `json:"dimension"`
	FloorPPM  int64        `json:"floor_ppm"`
	Counted   int64        `json:"counted"`
	Good      int64        `json:"good"`
	Short     int64        `json:"short"`
	Owed      money.Amount `json:"owed_minor"` // compensation as it stands
}

// Look is a rating that shows what it was counted from: for a running bill and
// for who follows a line to its conversations. It is not hashed.
type Look struct {
	Invoice Invoice
	// Under are the ids of what each line counts, in the order of the lines:
	// outcomes, and bookings under a seat.
	Under  [][]string
	Floors []Floor
}

// LookAt rates as Rate does and returns what it does.
func LookAt(c Contract, f Facts, asOf time.Time) (Look, error) {
	inv, g, err := rated(&c, &f, asOf)
	if err != nil {
		return Look{}, err
	}
	l := Look{Invoice: inv, Under: make([][]string, len(inv.Lines))}
	owed := map[[2]string]money.Amount{}
	for i := range inv.Lines {
		line := &inv.Lines[i]
		for _, k := range line.members {
			if byBooking(line.Code) {
				l.Under[i] = append(l.Under[i], g.bookings[k].ID)
				continue
			}
			l.Under[i] = append(l.Under[i], g.rows[k].ID)
		}
		if line.Code == codeCompensation {
			owed[[2]string{line.Version, line.Rule}] = -line.Amount
		}
	}
	for _, i := range c.versionsInPeriod() {
		v := &c.Versions[i]
		s := segment{contract: &c, version: v, span: overlap(c.Period, Span{v.From, v.Till})}
		if s.t, err = g.count(i, s.span, nil); err != nil {
			return Look{}, err
		}
		here, err := s.standings()
		if err != nil {
			return Look{}, err
		}
		for k := range here {
			here[k].Owed = owed[[2]string{v.ID, here[k].Guarantee}]
		}
		l.Floors = append(l.Floors, here...)
	}
	return l, nil
}

// standings are the version's guarantees as they stand, with what they owe
// where the segment was rated.
func (s *segment) standings() ([]Floor, error) {
	fs, err := s.floors()
	if err != nil {
		return nil, err
	}
	var out []Floor
	for _, x := range fs {
		f := Floor{
			Guarantee: x.ID, Version: s.version.ID, Service: x.Service, Channel: x.Channel, Dimension: x.Dimension, FloorPPM: x.FloorPPM,
			Counted: x.counted, Good: x.good, Short: x.short,
		}
		for _, l := range s.lines {
			if l.Code == codeCompensation && l.Rule == x.ID {
				f.Owed = -l.Amount
			}
		}
		out = append(out, f)
	}
	return out, nil
}
