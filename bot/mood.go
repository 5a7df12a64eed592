package bot

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
	negativeWords = sieve.MustCompile(`(?i)生气|失望|不满意?|差劲|太差|太慢|好慢|烦死|无语|服了|受不了|坏的|破的|敷衍|没人管|不理人|等了(?:好久|半天|这么久|[一二三四五六七八九十\d]+天)|差评|投诉|退钱|(?:还没|还不|怎么不|到底)(?:到|发|收到)|根本没|怎么回事|到底|disappoint|angry|upset|annoyed|frustrat|slow|waste|bad|awful|horrible|complain|still (?:not|waiting|haven't)|never (?:arrived|came)|no one (?:answers|replies)`)
	positiveWords = sieve.MustCompile(`(?i)谢谢|感谢|太好了|不错|很棒|喜欢|满意|辛苦|好评|赞|thank|great|love|perfect|awesome|excellent|appreciate`)
	notBad        = sieve.MustCompile(`(?i)不是不满|没有不满|不生气|没有?生气|(?:没有?|不是)(?:来|想|要)?投诉|不着?急|not bad|no complaints|not (?:a complaint|upset|angry)|no rush`)
)

// outrage is how bad a message must sound to be taken for anger that none of
// its words shows.
const outrage = -0.6

// harmless are things whose names hold an insult.
var harmless = sieve.MustCompile(`垃圾(?:桶|袋|箱|分类|处理)|滚(?:边|筒|轮|珠|条|烫)|翻滚`)

