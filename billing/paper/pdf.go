package paper

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"github.com/go-pdf/fpdf"
)

// A4, in millimetres.
const (
	pageWide  = 210.0
	pageHigh  = 297.0
	margin    = 18.0
	textWide  = pageWide - 2*margin
	footAt    = pageHigh - 16
	rowBreak  = pageHigh - 22
	maxName   = 62 // small lines above the table: 500 characters that are written out by their code points
	faceName  = "noto"
	wideName  = 84.0
	wideQty   = 26.0
	wideUnit  = 30.0
	wideMoney = textWide - wideName - wideQty - wideUnit
)

// ink is a colour of the sheet.
type ink struct{ r, g, b int }

var (
	inkText  = ink{28, 33, 40}
	inkQuiet = ink{106, 115, 128}
	inkLine  = ink{222, 226, 232}
	inkBrand = ink{15, 106, 89}
	inkBack  = ink{244, 248, 247}
	inkWarn  = ink{176, 94, 16}
)

// sheet is a document being drawn.
type sheet struct {
	*fpdf.Fpdf
	p    Paper
	face face
}

// PDF writes the document as it is signed and filed. The same Paper gives the
// same bytes.
func PDF(w io.Writer, p Paper) error {
	s, err := newSheet(p)
	if err != nil {
		return err
	}
	s.SetFooterFunc(s.foot)
	s.AddPage()
	s.head()
	s.parties()
	s.rows()
	s.sums()
	s.proof()
	if err := s.Output(w); err != nil {
		return fmt.Errorf("write the document: %w", err)
	}
	return nil
}

// newSheet is a document without pages, dated by what it says and not by when
// it is drawn.
func newSheet(p Paper) (sheet, error) {
	f, err := openFace()
	if err != nil {
		return sheet{}, err
	}
	s := sheet{fpdf.New("P", "mm", "A4", ""), p, f}
	s.SetCatalogSort(true)
	made := p.Issued
	if made.IsZero() {
		made = p.AsOf
	}
	if made.IsZero() {
		made = time.Unix(0, 0)
	}
	s.SetCreationDate(made.UTC())
	s.SetModificationDate(made.UTC())
	s.SetTitle(p.say(p.Kind)+" "+p.Number, true)
	s.SetAuthor(f.printable(p.Seller.Name), true)
	s.SetLang(string(p.Tongue))
	// The library writes into the bytes it is given.
	s.AddUTF8FontFromBytes(faceName, "", bytes.Clone(f.ttf))
	s.SetMargins(margin, margin, margin)
	s.SetCellMargin(0)
	s.SetAutoPageBreak(false, 0)
	s.AliasNbPages("{nb}")
	return s, nil
}

func (s sheet) pen(c ink, size float64) {
	s.SetTextColor(c.r, c.g, c.b)
	s.SetFont(faceName, "", size)
}

// at writes one line of text in a box, cut to its width.
func (s sheet) at(x, y, wide float64, text, align string) {
	text = s.face.printable(text)
	for s.GetStringWidth(text) > wide && len(text) > 0 {
		cut := []rune(text)
		keep := max(0, min(len(cut)-2, int(float64(len(cut))*wide/s.GetStringWidth(text))))
		text = string(cut[:keep]) + "…"
		if keep == 0 {
			break
		}
	}
	s.SetXY(x, y)
	s.CellFormat(wide, 5, text, "", 0, align, false, 0, "")
}

// below writes text over as many lines as it takes, at most so many, and tells
// where it ended.
func (s sheet) below(x, y, wide, high float64, most int, text string) float64 {
	lines := s.lines(s.face.printable(text), wide)
	for i, line := range lines {
		if i == most-1 && len(lines) > most {
			line += " …"
		}
		if i == most {
			break
		}
		s.at(x, y, wide, line, "L")
		y += high
	}
	return y
}

func (s sheet) rule(y float64) {
	s.SetDrawColor(inkLine.r, inkLine.g, inkLine.b)
	s.SetLineWidth(0.2)
	s.Line(margin, y, pageWide-margin, y)
}

