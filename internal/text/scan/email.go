package scan

// email reads the address around the @ at i. Full-width signs and single
// spaces beside @ and the dots are read through.
func (t *Text) email(i int) (Detail, bool) {
	start := t.mailBack(i)
	end, dots := t.mailOn(i + 1)
	if start == i || dots == 0 || end-i < 4 {
		return Detail{}, false
	}
	return Detail{Email, int32(start), int32(end)}, true
}

func (t *Text) mailBack(i int) int {
	start := i
	if i > 1 && isSpace(t.Runes[i-1]) {
		i--
	}
	for i > 0 && t.mailRune(i-1) {
		i--
		start = i
	}
	for start < len(t.Sym) && t.Sym[start] == 0 {
		start++ // a dot or dash does not begin a name
	}
	return start
}

// mailOn reads the host from i and counts its inner dots.
func (t *Text) mailOn(i int) (end, dots int) {
	if i < len(t.Sym) && isSpace(t.Runes[i]) {
		i++
	}
	end = i
	pending := 0
	for ; i < len(t.Sym); i++ {
		switch {
		case isLatin(t.Sym[i]) || isDigit(t.Sym[i]):
			dots += pending
			pending = 0
			end = i + 1
		case isDot(t.Runes[i]):
			if pending > 0 {
				return end, dots
			}
			pending = 1
		case t.Runes[i] == '-':
		case isSpace(t.Runes[i]) && pending == 1 && i+1 < len(t.Sym) && isDot(t.Runes[i-1]):
		default:
			return end, dots
		}
	}
	return end, dots
}

func (t *Text) mailRune(i int) bool {
	r := t.Runes[i]
	return isLatin(t.Sym[i]) || isDigit(t.Sym[i]) || isDot(r) || r == '_' || r == '-' || r == '+' || r == '%'
}

func isDot(r rune) bool { return r == '.' || r == '．' || r == '。' || r == '｡' }
