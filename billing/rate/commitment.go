package rate

import (
	"github.com/manyhands/manyhands/internal/money"
)

// trueUp charges what a commitment was not used for. What was waived by our
// fault counts as used (clause 4.7a), so that a brand never pays for our miss.
// A rebate does not: what was given back was not spent, and were it counted as
// spent, one answer fewer could cost more than its price.
func (s *segment) trueUp() error {
	c := s.version.Commitment
	if c == nil {
		return nil
	}
	used := s.fees - s.rebated // both are not below zero
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
		Dims: map[string]string{"commitment_minor": decimal(c.Minor), "fees_minor": decimal(s.fees - s.rebated), "waived_minor": decimal(counted)},
	})
	return nil
}

// rebate gives the incentive back, laid over the lines it is a rebate on.
// 階梯激勵, source S4. A season's is credited at its end, by SeasonCredit.
func (s *segment) rebate() error {
	in := s.version.Incentive
	if in == nil || in.Season != nil {
		return nil
	}
	k := s.version.ruleAt(in.Rule)
	quantity := s.t.rules[k].count[billed]
	back, err := s.rebateOn(&s.version.Rules[k], quantity)
	if err != nil || back == 0 {
		return err
	}
	shares, err := s.layOver(in, back)
	if err != nil {
		return err
	}
	s.rebated = back
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
			continue
		}
		if back, err = money.Add(back, part); err != nil {
			return 0, err
		}
	}
	return back, nil
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
