package scan

import "slices"

// Pattern is a word to look for.
type Pattern struct {
	Text string
	// Loose also finds the word with separators inside, by its sound, in pinyin
	// letters and with split characters. Otherwise it stands in one piece, in
	// any width, case and script.
	Loose bool
	// Piece is found anywhere, also inside a Latin word or a number.
	Piece bool
}

// Index finds a list of words in texts.
type Index struct {
	plain  *Automaton
	sounds *Sounds
	of     []int32 // plain's pattern -> word
	part   []part  // plain's pattern -> what of the word it is
	words  []word
}

// word is what is checked about a word that the machines found.
type word struct {
	sym    []uint16
	breaks uint64 // bit i: a space stood before symbol i
	loose  bool
	piece  bool
	latin  bool // has Latin letters
}

// NewIndex builds the index; a word's id is its place in the list. A word
// without any letter or digit is never found.
func NewIndex(patterns []Pattern) *Index {
	x := &Index{words: make([]word, len(patterns))}
	var plain, spoken [][]uint16
	var ids []int32
	seek := func(i int, sym []uint16, p part) {
		plain = append(plain, sym)
		x.of, x.part = append(x.of, int32(i)), append(x.part, p)
	}
	for i, p := range patterns {
		w := newWord(p)
		x.words[i] = w
		seek(i, w.sym, whole)
		if !w.loose || len(w.sym) < 2 {
			continue
		}
		for _, s := range takeApart(w.sym) {
			seek(i, s, whole)
		}
		if cut := w.halves(); cut > 0 {
			seek(i, w.sym[:cut], head)
			seek(i, w.sym[cut:], tail)
		}
		if s := spelledOut(w.sym); len(s) >= shortestSpelled {
			seek(i, s, whole)
		}
		if w.audible() {
			spoken = append(spoken, w.sym)
			ids = append(ids, int32(i))
		}
	}
	done := make(chan *Sounds) // closed by nobody: one value is sent and taken
	go func() { done <- buildSounds(spoken, ids) }()
	x.plain = Build(plain)
	x.sounds = <-done
	return x
}

// shortestSpelled is the fewest letters that are looked for as a word's pinyin;
// shorter ones are English words too often.
const shortestSpelled = 5

// spelledOut is a word in pinyin letters. Sounds hears letters in syllables, and
// some rows of letters have two readings (zhu nao, zhun ao); this one has none.
// It is nil for a word that is Latin anyway.
func spelledOut(w []uint16) []uint16 {
	var out []uint16
	han := false
	for _, c := range w {
		rs := voice.of[c]
		if len(rs) == 0 {
			out = append(out, c)
			continue
		}
		han = true
		for _, b := range []byte(voice.name[rs[0]-syllable0]) {
			out = append(out, uint16(b))
		}
	}
	if !han {
		return nil
	}
	return out
}

func newWord(p Pattern) word {
	w := word{loose: p.Loose, piece: p.Piece}
	space := false
	for _, r := range p.Text {
		c := symbol(r)
		if c == 0 {
			space = space || isSpace(r)
			continue
		}
		if space && len(w.sym) < 64 {
			w.breaks |= 1 << len(w.sym)
		}
		space = false
		w.latin = w.latin || isLatin(c)
		w.sym = append(w.sym, c)
	}
	return w
}

// audible tells whether a word may be looked for by its sound: two characters
// or more, or a Latin word long enough that a digit inside does not make it
// another.
func (w *word) audible() bool {
	han := 0
	for _, c := range w.sym {
		if isHan(c) {
			han++
		}
	}
	return han >= 2 || han == 1 && len(w.sym) >= 3 || w.latin && len(w.sym) >= 4
}

// Find appends the words of the list that stand in t to out, by start; a word
// found at one place in two ways is named once.
func (x *Index) Find(t *Text, out []Found) []Found {
	begin := len(out)
	kept := begin
	out = x.plain.Scan(t.Sym, out)
	for i := begin; i < len(out); i++ {
		f := out[i]
		half := x.part[f.ID]
		f.ID = x.of[f.ID]
		if half != whole {
			var ok bool
			if f, ok = x.freed(t, f, &x.words[f.ID], half); !ok {
				continue
			}
		}
		if x.stands(t, f) {
			out[kept] = f
			kept++
		}
	}
	out = out[:kept]
	var room [16]heardWord
	for _, h := range x.sounds.scan(t, room[:0]) {
		f := Found{ID: h.id, Start: t.sound[h.first].from, End: t.sound[h.last].to}
		if x.disguised(t, h) && (x.stands(t, f) || t.spelledIn(h) >= 2 && !cutsWord(t, f)) {
			out = append(out, f)
		}
	}
	if len(out)-begin < 2 {
		return out
	}
	slices.SortFunc(out[begin:], func(a, b Found) int {
		if a.Start != b.Start {
			return int(a.Start - b.Start)
		}
		if a.End != b.End {
			return int(b.End - a.End)
		}
		return int(a.ID - b.ID)
	})
	return append(out[:begin], slices.Compact(out[begin:])...)
}

// spelledIn counts the syllables in letters of a find. Of two of them nobody made
// English words: in jia wo q q the spaces say nothing.
func (t *Text) spelledIn(h heardWord) (n int) {
	for _, s := range t.sound[h.first : h.last+1] {
		if s.sym >= syllable0 && s.sym < lone0 {
			n++
		}
	}
	return n
}

