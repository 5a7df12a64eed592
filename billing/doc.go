// Package billing is what a brand owes, what agents are owed, and the proof.
//
// It owns: contracts in versions, the outcome facts that other domains' facts
// become, bills and what corrects them, disputes, agents' statements, brands'
// wallets and rebates. It does not own: where money is written down (ledger),
// what the payment gateway is told (till), how agents are paid out (payout), how
// a rating is computed (rate, pure), what happened in a conversation (chat), who
// worked (matching), what was ordered (shop).
//
// A bill is a rating of facts, never a sum of charges. Whatever comes later is
// billed as the difference of two ratings, so that the documents of a period
// always add up to the rating of its final facts.
//
// Facts lie by the month in which they happened, come one by one from other
// domains or by the million from a file (Load, Import), and are sealed in blocks
// that hang together (block.go). What happened under no contract waits in sight
// (waiting.go). A fact's key is kept outside the months: told twice, it is one.
//
// Words: an outcome is what came of one conversation or of one order item that
// a conversation won; a correction is a later fact about an outcome; a document
// is an invoice, an adjustment or a credit note; a statement is an agent's pay
// of a closed period.
//
// Times: event_at says when it happened and picks the period; received_at says
// when this book learned of it, and a document looks at what was received up to
// its as_of; effective_at says from when a correction counts.
package billing
