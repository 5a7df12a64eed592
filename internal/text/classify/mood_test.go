package classify

import (
	"slices"
	"strings"
	"testing"
)

// An upset shopper must reach a person, however the anger is written; a
// question about a garbage bag must not.
func TestAngerIsHeardInAnyWriting(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"我很生气", "我要投诉", "垃圾", "骗子！！", "等着差评吧", "我要投訴你們", "垃 圾 店", "篇子，退钱", "ｔｈｉｓ ｉｓ ａ ｓｃａｍ",
		"This is a SCAM", "I am furious about this", "恶❤心", "你们这群骗子赶紧把钱退了", "再不处理就12315见",
	} {
		if score, mood := Sentiment(text); mood != Angry || score > -0.4 {
			t.Errorf("Sentiment(%q) = %.2f %s, want angry", text, score, mood)
		}
	}
}

func TestMoodsAreToldApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Mood{
		"怎么还没发货啊都等了十天了":                             Upset,
		"收到的杯子是碎的":                                  Upset,
		"still no parcel, i am really disappointed": Upset,
		"这件有黑色的吗":                                   Neutral,
		"有垃圾袋卖吗":                                    Neutral,
		"滚筒洗衣机多少钱":                                  Neutral,
		"how do i return this":                      Neutral,
		"asdf":                                      Neutral,
		"":                                          Neutral,
		"谢谢亲，太喜欢了":                                  Pleased,
		"服务真好给个赞":                                   Pleased,
		"thank you, great service":                  Pleased,
	} {
		score, mood := Sentiment(text)
		if mood != want {
			t.Errorf("Sentiment(%q) = %.2f %s, want %s", text, score, mood, want)
		}
		if (want == Pleased) != (score > 0.25) || (want == Upset) != (score < -0.2) {
			t.Errorf("Sentiment(%q) = %.2f does not fit %s", text, score, mood)
		}
	}
}

// Held-out lines of our own: not proof of quality on the street, only that the
// lines agree with one another.
func TestMoodLinesAgreeWithOneAnother(t *testing.T) {
	t.Parallel()
	all := moodExamples()
	right, total := 0, 0
	for k := range 5 {
		var train, test []Example
		for i, e := range all {
			if i%5 == k {
				test = append(test, e)
			} else {
				train = append(train, e)
			}
		}
		m, err := Train(train, Options{Plain: true})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range test {
			p := m.Predict(e.Text)
			if total++; len(p.Top) > 0 && p.Top[0].Intent == e.Intent {
				right++
			}
		}
	}
	t.Logf("%d of %d", right, total)
	if right*100 < total*65 {
		t.Errorf("%d of %d held-out lines told right", right, total)
	}
}

func TestNoCalmPhraseIsWithoutItsShout(t *testing.T) {
	t.Parallel()
	for _, c := range calm {
		if !slices.ContainsFunc(shouts, func(s string) bool { return strings.Contains(c, s) }) {
			t.Errorf("calm phrase %q holds no shout: it can go", c)
		}
	}
}
