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
	Cap       money.Amount `json:"cap_minor"`  // the most that it could come to by now
}

// Look is a rating that shows what it was counted from: for a running bill and
// for who follows a line to its conversations. It is not hashed.
type Look struct {
	Invoice Invoice
	// Under are the ids of what each line counts, in the order of the lines:
	// outcomes, and bookings under a seat.
	Under  [][]string
	Floors []Floor
	// Cap is the most that all guarantees together could come to by now.
	Cap money.Amount
}

// LookAt rates as Rate does and returns what it does.
func LookAt(c Contract, f Facts, asOf time.Time) (Look, error) {
	inv, g, err := rated(&c, &f, asOf)
	if err != nil {
		return Look{}, err
	}
	l := Look{Invoice: inv, Under: make([][]string, len(inv.Lines))}
	for i := range inv.Lines {
		line := &inv.Lines[i]
		for _, k := range line.members {
			if byBooking(line.Code) {
				l.Under[i] = append(l.Under[i], g.bookings[k].ID)
				continue
			}
			l.Under[i] = append(l.Under[i], g.rows[k].ID)
		}
	}
	perMinor, err := c.Currency.MicroPerMinor()
	if err != nil {
		return Look{}, err
	}
	for _, i := range c.versionsInPeriod() {
		v := &c.Versions[i]
		s := segment{contract: &c, version: v, span: overlap(c.Period, Span{v.From, v.Till}), perMinor: perMinor}
		if s.t, err = g.count(i, s.span, nil); err != nil {
			return Look{}, err
		}
		if err := s.rate(); err != nil {
			return Look{}, err
		}
		if err := l.stand(&s); err != nil {
			return Look{}, err
		}
	}
	return l, nil
}

// stand adds how the guarantees of a rated segment stand.
func (l *Look) stand(s *segment) error {
	here, err := s.standings()
	if err != nil {
		return err
	}
	most, err := money.MulDiv(int64(s.capBase()), s.version.TotalCapBP, 10_000)
	if err != nil {
		return err
	}
	l.Floors = append(l.Floors, here...)
	l.Cap, err = money.Add(l.Cap, most)
	return err
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
		if f.Cap, err = money.MulDiv(int64(s.capBase()), min(x.CapBP, s.version.TotalCapBP), 10_000); err != nil {
			return nil, err
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
