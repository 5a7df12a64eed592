package verify

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The part of YAML that contracts are written in: maps and lists by
// indentation with spaces, maps and lists in braces and brackets on one line,
// plain and quoted scalars, comments. Everything else (tabs, anchors, tags,
// text over several lines, several documents) is refused, because two readers
// of a contract must not be able to read it differently.

type yamlLine struct {
	number, indent int
	text           string
}

type yamlParser struct {
	lines []yamlLine
	at    int
}

// parseYAML reads one document.
func parseYAML(raw []byte) (*node, error) {
	p := &yamlParser{}
	whole := strings.ReplaceAll(string(raw), "\r\n", "\n")
	for i, text := range strings.Split(whole, "\n") {
		if strings.ContainsFunc(text, hidden) || !utf8.ValidString(text) {
			return nil, fmt.Errorf("line %d: text without tabs or control characters expected", i+1)
		}
		text = strings.TrimRight(stripComment(text), " ")
		if text == "" || (text == "---" && len(p.lines) == 0) {
			continue
		}
		body := strings.TrimLeft(text, " ")
		if text == "---" || text == "..." || strings.HasPrefix(text, "%") {
			return nil, fmt.Errorf("line %d: one YAML document indented by spaces expected", i+1)
		}
		p.lines = append(p.lines, yamlLine{i + 1, len(text) - len(body), body})
	}
	if len(p.lines) == 0 {
		return nil, fmt.Errorf("an empty document")
	}
	n, err := p.block(p.lines[0].indent)
	if err == nil && p.at < len(p.lines) {
		err = fmt.Errorf("line %d: the indentation fits nothing above", p.lines[p.at].number)
	}
	return n, err
}

// hidden is a character that one reader may take for a line's end or for
// nothing.
func hidden(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == '\ufeff'
}

// stripComment cuts from a # that begins a comment: outside quotes, at the
// start or after a space.
func stripComment(s string) string {
	quote := byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case quote == '"' && c == '"' && s[i-1] != '\\', quote == '\'' && c == '\'':
			quote = 0
		case quote == 0 && (c == '"' || c == '\'') && (i == 0 || strings.IndexByte(" [{,:", s[i-1]) >= 0):
			quote = c
		case quote == 0 && c == '#' && (i == 0 || s[i-1] == ' '):
			return s[:i]
		}
	}
	return s
}

// block reads a map or a list whose lines begin at indent.
func (p *yamlParser) block(indent int) (*node, error) {
	if isItem(p.lines[p.at].text) {
		return p.list(indent)
	}
	return p.mapping(indent)
}

func isItem(text string) bool { return text == "-" || strings.HasPrefix(text, "- ") }

func (p *yamlParser) here(indent int) bool {
	return p.at < len(p.lines) && p.lines[p.at].indent == indent
}

func (p *yamlParser) list(indent int) (*node, error) {
	n := &node{kind: aList, line: p.lines[p.at].number}
	for p.here(indent) && isItem(p.lines[p.at].text) {
		l := &p.lines[p.at]
		rest := strings.TrimLeft(l.text[1:], " ")
		var item *node
		var err error
		switch {
		case rest == "":
			p.at++
			item, err = p.nested(indent, l.number)
		case isItem(rest) || keyEnd(rest) >= 0:
			// The item's first line stands beside the dash: give it the
			// indentation of what follows it and read on.
			l.indent, l.text = l.indent+len(l.text)-len(rest), rest
			item, err = p.block(l.indent)
		default:
			p.at++
			item, err = value(rest, l.number)
		}
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, item)
	}
	return n, nil
}

func (p *yamlParser) mapping(indent int) (*node, error) {
	n := &node{kind: aMap, line: p.lines[p.at].number, fields: map[string]*node{}}
	for p.here(indent) && !isItem(p.lines[p.at].text) {
		l := p.lines[p.at]
		end := keyEnd(l.text)
		if end < 0 {
			return nil, fmt.Errorf("line %d: \"field: value\" expected", l.number)
		}
		key, err := plain(l.text[:end], l.number)
		if err != nil {
			return nil, err
		}
		rest := strings.TrimLeft(l.text[end+1:], " ")
		p.at++
		var v *node
		if rest == "" {
			v, err = p.nested(indent, l.number)
		} else {
			v, err = value(rest, l.number)
		}
		if err != nil {
			return nil, err
		}
		if err := n.put(key.scalar, v); err != nil {
			return nil, err
		}
	}
	return n, nil
}

// nested reads what is indented under a key or a dash; a list may stand at the
// key's own indentation. Nothing there is null.
func (p *yamlParser) nested(indent, line int) (*node, error) {
	if p.at < len(p.lines) {
		next := p.lines[p.at]
		if next.indent > indent || (next.indent == indent && isItem(next.text) && !isItem(p.lines[p.at-1].text)) {
			return p.block(next.indent)
		}
	}
	return &node{kind: aNull, line: line}, nil
}

// keyEnd is where the colon of "key: value" stands, or -1.
func keyEnd(s string) int {
	if s[0] == '{' || s[0] == '[' {
		return -1
	}
	from := 0
	if s[0] == '"' || s[0] == '\'' {
		end := strings.IndexByte(s[1:], s[0])
		if end < 0 {
			return -1
		}
		from = end + 2
	}
	for i := from; i < len(s); i++ {
		if s[i] == ':' && (i+1 == len(s) || s[i+1] == ' ') {
			return i
		}
	}
	return -1
}

// value reads the rest of a line: a flow map or list, or a scalar.
func value(s string, line int) (*node, error) {
	if s[0] != '{' && s[0] != '[' {
		return plain(s, line)
	}
	n, rest, err := flow(s, line)
	if err == nil && strings.TrimSpace(rest) != "" {
		err = fmt.Errorf("line %d: nothing expected after %q", line, s[:len(s)-len(rest)])
	}
	return n, err
}

// plain reads a scalar, quoted or not.
func plain(s string, line int) (*node, error) {
	s = strings.TrimSpace(s)
	n := &node{line: line, scalar: s}
	if s == "" || s == "~" || s == "null" {
		n.kind = aNull
		return n, nil
	}
	if s[0] == '"' || s[0] == '\'' {
		text, ok := unquote(s)
		if !ok {
			return nil, fmt.Errorf("line %d: a text in quotes expected, with no escape but \\\" and \\\\", line)
		}
		n.scalar = text
		return n, nil
	}
	if !bare.MatchString(s) {
		return nil, fmt.Errorf("line %d: %q needs quotes, or is a kind of YAML that contracts do not use", line, s)
	}
	return n, nil
}

// bare is a scalar that needs no quotes in any YAML: words, numbers, times.
var bare = regexp.MustCompile(`^[-+]?[\pL\pN_./]([\pL\pN_./+ -]|:[\pL\pN_./+-])*$`)

func unquote(s string) (string, bool) {
	end := s[len(s)-1]
	if len(s) < 2 || end != s[0] {
		return "", false
	}
	body := s[1 : len(s)-1]
	if end == '\'' {
		pairs := strings.ReplaceAll(body, "''", "")
		return strings.ReplaceAll(body, "''", "'"), !strings.Contains(pairs, "'")
	}
	rest := strings.NewReplacer(`\\`, "", `\"`, "").Replace(body)
	return strings.NewReplacer(`\\`, `\`, `\"`, `"`).Replace(body), !strings.ContainsAny(rest, `\"`)
}
