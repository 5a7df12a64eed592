// Package market is what happens to a seat: it is offered or claimed, accepted,
// confirmed, given back, swapped, dropped, worked, or not come to; and all that
// follows for whom it concerns.
//
// It owns: shifts and their moves, when agents are free, offers, confirmations,
// swaps, standby, backfill, what a late word costs, appeals, the score,
// suspensions, whom a brand chose, the inbox, the calendar's address.
// It does not own: what was booked (matching/booking) nor which plan makes the
// offers (matching): it keeps a plan's rules by asking the plan's own checker.
//
// A seat may be taken in part where the brand allows it: the part and what is
// left become slots of one seat each, of the booked slot's brand, tags and
// price, so the hours asked for stay what they were and everything that is true
// of a slot is true of a part.
//
// Locks are taken in one order: the request, then its shifts. Every move of a
// shift is one transaction that notes who and why.
package market
