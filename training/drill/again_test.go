package drill_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/training/drill"
)

// Whatever row a careless agent lost, the wording that the coaching offers gets
// its points when that one message is written again, and the same careless words
// do not.
func TestTheBetterWordingMastersTheRow(t *testing.T) {
	t.Parallel()
	m, check := material(t), ours(t)
	tried := 0
	for seed := range uint64(16) {
		s, err := drill.Compose(t.Context(), m, drill.Wish{Seed: seed, Level: 1 + int(seed%3)})
		if err != nil {
			t.Fatal(err)
		}
		talk, g := drill.Rehearse(s, drill.Careless, check)
		for _, it := range g.Items {
			if it.Got == it.Points || it.Better == "" || slices.Contains([]string{"resolution", "order", "facts", "tone", "guard"}, it.ID) {
				continue // these are about the whole talk: one message does not mend them
			}
			tried++
			better, ok := drill.Again(s, talk, check, it.ID, it.Better, talk.Lines[0].At.Add(5*time.Second))
			if !ok || better.Got != better.Points {
				t.Errorf("seed %d: %s with %q: got %d of %d", seed, it.ID, it.Better, better.Got, better.Points)
			}
			same, _ := drill.Again(s, talk, check, it.ID, "嗯", talk.Lines[0].At.Add(time.Hour))
			if same.Got == same.Points {
				t.Errorf("seed %d: %s was mastered by saying nothing", seed, it.ID)
			}
		}
	}
	if tried < 40 {
		t.Errorf("only %d rows were tried", tried)
	}
	if _, ok := drill.Again(drill.Scenario{}, drill.Talk{}, check, "no-such-row", "x", opens); ok {
		t.Error("a row that is not in the grade was marked")
	}
}

// A preview's adjustments change the shopper and nothing of what is right, and
// what cannot be passed is found out before anybody meets it.
func TestAnAdjustedScenarioIsProvedBeforeItIsUsed(t *testing.T) {
	t.Parallel()
	m, check := material(t), ours(t)
	s, err := drill.Compose(t.Context(), m, drill.Wish{Seed: 5, Level: 1})
	if err != nil {
		t.Fatal(err)
	}
	opening, patience, temper := "我要投诉，你们这单到底怎么回事", 30, 40
	got, err := drill.Adjust(s, drill.Change{Opening: &opening, PatienceSeconds: &patience, Temper: &temper})
	if err != nil || got.Opening != opening || got.Persona.Temper != temper || got.ID == s.ID || got.Verdict != s.Verdict {
		t.Errorf("got %q, temper %d, verdict %q, %v", got.Opening, got.Persona.Temper, got.Verdict, err)
	}
	if err := drill.Fit(got, check); err != nil {
		t.Errorf("got %v for a scenario that the model agent passes", err)
	}
	broken := got
	broken.Script.Final, broken.Script.Confirm, broken.Because, broken.Keys = "嗯", "", "嗯", nil
	broken.Verdict = drill.Person
	if err := drill.Fit(broken, check); err == nil {
		t.Error("a scenario without a right answer passed its proof")
	}
	empty, long := " ", strings.Repeat("长", 201)
	for _, c := range []drill.Change{{Opening: &empty}, {Opening: &long}, {Temper: ptr(61)}, {PatienceSeconds: ptr(1)}, {Level: ptr(4)}} {
		if _, err := drill.Adjust(s, c); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
}

func ptr[T any](v T) *T { return &v }

// Two agents who wrote the same in their own words are alike; two who both
// followed the steps on the screen are not.
func TestOnlyOnesOwnWordsAreCompared(t *testing.T) {
	t.Parallel()
	m := material(t)
	s, err := drill.Compose(t.Context(), m, drill.Wish{Seed: 1, Procedures: []string{"return"}})
	if err != nil {
		t.Fatal(err)
	}
	followed, _ := drill.Rehearse(s, drill.Model, nil)
	if own := drill.Own(s, followed); drill.Likeness(own, own) != 0 {
		t.Errorf("got %d for two who followed the screen: %q", drill.Likeness(own, own), own)
	}
	say := func(lines ...string) []string {
		talk := drill.Talk{}
		for i, l := range lines {
			talk.Lines = append(talk.Lines, drill.Line{Seq: i + 1, Agent: true, Text: l, At: opens})
		}
		return drill.Own(s, talk)
	}
	a := say("这条丝绒裙子确实容易掉毛，您先拿湿毛巾擦一遍再决定退不退。", "我把您这单的快递员电话发给您，他下午三点以后在这片送货。")
	b := say("这条丝绒裙子确实容易掉毛，您先拿湿毛巾擦一遍再决定退不退！", "我把您这单的快递员电话发给您，他下午三点以后在这片送货。")
	c := say("裙子收到以后可以先试穿看看上身的效果。", "您的包裹预计会从上海转运中心直接发到您的小区门口的驿站。")
	if got := drill.Likeness(a, b); got < 9000 {
		t.Errorf("got %d for the same words, want nearly all", got)
	}
	if got := drill.Likeness(a, c); got > 1000 {
		t.Errorf("got %d for other words, want nearly nothing", got)
	}
}
