package replay

import (
	"testing"
	"time"
)

func at(s int) time.Time { return time.Unix(int64(s), 0) }

// whole is a conversation in which nothing went wrong: the shopper's words,
// the bot's, and an agent's.
func whole() (*talk, []said) {
	t := newTalk(Visit{})
	t.shut, t.held = true, true
	stored := []said{{1, "turn-0000", "shopper"}, {2, "", "bot"}, {3, "turn-0001", "shopper"}, {4, "", "agent"}}
	for _, m := range stored {
		t.screens[shopperSide].bring(m.Seq, at(10*int(m.Seq)+1))
	}
	for seq := int64(1); seq <= 4; seq++ {
		t.screens[agentSide].read(seq, at(10*int(seq)+2))
	}
	t.desk = []stay{{from: at(25)}}
	t.told[1] = sent{"turn-0000", at(10), shopperSide}
	t.told[3] = sent{"turn-0001", at(30), shopperSide}
	t.told[4] = sent{"desk-1", at(40), agentSide}
	return t, stored
}

func tallyOf(t *talk, stored []said) Tally {
	c := Tally{By: map[string]int{}, seconds: map[int64]int{}}
	c.check(t, stored)
	return c
}

// The audit finds each kind of wrong, and finds nothing where nothing is.
func TestTheAuditFindsWhatIsLostDoubledAndOutOfOrder(t *testing.T) {
	t.Parallel()
	type found struct{ notStored, notShown, storedTwice, shownTwice, holes, misordered int }
	for name, c := range map[string]struct {
		spoil func(t *talk, stored []said) []said
		want  found
	}{
		"nothing":                               {func(_ *talk, s []said) []said { return s }, found{}},
		"an acknowledged message is not stored": {func(_ *talk, s []said) []said { return s[:3] }, found{notStored: 1}},
		"it is stored as somebody else's": {func(_ *talk, s []said) []said {
			s[2].Author = "bot"
			return s
		}, found{notStored: 1}},
		"a stored one never came to the shopper": {func(t *talk, s []said) []said {
			delete(t.screens[shopperSide].shown, 2)
			return s
		}, found{notShown: 1}},
		"a hole on the agent's screen": {func(t *talk, s []said) []said {
			delete(t.screens[agentSide].shown, 2)
			return s
		}, found{notShown: 1}},
		"the shopper's last words never came to the agent": {func(t *talk, s []said) []said {
			delete(t.screens[agentSide].shown, 3)
			delete(t.screens[agentSide].shown, 4)
			return s
		}, found{notShown: 1}},
		"a key is stored twice": {func(t *talk, s []said) []said {
			t.screens[shopperSide].bring(5, at(60))
			return append(s, said{5, "turn-0001", "shopper"})
		}, found{storedTwice: 1}},
		"an agent's words are stored twice": {func(t *talk, s []said) []said {
			t.screens[shopperSide].bring(5, at(60))
			return append(s, said{5, "", "agent"})
		}, found{storedTwice: 1}},
		"a line brings one twice": {func(t *talk, s []said) []said {
			t.screens[shopperSide].bring(2, at(60))
			return s
		}, found{shownTwice: 1}},
		"a hole in seq": {func(t *talk, s []said) []said {
			t.screens[shopperSide].bring(6, at(60))
			return append(s, said{6, "", "system"})
		}, found{holes: 1}},
		"the shopper's order is turned": {func(_ *talk, s []said) []said {
			s[0].Key, s[2].Key = s[2].Key, s[0].Key
			return s
		}, found{notStored: 2, misordered: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, stored := whole()
			c2 := tallyOf(one, c.spoil(one, stored))
			got := found{c2.NotStored, c2.NotShown, c2.StoredTwice, c2.ShownTwice, c2.Holes, c2.Misordered}
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// A message's time counts from when it was due to when the other side had it:
// the shopper's own screen while the bot holds it, the agent's afterwards.
func TestATimeCountsFromWhenTheMessageWasDue(t *testing.T) {
	t.Parallel()
	c := tallyOf(whole())
	if len(c.ToShopper) != 2 || len(c.ToAgent) != 1 || len(c.ToScreen) != 3 {
		t.Fatalf("got %v to shoppers, %v to agents", c.ToShopper, c.ToAgent)
	}
	if c.ToAgent[0] != 2*time.Second { // due at 30, on the desk at 32
		t.Errorf("got %v to the agent, want 2s", c.ToAgent[0])
	}
	if c.BotReply[0] != 11*time.Second { // due at 10, the answer there at 21
		t.Errorf("got a reply after %v, want 11s", c.BotReply[0])
	}
}

// A message that came after a later one is put in its place and counted apart;
// one line that brings it again is a fault, another line after a break is not.
func TestAScreenKnowsAgainFromLate(t *testing.T) {
	t.Parallel()
	var s screen
	if gap := s.bring(1, at(1)); gap {
		t.Error("the first message leaves no gap")
	}
	if gap := s.bring(3, at(2)); !gap {
		t.Error("three after one is a gap")
	}
	s.bring(2, at(3))
	if s.overtaken != 1 || s.twice != 0 || s.solid() != 3 {
		t.Errorf("overtaken %d, twice %d, solid to %d", s.overtaken, s.twice, s.solid())
	}
	s.renew()
	s.bring(3, at(4))
	if s.twice != 0 || s.shown[3] != at(2) {
		t.Error("a new line may bring what an old one brought, and the first showing counts")
	}
	s.bring(3, at(5))
	if s.twice != 1 {
		t.Errorf("twice %d, want 1", s.twice)
	}
}

// Who stood before whom in a brand's queue is what must not change.
func TestAQueueThatChangesItsOrderIsCounted(t *testing.T) {
	t.Parallel()
	var who [4]*talk
	before, after := map[*talk]standing{}, map[*talk]standing{}
	for i := range who {
		who[i] = newTalk(Visit{})
		before[who[i]] = standing{"waiting", i}
		after[who[i]] = standing{"waiting", i - 1}
	}
	if n, moved := swapped(before, after); n != 0 || moved {
		t.Errorf("%d swapped, want none", n)
	}
	after[who[2]], after[who[1]] = after[who[1]], after[who[2]]
	if n, _ := swapped(before, after); n != 1 {
		t.Errorf("%d swapped, want 1", n)
	}
	after[who[0]] = standing{owner: "agent"} // taken while the places were read
	if n, moved := swapped(before, after); n != 0 || !moved {
		t.Error("a queue that moved while it was read tells no order")
	}
}
