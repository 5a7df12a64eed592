package knowledge

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/manyhands/manyhands/internal/fault"
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
		case strings.TrimSpace(p.Text) == "":
			return nil, ErrPhrasing.With("%s: line %d: text: a question was expected", name, n)
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
