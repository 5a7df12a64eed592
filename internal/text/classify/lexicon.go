package classify

import (
	_ "embed"
	"strings"
	"sync"

	"github.com/manyhands/manyhands/internal/text/fold"
)

var (
	//go:embed lexicon/en.txt
	lexiconEN string
	//go:embed lexicon/zh.txt
	lexiconZH string
)

// lexicon knows which words stand for one idea.
type lexicon struct {
	latin    map[uint64]uint64 // stem -> idea
	phrases  map[uint64]uint64 // two or three stems in a row -> idea
	everyday map[uint64]bool   // stems, and the ideas they stand for
	han      map[uint64]uint64 // one character by its shape, more by their sounds
	first    map[uint64]int    // sound of the first character -> longest phrase
}

var ideas = sync.OnceValue(func() *lexicon {
	lx := &lexicon{latin: map[uint64]uint64{}, phrases: map[uint64]uint64{}, everyday: map[uint64]bool{}, han: map[uint64]uint64{}, first: map[uint64]int{}}
	eachIdea(lexiconEN, func(idea uint64, word string) {
		parts := strings.Split(word, "_")
		h := stemOf(parts[0])
		if len(parts) == 1 {
			if _, taken := lx.latin[h]; !taken { // a word belongs to its first idea
				lx.latin[h] = idea
			}
			return
		}
		h = asNegation(h)
		for _, next := range parts[1:] {
			h = joinStems(h, asNegation(stemOf(next)))
		}
		lx.phrases[h] = idea
	})
	for w := range strings.FieldsSeq(everydayWords) {
		h := stemOf(w)
		lx.everyday[h] = true
		if idea, ok := lx.latin[h]; ok {
			lx.everyday[idea] = true
		}
	}
	eachIdea(lexiconZH, func(idea uint64, word string) {
		rs := []rune(fold.String(word))
		h := hashRunes(rs)
		if len(rs) > 1 { // a phrase is known by its sound: 退款 is heard in 腿款
			h = hashSounds(rs)
		}
		if _, taken := lx.han[h]; !taken {
			lx.han[h] = idea
			first := soundOf(rs[0])
			lx.first[first] = max(lx.first[first], len(rs))
		}
	})
	return lx
})

func hashSounds(rs []rune) uint64 {
	h := uint64(offset64 + 1)
	for _, r := range rs {
		h = (h ^ soundOf(r)) * prime64
	}
	return h
}

// eachIdea reads lines "name word word ...".
func eachIdea(text string, do func(idea uint64, word string)) {
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 2 || strings.HasPrefix(f[0], "#") {
			continue
		}
		for _, w := range f[1:] {
			do(hashRunes([]rune("@"+f[0])), w)
		}
	}
}

// everydayWords say little beside another word; they stay in the order of
// words, where "to" and "from" tell two questions apart.
const everydayWords = `a an the is are was were be been am i me my you your it its this that of to in on at for and or so if as im id ive
	please do does did do have has had there with`

// negations are one word in a phrase: "has not arrived", "hasn't arrived".
var negations = sync.OnceValue(func() map[uint64]bool {
	m := map[uint64]bool{}
	for w := range strings.FieldsSeq("not no never cant cannot wont didnt doesnt isnt hasnt havent dont wasnt couldnt shouldnt wouldnt arent werent hadnt aint unable") {
		m[stemOf(w)] = true
	}
	return m
})

const negation = 99

func asNegation(stem uint64) uint64 {
	if negations()[stem] {
		return negation
	}
	return stem
}

func stemOf(word string) uint64 { return hashRunes(stem([]rune(fold.String(word)))) }

func joinStems(a, b uint64) uint64 { return a*31 + b }

// phraseAt is the idea of the longest listed phrase that stems end with.
func phraseAt(stems []uint64) (idea uint64, ok bool) {
	n := len(stems)
	if n < 2 {
		return 0, false
	}
	if n > 2 {
		if idea, ok = ideas().phrases[joinStems(joinStems(stems[n-3], stems[n-2]), stems[n-1])]; ok {
			return idea, true
		}
	}
	idea, ok = ideas().phrases[joinStems(stems[n-2], stems[n-1])]
	return idea, ok
}

// ideaOfStem is the idea of a Latin word, or its stem when it has none.
func ideaOfStem(h uint64) uint64 {
	if idea, ok := ideas().latin[h]; ok {
		return idea
	}
	return h
}

// longestIdea is the idea of the longest listed phrase that rs begins with.
func longestIdea(rs []rune) (idea uint64, found bool) {
	lx := ideas()
	longest, ok := lx.first[soundOf(rs[0])]
	if !ok {
		return 0, false
	}
	idea, found = lx.han[hashRunes(rs[:1])]
	h := uint64(offset64 + 1)
	for k := 0; k < longest && k < len(rs) && rs[k] != ' '; k++ {
		h = (h ^ soundOf(rs[k])) * prime64
		if got, ok := lx.han[h]; ok && k > 0 {
			idea, found = got, true
		}
	}
	return idea, found
}

var endings = [][]rune{[]rune("ing"), []rune("ed"), []rune("es"), []rune("s"), []rune("ly"), []rune("e")}

// stem cuts one ending. It is rough on purpose: what matters is that the forms
// of one word meet, not that the stem is a word.
func stem(w []rune) []rune {
	for _, e := range endings {
		if n := len(w) - len(e); n >= 3 && string(w[n:]) == string(e) {
			return w[:n]
		}
	}
	return w
}
