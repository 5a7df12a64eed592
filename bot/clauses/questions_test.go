package clauses

import (
	"strings"
	"testing"
)

// Law: a statement belongs to the question that follows it, or ends the last
// one; what is set off by more than a comma is marked with a bar before it.
func TestQuestionsOfAMessageKeepWhatBelongsToThem(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"什么时候发货？可以开发票吗？":                                          "什么时候发货 || 可以开发票吗",
		"发什么快递，能不能开发票":                                            "发什么快递 | 能不能开发票",
		"我昨天买的，今天降价了，能补差价吗":                                       "我昨天买的，今天降价了，能补差价吗",
		"退款怎么还没到？都五天了":                                            "退款怎么还没到，都五天了",
		"帮我查下订单，另外优惠券可以叠加吗":                                       "帮我查下订单 || 另外优惠券可以叠加吗",
		"帮我查下订单顺便问问优惠券能叠加吗":                                       "帮我查下订单 || 顺便问问优惠券能叠加吗",
		"什么时候发货 能开票吗":                                             "什么时候发货 | 能开票吗",
		"好的":                                                      "",
		"":                                                        "",
		"？？！！":                                                    "",
		"你好，还有货吗":                                                 "你好，还有货吗",
		"尺码偏大还是偏小\n几天能到":                                          "尺码偏大还是偏小，几天能到",
		"When do you ship? Do you take cards?":                    "When do you ship || Do you take cards",
		"Where is my order and can I still change the address?":   "Where is my order || can I still change the address",
		"Can I return a coat and a hat?":                          "Can I return a coat and a hat",
		"It cost 9.50 yesterday. Can I get the difference?":       "It cost 9.50 yesterday, Can I get the difference",
		"Cancel my order please. How long will the refund take?":  "Cancel my order please || How long will the refund take",
		"how do returns work. can i use 2 coupons":                "how do returns work || can i use 2 coupons",
		"I don't like it, it is too small":                        "",
		"I want to return this, and how long until I get refund?": "I want to return this || how long until I get refund",
	} {
		got := ""
		for i, q := range Questions(text) {
			switch {
			case i > 0 && q.Apart:
				got += " || "
			case i > 0:
				got += " | "
			}
			got += q.Text
		}
		if got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// Whatever is written, nothing of it is asked that was not written.
func FuzzQuestionsAreOfTheMessage(f *testing.F) {
	for _, s := range []string{"什么时候发货？可以开发票吗？", "a and can b? \xff", "，，，？", "另外\n顺便x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		all := 0
		for _, q := range Questions(text) {
			if strings.TrimSpace(q.Text) == "" {
				t.Errorf("%q has an empty question", text)
			}
			all += len(q.Text)
		}
		if all > 2*len(text)+8 {
			t.Errorf("%q became %d bytes", text, all)
		}
	})
}
