// Package booking is the brand's side of the market: a request, the past that
// its forecast rests on, the people that takes, the price with its promise and
// terms, and the booking, which cuts the need into slots and asks for a fill.
//
// It owns: histories, requests, needs, quotes, slots until somebody holds a
// seat. It does not own: who takes a seat (matching/market) nor the planner's
// runs (matching). It only asks for one.
//
// Its words: a wish is a request as a brand writes it; a prospect is its
// forecast and need; a block is a slot before it has an id; a promise is a
// guarantee plan; terms are what the contract will say.
package booking
