package guard

import (
	"strings"
	"sync"
	"testing"
	"time"
)

func compiled(t *testing.T, src string) *Guard {
	t.Helper()
	rules, err := Parse("test.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	g, err := Compile(rules)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func hitTexts(v Verdict) string {
	var out []string
	for _, h := range v.Hits {
		out = append(out, h.Rule+" "+h.Text)
	}
	return strings.Join(out, "; ")
}

func TestARewriteSaysTheSameWithinTheRules(t *testing.T) {
	t.Parallel()
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		in, want string
		level    Level
	}{
		{"我们是全 网 第 一，史上最低价哦", "我们是热销，活动价哦", Warn},
		{"電話１３８１２３４５６７８", "電話１３８****５６７８", Mask},
		{"邮箱 zhang@example.com", "邮箱 z***@example.com", Mask},
		{"好評返現，加我vx", "欢迎如实评价，加我vx", Block},
		{"you are the best, thanks", "you are the best, thanks", Pass},
	} {
		v := g.Check(c.in, Context{Author: Agent, Channel: "taobao"})
		if v.Rewrite != c.want || v.Level != c.level {
			t.Errorf("%q: got %q, %s; want %q, %s", c.in, v.Rewrite, v.Level, c.want, c.level)
		}
	}
}

func TestARuleHitsOnlyWhereWhenAndWithWhomItIsInForce(t *testing.T) {
	t.Parallel()
	g := compiled(t, `
- {id: a, kind: brand, level: log, words: [第一], allow: [第一次, 第一时间]}
- {id: b, kind: brand, level: log, match: exact, words: [满减], from: 2026-11-01, till: 2026-11-12}
- {id: c, kind: brand, level: log, words: [去别家买], channels: [JD], authors: [agent]}
- {id: d, kind: brand, level: log, pattern: '立减\s*\d{3,}元'}
`)
	at := func(s string) time.Time { x, _ := time.Parse(time.RFC3339, s); return x }
	for _, c := range []struct {
		in   string
		when Context
		want string
	}{
		{"第一次来，我们第一", Context{}, "a 第一"},
		{"第一时间给您处理", Context{}, ""},
		{"满减", Context{At: at("2026-10-31T15:59:59Z")}, ""},
		{"滿減", Context{At: at("2026-10-31T16:00:00Z")}, "b 滿減"},
		{"满 减", Context{At: at("2026-11-05T00:00:00Z")}, ""},
		{"满减", Context{At: at("2026-11-11T16:00:00Z")}, ""},
		{"去别家买", Context{Channel: "jd", Author: Agent}, "c 去别家买"},
		{"去别家买", Context{Channel: "taobao", Author: Agent}, ""},
		{"去别家买", Context{Channel: "jd", Author: Shopper}, ""},
		{"去别家买", Context{}, "c 去别家买"},
		{"今天😀立减 ３００元，明天立减50元", Context{}, "d 立减 ３００元"},
	} {
		if got := hitTexts(g.Check(c.in, c.when)); got != c.want {
			t.Errorf("%q at %+v: got %q, want %q", c.in, c.when, got, c.want)
		}
	}
}

