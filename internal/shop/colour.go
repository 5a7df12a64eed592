package shop

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// colours are the colours of a catalogue in both languages: as it writes them,
// as it is read to an English shopper, and what else it is called. The more
// particular stand before the families that they belong to.
var colours = []struct {
	zh      string
	en      string
	aliases []string
	family  string // the plain colour that also means it
}{
	{"藏青", "navy", []string{"navy blue", "dark blue", "深蓝", "藏蓝"}, "蓝"},
	{"雾蓝", "misty blue", []string{"haze blue", "dusty blue", "雾霾蓝"}, "蓝"},
	{"浅蓝", "light blue", []string{"sky blue", "pale blue", "天蓝"}, "蓝"},
	{"深蓝", "dark blue", []string{"navy"}, "蓝"},
	{"军绿", "army green", []string{"military green", "olive green", "olive"}, "绿"},
	{"墨绿", "dark green", []string{"bottle green", "forest green", "deep green", "深绿"}, "绿"},
	{"浅灰", "light grey", []string{"light gray", "pale grey", "pale gray"}, "灰"},
	{"深灰", "dark grey", []string{"dark gray", "charcoal"}, "灰"},
	{"奶油白", "cream", []string{"cream white", "off-white", "off white", "ivory", "奶白"}, "白"},
	{"米白", "off-white", []string{"off white", "ivory", "cream"}, "白"},
	{"米", "beige", nil, ""},
	{"杏", "apricot", []string{"beige"}, ""},
	{"燕麦", "oatmeal", []string{"oat"}, ""},
	{"酒红", "burgundy", []string{"wine red", "wine", "maroon", "dark red"}, "红"},
	{"玫瑰", "rose", []string{"rose pink", "rose red", "玫红"}, "粉"},
	{"驼", "camel", []string{"tan"}, ""},
	{"卡其", "khaki", nil, ""},
	{"焦糖", "caramel", nil, "棕"},
	{"咖啡", "coffee", []string{"brown"}, "棕"},
	{"混", "assorted", []string{"mixed", "multicolour", "multicolor"}, ""},
	{"黑", "black", nil, ""},
	{"白", "white", nil, ""},
	{"红", "red", nil, ""},
	{"蓝", "blue", nil, ""},
	{"绿", "green", nil, ""},
	{"黄", "yellow", nil, ""},
	{"紫", "purple", nil, ""},
	{"灰", "grey", []string{"gray"}, ""},
	{"粉", "pink", nil, ""},
	{"棕", "brown", nil, ""},
	{"橙", "orange", nil, ""},
	{"银", "silver", nil, ""},
	{"金", "gold", nil, ""},
}

// colourAt is the colour that a catalogue's value is, or -1: the table's most
// particular entry that the value begins with.
func colourAt(value string) int {
	bare := strings.TrimSuffix(strings.ToLower(strings.TrimSpace(value)), "色")
	for i, c := range colours {
		if bare == c.zh || bare == c.en || slices.Contains(c.aliases, bare) {
			return i
		}
	}
	return -1
}

// EnglishColour is a colour as an English shopper reads it; what the table does
// not know stays as the catalogue writes it.
func EnglishColour(value string) string {
	if i := colourAt(value); i >= 0 {
		return colours[i].en
	}
	return value
}

// ColoursSaid lists which of a product's colours a text names, in either
// language. Where only a family is named (green), all of it is meant. said
// tells whether the text names a colour at all, so that one the product does
// not come in can be told from none.
func ColoursSaid(text string, options []string) (meant []string, said bool) {
	left := " " + strings.ToLower(text) + " "
	byLength := slices.Clone(options)
	slices.SortStableFunc(byLength, func(a, b string) int { return len(b) - len(a) })
	hit := map[string]bool{}
	for _, o := range byLength {
		for _, name := range namesOfColour(o) {
			if i := wordAt(left, name); i >= 0 {
				hit[o] = true
				left = left[:i] + strings.Repeat(" ", len(name)) + left[i+len(name):] // 白色 is not in 奶油白 as well
			}
		}
	}
	if len(hit) == 0 {
		said = familySaid(left, options, hit)
	}
	for _, o := range options {
		if hit[o] {
			meant = append(meant, o)
		}
	}
	return meant, said || len(hit) > 0
}

// familySaid adds the options of the plain colour that a text names.
func familySaid(text string, options []string, hit map[string]bool) (said bool) {
	for _, c := range colours {
		if c.family != "" || !plainColourIn(text, c.zh, c.en, c.aliases) {
			continue
		}
		said = true
		for _, o := range options {
			if i := colourAt(o); i >= 0 && colours[i].family == c.zh {
				hit[o] = true
			}
		}
	}
	return said
}

// plainColourIn wants 色 behind a single character: 白 and 黄 stand in many words.
func plainColourIn(text, zh, en string, aliases []string) bool {
	if strings.Contains(text, zh+"色") || asked(text, zh+"的") || len([]rune(zh)) > 1 && strings.Contains(text, zh) || wordAt(text, en) >= 0 {
		return true
	}
	return slices.ContainsFunc(aliases, func(a string) bool { return wordAt(text, a) >= 0 })
}

// asked tells whether a text asks for "红的": behind a word that asks or at an
// edge, so that 明白的 is not white.
func asked(text, word string) bool {
	i := strings.Index(text, word)
	if i < 0 {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:i])
	return !unicode.Is(unicode.Han, before) || strings.ContainsRune("有没要买拍想选换款件条个是了", before)
}

// namesOfColour are the ways to say a catalogue's colour, the longest first.
func namesOfColour(value string) []string {
	v := strings.ToLower(strings.TrimSpace(value))
	out := []string{v, strings.TrimSuffix(v, "色")}
	if parts := strings.Fields(v); len(parts) > 1 {
		// 07 肉桂 is asked for by its number, or by its name.
		out = append(out, slices.DeleteFunc(parts, func(s string) bool { return utf8.RuneCountInString(s) < 2 })...)
	}
	if i := colourAt(value); i >= 0 {
		out = append(append(out, colours[i].en), colours[i].aliases...)
	}
	out = slices.DeleteFunc(out, func(s string) bool { return s == "" })
	slices.SortStableFunc(out, func(a, b string) int { return len(b) - len(a) })
	return slices.Compact(out)
}

// wordAt finds a colour's name. A Latin one stands between edges; a single
// character says a colour only before what follows colours (黑的, 黑 XL), since
// it stands in many words: 明白, 红包.
func wordAt(text, word string) int {
	for from := 0; ; {
		i := strings.Index(text[from:], word)
		if i < 0 {
			return -1
		}
		i += from
		from = i + len(word)
		if !wordEdges(text, i, from) || utf8.RuneCountInString(word) == 1 && (!behindColour(text[from:]) || inWord(text[:i])) {
			continue
		}
		return i
	}
}

// inWord tells whether a single colour character ends another word: 明白, 发黄.
func inWord(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune("明坦空表脸分发变泛染掉褪", r)
}

func behindColour(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return !unicode.Is(unicode.Han, r) || strings.ContainsRune("色的款码号大中小和或还有没吗呢跟与件条", r)
}
