package replay

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// Tally is what became of every message.
type Tally struct {
	Conversations int            `json:"conversations"`
	ByBot         int            `json:"answered_by_the_bot_alone"`
	ByPeople      int            `json:"taken_by_people"`
	LeftQueue     int            `json:"left_the_queue"`
	Unanswered    int            `json:"unanswered"`
	NotClosed     int            `json:"not_closed"`
	Messages      int            `json:"messages"` // stored
	By            map[string]int `json:"messages_by"`
	Told          int            `json:"acknowledged"`

	Lost       int `json:"lost"`
	Duplicated int `json:"duplicated"`
	OutOfOrder int `json:"out_of_order"`
	// What the three are made of.
	NotStored   int `json:"acknowledged_and_not_stored"`
	NotShown    int `json:"stored_and_not_shown"`
	StoredTwice int `json:"stored_twice"`
	ShownTwice  int `json:"brought_twice"`
	Holes       int `json:"holes_in_seq"`
	Misordered  int `json:"stored_out_of_order"`
	// Overtaken came over the line after a later message; the screen put it in
	// its place by seq.
	Overtaken int `json:"overtaken_on_the_line"`

	Again   int            `json:"sent_again"`
	Reread  int            `json:"read_again_by_seq"`
	Missed  int            `json:"offers_missed"`
	Orders  int            `json:"orders"`
	Refunds int            `json:"refunds"`
	Refused map[string]int `json:"refused,omitempty"`

	ToScreen  []time.Duration `json:"-"` // all of the two below
	ToAgent   []time.Duration `json:"-"`
	ToShopper []time.Duration `json:"-"`
	BotReply  []time.Duration `json:"-"`
	Waits     []time.Duration `json:"-"` // in the queue, of those who were taken

	seconds map[int64]int // messages by the second in which the shopper's screen had them
}

// busiest is the most messages that came to shoppers' screens in one second.
func (c *Tally) busiest() int {
	most := 0
	for _, n := range c.seconds {
		most = max(most, n)
	}
	return most
}

// audit reads every conversation back and holds it against what was
// acknowledged and what was shown.
func (g *stage) audit(ctx context.Context) (Tally, error) {
	pause(ctx, quiet)
	const atOnce = 8
	all := g.all()
	out := Tally{By: map[string]int{}, seconds: map[int64]int{}, Refused: g.count.refused, Conversations: len(all)}
	var mu sync.Mutex // covers out and wrong
	var wrong []error
	var readers sync.WaitGroup
	next := make(chan *talk)
	for k := range atOnce {
		readers.Go(func() {
			w := g.newWire(k)
			for t := range next {
				stored, err := w.stored(ctx, t)
				mu.Lock()
				if err != nil {
					wrong = append(wrong, err)
				} else {
					out.check(t, stored)
				}
				mu.Unlock()
			}
		})
	}
	for _, t := range all {
		next <- t
	}
	close(next)
	readers.Wait()
	out.Again, out.Reread, out.Missed = int(g.count.again.Load()), int(g.count.reread.Load()), int(g.count.missed.Load())
	out.Orders, out.Refunds = int(g.count.orders.Load()), int(g.count.refunds.Load())
	out.Lost = out.NotStored + out.NotShown
	out.Duplicated = out.StoredTwice + out.ShownTwice
	out.OutOfOrder = out.Holes + out.Misordered
	return out, errors.Join(wrong...)
}

// stored reads a conversation from its beginning.
func (w *wire) stored(ctx context.Context, t *talk) ([]said, error) {
	var out []said
	for {
		since := int64(0)
		if len(out) > 0 {
			since = out[len(out)-1].Seq
		}
		var got struct {
			Items []said `json:"items"`
		}
		if err := w.get(ctx, fmt.Sprintf("/widget/v1/chats/%s/messages?since=%d", t.id, since), t.token, &got); err != nil {
			return nil, fmt.Errorf("read conversation %s back: %w", t.id, err)
		}
		if len(got.Items) == 0 {
			return out, nil
		}
		out = append(out, got.Items...)
	}
}

