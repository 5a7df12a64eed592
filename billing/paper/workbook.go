package paper

import (
	"fmt"
	"io"
	"strconv"

	"github.com/xuri/excelize/v2"

	"github.com/manyhands/manyhands/internal/money"
)

// mostRows is what one sheet of a workbook holds, less its head; what does not
// fit goes on in further sheets.
const mostRows = 1_048_575

// book is a workbook being written.
type book struct {
	*excelize.File
	p                   Paper
	head, amount, count int
}

// Workbook writes the document as a workbook: the bill, its lines, and every
// outcome behind them. Texts are written as texts and amounts as numbers: no
// cell is a formula.
func Workbook(w io.Writer, p Paper, rows Rows) (err error) {
	b := book{File: excelize.NewFile(), p: p}
	defer func() {
		if e := b.Close(); err == nil {
			err = e
		}
	}()
	if err := b.styles(); err != nil {
		return err
	}
	for _, part := range []func() error{b.bill, b.lines, func() error { return b.outcomes(rows) }} {
		if err := part(); err != nil {
			return fmt.Errorf("write workbook: %w", err)
		}
	}
	if err := b.DeleteSheet("Sheet1"); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	b.SetActiveSheet(0)
	if _, err := b.WriteTo(w); err != nil {
		return fmt.Errorf("write workbook: %w", err)
	}
	return nil
}

func (b *book) styles() (err error) {
	head := &excelize.Style{Font: &excelize.Font{Bold: true, Color: "0F6A59"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"F4F8F7"}}}
	if b.head, err = b.NewStyle(head); err != nil {
		return fmt.Errorf("style workbook: %w", err)
	}
	money := "#,##0.00;[Red]-#,##0.00"
	if b.amount, err = b.NewStyle(&excelize.Style{CustomNumFmt: &money}); err != nil {
		return fmt.Errorf("style workbook: %w", err)
	}
	count := "#,##0"
	if b.count, err = b.NewStyle(&excelize.Style{CustomNumFmt: &count}); err != nil {
		return fmt.Errorf("style workbook: %w", err)
	}
	return nil
}

// figure is an amount as a number cell. Its text is exact up to 15 digits, as
// spreadsheets count; a larger one is written as a text instead of rounded.
func (b *book) figure(a money.Amount) any {
	text := money.Format(a, b.p.Currency)
	if a > 999_999_999_999_999 || a < -999_999_999_999_999 {
		return text
	}
	v, err := strconv.ParseFloat(text, 64) // for printing in a cell only
	if err != nil {
		return text
	}
	return excelize.Cell{StyleID: b.amount, Value: v}
}

func (b *book) sheet(name string, widths ...float64) (*excelize.StreamWriter, error) {
	if _, err := b.NewSheet(name); err != nil {
		return nil, fmt.Errorf("add sheet: %w", err)
	}
	s, err := b.NewStreamWriter(name)
	if err != nil {
		return nil, fmt.Errorf("add sheet: %w", err)
	}
	for i, wide := range widths {
		if err := s.SetColWidth(i+1, i+1, wide); err != nil {
			return nil, fmt.Errorf("set width: %w", err)
		}
	}
	return s, nil
}

func (b *book) heads(keys []string) []any {
	out := make([]any, len(keys))
	for i, text := range b.p.heads(keys) {
		out[i] = excelize.Cell{StyleID: b.head, Value: text}
	}
	return out
}

func (b *book) bill() error {
	s, err := b.sheet(b.p.say("sheet_bill"), 18, 60)
	if err != nil {
		return err
	}
	p := b.p
	number := p.Number
	if number == "" {
		number = p.say("draft")
	}
	rows := [][2]any{
		{p.say(p.Kind), Cell(number)},
		{p.say("seller"), Cell(p.Seller.Name)},
		{p.say("buyer"), Cell(p.Buyer.Name)},
		{p.say("tax_id"), Cell(p.Buyer.TaxID)},
		{p.say("period"), p.minute(p.From) + " " + p.say("till") + " " + p.minute(p.Till)},
		{p.say("issued"), p.day(p.Issued)},
		{p.say("due"), p.day(p.Due)},
		{p.say("currency"), string(p.Currency)},
		{p.say("subtotal"), b.figure(p.Subtotal)},
		{p.say("tax_" + p.TaxMode), b.figure(p.Tax)},
		{p.say("total"), b.figure(p.Total)},
		{p.say("as_of"), p.minute(p.AsOf)},
		{p.say("facts_root"), p.FactsRoot},
		{p.say("sealed"), p.Sealed},
		{p.say("result"), p.ResultSHA},
		{p.say("document"), p.DocSHA},
	}
	for i, r := range rows {
		if err := s.SetRow("A"+strconv.Itoa(i+1), []any{excelize.Cell{StyleID: b.head, Value: r[0]}, r[1]}); err != nil {
			return fmt.Errorf("write bill: %w", err)
		}
	}
	return s.Flush()
}

func (b *book) lines() error {
	s, err := b.sheet(b.p.say("sheet_lines"), 6, 34, 20, 10, 12, 12, 16, 14, 68)
	if err != nil {
		return err
	}
	if err := s.SetRow("A1", b.heads(lineHeads)); err != nil {
		return fmt.Errorf("write lines: %w", err)
	}
	for i, l := range b.p.Lines {
		var unit any
		if l.UnitMicro != 0 {
			unit = float64(l.UnitMicro) / 1e6 // for printing in a cell only
		}
		row := []any{
			l.N, Cell(b.p.what(l)), Cell(l.Rule), Cell(l.Version),
			excelize.Cell{StyleID: b.count, Value: l.Qty},
			unit, b.figure(l.Amount),
			excelize.Cell{StyleID: b.count, Value: l.Count},
			l.Root,
		}
		if err := s.SetRow("A"+strconv.Itoa(i+2), row); err != nil {
			return fmt.Errorf("write lines: %w", err)
		}
	}
	return s.Flush()
}

func (b *book) outcomes(rows Rows) error {
	var s *excelize.StreamWriter
	sheets, n := 0, mostRows
	for r, err := range rows {
		if err != nil {
			return err
		}
		if n == mostRows {
			if s, err = b.further(s, &sheets); err != nil {
				return err
			}
			n = 0
		}
		n++
		row := []any{
			r.Line, Cell(r.Outcome), Cell(r.Conversation), r.At.In(b.p.zone()).Format("2006-01-02 15:04:05.000"), Cell(r.Channel), Cell(r.Service), Cell(r.Shopper),
			r.ResponseMS, r.CSAT, Cell(r.Order), b.figure(r.Net), Cell(r.Flags), Cell(r.Leaf),
		}
		if err := s.SetRow("A"+strconv.Itoa(n+1), row); err != nil {
			return fmt.Errorf("write outcomes: %w", err)
		}
	}
	if s == nil {
		return nil
	}
	return s.Flush()
}

// further ends one sheet of outcomes and begins the next.
func (b *book) further(before *excelize.StreamWriter, sheets *int) (*excelize.StreamWriter, error) {
	if before != nil {
		if err := before.Flush(); err != nil {
			return nil, fmt.Errorf("end sheet: %w", err)
		}
	}
	*sheets++
	name := b.p.say("sheet_outcomes")
	if *sheets > 1 {
		name += " " + strconv.Itoa(*sheets)
	}
	s, err := b.sheet(name, 6, 38, 38, 24, 10, 12, 20, 12, 8, 20, 14, 24, 68)
	if err != nil {
		return nil, err
	}
	return s, s.SetRow("A1", b.heads(rowHeads))
}
