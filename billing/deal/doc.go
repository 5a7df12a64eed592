// Package deal is what was agreed with a brand: its contract in versions, the
// terms that it asks for before it books, and who it is on paper.
//
// It owns: contracts, versions and their overlap, bookings of seats, proposals,
// billing details. It does not own: what a clause means in money (rate), what
// happened under it (facts).
//
// Times: a version holds from starts to ends; its event ends at event_ends, and
// what comes in after that still falls under it until another booking's event
// begins: that tail is all that is ever shortened, and only where nothing of it
// was billed.
package deal
