package drill_test

import (
	"encoding/json"
	"testing"

	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/training/drill"
)

// Every drill can be passed by doing what the brand's own procedure says, and
// cannot be passed by hurry, whatever the seed, the language and the level.
func TestAGoodAgentPassesEveryDrillAndACarelessOneNone(t *testing.T) {
	t.Parallel()
	m, check := material(t), ours(t)
	verdicts := map[drill.Verdict]int{}
	for seed := range uint64(60) {
		lang := []tongue.Lang{tongue.Chinese, tongue.English}[seed%2]
		s, err := drill.Compose(t.Context(), m, drill.Wish{Seed: seed, Lang: lang, Level: 1 + int(seed%3)})
		if err != nil {
			t.Fatal(err)
		}
		verdicts[s.Verdict]++
		talk, _ := play(s, drill.Model)
		if g := drill.Mark(s, talk, check); !g.Passed {
			t.Errorf("seed %d, %s, %s: the good agent got %d\n%s", seed, s.Procedure, s.Verdict, g.Score, shown(talk, g))
		}
		talk, _ = play(s, drill.Careless)
		if g := drill.Mark(s, talk, check); g.Passed || g.Score >= 60 {
			t.Errorf("seed %d, %s, %s: the careless agent got %d\n%s", seed, s.Procedure, s.Verdict, g.Score, shown(talk, g))
		}
	}
	for _, v := range []drill.Verdict{drill.Yes, drill.No, drill.Person, drill.Tell} {
		if verdicts[v] < 3 {
			t.Errorf("got %d drills that end with %s; the pool should hold all four", verdicts[v], v)
		}
	}
}

func shown(talk drill.Talk, g drill.Grade) string {
	out := ""
	for _, l := range talk.Lines {
		who := "  shopper: "
		if l.Agent {
			who = "  agent:   "
		}
		out += who + l.Text + "\n"
	}
	for _, it := range g.Items {
		if it.Got < it.Points {
			b, _ := json.Marshal(it)
			out += "    " + string(b) + "\n"
		}
	}
	return out
}
