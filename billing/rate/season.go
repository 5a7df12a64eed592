package rate

import (
	"cmp"
	"slices"

	"github.com/manyhands/manyhands/internal/money"
)

// Season is a season's rebate, laid over the lines that it is a rebate on: the
// documents as they stand now. Rated again after a refund it is another
// season, and what is credited is the difference. 階梯激勵, source S4.
type Season struct {
	Quantity int64         `json:"qty"`
	Back     money.Amount  `json:"back_minor"`
	Shares   []SeasonShare `json:"shares"`
}

// SeasonShare is the part of a season's rebate that one line reverses when it
// is given back.
type SeasonShare struct {
	Document string       `json:"document"` // the rating's result_sha
	Code     string       `json:"code"`
	Rule     string       `json:"rule_id"`
	Version  string       `json:"version"`
	Tier     string       `json:"tier,omitempty"`
	Amount   money.Amount `json:"amount_minor"`
}

// seasonLine is a fee line of a document.
type seasonLine struct {
	*Line
	doc string
}

// SeasonOf is the rebate of a season from the final ratings of its documents,
// in the order of their periods: for each band the fees of the units inside it
// (graduated), or all fees at the band reached, each rounded once. It returns
// ErrMixed and ErrOverflow of money.
func SeasonOf(in Incentive, docs []Invoice) (Season, error) {
	var s Season
	if len(docs) == 0 {
		return s, nil
	}
	perMinor, err := docs[0].Currency.MicroPerMinor()
	if err != nil {
		return s, err
	}
	docs = slices.Clone(docs)
	slices.SortFunc(docs, func(a, b Invoice) int {
		return cmp.Or(a.Period.From.Compare(b.Period.From), cmp.Compare(a.ResultSHA, b.ResultSHA))
	})
	var base []seasonLine
	var all money.Amount
	for i := range docs {
		d := &docs[i]
		if d.Currency != docs[0].Currency || d.Brand != docs[0].Brand {
			return s, money.ErrMixed.With("a season of %s in %s and of %s in %s", docs[0].Brand, docs[0].Currency, d.Brand, d.Currency)
		}
		for k := range d.Lines {
			l := &d.Lines[k]
			tier := l.Code == codeTier && l.Rule == in.Rule
			if tier {
				s.Quantity += l.Qty
			}
			if l.Amount > 0 && l.fee() && (tier || in.Mode == AllUnits) {
				base = append(base, seasonLine{l, d.ResultSHA})
				if all, err = money.Add(all, l.Amount); err != nil {
					return s, err
				}
			}
		}
	}
	if s.Back, err = in.seasonBack(base, s.Quantity, all, perMinor); err != nil || s.Back == 0 {
		return s, err
	}
	return s, s.layOver(base)
}

// fee tells whether the line charges a service.
func (l *Line) fee() bool {
	switch l.Code {
	case codeTier, codeConfirmed, codeAssumed, codeFee, codeShare, codeSeat, codeSurcharge, codeSeatSurcharge:
		return true
	}
	return false
}

func (in *Incentive) seasonBack(base []seasonLine, quantity int64, all money.Amount, perMinor int64) (money.Amount, error) {
	var back money.Amount
	for i, b := range in.Bands {
		if quantity < b.Min {
			break
		}
		fees := all
		if in.Mode == Graduated {
			top := quantity
			if i+1 < len(in.Bands) {
				top = min(top, in.Bands[i+1].Min)
			}
			var err error
			if fees, err = feesBetween(base, b.Min, top, perMinor); err != nil {
				return 0, err
			}
		}
		part, err := money.MulDiv(int64(fees), b.BP, 10_000)
		if err != nil {
			return 0, err
		}
		if in.Mode == AllUnits {
			back = part
			continue
		}
		if back, err = money.Add(back, part); err != nil {
			return 0, err
		}
	}
	return back, nil
}

// feesBetween is what the units from low to high of the season cost, at the
// price of the line that each stands on.
func feesBetween(base []seasonLine, low, high, perMinor int64) (money.Amount, error) {
	var sum money.Amount
	at := int64(0)
	for _, l := range base {
		from, till := max(at, low), min(at+l.Qty, high)
		at += l.Qty
		if till <= from {
			continue
		}
		part, err := money.MulDiv(till-from, l.UnitMicro, perMinor)
		if err != nil {
			return 0, err
		}
		if sum, err = money.Add(sum, part); err != nil {
			return 0, err
		}
	}
	return sum, nil
}

// layOver shares the rebate by largest remainder.
func (s *Season) layOver(base []seasonLine) error {
	weights := make([]int64, len(base))
	for i, l := range base {
		weights[i] = int64(l.Amount)
	}
	parts, err := money.Split(-s.Back, weights)
	if err != nil {
		return err
	}
	for i, l := range base {
		s.Shares = append(s.Shares, SeasonShare{l.doc, l.Code, l.Rule, l.Version, l.Dims["tier"], parts[i]})
	}
	return nil
}
