package rate

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// Engine names the rules by which an invoice was computed; a change of any
// amount, line or root for the same facts is a new name.
const Engine = "rate/2"

// Invoice is what Rate says: a document without a number, a buyer or a due
// date, which are the billing domain's.
type Invoice struct {
	Brand       string         `json:"brand"`
	Contract    string         `json:"contract"`
	ContractSHA string         `json:"contract_sha"`
	Engine      string         `json:"engine"`
	Currency    money.Currency `json:"currency"`
	Period      Span           `json:"period"`
	Tax         Tax            `json:"tax"`
	Watermark   Watermark      `json:"facts"`

	Lines []Line `json:"lines"`

	CompensationMinor    money.Amount `json:"compensation_minor"`
	CreditToBalanceMinor money.Amount `json:"credit_to_balance_minor"`
	SubtotalMinor        money.Amount `json:"subtotal_minor"` // without tax
	TaxMinor             money.Amount `json:"tax_minor"`
	TotalMinor           money.Amount `json:"total_minor"`

	Conflicts []Conflict `json:"conflicts,omitempty"`
	Parked    []string   `json:"parked,omitempty"`
	Warnings  []string   `json:"warnings,omitempty"`

	ResultSHA string `json:"result_sha"`
}

// Watermark says which facts were looked at.
type Watermark struct {
	AsOf        *time.Time `json:"as_of,omitempty"`
	NewestAt    *time.Time `json:"newest_received_at,omitempty"`
	Outcomes    int        `json:"outcomes"`
	Corrections int        `json:"corrections"`
	Bookings    int        `json:"bookings"`
	Excusals    int        `json:"excusals"`
	Root        string     `json:"root"`
	// Tags are the first four bytes of every leaf under Root, in its order:
	// with them a recount names the fact that was changed, not only the line.
	Tags []byte `json:"tags,omitempty"`
}

// Line is one line of the document. The lines add up to the subtotal, or to
// the total where prices include tax.
type Line struct {
	Code      string            `json:"code"`
	Rule      string            `json:"rule_id"`
	Version   string            `json:"version"`
	Dims      map[string]string `json:"dims,omitempty"`
	Qty       int64             `json:"qty"`
	UnitMicro int64             `json:"unit_micro"`
	Amount    money.Amount      `json:"amount_minor"`
	// Shares says how an incentive lies over the lines that it is a rebate on.
	Shares []Share `json:"shares,omitempty"`
	// Root is the Merkle root over the outcomes that the line counts.
	Root  string `json:"evidence_root,omitempty"`
	Count int64  `json:"evidence_count"`
	Tags  []byte `json:"evidence_tags,omitempty"`

	members []int // rows that the line counts
}

// Share is the part of a rebate that belongs to one line.
type Share struct {
	Code   string       `json:"code"`
	Rule   string       `json:"rule_id"`
	Tier   string       `json:"tier,omitempty"`
	Amount money.Amount `json:"amount_minor"`
}

// key tells the line from every other line of its document.
func (l *Line) key() string {
	return string(canonical(nil).text(l.Code).text(l.Rule).text(l.Version).text(l.Dims["tier"]))
}

// resultSHA covers every amount, quantity and root of the document, in the
// order printed; docs/billing-formats.md lists the fields.
func (v *Invoice) resultSHA() string {
	c := canonical(nil).text(v.Brand).text(v.Contract).text(v.ContractSHA).text(v.Engine).
		text(string(v.Currency)).time(v.Period.From).time(v.Period.Till).
		text(v.Tax.Mode).whole(v.Tax.BP).text(v.Watermark.Root).whole(int64(len(v.Lines)))
	for i := range v.Lines {
		c = v.Lines[i].canonical(c)
	}
	c = c.whole(int64(v.CompensationMinor)).whole(int64(v.CreditToBalanceMinor)).
		whole(int64(v.SubtotalMinor)).whole(int64(v.TaxMinor)).whole(int64(v.TotalMinor))
	return hexSHA(c)
}

func (l *Line) canonical(c canonical) canonical {
	c = c.text(l.Code).text(l.Rule).text(l.Version)
	names := make([]string, 0, len(l.Dims))
	for n := range l.Dims {
		names = append(names, n)
	}
	slices.Sort(names)
	c = c.whole(int64(len(names)))
	for _, n := range names {
		c = c.text(n).text(l.Dims[n])
	}
	return c.whole(l.Qty).whole(l.UnitMicro).whole(int64(l.Amount)).text(l.Root).whole(l.Count)
}

// WriteInvoice writes the document as indented JSON.
func WriteInvoice(w io.Writer, v Invoice) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("write invoice: %w", err)
	}
	return nil
}

func hexRoot(h [32]byte) string { return hex.EncodeToString(h[:]) }

func decimal[N ~int | ~int64](n N) string { return strconv.FormatInt(int64(n), 10) }