// moodOf tells how a message sounds. Insult and outrage are heard by their words
// whatever stands around them; the rest by a model of how shoppers sound, which
// knows "what am I, a monkey to you?" but takes some plain questions for anger.
// So of a message that is surely one of the brand's own questions (known), the
// words alone tell.
func moodOf(text string, known bool) Mood {
	text = harmless.ReplaceAllString(text, " ")
	words := moodInWords(text)
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

// moodInWords reads the mood from words, shouting and exclamation. A shop's
// everyday trouble ("it is broken") is negative; only insult and outrage are
// anger.
func moodInWords(text string) Mood {
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

// fedUp tells whether a person should take over: anger, or three messages in
// a row that sound bad.
func fedUp(moods []Mood) bool {
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

// trend compares the last mood with the first of the last five.
func trend(moods []Mood) string {
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

var (
	riskWords = map[string]*sieve.Form{
		"legal":     sieve.MustCompile(`(?i)起诉|律师|法院|报警|12315|12345|消协|工商(?:局)?(?:举报|投诉)|市场监管|监管局|曝光|举报你|媒体|\blawyer\b|\battorney\b|\bsue\b|\bsuing\b|\blawsuit\b|\bcourt\b|\bpolice\b|trading standards|chargeback`),
		"self_harm": sieve.MustCompile(`(?i)自杀|不想活|想死|轻生|自残|跳楼|kill myself|suicid|end my life|hurt myself`),
		"threat":    sieve.MustCompile(`(?i)弄死|打死你|砍死|杀了你|杀人|炸了你|找人(?:搞|打|弄)|上门闹|(?:kill|shoot|stab|hurt) (?:you|him|her|them|someone|somebody)|burn (?:down )?your`),
		"safety":    sieve.MustCompile(`(?i)过敏.{0,6}(?:住院|医院|休克)|起火|着火|爆炸|触电|烫伤|中毒|caught fire|exploded|electric shock|hospitali[sz]ed|allergic shock`),
	}
	wantsPerson = sieve.MustCompile(`(?i)转?人工|真人|活人|活的(?:人|客服)|(?:跟|和|找)客服(?:说|聊|谈|讲)|找(?:个)?人|客服(?:经理|主管)|(?:叫|找|要)(?:你们)?(?:经理|领导|主管|客服)|不(?:要|想)(?:跟|和)?机器人|real person|human\b|(?:speak|talk|chat|connect|transfer)(?: me)? (?:to|with) (?:an? |the |your )?(?:agent|person|someone|representative|manager|supervisor|human|staff|advisor)|live agent|(?:get|give|find|bring|send)(?: me)? (?:an? |the |your |some )(?:human|person|agent|manager|supervisor|real)|叫.{0,3}(?:活人|人来)|^\W*(?:an? )?agent\W*$|customer service rep|operator\b`)
	// A word about people that is no wish for one.
	noPersonWish = sieve.MustCompile(`(?i)人工(?:费|智能|皮|棉|合成|缝|制|草|湖)|human hair|不用(?:转)?人工|不需要人工|人工(?:客服)?(?:几点|什么时候|上班|在线时间|服务时间|时间)|superhuman`)
	purchase     = sieve.MustCompile(`(?i)(?:团购|批发|定制.{0,6}\d{2,}|企业采购|大量(?:要|买|采购|订)|(?:单位|公司|学校|集体|年会|员工).{0,10}(?:采购|定制|订购|购买)|[一二两三四五六七八九几上数]百(?:多)?(?:件|套|条|双|个)|要\s*\d{2,}\s*(?:件|套|条|双|个)|\d{2,}\s*(?:件|套|条|双|个)(?:.{0,6}(?:优惠|便宜|价))|bulk (?:order|purchase|buy|price)|wholesale|corporate order|(?:order|buy|need)(?:ing)? \d{2,} (?:pieces|units|sets|pairs|of))`)
	injection    = sieve.MustCompile(`(?i)ignore (?:all |any |the |your )*(?:previous|prior|above)|disregard (?:all |the |your )*(?:previous|instructions|rules)|system prompt|you are now|developer mode|jailbreak|act as (?:an? )?(?:admin|developer|system)|忽略(?:以上|之前|前面|所有|上述)|无视(?:以上|之前|规则)|系统提示词?|你现在是|开发者模式|扮演`)
)

// riskIn is the kind of risk that a shopper's words carry, or "".
func riskIn(text string) string {
	for _, kind := range []string{"self_harm", "threat", "safety", "legal"} {
		if riskWords[kind].MatchString(text) {
			return kind
		}
	}
	return ""
}

// asksForPerson tells whether the shopper wants a person.
func asksForPerson(text string) bool {
	return wantsPerson.MatchString(noPersonWish.ReplaceAllString(text, ""))
}

var tagWords = []struct {
	name string
	form *sieve.Form
}{
	{"price_sensitive", sieve.MustCompile(`(?i)便宜|优惠|打折|折扣|降价|太贵|贵了|最低价|保价|差价|券|满减|cheap|discount|coupon|expensive|price match|lower price|deal\b`)},
	{"size_question", sieve.MustCompile(`(?i)尺码|尺寸|多大|穿多大|码(?:数|合适|偏)|[SMLX]{1,3}码|身高|体重|size|fit(?:s|ting)?\b|tall|\d{2,3}\s*(?:cm|kg|斤)`)},
	{"event", sieve.MustCompile(`(?i)双\s*(?:11|十一|12|十二)|618|大促|预售|定金|尾款|double\s*(?:11|eleven)|singles.? day|black friday|presale|pre-sale`)},
	{"urgent", sieve.MustCompile(`(?i)急(?:用|需|着|死)|很急|着急|赶紧|赶快|马上就?要|今天(?:必须|就要)|加急|urgent|asap|as soon as possible|right away|immediately|in a hurry`)},
	{"complaint", sieve.MustCompile(`(?i)投诉|差评|举报|曝光|complain|bad review|report you`)},
	{"gift", sieve.MustCompile(`(?i)送人|送礼|礼物|生日|gift|present for|birthday`)},
}

// tagsIn lists what a message shows about its writer.
func tagsIn(text string) []string {
	var out []string
	for _, t := range tagWords {
		if t.form.MatchString(text) {
			out = append(out, t.name)
		}
	}
	return out
}
