package scan

import (
	"slices"
	"strings"
)

// aloneBits has a bit for each character that most often is a word alone.
var aloneBits [0x10000 / 64]uint64

// ordinaryPairs are two characters that make a word of everyday language.
var ordinaryPairs = readOrdinary()

func readOrdinary() []uint32 {
	out := make([]uint32, 0, len(ordinary)/3)
	singles, pairs, _ := strings.Cut(ordinary, " ")
	for _, r := range singles {
		aloneBits[r>>6] |= 1 << (r & 63)
	}
	for entry := range strings.FieldsSeq(pairs) {
		first := rune(-1)
		for _, r := range entry {
			if first < 0 {
				first = r
				continue
			}
			out = append(out, uint32(first)<<16|uint32(r))
		}
	}
	slices.Sort(out)
	return out
}

func isOrdinary(a, b uint16) bool {
	_, ok := slices.BinarySearch(ordinaryPairs, uint32(a)<<16|uint32(b))
	return ok
}

// atHome tells whether the character at i, which stands for another in a find
// from start to end, is there in its own right: it makes an ordinary word with
// the one before or after it, as 家 does in 大家微信沟通, or it is one that most
// often stands alone. A word made with one of the find's own characters proves
// nothing: 威信 is a word, and is also how 微信 is disguised.
func (t *Text) atHome(i, start, end int, own func(i int) bool) bool {
	c := t.Sym[i]
	if i > 0 && (i-1 < start || !own(i-1)) && isOrdinary(t.Sym[i-1], c) {
		return true
	}
	return i+1 < len(t.Sym) && (i+1 >= end || !own(i+1)) && isOrdinary(c, t.Sym[i+1])
}

// standsAlone tells whether c most often is a word by itself: 是, 的, 为.
func standsAlone(c uint16) bool { return aloneBits[c>>6]&(1<<(c&63)) != 0 }
