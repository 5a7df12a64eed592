package bot

import (
	"sync"

	"github.com/manyhands/manyhands/internal/uid"
)

// ears are the conversations that wait for the bot, each of them once: whoever
// listens hears everything that was said since, so a second wake while the first
// waits is no news. Without that a bot that is behind is asked again by every
// tick, and spends its time on finding that there is nothing new.
type ears struct {
	work chan uid.Chat // closed by nobody: what finds no place is found by Tick

	mu    sync.Mutex // covers state
	state map[uid.Chat]hearing
}

type hearing int

const (
	queued     hearing = iota + 1
	inHand             // a voice listens to it
	wokenAgain         // something was said while it listened
)

func newEars(room int) *ears {
	return &ears{work: make(chan uid.Chat, room), state: map[uid.Chat]hearing{}}
}

// wake puts a conversation in line and tells false when there is no room.
func (e *ears) wake(id uid.Chat) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	switch e.state[id] {
	case queued, wokenAgain:
		return true
	case inHand:
		e.state[id] = wokenAgain
		return true
	}
	return e.line(id)
}

// line puts a conversation in line. mu is held.
func (e *ears) line(id uid.Chat) bool {
	select {
	case e.work <- id:
		e.state[id] = queued
		return true
	default:
		delete(e.state, id)
		return false
	}
}

// take is said by the voice that begins to listen.
func (e *ears) take(id uid.Chat) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.state[id] = inHand
}

// done is said by the voice that has listened to the end.
func (e *ears) done(id uid.Chat) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.state[id] == wokenAgain {
		e.line(id) // without room, Tick finds it
		return
	}
	delete(e.state, id)
}
