package knowledge

import (
	"bytes"
	"fmt"
	"html"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/text"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// ErrArticle refuses an article's file; its sentence names the file, the line,
// the field and what was expected.
var ErrArticle = fault.New(fault.Invalid, "article_wrong", "the article is not as docs/brand-folder.md says")

// maxArticle bounds one article's file.
const maxArticle = 256 << 10

// front is the front matter. The names with a space are those of older
// exports.
type front struct {
	ID        string   `yaml:"id"`
	Title     string   `yaml:"title"`
	Lang      string   `yaml:"lang"`
	Tags      []string `yaml:"tags"`
	Intent    string   `yaml:"intent"`
	ValidFrom day      `yaml:"valid_from"`
	ValidTill day      `yaml:"valid_till"`
	From      day      `yaml:"valid from"`
	Till      day      `yaml:"valid till"`
	Valid     struct {
		From day `yaml:"from"`
		Till day `yaml:"till"`
	} `yaml:"valid"`
	Source    string   `yaml:"source"`
	Version   int      `yaml:"version"`
	Questions []string `yaml:"questions"`
}

// day is a time, or a plain date of the brand's country, which the product
// takes as UTC+8. What follows the date decides whether it is its beginning
// or its end, so both are kept.
type day struct {
	at    time.Time
	plain bool
}

var china = time.FixedZone("UTC+8", 8*3600)

func (d *day) UnmarshalYAML(n *yaml.Node) error {
	if n.Value == "" || n.Tag == "!!null" {
		return nil
	}
	if t, err := time.Parse(time.RFC3339, n.Value); err == nil {
		d.at = t
		return nil
	}
	t, err := time.ParseInLocation(time.DateOnly, n.Value, china)
	if err != nil {
		return fmt.Errorf("line %d: a time such as 2026-11-11T00:00:00+08:00 or a date was expected, got %.40q", n.Line, n.Value)
	}
	d.at, d.plain = t, true
	return nil
}

// start and end of a validity.
func start(list ...day) *time.Time {
	for _, d := range list {
		if !d.at.IsZero() {
			t := d.at
			return &t
		}
	}
	return nil
}

func end(list ...day) *time.Time {
	for _, d := range list {
		if d.at.IsZero() {
			continue
		}
		t := d.at
		if d.plain {
			t = t.AddDate(0, 0, 1).Add(-time.Second)
		}
		return &t
	}
	return nil
}

// ReadArticle reads one Markdown file with front matter; without front matter
// the first heading is the title. It returns ErrArticle.
func ReadArticle(name string, b []byte) (Article, error) {
	if len(b) > maxArticle {
		return Article{}, ErrArticle.With("%s: larger than %d bytes", name, maxArticle)
	}
	if !utf8.Valid(b) {
		return Article{}, ErrArticle.With("%s: UTF-8 text was expected", name)
	}
	page := strings.ReplaceAll(string(bytes.TrimPrefix(b, []byte("\ufeff"))), "\r\n", "\n")
	if at := strings.IndexFunc(page, text.Unwritable); at >= 0 {
		return Article{}, ErrArticle.With("%s: line %d: text without control characters was expected", name, 1+strings.Count(page[:at], "\n"))
	}
	matter, body, err := cut(name, page)
	if err != nil {
		return Article{}, err
	}
	var f front
	d := yaml.NewDecoder(strings.NewReader(matter))
	d.KnownFields(true)
	if strings.TrimSpace(matter) != "" {
		if err := d.Decode(&f); err != nil {
			return Article{}, ErrArticle.With("%s: front matter: %s", name, oneLine(err))
		}
	}
	a := Article{
		ID: f.ID, Title: strings.TrimSpace(f.Title), Body: Strip(body), Tags: f.Tags, Intent: f.Intent, Source: f.Source, Version: f.Version,
		Questions: f.Questions, Lang: tongue.Lang(f.Lang), ValidFrom: start(f.ValidFrom, f.From, f.Valid.From), ValidTill: end(f.ValidTill, f.Till, f.Valid.Till),
	}
	return complete(name, a)
}

// complete fills what the front matter left out, and refuses what cannot be.
func complete(name string, a Article) (Article, error) {
	if a.ID == "" {
		a.ID = strings.TrimSuffix(path.Base(name), ".md")
	}
	if a.Title == "" {
		a.Title = firstHeading(a.Body)
	}
	if a.Title == "" {
		a.Title = a.ID
	}
	if a.Lang == "" {
		if a.Lang = tongue.Of(a.Title + " " + a.Body); a.Lang == "" {
			a.Lang = tongue.Chinese
		}
	}
	if a.Lang != tongue.Chinese && a.Lang != tongue.English {
		return a, ErrArticle.With("%s: lang: zh or en was expected, got %.20q", name, string(a.Lang))
	}
	if a.ValidFrom != nil && a.ValidTill != nil && a.ValidTill.Before(*a.ValidFrom) {
		return a, ErrArticle.With("%s: valid_till: a time after valid_from was expected", name)
	}
	if strings.TrimSpace(a.Body) == "" {
		return a, ErrArticle.With("%s: the article has no text", name)
	}
	return a, nil
}

// cut separates the front matter from the body.
func cut(name, text string) (matter, body string, err error) {
	rest, ok := strings.CutPrefix(text, "---\n")
	if !ok {
		return "", text, nil
	}
	matter, body, ok = strings.Cut("\n"+rest, "\n---")
	if !ok {
		return "", "", ErrArticle.With("%s: line 1: the front matter has no closing ---", name)
	}
	_, body, _ = strings.Cut(body, "\n")
	return matter, body, nil
}

var typeName = regexp.MustCompile(` not found in type \S+`)

func oneLine(err error) string {
	s := strings.TrimPrefix(err.Error(), "yaml: ")
	s = strings.TrimPrefix(s, "unmarshal errors:\n  ")
	s, _, _ = strings.Cut(s, "\n")
	if line, _, shape := strings.Cut(s, ": cannot unmarshal !!"); shape {
		return line + ": something of another shape was expected; docs/brand-folder.md shows it"
	}
	return typeName.ReplaceAllString(s, " is not known here")
}

var (
	comment   = regexp.MustCompile(`(?s)<!--.*?(?:-->|$)`)
	executing = regexp.MustCompile(`(?is)<(script|style|iframe|object|embed|svg|template|noscript)\b.*?(?:</(?:script|style|iframe|object|embed|svg|template|noscript)\s*>|$)`)
	element   = regexp.MustCompile(`(?s)</?[a-zA-Z][^<>]{0,1000}>`)
	breaking  = regexp.MustCompile(`(?i)<br\s*/?>|</p>|</div>|</li>|</tr>`)
	image     = regexp.MustCompile(`!\[([^\]]*)\]\([^)]*\)`)
	link      = regexp.MustCompile(`\[([^\]]+)\]\(((?:[^()]|\([^()]*\))*)\)`)
	webAddr   = regexp.MustCompile(`^https?://`)
)

// Strip takes everything out of a text that is not to be read: scripts, HTML,
// comments, links that are not web links. A shopper's screen shows what is
// left as plain text.
func Strip(s string) string {
	for range 3 { // what is left of nested disguises, "<scr<script>ipt>"
		was := s
		s = comment.ReplaceAllString(s, "")
		for executing.MatchString(s) { // each pass takes something out
			s = executing.ReplaceAllString(s, "")
		}
		s = breaking.ReplaceAllString(s, "\n")
		s = element.ReplaceAllString(s, "")
		s = html.UnescapeString(s)
		if s == was {
			break
		}
	}
	s = image.ReplaceAllString(s, "$1")
	s = link.ReplaceAllStringFunc(s, func(l string) string {
		m := link.FindStringSubmatch(l)
		if webAddr.MatchString(m[2]) {
			return m[1] + " " + m[2]
		}
		return m[1]
	})
	return strings.TrimSpace(s)
}

var heading = regexp.MustCompile(`^#{1,6}\s+(.*?)\s*#*$`)

func firstHeading(body string) string {
	for _, line := range strings.Split(body, "\n") {
		if m := heading.FindStringSubmatch(line); m != nil {
			return m[1]
		}
	}
	return ""
}

var emphasis = strings.NewReplacer("**", "", "__", "", "`", "")

// Passages cuts the body at blank lines. A heading is not a passage of its own
// but stands with those below it; a list stays with the line that introduces
// it.
func (a Article) Passages() []Passage {
	var out []Passage
	above := ""
	for _, block := range strings.Split(a.Body, "\n\n") {
		var lines []string
		for _, line := range strings.Split(block, "\n") {
			if m := heading.FindStringSubmatch(strings.TrimSpace(line)); m != nil {
				above = m[1]
				continue
			}
			if line = strings.TrimSpace(emphasis.Replace(line)); line != "" {
				lines = append(lines, line)
			}
		}
		if len(lines) == 0 {
			continue
		}
		if n := len(out); n > 0 && isList(lines[0]) && out[n-1].Heading == above && introduces(out[n-1].Text) {
			out[n-1].Text += "\n" + strings.Join(lines, "\n")
			continue
		}
		out = append(out, Passage{Article: a.ID, Heading: above, Text: strings.Join(lines, "\n"), At: len(out)})
	}
	return out
}

func isList(line string) bool {
	return strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "* ") || strings.HasPrefix(line, "1.")
}

func introduces(text string) bool {
	return strings.HasSuffix(text, ":") || strings.HasSuffix(text, "：")
}

// PlainTables writes the Markdown tables of a text as lines that a chat can
// show.
func PlainTables(text string) string {
	if !strings.Contains(text, "|") {
		return text
	}
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(line, "|") {
			out = append(out, line)
			continue
		}
		if strings.Trim(line, "|-: ") == "" {
			continue
		}
		cells := strings.Split(strings.Trim(line, "| "), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		out = append(out, strings.Join(cells, "  "))
	}
	return strings.Join(out, "\n")
}
