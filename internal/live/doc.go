// Package live pushes to open screens: messages, typing, suggestions, the
// wall's numbers. It is the centrifuge library, and that library is only here.
//
// It owns topics, who may listen to one, presence, and the connection's life.
// It does not own anything durable: what is durable was committed before it
// was pushed. Each push carries the topic's own seq where it has one, so that
// a screen that sees a gap reads again from the last one it has.
package live
