package classify

import (
	"sync"

	"github.com/mozillazg/go-pinyin"
)

// The characters that have a sound here; rarer ones sound like themselves.
const (
	firstSounded = 0x4E00
	lastSounded  = 0x9FFF
)

// sounds holds, per character, the hash of its syllable without tone. A
// character with several readings keeps its first.
var sounds = sync.OnceValue(func() *[lastSounded - firstSounded + 1]uint64 {
	t := new([lastSounded - firstSounded + 1]uint64)
	args := pinyin.NewArgs()
	for r := rune(firstSounded); r <= lastSounded; r++ {
		if p := pinyin.SinglePinyin(r, args); len(p) > 0 {
			t[r-firstSounded] = hashRunes([]rune(p[0]))
		}
	}
	return t
})

func soundOf(r rune) uint64 {
	if r >= firstSounded && r <= lastSounded {
		if h := sounds()[r-firstSounded]; h != 0 {
			return h
		}
	}
	return hashRunes([]rune{r})
}
