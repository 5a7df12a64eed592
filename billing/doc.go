// Package billing is what a brand owes, what agents are owed, and the proof.
//
// It owns: bills and what corrects them, disputes, brands' wallets and rebates. Its
// rooms own the rest, and know nothing of it: what happened (facts), what was
// agreed (deal), what agents earn (wages), how a rating is computed (rate, pure),
// where money is written down (ledger), what the payment gateway is told (till),
// how agents are paid out (payout), how a document looks (paper). What goes on
// outside comes as facts: conversations (chat), shifts (matching), orders (shop).
// The tests that go through all of it are in laws.
//
// A bill is a rating of facts, never a sum of charges. Whatever comes later is
// billed as the difference of two ratings, so that the documents of a period
// always add up to the rating of its final facts.
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
