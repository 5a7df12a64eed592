package scan

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func personal(s string) []Detail {
	var t Text
	t.Set(s)
	return Personal(&t, nil)
}

// numbers makes valid numbers of each kind.
type numbers struct{ rng *rand.Rand }

func (n numbers) digits(k int) string {
	b := make([]byte, k)
	for i := range b {
		b[i] = byte('0' + n.rng.IntN(10))
	}
	return string(b)
}

func (n numbers) mobile() string { return "1" + string(byte('3'+n.rng.IntN(7))) + n.digits(9) }

func (n numbers) identity() string {
	p := fmt.Sprintf("%d%s%04d%02d%02d%s", 1+n.rng.IntN(6), n.digits(5), 1950+n.rng.IntN(60), 1+n.rng.IntN(12), 1+n.rng.IntN(28), n.digits(3))
	sum := 0
	for i, w := range identityWeights {
		sum += int(p[i]-'0') * w
	}
	return p + "10X98765432"[sum%11:][:1]
}

func (n numbers) card() string {
	p := "62" + n.digits(16)
	for c := range 10 {
		d := make([]int8, 0, 19)
		for _, b := range []byte(p) {
			d = append(d, int8(b-'0'))
		}
		if luhn(append(d, int8(c))) {
			return p + fmt.Sprint(c)
		}
	}
	return ""
}

func disguises(rng *rand.Rand) map[string]func(string) string {
	each := func(f func(r rune) string) func(string) string {
		return func(s string) string {
			var b strings.Builder
			for _, r := range s {
				b.WriteString(f(r))
			}
			return b.String()
		}
	}
	chinese := []rune("零一二三四五六七八九")
	isNum := func(r rune) bool { return r >= '0' && r <= '9' }
	return map[string]func(string) string{
		"plain":      func(s string) string { return s },
		"full width": each(func(r rune) string { return string(r + 0xFEE0) }),
		"Chinese digits": each(func(r rune) string {
			if isNum(r) && rng.IntN(3) == 0 {
				return string(chinese[r-'0'])
			}
			return string(r)
		}),
		"spaced":     func(s string) string { return strings.Join(strings.Split(s, ""), " ") },
		"dashed":     func(s string) string { return s[:3] + "-" + s[3:7] + "-" + s[7:] },
		"zero width": each(func(r rune) string { return string(r) + "\u200b" }),
		"keycaps": each(func(r rune) string {
			if isNum(r) {
				return string(r) + "\ufe0f\u20e3"
			}
			return string(r)
		}),
	}
}

func TestPersonalNumbersAreFoundInEveryWriting(t *testing.T) {
	t.Parallel()
	// Law: a number that a reader could dial or pay to is found.
	n := numbers{rand.New(rand.NewPCG(3, 3))}
	for kind, make := range map[Kind]func() string{Mobile: n.mobile, IdentityCard: n.identity, BankCard: n.card} {
		for name, hide := range disguises(n.rng) {
			for range 100 {
				s := "我的号码是" + hide(make()) + "麻烦您看一下"
				got := personal(s)
				if len(got) != 1 || got[0].Kind != kind {
					t.Errorf("%s, %s: %q gave %v", kind, name, s, got)
					break
				}
				if r := []rune(s); got[0].Start != 5 || strings.Contains(string(r[got[0].End:]), "0") && name == "plain" {
					t.Errorf("%s, %s: %q found at %v", kind, name, s, got[0])
					break
				}
			}
		}
	}
}

func TestOrderNumbersAreNotTakenForCards(t *testing.T) {
	t.Parallel()
	n := numbers{rand.New(rand.NewPCG(4, 4))}
	wrong := 0
	const tries = 20_000
	for i := range tries {
		wrong += len(personal("订单号" + n.digits([]int{12, 14, 15, 16, 18, 19, 20}[i%7]) + "帮我查一下"))
	}
	if wrong > 4 {
		t.Errorf("%d of %d order numbers were taken for personal numbers", wrong, tries)
	}
}

func TestAnOrderNumberThatBeginsLikeTheCountryIsNoMobileNumber(t *testing.T) {
	t.Parallel()
	// Law: 86 before eleven digits is a country only where nothing calls the whole an order.
	for _, s := range []string{"订单号8613812345678什么时候发货", "运单 8613912345678", "order number 008613812345678"} {
		if got := personal(s); len(got) != 0 {
			t.Errorf("%q gave %v", s, got)
		}
	}
	// Eleven digits that can be dialled are hidden even so: a shopper looks an order up by their number.
	for _, s := range []string{"我的号码8613812345678", "+86 138 1234 5678", "订单号123456，电话8613812345678", "订单 13812345678 帮我查一下", "订单号13812345678", "订单：+8613812345678"} {
		if got := personal(s); len(got) != 1 || got[0].Kind != Mobile {
			t.Errorf("%q gave %v", s, got)
		}
	}
}

