package drill_test

import (
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/training/drill"
)

// The same wish is the same drill, the same messages at the same times are the
// same talk, and the same talk is the same grade.
func TestTheSameSeedIsTheSameDrill(t *testing.T) {
	t.Parallel()
	m, check := material(t), ours(t)
	rapid.Check(t, func(t *rapid.T) {
		w := drill.Wish{Seed: rapid.Uint64().Draw(t, "seed"), Procedures: []string{"urge-shipment"}, Lang: rapid.SampledFrom([]tongue.Lang{"zh", "en"}).Draw(t, "lang"), Level: rapid.IntRange(1, 3).Draw(t, "level")}
		said := rapid.SliceOfN(rapid.SampledFrom([]string{"您好", "请问订单号是多少？", "不能退", "可以的，确认吗？", "已为您申请", "不知道", "which order is it?", "还有其他可以帮您的吗？"}), 1, 8).Draw(t, "said")
		play := func() (drill.Scenario, drill.Talk, drill.Grade) {
			s, err := drill.Compose(t.Context(), m, w)
			if err != nil {
				t.Fatal(err)
			}
			i := -1
			talk, _ := play(s, func(drill.Scenario, drill.State) string { i++; return said[i%len(said)] })
			return s, talk, drill.Mark(s, talk, check)
		}
		s1, talk1, g1 := play()
		s2, talk2, g2 := play()
		if !reflect.DeepEqual(s1, s2) || !reflect.DeepEqual(talk1, talk2) || !reflect.DeepEqual(g1, g2) {
			t.Fatal("the second time was another drill")
		}
	})
}

// A grade is at most 100, is the sum of its rows, and every point that was got
// or lost names a message of the agent.
func TestEveryGradeAddsUp(t *testing.T) {
	t.Parallel()
	m, check := material(t), ours(t)
	var pool []drill.Scenario
	for seed := range uint64(12) {
		s, err := drill.Compose(t.Context(), m, drill.Wish{Seed: seed, Level: 1 + int(seed%3)})
		if err != nil {
			t.Fatal(err)
		}
		pool = append(pool, s)
	}
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.SampledFrom(pool).Draw(t, "scenario")
		agents := []func(drill.Scenario, drill.State) string{drill.Model, drill.Careless}
		turn := rapid.SliceOfN(rapid.IntRange(0, 1), 30, 30).Draw(t, "who")
		n := -1
		talk, _ := play(s, func(s drill.Scenario, st drill.State) string { n++; return agents[turn[n]](s, st) })
		g := drill.Mark(s, talk, check)
		points, got := 0, 0
		for _, it := range g.Items {
			points, got = points+it.Points, got+it.Got
			if it.Got < 0 || it.Got > it.Points || it.Seq > len(talk.Lines) || it.Seq == 0 || !talk.Lines[it.Seq-1].Agent {
				t.Fatalf("row %+v of %d messages", it, len(talk.Lines))
			}
		}
		if points != 100 || got != g.Score {
			t.Fatalf("got rows of %d points with %d got and a score of %d; want 100 and the sum", points, got, g.Score)
		}
	})
}

// What the agent may see while a drill runs gives nothing away.
func TestTheOpenScenarioHidesTheAnswer(t *testing.T) {
	t.Parallel()
	s, err := drill.Compose(t.Context(), material(t), drill.Wish{Seed: 7})
	if err != nil {
		t.Fatal(err)
	}
	o := s.Open(nil)
	if o.Verdict != drill.None || o.Because != "" || o.Needs != nil || o.Keys != nil || o.Script != (drill.Script{}) || o.Lie != "" || o.Seed != 0 {
		t.Errorf("got %+v; want nothing of the answer", o)
	}
	if len(o.Orders) == 0 || len(o.Steps) == 0 || len(o.Articles) == 0 {
		t.Errorf("got %d orders, %d steps, %d articles; want what an agent works with", len(o.Orders), len(o.Steps), len(o.Articles))
	}
}

// A scenario that the agent had before is not drawn again while others are
// left.
func TestAScenarioThatWasSeenIsDrawnAnew(t *testing.T) {
	t.Parallel()
	m := material(t)
	first, err := drill.Compose(t.Context(), m, drill.Wish{Seed: 11})
	if err != nil {
		t.Fatal(err)
	}
	again, err := drill.Compose(t.Context(), m, drill.Wish{Seed: 11, Seen: func(id string) bool { return id == first.ID }})
	if err != nil || again.ID == first.ID {
		t.Errorf("got %s again, %v", again.ID, err)
	}
}

