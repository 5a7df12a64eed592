// Package matching is the board: who works when. A brand's request goes from
// its past to a forecast, to the people needed, to a quote, to a booking, to
// slots, to shifts that agents hold, to hours that were worked.
//
// It owns: the brands' histories, requests, quotes, slots, fills and shifts,
// and when agents are free. It does not own: what an agent is (account), what
// certifies one (training), what anything costs in the end (billing), nor which
// of those on shift takes a chat (matching/desk). The arithmetic stands in
// forecast, staffing and plan, which know no database.
//
// Its words: a request is what a brand asks for; a need is how many agents half
// an hour takes; a slot is a block of work with a number of seats; a shift is
// one agent's seat, from the offer on; a fill is one run of the planner; the
// promise of a request is its guarantee plan.
//
// Its times: an offer lapses at its lapses_at; a shift begins and ends with its
// slot; a quote expires a day after it was made. All of them are rows, worked
// off by Tick.
//
// Nobody is booked twice at once: an exclusion constraint holds it, whatever
// the planner, a claim or another copy of the program does.
package matching
