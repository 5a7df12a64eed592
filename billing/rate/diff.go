package rate

import (
	"maps"
	"slices"

	"github.com/manyhands/manyhands/internal/money"
)

// Adjustment is what the next document says about an earlier one: the later
// rating less what was billed.
type Adjustment struct {
	Of                   string       `json:"adjusts"` // result_sha of what was billed
	Lines                []LineDelta  `json:"lines,omitempty"`
	CompensationMinor    money.Amount `json:"compensation_minor"`
	CreditToBalanceMinor money.Amount `json:"credit_to_balance_minor"`
	SubtotalMinor        money.Amount `json:"subtotal_minor"`
	TaxMinor             money.Amount `json:"tax_minor"`
	TotalMinor           money.Amount `json:"total_minor"`
}

// LineDelta is an adjustment of one line.
type LineDelta struct {
	Code    string       `json:"code"`
	Rule    string       `json:"rule_id"`
	Version string       `json:"version"`
	Tier    string       `json:"tier,omitempty"`
	Qty     int64        `json:"qty"`
	Amount  money.Amount `json:"amount_minor"`
	Root    string       `json:"evidence_root,omitempty"` // of the later rating
}

// Diff is later less billed, line by line. Lines that did not move are left
// out. Amounts of one contract stay far from the edge of int64, which Rate has
// checked for both documents; only mixing two brands or currencies is refused.
// It returns ErrMixed of money.
func Diff(billed, later Invoice) (Adjustment, error) {
	if billed.Currency != later.Currency || billed.Brand != later.Brand {
		return Adjustment{}, money.ErrMixed.With("an invoice of %s in %s cannot adjust one of %s in %s",
			later.Brand, later.Currency, billed.Brand, billed.Currency)
	}
	a := Adjustment{
		Of:                   billed.ResultSHA,
		CompensationMinor:    later.CompensationMinor - billed.CompensationMinor,
		CreditToBalanceMinor: later.CreditToBalanceMinor - billed.CreditToBalanceMinor,
		SubtotalMinor:        later.SubtotalMinor - billed.SubtotalMinor,
		TaxMinor:             later.TaxMinor - billed.TaxMinor,
		TotalMinor:           later.TotalMinor - billed.TotalMinor,
	}
	deltas := map[string]*LineDelta{}
	at := func(l *Line) *LineDelta {
		d, ok := deltas[l.key()]
		if !ok {
			d = &LineDelta{Code: l.Code, Rule: l.Rule, Version: l.Version, Tier: l.Dims["tier"]}
			deltas[l.key()] = d
		}
		return d
	}
	for i := range billed.Lines {
		d := at(&billed.Lines[i])
		d.Qty -= billed.Lines[i].Qty
		d.Amount -= billed.Lines[i].Amount
	}
	for i := range later.Lines {
		d := at(&later.Lines[i])
		d.Qty += later.Lines[i].Qty
		d.Amount += later.Lines[i].Amount
		d.Root = later.Lines[i].Root
	}
	for _, k := range slices.Sorted(maps.Keys(deltas)) {
		if d := deltas[k]; d.Qty != 0 || d.Amount != 0 {
			a.Lines = append(a.Lines, *d)
		}
	}
	return a, nil
}
