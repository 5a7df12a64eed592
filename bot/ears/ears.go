// Package ears holds the conversations that wait for the bot.
package ears

import (
	"sync"

	"github.com/manyhands/manyhands/internal/uid"
)

// Ears are the conversations that wait for the bot, each of them once: whoever
// listens hears everything that was said since, so a second wake while the first
// waits is no news. Without that a bot that is behind is asked again by every
// tick, and spends its time on finding that there is nothing new.
type Ears struct {
	work chan uid.Chat // closed by nobody: what finds no place is woken again later

	mu    sync.Mutex // covers state
	state map[uid.Chat]hearing
}

type hearing int

const (
	queued     hearing = iota + 1
	inHand             // a voice listens to it
	wokenAgain         // something was said while it listened
)

// New makes ears with room for so many that wait.
func New(room int) *Ears {
	return &Ears{work: make(chan uid.Chat, room), state: map[uid.Chat]hearing{}}
}

// Wake puts a conversation in line and tells false when there is no room.
func (e *Ears) Wake(id uid.Chat) bool {
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
func (e *Ears) line(id uid.Chat) bool {
	select {
	case e.work <- id:
		e.state[id] = queued
		return true
	default:
		delete(e.state, id)
		return false
	}
}

// Waiting is where a voice takes the next one from; it says Take for it before it
// listens, and Done after.
func (e *Ears) Waiting() <-chan uid.Chat { return e.work }

// Take is said by the voice that begins to listen.
func (e *Ears) Take(id uid.Chat) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.state[id] = inHand
}

// Done is said by the voice that has listened to the end.
func (e *Ears) Done(id uid.Chat) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.state[id] == wokenAgain {
		e.line(id) // without room it is woken again later
		return
	}
	delete(e.state, id)
}
