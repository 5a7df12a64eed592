// Package rate says what a brand owes: one pure function of a contract and the
// facts, with no clock, no database and no float.
//
// It owns: the contract's and the facts' forms (docs/billing-formats.md), which
// conversation earned an order (Attribute), what each outcome is worth (Rate),
// the evidence under every line, and what two documents differ by (Diff).
// It does not own: who may see it, numbering, tax paper, money that moves.
//
// Nothing stores a charge. What comes later - a refund, a late fact, an upheld
// dispute - is billed as Rate(new facts) less what was billed, so that
// sum(documents of a period) == Rate(final facts), to the minor unit, whatever
// order the facts arrived in.
//
// Three times are never swapped for another: event_at says when it happened
// and picks the period and the contract version; received_at says when we
// learned of it and is what an as-of run looks at; effective_at says from when
// a correction counts and decides whether it is inside a window.
//
// How an outcome is judged, in order: duplicates fall away, corrections are
// laid on, a version and a rule are found, one row speaks for a conversation,
// one row is billed in a case, and what is left is counted into lines.
package rate