// stands checks the edges and the gaps of a word found.
func (x *Index) stands(t *Text, f Found) bool {
	w := &x.words[f.ID]
	if w.piece {
		return true
	}
	if !w.loose && !x.inOnePiece(t, f, w) {
		return false
	}
	if cutsWord(t, f) {
		return false
	}
	if int(f.End-f.Start) == len(w.sym) {
		return true // no gaps
	}
	if len(w.sym) == 2 && isHan(w.sym[0]) {
		for i := f.Start; i < f.End; i++ {
			if t.Sym[i] == 0 && endsClause(t.Runes[i]) {
				return false
			}
		}
	}
	return !w.latin || spacedAsWritten(t, f, w)
}

// inOnePiece allows an exact word only the gaps that it was listed with.
func (x *Index) inOnePiece(t *Text, f Found, w *word) bool {
	n := 0
	for i := f.Start; i < f.End; i++ {
		if t.Sym[i] != 0 {
			n++
		} else if n >= 64 || w.breaks&(1<<n) == 0 {
			return false
		}
	}
	return true
}

// cutsWord tells whether the find begins or ends inside a Latin word or a number.
func cutsWord(t *Text, f Found) bool {
	same := func(a, b uint16) bool { return isLatin(a) && isLatin(b) || isDigit(a) && isDigit(b) }
	return f.Start > 0 && same(t.Sym[f.Start-1], t.Sym[f.Start]) ||
		int(f.End) < len(t.Sym) && same(t.Sym[f.End-1], t.Sym[f.End])
}

// spacedAsWritten refuses a Latin word that is put together from pieces of
// others ("we chat" is no wechat). Single letters with spaces are one word
// spelled out.
func spacedAsWritten(t *Text, f Found, w *word) bool {
	n, piece := 0, 0
	longest, foreign := 0, false
	for i := f.Start; i < f.End; i++ {
		switch {
		case t.Sym[i] != 0:
			n++
			piece++
			longest = max(longest, piece)
		case isSpace(t.Runes[i]):
			latin := isLatin(t.Sym[i-1]) && i+1 < f.End && isLatin(t.Sym[i+1])
			if latin && (n >= 64 || w.breaks&(1<<n) == 0) {
				foreign = true
			}
			piece = 0
		default:
			piece = 0
		}
	}
	return !foreign || longest == 1
}

// disguised tells whether what sounds like a word is one: it is not written
// in plain, and the characters that replace its own are not at home where
// they stand.
func (x *Index) disguised(t *Text, h heardWord) bool {
	w := &x.words[h.id]
	n := len(w.sym)
	if int(h.last-h.first)+1 != n {
		return false
	}
	d, ok := t.dressed(w, h)
	if !ok {
		return false
	}
	switch {
	case d.other+d.spelled+d.signs == 0:
		return false
	case d.odd > 0:
		return d.own >= 4 || d.own >= 2 && d.home+d.bound+d.alone == 0
	case n == 2 && d.other == 1 && d.busy && adjacent(t, h):
		// By its sound alone, two everyday characters side by side are two
		// everyday characters: 收件人 is no 贱人, 春货 no 蠢货.
		return false
	case n == 2:
		return d.home+d.bound+d.alone == 0 && (d.own == 1 || d.spelled == 2 || d.spelled == 1 && d.other == 0 || d.signs == 2 && adjacent(t, h))
	case n == 3:
		return d.home == 0 && (d.other == 1 && d.alone == 0 || d.other != 1 && d.bound+d.alone < max(d.other, 1) && d.bound == 0)
	}
	return d.other == 0 || d.home < d.other || d.own >= 4
}

// dress counts what stands where a word's characters should.
type dress struct {
	own, other     int  // the word's own characters, and others that sound like them
	home           int  // of the others: at home in a word that is not the find's
	bound          int  // at home only beside the find's own characters
	alone          int  // often a word alone, and at an edge
	odd            int  // heard as the word's by a rare reading alone
	spelled, signs int  // syllables and single signs in place of characters
	busy           bool // one of the others is of everyday speech
}

// dressed is how a word was written; false when it cannot have been meant.
func (t *Text) dressed(w *word, h heardWord) (d dress, ok bool) {
	start, end := int(t.sound[h.first].from), int(t.sound[h.last].to)
	plain := func(i int) bool {
		k := int(h.first)
		for int(t.sound[k].to) <= i {
			k++
		}
		return t.sound[k].sym == w.sym[k-int(h.first)]
	}
	for i := range w.sym {
		s := t.sound[int(h.first)+i]
		switch {
		case s.sym == w.sym[i]:
			d.own++
		case isHan(s.sym):
			d.other++
			d.busy = d.busy || isBusy(s.sym)
			if !voice.alike(s.sym, w.sym[i]) {
				d.odd++
				if standsAlone(s.sym) {
					return d, false // 的 is dí in no more than one word
				}
			}
			if t.atHome(int(s.from), start, end, plain) {
				d.home++
			} else if t.atHome(int(s.from), start, end, never) {
				d.bound++
			} else if standsAlone(s.sym) && (i == 0 || i == len(w.sym)-1) {
				d.alone++
			}
		case s.sym >= lone0 || s.sym == '+':
			if s.sym&0xFF == w.sym[i] {
				d.own++ // the letter itself
			} else {
				d.signs++
			}
		default:
			d.spelled++
		}
	}
	return d, true
}

func never(int) bool { return false }

// adjacent tells whether nothing stands between the sounded of a find.
func adjacent(t *Text, h heardWord) bool {
	for i := h.first + 1; i <= h.last; i++ {
		if t.sound[i].from != t.sound[i-1].to {
			return false
		}
	}
	return true
}
