package scan

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// Law: that foreign words are not listened to saves time alone. Whatever they
// stand beside, the finds are those of an ear that hears every letter.
func TestAForeignWordThatIsNotHeardHidesNothing(t *testing.T) {
	t.Parallel()
	words := []string{"加微信", "vx号", "wechat转账", "paypal转账", "five star", "guaranteed", "最好", "全网第一", "加我qq", "money back", "淘宝app", "cheap"}
	var patterns []Pattern
	for _, w := range words {
		patterns = append(patterns, Pattern{Text: w, Loose: true})
	}
	narrow, wide := NewIndex(patterns), NewIndex(patterns)
	for i := range wide.sounds.mixed {
		wide.sounds.mixed[i] = ^uint64(0)
	}
	pieces := []string{"加", "佳", "jia", "wei", "xin", "薇", "芯", "v", "x", "vx", "wx", "hao", "好", "最", "zui", "wechat", "w3chat", "转", "专", "账", "zhang", "paypal", "payp4l", "five", "f1ve", "star", "st4r", "5tar", "guarant33d", "money", "m0ney", "back", "淘", "宝", "app", "4pp", "the", "please", "there", "women", "can", "to", "a", " ", " ", "-", ".", "❤", "qq", "我", "wo", "che4p"}
	var a, b Text
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 1, 14).Draw(t, "pieces"), "")
		a.Set(text)
		b.Set(text)
		got, want := narrow.Find(&a, nil), wide.Find(&b, nil)
		if len(got) != len(want) {
			t.Fatalf("%q: got %v, want %v", text, got, want)
		}
		for i := range got {
			if got[i] != want[i] {
				t.Fatalf("%q: got %v, want %v", text, got, want)
			}
		}
	})
}
