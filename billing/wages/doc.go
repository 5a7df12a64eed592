// Package wages is what agents earn: by the minute, by the piece, and what is
// taken back; and the statements that close a period of it.
//
// It owns: earnings and statements. It does not own: how a statement is paid out
// (payout), what a brand owes for the same work (the bill). An agent is paid for
// work done even where a guarantee makes it free for the brand: the promise is the
// marketplace's.
//
// Words: an earning is one thing that is paid for, or, negative, given back with
// its reason; a statement is an agent's earnings of a closed period.
package wages
