package scan

import (
	"slices"
	"strings"
)

// ordinaryPairs are two characters that make a word of everyday language.
var ordinaryPairs = readOrdinary()

func readOrdinary() []uint32 {
	out := make([]uint32, 0, len(ordinary)/3)
	for entry := range strings.FieldsSeq(ordinary) {
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

// atHome tells whether the character at i makes an ordinary word with the one
// before or after it. Such a character is there in its own right: 家 in
// 大家微信沟通 is no 加.
func (t *Text) atHome(i int) bool {
	c := t.Sym[i]
	return i > 0 && isOrdinary(t.Sym[i-1], c) || i+1 < len(t.Sym) && isOrdinary(c, t.Sym[i+1])
}
