// Package billing is what a brand owes, what agents are owed, and the proof.
//
// It owns: contracts in versions, the outcome facts that other domains' facts
// become, bills and what corrects them, disputes, agents' statements, the
// ledger, and what is told to the payment gateway. It does not own: how a
// rating is computed (billing/rate, pure), what happened in a conversation
// (chat), who worked (matching), what was ordered (shop).
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
