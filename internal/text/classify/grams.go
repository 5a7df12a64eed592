package classify

import (
	"unicode"

	"github.com/manyhands/manyhands/internal/text/fold"
)

// The blocks of features. Each is scaled to its own length, so that a block
// with many features does not drown the others.
const (
	blockChars  = iota // character grams: Han 1-2, inside Latin words 3-5
	blockWords         // Latin words or their ideas, alone and in order
	blockPairs         // two words or two Han characters, in any order
	blockSounds        // pinyin grams 1-2 and pairs: a wrong character with the right sound
	blockIdeas         // words and ideas of a text with Han characters
	blockCommon        // pairs of Latin words of which one is an everyday word
	blocks
)

// The lengths of the blocks, chosen by cross-validation: for Latin text on the
// train halves of BANKING77 and CLINC150, for text with Han characters on the
// phrasings of the brand that ships.
var (
	latinLengths = [blocks]float32{blockChars: 0.8, blockWords: 0.8, blockPairs: 0.7, blockCommon: 0.5}
	hanLengths   = [blocks]float32{blockChars: 1, blockWords: 0.8, blockPairs: 1, blockSounds: 1.2, blockIdeas: 0.5}
)

// Where there are few phrasings, a pair such as "the card" meets its like by
// accident more often than by meaning: it weighs less.
const (
	fewPhrasings  = 20 // an intent, on average
	commonWithFew = 0.2
)

// lengthsFor is the lengths of the blocks of Latin text for so many phrasings.
func lengthsFor(examples, intents int) [blocks]float32 {
	l := latinLengths
	if examples < fewPhrasings*intents {
		l[blockCommon] = commonWithFew
	}
	return l
}

const (
	// maxRunes bounds the work on one message; what matters is said early.
	maxRunes = 600
	// pairs are formed inside a window, so that a long text grows linearly.
	wordWindow = 16
	hanWindow  = 10
	// hanLongest gram: with pairs and ideas beside it, a third character in a
	// row added nothing.
	hanLongest = 2

	offset64 = 14695981039346656037
	prime64  = 1099511628211
)

// spread mixes a hash and leaves its low bits for the block.
func spread(h uint64, block uint64) uint64 {
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	h ^= h >> 32
	return h&^15 | 8 | block // never zero: the table takes zero for free
}

func hashRunes(rs []rune) uint64 {
	h := uint64(offset64)
	for _, r := range rs {
		h = (h ^ uint64(r)) * prime64
	}
	return h
}

// symbol is one step of a text that has Han characters in it: a character, or
// a whole Latin word.
type symbol struct {
	sign, sound uint64
	han         bool
}

// reader turns text into features. It is scratch: one goroutine at a time.
type reader struct {
	runes    []rune
	stems    []uint64 // Latin words, stemmed, every no alike: what phrases are made of
	words    []uint64 // stemmed words, or the ideas they and their phrases stand for
	symbols  []symbol
	grams    []uint64
	latin    bool      // has a Latin word
	han      bool      // has a Han character
	spelling *spelling // puts what is read right; nil while learning
}

func isHan(r rune) bool { return r >= 0x3400 && r <= 0x9FFF || r >= 0x20000 && r <= 0x323AF }

// read returns the features of text, with repeats; they are valid until the
// next read.
func (rd *reader) read(text string) []uint64 {
	rd.normalise(text)
	if rd.spelling != nil {
		rd.spelling.mend(rd.runes)
	}
	rd.stems, rd.words, rd.symbols, rd.grams = rd.stems[:0], rd.words[:0], rd.symbols[:0], rd.grams[:0]
	rd.latin, rd.han = false, false
	rs := rd.runes
	for i := 0; i < len(rs); {
		switch r := rs[i]; {
		case r == ' ':
			rd.symbols = append(rd.symbols, symbol{})
			i++
		case isHan(r):
			rd.han = true
			rd.symbols = append(rd.symbols, symbol{sign: hashRunes(rs[i : i+1]), sound: soundOf(r), han: true})
			rd.idea(i)
			i++
		case unicode.IsLetter(r) || r == '0':
			j := i
			for j < len(rs) && !isHan(rs[j]) && (unicode.IsLetter(rs[j]) || rs[j] == '0') {
				j++
			}
			rd.word(rs[i:j])
			i = j
		default: // ? ! and emoji are words of their own
			h := hashRunes(rs[i : i+1])
			rd.words = append(rd.words, h)
			rd.symbols = append(rd.symbols, symbol{})
			i++
		}
	}
	rd.addWords()
	if rd.han {
		rd.addHan()
	}
	return rd.grams
}

