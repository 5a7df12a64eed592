package ears

import (
	"testing"

	"github.com/manyhands/manyhands/internal/uid"
)

// A conversation waits once however often it is woken, and what is said while
// the bot listens is listened to afterwards.
func TestAConversationWaitsForTheBotOnce(t *testing.T) {
	t.Parallel()
	e, a, b := New(1), uid.New[uid.Chat](), uid.New[uid.Chat]()
	for range 3 {
		if !e.Wake(a) {
			t.Fatal("there was room, or it was in line already")
		}
	}
	if e.Wake(b) {
		t.Error("the line holds one; another one found room")
	}
	e.Take(<-e.work)
	for range 2 {
		e.Wake(a) // a voice listens to it just now
	}
	if len(e.work) != 0 {
		t.Error("two voices would listen to one conversation")
	}
	e.Done(a)
	if len(e.work) != 1 || <-e.work != a {
		t.Fatal("what was said meanwhile is not listened to")
	}
	e.Take(a)
	e.Done(a)
	if len(e.work) != 0 || len(e.state) != 0 {
		t.Errorf("%d in line and %d remembered, want none", len(e.work), len(e.state))
	}
}