// Silence annoys; extra time stretches it; nobody waits for ever.
func TestASilentAgentIsAskedAndThenLeft(t *testing.T) {
	t.Parallel()
	s, err := drill.Compose(t.Context(), material(t), drill.Wish{Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	_, plain := drill.Start(s, 0, opens)
	_, slow := drill.Start(s, 15_000, opens)
	if a, b := drill.NudgeAt(s, plain).Sub(opens), drill.NudgeAt(s, slow).Sub(opens); b != a*3/2 {
		t.Errorf("got nudges after %v and %v with extra time; want half as much again", a, b)
	}
	for range 10 {
		_, plain = drill.Nudge(s, plain)
	}
	if plain.Ending != drill.Unanswered {
		t.Errorf("got %q, want %q", plain.Ending, drill.Unanswered)
	}
}

func TestFiguresAreOneInBothLanguagesAndScripts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want []drill.Figure
	}{
		{"签收后7天内", []drill.Figure{"7d"}},
		{"签收后七天内", []drill.Figure{"7d"}},
		{"within 7 days", []drill.Figure{"7d"}},
		{"1 至 3 天", []drill.Figure{"1d", "3d"}},
		{"3个工作日", []drill.Figure{"3d"}},
		{"退款 459 元", []drill.Figure{"45900m"}},
		{"¥1,299 back", []drill.Figure{"129900m"}},
		{"48小时", []drill.Figure{"48h"}},
		{"11月26日", nil},
		{"具体送到哪一天由快递决定", nil},
		{"订单 YS2026110603", nil},
		{"请问要退哪一件", nil},
	} {
		if got := drill.Figures(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.text, got, c.want)
		}
	}
}

// What people write is understood as they mean it.
func TestTheAgentIsUnderstood(t *testing.T) {
	t.Parallel()
	s := drill.Scenario{Lang: "zh", Verdict: drill.Yes, Needs: []drill.Need{
		{Name: "order_id", Type: "order_id", Ask: "请问是哪一笔订单呢？"}, {Name: "reason", Type: "choice", Ask: "方便说下原因吗？"},
	}}
	for _, c := range []struct {
		text    string
		asks    []string
		verdict drill.Verdict
	}{
		{"您好，麻烦发一下订单号", []string{"order_id"}, drill.None},
		{"方便告诉我订单号和退货原因吗", []string{"order_id", "reason"}, drill.None},
		{"非常抱歉，已经超过7天了，不能为您办理", nil, drill.No},
		{"不好意思，这单退不了，不过我可以帮您查物流", nil, drill.No},
		{"取消后不能恢复，确认取消吗？", nil, drill.Yes},
		{"好的，现在为您申请退货，可以吗？", nil, drill.Yes},
		{"已经帮您取消了", nil, drill.Yes},
		{"这个要请专员为您处理", nil, drill.Person},
		{"Which order shall I cancel?", []string{"order_id"}, drill.None},
		{"I'm sorry, it can't be returned any more", nil, drill.No},
		{"Done, I've filed the return", nil, drill.Yes},
		{"请稍等，我看一下", nil, drill.None},
	} {
		h := drill.Hear(s, c.text)
		if h.Verdict != c.verdict || !slices.Equal(h.Asks, c.asks) {
			t.Errorf("%s: got asks %v and verdict %q, want %v and %q", c.text, h.Asks, h.Verdict, c.asks, c.verdict)
		}
	}
}

// A drill answers at once: composing one and grading it are far below what a
// person notices.
func BenchmarkReply(b *testing.B) {
	s, err := drill.Compose(b.Context(), material(b), drill.Wish{Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	_, st := drill.Start(s, 0, opens)
	for b.Loop() {
		drill.Reply(s, st, "您好，请问您要退的是哪一笔订单呢？", opens.Add(time.Second))
	}
}

// Drawing a scenario is the dearest step and is done once a drill.
func BenchmarkCompose(b *testing.B) {
	m := material(b)
	for n := uint64(0); b.Loop(); n++ {
		if _, err := drill.Compose(b.Context(), m, drill.Wish{Seed: n}); err != nil {
			b.Fatal(err)
		}
	}
}

// Grading reads a whole talk against the guard.
func BenchmarkMark(b *testing.B) {
	check := ours(b)
	s, err := drill.Compose(b.Context(), material(b), drill.Wish{Seed: 1})
	if err != nil {
		b.Fatal(err)
	}
	talk, _ := drill.Rehearse(s, drill.Model, check)
	for b.Loop() {
		drill.Mark(s, talk, check)
	}
}
