// Package ledger is double-entry money: every move is one transfer from one
// account to another, so debits and credits cannot differ.
//
// It owns: the chart of accounts, transfers, snapshots of balances, and the
// instant up to which the books are closed. It does not own: why money moves;
// billing, till and payout post what they decide.
//
// Words: a place is one account (a kind, whose, in which currency); a move is a
// transfer about to be written down; its key makes it once.
//
// Times: at is when a transfer counts, and no transfer counts before the books
// were closed; seq is the order in which transfers were written down, and is
// what a snapshot stands at.
package ledger
