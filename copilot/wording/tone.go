package wording

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

var figures = regexp.MustCompile(`\d+`)

// figuresIn are the numbers of a text, those of order ids too; a comma between
// thousands is not part of one.
func figuresIn(text string) []string {
	return figures.FindAllString(strings.ReplaceAll(text, ",", ""), -1)
}

// SameFigures tells whether two texts name the same numbers, in any order.
func SameFigures(a, b string) bool {
	x, y := figuresIn(a), figuresIn(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// InTone is a text that is shorter, warmer or formal, by rules alone: its
// figures stay, and so does what it promises.
func InTone(text, tone string) string {
	zh := tongue.Of(text) != tongue.English
	switch tone {
	case "shorter":
		return shorter(text)
	case "warmer":
		if zh {
			return wrapped(warmZh.Replace(text), "亲，", "。", "有任何问题随时找我，一直在的～")
		}
		return wrapped(warmEn.Replace(text), "Thanks for reaching out! ", ".", " I am here if you need anything else.")
	}
	if zh {
		return strings.TrimSpace(particles.ReplaceAllString(formalZh.Replace(text), "$1"))
	}
	return strings.TrimSpace(formalEn.Replace(text))
}

// wrapped puts a beginning and an end around a text that has neither.
func wrapped(text, before, stop, after string) string {
	text = strings.TrimSpace(text)
	if head, _, _ := strings.Cut(strings.TrimSpace(before), " "); !strings.HasPrefix(text, strings.TrimRight(head, "，")) {
		text = before + text
	}
	if strings.HasSuffix(text, strings.TrimSpace(after)) {
		return text
	}
	if end, _ := utf8.DecodeLastRuneInString(text); !strings.ContainsRune("。！？.!?～~", end) {
		text += stop
	}
	return text + after
}

// Words to swap: what a text has, and what it has instead. None of them says
// what is possible or when: a tone changes no promise.
var (
	warmZh   = strings.NewReplacer("请等待", "麻烦您稍等一下哦", "请稍等", "麻烦您稍等一下哦", "请稍候", "麻烦您稍等一下哦", "请提供", "麻烦您提供一下", "请告知", "麻烦您告诉我", "请您", "麻烦您")
	warmEn   = strings.NewReplacer("Please wait", "Please bear with me for a moment", "You must", "You will need to", "you must", "you will need to", "We cannot", "I am sorry, we cannot")
	formalZh = strings.NewReplacer("亲亲，", "", "亲，", "", "亲～", "", "～", "", "~", "", "你们", "贵方", "你", "您", "不好意思", "非常抱歉", "搞定", "处理完毕", "请稍等一下", "请稍候", "请稍等", "请稍候", "稍等一下", "请稍候", "稍等", "请稍候", "没问题", "可以办理")
	formalEn = strings.NewReplacer("Hi,", "Dear customer,", "Hi!", "Dear customer,", "Hello!", "Dear customer,", "can't", "cannot", "won't", "will not", "don't", "do not", "isn't", "is not",
		"it's", "it is", "I'll", "I will", "we'll", "we will", "we've", "we have", "you'll", "you will", "Thanks", "Thank you", "Sorry", "We apologise", "!", ".")
	// Particles soften a sentence at its end; inside a word (哈尔滨) they are part of it.
	particles = regexp.MustCompile(`[哦呢啦哈哒呀喔嘛]+([，。！？,.!?\s]|$)`)
)

var sentences = regexp.MustCompile(`[^。！？!?\n]+[。！？!?]*|[^.!?\n]+[.!?]+`)

// shorter leaves out the sentences that state nothing. A sentence with a
// figure is never left out; neither is the last one that is left.
func shorter(text string) string {
	var kept []string
	for _, s := range sentences.FindAllString(text, -1) {
		if s = strings.TrimSpace(s); s != "" && (figures.MatchString(s) || Substantive(s) && !courtesies.MatchString(s)) {
			kept = append(kept, trimmedOpening(s))
		}
	}
	if len(kept) == 0 {
		return strings.TrimSpace(text)
	}
	return strings.Join(kept, "")
}

var courtesies = regexp.MustCompile(`(?i)^(?:非常)?(?:感谢|谢谢)您?的?(?:耐心)?(?:等待|支持|理解|配合|咨询|光临|惠顾)|^祝您|^很高兴|^thank you for (?:your )?(?:patience|waiting|contacting|reaching)|^have a (?:nice|great|good)`)

var openings = regexp.MustCompile(`^(?:亲+|您好|你好|哈喽|不好意思|好的|嗯嗯|感谢您的耐心等待|让您久等了|非常抱歉|hello|hi|sure|okay|ok)[，,！!。～~\s]+`)

func trimmedOpening(s string) string {
	for {
		cut := openings.ReplaceAllString(s, "")
		if cut == s || cut == "" {
			return s
		}
		s = cut
	}
}
