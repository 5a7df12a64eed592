package knowledge

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// What a file of articles is refused for as a whole. A single row that is wrong
// is a Refusal, and the others are taken.
var (
	ErrTable    = fault.New(fault.Invalid, "table_wrong", "the table has no columns that an article can be read from")
	ErrSheet    = fault.New(fault.Invalid, "sheet_wrong", "the workbook cannot be read")
	ErrPage     = fault.New(fault.Invalid, "page_wrong", "the page cannot be read")
	ErrTalks    = fault.New(fault.Invalid, "talks_wrong", "the chat history cannot be read")
	ErrTooLarge = fault.New(fault.TooLarge, "knowledge_file_too_large", "the file is larger than its kind may be")
)

// Limits of one file. A table of 20,000 articles is more than any shop has.
const (
	maxRows      = 20_000
	maxTableFile = 16 << 20
	maxCell      = 32 << 10 // bytes of one cell
)

// Row is one article that a file brings, or why it brings none.
type Row struct {
	Line    int // 1 is the first line of the file
	Article Article
	Why     string // provenance, where the row itself is not it
	Refused *Refusal
}

// Refusal names one place of a file and what was expected there.
type Refusal struct {
	Line   int    `json:"line"`
	Field  string `json:"field,omitempty"`
	Wanted string `json:"wanted"`
	Got    string `json:"got,omitempty"`
}

func refused(line int, field, wanted, got string) Row {
	if r := []rune(got); len(r) > 60 {
		got = string(r[:60]) + "…"
	}
	return Row{Line: line, Refused: &Refusal{Line: line, Field: field, Wanted: wanted, Got: got}}
}

// whole makes an article of what a row holds, or says what is missing.
func (a Article) whole(line int) Row {
	a.Title, a.Body = strings.TrimSpace(Strip(a.Title)), strings.TrimSpace(Strip(a.Body))
	switch {
	case a.Title == "":
		return refused(line, "title", "a question or a title", "")
	case a.Body == "":
		return refused(line, "answer", "an answer in words", "")
	case len(a.Body) > maxArticle:
		return refused(line, "answer", fmt.Sprintf("at most %d bytes", maxArticle), fmt.Sprintf("%d bytes", len(a.Body)))
	case a.ValidFrom != nil && a.ValidTill != nil && a.ValidTill.Before(*a.ValidFrom):
		return refused(line, "valid_till", "a time after valid_from", a.ValidTill.Format("2006-01-02"))
	}
	if r := []rune(a.Title); len(r) > 200 {
		a.Title = string(r[:200])
	}
	if a.Lang == "" {
		if a.Lang = tongue.Of(a.Title + " " + a.Body); a.Lang == "" {
			a.Lang = tongue.Chinese
		}
	}
	if a.ID == "" {
		a.ID = idOf(a.Title, a.Lang)
	}
	return Row{Line: line, Article: a}
}

// idOf is an article's id from its title: the same title is the same article,
// so that a table brought again gives new versions and not doubles.
func idOf(title string, lang tongue.Lang) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r < utf8.RuneSelf && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(string(lang) + "\x00" + title)) // a hash never fails
	plain := strings.Trim(b.String(), "-")
	if len(plain) > 40 {
		plain = strings.Trim(plain[:40], "-")
	}
	if plain == "" {
		plain = "article"
	}
	return fmt.Sprintf("%s-%08x", plain, h.Sum32())
}

// asText is a file's bytes as UTF-8; what Excel on Chinese machines writes in
// another encoding is refused by name rather than taken in as rubbish.
func asText(b []byte, wrong *fault.Fault) ([]byte, error) {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) {
		return nil, wrong.With("the file is not UTF-8; save it as \"CSV UTF-8\" or as XLSX")
	}
	return b, nil
}
