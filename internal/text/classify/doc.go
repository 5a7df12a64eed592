// Package classify tells what a message wants (its intent) and how the writer
// feels (its sentiment). Everything is a linear model over hashed pieces of
// text, trained in the process from a brand's own phrasings: no weights from
// outside, no network, no clock.
//
// A message becomes four blocks of features, each scaled to a fixed length:
// characters, words and ideas, unordered pairs, and sounds (pinyin). An idea
// is a line of the lexicon: words that shoppers use for one another.
// One linear machine per intent scores the message; the gate turns the scores,
// the distance to the nearest known phrasing and the share of unknown words
// into one number, the calibrated chance that the best intent is right, and
// decides: answer, clarify with the best three, or hand over.
//
// The confidence assumes that Options.OutOfScope of the traffic asks for what
// no intent covers; a shop with more of it is answered less surely than said.
//
// Train is deterministic: the same examples in the same order give the same
// model. A Model never changes; whoever retrains builds a new one aside and
// swaps the pointer.
package classify
