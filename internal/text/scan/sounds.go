package scan

// Sounds finds listed words by how they are heard. Its machine runs over
// syllables and letters; where a symbol has several readings it is in several
// places at once.
type Sounds struct {
	a       *Automaton
	pattern []int32          // machine's pattern -> caller's
	heard   *[0x10000]uint16 // symbol -> code, or several|index of codes; 0 resets
	sets    [][]uint16
	ear     letters
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
		s.ear.learn(w)
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

// place is where the machine may be: a state of depth two or more, else only
// the symbol before.
type place struct {
	state int32
	prev  uint16
}

// heardWord is one word found by its sound: the sounded from first to last.
type heardWord struct{ id, first, last int32 }

// scan appends the words heard in t to out. Ordinary talk seldom says two
// sounds that begin a word; while it does not, what was heard last is all there
// is to remember, and no places are kept.
func (s *Sounds) scan(t *Text, out []heardWord) []heardWord {
	if len(s.pattern) == 0 {
		return out
	}
	var a, b [maxPlaces]place
	now, then := a[:0], b[:0]
	var ones [2][1]uint16
	var before, codes []uint16 // what the last sound, and this one, may be
	heard := t.hear(&s.ear)
	for i := range heard {
		if i > 0 && heard[i].from-heard[i-1].to > MaxSkips {
			now, before = now[:0], nil
		}
		h := s.heard[heard[i].sym]
		if h == 0 {
			now, before = now[:0], nil
			continue
		}
		if h&several != 0 {
			codes = s.sets[h&^several]
		} else {
			codes = ones[i&1][:]
			codes[0] = h
		}
		if len(now) == 0 {
			if !s.begin(before, codes) {
				before = codes
				continue
			}
			for _, c := range before {
				now = append(now, place{0, c})
			}
		}
		then = then[:0]
		for _, c := range codes {
			then = s.move(now, then, c)
		}
		now, then = then, now
		before = codes
		deep := false
		for _, p := range now {
			deep = deep || p.state != 0
			if p.state != 0 && s.a.cells[p.state].out != 0 {
				out = s.report(p.state, int32(i), out)
			}
		}
		if !deep {
			now = now[:0] // before says as much
		}
	}
	return out
}

// begin tells whether a word may begin with two sounds.
func (s *Sounds) begin(before, codes []uint16) bool {
	pairs, shift := s.a.pairs, s.a.shift
	for _, b := range before {
		for _, c := range codes {
			if h := pairBit(b, c, shift); pairs[h>>6]&(1<<(h&63)) != 0 {
				return true
			}
		}
	}
	return false
}

// move appends to then every place reached from now by c.
func (s *Sounds) move(now, then []place, c uint16) []place {
	then = putPlace(then, place{0, c})
	for _, p := range now {
		state := p.state
		if state != 0 {
			state = s.a.deep(state, c)
		}
		if state == 0 && p.prev != 0 {
			h := pairBit(p.prev, c, s.a.shift)
			if s.a.pairs[h>>6]&(1<<(h&63)) != 0 {
				state = s.a.second(p.prev, c)
			}
		}
		if state != 0 {
			then = putPlace(then, place{state, c})
		}
	}
	return then
}

func putPlace(to []place, p place) []place {
	if len(to) == maxPlaces {
		return to
	}
	for _, q := range to {
		if q == p {
			return to
		}
	}
	return append(to, p)
}

func (s *Sounds) report(state, end int32, out []heardWord) []heardWord {
	one := s.a.cells[state].out
	for x := state; ; {
		for ; one > 0; one = s.a.same[one-1] {
			out = append(out, heardWord{s.pattern[one-1], end - s.a.length[one-1] + 1, end})
		}
		if x = s.a.dict[x]; x == 0 {
			return out
		}
		one = s.a.cells[x].out
	}
}
