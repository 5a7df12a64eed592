package fold

import (
	"sort"
	"unicode"
	"unicode/utf8"
)

//go:generate go run gen.go -ts TSCharacters.js

// Skip is what Rune answers for a rune that carries no letter, digit or sign.
const Skip rune = 0

// bmp holds the folded form of every rune below 0x10000; Skip where there is none.
var bmp = build()

// Rune is the canonical form of r, or Skip.
func Rune(r rune) rune {
	if uint32(r) < uint32(len(bmp)) {
		return bmp[r]
	}
	return astral(r)
}

// IsSkip tells whether r is a separator that cannot change what a word says:
// a space, punctuation, a zero-width character, an emoji, a combining mark.
func IsSkip(r rune) bool { return Rune(r) == Skip }

// String is s folded, without what is skipped.
func String(s string) string {
	b := make([]byte, 0, len(s))
	for _, r := range s {
		if c := Rune(r); c != Skip {
			b = utf8.AppendRune(b, c)
		}
	}
	return string(b)
}

// Append appends the folded runes of s to dst. pos[i] is where folded[i] stood
// in s, counted in code points; it covers dst's earlier runes too, as -1.
func Append(dst []rune, s string) (folded []rune, pos []int32) {
	pos = make([]int32, len(dst), len(dst)+len(s))
	for i := range pos {
		pos[i] = -1
	}
	at := int32(0)
	for _, r := range s {
		if c := Rune(r); c != Skip {
			dst = append(dst, c)
			pos = append(pos, at)
		}
		at++
	}
	return dst, pos
}

// astral folds what lies beyond the basic plane: mathematical letters and
// boxed letters have a Latin form, rare Han characters are themselves, and
// the rest is emoji.
func astral(r rune) rune {
	if i := sort.Search(len(high), func(i int) bool { return high[i].from >= r }); i < len(high) && high[i].from == r {
		return high[i].to
	}
	if r <= unicode.MaxRune && unicode.IsLetter(r) {
		return r
	}
	return Skip
}

type change struct{ from, to rune }

// high is the part of the tables beyond the basic plane, by from.
var high = beyond()

func beyond() []change {
	var out []change
	eachChange(func(from, to rune) {
		if from > 0xFFFF {
			out = append(out, change{from, to})
		}
	})
	sort.Slice(out, func(i, j int) bool { return out[i].from < out[j].from })
	return out
}

func build() *[0x10000]rune {
	t := new([0x10000]rune)
	lo := rune(-1)
	for _, r := range kept {
		if lo < 0 {
			lo = r
			continue
		}
		for c := lo; c <= r; c++ {
			t[c] = c
		}
		lo = -1
	}
	eachChange(func(from, to rune) {
		if from < 0x10000 {
			t[from] = to
		}
	})
	return t
}

// eachChange reads the generated tables: runes in pairs, from and to.
func eachChange(do func(from, to rune)) {
	for _, table := range [...]string{forms, simplified} {
		from := rune(-1)
		for _, r := range table {
			if from < 0 {
				from = r
				continue
			}
			do(from, r)
			from = -1
		}
	}
}
