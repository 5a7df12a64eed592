// Package line is the order in which conversations get their hints made: each
// once, however much its shopper types, the one before an agent's eyes first,
// and none left for ever. It has no clock and no database; whoever receives
// from Ready takes turns.
package line
