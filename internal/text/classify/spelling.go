package classify

import (
	"math"
	"sync"

	"github.com/mozillazg/go-pinyin"
)

// spelling puts a character right that has the right sound and the wrong shape,
// by what stands side by side in the phrasings of the brand: 退贷 is 退货 where
// nobody ever wrote 退贷. It is made from what people wrote, never from copies
// with slips.
type spelling struct {
	chars map[rune]bool
	pairs map[uint64]uint8 // two characters side by side, by how often (to 255)
	alike map[uint16][]rune
}

// readings lists every syllable of a character, without tones, as numbers.
var readings = sync.OnceValue(func() *[lastSounded - firstSounded + 1][]uint16 {
	t := new([lastSounded - firstSounded + 1][]uint16)
	args := pinyin.NewArgs()
	args.Heteronym = true
	number := map[string]uint16{}
	for r := rune(firstSounded); r <= lastSounded; r++ {
		seen := map[uint16]bool{}
		for _, p := range pinyin.SinglePinyin(r, args) {
			n, ok := number[p]
			if !ok {
				n = uint16(len(number))
				number[p] = n
			}
			if !seen[n] {
				seen[n] = true
				t[r-firstSounded] = append(t[r-firstSounded], n)
			}
		}
	}
	return t
})

func readingsOf(r rune) []uint16 {
	if r < firstSounded || r > lastSounded {
		return nil
	}
	return readings()[r-firstSounded]
}

func newSpelling() *spelling {
	return &spelling{chars: map[rune]bool{}, pairs: map[uint64]uint8{}, alike: map[uint16][]rune{}}
}

func pairOf(a, b rune) uint64 { return uint64(a)<<32 | uint64(b) }

// learn reads a phrasing, normalised.
func (s *spelling) learn(rs []rune) {
	for i, r := range rs {
		if !isHan(r) {
			continue
		}
		if !s.chars[r] {
			s.chars[r] = true
			for _, n := range readingsOf(r) {
				s.alike[n] = append(s.alike[n], r)
			}
		}
		if i > 0 && isHan(rs[i-1]) {
			if n := s.pairs[pairOf(rs[i-1], r)]; n < math.MaxUint8 {
				s.pairs[pairOf(rs[i-1], r)] = n + 1
			}
		}
	}
}

// leastMended: a character that people use is taken for another only where that
// one is seen at least so often beside its neighbours.
const leastMended = 2

// mend puts a text right in place. What somebody wrote side by side stays, and
// so does a character that nothing better is known for.
func (s *spelling) mend(rs []rune) {
	for i, r := range rs {
		if isHan(r) {
			before, after := hanAt(rs, i-1), hanAt(rs, i+1)
			if s.beside(before, r) == 0 && s.beside(r, after) == 0 {
				rs[i] = s.meant(before, r, after)
			}
		}
	}
}

// hanAt is the Han character at i, or 0.
func hanAt(rs []rune, i int) rune {
	if i < 0 || i >= len(rs) || !isHan(rs[i]) {
		return 0
	}
	return rs[i]
}

func (s *spelling) beside(a, b rune) int { return int(s.pairs[pairOf(a, b)]) }

// meant is the character that sounds like r and stands most often between its
// neighbours; beside both of them is more than often beside one.
func (s *spelling) meant(before, r, after rune) rune {
	best, most := r, 0
	for _, sound := range readingsOf(r) {
		for _, c := range s.alike[sound] {
			a, b := s.beside(before, c), s.beside(c, after)
			seen, both := a+b, (a > 0 || before == 0) && (b > 0 || after == 0)
			if seen == 0 || s.chars[r] && (!both || seen < leastMended) {
				continue
			}
			if both {
				seen += math.MaxUint8 * 2
			}
			if seen > most {
				best, most = c, seen
			}
		}
	}
	return best
}
