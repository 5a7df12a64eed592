// Package clock is the only place that asks the machine for the time. Whoever
// needs the time takes a Clock, so every rule can be tried at any hour and the
// demo can play a day in a minute.
package clock

import (
	"sync"
	"time"
)

// Clock tells the time.
type Clock interface {
	Now() time.Time
}

// System is the machine's clock, in UTC and in microseconds, which is what
// PostgreSQL keeps.
type System struct{}

// Now is the machine's time.
func (System) Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// Fixed is a clock that stands still.
type Fixed time.Time

// Now is the instant that the clock was fixed at.
func (f Fixed) Now() time.Time { return time.Time(f) }

// Movable runs at the machine's pace from wherever it was last set. The demo
// starts it before the booking and moves it to the event hour; it never moves
// back.
type Movable struct {
	mu     sync.Mutex // covers offset
	offset time.Duration
	base   Clock
}

// NewMovable starts a movable clock at the base clock's time.
func NewMovable(base Clock) *Movable { return &Movable{base: base} }

// NewMovableAt starts a movable clock at t, which may lie in the base clock's
// past.
func NewMovableAt(base Clock, t time.Time) *Movable {
	return &Movable{base: base, offset: t.Sub(base.Now())}
}

// Now is the base clock's time and what it was moved by.
func (m *Movable) Now() time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.base.Now().Add(m.offset)
}

// MoveTo sets the clock to t; a t in its past is ignored.
func (m *Movable) MoveTo(t time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d := t.Sub(m.base.Now()); d > m.offset {
		m.offset = d
	}
}