func TestEveryWrongRuleIsNamedWithFileRuleAndField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ src, want string }{
		{`[{kind: brand, level: log, words: [ab]}]`, "r.yaml, line 1, id: expected"},
		{`[{id: x, kind: joke, level: log, words: [ab]}]`, `rule x, kind: expected platform`},
		{`[{id: x, kind: brand, level: mask, words: [ab]}]`, `rule x, level: expected block, warn or log`},
		{`[{id: x, kind: brand, level: log}]`, `rule x, words: expected words, a pattern or detect`},
		{`[{id: x, kind: brand, level: log, words: ["。。"]}]`, `at least one letter or digit`},
		{`[{id: x, kind: brand, level: log, words: [a]}]`, `more than one letter or digit`},
		{`[{id: x, kind: brand, level: log, pattern: "("}]`, `rule x, pattern: expected a regular expression`},
		{`[{id: x, kind: brand, level: log, pattern: "a*"}]`, `does not match everything`},
		{`[{id: x, kind: brand, level: log, pattern: "[^a]"}]`, `does not match everything`},
		{`[{id: x, kind: brand, level: log, words: [ab], from: soon}]`, `rule x, from: expected a time`},
		{`[{id: x, kind: brand, level: log, words: [ab], from: 2026-02-01, till: 2026-01-01}]`, `rule x, till: expected a time after from`},
		{`[{id: x, kind: brand, level: log, words: [ab], match: fuzy}]`, `rule x, match: expected exact or fuzzy, got "fuzy"`},
		{`[{id: x, kind: brand, level: log, words: [ab], id: y}]`, `each field once`},
		{`just text`, `r.yaml, line 1: expected a list of rules`},
		{"- [", `r.yaml: expected YAML`},
		{`[{id: x, kind: pii, level: log, detect: shoe}]`, `rule x, detect: expected mobile`},
	} {
		var w wrongs
		compile(parse("r.yaml", []byte(c.src), &w), &w)
		if err := w.err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want %q", c.src, err, c.want)
		}
	}
}

func TestNewRulesTakeOverWithoutAMessageUnchecked(t *testing.T) {
	t.Parallel()
	// Law: at every moment one whole set of rules is in force.
	a := compiled(t, `[{id: rule, kind: brand, level: warn, words: [旧规则词, 共同的词]}]`)
	b := compiled(t, `[{id: rule, kind: brand, level: warn, words: [新规则词, 共同的词]}]`)
	now := NewCurrent(a)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 300 {
				v := now.Check("共同的词", Context{})
				if hitTexts(v) != "rule 共同的词" {
					t.Errorf("a message was checked by no rules: %+v", v)
					return
				}
			}
		})
	}
	for range 200 {
		now.Put(b)
		now.Put(a)
	}
	wg.Wait()
	if got := hitTexts(now.Check("旧规则词新规则词", Context{})); got != "rule 旧规则词" {
		t.Errorf("got %q", got)
	}
}

func TestOrdinaryServiceTalkPasses(t *testing.T) {
	t.Parallel()
	// Law: at most one in ten thousand ordinary messages is hit.
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	messages, wrong := 0, 0
	for _, s := range everydayTalk() {
		messages++
		if v := g.Check(s, Context{}); len(v.Hits) > 0 {
			wrong++
			t.Logf("%q: %s", s, hitTexts(v))
		}
	}
	if messages < 10_000 || wrong > messages/10_000 {
		t.Errorf("%d of %d ordinary messages were hit", wrong, messages)
	}
}

func TestWhatAnAgentDoesIsNoInsult(t *testing.T) {
	t.Parallel()
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{"稍等，我操作一下退款", "别让我操心了", "我草莓色的那件", "请用滚开水冲泡", "收件人写错了", "仓库正在拣货", "定金加尾款一共多少", "他妈妈买的"} {
		if v := g.Check(s, Context{Author: Agent, Channel: "taobao"}); v.Level >= Block {
			t.Errorf("%q: %s", s, hitTexts(v))
		}
	}
}

func FuzzRulesAndMessagesNeverBreakTheGuard(f *testing.F) {
	f.Add("- {id: x, kind: brand, level: log, words: [加微信], allow: [微信]}", "请加薇♥信 138 1234 5678")
	f.Add("{id: x, kind: pii, level: mask, detect: email}", "a@b.cn")
	f.Add("rules:\n- {id: x, kind: brand, level: warn, pattern: 'a[0-9]+b', replace: ''}", "xa12b\xff")
	f.Fuzz(func(t *testing.T, src, text string) {
		rules, err := Parse("f.yaml", []byte(src))
		if err != nil {
			return
		}
		g, err := Compile(rules)
		if err != nil {
			return
		}
		n := len([]rune(text))
		for _, h := range g.Check(text, Context{}).Hits {
			if h.Start < 0 || h.End > n || h.Start >= h.End || string([]rune(text)[h.Start:h.End]) != h.Text {
				t.Fatalf("%q: %+v", text, h)
			}
		}
	})
}
