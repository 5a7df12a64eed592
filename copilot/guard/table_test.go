package guard

import (
	"fmt"
	"strings"
	"testing"
)

func TestAWordTableIsReadRowByRow(t *testing.T) {
	t.Parallel()
	// Law: a wrong row is named with its column, and the rows beside it stand.
	rules, wrong := ReadTable("double11.csv", []byte("\ufeffword,level,replace,kind,channels,from,allow\n"+
		"史上最强补贴,block,活动补贴,superlative,,,\n"+
		"全场白送,block,,superlative,,,\n"+
		"\n"+
		"友商名,warn,,brand,taobao|JD,2026-11-01,\n"+
		"坏级别,loud,,brand,,,\n"+
		"。。。,warn,,brand,,,\n"+
		"第一,warn,,brand,,soon,第一次|第一时间\n"))
	if len(rules) != 2 || len(rules[0].Words) != 2 || rules[1].Channels[1] != "jd" || rules[1].From.IsZero() {
		t.Errorf("got %+v", rules)
	}
	var said []string
	for _, f := range wrong {
		said = append(said, f.Where)
	}
	if got := strings.Join(said, "; "); got != "row 6, level; row 7, words; row 8, from" {
		t.Errorf("wrong rows: %s", got)
	}
}

func TestATableWithoutAWordColumnIsRefusedWhole(t *testing.T) {
	t.Parallel()
	for _, src := range []string{"", "a,b\nx,y\n", "word,colour\nx,y\n", "\xff\xfe"} {
		if rules, wrong := ReadTable("x.csv", []byte(src)); len(rules) > 0 || len(wrong) == 0 {
			t.Errorf("%q: got %d rules, %d wrongs", src, len(rules), len(wrong))
		}
	}
}

func TestWhatIsWrittenIsReadBackTheSame(t *testing.T) {
	t.Parallel()
	packs, err := Packs()
	if err != nil {
		t.Fatal(err)
	}
	src, err := Format(packs)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse("again.yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	if len(again) != len(packs) {
		t.Fatalf("got %d rules, want %d", len(again), len(packs))
	}
	for i := range packs {
		packs[i].File, packs[i].Line, again[i].File, again[i].Line = "", 0, "", 0
		if got, want := deep(again[i]), deep(packs[i]); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
	}
}

// deep is a rule with what its pointers point to.
func deep(r Rule) string {
	s := fmt.Sprint(r.ID, r.Kind, r.Level, r.Pattern, r.Detect, r.Match, r.From, r.Till, r.Channels, r.Authors, r.Allow)
	for _, w := range r.Words {
		s += " " + w.Text
		if w.Replace != nil {
			s += ":" + *w.Replace
		}
	}
	return s
}

func TestARuleThatHoldsBackEverythingIsRefused(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		`{id: x, kind: brand, level: block, words: [请, 您, 好, 我, 货, th, 收, "in", 吗, ok, "13", 的, 怎么]}`,
		`{id: x, kind: brand, level: warn, pattern: '[一-龥a-z]'}`,
	} {
		rules, err := Parse("r.yaml", []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Compile(rules); err == nil || !strings.Contains(err.Error(), "every") {
			t.Errorf("%s: got %v", src, err)
		}
	}
	// A rule that only counts may see everything.
	if _, err := Compile([]Rule{{ID: "count", Kind: Brand, Level: Log, Words: []Word{{Text: "好"}, {Text: "我"}, {Text: "货"}, {Text: "您"}, {Text: "请"}, {Text: "到"}}}}); err != nil {
		t.Error(err)
	}
}

func TestABrandsChoicesAreAppliedToTheRulesOfOthers(t *testing.T) {
	t.Parallel()
	packs, err := Packs()
	if err != nil {
		t.Fatal(err)
	}
	g, err := Compile(Chosen(packs, Choices{
		Off:   []string{"evasive.reply", "pii.mobile", "no.such.rule"},
		Allow: map[string][]string{"superlative.most": {"最佳实践"}},
	}))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		in   string
		want Level
	}{
		{"不归我管", Pass},
		{"这是我们的最佳实践", Pass},
		{"这是最佳", Warn},
		{"13812345678", Log}, // a personal detail is never unseen
	} {
		if v := g.Check(c.in, Context{Author: Agent}); v.Level != c.want {
			t.Errorf("%q: got %s, want %s", c.in, v.Level, c.want)
		}
	}
}

func TestMoreWordsThanAGuardHoldsAreRefusedByName(t *testing.T) {
	t.Parallel()
	r := Rule{ID: "big", Kind: Brand, Level: Warn, Match: Fuzzy, Words: make([]Word, mostFuzzy+1)}
	for i := range r.Words {
		r.Words[i].Text = fmt.Sprintf("词%06d", i)
	}
	if _, err := Compile([]Rule{r}); err == nil || !strings.Contains(err.Error(), "at most 100000 words with match: fuzzy") {
		t.Errorf("got %v", err)
	}
	// Where nothing is said of match, so long a list is found as it stands.
	r.Match = ""
	g, err := Compile([]Rule{r})
	if err != nil {
		t.Fatal(err)
	}
	if a, b := g.Check("这个词000007好", Context{}), g.Check("这个词 0 0 0 0 0 7好", Context{}); a.Level != Warn || b.Level != Pass {
		t.Errorf("as it stands: %s, spaced: %s", a.Level, b.Level)
	}
}
