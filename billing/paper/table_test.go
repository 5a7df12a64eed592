package paper

import (
	"bytes"
	"encoding/csv"
	"encoding/xml"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

// Adversarial 34: a shopper whose name is a formula stays a name.
func TestNoTextBecomesAFormula(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"=cmd|'/c calc'!A0": "'=cmd|'/c calc'!A0", "+1": "'+1", "-2+3": "'-2+3", "@SUM(A1)": "'@SUM(A1)", "\t=1": "' =1", " \n=1": "'  =1",
		"＝1": "'＝1", "\u3000@x": "'\u3000@x", "\uFEFF=1": "'\uFEFF=1", "plain": "plain", "": "", "a=b": "a=b", "a\x00\r\nb": "a  b",
	} {
		if got := Cell(text); got != want {
			t.Errorf("%q is written as %q, want %q", text, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		got := Cell(rapid.String().Draw(t, "text"))
		if lead := strings.TrimLeft(got, " \u00A0\u3000\uFEFF"); lead != "" && strings.ContainsAny(lead[:1], "=+-@|%") {
			t.Errorf("%q begins like a formula", got)
		}
	})
}

func hostile() Rows {
	return func(yield func(Row, error) bool) {
		for i := range 3 {
			if !yield(Row{Line: i + 1, Outcome: "o", Shopper: "=HYPERLINK(\"http://evil\")", At: noon, Net: -5, Order: "-1"}, nil) {
				return
			}
		}
	}
}

func TestAWorkbookHoldsTextsAsTextsAndAmountsAsNumbers(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	p := bill()
	p.Buyer.Name = "=1+1"
	if err := Workbook(&out, p, hostile()); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(f.GetSheetList(), " "), "账单 明细 会话结果"; got != want {
		t.Errorf("sheets %q, want %q", got, want)
	}
	for cell, want := range map[string]string{"B3": "'=1+1", "B11": "10,449.71"} {
		if got, err := f.GetCellValue("账单", cell); err != nil || got != want {
			t.Errorf("%s is %q (%v), want %q", cell, got, err, want)
		}
	}
	for _, sheet := range f.GetSheetList() {
		for _, cell := range []string{"A2", "B2", "B3", "G2", "J2", "K2"} {
			if formula, err := f.GetCellFormula(sheet, cell); err != nil || formula != "" {
				t.Errorf("%s %s is a formula %q (%v)", sheet, cell, formula, err)
			}
		}
	}
	if got, err := f.GetCellValue("会话结果", "K2"); err != nil || got != "-0.05" {
		t.Errorf("net paid is %q (%v), want -0.05", got, err)
	}
}

func TestTablesAreReadBackAsWritten(t *testing.T) {
	t.Parallel()
	var lines, outcomes bytes.Buffer
	if err := LinesCSV(&lines, bill()); err != nil {
		t.Fatal(err)
	}
	got, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(lines.String(), mark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 6 || got[5][6] != "-306.00" || got[2][5] != "0.900000" {
		t.Errorf("lines read back as %q", got)
	}
	if err := OutcomesCSV(&outcomes, bill(), hostile()); err != nil {
		t.Fatal(err)
	}
	got, err = csv.NewReader(strings.NewReader(strings.TrimPrefix(outcomes.String(), mark))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 4 || got[1][6] != "'=HYPERLINK(\"http://evil\")" || got[1][9] != "'-1" || got[1][10] != "-0.05" {
		t.Errorf("outcomes read back as %q", got)
	}
}

// A machine that reads the bill adds its lines up to the same sums.
func TestUBLAddsUp(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := UBL(&out, bill()); err != nil {
		t.Fatal(err)
	}
	var read struct {
		Type  string   `xml:"InvoiceTypeCode"`
		Lines []string `xml:"InvoiceLine>LineExtensionAmount"`
		Total string   `xml:"LegalMonetaryTotal>PayableAmount"`
		Tax   string   `xml:"TaxTotal>TaxAmount"`
	}
	if err := xml.Unmarshal(out.Bytes(), &read); err != nil {
		t.Fatal(err)
	}
	if len(read.Lines) != 5 || read.Lines[4] != "-306.00" || read.Total != "10449.71" || read.Tax != "591.49" || read.Type != "380" {
		t.Errorf("read back %+v", read)
	}
}
