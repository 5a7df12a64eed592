package scan

import "slices"

// Sounds finds listed words by how they are heard. Its machine runs over
// syllables and letters; where a symbol has several readings it is in several
// places at once.
type Sounds struct {
	a       *Automaton
	pattern []int32          // machine's pattern -> caller's
	heard   *[0x10000]uint16 // symbol -> code, or several|index of codes; 0 resets
	sets    [][]uint16
	// all are the letters of every word, mixed those of the words that have more
	// than letters: a word of letters alone is only disguised by a digit in it.
	all, mixed letters
}

const several = 0x8000

// maxPlaces bounds the places that the machine is in at once. Real text needs
// two or three; a text of polyphones alone loses the least likely.
const maxPlaces = 12

// maxVariants bounds the ways in which one word may be read aloud.
const maxVariants = 8

// buildSounds makes the machine of the words; ids[i] is what words[i] is
// reported as.
func buildSounds(words [][]uint16, ids []int32) *Sounds {
	s := &Sounds{heard: new([0x10000]uint16)}
	p := speaker{spoken: make([][]uint16, 0, 4*len(words))}
	s.pattern = make([]int32, 0, 4*len(words))
	for i, w := range words {
		at := len(p.spoken)
		p.readAloud(w)
		p.readOddly(w, at)
		for range len(p.spoken) - at {
			s.pattern = append(s.pattern, ids[i])
		}
	}
	for _, w := range p.spoken {
		s.all.learn(w)
		if slices.ContainsFunc(w, func(c uint16) bool { return !isLatin(c) }) {
			s.mixed.learn(w)
		}
	}
	s.a = Build(p.spoken)
	s.listen()
	return s
}

// speaker writes words as they are read aloud. All readings stand in one
// memory: a list has hundreds of thousands of them, each a few symbols long.
type speaker struct {
	spoken [][]uint16
	slab   []uint16
}

func (p *speaker) add(reading []uint16) []uint16 {
	const room = 1 << 16
	if len(p.slab)+len(reading) > cap(p.slab) {
		p.slab = make([]uint16, 0, max(room, len(reading)))
	}
	begin := len(p.slab)
	p.slab = append(p.slab, reading...)
	kept := p.slab[begin:len(p.slab):len(p.slab)]
	p.spoken = append(p.spoken, kept)
	return kept
}

// readAloud adds the ways to read a word, by every reading of its characters.
func (p *speaker) readAloud(w []uint16) {
	begin := len(p.spoken)
	var plain [64]uint16
	first := plain[:0]
	for _, c := range w {
		first = append(first, voice.reads(c))
	}
	p.add(first)
	for i, c := range w {
		rs := voice.of[c]
		ways := len(p.spoken) - begin
		if len(rs) < 2 || ways*len(rs) > maxVariants {
			continue
		}
		for _, r := range rs[1:] {
			for k := range ways {
				p.add(p.spoken[begin+k])[i] = r
			}
		}
	}
}

// oddFrom is the length from which a word is also looked for by readings that
// nobody uses in talk. Shorter words would be heard everywhere.
const oddFrom = 3

// readOddly adds the ways to read a word with one character in a rare reading.
// The word's plain reading stands at base.
func (p *speaker) readOddly(w []uint16, base int) {
	if len(w) < oddFrom {
		return
	}
	for i, c := range w {
		for _, r := range voice.rare[c] {
			p.add(p.spoken[base])[i] = r
		}
	}
}

// listen fills the table from symbols to codes.
func (s *Sounds) listen() {
	for c, rs := range voice.of {
		if len(rs) > 0 {
			s.hears(uint16(c), append(rs[:len(rs):len(rs)], voice.rare[c]...)...)
		}
	}
	for _, sym := range voice.id {
		s.hears(sym, sym)
	}
	for c := uint16('a'); c <= 'z'; c++ {
		s.hears(c, c)
		s.hears(lone0+c, c)
	}
	for c := uint16('0'); c <= '9'; c++ {
		s.hears(c, c)
		s.hears(leet0+c, c)
	}
	s.hears('%', '%')
	s.hears('@', '@')
	s.hears('+', '+', voice.id["jia"])
	s.hears(lone0+'v', 'v', voice.id["wei"])
	s.hears(lone0+'w', 'w', voice.id["wei"])
	s.hears(lone0+'x', 'x', voice.id["xin"])
	s.hears(leet0+'0', '0', 'o')
	s.hears(leet0+'1', '1', 'i', 'l')
	s.hears(leet0+'3', '3', 'e')
	s.hears(leet0+'4', '4', 'a')
	s.hears(leet0+'5', '5', 's')
	s.hears(leet0+'7', '7', 't')
	s.hears(leet0+'@', '@', 'a')
}

