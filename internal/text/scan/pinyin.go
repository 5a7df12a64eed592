package scan

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Symbols that no text holds stand for what is heard: a syllable, a letter
// that stands alone or in a pair (V, wx), a digit inside a Latin word.
const (
	syllable0 = 0xE000
	lone0     = 0xF000
	leet0     = 0xF100
)

// secondReadings are the further readings of characters that have more than one
// in everyday speech. Dictionaries list many more, of classical texts and
// names, which would make half of the language sound alike. Written by us.
const secondReadings = "行hang 重chong 长zhang 乐yue 还huan 得dei 地de 着zhao 都du 没mo 差chai 单shan 调tiao 朝zhao 传zhuan 弹tan 会kuai 降xiang " +
	"角jue 觉jiao 率shuai 便pian 塞se 色shai 省xing 什shi 系ji 校jiao 血xie 曾ceng 扎za 折she 参shen 藏zang 薄bo 剥bo 壳qiao 落la 落lao 绿lu 模mu 圈juan " +
	"厦xia 刹cha 盛cheng 宿xiu 提di 削xue 削xiao 约yao 粘nian 择zhai 属zhu 卡qia 车ju 称chen 臭xiu 畜xu 大dai 度duo 恶wu 否pi 合ge 核hu 吓he 奇ji 强jiang 劲jing " +
	"露lou 埋man 秘bi 呢ni 弄long 迫pai 茄jia 亲qing 区ou 似shi 说shui 数shuo 拓ta 仔zai 召shao 伽jia 打da 吗ma 家jia 咖ga 尾yi 识zhi 贾gu 叶xie 徽wei"

// oldReadings are those of old books and the stage (五更 is heard as wujing)
// that the dictionary lacks and that lists of homophones go by. Written by us.
const oldReadings = "更jing 说yue 信shen"

// voices are the syllables and the characters' readings.
type voices struct {
	id     map[string]uint16 // syllable -> symbol
	name   []string
	of     [0x10000][]uint16 // character -> syllables of everyday speech
	rare   [0x10000][]uint16 // character -> further syllables
	tongue [26]*letterNode
	beside [26]uint32 // letter -> those that may follow it in what is spelled
}

type letterNode struct {
	next [26]*letterNode
	sym  uint16 // the syllable that ends here, or 0
}

var voice = readVoices()

func readVoices() *voices {
	v := &voices{id: map[string]uint16{}}
	for entry := range strings.FieldsSeq(readings) {
		n := 0
		for n < len(entry) && entry[n] < 0x80 {
			n++
		}
		sym := uint16(syllable0 + len(v.name))
		v.id[entry[:n]] = sym
		v.name = append(v.name, entry[:n])
		v.teach(entry[:n], sym)
		for _, r := range entry[n:] {
			v.of[uint16(r)] = append(v.of[uint16(r)], sym)
		}
	}
	// 徽 is written for 微, which it resembles; so it stands in the list.
	for entry := range strings.FieldsSeq(secondReadings) {
		r, n := utf8.DecodeRuneInString(entry)
		if c := uint16(r); !slices.Contains(v.of[c], v.id[entry[n:]]) {
			v.of[c] = append(v.of[c], v.id[entry[n:]])
		}
	}
	for entry := range strings.FieldsSeq(furtherReadings) {
		n := strings.IndexFunc(entry, func(r rune) bool { return r >= 0x80 })
		sym, known := v.id[entry[:n]]
		for _, r := range entry[n:] {
			if c := uint16(r); known && !slices.Contains(v.of[c], sym) {
				v.rare[c] = append(v.rare[c], sym)
			}
		}
	}
	for entry := range strings.FieldsSeq(oldReadings) {
		r, n := utf8.DecodeRuneInString(entry)
		v.rare[uint16(r)] = append(v.rare[uint16(r)], v.id[entry[n:]])
	}
	v.neighbours()
	return v
}

// neighbours fills beside, by which most foreign words are seen to be no pinyin
// without trying to spell them.
func (v *voices) neighbours() {
	var first uint32 // letters that a syllable begins with
	for _, s := range v.name {
		first |= 1 << (s[0] - 'a')
	}
	for _, s := range v.name {
		for i := range len(s) - 1 {
			v.beside[s[i]-'a'] |= 1 << (s[i+1] - 'a')
		}
		v.beside[s[len(s)-1]-'a'] |= first
	}
}

// spellable tells whether each letter may follow the one before it.
func (v *voices) spellable(letters []uint16) bool {
	for i := range len(letters) - 1 {
		if v.beside[letters[i]-'a']>>(letters[i+1]-'a')&1 == 0 {
			return false
		}
	}
	return true
}

// reads is a character's first reading; what has none is heard as itself.
func (v *voices) reads(c uint16) uint16 {
	if rs := v.of[c]; len(rs) > 0 {
		return rs[0]
	}
	return c
}

// alike tells whether two characters sound alike in everyday speech.
func (v *voices) alike(a, b uint16) bool {
	for _, x := range v.of[a] {
		if slices.Contains(v.of[b], x) {
			return true
		}
	}
	return false
}

// teach adds a syllable to the tree by which Latin letters are read.
func (v *voices) teach(s string, sym uint16) {
	if len(s) == 1 && s != "a" && s != "e" && s != "o" {
		return // m, n: sounds, not syllables that anyone spells
	}
	slot := &v.tongue[s[0]-'a']
	for i := 1; ; i++ {
		if *slot == nil {
			*slot = &letterNode{}
		}
		if i == len(s) {
			(*slot).sym = sym
			return
		}
		slot = &(*slot).next[s[i]-'a']
	}
}

// maxSpelled bounds the letters that are read as pinyin at once.
const maxSpelled = 48

// spell splits letters into syllables, the longest first, and tells the length
// of each; nil when they are no pinyin.
func (v *voices) spell(letters []uint16, out []spelled) []spelled {
	if len(letters) > maxSpelled || !v.spellable(letters) {
		return nil
	}
	var dead [maxSpelled + 1]bool
	return v.spellFrom(letters, 0, out, &dead)
}

type spelled struct {
	sym uint16
	n   uint8
}

func (v *voices) spellFrom(letters []uint16, at int, out []spelled, dead *[maxSpelled + 1]bool) []spelled {
	if at == len(letters) {
		return out
	}
	if dead[at] {
		return nil
	}
	var ends [6]spelled
	found := 0
	node := v.tongue[letters[at]-'a']
	for n := 1; node != nil; n++ {
		if node.sym != 0 && found < len(ends) {
			ends[found] = spelled{node.sym, uint8(n)}
			found++
		}
		if at+n == len(letters) {
			break
		}
		node = node.next[letters[at+n]-'a']
	}
	for found--; found >= 0; found-- {
		if whole := v.spellFrom(letters, at+int(ends[found].n), append(out, ends[found]), dead); whole != nil {
			return whole
		}
	}
	dead[at] = true
	return nil
}
