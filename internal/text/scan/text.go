package scan

import (
	"unicode"

	"github.com/manyhands/manyhands/internal/text/fold"
)

// Text is a message made ready for every scan: one entry a code point, so that
// an index is an offset in the text as it was written. Set it again to reuse
// its memory.
type Text struct {
	Runes []rune   // as written
	Sym   []uint16 // folded symbol, 0 for a separator
	sound []sounded
	leet  bool // a word was heard with a digit for a letter
	run   run
}

// Set makes t hold s.
func (t *Text) Set(s string) {
	if cap(t.Runes) < len(s) || cap(t.Sym) < len(s) {
		t.Runes, t.Sym = make([]rune, 0, 2*len(s)), make([]uint16, 0, 2*len(s))
	}
	runes, sym := t.Runes[:len(s)], t.Sym[:len(s)] // a rune takes a byte at the least
	n := 0
	for _, r := range s {
		runes[n], sym[n] = r, symbol(r)
		n++
	}
	t.Runes, t.Sym, t.sound = runes[:n], sym[:n], t.sound[:0]
}

// MaxSkips is how many separators in a row keep the place inside a word.
// Beyond that two words would be joined that nobody reads as one.
const MaxSkips = 4

// symbols is fold's table in 16 bits: half the cache, and what the automata count in.
var symbols = func() *[0x10000]uint16 {
	t := new([0x10000]uint16)
	for r := range t {
		t[r] = narrow(fold.Rune(rune(r)))
	}
	return t
}()

func symbol(r rune) uint16 {
	if uint32(r) < uint32(len(symbols)) {
		return symbols[r]
	}
	return beyond(r)
}

// beyond is apart so that symbol is small enough to stand inside its callers.
func beyond(r rune) uint16 { return narrow(fold.Rune(r)) }

// narrow gives runes beyond the basic plane one of the 2,048 surrogate values,
// which no text holds. Two rare characters may share one: a listed word with
// such a character may then hit another as rare, one time in 2,048.
func narrow(r rune) uint16 {
	if r < 0x10000 {
		return uint16(r)
	}
	return 0xD800 | uint16(r&0x7FF)
}

// fold16 is s in symbols, without separators.
func fold16(s string) []uint16 {
	out := make([]uint16, 0, len(s))
	for _, r := range s {
		if c := symbol(r); c != 0 {
			out = append(out, c)
		}
	}
	return out
}

func isHan(c uint16) bool { return c >= 0x3400 && c <= 0x9FFF }

func isLatin(c uint16) bool { return c >= 'a' && c <= 'z' }

func isDigit(c uint16) bool { return c >= '0' && c <= '9' }

// endsClause tells whether r ends a sentence or a part of one. A word of two
// characters does not reach over it.
func endsClause(r rune) bool {
	switch r {
	case '。', '！', '？', '；', '，', '!', '?', ';', ',', '\n', '\r':
		return true
	}
	return false
}

func isSpace(r rune) bool { return r == ' ' || r == '　' || r == '\t' || unicode.IsSpace(r) }
