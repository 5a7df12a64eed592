package drill_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/training/drill"
)

// Going to and fro is timed from the reply to one shopper to the next reply to
// another; a wait is a shopper's, from their first unanswered word.
func TestSwitchingBetweenShoppersIsTimed(t *testing.T) {
	t.Parallel()
	at := func(s int) time.Time { return opens.Add(time.Duration(s) * time.Second) }
	talks := []drill.Talk{
		{Lines: []drill.Line{{Seq: 1, At: at(0)}, {Seq: 2, Agent: true, At: at(10)}, {Seq: 3, At: at(10)}, {Seq: 4, Agent: true, At: at(70)}}},
		{Lines: []drill.Line{{Seq: 1, At: at(0)}, {Seq: 2, Agent: true, At: at(25)}, {Seq: 3, At: at(25)}, {Seq: 4, At: at(40)}, {Seq: 5, Agent: true, At: at(50)}}},
	}
	got := drill.FocusOf(talks)
	want := drill.Focus{Chats: 2, Replies: 4, Switches: 2, MeanSwitch: 17500 * time.Millisecond, LongestWait: time.Minute, Longest: 0}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// With others waiting, a forgotten shopper costs the row of attention, and the
// rows still add up to a hundred. Time that was set aside for the agent counts
// for it.
func TestAForgottenShopperCostsAttention(t *testing.T) {
	t.Parallel()
	m, check := material(t), ours(t)
	s, err := drill.Compose(t.Context(), m, drill.Wish{Seed: 1, Procedures: []string{"return"}})
	if err != nil {
		t.Fatal(err)
	}
	prompt, g := drill.Rehearse(s, drill.Model, check)
	if g.Score != 100 {
		t.Fatalf("got %d for the model agent, want 100", g.Score)
	}
	for _, c := range []struct {
		late time.Duration
		pace int
		want int
	}{{0, 0, 5}, {100 * time.Second, 0, 2}, {100 * time.Second, 15_000, 5}, {10 * time.Minute, 0, 0}, {10 * time.Minute, drill.Unhurried, 5}} {
		talk := prompt
		talk.Beside, talk.PaceBP = 1, c.pace
		talk.Lines = append([]drill.Line{}, prompt.Lines...)
		for i := range talk.Lines[len(talk.Lines)-2:] {
			talk.Lines[len(talk.Lines)-2+i].At = talk.Lines[len(talk.Lines)-2+i].At.Add(c.late)
		}
		got, points := drill.Mark(s, talk, check), 0
		for _, it := range got.Items {
			points += it.Points
			if it.ID == "attention" && it.Got != c.want {
				t.Errorf("%s late at pace %d: got %d of %d, want %d", c.late, c.pace, it.Got, it.Points, c.want)
			}
		}
		if points != 100 {
			t.Errorf("the rows are worth %d, want 100", points)
		}
	}
}

// Time that is not counted never costs a point: the grade of whoever takes any
// time at all under it is the grade of whoever is prompt.
func TestUnhurriedTimeCostsNothing(t *testing.T) {
	t.Parallel()
	m, check := material(t), ours(t)
	s, err := drill.Compose(t.Context(), m, drill.Wish{Seed: 3, Level: 2})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		waits := rapid.SliceOfN(rapid.IntRange(1, 1800), 30, 30).Draw(t, "seconds before each message")
		score := func(pace int, waits func(int) int) int {
			at := opens
			said, st := drill.Start(s, pace, at)
			talk := drill.Talk{PaceBP: pace, Beside: 1}
			add := func(agent bool, text string) {
				talk.Lines = append(talk.Lines, drill.Line{Seq: len(talk.Lines) + 1, Agent: agent, Text: text, At: at})
			}
			for _, l := range said {
				add(false, l)
			}
			for n := 0; st.Ending == drill.Running; n++ {
				at = at.Add(time.Duration(waits(n)) * time.Second)
				text := drill.Model(s, st)
				add(true, text)
				said, st = drill.Reply(s, st, text, at)
				for _, l := range said {
					add(false, l)
				}
			}
			talk.Ending = st.Ending
			return drill.Mark(s, talk, check).Score
		}
		prompt := score(0, func(int) int { return 5 })
		if got := score(drill.Unhurried, func(n int) int { return waits[n%len(waits)] }); got != prompt {
			t.Fatalf("got %d at one's own pace, want %d", got, prompt)
		}
	})
}
