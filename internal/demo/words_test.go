package demo

import (
	"strings"
	"testing"

	"github.com/manyhands/manyhands/copilot/guard"
)

// The brand's own rules catch what they are for and leave its articles alone:
// a rule that hits the text it protects would silence the bot.
func TestTheBrandsRulesCatchPromisesAndSpareTheArticles(t *testing.T) {
	t.Parallel()
	g, err := guard.Open(Brand(), "guard")
	if err != nil {
		t.Fatal(err)
	}
	said := guard.Context{At: Anchor(), Channel: "taobao", Author: guard.Agent}
	for _, bad := range []string{"亲放心，明天一定到的", "这件是纯羊绒大衣哦", "直播间更便宜，您去那边拍", "您把验证码发我就行", "北禾羽绒的也差不多"} {
		if v := g.Check(bad, said); v.Level < guard.Warn {
			t.Errorf("%q: got %v, want at least a warning", bad, v.Level)
		}
	}
	spares(t, g)
}

func spares(t *testing.T, g *guard.Guard) {
	t.Helper()
	for _, channel := range []string{"taobao", "jd", "douyin", "web"} {
		for id, a := range articles(t) {
			for _, paragraph := range strings.Split(a.Body, "\n\n") {
				if v := g.Check(paragraph, guard.Context{At: Anchor(), Channel: channel, Author: guard.Bot}); v.Level >= guard.Warn {
					t.Errorf("%s on %s: %+v on %q", id, channel, v.Hits, paragraph)
				}
			}
		}
	}
}
