package guard

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/text/scan"
)

// pattern is a rule's regular expression. Regular expressions are slow beside
// the word machine, so one runs only where a piece of text that each of its
// matches must hold has been found; need is that piece, "" when there is none.
type pattern struct {
	rule int32
	re   *regexp.Regexp
	need string
}

// probes are ordinary messages that have nothing in common. A pattern that
// matches most of them matches everything.
var probes = []string{"您好", "ok", "13", "？", "好的谢谢", "hello there", "什么时候发货", "2026-11-11"}

func compilePattern(src string) (*regexp.Regexp, string, error) {
	if len(src) > 1000 {
		return nil, "", fmt.Errorf("at most 1000 bytes")
	}
	re, err := regexp.Compile("(?i:" + src + ")")
	if err != nil {
		return nil, "", fmt.Errorf("a regular expression (RE2): %w", err)
	}
	hit := 0
	for _, p := range probes {
		if re.MatchString(p) {
			hit++
		}
	}
	if re.MatchString("") || hit > len(probes)/2 {
		return nil, "", fmt.Errorf("a pattern that does not match everything")
	}
	tree, err := syntax.Parse(src, syntax.Perl)
	if err != nil {
		return re, "", nil //nolint:nilerr // it compiled: it merely has no needed piece
	}
	return re, needed(tree.Simplify()), nil
}

// needed is the longest literal that every match holds.
func needed(t *syntax.Regexp) string {
	switch t.Op {
	case syntax.OpLiteral:
		return fold.String(string(t.Rune))
	case syntax.OpCapture, syntax.OpPlus:
		return needed(t.Sub[0])
	case syntax.OpConcat:
		best := ""
		for _, s := range t.Sub {
			if n := needed(s); utf8.RuneCountInString(n) > utf8.RuneCountInString(best) {
				best = n
			}
		}
		return best
	}
	return ""
}

// plainText is t as patterns read it: letters and digits folded, separators as
// written but in half width, one rune a code point.
func plainText(t *scan.Text) string {
	var b strings.Builder
	for _, r := range t.Runes {
		switch c := fold.Rune(r); {
		case c != fold.Skip:
			b.WriteRune(c)
		case r >= 0xFF01 && r <= 0xFF5E:
			b.WriteRune(r - 0xFEE0)
		case r == 0x3000:
			b.WriteByte(' ')
		case r == utf8.RuneError:
			b.WriteByte(0x1A)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// find appends the pattern's matches in code points.
func (p *pattern) find(plain string, out []span) []span {
	bytes, points := 0, int32(0)
	for _, m := range p.re.FindAllStringIndex(plain, 64) {
		points += int32(utf8.RuneCountInString(plain[bytes:m[0]]))
		end := points + int32(utf8.RuneCountInString(plain[m[0]:m[1]]))
		if m[1] > m[0] {
			out = append(out, span{rule: p.rule, word: -1, start: points, end: end})
		}
		bytes, points = m[1], end
	}
	return out
}
