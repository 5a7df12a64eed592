package scan

// sounded is one thing heard: a character, a syllable spelled in letters, or a
// letter; from and to are code points.
type sounded struct {
	from, to int32
	sym      uint16
}

// hear fills t.sound once.
func (t *Text) hear() []sounded {
	if len(t.sound) > 0 {
		return t.sound
	}
	for i := 0; i < len(t.Sym); {
		s := t.Sym[i]
		switch {
		case isLatin(s):
			i = t.hearLatin(i)
		case s != 0:
			t.sound = append(t.sound, sounded{int32(i), int32(i) + 1, s})
			i++
		default:
			i++
		}
	}
	return t.sound
}

// hearLatin reads a run of letters that begins at i and says where it ends.
func (t *Text) hearLatin(i int) int {
	var at [maxSpelled]int32
	var letters [maxSpelled]uint16
	end, n, leet := t.word(i, &at, &letters)
	switch {
	case n == 1:
		end, n = t.spaced(i, &at, &letters)
	case leet:
		t.hearLeet(i, end)
		return end
	}
	var parts [maxSpelled]spelled
	if n >= 2 {
		if whole := voice.spell(letters[:n], parts[:0]); whole != nil {
			k := 0
			for _, p := range whole {
				t.sound = append(t.sound, sounded{at[k], at[k+int(p.n)-1] + 1, p.sym})
				k += int(p.n)
			}
			return end
		}
	}
	// A letter alone or one of a pair may stand for a word (V, wx).
	base := uint16(0)
	if n <= 2 {
		base = lone0
	}
	for k := range n {
		t.sound = append(t.sound, sounded{at[k], at[k] + 1, base + letters[k]})
	}
	return end
}

// word collects the letters from i to the first rune that is none. A digit or
// $ between letters belongs to the word and makes it leet.
func (t *Text) word(i int, at *[maxSpelled]int32, letters *[maxSpelled]uint16) (end, n int, leet bool) {
	for end = i; end < len(t.Sym) && n < maxSpelled; end++ {
		s := t.Sym[end]
		if !isLatin(s) {
			inside := end+1 < len(t.Sym) && isLatin(t.Sym[end+1])
			if !inside || !isDigit(s) && s != '@' && t.Runes[end] != '$' && t.Runes[end] != '!' {
				return end, n, leet
			}
			leet = true
			continue
		}
		at[n], letters[n] = int32(end), s
		n++
	}
	return end, n, leet
}

// spaced joins letters that stand one by one (w e i x i n) when there are four
// or more; otherwise it answers the one letter at i.
func (t *Text) spaced(i int, at *[maxSpelled]int32, letters *[maxSpelled]uint16) (end, n int) {
	end = i
	for k, gap := i, 0; k < len(t.Sym) && n < maxSpelled; k++ {
		s := t.Sym[k]
		if s == 0 {
			if gap++; gap > 2 {
				break
			}
			continue
		}
		if !isLatin(s) || n > 0 && gap == 0 {
			break
		}
		at[n], letters[n] = int32(k), s
		n++
		end, gap = k+1, 0
	}
	if n < 4 || end < len(t.Sym) && isLatin(t.Sym[end]) {
		return i + 1, 1
	}
	return end, n
}

// hearLeet hears a Latin word with digits in it, each of which may be a letter.
func (t *Text) hearLeet(i, end int) {
	for k := i; k < end; k++ {
		s := t.Sym[k]
		switch r := t.Runes[k]; {
		case r == '$':
			s = leet0 + '5'
		case r == '!':
			s = leet0 + '1'
		case !isLatin(s):
			s = leet0 + s
		}
		t.sound = append(t.sound, sounded{int32(k), int32(k) + 1, s})
	}
}
