// Package mood hears what a message shows beside its question: how it sounds,
// what it threatens, whether it wants a person, and tags of its writer.
package mood

import (
	"strings"
	"unicode"

	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/sieve"
)

// Mood is how a message sounds.
type Mood string

// The moods.
const (
	Positive Mood = "positive"
	Neutral  Mood = "neutral"
	Negative Mood = "negative"
	Angry    Mood = "angry"
)

var (
	angryWords    = sieve.MustCompile(`(?i)垃圾|骗子|骗人|坑人|坑爹|黑店|滚|妈的|他妈|傻[逼bB]|智障|有病吧|恶心|气死|太过分|忍无可忍|什么破|破店|烂店|欺负人|欺诈|耍我|无耻|不要脸|scam|fraud|rip.?off|bullshit|wtf|fuck|idiot|pathetic|furious|outrageous|unacceptable|disgusting|ridiculous|worst|terrible service`)
	negativeWords = sieve.MustCompile(`(?i)生气|气人|失望|不满意?|差劲|太差|太慢|好慢|烦死|无语|服了|受不了|坏的|破的|敷衍|没人管|不理人|等了(?:好久|半天|这么久|[一二三四五六七八九十\d]+天)|差评|投诉|退钱|(?:还没|还不|怎么不|到底)(?:到|发|收到)|根本没|怎么回事|到底|disappoint|angry|upset|annoyed|frustrat|slow|waste|bad|awful|horrible|complain|still (?:not|waiting|haven't)|never (?:arrived|came)|no one (?:answers|replies)`)
	positiveWords = sieve.MustCompile(`(?i)谢谢|感谢|太好了|不错|很棒|喜欢|满意|辛苦|好评|赞|thank|great|love|perfect|awesome|excellent|appreciate`)
	notBad        = sieve.MustCompile(`(?i)不是不满|没有不满|不生气|没有?生气|(?:没有?|不是)(?:来|想|要)?投诉|不着?急|not bad|no complaints|not (?:a complaint|upset|angry)|no rush`)
)

// outrage is how bad a message must sound to be taken for anger that none of
// its words shows.
const outrage = -0.6

// harmless are things whose names hold an insult.
var harmless = sieve.MustCompile(`垃圾(?:桶|袋|箱|分类|处理)|滚(?:边|筒|轮|珠|条|烫)|翻滚`)

// Of tells how a message sounds. Insult and outrage are heard by their words
// whatever stands around them; the rest by a model of how shoppers sound, which
// knows "what am I, a monkey to you?" but takes some plain questions for anger.
// So of a message that is surely one of the brand's own questions (known), the
// words alone tell.
func Of(text string, known bool) Mood {
	text = harmless.ReplaceAllString(text, " ")
	words := InWords(text)
	if known || words == Angry || text == "" || notBad.MatchString(text) {
		return words
	}
	score, felt := classify.Sentiment(text)
	switch {
	case felt == classify.Angry && score <= outrage:
		return Angry
	case felt == classify.Angry || felt == classify.Upset || words == Negative:
		return Negative
	case felt == classify.Pleased:
		return Positive
	}
	return words
}

// InWords reads the mood from words, shouting and exclamation. A shop's
// everyday trouble ("it is broken") is negative; only insult and outrage are
// anger.
func InWords(text string) Mood {
	if notBad.MatchString(text) {
		return Neutral
	}
	score := 3*len(angryWords.FindAllString(text, 4)) + len(negativeWords.FindAllString(text, 4))
	if score > 0 && (strings.Count(text, "!")+strings.Count(text, "！") >= 2 || shouts(text)) {
		score++
	}
	switch {
	case score >= 3:
		return Angry
	case score > 0:
		return Negative
	case positiveWords.MatchString(text):
		return Positive
	}
	return Neutral
}

// shouts tells whether most of a Latin text is in capitals.
func shouts(text string) bool {
	upper, letters := 0, 0
	for _, r := range text {
		if r < unicode.MaxASCII && unicode.IsLetter(r) {
			letters++
			if unicode.IsUpper(r) {
				upper++
			}
		}
	}
	return letters > 12 && upper*10 > letters*7
}

// FedUp tells whether a person should take over: anger, or three messages in
// a row that sound bad.
func FedUp(moods []Mood) bool {
	n := len(moods)
	if n > 0 && moods[n-1] == Angry {
		return true
	}
	if n < 3 {
		return false
	}
	for _, m := range moods[n-3:] {
		if m != Negative && m != Angry {
			return false
		}
	}
	return true
}

// Trend compares the last mood with the first of the last five.
func Trend(moods []Mood) string {
	rank := map[Mood]int{Angry: 0, Negative: 1, Neutral: 2, Positive: 3}
	if len(moods) < 2 {
		return "steady"
	}
	first := moods[max(0, len(moods)-5)]
	switch d := rank[moods[len(moods)-1]] - rank[first]; {
	case d < 0:
		return "falling"
	case d > 0:
		return "rising"
	}
	return "steady"
}
