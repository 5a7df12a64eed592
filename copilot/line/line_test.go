package line

import (
	"slices"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/uid"
	"pgregory.net/rapid"
)

// A conversation waits once, whatever its shopper types meanwhile; nobody is
// forgotten, nobody is served who did not come, and among those that are seen,
// and among those that are not, the first to come is the first served.
func TestALineServesEachConversationOnceAndInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		l, now := New(), time.Time{}
		chats := make([]uid.Chat, 6)
		for i := range chats {
			chats[i] = uid.New[uid.Chat]()
		}
		agent := uid.New[uid.Agent]()
		var waiting []uid.Chat // the model: who came and was not served
		lane := map[uid.Chat]bool{}
		looked := uid.Chat{}
		for range rapid.IntRange(1, 60).Draw(t, "moves") {
			switch c := rapid.SampledFrom(chats).Draw(t, "chat"); rapid.IntRange(0, 3).Draw(t, "what") {
			case 0:
				l.Look(agent, c)
				looked = c
			case 1, 2:
				now = now.Add(time.Second)
				l.Join(c, now)
				if !slices.Contains(waiting, c) {
					waiting, lane[c] = append(waiting, c), c == looked
				}
			case 3:
				if len(waiting) == 0 {
					continue
				}
				<-l.Ready
				got := l.Next(1)[0].Chat
				at := slices.Index(waiting, got)
				if at < 0 {
					t.Fatal("served a conversation that does not wait")
				}
				for _, earlier := range waiting[:at] {
					if lane[earlier] == lane[got] {
						t.Fatal("one that came later in the same line was served before")
					}
				}
				waiting = slices.Delete(waiting, at, at+1)
			}
			if len(l.Ready) != len(waiting) {
				t.Fatalf("%d are told to wait, %d do", len(l.Ready), len(waiting))
			}
		}
	})
}

// What an agent has open comes first, and yet what nobody looks at is not left
// for ever: it has every fourth turn.
func TestWhatIsLookedAtComesFirstAndTheRestIsNotForgotten(t *testing.T) {
	t.Parallel()
	l := New()
	var unseen, seen []uid.Chat
	for range 4 {
		c := uid.New[uid.Chat]()
		l.Join(c, time.Time{})
		unseen = append(unseen, c)
	}
	for range 6 {
		c := uid.New[uid.Chat]()
		l.Look(uid.New[uid.Agent](), c)
		l.Join(c, time.Time{})
		seen = append(seen, c)
	}
	var got []uid.Chat
	for _, most := range []int{1, 3, 100} {
		<-l.Ready
		for _, turn := range l.Next(most) {
			got = append(got, turn.Chat)
		}
	}
	want := slices.Concat(seen[:3], unseen[:1], seen[3:6], unseen[1:])
	if !slices.Equal(got, want) {
		t.Errorf("got an order of %v, want %v", got, want)
	}
}