// hears says what a symbol may be; what stands in no word is left out.
func (s *Sounds) hears(sym uint16, as ...uint16) {
	var codes []uint16
	for _, a := range as {
		if c := s.a.code[a]; c != 0 {
			codes = append(codes, c)
		}
	}
	switch len(codes) {
	case 0:
		s.heard[sym] = 0
	case 1:
		s.heard[sym] = codes[0]
	default:
		s.heard[sym] = several | uint16(len(s.sets))
		s.sets = append(s.sets, codes)
	}
}

// pair is two sounds that begin a word.
type pair struct{ before, prev uint16 }

// heardWord is one word found by its sound: the sounded from first to last.
type heardWord struct{ id, first, last int32 }

// scan appends the words heard in t to out. Ordinary talk seldom says three
// sounds that begin a word; while it does not, the two heard last are all there
// is to remember, and the machine is in no place.
func (s *Sounds) scan(t *Text, out []heardWord) []heardWord {
	if len(s.pattern) == 0 {
		return out
	}
	var rooms [2][maxPlaces]int32
	var pairs [2][maxPlaces]pair
	var ones [2][1]uint16
	places, begun := rooms[0][:0], pairs[0][:0]
	var before []uint16 // what the last sound may have been
	heard := t.hear(&s.mixed)
	if t.leet {
		heard = t.hear(&s.all)
	}
	for i := range heard {
		if i > 0 && heard[i].from-heard[i-1].to > MaxSkips {
			places, begun, before = places[:0], begun[:0], nil
		}
		h := s.heard[heard[i].sym]
		if h == 0 {
			places, begun, before = places[:0], begun[:0], nil
			continue
		}
		codes := ones[i&1][:]
		if codes[0] = h; h&several != 0 {
			codes = s.sets[h&^several]
		}
		if len(places)+len(begun) > 0 {
			places = s.move(places, begun, codes, rooms[i&1][:0])
			for _, p := range places {
				if s.a.cells[p].out != 0 {
					out = s.report(p, int32(i), out)
				}
			}
		}
		begun = pairs[i&1][:0]
		for _, b := range before {
			for _, c := range codes {
				k := pairOf(b, c)
				if !s.a.pairs.has(k) {
					continue
				}
				if s.a.twos.has(k) {
					out = s.tell(s.a.two(b, c), int32(i), out)
				}
				if len(begun) < maxPlaces {
					begun = append(begun, pair{b, c})
				}
			}
		}
		before = codes
	}
	return out
}

// move appends to then every place of depth three or more that is reached by one
// of codes: from where the machine was, or from two sounds that begin a word.
func (s *Sounds) move(now []int32, begun []pair, codes []uint16, then []int32) []int32 {
	for _, c := range codes {
		for _, p := range now {
			then = putPlace(then, s.a.deep(p, c))
		}
		for _, p := range begun {
			if s.a.threes.has(threeOf(pairOf(p.before, p.prev), c)) {
				then = putPlace(then, s.a.third(p.before, p.prev, c))
			}
		}
	}
	return then
}

func putPlace(to []int32, p int32) []int32 {
	if p == 0 || len(to) == maxPlaces || slices.Contains(to, p) {
		return to
	}
	return append(to, p)
}

// report tells every word of three sounds or more that ends in state.
func (s *Sounds) report(state, end int32, out []heardWord) []heardWord {
	out = s.tell(s.a.cells[state].out, end, out)
	for x := s.a.dict[state]; x != 0; x = s.a.dict[x] {
		out = s.tell(s.a.cells[x].out, end, out)
	}
	return out
}

// tell appends the words that are read as one pattern.
func (s *Sounds) tell(one, end int32, out []heardWord) []heardWord {
	for ; one > 0; one = s.a.same[one-1] {
		out = append(out, heardWord{s.pattern[one-1], end - s.a.length[one-1] + 1, end})
	}
	return out
}
