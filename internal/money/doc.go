// Package money counts money in whole minor units: fen, cents, yen, fils.
//
// It owns: Amount, Currency with its exponent, the one rounding rule (half to
// even, once, in 128 bits), splitting without losing a unit, and reading and
// printing. It does not own: exchange rates, tax, or anything that needs a
// fraction of a minor unit to be kept.
//
// There is no float here, and none may be added: a price below one minor unit
// is an integer in millionths of a major unit (micro), and MulDiv brings it
// back. Every operation that can leave int64 returns an error instead of
// wrapping.
package money
