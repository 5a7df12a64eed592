package guard

import "sync/atomic"

// Current is the guard in force. Rules are compiled aside and put in force in
// one step, so that no message is checked by half of them or by none.
type Current struct{ g atomic.Pointer[Guard] }

// NewCurrent begins with g.
func NewCurrent(g *Guard) *Current {
	c := new(Current)
	c.g.Store(g)
	return c
}

// Put puts g in force and answers the one before. Checks under way end with
// the guard that they began with.
func (c *Current) Put(g *Guard) *Guard { return c.g.Swap(g) }

// Check is the verdict of the guard in force.
func (c *Current) Check(text string, in Context) Verdict { return c.g.Load().Check(text, in) }
