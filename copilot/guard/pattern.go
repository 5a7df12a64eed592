package guard

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/text/scan"
	"github.com/manyhands/manyhands/internal/text/sieve"
)

// pattern is a rule's regular expression, or one of its alternatives. Regular
// expressions are slow beside the word machine, so one runs only where a piece
// of text has been found of which each of its matches must hold one. Without
// such pieces it always runs.
type pattern struct {
	rule int32
	re   *regexp.Regexp
}

// alternative is a way in which a pattern may match, and the pieces of which
// every such match holds one.
type alternative struct {
	re    *regexp.Regexp
	needs []string
}

// probes are ordinary messages that have nothing in common. A pattern that
// matches most of them matches everything.
var probes = []string{"您好", "ok", "13", "？", "好的谢谢", "hello there", "什么时候发货", "2026-11-11"}

// lately keeps the patterns of late: new rules are mostly the old ones, a brand
// has the packs of every other, and an expression takes longer to compile than a
// thousand words.
var lately = struct {
	sync.Mutex
	of map[string][]alternative
}{of: map[string][]alternative{}}

// mostCompiled are kept; when there are more, all are forgotten.
const mostCompiled = 2000

// compilePattern takes a pattern apart into its alternatives: what wakes one of
// them need not run the others.
func compilePattern(src string) ([]alternative, error) {
	lately.Lock()
	ways, ok := lately.of[src]
	lately.Unlock()
	if ok {
		return ways, nil
	}
	ways, err := takeApart(src)
	if err != nil {
		return nil, err
	}
	lately.Lock()
	defer lately.Unlock()
	if len(lately.of) >= mostCompiled {
		clear(lately.of)
	}
	lately.of[src] = ways
	return ways, nil
}

func takeApart(src string) ([]alternative, error) {
	if len(src) > 1000 {
		return nil, fmt.Errorf("at most 1000 bytes")
	}
	src = simplified(src)
	re, err := regexp.Compile("(?i:" + src + ")")
	if err != nil {
		return nil, fmt.Errorf("a regular expression (RE2): %w", err)
	}
	hit := 0
	for _, p := range probes {
		if re.MatchString(p) {
			hit++
		}
	}
	if re.MatchString("") || hit > len(probes)/2 {
		return nil, fmt.Errorf("a pattern that does not match everything")
	}
	tree, err := syntax.Parse(src, syntax.Perl)
	if err != nil || tree.Op != syntax.OpAlternate {
		return []alternative{{re, pieces(src)}}, nil //nolint:nilerr // it compiled: it is merely taken whole
	}
	var out []alternative
	for _, way := range tree.Sub {
		one, err := regexp.Compile("(?i:" + way.String() + ")")
		if err != nil {
			return []alternative{{re, pieces(src)}}, nil //nolint:nilerr // the same
		}
		out = append(out, alternative{one, pieces(way.String())})
	}
	return out, nil
}

// simplified is a pattern in the characters that it will be held against: it may
// be written in traditional ones. What is not Han may mean something and stays.
func simplified(src string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Han, r) {
			return fold.Rune(r)
		}
		return r
	}, src)
}

// mostPieces is how many pieces a pattern may be woken by; with more of them, or
// with one so short that it stands everywhere, it always runs.
const (
	mostPieces    = 100
	shortestPiece = 2
)

func pieces(src string) []string {
	words := sieve.Words(src)
	if len(words) > mostPieces {
		return nil
	}
	out := make([]string, 0, len(words))
	for _, w := range words {
		if !findable(w) {
			return nil
		}
		out = append(out, w)
	}
	return out
}

// findable tells whether the word machine finds a piece: it has letters enough,
// and no long row of signs between them, over which the machine does not walk.
func findable(piece string) bool {
	letters, signs := 0, 0
	for _, r := range piece {
		if fold.Rune(r) != fold.Skip {
			letters, signs = letters+1, 0
		} else if signs++; signs > scan.MaxSkips {
			return false
		}
	}
	return letters >= shortestPiece
}

// plainText is t as patterns read it: letters and digits folded, separators as
// written but in half width, one rune a code point.
func plainText(t *scan.Text) string { return plainRunes(t.Runes) }

func plainRunes(rs []rune) string {
	var b strings.Builder
	for _, r := range rs {
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
