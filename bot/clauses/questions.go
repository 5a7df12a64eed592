package clauses

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/manyhands/manyhands/internal/text/sieve"
)

// Question is one question of a message, or one request, with the statements
// that belong to it.
type Question struct {
	Text string
	// Apart tells that it is set off from the one before by more than a comma: by
	// the end of a sentence, or by a word such as 另外 or "also".
	Apart bool
}

// Questions are the questions and requests of a message in their order: "I
// bought it yesterday, can I return it" is one, "when do you ship and do you take
// cards" two. Whether they are about two things is not known here. It is nil for
// a message that asks nothing.
func Questions(text string) []Question {
	var out []Question
	before, apart := "", false // statements that wait for their question
	for _, c := range cut(text) {
		apart = apart || c.apart
		before = join(before, c.text)
		if c.asks {
			out = append(out, Question{Text: before, Apart: apart && len(out) > 0})
			before, apart = "", c.ends
		}
	}
	if before != "" && len(out) > 0 {
		last := &out[len(out)-1]
		last.Text = join(last.Text, before)
	}
	return out
}

func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	if r := []rune(a); unicode.Is(unicode.Han, r[len(r)-1]) {
		return a + "，" + b
	}
	return a + ", " + b
}

// clause is a piece of a message between two marks.
type clause struct {
	text string
	asks bool
	// apart is that it begins with a word that sets it off, ends that a sentence
	// ends with it.
	apart, ends bool
}

var (
	// A full stop ends a sentence only before a space; a space between Han
	// characters is a comma that was not typed.
	marks = regexp.MustCompile(`[?？!！。;；\n]+\s*|\.+\s+|[，,]+\s*|\s+`)
	// joints are words between two questions of one sentence.
	joints = regexp.MustCompile(`(?i),?\s+(?:and|plus|but)\s+(?:also\s+)?((?:can|could|do|does|did|is|are|will|would|may|should|has|have|what|what's|when|where|where's|how|who|which|why)\b)|(\p{Han})((?:顺便|顺带|以及问|再问)[^，,]|另外[^一两的那几个件款双条种，,])`)
	// led are words that a clause of its own begins with.
	led = regexp.MustCompile(`(?i)^(?:另外|还有|顺便|顺带|再问|再请问|对了|此外|其次|also\b|by the way\b|btw\b|plus\b|one more\b|another (?:question|thing)\b)`)

	asking = sieve.MustCompile(`(?i)吗|么$|呢$|嘛$|不$|没$|多久|怎么|咋|如何|什么|啥|多少|能不能|可不可以|有没有|是不是|会不会|要不要|支不支持|行不行|多大|哪|几[天点个号时次折件]|谁|为何|帮我|麻烦|给我|替我|(?:我|^)(?:要|想)(?:要|退|换|改|开|取消|查|买|问|申请)|要求` +
		`|^(?:hi|hello|hey|so|and|also|but|ok|okay|then|plus|btw|by the way|please)?[\s,]*(?:can|could|do|does|did|is|are|will|would|may|should|has|have|am|what|what's|whats|when|where|where's|wheres|how|who|which|why)\b` +
		`|\bplease\b|\bi (?:want|need|would like|wish)\b|\bi'd like\b|\b(?:tell|let) me\b|\bhow (?:do|can|long|much|many)\b|\bwhere is\b|\b(?:can|could|may) (?:i|you|we)\b|\bdo you\b|^(?:cancel|return|track|change|exchange|refund|send) (?:my|it|the|this)\b`)
)

// cut takes a message apart at its marks and joints.
func cut(text string) []clause {
	const joint = "\n"
	text = joints.ReplaceAllString(text, "$2"+joint+"$1$3")
	var out []clause
	from := 0
	add := func(to int, mark string) {
		body := strings.TrimSpace(text[from:to])
		if body == "" {
			if len(out) > 0 && ends(mark) {
				out[len(out)-1].ends = true
			}
			return
		}
		question := strings.ContainsAny(mark, "?？")
		out = append(out, clause{text: body, asks: question || asking.MatchString(body), apart: led.MatchString(body), ends: ends(mark)})
	}
	for _, at := range marks.FindAllStringIndex(text, -1) {
		if mark := text[at[0]:at[1]]; strings.TrimSpace(mark) != "" || strings.Contains(mark, "\n") || betweenHan(text, at[0], at[1]) {
			add(at[0], mark)
			from = at[1]
		}
	}
	add(len(text), "")
	return out
}

func ends(mark string) bool { return strings.ContainsAny(mark, "?？!！。;；\n.") }

// betweenHan tells whether what stands before and after a space are Han
// characters.
func betweenHan(text string, from, to int) bool {
	before, after := []rune(text[:from]), []rune(text[to:])
	return len(before) > 0 && len(after) > 0 && unicode.Is(unicode.Han, before[len(before)-1]) && unicode.Is(unicode.Han, after[0])
}
