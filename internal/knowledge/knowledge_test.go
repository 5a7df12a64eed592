package knowledge

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const page = `---
id: shipping
title: 发货时间
tags: [物流]
valid_from: 2026-10-20
valid_till: 2026-11-20
source: 规则 3
version: 3
---
付款后 **48 小时**内发出。

## 双 11

最迟 72 小时:
- 现货
- 预售另算
<script>alert("x")</script>
`

func TestAnArticleIsReadWithItsFrontMatterAndCutIntoPassages(t *testing.T) {
	t.Parallel()
	a, err := ReadArticle("articles/a.md", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	if a.ID != "shipping" || a.Lang != "zh" || a.Version != 3 || a.Source != "规则 3" {
		t.Errorf("got %+v", a)
	}
	want := []Passage{
		{Article: "shipping", Text: "付款后 48 小时内发出。"},
		{Article: "shipping", Heading: "双 11", Text: "最迟 72 小时:\n- 现货\n- 预售另算", At: 1},
	}
	if d := cmp.Diff(want, a.Passages()); d != "" {
		t.Error(d)
	}
}

// A plain date begins at its midnight and ends with its last second, in the
// brand's country.
func TestAnArticleIsAnsweredFromOnlyWhileItIsValid(t *testing.T) {
	t.Parallel()
	a, err := ReadArticle("a.md", []byte(page))
	if err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string]bool{
		"2026-10-19T23:59:59+08:00": false, "2026-10-20T00:00:00+08:00": true,
		"2026-11-20T23:59:59+08:00": true, "2026-11-21T00:00:00+08:00": false,
	} {
		when, err := time.Parse(time.RFC3339, at)
		if err != nil {
			t.Fatal(err)
		}
		if got := a.Valid(when); got != want {
			t.Errorf("at %s: %v", at, got)
		}
	}
}

func TestNothingThatRunsIsLeftInAnArticle(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`a<script>alert(1)</script>b`:                   "ab",
		`a<scr<script>x</script>ipt>alert(1)</script>b`: "ab",
		`a<img src=x onerror=alert(1)>b`:                "ab",
		`<a href="javascript:x">go</a>`:                 "go",
		`[go](javascript:alert(1))`:                     "go",
		`[rules](https://example.com/r)`:                "rules https://example.com/r",
		`a <!-- secret --> b`:                           "a  b",
		"5 < 6 and 7 > 2":                               "5 < 6 and 7 > 2",
		"&lt;script&gt;alert(1)&lt;/script&gt;ok":       "ok",
	} {
		if got := Strip(in); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

func TestAWrongArticleIsToldWithItsField(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"---\ntitle: x\n":                  "no closing ---",
		"---\ntitel: x\n---\nbody":         "titel is not known here",
		"---\nvalid_from: soon\n---\nbody": "a time such as",
		"---\ntitle: x\n---\n":             "no text",
		"---\nlang: fr\n---\nbody":         "zh or en",
		"---\nvalid_from: 2026-02-01\nvalid_till: 2026-01-01\n---\nbody": "after valid_from",
		"\xff\xfe": "UTF-8",
	} {
		_, err := ReadArticle("a.md", []byte(in))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "a.md") {
			t.Errorf("%q: got %v, want %q", in, err, want)
		}
	}
}

func TestPhrasingsAreReadStrictly(t *testing.T) {
	t.Parallel()
	got, err := ReadPhrasings("q", strings.NewReader("{\"text\":\"a\",\"article\":\"x\"}\n\n{\"text\":\"b\",\"intent\":\"none\"}\n"))
	if err != nil || len(got) != 2 {
		t.Fatalf("%v, %v", got, err)
	}
	for in, want := range map[string]string{
		`{"text":"a"}`: "either article or intent", `{"text":"a","article":"x","intent":"y"}`: "either article or intent",
		`{"text":" ","intent":"x"}`: "a question was expected", `{"txt":"a"}`: "line 1", `nonsense`: "line 1",
	} {
		if _, err := ReadPhrasings("q", strings.NewReader(in)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", in, err, want)
		}
	}
}

// Every question is in exactly one gap, and those that ask for the same stand
// together.
func TestQuestionsWithoutAnAnswerAreGrouped(t *testing.T) {
	t.Parallel()
	gaps := Gaps([]Unanswered{{"1", "可以送到国外吗", ""}, {"2", "能不能送到国外", ""}, {"3", "有实体店吗", ""}, {"3", "有实体店么", ""}})
	n := 0
	for _, g := range gaps {
		n += len(g.Texts)
	}
	if n != 4 || len(gaps) != 2 || gaps[0].Chats != 2 || gaps[1].Chats != 1 {
		t.Errorf("got %+v", gaps)
	}
}

func TestABrandsToneIsSaidOnlyWhenItIsAWord(t *testing.T) {
	t.Parallel()
	for tone, want := range map[string]string{"亲": "亲", "warm and brief, never pushy": "", "{zh: 亲}": "亲", "{style: {a: b}}": ""} {
		p, err := ReadProfile("brand.yaml", []byte("name: x\ncolour: red\ntone: "+tone))
		if err != nil || p.Address.In("zh") != want || len(p.Unknown) != 1 {
			t.Errorf("%s: %q, %v, %v", tone, p.Address.In("zh"), p.Unknown, err)
		}
	}
}

func FuzzAnyArticleIsReadOrRefused(f *testing.F) {
	f.Add([]byte(page))
	f.Fuzz(func(t *testing.T, b []byte) {
		a, err := ReadArticle("f.md", b)
		if err == nil && strings.Contains(strings.ToLower(a.Body), "<script>") {
			t.Errorf("a script got through: %q", a.Body)
		}
		a.Passages()
	})
}

// Where an article stands is told by our clock, not by the reader's.
func TestAnArticleStandsBeforeInOrAfterItsTime(t *testing.T) {
	t.Parallel()
	day := func(d int) *time.Time { at := time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC); return &at }
	a := Article{ValidFrom: day(10), ValidTill: day(20)}
	for d, want := range map[int]string{9: "later", 10: "now", 20: "now", 21: "over"} {
		if got := a.Standing(*day(d)); got != want {
			t.Errorf("on the %d: got %s, want %s", d, got, want)
		}
	}
	if got := (Article{}).Standing(*day(1)); got != "now" {
		t.Errorf("without dates: %s", got)
	}
}
