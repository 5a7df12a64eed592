// Package payout pays agents: what their closed statements say, less what they
// owe and the tax that is kept back.
//
// It owns: where an agent is paid, payruns with their two approvals, the bank's
// batch file, and what became of each payment. It does not own: what an agent
// earned and the statement that says so (billing), how the gateway is told
// (till).
//
// Words: a payrun is all agents of one currency that are paid at once; an item
// is one agent of it; gross is what the statements say; recovered is what was
// kept of it because deductions of an earlier period were more than its pay; net
// is what is sent.
//
// A run and its items move so:
//
//	run:  draft ─► approved ─► submitting ─► settled | partial
//	        └──────────┴─► void
//	item: waiting ─► sent ─► paid ─► reversing ─► reversed
//	         └─────────┴─► failed           its statements wait for the next run
//
// A statement is accrued until its period closes, held for half a day, then
// available, in a payrun, and paid or failed.
package payout
