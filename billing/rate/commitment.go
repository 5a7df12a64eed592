package rate

import (
	"fmt"

	"github.com/manyhands/manyhands/internal/money"
)

// trueUp charges what a commitment was not used for. What was waived by our
// fault counts as used (clause 4.7a), so that a brand never pays for our miss.
func (s *segment) trueUp() error {
	c := s.version.Commitment
	if c == nil {
		return nil
	}
	used := s.fees
	counted := money.Amount(0)
	if c.Waived != WaivedIgnored {
		var err error
		counted = s.waived
		if used, err = money.Add(used, counted); err != nil {
			return err
		}
	}
	if used >= c.Minor {
		return nil
	}
	s.lines = append(s.lines, Line{
		Code: codeTrueUp, Rule: "commitment", Version: s.version.ID, Qty: 1, Amount: c.Minor - used,
		Dims: map[string]string{"commitment_minor": decimal(c.Minor), "fees_minor": decimal(s.fees), "waived_minor": decimal(counted)},
	})
	return nil
}

// rebate gives the incentive back, laid over the lines it is a rebate on.
// 階梯激勵, source S4.
func (s *segment) rebate(byRule *[][fates][]int) error {
	in := s.version.Incentive
	if in == nil {
		return nil
	}
	rule := s.version.rule(in.Rule)
	quantity := int64(0)
	for k := range s.version.Rules {
		if s.version.Rules[k].ID == in.Rule {
			quantity = int64(len((*byRule)[k][billed]))
		}
	}
	back, err := s.rebateOn(rule, quantity)
	if err != nil || back == 0 {
		return err
	}
	shares, err := s.layOver(in, back)
	if err != nil {
		return err
	}
	s.lines = append(s.lines, Line{
		Code: codeIncentive, Rule: in.Rule, Version: s.version.ID, Qty: quantity, Amount: -back, Shares: shares,
		Dims: map[string]string{"mode": in.Mode},
	})
	return nil
}

// rebateOn is the rebate for a quantity of the rule's conversations.
func (s *segment) rebateOn(rule *Rule, quantity int64) (money.Amount, error) {
	in := s.version.Incentive
	var back money.Amount
	for i, b := range in.Bands {
		if quantity < b.Min {
			break
		}
		base := s.fees
		if in.Mode == Graduated {
			top := quantity
			if i+1 < len(in.Bands) {
				top = min(top, in.Bands[i+1].Min)
			}
			high, err := s.tierFee(rule, top)
			if err != nil {
				return 0, err
			}
			low, err := s.tierFee(rule, b.Min)
			if err != nil {
				return 0, err
			}
			base = high - low
		}
		part, err := money.MulDiv(int64(base), b.BP, 10_000)
		if err != nil {
			return 0, err
		}
		if in.Mode == AllUnits {
			back = part // the band reached counts for everything
			if err := s.warnInversion(rule, i); err != nil {
				return 0, err
			}
			continue
		}
		if back, err = money.Add(back, part); err != nil {
			return 0, err
		}
	}
	return back, nil
}

// warnInversion says when reaching a band makes the bill smaller than it was
// just below (clause 4.7c).
func (s *segment) warnInversion(rule *Rule, i int) error {
	b := s.version.Incentive.Bands[i]
	if b.Min == 0 {
		return nil
	}
	before := int64(0)
	if i > 0 {
		before = s.version.Incentive.Bands[i-1].BP
	}
	below, err := s.tierFee(rule, b.Min-1)
	if err != nil {
		return err
	}
	at, err := s.tierFee(rule, b.Min)
	if err != nil {
		return err
	}
	cheap, err := money.MulDiv(int64(at), 10_000-b.BP, 10_000)
	if err != nil {
		return err
	}
	dear, err := money.MulDiv(int64(below), 10_000-before, 10_000)
	if err != nil {
		return err
	}
	if cheap < dear {
		s.warnings = append(s.warnings, fmt.Sprintf(
			"version %s: the all-units band at %d inverts: %d conversations cost less than %d", s.version.ID, b.Min, b.Min, b.Min-1))
	}
	return nil
}

// layOver shares a rebate over the fee lines by largest remainder, so that a
// later refund of a line takes back exactly its share.
func (s *segment) layOver(in *Incentive, back money.Amount) ([]Share, error) {
	var shares []Share
	var weights []int64
	for i := range s.lines {
		l := &s.lines[i]
		if l.Amount <= 0 || (in.Mode == Graduated && (l.Code != codeTier || l.Rule != in.Rule)) {
			continue
		}
		shares = append(shares, Share{Code: l.Code, Rule: l.Rule, Tier: l.Dims["tier"]})
		weights = append(weights, int64(l.Amount))
	}
	parts, err := money.Split(-back, weights)
	if err != nil {
		return nil, err
	}
	for i := range shares {
		shares[i].Amount = parts[i]
	}
	return shares, nil
}
