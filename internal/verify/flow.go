package verify

import (
	"fmt"
	"strings"
)

// flow reads {a: 1, b: [x, y]} and returns what follows it.
func flow(s string, line int) (*node, string, error) {
	if s[0] == '[' {
		return flowList(s[1:], line)
	}
	return flowMap(s[1:], line)
}

func flowList(s string, line int) (*node, string, error) {
	n := &node{kind: aList, line: line}
	for {
		s = strings.TrimLeft(s, " ")
		if strings.HasPrefix(s, "]") {
			return n, s[1:], nil
		}
		item, rest, err := flowValue(s, line)
		if err != nil {
			return nil, "", err
		}
		n.items = append(n.items, item)
		if s, err = comma(rest, ']', line); err != nil {
			return nil, "", err
		}
	}
}

func flowMap(s string, line int) (*node, string, error) {
	n := &node{kind: aMap, line: line, fields: map[string]*node{}}
	for {
		s = strings.TrimLeft(s, " ")
		if strings.HasPrefix(s, "}") {
			return n, s[1:], nil
		}
		key, rest, ok := strings.Cut(s, ":")
		if !ok || strings.ContainsAny(key, "{}[],\"'#") || !strings.HasPrefix(rest, " ") {
			return nil, "", fmt.Errorf("line %d: \"field: value\" expected in braces", line)
		}
		k, err := plain(key, line)
		if err != nil {
			return nil, "", err
		}
		item, rest, err := flowValue(strings.TrimLeft(rest, " "), line)
		if err != nil {
			return nil, "", err
		}
		if err := n.put(k.scalar, item); err != nil {
			return nil, "", err
		}
		if s, err = comma(rest, '}', line); err != nil {
			return nil, "", err
		}
	}
}

// flowValue reads one value inside braces or brackets.
func flowValue(s string, line int) (*node, string, error) {
	if s == "" {
		return nil, "", fmt.Errorf("line %d: the brackets must close on the same line", line)
	}
	if s[0] == '{' || s[0] == '[' {
		return flow(s, line)
	}
	end := 0
	if s[0] == '"' || s[0] == '\'' {
		close := strings.IndexByte(s[1:], s[0])
		if close < 0 {
			return nil, "", fmt.Errorf("line %d: a closing quote expected", line)
		}
		end = close + 2
	} else if end = strings.IndexAny(s, ",]}"); end < 0 {
		return nil, "", fmt.Errorf("line %d: the brackets must close on the same line", line)
	}
	n, err := plain(s[:end], line)
	return n, s[end:], err
}

// comma steps over a comma, or stands before the closing bracket.
func comma(s string, closing byte, line int) (string, error) {
	s = strings.TrimLeft(s, " ")
	if strings.HasPrefix(s, ",") {
		return s[1:], nil
	}
	if s == "" || s[0] != closing {
		return "", fmt.Errorf("line %d: a comma or %q expected", line, string(closing))
	}
	return s, nil
}
