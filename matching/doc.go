// Package matching is the board: who works when. A brand's request goes from
// its past to a forecast, to the people needed, to a quote, to a booking, to
// slots, to shifts that agents hold, to hours that were worked.
//
// Three rooms stand on each other: booking is the brand's side up to the
// booking; market is what happens to a seat, offer by offer; this root, above
// both, runs the planner between them and shows how far a request is.
//
// It owns: fills, in one copy of the program or spread over several, and what
// they left short. It does not own: what an agent is (account), what certifies
// one (training), what anything costs in the end (billing), nor which of those
// on shift takes a chat (matching/desk). The arithmetic stands in forecast,
// staffing and plan, the file for calendars in calendar: none of them knows a
// database.
//
// Its words: a request is what a brand asks for; a need is how many agents half
// an hour takes; a slot is a block of work with a number of seats, or of being
// ready; a shift is one agent's seat, from the offer on; a fill is one run of
// the planner; the promise of a request is its guarantee plan; a mark is a
// shift that counts against its agent; to drop is the brand's, to release the
// agent's.
//
// Its times: an offer lapses at its lapses_at; a confirmation is missed an hour
// after its second notice at the earliest; a swap lapses half an hour before
// its shift; who is away three minutes after the start is a no-show, and the
// seat has somebody by the fifth; a shift begins and ends with its slot; a
// quote expires a day after it was made. All of them are rows, worked off by
// Tick.
//
// Nobody is booked twice at once: an exclusion constraint holds it, whatever
// the planner, a claim, a swap or another copy of the program does.
package matching