func (s sheet) head() {
	s.SetFillColor(inkBrand.r, inkBrand.g, inkBrand.b)
	s.Rect(0, 0, pageWide, 3.2, "F")
	s.pen(inkText, 20)
	s.at(margin, 17, 100, s.p.say(s.p.Kind), "L")
	if s.p.Number == "" {
		s.pen(inkWarn, 12)
		s.at(pageWide-margin-70, 17, 70, s.p.say("draft"), "R")
	} else {
		s.pen(inkBrand, 13)
		s.at(pageWide-margin-70, 17, 70, s.p.Number, "R")
	}
	facts := [][2]string{
		{s.p.say("issued"), s.p.day(s.p.Issued)},
		{s.p.say("due"), s.p.day(s.p.Due)},
		{s.p.say("period"), s.p.day(s.p.From) + " " + s.p.say("till") + " " + s.p.day(s.p.Till)},
		{s.p.say("currency"), string(s.p.Currency)},
	}
	if s.p.Corrects != "" {
		facts[1] = [2]string{s.p.say("corrects"), s.p.Corrects}
	}
	wide := []float64{38, 38, 68, textWide - 144}
	x := margin
	for i, f := range facts {
		s.pen(inkQuiet, 8)
		s.at(x, 30, wide[i], f[0], "L")
		s.pen(inkText, 10)
		s.at(x, 34.5, wide[i], f[1], "L")
		x += wide[i]
	}
	s.rule(42)
	s.SetY(45)
}

func (s sheet) parties() {
	half := textWide/2 - 4
	top := s.GetY()
	end := max(s.party(margin, top, half, s.p.say("seller"), s.p.Seller), s.party(margin+half+8, top, half, s.p.say("buyer"), s.p.Buyer))
	s.SetY(end + 5)
}

func (s sheet) party(x, y, wide float64, title string, p Party) float64 {
	s.pen(inkQuiet, 8)
	s.at(x, y, wide, title, "L")
	y = s.name(x, y+4.5, wide, p.Name)
	s.pen(inkQuiet, 8.5)
	if p.TaxID != "" {
		y = s.below(x, y+0.5, wide, 4.2, 1, s.p.say("tax_id")+"  "+p.TaxID)
	}
	for _, text := range []string{p.Address, p.Phone, p.Email} {
		if text != "" {
			y = s.below(x, y, wide, 4.2, 3, text)
		}
	}
	if p.Bank != "" || p.Account != "" {
		y = s.below(x, y, wide, 4.2, 2, s.p.say("bank")+"  "+p.Bank+"  "+p.Account)
	}
	return y
}

// name is whose paper it is. It is never cut: a long one is printed small, over
// as many lines as it takes.
func (s sheet) name(x, y, wide float64, name string) float64 {
	if name == "" {
		name = s.p.say("seller_unnamed")
	}
	s.pen(inkText, 11)
	const most = 4
	if len(s.lines(s.face.printable(name), wide)) <= most {
		return s.below(x, y, wide, 5, most, name)
	}
	s.pen(inkText, 7)
	return s.below(x, y, wide, 3.2, maxName, name)
}

// columns heads the table, on each page again.
func (s sheet) columns() {
	y := s.GetY()
	s.SetFillColor(inkBack.r, inkBack.g, inkBack.b)
	s.Rect(margin, y, textWide, 7, "F")
	s.pen(inkQuiet, 8.5)
	s.cells(y+1, s.p.say("item"), s.p.say("qty"), s.p.say("unit"), s.p.say("amount"))
	s.SetY(y + 8)
}

func (s sheet) cells(y float64, what, qty, unit, amount string) {
	s.at(margin+2, y, wideName-2, what, "L")
	s.at(margin+wideName, y, wideQty, qty, "R")
	s.at(margin+wideName+wideQty, y, wideUnit, unit, "R")
	s.at(margin+wideName+wideQty+wideUnit, y, wideMoney-2, amount, "R")
}

