package wording

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestAToneChangesNoFigure(t *testing.T) {
	t.Parallel()
	// Law: whatever the tone, every number of the text is still there, in order.
	rapid.Check(t, func(t *rapid.T) {
		piece := rapid.SampledFrom([]string{"亲，", "您好！", "订单T10023已发货。", "不好意思哦，", "请稍等", "退款 89.50 元会在3天内到账～", "你可以七天无理由退呢。", "Hi, ", "your order #4471 can't ship. ", "Thanks! ", "You must wait 2 days. ", "好的。", "哈尔滨仓发出", "\n"})
		text := ""
		for _, p := range rapid.SliceOfN(piece, 1, 8).Draw(t, "pieces") {
			text += p
		}
		for _, tone := range []string{"shorter", "warmer", "formal"} {
			got := InTone(text, tone)
			if !slices.Equal(figuresIn(got), figuresIn(text)) {
				t.Fatalf("%s of %q: %q", tone, text, got)
			}
			if tone == "shorter" && got != "" && InTone(got, tone) != got {
				t.Fatalf("%s twice of %q: %q then %q", tone, text, got, InTone(got, tone))
			}
		}
	})
}

func TestAToneIsHeard(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ tone, in, want string }{
		{"shorter", "亲，您好！感谢您的耐心等待！您的订单T1已经发货，预计3天到哦。请稍等。", "您的订单T1已经发货，预计3天到哦。"},
		{"warmer", "请提供订单号", "亲，麻烦您提供一下订单号。有任何问题随时找我，一直在的～"},
		{"formal", "亲，不好意思哦，你的快递在哈尔滨呢～", "非常抱歉，您的快递在哈尔滨"},
		{"formal", "Hi, we can't change it. Thanks!", "Dear customer, we cannot change it. Thank you."},
		{"warmer", "You must send it back.", "Thanks for reaching out! You will need to send it back. I am here if you need anything else."},
		{"shorter", "好的", "好的"},
	} {
		if got := InTone(c.in, c.tone); got != c.want {
			t.Errorf("%s of %q: got %q, want %q", c.tone, c.in, got, c.want)
		}
	}
}
