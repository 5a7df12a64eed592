// Package facts is what happened, as billing knows it: outcomes and what was told
// about them later, each once, sealed so that nobody changes one unseen.
//
// It owns: outcomes by the month in which they happened, corrections, the keys
// that a duplicate is known by for ever, conflicts, orders and who won them, the
// chain of blocks, imports, platforms' figures, what waits without a contract. It
// does not own: what any of it costs (rate).
//
// Facts come one by one from other domains (Listen) or by the million from a file
// (Load, Import). What happened under no contract waits in sight. A fact's key is
// kept outside the months: told twice, it is one; told with another body, it is a
// conflict that somebody sees.
//
// Times: event_at says when it happened; received_at when this book learned of it,
// and it is later than any as_of that the brand's facts were rated at before.
package facts
