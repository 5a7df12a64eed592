package classify

import "testing"

// A character with the right sound and the wrong shape is read as the one that
// people write there; what they do write is left alone, and so is what nothing
// better is known for.
func TestAWrongCharacterWithTheRightSoundIsReadAsTheOneMeant(t *testing.T) {
	t.Parallel()
	s := newSpelling()
	for _, text := range []string{"我要退货", "退货运费谁出", "怎么退货", "发货时间", "什么时候发货"} {
		s.learn([]rune(text))
	}
	for text, want := range map[string]string{
		"我要蜕货":  "我要退货", // a character that nobody uses here
		"我要退或":  "我要退货",
		"发或实间":  "发货时间", // two side by side
		"怎么退货":  "怎么退货",
		"货运时退":  "货运时退", // in an order of its own: known characters, no better ones
		"ab 蜕货": "ab 退货",
		"饕餮":    "饕餮",
		"":      "",
	} {
		rs := []rune(text)
		if s.mend(rs); string(rs) != want {
			t.Errorf("%s: got %s, want %s", text, string(rs), want)
		}
	}
}

// Of a word with two readings either may be misheard.
func TestEveryReadingOfACharacterCounts(t *testing.T) {
	t.Parallel()
	s := newSpelling()
	s.learn([]rune("重新发货"))
	rs := []rune("虫新发货")
	if s.mend(rs); string(rs) != "重新发货" {
		t.Errorf("got %s", string(rs))
	}
}
