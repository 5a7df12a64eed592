package knowledge

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/text"
)

// ErrPhrasing refuses a line of questions.jsonl.
var ErrPhrasing = fault.New(fault.Invalid, "phrasing_wrong", `a phrasing is {"text", "article"} or {"text", "intent"}`)

// maxLine bounds one line of questions.jsonl.
const maxLine = 64 << 10

// ReadPhrasings reads questions.jsonl. It returns ErrPhrasing.
func ReadPhrasings(name string, src io.Reader) ([]Phrasing, error) {
	var out []Phrasing
	sc := bufio.NewScanner(src)
	sc.Buffer(nil, maxLine)
	for n := 1; sc.Scan(); n++ {
		line := bytes.TrimSpace(bytes.TrimPrefix(sc.Bytes(), []byte("\ufeff")))
		if len(line) == 0 {
			continue
		}
		if !utf8.Valid(line) {
			return nil, ErrPhrasing.With("%s: line %d: UTF-8 text was expected", name, n)
		}
		var p Phrasing
		d := json.NewDecoder(bytes.NewReader(line))
		d.DisallowUnknownFields()
		if line[0] != '{' {
			return nil, ErrPhrasing.With("%s: line %d: an object such as {\"text\": \"…\", \"article\": \"…\"} was expected", name, n)
		}
		if err := d.Decode(&p); err != nil {
			return nil, ErrPhrasing.With("%s: line %d: %s", name, n, strings.TrimPrefix(err.Error(), "json: "))
		}
		switch {
		case d.More():
			return nil, ErrPhrasing.With("%s: line %d: one object a line was expected, and something follows it", name, n)
		case strings.TrimSpace(p.Text) == "":
			return nil, ErrPhrasing.With("%s: line %d: text: a question was expected", name, n)
		case strings.ContainsFunc(p.Text, text.Unwritable):
			return nil, ErrPhrasing.With("%s: line %d: text: text without control characters was expected, got %.40q", name, n, p.Text)
		case strings.ContainsFunc(p.Article+p.Intent, text.Unwritable):
			return nil, ErrPhrasing.With("%s: line %d: article or intent: a name without control characters was expected, got %.40q", name, n, p.Article+p.Intent)
		case (p.Article == "") == (p.Intent == ""):
			return nil, ErrPhrasing.With("%s: line %d: either article or intent was expected", name, n)
		}
		out = append(out, p)
	}
	if err := sc.Err(); err != nil {
		if errors.Is(err, bufio.ErrTooLong) {
			return nil, ErrPhrasing.With("%s: a line is longer than %d bytes", name, maxLine)
		}
		return nil, err
	}
	return out, nil
}
