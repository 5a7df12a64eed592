package forecast

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// WrongFile says that a file cannot be read at all: its heading is wrong, or
// it is empty. Line is 0 when no line is to blame.
type WrongFile struct {
	Line  int
	Field string
	Want  string
	Got   string
}

// Error names the line, the field, what was expected and what was there.
func (e *WrongFile) Error() string {
	return fmt.Sprintf("line %d, %s: expected %s, got %q", e.Line, e.Field, e.Want, e.Got)
}

const longestLine = 1 << 16

// table reads a CSV line by line. encoding/csv is not used because one stray
// quote makes it swallow the rest of the file: here a line is always a row, so
// one bad row costs one row, and memory does not grow with the file.
type table struct {
	in      *bufio.Reader
	line    int
	columns []string
	place   map[string]int // column name -> index in a row
	cells   []string
	most    int // rows; what is kept of them must fit in memory
}

// mostRows is a row for every half hour of 570 years, or of 570 channels for a
// year: a quarter of a gigabyte once read.
const mostRows = 10_000_000

var errLongLine = errors.New("line too long")

// openTable reads the heading: every column of must, any of may, no other.
func openTable(r io.Reader, must, may []string) (*table, error) {
	t := &table{in: bufio.NewReaderSize(r, longestLine), most: mostRows}
	if bom, err := t.in.Peek(3); err == nil && bytes.Equal(bom, []byte("\xef\xbb\xbf")) {
		_, _ = t.in.Discard(3)
	}
	want := "the heading " + strings.Join(must, ",")
	if len(may) > 0 {
		want += "[," + strings.Join(may, ",") + "]"
	}
	raw, err := t.next()
	if errors.Is(err, io.EOF) {
		return nil, &WrongFile{Line: 1, Field: "heading", Want: want, Got: "an empty file"}
	}
	if errors.Is(err, errLongLine) {
		return nil, &WrongFile{Line: 1, Field: "heading", Want: want, Got: "a line of over 64 KiB"}
	}
	if err != nil {
		return nil, fmt.Errorf("read heading: %w", err)
	}
	t.place = map[string]int{}
	for i, name := range split(nil, string(raw)) {
		name = strings.ToLower(strings.TrimSpace(name))
		_, twice := t.place[name]
		if twice || !slices.Contains(must, name) && !slices.Contains(may, name) {
			return nil, &WrongFile{Line: 1, Field: "heading", Want: want, Got: name}
		}
		t.place[name] = i
		t.columns = append(t.columns, name)
	}
	for _, name := range must {
		if _, ok := t.place[name]; !ok {
			return nil, &WrongFile{Line: 1, Field: name, Want: want, Got: strings.Join(t.columns, ",")}
		}
	}
	return t, nil
}

// next is the next line that is not blank, without its end.
func (t *table) next() ([]byte, error) {
	for {
		raw, err := t.in.ReadSlice('\n')
		if len(raw) == 0 && err != nil {
			return nil, err
		}
		t.line++
		if errors.Is(err, bufio.ErrBufferFull) {
			for errors.Is(err, bufio.ErrBufferFull) {
				_, err = t.in.ReadSlice('\n')
			}
			return nil, errLongLine
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if raw = bytes.TrimRight(raw, "\r\n"); len(bytes.TrimSpace(raw)) > 0 {
			return raw, nil
		}
	}
}

// each calls take for every row; a row of the wrong width is refused here.
func (t *table) each(refused *Refused, take func(cell func(string) string) *RowError) error {
	cell := func(name string) string {
		i, ok := t.place[name]
		if !ok {
			return ""
		}
		return t.cells[i]
	}
	for {
		raw, err := t.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case errors.Is(err, errLongLine):
			refused.add(RowError{Line: t.line, Field: "row", Want: "a line of at most 64 KiB", Got: "more"})
			continue
		case err != nil:
			return fmt.Errorf("read line %d: %w", t.line+1, err)
		}
		if t.line > t.most+1 {
			return &WrongFile{Line: t.line, Field: "row", Want: fmt.Sprintf("at most %d rows; split the file by channel or year", t.most), Got: "more"}
		}
		t.cells = split(t.cells[:0], string(raw))
		if len(t.cells) != len(t.columns) {
			refused.add(RowError{
				Line: t.line, Field: "row", Got: string(raw),
				Want: fmt.Sprintf("%d columns (%s)", len(t.columns), strings.Join(t.columns, ",")),
			})
			continue
		}
		if bad := take(cell); bad != nil {
			bad.Line = t.line
			refused.add(*bad)
		}
	}
}

// split cuts a line at its commas; a cell may stand in quotes, with "" for a
// quote inside.
func split(cells []string, line string) []string {
	if strings.IndexByte(line, '"') < 0 {
		for {
			head, rest, more := strings.Cut(line, ",")
			cells = append(cells, strings.TrimSpace(head))
			if !more {
				return cells
			}
			line = rest
		}
	}
	var cell strings.Builder
	quoted := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '"' && quoted && i+1 < len(line) && line[i+1] == '"':
			cell.WriteByte(c)
			i++
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			cells = append(cells, strings.TrimSpace(cell.String()))
			cell.Reset()
		default:
			cell.WriteByte(c)
		}
	}
	return append(cells, strings.TrimSpace(cell.String()))
}
