package paper

import (
	"strings"
	"unicode"
)

// lines breaks a text to a width: at a space, which goes, or beside a Chinese
// character, which stays; a word that is longer than a line is cut. (The
// library's own SplitText loses the Chinese character at which it breaks.)
func (s sheet) lines(text string, wide float64) []string {
	var out []string
	for rest := []rune(text); len(rest) > 0; {
		n := s.fits(rest, wide)
		out = append(out, strings.TrimRight(string(rest[:n]), " "))
		for rest = rest[n:]; len(rest) > 0 && rest[0] == ' '; {
			rest = rest[1:]
		}
	}
	return out
}

// fits is how many characters the next line takes: one at least.
func (s sheet) fits(text []rune, wide float64) int {
	width, may := 0.0, 0
	for i, r := range text {
		width += s.GetStringWidth(string(r))
		if i > 0 && mayBreak(text[i-1], r) {
			may = i
		}
		if width > wide && r != ' ' {
			if may == 0 {
				may = max(1, i)
			}
			return may
		}
	}
	return len(text)
}

// mayBreak tells whether a line may end between two characters.
func mayBreak(before, after rune) bool {
	if before == ' ' || after == ' ' {
		return true
	}
	if strings.ContainsRune("，。、；：！？）》」』”’…", after) || strings.ContainsRune("（《「『“‘", before) {
		return false
	}
	return unicode.Is(unicode.Han, before) || unicode.Is(unicode.Han, after)
}
