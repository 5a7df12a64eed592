package scan

const (
	// freeFrom is the length from which a word is also found with one character
	// inside it that neither is nor sounds like its own: 换个软件聊 as 换个蠕件聊
	// is heard, as 换个审件聊 it is not. Four characters with a free place were
	// tried: 我管不了 was found in 我忍不了, 世界第一 in 世界数一数二.
	freeFrom = 5
	// freeEdge is the length from which the free place may also be the first or
	// the last one.
	freeEdge = 6
	// freeOwn is how many characters must then stand as they are in the word.
	freeOwn = 3
)

// part says what of a word a pattern of the plain machine is.
type part uint8

const (
	whole part = iota
	head       // its first half: one replaced character leaves one half as it was
	tail
)

// halves are where a word that may have a free place is cut; 0 for the others.
func (w *word) halves() int {
	if !w.loose || len(w.sym) < freeFrom {
		return 0
	}
	for _, c := range w.sym {
		if !isHan(c) {
			return 0
		}
	}
	return len(w.sym) / 2
}

// freed completes a half that was found to the whole word, with exactly one
// character that is not the word's own in sign or sound. That one must be an
// intruder: part of no ordinary word with either of its neighbours. So a word is
// never found in its opposite (最低价格, 最高价格), whose odd character is at home.
func (x *Index) freed(t *Text, f Found, w *word, half part) (Found, bool) {
	d := doubt{t: t, w: w, at: -1}
	cut := len(w.sym) / 2
	if half == head {
		end, ok := d.walk(int(f.End), 1, cut, len(w.sym))
		if !ok {
			return f, false
		}
		f.End = int32(end)
	} else {
		before, ok := d.walk(int(f.Start)-1, -1, cut-1, -1)
		if !ok {
			return f, false
		}
		f.Start = int32(before) + 1
	}
	return f, d.odd == 1 && len(w.sym)-d.odd-d.alike >= freeOwn && !t.parted(f) &&
		!standsAlone(t.Sym[d.at]) && !t.atHome(d.at, int(f.Start), int(f.End), never)
}

// parted tells whether a clause ends inside a find.
func (t *Text) parted(f Found) bool {
	for i := f.Start; i < f.End; i++ {
		if t.Sym[i] == 0 && endsClause(t.Runes[i]) {
			return true
		}
	}
	return false
}

// doubt counts what of a word is not as listed.
type doubt struct {
	t          *Text
	w          *word
	alike, odd int // characters that sound like the word's own, and such that do not
	at         int // where the odd one stands
}

// walk goes over the text from i on and holds it against the word's symbols from
// k to before end. It answers where it stands behind the last, or false as soon
// as the word cannot be meant.
func (d *doubt) walk(i, by, k, end int) (int, bool) {
	skips := 0
	for ; k != end; i += by {
		if i < 0 || i >= len(d.t.Sym) {
			return i, false
		}
		if d.t.Sym[i] == 0 {
			if skips++; skips > MaxSkips {
				return i, false
			}
			continue
		}
		skips = 0
		if !d.may(i, k) {
			return i, false
		}
		k += by
	}
	return i, true
}

// may tells whether what stands at i may still be the word's k-th symbol.
func (d *doubt) may(i, k int) bool {
	s, want := d.t.Sym[i], d.w.sym[k]
	switch {
	case s == want:
	case !isHan(s):
		return false
	case voice.alike(s, want):
		d.alike++
	default:
		d.odd++
		d.at = i
		return d.odd == 1 && (k > 0 && k < len(d.w.sym)-1 || len(d.w.sym) >= freeEdge)
	}
	return true
}
