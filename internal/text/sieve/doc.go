// Package sieve is regular expressions that are only tried on a text which has
// one of the words that they cannot match without.
//
// A message is held against some sixty forms (what is asked, what is risky, a
// size, a year), nearly none of which match; most of the time of a message went
// into finding that out. Each form therefore knows the literals of which one
// must stand in any text that it matches, and looks for those first, which is
// twenty times as quick. What a form finds is what the expression alone finds.
package sieve
