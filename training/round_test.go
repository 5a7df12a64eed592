package training_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/manyhands/manyhands/training"
	"github.com/manyhands/manyhands/training/drill"
)

// round begins two at once for an agent who has passed one drill.
func (b *bundle) round(n int) training.Drill {
	b.t.Helper()
	a := b.agents[n]
	b.pass(a)
	d, err := b.Begin(b.t.Context(), a, b.brand, training.Wish{Chats: 2})
	b.must(err)
	if d.Round == nil || len(d.Round.Chats) != 2 {
		b.t.Fatalf("got %+v; want a round of two", d.Round)
	}
	return d
}

// Two shoppers wait at once; each is graded on its own with a row for
// attention, the going to and fro is timed, and a round passed whole is counted
// once, however its ends race.
func TestARoundPassedWholeIsCountedOnce(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	a := b.agents[0]
	d := b.round(0)
	var all sync.WaitGroup
	for _, c := range d.Round.Chats {
		all.Go(func() {
			one, err := b.Drill(t.Context(), a, c.Drill)
			if err != nil {
				t.Error(err)
				return
			}
			b.play(a, one, drill.Model)
		})
	}
	all.Wait()
	d, err := b.Drill(t.Context(), a, d.ID)
	b.must(err)
	if !d.Round.Passed || d.Round.Focus == nil || d.Round.Focus.Switches == 0 || d.Round.Chats[1].State != "passed" {
		t.Errorf("got %+v, focus %+v; want both passed, and the switches timed", d.Round, d.Round.Focus)
	}
	if d.Opens.Rounds != 1 {
		t.Errorf("got %d rounds, want one", d.Opens.Rounds)
	}
	attention := 0
	for _, it := range d.Grade.Items {
		if it.ID == "attention" {
			attention = it.Points
		}
	}
	if attention == 0 || d.Grade.Score > 100 {
		t.Errorf("got %d points for attention and a score of %d", attention, d.Grade.Score)
	}
	if b.pass(a); !b.holds(a) {
		t.Error("the certificate went")
	}
	desk, err := b.Desk(t.Context(), a)
	b.must(err)
	if c := desk.Certificates[0]; c.Level != 3 || len(desk.Courses[0].Rungs) != 0 {
		t.Errorf("got level %d on %d procedures and %d rounds; want the top", c.Level, len(c.StandsOn), c.Rounds)
	}
}

// Several at once come with the level, and never in a refresh; two tabs that
// begin the same round have one.
func TestARoundComesWithTheLevelAndIsOneInTwoTabs(t *testing.T) {
	t.Parallel()
	b := setup(t, 2)
	if _, err := b.Begin(t.Context(), b.agents[0], b.brand, training.Wish{Chats: 2}); !errors.Is(err, training.ErrRoundEarly) {
		t.Errorf("a beginner got %v, want %v", err, training.ErrRoundEarly)
	}
	a := b.agents[1]
	b.pass(a)
	got := make(chan training.Drill, 8)
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			d, err := b.Begin(t.Context(), a, b.brand, training.Wish{Chats: 2})
			if err != nil {
				t.Error(err)
				return
			}
			got <- d
		})
	}
	all.Wait()
	close(got)
	first := training.Drill{}
	for d := range got {
		if first.Round == nil {
			first = d
		}
		if d.Round == nil || d.Round.ID != first.Round.ID {
			t.Errorf("got round %v and %v; want one", d.Round, first.Round)
		}
	}
}

// Two tabs of one agent write at once: every message is there, once, in one
// order without a gap, and both see the same talk.
func TestTwoTabsAreOneTalk(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	a := b.agents[0]
	d, err := b.Begin(t.Context(), a, b.brand, training.Wish{})
	b.must(err)
	var all sync.WaitGroup
	for tab := range 2 {
		for n := range 4 {
			all.Go(func() {
				_, err := b.Say(t.Context(), a, d.ID, training.Saying{Key: fmt.Sprint(tab, "-", n), Text: fmt.Sprintf("请稍等，我看一下 %d %d", tab, n)})
				if err != nil && !errors.Is(err, training.ErrEnded) {
					t.Error(err)
				}
			})
		}
	}
	all.Wait()
	d, err = b.Drill(t.Context(), a, d.ID)
	b.must(err)
	seen := map[string]bool{}
	for i, m := range d.Messages {
		if m.Seq != i+1 || m.Author == "agent" && seen[m.Key] {
			t.Errorf("message %d has seq %d and key %q", i+1, m.Seq, m.Key)
		}
		seen[m.Key] = true
	}
}

// A drill that is left is where it was when the agent comes back, from another
// device too; past its time it is graded as far as it went.
func TestADrillThatIsLeftIsResumedOrGradedAsFarAsItWent(t *testing.T) {
	t.Parallel()
	b := setup(t, 1)
	ctx, a := t.Context(), b.agents[0]
	d, err := b.Begin(ctx, a, b.brand, training.Wish{})
	b.must(err)
	scene, st := b.inside(d.ID)
	_, err = b.Say(ctx, a, d.ID, training.Saying{Key: "k", Text: drill.Model(scene, st)})
	b.must(err)
	b.clock.MoveTo(b.clock.Now().Add(20 * 1e9))
	back, err := b.Begin(ctx, a, b.brand, training.Wish{})
	b.must(err)
	if back.ID != d.ID || len(back.Messages) < 3 || back.State != "running" {
		t.Errorf("got %s with %d messages, %s; want the drill that was left", back.ID, len(back.Messages), back.State)
	}
	for range 12 {
		b.clock.MoveTo(b.clock.Now().Add(3 * 60 * 1e9))
		b.must(b.Tick(ctx))
	}
	over, err := b.Drill(ctx, a, d.ID)
	b.must(err)
	if over.State != "failed" || over.Grade == nil || over.Grade.Score == 0 {
		t.Errorf("got %s, %+v; want it graded as far as it went", over.State, over.Grade)
	}
	if _, err := b.Say(ctx, a, d.ID, training.Saying{Key: "late", Text: "您好"}); !errors.Is(err, training.ErrEnded) {
		t.Errorf("a word after the end got %v, want %v", err, training.ErrEnded)
	}
}
