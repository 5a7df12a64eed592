package knowledge

import (
	"regexp"
	"strings"
	"unicode"
)

// Words that only ask for patience: 请稍等，我看一下; one moment, let me check. They
// end nobody's question and must never become an article.
var (
	holds = regexp.MustCompile(`(?i)稍等|稍候|稍后(?:回复|答复|联系|告诉)|请(?:您|亲)?(?:再|先)?(?:等|候)|等(?:一下|一等|下|我|会儿?)|耐心等|久等|别(?:着)?急|在的` +
		`|(?:帮|为|给)(?:您|你|亲).{0,6}(?:查|看|问|核实|核对|确认|转接|反馈|催)|(?:我|这边|这就|马上|正在)(?:先|去|来|这就|马上|再|帮)*.{0,3}(?:查|看|问|核实|核对|确认|处理)(?:一?下|看|一查|中)?` +
		`|\b(?:one|just a)\s+(?:moment|minute|min|second|sec)\b|(?:wait|give (?:me|us)) (?:a|one) (?:moment|minute|second)|\ba (?:moment|minute|second),? please|hold on|bear with (?:me|us)|please wait|hang on|let me (?:just )?(?:check|look|see|find|ask|confirm|have a look|take a look)` +
		`|\bi(?:'ll|’ll| will|'m|’m| am)(?: now| just)? (?:check|look|find|ask|confirm|go and|get back)|(?:checking|looking) (?:this|that|it|into|on)|get back to you|be right (?:back|with you)`)
	polite = regexp.MustCompile(`(?i)^(?:(?:好的?|好呢|嗯+|是的|收到|了解|明白|您好|你好|亲+|亲爱的|不好意思|抱歉|对不起|ok(?:ay)?|yes|sure|of course|certainly|no problem|sorry|hi|hello|dear|thanks?|got it|i see|i understand)[呀哦呢哈啊的了~～ ]*)+$|感谢|谢谢|thank(?:s| you)`)
	// A sentence ends so; a point within a figure ends none.
	sentenceEnd = regexp.MustCompile(`[。！？!?；;…\n]+|\.(?:\s+|$)`)
	clauseEnd   = regexp.MustCompile(`[，,、~～：:]+|\s[-–—]\s`)
)

// mostHeld is how long a clause that only asks for patience can be: a longer
// one says something besides.
const (
	mostHeldHan   = 18
	mostHeldLatin = 60
)

// told is an answer without the sentences that only ask for patience.
func told(answer string) string {
	var out strings.Builder
	for from := 0; from < len(answer); {
		to := len(answer)
		if end := sentenceEnd.FindStringIndex(answer[from:]); end != nil {
			to = from + end[1]
		}
		if sentence := answer[from:to]; !onlyHolds(sentence) {
			out.WriteString(sentence)
		}
		from = to
	}
	return strings.TrimSpace(out.String())
}

// onlyHolds tells whether a sentence asks for patience and says nothing else.
// A figure is always something.
func onlyHolds(sentence string) bool {
	if strings.ContainsFunc(sentence, unicode.IsDigit) {
		return false
	}
	held := false
	for _, clause := range clauseEnd.Split(sentenceEnd.ReplaceAllString(sentence, " "), -1) {
		clause = strings.TrimSpace(clause)
		most := mostHeldLatin
		if strings.ContainsFunc(clause, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			most = mostHeldHan
		}
		switch {
		case clause == "" || polite.MatchString(clause):
		case holds.MatchString(clause) && letters(clause) <= most:
			held = true
		default:
			return false
		}
	}
	return held
}

// waiting tells whether a message says nothing but that there will be an answer.
func waiting(text string) bool { return told(text) == "" }
