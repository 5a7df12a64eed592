package sieve

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var placed = append(slices.Clone(expressions),
	`(?i:(?:行业|国内|全网)(?:里面|里)?[^。,!?不]{0,6}(?:最好的|最好$|第一(?:$|[^次批])))`,
	`(?i:\bi(?: can| do)? (?:promise|guarantee) (?:you|it)\b|, guaranteed)`,
	`(?i:(?:a|ab)(?:c|bcd)(?:d*))`, `(?i:x*?y|(?:a*)*b)`, `(?:好|好的)+?吗`, `(?s:a.{0,3}b)`, `^行业|好$`, `(?m:^b|a$)`, `\Bb|\bab`,
)

// Law: held against every place, an anchored expression finds what package
// regexp finds; and so it does at those places alone that the words it needs
// leave open.
func TestAnAnchoredExpressionFindsWhatRegexpFinds(t *testing.T) {
	t.Parallel()
	pieces := []string{"有", "吗", "好", "好的", "行业", "国内", "里", "最好的", "第一", "次", "不", "。", ",", "!", " ", "\n", "i", " promise ", "can ", "you", "it", "guaranteed", "ab", "cd", "ee", "a", "b", "c", "d", "x", "y", "K", "ſ", "kelvin", "refund", "size", "xL", "165", "20", "码", "尺", "？", "how"}
	var m Memory
	rapid.Check(t, func(t *rapid.T) {
		text := strings.ToValidUTF8(rapid.OneOf(
			rapid.Map(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 12), func(p []string) string { return strings.Join(p, "") }),
			rapid.String(),
		).Draw(t, "text"), "?")
		for _, e := range placed {
			a, err := Anchor(e)
			if err != nil {
				t.Fatal(err)
			}
			want := widths(regexp.MustCompile(e), text)
			runes := []rune(text)
			if got := all(t, a, runes, []Range{{0, int32(len(runes))}}, &m); got != want {
				t.Fatalf("%s in %q: got %s, want %s", e, text, got, want)
			}
			if got := all(t, a, runes, open(e, runes), &m); got != want {
				t.Fatalf("%s in %q, where its words are: got %s, want %s", e, text, got, want)
			}
		}
	})
}

// widths are regexp's matches in characters, those without a width left out.
func widths(re *regexp.Regexp, text string) string {
	var b strings.Builder
	for _, m := range re.FindAllStringIndex(text, -1) {
		if m[1] > m[0] {
			fmt.Fprint(&b, len([]rune(text[:m[0]])), "-", len([]rune(text[:m[1]])), " ")
		}
	}
	return b.String()
}

func all(t *rapid.T, a *Anchored, text []rune, ranges []Range, m *Memory) string {
	var b strings.Builder
	found, ok := a.Find(nil, text, ranges, m, 1000)
	if !ok {
		t.Fatal("too much to search")
	}
	for _, f := range found {
		fmt.Fprint(&b, f.Start, "-", f.End, " ")
	}
	return b.String()
}

// open are the places where a match may begin, by the words that it needs.
func open(expression string, text []rune) (out []Range) {
	words, least, most := Words(expression)
	end := int32(len(text))
	if len(words) == 0 || most < 0 {
		return []Range{{0, end}}
	}
	for i := range text {
		for _, w := range words {
			if hasAt(text, i, []rune(w)) && i >= least {
				out = append(out, Range{int32(max(i-most, 0)), int32(i - least)})
			}
		}
	}
	return out
}

func hasAt(text []rune, at int, word []rune) bool {
	if at+len(word) > len(text) {
		return false
	}
	for i, r := range word {
		if plain(text[at+i]) != r {
			return false
		}
	}
	return true
}

// What would take more memory than a search is worth is left to others, and
// nothing of it is said.
func TestTooMuchToSearchIsSaid(t *testing.T) {
	t.Parallel()
	a, err := Anchor(`(?:a|b|c)*(?:d|e|f)*x`)
	if err != nil {
		t.Fatal(err)
	}
	text := []rune(strings.Repeat("abcdef", 100_000))
	if found, ok := a.Find(nil, text, []Range{{0, int32(len(text))}}, &Memory{}, 1); ok || len(found) > 0 {
		t.Errorf("it was searched: %v", found)
	}
}
