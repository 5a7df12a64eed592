package footing

import "testing"

var shop = Build([]Doc{
	{"shipping", []string{"Delivery times", "how long does delivery take", "Orders leave the same day. Standard delivery takes 2 to 3 working days."}},
	{"abroad", []string{"Shipping outside the UK", "do you ship to Ireland", "We ship to Ireland and France, 12.50 a parcel."}},
	{"发票", []string{"开发票", "能开发票吗", "电子发票一天内发到邮箱。"}},
	{"喂养", []string{"每天喂多少", "成猫每公斤喂 12 克，分两次。绝育以后减两成。"}},
})

// Law: the word that nobody wrote down weighs as much as one that a single
// subject has, so what only sounds like a question is not taken for it.
func TestAWordThatNoSubjectHasKeepsAQuestionFromStanding(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		subject     string
		least, most float64
	}{
		"do you ship to Ireland": {"abroad", 0.9, 1}, "do you ship to Singapore": {"abroad", 0, 0.5},
		"发票发到哪个邮箱": {"发票", 0.6, 1}, "发票能刻字吗": {"发票", 0, 0.6},
		"绝育以后每天喂多少": {"喂养", 0.8, 1}, "骑马要几克": {"喂养", 0, 0.5},
		"standrad delivery": {"shipping", 0.9, 1}, // misspelt, and still known
	} {
		shares, _ := shop.Of(text)
		got := 0.0
		for _, s := range shares {
			if s.Subject == want.subject {
				got = s.Of
			}
		}
		if got < want.least || got > want.most {
			t.Errorf("%q: %.2f of it stands in %s, want %.2f to %.2f", text, got, want.subject, want.least, want.most)
		}
	}
}

func TestWhatHasNoSubjectOfItsOwnIsSilent(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"how long does that take": true, "and what does it cost?": true, "那要多久呢": true, "那发票呢": false, "is a tent included": false, "": true, "2031?": true} {
		if got := Silent(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestASlipIsOneLetter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{{"ireland", "irland", true}, {"dispatch", "dispach", true}, {"recieve", "receive", true}, {"tents", "tints", true}, {"hotel", "motel", false}, {"board", "broads", false}, {"fence", "fence", false}} {
		if got := slip(c.a, c.b); got != c.want {
			t.Errorf("%s, %s: got %v", c.a, c.b, got)
		}
	}
}

func FuzzAnyTextIsRead(f *testing.F) {
	f.Add("货到付款 可以吗 2031年 don't")
	f.Fuzz(func(t *testing.T, text string) {
		shares, _ := shop.Of(text)
		for _, s := range shares {
			if s.Of < 0 || s.Of > 1.000001 {
				t.Fatalf("%q: %v", text, s)
			}
		}
		Words(text)
	})
}
