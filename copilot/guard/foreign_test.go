package guard

import (
	"os"
	"strings"
	"testing"
)

// foreign reads texts by what they are, in the order of the file.
func foreign(t *testing.T, file string) map[string][]string {
	t.Helper()
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	for line := range strings.Lines(string(src)) {
		if kind, text, ok := strings.Cut(strings.TrimSpace(line), "\t"); ok {
			out[kind] = append(out[kind], text)
		}
	}
	return out
}

func TestRiskyTalkInOtherWordsIsHeldAndItsLookAlikesPass(t *testing.T) {
	t.Parallel()
	// Law: of what is plainly of a kind in words that no pack listed, the lines
	// that the packs were mended with stay held; harmless messages that look
	// alike pass, all of them. Lines never looked at are counted apart.
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	var held, of [2]int // every first line and every second line of a kind
	for _, file := range []string{"testdata/foreign.txt", "testdata/later.txt"} {
		for kind, texts := range foreign(t, file) {
			for i, s := range texts {
				v := g.Check(s, Context{Author: Agent})
				hit := v.Level == Warn || v.Level == Block
				if kind == "harmless" {
					if hit {
						t.Errorf("%q was held: %s", s, hitTexts(v))
					}
					continue
				}
				of[i%2]++
				if hit {
					held[i%2]++
				}
			}
		}
		t.Logf("%s, with those before it: %d of %d looked at, %d of %d others", file, held[0], of[0], held[1], of[1])
	}
	if share := float64(held[0]) / float64(of[0]); share < 0.93 {
		t.Errorf("%.2f of the lines looked at are held", share)
	}
}

func TestOfRiskyTalkThatNobodyThoughtOfSomeIsHeld(t *testing.T) {
	t.Parallel()
	// Law: the packs know their own words and a little more. How little is logged;
	// far less than it was says that something broke.
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	held, of := 0, 0
	for _, texts := range foreign(t, "testdata/unseen.txt") {
		for _, s := range texts {
			of++
			if v := g.Check(s, Context{Author: Agent}); v.Level == Warn || v.Level == Block {
				held++
			}
		}
	}
	t.Logf("%d of %d are held", held, of)
	if held*5 < of {
		t.Errorf("%d of %d are held, want a fifth", held, of)
	}
}

func TestWhatIsDeniedIsNotSaid(t *testing.T) {
	t.Parallel()
	// Law: only words that touch a denial are excused by it.
	g, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		in   string
		held bool
	}{
		{"我们不会让您加微信", false},
		{"请勿私下转账", false},
		{"谨防有人冒充客服让您加好友，要求扫码加我", true},
		{"您不会吃亏的，加微信", true},
		{"不要走平台", true}, // the denial is part of the listed word
		{"We never ask you to pay outside the platform", false},
		{"Don't worry, pay outside the platform", true},
		{"你不是笨蛋，你是白痴", true},
	} {
		v := g.Check(c.in, Context{Author: Agent})
		if got := v.Level >= Warn; got != c.held {
			t.Errorf("%q: held %t: %s", c.in, got, hitTexts(v))
		}
	}
}

func TestAPatternWakesInsideAWordAndInEveryScript(t *testing.T) {
	t.Parallel()
	// Law: what a pattern matches is found, also where the piece that wakes it
	// stands inside a longer word, or the pattern is written in old characters.
	g := compiled(t, `
- {id: a, kind: brand, level: warn, pattern: 'refund(?:ed|s)? in full'}
- {id: b, kind: brand, level: warn, pattern: '\w*pochta\w*'}
- {id: c, kind: brand, level: warn, pattern: '加.{0,3}(?:微信號|電話號)'}
- {id: d, kind: brand, level: warn, pattern: 'a-{6}b'}
`)
	for in, want := range map[string]string{
		"it was refunded in full": "a refunded in full", "xpochtax": "b xpochtax", "加你微信号": "c 加你微信号", "加個電話號": "c 加個電話號", "a------b": "d a------b", "a-b": "",
	} {
		if got := hitTexts(g.Check(in, Context{})); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
