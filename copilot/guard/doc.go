// Package guard decides what may be said in a chat: rules, the packs that ship,
// and the verdict on one message. It is pure: the time and the channel are
// given, nothing is stored.
//
// It owns the rule format, its checks, the packs of words that a platform or
// the advertising law forbids, and the rewrite that would pass. It does not own
// who is asked when a rule hits, or who may override it: that is the copilot's.
//
// What is refused: a rule that holds back every third everyday message, a word
// of separators alone, a pattern that matches everything, more words than the
// memory of one brand allows. A file that is wrong names each row.
//
// Words. A *rule* has words or a pattern. A *hit* is a span that a rule names. A
// *level* says what becomes of a message: log, warn, mask, block; a message's
// *verdict* is the highest level of its hits, or pass. An *allowed* phrase is
// one inside which a rule does not hit.
//
// Times: From and Till are the dates between which a rule is in force; Context.At
// is when the message is sent. A zero At is in force for every date.
package guard
