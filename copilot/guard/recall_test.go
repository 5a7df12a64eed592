package guard

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"unicode"

	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/mozillazg/go-pinyin"
)

// shared is a file of public data that the product does not ship; a test that
// needs it is skipped where it is absent. From a checkout it lies beside it.
func shared(t *testing.T, name string) *os.File {
	t.Helper()
	f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", name))
	if err != nil {
		t.Skip("public data is absent: ", name)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// homophones are other characters for one, from a list that is not the one
// that the guard reads sounds by.
func homophones(t *testing.T) map[rune][]rune {
	m := map[rune][]rune{}
	for sc := bufio.NewScanner(shared(t, "text/same_pinyin.txt")); sc.Scan(); {
		cols := strings.Split(sc.Text(), "\t")
		if len(cols) < 2 || strings.HasPrefix(cols[0], "#") {
			continue
		}
		m[[]rune(cols[0])[0]] = []rune(strings.Join(cols[1:], ""))
	}
	return m
}

// carriers are ordinary sentences around a listed word.
var carriers = []string{"%", "亲，%哦", "您好%谢谢", "这款%的呢", "可以%吗", "我们家%，放心拍"}

// writer disguises words.
type writer struct {
	rng  *rand.Rand
	same map[rune][]rune
	trad map[rune]rune
}

func (w writer) each(s string, f func(i int, r rune) string) string {
	var b strings.Builder
	for i, r := range []rune(s) {
		b.WriteString(f(i, r))
	}
	return b.String()
}

func (w writer) between(s string, seps ...string) string {
	n := len([]rune(s))
	return w.each(s, func(i int, r rune) string {
		if i == n-1 {
			return string(r)
		}
		return string(r) + seps[w.rng.IntN(len(seps))]
	})
}

// swap replaces n characters by homophones.
func (w writer) swap(s string, n int) string {
	rs := []rune(s)
	for _, i := range w.rng.Perm(len(rs)) {
		if n == 0 {
			break
		}
		if same := w.same[rs[i]]; len(same) > 0 {
			rs[i] = same[w.rng.IntN(len(same))]
			n--
		}
	}
	return string(rs)
}

func letters(r rune) string {
	if p := pinyin.SinglePinyin(r, pinyin.NewArgs()); len(p) > 0 {
		return p[0]
	}
	return string(r)
}

var typedHalves = map[rune]string{'加': "力口", '好': "女子", '信': "亻言", '保': "亻呆", '证': "讠正", '钱': "钅戋", '评': "讠平", '返': "辶反", '现': "王见", '顶': "丁页", '级': "纟及", '最': "曰取", '绝': "纟色", '对': "又寸", '群': "君羊", '扣': "扌口", '红': "纟工", '转': "车专", '账': "贝长", '妈': "女马", '狗': "犭句", '佳': "亻圭"}

var oldForms = map[rune]rune{'证': '證', '对': '對', '评': '評', '现': '現', '级': '級', '账': '賬', '转': '轉', '红': '紅', '钱': '錢', '顶': '頂', '国': '國', '价': '價', '绝': '絕', '优': '優', '单': '單', '删': '刪', '号': '號', '亲': '親', '联': '聯', '系': '係', '发': '發', '质': '質', '无': '無', '为': '為', '产': '產', '权': '權', '业': '業', '领': '領', '买': '買', '卖': '賣', '导': '導'}

// disguise is one of twenty ways to write a word; "" where it cannot be
// written so.
func (w writer) disguise(s string) map[string]string {
	half := max(1, len([]rune(s))/2)
	once := func(table func(r rune) string) string {
		done := false
		return w.each(s, func(_ int, r rune) string {
			if to := table(r); to != "" && !done {
				done = true
				return to
			}
			return string(r)
		})
	}
	return map[string]string{
		"plain": s,
		"full width": w.each(s, func(_ int, r rune) string {
			if r > 0x20 && r < 0x7F {
				r += 0xFEE0
			}
			return string(r)
		}),
		"upper case": strings.ToUpper(s),
		"traditional": w.each(s, func(_ int, r rune) string {
			if o, ok := oldForms[r]; ok {
				r = o
			}
			return string(r)
		}),
		"spaces":              w.between(s, " "),
		"signs":               w.between(s, "*", "-", "_", "|", "/", "·", "~", "#", "^"),
		"mixed signs":         w.between(s, "**", " - ", "__", "…", "——", "【】"),
		"zero width":          w.between(s, "\u200b", "\u200d", "\ufeff", "\u2060"),
		"emoji":               w.between(s, "😀", "❤️", "🌹", "👍🏻"),
		"brackets":            w.each(s, func(_ int, r rune) string { return "(" + string(r) + ")" }),
		"combining":           w.each(s, func(_ int, r rune) string { return string(r) + "\u0336" }),
		"one homophone":       w.swap(s, 1),
		"half homophones":     w.swap(s, half),
		"homophone and signs": w.between(w.swap(s, 1), "*", ".", " "),
		"one in pinyin": once(func(r rune) string {
			if unicode.Is(unicode.Han, r) {
				return letters(r)
			}
			return ""
		}),
		"last in pinyin": w.each(s, func(i int, r rune) string {
			if i == len([]rune(s))-1 {
				return letters(r)
			}
			return string(r)
		}),
		"all pinyin":       w.each(s, func(_ int, r rune) string { return letters(r) }),
		"spaced pinyin":    strings.TrimSpace(w.each(s, func(_ int, r rune) string { return letters(r) + " " })),
		"split":            once(func(r rune) string { return typedHalves[r] }),
		"V for 微, + for 加": strings.NewReplacer("微", "V", "加", "+").Replace(s),
	}
}

func TestListedWordsAreFoundInTwentyDisguises(t *testing.T) {
	t.Parallel()
	// Law: at least 988 of 1,000 disguised words are found.
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	w := writer{rng: rand.New(rand.NewPCG(7, 7)), same: homophones(t)}
	type score struct{ found, of int }
	by := map[string]*score{}
	var all, long score
	for _, r := range g.Rules() {
		for _, word := range r.Words {
			if strings.ContainsFunc(word.Text, unicode.IsSpace) {
				continue // English: its own test
			}
			for name, s := range w.disguise(word.Text) {
				text := strings.Replace(carriers[len(name)%len(carriers)], "%", s, 1)
				hit := slices.ContainsFunc(g.Check(text, Context{}).Hits, func(h Hit) bool { return h.Rule == r.ID })
				if by[name] == nil {
					by[name] = &score{}
				}
				for _, sc := range []*score{by[name], &all, &long} {
					if sc == &long && len([]rune(word.Text)) < 3 {
						continue
					}
					sc.of++
					if hit {
						sc.found++
					}
				}
			}
		}
	}
	var names []string
	for n := range by {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		t.Logf("%-22s %.3f of %d", n, float64(by[n].found)/float64(by[n].of), by[n].of)
	}
	if got := float64(all.found) / float64(all.of); got < 0.988 {
		t.Errorf("found %.4f of all", got)
	}
	if got := float64(long.found) / float64(long.of); got < 0.99 {
		t.Errorf("found %.4f of those with three characters or more", got)
	}
	t.Logf("all %.4f, three or more %.4f", float64(all.found)/float64(all.of), float64(long.found)/float64(long.of))
}

func TestOpenCommentsSeldomSoundLikeAListedWord(t *testing.T) {
	t.Parallel()
	// Law: what is found by its sound alone is a disguise, not a coincidence: at
	// most one of a thousand comments, which are longer and wilder than shop talk.
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	listed, patterns := map[string]bool{}, map[string]bool{}
	for _, r := range g.Rules() {
		patterns[r.ID] = r.Pattern != ""
		for _, w := range r.Words {
			listed[fold.String(w.Text)] = true
		}
	}
	comments, heard := 0, 0
	for sc := bufio.NewScanner(shared(t, "text/cold.train.jsonl")); sc.Scan(); comments++ {
		var row struct{ Text string }
		if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		for _, h := range g.Check(row.Text, Context{}).Hits {
			if h.Kind == Personal || h.Kind == Insult || patterns[h.Rule] || listed[fold.String(h.Text)] {
				continue
			}
			heard++
			t.Logf("%s %q in %q", h.Rule, h.Text, row.Text)
		}
	}
	if comments < 1000 || heard > comments/1000 {
		t.Errorf("%d of %d comments were taken for a disguise", heard, comments)
	}
}
