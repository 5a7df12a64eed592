package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"time"
)

// Finding is one thing that does not hold.
type Finding struct {
	Line string `json:"line,omitempty"` // the line, or what of the document
	Fact string `json:"fact,omitempty"` // id
	Says string `json:"says"`
}

// String is the finding as one line of words.
func (f Finding) String() string {
	switch {
	case f.Fact == "":
		return f.Line + ": " + f.Says
	case f.Line == "":
		return "fact " + f.Fact + ": " + f.Says
	}
	return f.Line + ": fact " + f.Fact + ": " + f.Says
}

// Report is the answer. The invoice holds when there is no finding.
type Report struct {
	Lines    int       `json:"lines"`
	Facts    int       `json:"facts"`
	Findings []Finding `json:"findings"`
	// Days are those on which the facts were sealed; the last one's root is
	// printed on the bill.
	Days []Day `json:"days,omitempty"`
}

// Printed checks the root that is printed on the bill: it is the last sealed
// day's. None is no check.
func (r *Report) Printed(root string) {
	if root == "" {
		return
	}
	if n := len(r.Days); n == 0 || r.Days[n-1].Root != root {
		r.Findings = append(r.Findings, Finding{Line: "the day's root", Says: "the facts do not lead to " + root})
	}
}

// Holds tells whether every line holds.
func (r *Report) Holds() bool { return len(r.Findings) == 0 }

// Recount checks an invoice against the facts and the contract. An error means
// that one of them cannot be read.
func Recount(invoiceJSON, factsJSONL, contractText io.Reader) (*Report, error) {
	inv := &invoice{}
	d := json.NewDecoder(invoiceJSON)
	d.DisallowUnknownFields()
	if err := d.Decode(inv); err != nil {
		return nil, &Unreadable{"invoice", plainly(err)}
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, &Unreadable{"invoice", errors.New("one JSON document expected")}
	}
	if inv.Brand == "" {
		return nil, &Unreadable{"invoice", errors.New("brand: the brand that is billed expected")}
	}
	raw, err := io.ReadAll(contractText)
	if err != nil {
		return nil, &Unreadable{"contract", err}
	}
	c, err := readContract(bytes.TrimPrefix(raw, []byte("\ufeff")))
	if err != nil {
		return nil, err
	}
	all, err := readFacts(factsJSONL)
	if err != nil {
		return nil, err
	}
	asOf := time.Time{}
	if inv.Watermark.AsOf != nil {
		asOf = *inv.Watermark.AsOf
	}
	f := all.known(c.Brand, asOf).withoutCopies()
	for _, o := range f.outcomes {
		if o.Currency != "" && o.Currency != c.Currency {
			return nil, &Unreadable{"facts", fmt.Errorf("outcome %s is in %s, the contract in %s", o.ID, o.Currency, c.Currency)}
		}
	}
	rows := judge(c, f)
	onlyOnce(c, rows)
	want, err := expect(c, f, rows)
	if err != nil {
		return nil, err
	}
	days, broken := all.days()
	k := &comparison{inv: inv, contract: c, facts: f, rows: rows, want: want, findings: append(all.chain.close(), broken...)}
	k.document(hexOf(sha256.Sum256(raw)))
	k.lines()
	k.totals()
	k.flipped()
	return &Report{Lines: len(inv.Lines), Facts: len(f.outcomes) + len(f.corrections) + len(f.bookings) + len(f.excusals), Findings: k.findings, Days: days}, nil
}

// expect is every line that the facts and the contract make.
func expect(c *contract, f *facts, rows []*judged) ([]*line, error) {
	if c.microPerMinor() == 0 || !c.Period.From.Before(c.Period.Till) {
		return nil, &Unreadable{"contract", errors.New("period: from before till expected, in a currency that is known")}
	}
	var lines []*line
	none := &line{code: "no_rule", amount: new(big.Int)}
	for i := range c.Versions {
		v := &c.Versions[i]
		a := &account{contract: c, version: v, facts: f, period: c.Period}
		if v.From.After(a.period.From) {
			a.period.From = v.From
		}
		if v.Till.Before(a.period.Till) {
			a.period.Till = v.Till
		}
		if !a.period.From.Before(a.period.Till) {
			continue
		}
		for _, j := range rows {
			if j.version == v && a.period.holds(j.At) {
				a.rows = append(a.rows, j)
			}
		}
		if err := a.count(); err != nil {
			return nil, fmt.Errorf("version %s: %w", v.ID, err)
		}
		lines = append(lines, a.lines...)
	}
	for _, j := range rows {
		if j.code == "no_rule" && c.Period.holds(j.At) {
			none.qty++
			none.members = append(none.members, j)
		}
	}
	if none.qty > 0 {
		lines = append(lines, none)
	}
	return lines, nil
}
