package classify

import (
	"math/rand/v2"
	"sync"

	"github.com/mozillazg/go-pinyin"
)

// What people put around a question in a chat; taken from nobody's data.
var (
	openers = []string{"亲 ", "那个啥，", "请问一下哈 ", "额 ", "在吗 ", "你好，"}
	closers = []string{"呀", "呢亲", "哈", "啊啊啊", "～～", "谢谢", "。"}
)

// sameSound lists the common characters of each syllable.
var sameSound = sync.OnceValue(func() map[uint64][]rune {
	m := map[uint64][]rune{}
	for r := rune(firstSounded); r <= 0x9FA5; r++ {
		if h := sounds()[r-firstSounded]; h != 0 {
			m[h] = append(m[h], r)
		}
	}
	return m
})

// noisy is text as a hurried thumb writes it: a character with the right sound
// and the wrong shape, one spelled in letters, one left out, two swapped, or
// words around it. It answers false when there is nothing to spoil: Latin
// words have character grams for that, and copies of them did not help.
func noisy(text string, rng *rand.Rand) (string, bool) {
	rs := []rune(text)
	var at []int
	for i, r := range rs {
		if isHan(r) {
			at = append(at, i)
		}
	}
	if len(at) < 2 {
		return "", false
	}
	pick := at[rng.IntN(len(at))]
	switch kind := rng.IntN(8); {
	case kind < 4: // one character in five, one at least
		swapSound(rs, pick, rng)
		for _, i := range at {
			if rng.IntN(5) == 0 {
				swapSound(rs, i, rng)
			}
		}
	case kind == 4:
		if p := pinyin.SinglePinyin(rs[pick], pinyin.NewArgs()); len(p) > 0 {
			return string(rs[:pick]) + p[0] + string(rs[pick+1:]), true
		}
	case kind == 5 && len(rs) > 3:
		return string(rs[:pick]) + string(rs[pick+1:]), true
	case kind == 6 && len(rs) > 3:
		i := rng.IntN(len(rs) - 1)
		rs[i], rs[i+1] = rs[i+1], rs[i]
	default:
		return openers[rng.IntN(len(openers))] + text + closers[rng.IntN(len(closers))], true
	}
	return string(rs), true
}

func swapSound(rs []rune, i int, rng *rand.Rand) {
	if same := sameSound()[soundOf(rs[i])]; len(same) > 1 {
		rs[i] = same[rng.IntN(len(same))]
	}
}
