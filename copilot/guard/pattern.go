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
// expressions are slow beside the word machine, so one is tried only where a
// piece of text has been found of which each of its matches must hold one, and
// only at the places from which a match would reach that piece. Without such
// pieces it is tried on all of every text.
type pattern struct {
	rule int32
	alternative
}

// alternative is a way in which a pattern may match, the pieces of which every
// such match holds one, and how many characters stand before it in the match.
type alternative struct {
	re          *regexp.Regexp
	walk        *sieve.Anchored
	needs       []string
	least, most int // most is below zero without a bound
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
		return whole(src)
	}
	var out []alternative
	for _, way := range tree.Sub {
		one, err := wayOf(way.String())
		if err != nil {
			return whole(src)
		}
		out = append(out, one)
	}
	return out, nil
}

// whole is a pattern that is not taken apart.
func whole(src string) ([]alternative, error) {
	one, err := wayOf(src)
	return []alternative{one}, err
}

func wayOf(src string) (alternative, error) {
	src = "(?i:" + src + ")"
	re, err := regexp.Compile(src)
	if err != nil {
		return alternative{}, fmt.Errorf("a regular expression (RE2): %w", err)
	}
	walk, err := sieve.Anchor(src)
	if err != nil {
		return alternative{}, err
	}
	a := alternative{re: re, walk: walk}
	a.needs, a.least, a.most = pieces(src)
	return a, nil
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

func pieces(src string) (needs []string, least, most int) {
	words, least, most := sieve.Words(src)
	if len(words) > mostPieces {
		return nil, 0, 0
	}
	for _, w := range words {
		if !findable(w) {
			return nil, 0, 0
		}
	}
	return words, least, most
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

// before is how many signs a piece begins with, which the word machine does not
// see.
func before(piece string) (n int32) {
	for _, r := range piece {
		if fold.Rune(r) != fold.Skip {
			break
		}
		n++
	}
	return n
}

// waking is a pattern that a piece woke, and where its match may begin.
type waking struct {
	at int32
	sieve.Range
}

// wake notes where a match of a pattern may begin that holds the piece found.
func (s *scratch) wake(at int32, p *pattern, piece int32) {
	w := waking{at, sieve.Range{From: 0, Till: piece - int32(p.least)}}
	if p.most >= 0 {
		w.From = max(piece-int32(p.most), 0)
	}
	if w.Till >= w.From {
		s.awake = append(s.awake, w)
	}
}

// mostMatches of one pattern are told of one message.
const mostMatches = 64

// find appends the matches of a pattern that begin in s.ranges.
func (p *pattern) find(s *scratch) {
	var within bool
	if s.matches, within = p.walk.Find(s.matches[:0], s.plain, s.ranges, &s.memory, mostMatches); !within {
		p.findAnywhere(s)
		return
	}
	for _, m := range s.matches {
		s.spans = append(s.spans, span{rule: p.rule, word: -1, start: m.Start, end: m.End})
	}
}

// findAnywhere appends all matches of a pattern, whatever was found.
func (p *pattern) findAnywhere(s *scratch) {
	plain := string(s.plain)
	bytes, points := 0, int32(0)
	for _, m := range p.re.FindAllStringIndex(plain, mostMatches) {
		points += int32(utf8.RuneCountInString(plain[bytes:m[0]]))
		end := points + int32(utf8.RuneCountInString(plain[m[0]:m[1]]))
		if m[1] > m[0] {
			s.spans = append(s.spans, span{rule: p.rule, word: -1, start: points, end: end})
		}
		bytes, points = m[1], end
	}
}

// plainRunes is a text as patterns read it: letters and digits folded,
// separators as written but in half width, one rune a code point.
func plainRunes(out, rs []rune) []rune {
	for _, r := range rs {
		switch c := fold.Rune(r); {
		case c != fold.Skip:
			r = c
		case r >= 0xFF01 && r <= 0xFF5E:
			r -= 0xFEE0
		case r == 0x3000:
			r = ' '
		case r == utf8.RuneError:
			r = 0x1A
		}
		out = append(out, r)
	}
	return out
}
