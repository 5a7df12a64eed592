package line

import (
	"sync"
	"time"

	"github.com/manyhands/manyhands/internal/uid"
)

// Line is the conversations whose hints are to be made anew, first come first
// served, those that an agent has before their eyes before the others.
//
// A conversation stands in it once, however many messages came meanwhile: one
// Look answers them all. So it never holds more than there are conversations.
type Line struct {
	// Ready has one for each conversation that waits, as far as there is room.
	Ready chan struct{}

	mu      sync.Mutex // covers what follows
	since   map[uid.Chat]time.Time
	seen    []uid.Chat // somebody looks at it now
	unseen  []uid.Chat
	served  int
	looking map[uid.Agent]uid.Chat
	watched map[uid.Chat]uid.Agent
}

// room is how many conversations may wait; beyond it a screen asks by
// itself.
const room = 1 << 14

// New is a line in which nobody stands.
func New() *Line {
	return &Line{
		Ready: make(chan struct{}, room), since: map[uid.Chat]time.Time{}, looking: map[uid.Agent]uid.Chat{}, watched: map[uid.Chat]uid.Agent{},
	}
}

// Look notes which conversation an agent has open.
func (l *Line) Look(agent uid.Agent, chat uid.Chat) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if before, ok := l.looking[agent]; ok && l.watched[before] == agent {
		delete(l.watched, before)
	}
	l.looking[agent], l.watched[chat] = chat, agent
}

// Join puts a conversation at the end of its line, unless it stands there.
func (l *Line) Join(chat uid.Chat, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, already := l.since[chat]; already {
		return
	}
	select {
	case l.Ready <- struct{}{}:
	default:
		return // the agent's screen asks by itself when no push comes
	}
	l.since[chat] = now
	if _, ok := l.watched[chat]; ok {
		l.seen = append(l.seen, chat)
	} else {
		l.unseen = append(l.unseen, chat)
	}
}

// unseenTurn is that every so many turns go to a conversation that nobody
// looks at: it is opened next, and must not starve.
const unseenTurn = 4

// Turn is a conversation whose hints are to be made, and since when.
type Turn struct {
	Chat  uid.Chat
	Since time.Time
}

// Next takes up to most turns, for one who has received from Ready. A message
// that comes from then on is another look.
func (l *Line) Next(most int) []Turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := []Turn{l.first()}
	for len(out) < most {
		select {
		case <-l.Ready:
			out = append(out, l.first())
		default:
			return out
		}
	}
	return out
}

func (l *Line) first() Turn {
	l.served++
	from := &l.seen
	if len(l.seen) == 0 || len(l.unseen) > 0 && l.served%unseenTurn == 0 {
		from = &l.unseen
	}
	t := Turn{Chat: (*from)[0]}
	*from = (*from)[1:]
	t.Since = l.since[t.Chat]
	delete(l.since, t.Chat)
	return t
}
