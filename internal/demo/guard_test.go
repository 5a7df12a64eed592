package demo

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/manyhands/manyhands/bot/say"
	"github.com/manyhands/manyhands/copilot/guard"
	"gopkg.in/yaml.v3"
)

// wordsOf lists every text inside a decoded JSON or YAML value.
func wordsOf(v any) []string {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, wordsOf(x)...)
		}
		return out
	case map[string]any:
		var out []string
		for _, x := range v {
			out = append(out, wordsOf(x)...)
		}
		return out
	}
	return nil
}

// spoken is everything that the brand or its bot may say to a shopper.
func spoken(t *testing.T) []string {
	t.Helper()
	out := say.Sentences()
	for _, a := range articles(t) {
		out = append(out, a.Title)
		for _, p := range a.Passages() {
			out = append(out, p.Heading, p.Text)
		}
	}
	for _, pattern := range []string{"products.json", "coupons.json", "sops/*.yaml"} {
		names, err := fs.Glob(Brand(), pattern)
		if err != nil || len(names) == 0 {
			t.Fatalf("%s: %v, %v", pattern, names, err)
		}
		for _, name := range names {
			src, err := fs.ReadFile(Brand(), name)
			if err != nil {
				t.Fatal(err)
			}
			var v any
			if strings.HasSuffix(name, ".json") {
				err = json.Unmarshal(src, &v)
			} else {
				err = yaml.Unmarshal(src, &v)
			}
			if err != nil {
				t.Fatal(fmt.Errorf("%s: %w", name, err))
			}
			out = append(out, wordsOf(v)...)
		}
	}
	return out
}

// A brand that says what its articles say is never stopped or masked by the rules that
// ship, on any platform, whoever says it.
func TestTheBrandsOwnWordsPassTheGuard(t *testing.T) {
	t.Parallel()
	g, err := guard.Default()
	if err != nil {
		t.Fatal(err)
	}
	texts := spoken(t)
	if len(texts) < 500 {
		t.Fatalf("got %d texts", len(texts))
	}
	for _, text := range texts {
		for _, channel := range []string{"taobao", "tmall", "jd", "pinduoduo", "douyin", "xiaohongshu", "kuaishou", "web", ""} {
			for _, by := range []guard.Author{guard.Bot, guard.Agent} {
				v := g.Check(text, guard.Context{Author: by, Channel: channel, At: Anchor()})
				if v.Level >= guard.Mask {
					t.Errorf("%s on %q may not say %q: %+v", by, channel, text, v.Hits)
				}
			}
		}
	}
}
