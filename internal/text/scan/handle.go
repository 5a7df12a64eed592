package scan

// context is a set of words that may stand before a number, by last symbol.
type context map[uint16][][]uint16

func contexts(words ...string) context {
	c := context{}
	for _, w := range words {
		s := fold16(w)
		c[s[len(s)-1]] = append(c[s[len(s)-1]], s)
	}
	return c
}

// named tells whether one of the words stands before at, with at most ten
// filling or separating code points between.
func (t *Text) named(at int, words context) bool {
	for i, n := at-1, 0; i >= 0 && n < 10; i, n = i-1, n+1 {
		c := t.Sym[i]
		if c == 0 {
			if r := t.Runes[i]; r == '\n' || r == '。' || r == '！' || r == '？' {
				return false
			}
			continue
		}
		known := signals[c]
		if known&signalNames != 0 {
			for _, w := range words[c] {
				if t.endsWith(i, w) {
					return true
				}
			}
		}
		if known&signalFiller == 0 && !t.english(i) {
			return false
		}
	}
	return false
}

// english passes over "is", "id", "no", "number" between a word and its number.
func (t *Text) english(i int) bool { return isLatin(t.Sym[i]) }

// endsWith tells whether w stands in t with its last symbol at i.
func (t *Text) endsWith(i int, w []uint16) bool {
	for k := len(w) - 1; k >= 0; k-- {
		for i >= 0 && t.Sym[i] == 0 {
			i--
		}
		if i < 0 || t.Sym[i] != w[k] {
			return false
		}
		i--
	}
	return true
}

var (
	weChatWords = contexts("微信", "微信号", "薇信", "威信", "维信", "v信", "vx", "wx", "weixin", "wechat", "加微", "加v", "加我v", "徽信", "微x", "v号", "+v", "+vx", "微号", "vxin")
	qqWords     = contexts("qq", "qq号", "扣扣", "企鹅", "q号", "扣扣号", "企鹅号", "加q", "球球")
)

// joins tells whether r holds the parts of an id together, in any width.
func joins(r rune) bool { return r == '_' || r == '-' || r == '＿' || r == '－' }

// numberIn is where a number begins that is written together with the word
// that names it, and goes on behind a gap: qq123 4567. It is end where none is.
func (t *Text) numberIn(i, end int) int {
	k := end
	for k > i && isDigit(t.Sym[k-1]) {
		k--
	}
	if k > i && k < end && (t.named(k, qqWords) || t.named(k, weChatWords)) {
		return k
	}
	return end
}

// token is where the id that begins at i ends: letters, digits, - and _.
func (t *Text) token(i int) int {
	for i < len(t.Sym) && (isLatin(t.Sym[i]) || isDigit(t.Sym[i]) || joins(t.Runes[i])) {
		i++
	}
	return i
}

// handle tells whether the letters or digits from start to end are somebody's
// id: a word says of which sort, and the id has the shape of one.
func (t *Text) handle(start, end int) (Detail, bool) {
	start = t.afterWord(start, end)
	letters, digits, length := 0, 0, 0
	for i := start; i < end; i++ {
		switch {
		case isLatin(t.Sym[i]):
			letters++
			length++
		case digit(t.Sym[i]) >= 0:
			digits++
			length++
		case joins(t.Runes[i]):
			length++
		}
	}
	if letters == 0 && digits >= 5 && digits <= 11 && t.named(start, qqWords) {
		return Detail{QQ, int32(start), int32(end)}, true
	}
	if length < 5 || length > 20 || letters > 0 && letters == length && !t.told(start) {
		return Detail{}, false
	}
	return Detail{WeChat, int32(start), int32(end)}, t.named(start, weChatWords)
}

// afterWord passes over a word that is written together with its id: vxabc123, qq12345678.
func (t *Text) afterWord(start, end int) int {
	if start < end && t.Sym[start] != 'w' && t.Sym[start] != 'v' && t.Sym[start] != 'q' {
		return start
	}
	for _, w := range [...]string{"wechat", "weixin", "vx", "wx", "qq"} {
		if end-start < len(w)+5 {
			continue
		}
		same := true
		for k := range len(w) {
			same = same && t.Sym[start+k] == uint16(w[k])
		}
		if same {
			start += len(w)
			for start < end && t.Sym[start] == 0 {
				start++
			}
			return start
		}
	}
	return start
}

// told tells whether the text says outright that an id follows: a colon, 是,
// 号. Letters alone after 微信 are otherwise a word ("微信 payment").
func (t *Text) told(start int) bool {
	for i := start - 1; i >= 0; i-- {
		if t.Sym[i] != 0 {
			return t.Sym[i] == '是' || t.Sym[i] == '号' || t.Sym[i] == '为'
		}
		if t.Runes[i] == ':' || t.Runes[i] == '：' {
			return true
		}
	}
	return false
}
