package scan

import "strings"

// The parts of a Chinese postal address, by their last character.
const (
	regionEnds = "省市区县州盟旗"
	placeEnds  = "镇乡村路街道巷弄里苑园厦寓城庄屯"
)

// maxAddress is the longest address looked for, in code points.
const maxAddress = 48

// address tells whether the 号, 室 or 栋 at i ends an address: a number before
// it, a road or estate before that, and a region, or a second numbered part.
// Best effort: an address in the middle of a sentence may begin a little late.
func (t *Text) address(i int) (Detail, bool) {
	k := i - 1
	numbered := 0
	for k >= 0 && (digit(t.Sym[k]) >= 0 || t.Sym[k] == '十' || t.Sym[k] == '百' || t.Runes[k] == '-' || isLatin(t.Sym[k]) && numbered < 3) {
		numbered++
		k--
	}
	if numbered == 0 || numbered > 6 {
		return Detail{}, false
	}
	start, regions, places, doors := k+1, 0, 0, 0
	for low := max(0, i-maxAddress); k >= low; k-- {
		c, r := t.Sym[k], t.Runes[k]
		if c == 0 && !isSpace(r) && r != '-' {
			break
		}
		switch {
		case c == 0:
		case strings.ContainsRune(regionEnds, rune(c)):
			regions++
			start = t.partStart(k)
		case strings.ContainsRune(placeEnds, rune(c)):
			places++
			start = t.partStart(k)
		case signals[c]&signalAbode != 0 && k > 0 && digit(t.Sym[k-1]) >= 0:
			doors++
		}
	}
	if places == 0 || regions == 0 && doors == 0 {
		return Detail{}, false
	}
	return Detail{Address, int32(start), int32(i) + 1}, true
}

// partStart is where the name that ends at k may begin: at most three
// characters before.
func (t *Text) partStart(k int) int {
	start := k
	for n := 0; n < 3 && start > 0 && isHan(t.Sym[start-1]); n++ {
		if strings.ContainsRune("在是到寄送住址发", rune(t.Sym[start-1])) {
			break
		}
		start--
	}
	return start
}
