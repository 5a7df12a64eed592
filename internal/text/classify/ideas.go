package classify

import "unicode"

// Meant is a piece of a text, by the runes of its fold, and the idea that it
// stands for: 邮费 and 运费 are one, deliver and ship are one.
type Meant struct {
	From, To int
	Idea     uint64
}

// Ideas are the pieces of folded text that the lexicon has a line for. Pieces
// may overlap.
func Ideas(folded []rune) []Meant {
	var out []Meant
	for i := 0; i < len(folded); {
		r := folded[i]
		switch {
		case isHan(r):
			if idea, n := ideaAt(folded[i:]); n > 0 {
				out = append(out, Meant{i, i + n, idea})
			}
			i++
		case unicode.IsLetter(r):
			j := i
			for j < len(folded) && unicode.IsLetter(folded[j]) && !isHan(folded[j]) {
				j++
			}
			if idea, ok := ideas().latin[hashRunes(stem(folded[i:j]))]; ok {
				out = append(out, Meant{i, j, idea})
			}
			i = j
		default:
			i++
		}
	}
	return out
}

// ideaAt is the longest listed phrase that rs begins with, as it is written, and
// its length; 0 when there is none.
func ideaAt(rs []rune) (idea uint64, length int) {
	lx := ideas()
	longest := lx.first[soundOf(rs[0])]
	h := uint64(offset64 + 1)
	for k := 0; k < longest && k < len(rs) && isHan(rs[k]); k++ {
		h = (h ^ soundOf(rs[k])) * prime64
		if got, ok := lx.han[h]; ok && k > 0 {
			idea, length = got, k+1
		}
	}
	return idea, length
}

// Stem is a folded Latin word without its ending.
func Stem(word string) string { return string(stem([]rune(word))) }

// Mended is a text in the characters that it is read with: a wrong one that
// sounds right is put right. Digits and signs are folded.
func (m *Model) Mended(text string) string {
	var rd reader
	rd.normalise(text)
	if m.spelling != nil {
		m.spelling.mend(rd.runes)
	}
	return string(rd.runes)
}
