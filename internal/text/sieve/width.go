package sieve

import "regexp/syntax"

// width is how many characters a match has at the least and at the most; most is
// below zero without a bound.
func width(re *syntax.Regexp) (least, most int) {
	switch re.Op {
	case syntax.OpLiteral:
		return len(re.Rune), len(re.Rune)
	case syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1, 1
	case syntax.OpCapture:
		return width(re.Sub[0])
	case syntax.OpStar:
		return 0, unbounded(re.Sub[0])
	case syntax.OpPlus:
		least, _ = width(re.Sub[0])
		return least, unbounded(re.Sub[0])
	case syntax.OpQuest:
		_, most = width(re.Sub[0])
		return 0, most
	case syntax.OpRepeat:
		least, most = width(re.Sub[0])
		if most > 0 && re.Max < 0 || most < 0 {
			return least * re.Min, -1
		}
		return least * re.Min, most * max(re.Max, 0)
	case syntax.OpConcat:
		for _, s := range re.Sub {
			l, m := width(s)
			least, most = least+l, plus(most, m)
		}
		return least, most
	case syntax.OpAlternate:
		least, most = width(re.Sub[0])
		for _, s := range re.Sub[1:] {
			l, m := width(s)
			least, most = min(least, l), atMost(most, m)
		}
		return least, most
	}
	return 0, 0 // edges have no width
}

// unbounded is the most of what may come as often as it likes.
func unbounded(re *syntax.Regexp) int {
	if _, most := width(re); most == 0 {
		return 0
	}
	return -1
}

// plus and atMost count with bounds that may be missing.
func plus(a, b int) int {
	if a < 0 || b < 0 {
		return -1
	}
	return a + b
}

func atMost(a, b int) int {
	if a < 0 || b < 0 {
		return -1
	}
	return max(a, b)
}
