package classify

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// labelNames are what others call the column of intents.
var labelNames = []string{"intent", "label", "category", "class"}

// Rows makes of a table with a heading (CSV) the rows that this package reads:
// one JSON object a line, on the line where the table's row begins. What other
// tables call label, category or class is the intent, unless there is one; the
// other columns travel along where others is true. A table that is broken, or
// has no column text, is refused by its line.
func Rows(table io.Reader, others bool) (io.Reader, error) {
	in := csv.NewReader(table)
	in.FieldsPerRecord = -1
	names, err := in.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("line 1: expected a heading with the columns text and intent, got nothing")
	}
	if err != nil {
		return nil, fmt.Errorf("line 1: expected a table (CSV): %w", err)
	}
	if names, err = columns(names); err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	var out bytes.Buffer
	line := 1
	for {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			return &out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("expected a table (CSV): %w", err)
		}
		for at, _ := in.FieldPos(0); line < at; line++ {
			out.WriteByte('\n')
		}
		if err := writeRow(&out, names, cells, others); err != nil {
			return nil, err
		}
	}
}

// columns are the names of a table's columns as rows have them.
func columns(names []string) ([]string, error) {
	for i, n := range names {
		names[i] = strings.ToLower(strings.TrimSpace(strings.TrimPrefix(n, "\ufeff")))
	}
	if !slices.Contains(names, "text") {
		return nil, fmt.Errorf("expected a heading with the columns text and intent, got %.80q", strings.Join(names, ","))
	}
	if !slices.Contains(names, "intent") {
		if i := slices.IndexFunc(names, func(n string) bool { return slices.Contains(labelNames, n) }); i >= 0 {
			names[i] = "intent"
		}
	}
	return names, nil
}

// writeRow writes one row as an object; cells beyond the heading are left out.
func writeRow(out *bytes.Buffer, names, cells []string, others bool) error {
	sep := byte('{')
	for i, c := range cells {
		if i >= len(names) {
			break
		}
		if !others && names[i] != "text" && names[i] != "intent" {
			continue
		}
		pair, err := json.Marshal(map[string]string{names[i]: c})
		if err != nil {
			return fmt.Errorf("column %s: %w", names[i], err)
		}
		out.WriteByte(sep)
		out.Write(pair[1 : len(pair)-1])
		sep = ','
	}
	if sep == '{' {
		out.WriteByte('{')
	}
	out.WriteByte('}')
	return nil
}
