// Package plan decides who works when: it gives every slot the agents it
// needs, keeps every hard rule, and proves how far the answer can be from the
// best one.
//
// It owns: the instance (slots, agents, what is fixed), the search, the proof
// (a lower bound that holds whatever the search did), the independent checker
// and the reasons for what stays short. It does not own: the market around the
// plan (offers, acceptance, swaps), which is the Board's.
//
// How it works. Every slot has a price. At given prices each agent on its own
// takes its exactly best legal schedule (schedule.go); the prices move until
// what the agents take meets what the slots need (price.go). At any prices the
// sum is a proven bound. The plan is then fixed a part of the agents at a time
// (dive.go) and improved by letting agents answer best to the others
// (improve.go). What is left to gain is exactly where the plan and the prices
// disagree (slack.go): from there go chains of answers (chain.go) and small
// neighbourhoods taken apart and together again (neighbourhood.go). An agent
// who is still missing is sought along the shortest way from the short slot to
// somebody spare (augment.go).
//
// Words: a window is one start and end; a kind is one brand with one set of
// required and preferred tags; a slot is one kind in one window. A block is a
// run of slots that touch; rest is what lies between two blocks.
//
// The file form is match's; beyond it a slot may ask for "standby" seats
// (standby.go), which the plan lists as the slot ID/standby, and an agent may
// name "last_brands", brands worked for last: another one misses half a unit of
// preference. "weights" may say any weight of the objective as the answer tells
// them; the others are as usual. "change":N among them charges N minor units for
// every change of brand between two assignments of an agent that follow each
// other (change.go); unsaid it is nothing. A tag is any word without blanks
// (word.go).
//
// Times: slots and availability are instants. The day that a slot's hours count
// on is the date, at the offset its start is written with, on which it starts.
//
// There is no clock, no database and no randomness but the seed: the same
// instance and the same seed give the same plan on any number of processors,
// unless the limit cuts the search short.
package plan
