package drill

import (
	"strings"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// slips are what hurried typing makes of words: a wrong character of the right
// sound, in Chinese.
var slips = [][2]string{{"在", "再"}, {"的", "得"}, {"那", "哪"}, {"吗", "嘛"}, {"知道", "只道"}, {"怎么", "肿么"}, {"什么", "神马"}, {"现在", "现再"}, {"可以", "可已"}}

// dress puts a text into the shopper's manner: style, and sometimes a slip.
func (v voice) dress(text string) string {
	switch v.s.Persona.Style {
	case "terse":
		text = strings.TrimRight(text, "。.~～")
	case "chatty":
		if v.IntN(3) == 0 {
			text += pickOf(v, bank{[]string{"哈", "～", "呀"}, []string{" :)", " thanks", " pls"}})
		}
	}
	if v.IntN(10_000) >= v.s.Persona.TyposBP*10 {
		return text
	}
	if v.s.Lang == tongue.English {
		return swapped(v, text)
	}
	for _, s := range slips {
		if strings.Contains(text, s[0]) {
			return strings.Replace(text, s[0], s[1], 1)
		}
	}
	return text
}

// swapped turns two neighbouring letters of a word around.
func swapped(v voice, text string) string {
	r := []rune(text)
	for range 8 {
		if len(r) < 6 {
			return text
		}
		i := 1 + v.IntN(len(r)-3)
		if letter(r[i-1]) && letter(r[i]) && letter(r[i+1]) && r[i] != r[i+1] {
			r[i], r[i+1] = r[i+1], r[i]
			return string(r)
		}
	}
	return text
}

func letter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

func pickOf(v voice, b bank) string { return string(v.form(b)) }
