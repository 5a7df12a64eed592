// Package tag is the vocabulary that requests and agents are matched by: a
// namespace and a value, "skill:refund", "lang:zh", "brand:yunshang".
package tag

import (
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/fault"
)

// ErrMalformed refuses a tag that is not namespace:value.
var ErrMalformed = fault.New(fault.Invalid, "tag_malformed", "a tag is namespace:value in lower case letters, digits, - and _, at most 64 characters")

// Tag is one word of the vocabulary.
type Tag string

// Parse reads a tag. It returns ErrMalformed.
func Parse(s string) (Tag, error) {
	ns, value, ok := strings.Cut(s, ":")
	if !ok || !word(ns) || !word(value) || len(s) > 64 {
		return "", ErrMalformed.At("tag", "namespace:value", s)
	}
	return Tag(s), nil
}

// ParseAll reads tags and sorts them, each once. It returns ErrMalformed.
func ParseAll(list []string) (Set, error) {
	out := make(Set, 0, len(list))
	for _, s := range list {
		t, err := Parse(s)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func word(s string) bool {
	if s == "" {
		return false
	}
	for _, r := range s {
		ok := r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_'
		if !ok {
			return false
		}
	}
	return true
}

// Set is a sorted list of tags without repeats.
type Set []Tag

// Has tells whether the set holds t.
func (s Set) Has(t Tag) bool {
	_, ok := slices.BinarySearch(s, t)
	return ok
}

// HasAll tells whether the set holds all of want.
func (s Set) HasAll(want Set) bool {
	for _, t := range want {
		if !s.Has(t) {
			return false
		}
	}
	return true
}

// Missing lists the tags of want that the set does not hold.
func (s Set) Missing(want Set) Set {
	var out Set
	for _, t := range want {
		if !s.Has(t) {
			out = append(out, t)
		}
	}
	return out
}

// Strings is the set as plain text, for SQL arrays and JSON.
func (s Set) Strings() []string {
	out := make([]string, len(s))
	for i, t := range s {
		out[i] = string(t)
	}
	return out
}
