package verify

import (
	"fmt"
	"strconv"
	"strings"
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
	for i, text := range strings.Split(string(raw), "\n") {
		text = strings.TrimRight(stripComment(text), " \r")
		if text == "" || (text == "---" && len(p.lines) == 0) {
			continue
		}
		body := strings.TrimLeft(text, " ")
		if strings.HasPrefix(body, "\t") || text == "---" || text == "..." || strings.HasPrefix(text, "%") {
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
	switch {
	case s == "" || s == "~" || s == "null":
		n.kind = aNull
	case s[0] == '"':
		text, err := strconv.Unquote(s)
		if err != nil {
			return nil, fmt.Errorf("line %d: a text in quotes expected", line)
		}
		n.scalar = text
	case s[0] == '\'':
		if len(s) < 2 || s[len(s)-1] != '\'' {
			return nil, fmt.Errorf("line %d: a text in quotes expected", line)
		}
		n.scalar = strings.ReplaceAll(s[1:len(s)-1], "''", "'")
	case strings.IndexByte("&*!|>%@`?", s[0]) >= 0:
		return nil, fmt.Errorf("line %d: %q begins a kind of YAML that contracts do not use", line, s[:1])
	case strings.Contains(s, ": "):
		return nil, fmt.Errorf("line %d: %q needs quotes", line, s)
	}
	return n, nil
}
