package sieve

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var expressions = []string{
	`(?i)有.{1,8}(?:吗|么|没|不)|do you have|is there`,
	`(?i)退(?:货|款)?(?:吧|了)|refund|\bret(?:urn|our)s?\b`,
	`(?:^|\D)(1[3-9]\d|20\d)(?:\D|$)`,
	`(?i)\b(?:x{0,3}[sml]|size|ok(?:ay)?)\b`,
	`[?？]|吗|几|(?i:\b(?:how|what)\b)`,
	`(?i)^[\s\p{P}]*(?:好的?|嗯)?[\s\p{P}]*(?:再见|bye)[\w啊!.]*$`,
	`a*b?`, `(?i)kelvin|straße|ſ`, `[^a]`, `.`, `(ab|cd)+e{2,3}f?`, `(?i)fill.?power|[\p{Han}]{2}码`,
}

// The sieve only saves time: with it and without it the same is found in any
// text, whatever the case of the letters.
func TestAFormFindsWhatItsExpressionFinds(t *testing.T) {
	t.Parallel()
	pieces := []string{"有", "货", "吗", "退", "款", "了", "refund", "RETURN", "165", "20", "9", "Size", "xL", " ", "ok", "okay", "how", "再见", "bye", "好", "!", "ab", "cd", "ee", "eee", "f", "K", "ſ", "straSSE", "KELVIN", "kelvin", "fill power", "码", "尺", "a", "b", "\xff", "吧", "？", "s"}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(
			rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 8), func(p []string) string { return strings.Join(p, "") }),
			rapid.String(),
		).Draw(t, "text")
		for _, e := range expressions {
			f, re := MustCompile(e), regexp.MustCompile(e)
			if got, want := fmt.Sprintf("%q", f.FindAllStringSubmatch(text, -1)), fmt.Sprintf("%q", re.FindAllStringSubmatch(text, -1)); got != want {
				t.Fatalf("%s in %q: got %s, want %s", e, text, got, want)
			}
			if f.MatchString(text) != re.MatchString(text) || f.ReplaceAllString(text, "-") != re.ReplaceAllString(text, "-") {
				t.Fatalf("%s in %q", e, text)
			}
		}
	})
}

// What a text lacks is seen without trying the expression.
func TestATextWithoutTheWordsIsNotTried(t *testing.T) {
	t.Parallel()
	for e, text := range map[string]string{
		`(?i)垃圾|骗子|scam|worst`:           "羽绒服可以机洗吗 how long do refunds take",
		`(?i)(?:穿|选)(?:什么|多大)(?:尺?码|号)?`: "穿上很好看，选了黑色",
		`(\d{2,3})\s*斤`:                  "165cm 55kg",
		`(?i)have(?:n't)? arrived`:       "I have got it",
	} {
		if MustCompile(e).May(text) {
			t.Errorf("%s would be tried on %q", e, text)
		}
	}
}

func BenchmarkAFormThatDoesNotMatch(b *testing.B) {
	f := MustCompile(`(?i)生气|失望|不满意?|差劲|太差|太慢|好慢|烦死|无语|等了(?:好久|半天)|disappoint|angry|frustrat`)
	for b.Loop() {
		f.MatchString("今晚下单大概啥时候能从仓库出来")
	}
}
