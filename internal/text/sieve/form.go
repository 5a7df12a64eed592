package sieve

import (
	"regexp"
	"unicode"
	"unicode/utf8"
)

// Form is a regular expression behind its sieve. It does not change and may be
// used by any number of goroutines.
type Form struct {
	re *regexp.Regexp
	// needs is false when a match needs no particular words: then every text is tried.
	needs bool
	one   bits                   // needed characters that stand alone, by hash
	two   bits                   // first two characters of longer needed words, by hash
	ones  map[rune]bool          // the same, exactly
	words map[[2]rune][]([]rune) // by the first two: what must follow
}

// bits is a small filter over hashes.
type bits [16]uint64

func (b *bits) set(h uint32)      { b[h>>6&15] |= 1 << (h & 63) }
func (b *bits) has(h uint32) bool { return b[h>>6&15]>>(h&63)&1 != 0 }

func hashOne(r rune) uint32    { return uint32(r) * 0x9E3779B1 >> 20 }
func hashTwo(a, b rune) uint32 { return (uint32(a)*0x85EBCA6B ^ uint32(b)*0x9E3779B1) >> 20 }

// MustCompile reads an expression as package regexp does; it panics at start
// when the expression is wrong, as a constant may.
func MustCompile(expression string) *Form {
	f := &Form{re: regexp.MustCompile(expression)}
	words := needed(expression).words
	if len(words) == 0 {
		return f
	}
	f.needs, f.ones, f.words = true, map[rune]bool{}, map[[2]rune][][]rune{}
	for _, w := range words {
		if len(w) == 1 {
			f.one.set(hashOne(w[0]))
			f.ones[w[0]] = true
			continue
		}
		f.two.set(hashTwo(w[0], w[1]))
		key := [2]rune{w[0], w[1]}
		f.words[key] = append(f.words[key], w[2:])
	}
	return f
}

// May tells whether text has one of the words that a match needs.
func (f *Form) May(text string) bool {
	if !f.needs {
		return true
	}
	last := rune(-1)
	for i, r := range text {
		r = plain(r)
		if len(f.ones) > 0 && f.one.has(hashOne(r)) && f.ones[r] {
			return true
		}
		if last >= 0 && f.two.has(hashTwo(last, r)) {
			for _, rest := range f.words[[2]rune{last, r}] {
				if follows(text[i:], rest) {
					return true
				}
			}
		}
		last = r
	}
	return false
}

// follows tells whether rest stands behind the first character of text.
func follows(text string, rest []rune) bool {
	_, n := utf8.DecodeRuneInString(text)
	for _, want := range rest {
		text = text[n:]
		var r rune
		if r, n = utf8.DecodeRuneInString(text); n == 0 || plain(r) != want {
			return false
		}
	}
	return true
}

// plain is the least of the characters that differ from r in case alone.
func plain(r rune) rune {
	switch {
	case r >= 0x2E80 && r < 0xA640: // most of what is written has no case
		return r
	case r < utf8.RuneSelf:
		if r >= 'a' && r <= 'z' {
			return r - ('a' - 'A')
		}
		return r
	}
	least := r
	for o := unicode.SimpleFold(r); o != r; o = unicode.SimpleFold(o) {
		least = min(least, o)
	}
	return least
}

// MatchString tells whether the form stands in text.
func (f *Form) MatchString(text string) bool { return f.May(text) && f.re.MatchString(text) }

// FindString is the first match in text, "" when there is none.
func (f *Form) FindString(text string) string {
	if !f.May(text) {
		return ""
	}
	return f.re.FindString(text)
}

// FindAllString is up to n matches, all when n is below zero.
func (f *Form) FindAllString(text string, n int) []string {
	if !f.May(text) {
		return nil
	}
	return f.re.FindAllString(text, n)
}

// FindStringSubmatch is the first match and its groups.
func (f *Form) FindStringSubmatch(text string) []string {
	if !f.May(text) {
		return nil
	}
	return f.re.FindStringSubmatch(text)
}

// FindAllStringSubmatch is up to n matches and their groups.
func (f *Form) FindAllStringSubmatch(text string, n int) [][]string {
	if !f.May(text) {
		return nil
	}
	return f.re.FindAllStringSubmatch(text, n)
}

// ReplaceAllString puts repl in the place of every match.
func (f *Form) ReplaceAllString(text, repl string) string {
	if !f.May(text) {
		return text
	}
	return f.re.ReplaceAllString(text, repl)
}
