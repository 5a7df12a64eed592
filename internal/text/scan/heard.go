package scan

// sounded is one thing heard: a character, a syllable spelled in letters, or a
// letter; from and to are code points.
type sounded struct {
	from, to int32
	sym      uint16
}

// hear fills t.sound. Of the words in foreign letters it hears those that ear
// knows or that may be pinyin; the others are a break.
func (t *Text) hear(ear *letters) []sounded {
	t.sound, t.leet = t.sound[:0], false
	for i := 0; i < len(t.Sym); {
		s := t.Sym[i]
		switch {
		case isLatin(s):
			if end := t.foreign(i, ear); end > i {
				t.sound = append(t.sound, sounded{int32(i), int32(end), 0})
				i = end
			} else {
				i = t.hearLatin(i)
			}
		case s != 0:
			t.sound = append(t.sound, sounded{int32(i), int32(i) + 1, s})
			i++
		default:
			i++
		}
	}
	return t.sound
}

// foreign is where a word of three letters or more ends that no listed word has
// and that is no pinyin; i when it is something else. A listed word of which it
// has a part is cut by it, and would not stand.
func (t *Text) foreign(i int, ear *letters) int {
	end := i + 1
	for end < len(t.Sym) && isLatin(t.Sym[end]) {
		end++
	}
	word := t.Sym[i:end]
	if len(word) < 3 || len(word) > maxSpelled || t.leetAt(end) || ear.knows(word) || voice.spellable(word) {
		return i
	}
	return end
}

// leetAt tells whether what stands at i belongs to a Latin word for all that it
// is no letter: a digit or $ between letters.
func (t *Text) leetAt(i int) bool {
	if i+1 >= len(t.Sym) || !isLatin(t.Sym[i+1]) {
		return false
	}
	s := t.Sym[i]
	return isDigit(s) || s == '@' || t.Runes[i] == '$' || t.Runes[i] == '!'
}

// run is the letters that are read at once, and where each stands. It is part of
// a Text so that it need not be cleared for every word.
type run struct {
	at      [maxSpelled]int32
	letters [maxSpelled]uint16
	parts   [maxSpelled]spelled
}

// hearLatin reads a run of letters that begins at i and says where it ends.
func (t *Text) hearLatin(i int) int {
	end, n, leet := t.word(i)
	switch {
	case n == 1:
		end, n = t.spaced(i)
	case leet:
		t.hearLeet(i, end)
		return end
	}
	at, letters := &t.run.at, &t.run.letters
	if n >= 2 {
		if whole := voice.spell(letters[:n], t.run.parts[:0]); whole != nil {
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

// letters are the rows of three letters that stand in words.
type letters [(26*26*26 + 63) / 64]uint64

func row(a, b, c uint16) int { return (int(a-'a')*26+int(b-'a'))*26 + int(c-'a') }

// learn adds those of one word.
func (l *letters) learn(word []uint16) {
	for i := 2; i < len(word); i++ {
		if isLatin(word[i-2]) && isLatin(word[i-1]) && isLatin(word[i]) {
			n := row(word[i-2], word[i-1], word[i])
			l[n>>6] |= 1 << (n & 63)
		}
	}
}

// knows tells whether a listed word may have these letters side by side.
func (l *letters) knows(run []uint16) bool {
	for i := 2; i < len(run); i++ {
		if n := row(run[i-2], run[i-1], run[i]); l[n>>6]>>(n&63)&1 == 0 {
			return false
		}
	}
	return true
}

// word collects the letters from i to the first rune that is none. A digit or
// $ between letters belongs to the word and makes it leet.
func (t *Text) word(i int) (end, n int, leet bool) {
	for end = i; end < len(t.Sym) && n < maxSpelled; end++ {
		s := t.Sym[end]
		if !isLatin(s) {
			if !t.leetAt(end) {
				return end, n, leet
			}
			leet = true
			continue
		}
		t.run.at[n], t.run.letters[n] = int32(end), s
		n++
	}
	return end, n, leet
}

// spaced joins letters that stand one by one (w e i x i n) when there are four
// or more; otherwise it answers the one letter at i.
func (t *Text) spaced(i int) (end, n int) {
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
		t.run.at[n], t.run.letters[n] = int32(k), s
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
	t.leet = true
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
