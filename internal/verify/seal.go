package verify

import (
	"crypto/sha256"
	"slices"
)

// seal is the result_sha that the document must carry: SHA-256 over its fields
// in the form of a record.
func (v *invoice) seal() string {
	r := newRecord().put(v.Brand, v.Contract, v.ContractSHA, v.Engine, v.Currency, v.Period.From, v.Period.Till,
		v.Tax.Mode, v.Tax.BP, v.Watermark.Root, int64(len(v.Lines)))
	for _, l := range v.Lines {
		r.put(l.Code, l.Rule, l.Version, int64(len(l.Dims)))
		var names []string
		for n := range l.Dims {
			names = append(names, n)
		}
		slices.Sort(names)
		for _, n := range names {
			r.put(n, l.Dims[n])
		}
		r.put(l.Qty, l.UnitMicro, l.Amount, l.Root, l.Count)
	}
	r.put(v.CompensationMinor, v.CreditToBalanceMinor, v.SubtotalMinor, v.TaxMinor, v.TotalMinor)
	return hexOf(sha256.Sum256(r.text))
}