func TestATableOfSizesIsNoMobileNumber(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"| M | 1.9 | 2.0 | 58 | 66 | 112 |", "1.9|2.0|58|66|112", "13 | 58 | 66 | 112 | 34", "38 39 40 41 42 43", "17:59 18:00 20:00"} {
		if got := personal(s); len(got) != 0 {
			t.Errorf("%q gave %v", s, got)
		}
	}
	for _, s := range []string{"1.3.8.1.2.3.4.5.6.7.8", "138|1234|5678", "138 - 1234 - 5678"} {
		if got := personal(s); len(got) != 1 || got[0].Kind != Mobile {
			t.Errorf("%q gave %v", s, got)
		}
	}
}

func TestContactsAreFoundByWhatStandsBeforeThem(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		kind Kind
		want string // "" for none
	}{
		{"邮箱 zhang.san@example.com 谢谢", Email, "zhang.san@example.com"},
		{"ｚｓ＠ｑｑ．ｃｏｍ", Email, "ｚｓ＠ｑｑ．ｃｏｍ"},
		{"a_b @ mail.example.cn.", Email, "a_b @ mail.example.cn"},
		{"@小王 在吗", 0, ""},
		{"我的微信号是 li_hua2020 哦", WeChat, "li_hua2020"},
		{"加V：abcde", WeChat, "abcde"},
		{"vx13k99z8", WeChat, "13k99z8"},
		{"微信 payment", 0, ""},
		{"wechat id: summer99", WeChat, "summer99"},
		{"QQ 12345678", QQ, "12345678"},
		{"扣扣号：一二三四五六七", QQ, "一二三四五六七"},
		{"订单 123456, 电话13812345678", Mobile, "13812345678"},
		{"+86 138 1234 5678", Mobile, "86 138 1234 5678"},
		{"我住浙江省杭州市西湖区文三路138号5幢302室", Address, "浙江省杭州市西湖区文三路138号5幢302室"},
		{"尺码要3号的", 0, ""},
		{"这条路1号线", 0, ""},
		{"5月12号发货", 0, ""},
		{"订单号240618123456789012", 0, ""},
		{"单号SF1381234567890", 0, ""},
	} {
		got := personal(c.text)
		switch {
		case c.want == "" && len(got) > 0:
			t.Errorf("%q: found %v", c.text, got)
		case c.want != "" && (len(got) != 1 || got[0].Kind != c.kind):
			t.Errorf("%q: got %v, want one %s", c.text, got, c.kind)
		case c.want != "":
			if s := string([]rune(c.text)[got[0].Start:got[0].End]); s != c.want {
				t.Errorf("%q: got %q, want %q", c.text, s, c.want)
			}
		}
	}
}

func FuzzAnyTextIsScannedAndEveryFindLiesInside(f *testing.F) {
	f.Add("加V：ｗｘ１２３😀 138-1234-5678 a@b.c 62x", "微信")
	f.Add("\xff一二三四五六七八九十一@\x00号室", "w e")
	f.Add("在人民路12号3室 qq qq12345678", "vx")
	f.Fuzz(func(t *testing.T, s, word string) {
		var text Text
		text.Set(s)
		n := int32(len(text.Runes))
		for _, d := range Personal(&text, nil) {
			if d.Start < 0 || d.End > n || d.Start >= d.End {
				t.Fatalf("%q: %v", s, d)
			}
		}
		for _, d := range NewIndex([]Pattern{{Text: word, Loose: true}, {Text: "微信", Loose: true}, {Text: word, Loose: false}}).Find(&text, nil) {
			if d.Start < 0 || d.End > n || d.Start >= d.End {
				t.Fatalf("%q in %q: %v", word, s, d)
			}
		}
	})
}

func BenchmarkPersonal(b *testing.B) {
	s := "您好，请问我昨天下的订单 3012345678 什么时候可以发货呢谢谢"
	var t Text
	var out []Detail
	for b.Loop() {
		t.Set(s)
		out = Personal(&t, out[:0])
	}
}
