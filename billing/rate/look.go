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
	r, err := rated(&c, &f, asOf)
	if err != nil {
		return Look{}, err
	}
	l := Look{Invoice: r.doc, Under: make([][]string, len(r.doc.Lines))}
	for i := range r.doc.Lines {
		l.Under[i] = r.from.idsUnder(&r.doc.Lines[i])
	}
	for _, s := range r.parts {
		if err := l.stand(s); err != nil {
			return Look{}, err
		}
	}
	return l, nil
}

// idsUnder are the ids of what a line counts.
func (g *gathered) idsUnder(l *Line) []string {
	if len(l.members) == 0 {
		return nil
	}
	ids := make([]string, len(l.members))
	for i, k := range l.members {
		if byBooking(l.Code) {
			ids[i] = g.bookings[k].ID
		} else {
			ids[i] = g.rows[k].ID
		}
	}
	return ids
}

// stand adds how the guarantees of a rated segment stand.
func (l *Look) stand(s *segment) error {
	here, err := s.standings()
	if err != nil {
		return err
	}
	most, err := money.MulDiv(int64(s.base), s.version.TotalCapBP, 10_000)
	if err != nil {
		return err
	}
	l.Floors = append(l.Floors, here...)
	l.Cap, err = money.Add(l.Cap, most)
	return err
}

// standings are the guarantees of a rated segment as they stand, with what they
// owe.
func (s *segment) standings() ([]Floor, error) {
	var out []Floor
	for _, x := range s.floors {
		most, err := money.MulDiv(int64(s.base), min(x.CapBP, s.version.TotalCapBP), 10_000)
		if err != nil {
			return nil, err
		}
		out = append(out, Floor{
			Guarantee: x.ID, Version: s.version.ID, Service: x.Service, Channel: x.Channel, Dimension: x.Dimension, FloorPPM: x.FloorPPM,
			Counted: x.counted, Good: x.good, Short: x.short, Owed: x.owed, Cap: most,
		})
	}
	return out, nil
}
