package paper

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/manyhands/manyhands/internal/money"
)

// mark tells spreadsheets that a CSV is UTF-8; without it Excel shows Chinese
// as noise.
const mark = "\uFEFF"

// LinesCSV writes the lines of a document. Texts pass Cell; figures are plain
// numbers without grouping, a negative one included, so that they add up.
func LinesCSV(w io.Writer, p Paper) error {
	return writeCSV(w, p.heads(lineHeads), func(put func([]string) error) error {
		for _, l := range p.Lines {
			err := put([]string{
				strconv.Itoa(l.N), Cell(p.what(l)), Cell(l.Rule), Cell(l.Version), strconv.FormatInt(l.Qty, 10), plainUnit(l.UnitMicro),
				money.Format(l.Amount, p.Currency), strconv.FormatInt(l.Count, 10), Cell(l.Root),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// OutcomesCSV writes what a document counts, one outcome a row.
func OutcomesCSV(w io.Writer, p Paper, rows Rows) error {
	return writeCSV(w, p.heads(rowHeads), func(put func([]string) error) error {
		for r, err := range rows {
			if err != nil {
				return err
			}
			err := put([]string{
				strconv.Itoa(r.Line), Cell(r.Outcome), Cell(r.Conversation), r.At.In(p.zone()).Format("2006-01-02T15:04:05.000Z07:00"), Cell(r.Channel),
				Cell(r.Service), Cell(r.Shopper), strconv.FormatInt(r.ResponseMS, 10), strconv.FormatInt(r.CSAT, 10), Cell(r.Order),
				money.Format(r.Net, p.Currency), Cell(r.Flags), Cell(r.Leaf),
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func writeCSV(w io.Writer, heads []string, fill func(put func([]string) error) error) error {
	if _, err := io.WriteString(w, mark); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	if err := c.Write(heads); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	if err := fill(c.Write); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	c.Flush()
	if err := c.Error(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// plainUnit is a price a piece without grouping.
func plainUnit(micro int64) string {
	if micro == 0 {
		return ""
	}
	whole, rest := micro/1_000_000, micro%1_000_000
	sign := ""
	if micro < 0 {
		sign, whole, rest = "-", -whole, -rest
	}
	return fmt.Sprintf("%s%d.%06d", sign, whole, rest)
}
