package rank

import (
	"unicode"

	"github.com/manyhands/manyhands/internal/text/fold"
)

const (
	offset64 = 14695981039346656037
	prime64  = 1099511628211
	// maxRunes bounds the work on one query; documents are read whole.
	maxRunes = 600
)

func isHan(r rune) bool { return r >= 0x3400 && r <= 0x9FFF || r >= 0x20000 && r <= 0x323AF }

// eachTerm names the terms of text: a Han character, a pair of them, a Latin
// word or number, and pieces of four letters of a long word, so that a typo or
// an ending does not lose it. Numbers stay whole: an order number is a term.
func eachTerm(text string, most int, do func(term uint64, weight float32)) {
	var before rune // the Han character just before, 0 after anything else
	var word [32]rune
	n, seen := 0, 0
	flush := func() {
		if n > 0 {
			latinTerms(word[:n], do)
			n = 0
		}
	}
	for _, r := range text {
		if seen++; seen > most {
			break
		}
		c := fold.Rune(r)
		switch {
		case isHan(c):
			flush()
			do(uint64(c), 1)
			if before != 0 {
				do(uint64(before)<<32|uint64(c), 1)
			}
			before = c
			continue
		case c == fold.Skip || c == '@' || c == '+' || c == '%':
			if r != '\'' && r != '’' {
				flush()
			}
			if unicode.IsSpace(r) {
				continue // a space inside Chinese parts nothing
			}
		case n < len(word):
			word[n] = c
			n++
		}
		before = 0
	}
	flush()
}

const (
	// pieceWeight: a piece says less than the word.
	pieceWeight = 0.3
	pieceLength = 4
)

func latinTerms(w []rune, do func(term uint64, weight float32)) {
	do(hash(w, 1), 1)
	if len(w) < pieceLength || unicode.IsDigit(w[0]) {
		return
	}
	for i := 0; i+pieceLength <= len(w); i++ {
		do(hash(w[i:i+pieceLength], 2), pieceWeight)
	}
}

// hash keeps its top bit, so that it cannot meet a pair of Han characters.
func hash(rs []rune, kind uint64) uint64 {
	h := uint64(offset64) + kind
	for _, r := range rs {
		h = (h ^ uint64(r)) * prime64
	}
	return h | 1<<63
}