func (s sheet) rows() {
	s.columns()
	for _, l := range s.p.Lines {
		if s.GetY()+12 > rowBreak {
			s.next()
			s.columns()
		}
		y := s.GetY()
		s.pen(inkText, 10)
		amount := s.p.money(l.Amount)
		if l.Amount == 0 && l.UnitMicro == 0 {
			amount = s.p.say("free")
		}
		s.cells(y+0.5, s.p.what(l), thousands(l.Qty), l.unit(), amount)
		s.pen(inkQuiet, 7)
		s.at(margin+2, y+5, textWide-4, s.under(l), "L")
		s.rule(y + 10.6)
		s.SetY(y + 11.2)
	}
}

// under is the small print of a line: its clause and its evidence.
func (s sheet) under(l Line) string {
	text := ""
	if l.Rule != "" {
		text = s.p.say("rule") + " " + l.Rule
		if l.Version != "" {
			text += " · " + l.Version
		}
	}
	if l.Root != "" {
		if text != "" {
			text += "   "
		}
		text += s.p.say("evidence") + " " + thousands(l.Count) + " · " + l.Root
	}
	return text
}

func (s sheet) sums() {
	if s.GetY()+30 > rowBreak {
		s.next()
	}
	y := s.GetY() + 2
	x, wide := pageWide-margin-90, 90.0
	tax := s.p.say("tax_"+s.p.TaxMode) + "  " + percent(s.p.TaxBP)
	total := s.p.say("total")
	if s.p.Total < 0 {
		total = s.p.say("total_back")
	}
	for _, r := range []struct {
		what, amount string
		size         float64
		colour       ink
	}{
		{s.p.say("subtotal"), s.p.money(s.p.Subtotal), 10, inkText},
		{tax, s.p.money(s.p.Tax), 10, inkText},
		{total, s.p.money(s.p.Total) + " " + string(s.p.Currency), 13, inkBrand},
	} {
		s.pen(inkQuiet, 9.5)
		s.at(x, y, wide/2, r.what, "L")
		s.pen(r.colour, r.size)
		s.at(x+wide/2-15, y, wide/2+13, r.amount, "R")
		y += 7
	}
	s.SetY(y + 3)
}

func (s sheet) proof() {
	if s.GetY()+38 > rowBreak {
		s.next()
	}
	top := s.GetY()
	s.pen(inkBrand, 9)
	s.at(margin+3, top+2, textWide-6, s.p.say("proof"), "L")
	s.pen(inkQuiet, 8)
	y := s.below(margin+3, top+7, textWide-6, 4.2, 4, s.p.say("proof_text"))
	s.pen(inkQuiet, 7)
	for _, r := range [][2]string{
		{s.p.say("as_of"), s.p.minute(s.p.AsOf)},
		{s.p.say("outcomes"), thousands(int64(s.p.Outcomes))},
		{s.p.say("facts_root"), s.p.FactsRoot},
		{s.p.say("sealed"), s.p.Sealed},
		{s.p.say("result"), s.p.ResultSHA},
		{s.p.say("document"), s.p.DocSHA},
	} {
		if r[1] == "" {
			continue
		}
		s.at(margin+3, y, 26, r[0], "L")
		s.at(margin+30, y, textWide-33, r[1], "L")
		y += 3.8
	}
	s.SetDrawColor(inkBrand.r, inkBrand.g, inkBrand.b)
	s.SetLineWidth(0.6)
	s.Line(margin, top+1, margin, y)
}

func (s sheet) next() {
	s.AddPage()
	s.SetY(margin)
}

func (s sheet) foot() {
	s.pen(inkQuiet, 7.5)
	s.at(margin, footAt, 100, s.p.Seller.Name+"   "+s.p.Number, "L")
	// The box is measured with the placeholder of how many pages there are.
	s.SetXY(pageWide-margin-60+s.GetStringWidth("{nb}")-s.GetStringWidth("0"), footAt)
	s.CellFormat(60, 5, fmt.Sprintf(s.p.say("page"), s.PageNo()), "", 0, "R", false, 0, "")
}

// percent prints basis points.
func percent(bp int64) string {
	if bp%100 == 0 {
		return fmt.Sprintf("%d %%", bp/100)
	}
	return fmt.Sprintf("%d.%02d %%", bp/100, bp%100)
}
