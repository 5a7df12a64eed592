// Package sop is the brand's procedures as data: which facts are needed, which
// steps follow one another, which guards must hold before something is done,
// and what is never done.
//
// It owns: the YAML of a procedure (Parse, Lint), the verdict on one action
// (Check) and the run of a procedure through a conversation (Advance).
//
// It does not own: what an action does (the shop's, behind the Act func), who
// is asking, or how a text is dressed up. A model may phrase and extract; it
// never decides: the engine does, from the data alone.
//
// Words: a fact is one thing to know before acting (a reason, an item); here
// it is the shopper's, not what domains tell each other. A guard is one CEL
// expression that must be true. A verdict names every guard that failed.
//
// A guard that lacks data or cannot be computed has failed: nothing is ever
// allowed by an error.
package sop
