package paper

import (
	"strconv"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/money"
)

// Tongue is the language of a document.
type Tongue string

// The languages that documents are written in.
const (
	Chinese Tongue = "zh"
	English Tongue = "en"
)

// Party is one side of a document, as the tax office knows it.
type Party struct {
	Name    string `json:"name"`
	TaxID   string `json:"tax_id"`
	Address string `json:"address"`
	Phone   string `json:"phone"`
	Bank    string `json:"bank"`
	Account string `json:"account"`
	Email   string `json:"email"`
}

// Line is one line of a document.
type Line struct {
	N         int
	Code      string
	Rule      string
	Version   string
	Tier      string
	Qty       int64
	UnitMicro int64 // zero: no price a piece
	Amount    money.Amount
	Count     int64  // outcomes behind it
	Root      string // of their Merkle tree
}

// Paper is a document as it is printed.
type Paper struct {
	Tongue    Tongue
	Kind      string // invoice, adjustment, credit_note
	Number    string // empty: a draft
	Corrects  string // the number of the invoice that it corrects
	Seller    Party
	Buyer     Party
	Issued    time.Time // zero: a draft
	Due       time.Time
	From      time.Time
	Till      time.Time
	AsOf      time.Time
	Zone      *time.Location
	Currency  money.Currency
	TaxMode   string // on_top or inclusive
	TaxBP     int64
	Lines     []Line
	Subtotal  money.Amount
	Tax       money.Amount
	Total     money.Amount
	Outcomes  int
	FactsRoot string
	Sealed    string // the day's root that its facts were sealed under; empty: from before there were any
	ResultSHA string
	DocSHA    string
}

func (p Paper) money(a money.Amount) string {
	text := money.Format(a, p.Currency)
	whole, rest, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || n == 0 {
		return text // -0.50 keeps its sign
	}
	if rest == "" {
		return thousands(n)
	}
	return thousands(n) + "." + rest
}

func (p Paper) day(t time.Time) string {
	if t.IsZero() {
		return p.say("none")
	}
	return t.In(p.zone()).Format("2006-01-02")
}

func (p Paper) minute(t time.Time) string {
	if t.IsZero() {
		return p.say("none")
	}
	return t.In(p.zone()).Format("2006-01-02 15:04 -07:00")
}

func (p Paper) zone() *time.Location {
	if p.Zone == nil {
		return time.UTC
	}
	return p.Zone
}

// unit prints a price a piece: two places, or as many as it has, up to six.
func (l Line) unit() string {
	if l.UnitMicro == 0 {
		return ""
	}
	whole, rest, _ := strings.Cut(plainUnit(l.UnitMicro), ".")
	sign, digits := "", whole
	if strings.HasPrefix(whole, "-") {
		sign, digits = "-", whole[1:]
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return whole + "." + rest
	}
	return sign + thousands(n) + "." + rest[:2] + strings.TrimRight(rest[2:], "0")
}
