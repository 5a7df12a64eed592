package classify

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Refused is a row that was left out, and why.
type Refused struct {
	Line int
	Err  error
}

// longestRow bounds one row; a longer one is refused like any wrong row.
const longestRow = 1 << 20

// ReadExamples reads {"text","intent"} rows. What is wrong with a row is told
// by its line; the others are kept.
func ReadExamples(r io.Reader) (examples []Example, refused []Refused, err error) {
	err = eachRow(r, func(line int, row []byte) error {
		e, err := readExample(row)
		if err != nil {
			refused = append(refused, Refused{line, err})
			return nil
		}
		examples = append(examples, e)
		return nil
	})
	return examples, refused, err
}

func readExample(row []byte) (Example, error) {
	fields, err := readFields(row)
	if err != nil {
		return Example{}, err
	}
	var e Example
	for _, f := range fields {
		into := &e.Text
		switch f.name {
		case "text":
		case "intent":
			into = &e.Intent
		default:
			return Example{}, fmt.Errorf("unknown field %q; expected text and intent", f.name)
		}
		if *into, err = f.words(); err != nil {
			return Example{}, err
		}
	}
	if strings.TrimSpace(e.Text) == "" {
		return Example{}, errors.New("text: expected a text")
	}
	if strings.TrimSpace(e.Intent) == "" {
		return Example{}, errors.New(`intent: expected a name, or "none" for text that no intent covers`)
	}
	return e, nil
}

// Question is one row to tell the intent of. Its other fields travel along.
type Question struct {
	Text string
	rest []field
}

// ReadQuestions calls do with each {"text", ...} row in order and refuse with
// each that is none.
func ReadQuestions(r io.Reader, do func(Question) error, refuse func(Refused)) error {
	return eachRow(r, func(line int, row []byte) error {
		q, err := readQuestion(row)
		if err != nil {
			refuse(Refused{line, err})
			return nil
		}
		return do(q)
	})
}

// own is the fields of an answer: a question's field of the same name gives way.
var own = []string{"text", "intent", "confidence", "top", "us"}

func readQuestion(row []byte) (Question, error) {
	fields, err := readFields(row)
	if err != nil {
		return Question{}, err
	}
	var q Question
	has := false
	for _, f := range fields {
		switch {
		case f.name == "text":
			if q.Text, err = f.words(); err != nil {
				return Question{}, err
			}
			has = true
		case !slices.Contains(own, f.name):
			q.rest = append(q.rest, f)
		}
	}
	if !has {
		return Question{}, errors.New("text: expected a text, got none")
	}
	return q, nil
}

// WriteAnswer writes one row: the text, what p says of it, how long that took,
// and the question's other fields as they came.
func WriteAnswer(w io.Writer, q Question, p Prediction, took time.Duration) error {
	type ranked struct {
		Intent     string  `json:"intent"`
		Confidence float64 `json:"confidence"`
	}
	row := struct {
		Text       string   `json:"text"`
		Intent     string   `json:"intent"`
		Confidence float64  `json:"confidence"`
		Top        []ranked `json:"top"`
		Micros     int64    `json:"us"`
	}{q.Text, p.Intent, rounded(p.Confidence), []ranked{}, took.Microseconds()}
	for _, t := range p.Top {
		row.Top = append(row.Top, ranked{t.Intent, rounded(t.Confidence)})
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(row); err != nil {
		return fmt.Errorf("write an answer: %w", err)
	}
	b.Truncate(b.Len() - 2) // the closing brace and the line's end
	for _, f := range q.rest {
		b.WriteByte(',')
		if err := enc.Encode(f.name); err != nil {
			return fmt.Errorf("write field %q: %w", f.name, err)
		}
		b.Truncate(b.Len() - 1)
		b.WriteByte(':')
		b.Write(f.value)
	}
	b.WriteString("}\n")
	_, err := w.Write(b.Bytes())
	return err
}

// rounded keeps what a chance can honestly show.
func rounded(x float64) float64 { return float64(int(x*1e4+0.5)) / 1e4 }

// field is one member of a row, its value as it was written.
type field struct {
	name  string
	value json.RawMessage
}

func (f field) words() (string, error) {
	var s string
	if len(f.value) == 0 || f.value[0] != '"' || json.Unmarshal(f.value, &s) != nil {
		return "", fmt.Errorf("%s: expected a text, got %.60s", f.name, f.value)
	}
	return s, nil
}

var errNotObject = errors.New("expected one JSON object a line")

// readFields takes a row apart, in the order of its writing.
func readFields(row []byte) ([]field, error) {
	if len(row) > longestRow {
		return nil, fmt.Errorf("expected at most %d bytes a line", longestRow)
	}
	if !json.Valid(row) {
		return nil, errNotObject
	}
	dec := json.NewDecoder(bytes.NewReader(row))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, errNotObject
	}
	var out []field
	for dec.More() {
		t, err := dec.Token()
		name, ok := t.(string)
		if err != nil || !ok {
			return nil, errNotObject
		}
		f := field{name: name}
		if err := dec.Decode(&f.value); err != nil {
			return nil, errNotObject
		}
		if slices.ContainsFunc(out, func(o field) bool { return o.name == name }) {
			return nil, fmt.Errorf("%s: expected once, got twice", name)
		}
		out = append(out, f)
	}
	return out, nil
}

// eachRow calls do with each line that is not blank, and its number.
func eachRow(r io.Reader, do func(line int, row []byte) error) error {
	rows := bufio.NewReaderSize(r, 1<<16)
	for line := 1; ; line++ {
		row, err := rows.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("line %d: %w", line, err)
		}
		if line == 1 {
			row = bytes.TrimPrefix(row, []byte("\ufeff"))
		}
		if row = bytes.TrimSpace(row); len(row) > 0 {
			if derr := do(line, row); derr != nil {
				return derr
			}
		}
		if err != nil {
			return nil
		}
	}
}
