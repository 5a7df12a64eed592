package copilot

import (
	"sync"
	"time"

	"github.com/manyhands/manyhands/internal/uid"
)

// line is the conversations whose hints are to be made anew, first come first
// served, those that an agent has before their eyes before the others.
//
// A conversation stands in it once, however many messages came meanwhile: one
// look answers them all. So it never holds more than there are conversations.
type line struct {
	ready chan struct{} // one for each conversation that waits, as far as there is room

	mu      sync.Mutex // covers what follows
	since   map[uid.Chat]time.Time
	seen    []uid.Chat // somebody looks at it now
	unseen  []uid.Chat
	served  int
	looking map[uid.Agent]uid.Chat
	watched map[uid.Chat]uid.Agent
}

// lineRoom is how many conversations may wait; beyond it a screen asks by
// itself.
const lineRoom = 1 << 14

func newLine() *line {
	return &line{
		ready: make(chan struct{}, lineRoom), since: map[uid.Chat]time.Time{}, looking: map[uid.Agent]uid.Chat{}, watched: map[uid.Chat]uid.Agent{},
	}
}

// look notes which conversation an agent has open.
func (l *line) look(agent uid.Agent, chat uid.Chat) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if before, ok := l.looking[agent]; ok && l.watched[before] == agent {
		delete(l.watched, before)
	}
	l.looking[agent], l.watched[chat] = chat, agent
}

// join puts a conversation at the end of its line, unless it stands there.
func (l *line) join(chat uid.Chat, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, already := l.since[chat]; already {
		return
	}
	select {
	case l.ready <- struct{}{}:
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

// turn is a conversation whose hints are to be made, and since when.
type turn struct {
	chat  uid.Chat
	since time.Time
}

// next takes up to most turns, for one who has received from ready. A message
// that comes from then on is another look.
func (l *line) next(most int) []turn {
	l.mu.Lock()
	defer l.mu.Unlock()
	out := []turn{l.first()}
	for len(out) < most {
		select {
		case <-l.ready:
			out = append(out, l.first())
		default:
			return out
		}
	}
	return out
}

func (l *line) first() turn {
	l.served++
	from := &l.seen
	if len(l.seen) == 0 || len(l.unseen) > 0 && l.served%unseenTurn == 0 {
		from = &l.unseen
	}
	t := turn{chat: (*from)[0]}
	*from = (*from)[1:]
	t.since = l.since[t.chat]
	delete(l.since, t.chat)
	return t
}
