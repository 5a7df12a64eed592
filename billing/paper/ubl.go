package paper

import (
	"encoding/xml"
	"fmt"
	"io"
	"strconv"

	"github.com/manyhands/manyhands/internal/money"
)

// UBL document type codes of EN 16931 (UNCL 1001).
const (
	commercialInvoice = "380"
	correctedInvoice  = "384"
	creditNote        = "381"
)

type ublAmount struct {
	Currency string `xml:"currencyID,attr"`
	Value    string `xml:",chardata"`
}

type ublParty struct {
	Address string `xml:"cac:Party>cac:PostalAddress>cbc:StreetName,omitempty"`
	TaxID   string `xml:"cac:Party>cac:PartyTaxScheme>cbc:CompanyID,omitempty"`
	Scheme  string `xml:"cac:Party>cac:PartyTaxScheme>cac:TaxScheme>cbc:ID,omitempty"`
	Name    string `xml:"cac:Party>cac:PartyLegalEntity>cbc:RegistrationName"`
}

type ublTax struct {
	Amount   ublAmount `xml:"cbc:TaxAmount"`
	Taxable  ublAmount `xml:"cac:TaxSubtotal>cbc:TaxableAmount"`
	Part     ublAmount `xml:"cac:TaxSubtotal>cbc:TaxAmount"`
	Category string    `xml:"cac:TaxSubtotal>cac:TaxCategory>cbc:ID"`
	Percent  string    `xml:"cac:TaxSubtotal>cac:TaxCategory>cbc:Percent"`
	Scheme   string    `xml:"cac:TaxSubtotal>cac:TaxCategory>cac:TaxScheme>cbc:ID"`
}

// ublLine has quantity 1 and the amount as its price: a bill's line is rounded
// once, and EN 16931 refuses one whose amount is not unit times quantity.
type ublLine struct {
	ID       int       `xml:"cbc:ID"`
	Note     string    `xml:"cbc:Note,omitempty"`
	Qty      ublQty    `xml:"cbc:InvoicedQuantity"`
	Amount   ublAmount `xml:"cbc:LineExtensionAmount"`
	Name     string    `xml:"cac:Item>cbc:Name"`
	Category string    `xml:"cac:Item>cac:ClassifiedTaxCategory>cbc:ID"`
	Percent  string    `xml:"cac:Item>cac:ClassifiedTaxCategory>cbc:Percent"`
	Scheme   string    `xml:"cac:Item>cac:ClassifiedTaxCategory>cac:TaxScheme>cbc:ID"`
	Price    ublAmount `xml:"cac:Price>cbc:PriceAmount"`
}

type ublQty struct {
	Unit  string `xml:"unitCode,attr"`
	Value string `xml:",chardata"`
}

type ublDoc struct {
	XMLName  xml.Name  `xml:"Invoice"`
	NS       string    `xml:"xmlns,attr"`
	CAC      string    `xml:"xmlns:cac,attr"`
	CBC      string    `xml:"xmlns:cbc,attr"`
	Custom   string    `xml:"cbc:CustomizationID"`
	ID       string    `xml:"cbc:ID"`
	Issued   string    `xml:"cbc:IssueDate"`
	Due      string    `xml:"cbc:DueDate,omitempty"`
	Type     string    `xml:"cbc:InvoiceTypeCode"`
	Currency string    `xml:"cbc:DocumentCurrencyCode"`
	From     string    `xml:"cac:InvoicePeriod>cbc:StartDate"`
	Till     string    `xml:"cac:InvoicePeriod>cbc:EndDate"`
	Corrects string    `xml:"cac:BillingReference>cac:InvoiceDocumentReference>cbc:ID,omitempty"`
	Seller   ublParty  `xml:"cac:AccountingSupplierParty"`
	Buyer    ublParty  `xml:"cac:AccountingCustomerParty"`
	Tax      ublTax    `xml:"cac:TaxTotal"`
	LineSum  ublAmount `xml:"cac:LegalMonetaryTotal>cbc:LineExtensionAmount"`
	Net      ublAmount `xml:"cac:LegalMonetaryTotal>cbc:TaxExclusiveAmount"`
	Gross    ublAmount `xml:"cac:LegalMonetaryTotal>cbc:TaxInclusiveAmount"`
	Payable  ublAmount `xml:"cac:LegalMonetaryTotal>cbc:PayableAmount"`
	Lines    []ublLine `xml:"cac:InvoiceLine"`
}

// UBL writes the document as an UBL 2.1 invoice for a machine. Amounts are
// those of the bill; a bill with tax inside its prices states them net of it
// in the totals, and its lines as agreed.
func UBL(w io.Writer, p Paper) error {
	amount := func(a money.Amount) ublAmount { return ublAmount{string(p.Currency), money.Format(a, p.Currency)} }
	kind := map[string]string{"invoice": commercialInvoice, "adjustment": correctedInvoice, "credit_note": creditNote}[p.Kind]
	rate := fmt.Sprintf("%d.%02d", p.TaxBP/100, p.TaxBP%100)
	d := ublDoc{
		NS: "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2", CAC: "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
		CBC: "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2", Custom: "urn:cen.eu:en16931:2017",
		ID: p.Number, Issued: p.day(p.Issued), Type: kind, Currency: string(p.Currency), From: p.day(p.From), Till: p.day(p.Till), Corrects: p.Corrects,
		Seller: ublOf(p.Seller), Buyer: ublOf(p.Buyer),
		Tax:     ublTax{amount(p.Tax), amount(p.Total - p.Tax), amount(p.Tax), "S", rate, "VAT"},
		LineSum: amount(p.Subtotal), Net: amount(p.Total - p.Tax), Gross: amount(p.Total), Payable: amount(p.Total),
	}
	if !p.Due.IsZero() {
		d.Due = p.day(p.Due)
	}
	for _, l := range p.Lines {
		note := strconv.FormatInt(l.Qty, 10)
		if unit := l.unit(); unit != "" {
			note += " × " + unit
		}
		qty, price := "1", l.Amount
		if price < 0 { // EN 16931 knows no negative price
			qty, price = "-1", -price
		}
		d.Lines = append(d.Lines, ublLine{l.N, note, ublQty{"C62", qty}, amount(l.Amount), p.what(l), "S", rate, "VAT", amount(price)})
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("write ubl: %w", err)
	}
	e := xml.NewEncoder(w)
	e.Indent("", " ")
	if err := e.Encode(d); err != nil {
		return fmt.Errorf("write ubl: %w", err)
	}
	return nil
}

func ublOf(p Party) ublParty {
	out := ublParty{Name: p.Name, TaxID: p.TaxID, Address: p.Address}
	if p.TaxID != "" {
		out.Scheme = "VAT"
	}
	return out
}
