package rate

import (
	"cmp"
	"slices"

	"github.com/manyhands/manyhands/internal/money"
)

// compensate pays for what fell short of the floors.
//
// Invariants. One conversation funds one guarantee at most, and of all ways to
// share the missed conversations out the one worth most to the brand is taken.
// Each guarantee pays at most its cap, and all together the total cap, of
// B (capBase): with the booked value in it, a disaster
// that earns nothing does not make the promise worth nothing (clause 4.7b).
// Everything is counted in ten-thousandths of a minor unit and rounded once, so
// serving worse never costs the brand more.
func (s *segment) compensate() error {
	s.base = s.capBase()
	if len(s.version.Guarantees) == 0 {
		return nil
	}
	if err := s.measure(); err != nil {
		return err
	}
	if err := s.owe(); err != nil {
		return err
	}
	for i := range s.floors {
		s.payFloor(i, &s.floors[i])
	}
	return nil
}

// owe finds what each guarantee owes.
func (s *segment) owe() error {
	paid, err := share(s.floors, s.t.missed, s.base)
	if err != nil {
		return err
	}
	exact, err := money.Total(paid...)
	if err != nil {
		return err
	}
	most, err := money.MulDiv(int64(s.base), s.version.TotalCapBP, 1)
	if err != nil {
		return err
	}
	if s.compensation, err = money.MulDiv(int64(min(exact, most)), 1, 10_000); err != nil {
		return err
	}
	weights := make([]int64, len(paid))
	for i, p := range paid {
		weights[i] = int64(p)
	}
	parts, err := money.Split(s.compensation, weights)
	if err != nil {
		return err
	}
	for i := range s.floors {
		s.floors[i].owed = parts[i]
	}
	return nil
}

// capBase is B: what the brand pays for the service - fees less rebates, or
// the commitment that they are filled up to - or the value it booked, if that
// is more. With the commitment in it, a fee that is lost and then filled up
// does not make the promise worth less.
func (s *segment) capBase() money.Amount {
	base := max(s.t.booked, s.fees-s.rebated)
	if c := s.version.Commitment; c != nil {
		base = max(base, c.Minor)
	}
	return base
}

func (s *segment) payFloor(i int, f *floor) {
	if f.short == 0 {
		return
	}
	unit := int64(f.UnitMinor) * s.perMinor
	s.lines = append(s.lines, Line{
		Code: codeCompensation, Rule: f.ID, Version: s.version.ID,
		Qty: f.short, UnitMicro: -unit, Amount: -f.owed, members: s.under.missing(i),
		Dims: map[string]string{
			"dimension": f.Dimension, "counted": decimal(f.counted), "good": decimal(f.good),
			"floor_ppm": decimal(f.FloorPPM), "funded": decimal(f.funded), "cap_base_minor": decimal(s.base),
		},
	})
}

// claim is one step of what a guarantee pays: so many conversations at so much.
type claim struct {
	floor int
	worth money.Amount // ten-thousandths of a minor unit a conversation
	count int64
}

// share gives missed conversations to the guarantees that they fund, and
// returns what each pays in ten-thousandths of a minor unit. Sets of
// conversations that can be funded together form a polymatroid, on which
// taking the dearest claim first is optimal.
func share(fs []floor, missed map[set]int64, base money.Amount) ([]money.Amount, error) {
	paid := make([]money.Amount, len(fs))
	claims, err := claimsOf(fs, base)
	if err != nil {
		return nil, err
	}
	reach := reachable(len(fs), missed)
	for _, c := range claims {
		n := min(c.count, room(c.floor, fs, reach))
		worth, err := money.MulDiv(n, int64(c.worth), 1)
		if err != nil {
			return nil, err
		}
		if paid[c.floor], err = money.Add(paid[c.floor], worth); err != nil {
			return nil, err
		}
		fs[c.floor].funded += n
	}
	return paid, nil
}

// claimsOf splits each guarantee at its cap: whole units, then one that the cap
// cuts. Dearest first, then in the contract's order.
func claimsOf(fs []floor, base money.Amount) ([]claim, error) {
	var claims []claim
	for i := range fs {
		worth, err := money.MulDiv(int64(fs[i].UnitMinor), 10_000, 1)
		if err != nil {
			return nil, err
		}
		most, err := money.MulDiv(int64(base), fs[i].CapBP, 1)
		if err != nil {
			return nil, err
		}
		whole := min(fs[i].short, int64(most/worth))
		claims = append(claims, claim{i, worth, whole})
		if rest := most % worth; whole < fs[i].short && rest > 0 {
			claims = append(claims, claim{i, rest, 1})
		}
	}
	slices.SortStableFunc(claims, func(a, b claim) int { return cmp.Compare(b.worth, a.worth) })
	return claims, nil
}

// reachable counts, for each set of guarantees, the conversations that missed
// at least one of them.
func reachable(n int, missed map[set]int64) []int64 {
	reach := make([]int64, 1<<n)
	for group := range reach {
		for by, count := range missed {
			if by&set(group) != 0 {
				reach[group] += count
			}
		}
	}
	return reach
}

// room is how many more conversations guarantee g can be given: in every set
// that contains g, no more may be funded than the set reaches (Hall).
func room(g int, fs []floor, reach []int64) int64 {
	most := reach[1<<g]
	for set := range reach {
		if set&(1<<g) == 0 {
			continue
		}
		left := reach[set]
		for i := range fs {
			if set&(1<<i) != 0 {
				left -= fs[i].funded
			}
		}
		most = min(most, left)
	}
	return most
}
