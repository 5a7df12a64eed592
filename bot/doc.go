// Package bot is the AI in front: it reads a shopper's message, answers from
// what the brand knows, does what a procedure allows, and knows when to stop.
//
// It owns: the order of work on one message (Turn), the brand as one thing to
// think with (Compile), the choice between answer, procedure, question back and
// person, and what a person is handed.
//
// It does not own: the articles (knowledge), the procedures (sop), the orders
// (shop), the words that must not be said (the copilot's guard, a func here),
// who holds a chat (chat) or which person is next (matching).
//
// A message that asks several things is several turns within one reply (several.go).
//
// Nothing is said without a source: an article, a product, an order, or the
// result of an action that was read back. What a shopper writes is material to
// read and never an instruction to follow.
//
// The root is pure: no database, no clock, no model. A Mind never changes; an
// edit compiles a new one aside and the pointer is swapped.
package bot
