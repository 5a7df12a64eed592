package classify

import (
	_ "embed"
	"math"
	"strings"
	"sync"

	"github.com/manyhands/manyhands/internal/text/fold"
)

// Mood is how the writer of a message feels.
type Mood string

// The moods, from worst to best.
const (
	Angry   Mood = "angry"
	Upset   Mood = "upset"
	Neutral Mood = "neutral"
	Pleased Mood = "pleased"
)

// worth of a mood on the scale from -1 to 1.
var worth = map[Mood]float64{Angry: -1, Upset: -0.5, Neutral: 0, Pleased: 0.8}

//go:embed lexicon/mood.txt
var moodLines string

// moods learns the mood lines the first time somebody asks.
var moods = sync.OnceValues(func() (*Model, error) {
	return Train(moodExamples(), Options{OutOfScope: 0.05})
})

func moodExamples() (lines []Example) {
	label := ""
	for line := range strings.Lines(moodLines) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "= "):
			label = line[2:]
		default:
			lines = append(lines, Example{Text: line, Intent: label})
		}
	}
	return lines
}

// shouts are words that leave no doubt, whatever stands around them. They are
// looked for in folded text, so spaces and full-width letters do not hide them.
var shouts = []string{
	"骗子", "骗人", "骗钱", "诈骗", "垃圾", "投诉", "举报", "曝光", "差评", "黑店", "恶心", "滚", "废物", "不要脸", "无耻", "气死", "生气", "他妈", "妈的", "去死", "起诉", "坑人", "12315", "消协",
	"scam", "furious", "disgusting", "thieves", "crooks", "sue you", "ripoff", "fuck", "bullshit",
}

// calm are phrases in which a shout is only being asked about.
var calm = []string{"不生气", "没生气", "别生气", "不投诉", "怎么投诉快递", "垃圾桶", "垃圾袋", "垃圾处理", "翻滚", "滚筒", "滚轮", "滚珠", "不是骗子", "不给差评"}

// Sentiment tells how the writer of text feels: a score from -1 to 1 and the
// mood. Text without a sign of mood is Neutral and 0.
func Sentiment(text string) (score float64, mood Mood) {
	m, err := moods()
	if err != nil || strings.TrimSpace(text) == "" {
		return 0, Neutral // the lines are ours: a test proves that they train
	}
	shares := m.moodShares(text)
	if shouted(text) {
		shares = [4]float64{0.7 + 0.3*shares[0], 0.3 * shares[1], 0.3 * shares[2], 0.3 * shares[3]}
	}
	best := 0
	order := [4]Mood{Angry, Upset, Neutral, Pleased}
	for k, s := range shares {
		score += s * worth[order[k]]
		if s > shares[best] {
			best = k
		}
	}
	return score, order[best]
}

// moodShares spreads one over the moods by their scores. A message about which
// the lines say nothing scores the same everywhere and is pulled to neutral.
func (m *Model) moodShares(text string) (out [4]float64) {
	sc := m.pool.Get().(*scratch)
	defer m.pool.Put(sc)
	m.judge(sc, text)
	order := map[string]int{string(Angry): 0, string(Upset): 1, string(Neutral): 2, string(Pleased): 3}
	const sharp, lean = 4.0, 0.15 // lean: how much more a mood must say than neutral
	var sum float64
	for c, l := range m.labels {
		k := order[l]
		z := float64(sc.scores[c])
		if Mood(l) == Neutral {
			z += lean
		}
		out[k] = math.Exp(sharp * z)
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

func shouted(text string) bool {
	folded := fold.String(text)
	for _, c := range calm {
		folded = strings.ReplaceAll(folded, c, "")
	}
	for _, s := range shouts {
		if strings.Contains(folded, strings.ReplaceAll(s, " ", "")) {
			return true
		}
	}
	return false
}