// check holds one conversation against what is known of it.
func (c *Tally) check(t *talk, stored []said) {
	t.mu.Lock()
	defer t.mu.Unlock()
	c.ends(t)
	c.Messages += len(stored)
	there := make(map[int64]said, len(stored))
	keys := map[string]int{}
	lastKey := ""
	for i, m := range stored {
		c.By[m.Author]++
		there[m.Seq] = m
		if m.Seq != int64(i+1) {
			c.Holes++
		}
		if m.Author != "shopper" {
			continue
		}
		keys[m.Key]++
		if keys[m.Key] > 1 {
			c.StoredTwice++
		}
		if m.Key < lastKey {
			c.Misordered++
		}
		lastKey = max(lastKey, m.Key)
	}
	c.acknowledged(t, there)
	c.shown(t, stored)
}

// acknowledged holds what the program said yes to against what it stored.
func (c *Tally) acknowledged(t *talk, there map[int64]said) {
	c.Told += len(t.told)
	author := map[side]string{shopperSide: "shopper", agentSide: "agent"}
	agents := 0
	for seq, m := range t.told {
		got, ok := there[seq]
		if !ok || got.Author != author[m.from] || m.from == shopperSide && got.Key != m.key {
			c.NotStored++
		}
		if m.from == agentSide {
			agents++
		}
	}
	// An agent's key is not shown to the shopper, so a second copy of an
	// agent's message shows as one more of theirs than were acknowledged.
	for _, m := range there {
		if m.Author == "agent" {
			agents--
		}
	}
	c.StoredTwice += max(0, -agents)
}

// shown holds what is stored against both screens, and takes the times.
func (c *Tally) shown(t *talk, stored []said) {
	mine, theirs := &t.screens[shopperSide], &t.screens[agentSide]
	c.ShownTwice += mine.twice + theirs.twice
	c.Overtaken += mine.overtaken + theirs.overtaken
	for _, m := range stored {
		at, ok := mine.shown[m.Seq]
		if !ok {
			c.NotShown++
			continue
		}
		c.seconds[at.Unix()]++
	}
	top := int64(0) // the last that an agent saw: everything before it must have been seen too
	if len(theirs.shown) > 0 {
		top = slices.Max(slices.Collect(maps.Keys(theirs.shown)))
		c.NotShown += int(top) - len(theirs.shown)
	}
	for i, m := range stored {
		one, ok := t.told[m.Seq]
		if !ok {
			continue
		}
		const leaving = time.Second
		switch at, there := theirs.shown[m.Seq]; {
		case one.from == agentSide:
			c.took(&c.ToShopper, one.due, mine.shown[m.Seq])
		case t.atDesk(one.due, leaving):
			if !there && m.Seq > top {
				c.NotShown++
			}
			c.took(&c.ToAgent, one.due, at)
		default:
			c.took(&c.ToShopper, one.due, mine.shown[m.Seq])
			c.reply(t, stored[i+1:], one.due)
		}
	}
}

// reply takes the time until the bot's answer was on screen.
func (c *Tally) reply(t *talk, after []said, due time.Time) {
	for _, m := range after {
		if m.Author == "bot" {
			if at, ok := t.screens[shopperSide].shown[m.Seq]; ok {
				c.BotReply = append(c.BotReply, at.Sub(due))
			}
			return
		}
	}
}

func (c *Tally) took(list *[]time.Duration, due, shown time.Time) {
	if shown.IsZero() {
		return // counted as not shown
	}
	*list = append(*list, shown.Sub(due))
	c.ToScreen = append(c.ToScreen, shown.Sub(due))
}

// ends counts how a conversation came out. Its mu is held.
func (c *Tally) ends(t *talk) {
	c.Waits = append(c.Waits, t.waits...)
	switch {
	case t.held || len(t.desk) > 0:
		c.ByPeople++
	case t.left:
		c.LeftQueue++
	case t.unheard:
		c.Unanswered++
	default:
		c.ByBot++
	}
	if !t.shut {
		c.NotClosed++
	}
}
