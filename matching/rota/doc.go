// Package rota plans whole weeks of one shift a day: the shift scheduling of
// the public benchmark of Curtois and Qu (2014), whose text files it reads.
//
// It owns: the file format, the rules as the benchmark words them, a search
// with a proven bound, and a checker of its own. It does not own: plans of the
// market, where an agent may work several slots of several brands (plan).
//
// How it works. As in plan, every shift of every day has a price; at given
// prices each employee on their own takes the exactly best legal schedule
// (schedule.go), and the sum is a proven bound (price.go). From there employees
// bargain for what is left, a part of them fixed at a time (bargain.go); the best
// of some such starts is improved by letting employees answer best to the others,
// a few of them taken out together at a time (improve.go).
//
// Words: cover is how many are wanted on a shift of a day, and what one too few
// or too many costs; a block is a run of days worked; a weekend counts when its
// Saturday or Sunday is worked. Day 0 is a Monday. Before and after the time
// that is planned anything may lie, so blocks and days off that touch its ends
// are never too short.
package rota
