package knowledge

import (
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// maxPage bounds a product page. The words of one are a few kilobytes; what is
// larger is scripts, or not a page.
const maxPage = 5 << 20

// unread are elements whose inside is not the page's own words: what runs, what
// is not shown, and the frame that every page of a shop has around it.
var unread = map[atom.Atom]bool{
	atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true, atom.Object: true, atom.Embed: true,
	atom.Svg: true, atom.Math: true, atom.Canvas: true, atom.Nav: true, atom.Header: true, atom.Footer: true, atom.Form: true, atom.Button: true, atom.Select: true, atom.Textarea: true,
}

// breaks are elements that begin a line of their own.
var breaks = map[atom.Atom]string{
	atom.P: "\n\n", atom.Div: "\n\n", atom.Section: "\n\n", atom.Article: "\n\n", atom.Table: "\n\n", atom.Ul: "\n\n", atom.Ol: "\n\n", atom.Dl: "\n\n", atom.Dt: "\n", atom.Tr: "\n", atom.Br: "\n",
	atom.Li: "\n- ", atom.H1: "\n\n# ", atom.H2: "\n\n## ", atom.H3: "\n\n### ", atom.H4: "\n\n#### ", atom.H5: "\n\n##### ", atom.H6: "\n\n###### ", atom.Td: " | ", atom.Th: " | ", atom.Dd: ": ",
}

// ReadPage reads one article from a product page in HTML. It reads tokens and
// builds no tree, so that nesting a million deep costs nothing. It returns
// ErrPage and ErrTooLarge.
func ReadPage(name string, b []byte) ([]Row, error) {
	if len(b) > maxPage {
		return nil, ErrTooLarge.With("a page of at most %d MB was expected, got %d MB", maxPage>>20, len(b)>>20)
	}
	b, err := asText(b, ErrPage)
	if err != nil {
		return nil, err
	}
	p := webPage{title: "", z: html.NewTokenizer(bytes.NewReader(b))}
	if err := p.read(); err != nil {
		return nil, err
	}
	a := Article{Title: p.named(name), Body: tidy(p.text.String()), Source: "page: " + path.Base(name), Tags: []string{"product-page"}}
	row := a.whole(1)
	if row.Refused != nil {
		return nil, ErrPage.With("%s: %s was expected; the page has no words of its own", name, row.Refused.Wanted)
	}
	return []Row{row}, nil
}

// webPage is one page being read.
type webPage struct {
	z       *html.Tokenizer
	text    strings.Builder
	title   string // of <title>
	heading string // the first <h1>
	closed  []atom.Atom
	inTitle bool
	inH1    bool
}

// maxNesting of unread elements inside one another; deeper is all unread.
const maxNesting = 1000

func (p *webPage) read() error {
	p.z.SetMaxBuf(maxPage)
	for {
		switch p.z.Next() {
		case html.ErrorToken:
			if err := p.z.Err(); !errors.Is(err, io.EOF) {
				return ErrPage.With("the page breaks off: %.80s", err)
			}
			return nil
		case html.TextToken:
			p.say(string(p.z.Text()))
		case html.StartTagToken:
			p.open()
		case html.SelfClosingTagToken:
			name, _ := p.z.TagName()
			if len(p.closed) == 0 {
				p.text.WriteString(breaks[atom.Lookup(name)])
			}
		case html.EndTagToken:
			p.close()
		}
	}
}

func (p *webPage) open() {
	name, _ := p.z.TagName()
	a := atom.Lookup(name)
	switch {
	case unread[a] && len(p.closed) < maxNesting:
		p.closed = append(p.closed, a)
	case a == atom.Title:
		p.inTitle = true
	case a == atom.H1 && p.heading == "":
		p.inH1 = true
	}
	if len(p.closed) == 0 {
		p.text.WriteString(breaks[a])
	}
}

func (p *webPage) close() {
	name, _ := p.z.TagName()
	a := atom.Lookup(name)
	if n := len(p.closed); n > 0 && p.closed[n-1] == a {
		p.closed = p.closed[:n-1]
		return
	}
	switch a {
	case atom.Title:
		p.inTitle = false
	case atom.H1:
		p.inH1 = false
	}
	if b, ok := breaks[a]; ok && len(p.closed) == 0 && strings.HasPrefix(b, "\n\n") {
		p.text.WriteString("\n\n")
	}
}

func (p *webPage) say(text string) {
	text = html.UnescapeString(text)
	words := strings.Join(strings.Fields(text), " ")
	switch {
	case words == "" || len(p.closed) > 0:
	case p.inTitle:
		p.title += words
	default:
		if p.inH1 {
			p.heading += words + " "
		}
		if strings.ContainsAny(text[:1], " \t\r\n") {
			words = " " + words
		}
		if strings.ContainsAny(text[len(text)-1:], " \t\r\n") {
			words += " "
		}
		p.text.WriteString(words)
	}
}

// named is the page's heading, its title, or its file's name.
func (p *webPage) named(file string) string {
	for _, s := range []string{p.heading, p.title, strings.TrimSuffix(path.Base(file), path.Ext(file))} {
		if s = strings.TrimSpace(s); s != "" {
			return s
		}
	}
	return "page"
}

// tidy takes out empty lines, empty items and spaces at the ends.
func tidy(text string) string {
	var out []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Join(strings.Fields(strings.Trim(strings.TrimSpace(line), "|")), " ")
		if strings.Trim(line, "-#: ") == "" {
			if n := len(out); n > 0 && out[n-1] != "" {
				out = append(out, "")
			}
			continue
		}
		out = append(out, line)
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}