// normalise fills rd.runes: folded, digits as one shape, punctuation as a
// single space. A space between two Han characters says nothing and goes.
func (rd *reader) normalise(text string) {
	out := rd.runes[:0]
	gap := rune(0) // what was skipped since: nothing, a space, or '.'
	for _, r := range text {
		if len(out) >= maxRunes {
			break
		}
		c := fold.Rune(r)
		switch {
		case r == '\'' || r == '’':
			continue // haven't and havent are one word
		case r == '?' || r == '？':
			c = '?'
		case r == '!' || r == '！':
			c = '!'
		case r >= 0x1F300 && r <= 0x1FAFF:
			c = r
		case c == fold.Skip:
			if gap == 0 && (unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)) {
				gap = ' '
			} else {
				gap = '.'
			}
			continue
		case c == '+' || c == '@' || c == '%':
			gap = '.'
			continue
		case unicode.IsDigit(c):
			c = '0'
		}
		if gap != 0 && len(out) > 0 && (gap == '.' || !isHan(out[len(out)-1]) || !isHan(c)) {
			out = append(out, ' ')
		}
		gap = 0
		out = append(out, c)
	}
	rd.runes = out
}

// word adds one Latin word: its character grams now, itself to the words.
func (rd *reader) word(w []rune) {
	rd.latin = true
	whole := hashRunes(w)
	rd.symbols = append(rd.symbols, symbol{sign: whole + 1, sound: whole})
	st := hashRunes(stem(w))
	rd.stems = append(rd.stems, asNegation(st))
	rd.words = append(rd.words, ideaOfStem(st))
	if idea, ok := phraseAt(rd.stems); ok {
		rd.words = append(rd.words, idea)
	}
	// The word stands between two spaces; a gram of 3 to 5 of them.
	for a := -1; a+3 <= len(w)+1; a++ {
		h := uint64(offset64 + 13)
		for k := 0; k < 5 && a+k <= len(w); k++ {
			c := ' '
			if at := a + k; at >= 0 && at < len(w) {
				c = w[at]
			}
			h = (h ^ uint64(c)) * prime64
			if k >= 2 {
				rd.grams = append(rd.grams, spread(h+uint64(k), blockChars))
			}
		}
	}
	if len(w) == 1 { // too short for a gram of its own kind
		rd.grams = append(rd.grams, spread(whole+3, blockChars))
	}
}

// idea adds the idea that begins at Han character i, if the lexicon has one.
// Ideas may overlap.
func (rd *reader) idea(i int) {
	if h, ok := longestIdea(rd.runes[i:]); ok {
		if n := len(rd.words); n == 0 || rd.words[n-1] != h {
			rd.words = append(rd.words, h)
		}
	}
}

// addWords adds words alone, in order, and in pairs.
func (rd *reader) addWords() {
	ws := rd.words
	block := uint64(blockWords)
	if rd.han {
		block = blockIdeas
	}
	for i, h := range ws {
		rd.grams = append(rd.grams, spread(h, block))
		if i+1 < len(ws) {
			rd.grams = append(rd.grams, spread(h*31+ws[i+1], block))
		}
		for j := i + 1; j < len(ws) && j <= i+wordWindow; j++ {
			if a, b := min(h, ws[j]), max(h, ws[j]); a != b {
				rd.grams = append(rd.grams, spread(a*41+b, pairBlock(rd.han, a, b)))
			}
		}
	}
	if n := len(ws); n > 0 && rd.latin && !rd.han { // how a sentence begins and ends
		rd.grams = append(rd.grams, spread(77*31+ws[0], blockWords), spread(ws[n-1]*31+78, blockWords))
		if n > 1 {
			rd.grams = append(rd.grams, spread((77*31+ws[0])*31+ws[1], blockWords))
		}
	}
}

// pairBlock is where a pair of words belongs.
func pairBlock(han bool, a, b uint64) uint64 {
	if !han && (ideas().everyday[a] || ideas().everyday[b]) {
		return blockCommon
	}
	return blockPairs
}

// addHan adds grams of characters and of sounds, and pairs of characters.
func (rd *reader) addHan() {
	ss := rd.symbols
	for i := range ss {
		sign, sound, han := uint64(offset64+5), uint64(offset64+9), false
		for k := 0; k < hanLongest && i+k < len(ss) && ss[i+k].sign != 0; k++ {
			s := ss[i+k]
			sign = (sign ^ s.sign) * prime64
			sound = (sound ^ s.sound) * prime64
			han = han || s.han
			if han {
				rd.grams = append(rd.grams, spread(sign+uint64(k), blockChars))
			}
			// A syllable spelled in letters sounds like its character.
			rd.grams = append(rd.grams, spread(sound+uint64(k), blockSounds))
		}
		if !ss[i].han {
			continue
		}
		for j := i + 2; j < len(ss) && j <= i+hanWindow; j++ {
			if !ss[j].han || ss[j].sign == ss[i].sign {
				continue
			}
			a, b := min(ss[i].sign, ss[j].sign), max(ss[i].sign, ss[j].sign)
			c, d := min(ss[i].sound, ss[j].sound), max(ss[i].sound, ss[j].sound)
			rd.grams = append(rd.grams, spread(a*43+b, blockPairs), spread(c*47+d, blockSounds))
		}
	}
}
