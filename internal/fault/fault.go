// Package fault is what a caller may see of an error: a kind, a stable code
// and a sentence. A fault is declared beside the rule that it guards.
// Everything that is not a fault is ours, and is logged once at the edge.
package fault

import (
	"errors"
	"fmt"
)

// Kind says what sort of refusal a fault is; the surface maps it to a status.
type Kind int

// The kinds of refusal.
const (
	Invalid     Kind = iota + 1 // what was sent is wrong
	Unsigned                    // who is asking is not known
	Forbidden                   // who is asking may not
	NotFound                    // there is no such thing, or not for this brand
	Conflict                    // it was done already, or differently
	Stale                       // somebody changed it since it was read
	TooLarge                    // more than the limit
	TooMany                     // too often
	Unavailable                 // not now; try again
)

// Fault is a refusal that a caller may see.
type Fault struct {
	Kind   Kind
	Code   string // stable, snake_case, unique: "slot_ends_before_start"
	Detail string // a sentence in English; the web app translates by code
	Fields []Field

	declared string // the sentence of the code, where Detail says more of one case
}

// Field names one place of the input and what was expected there.
type Field struct {
	Where  string `json:"where"` // "row 17, contacts" or "body.event.start"
	Wanted string `json:"wanted"`
	Got    string `json:"got,omitempty"`
}

// New declares a fault.
func New(kind Kind, code, detail string) *Fault {
	return &Fault{Kind: kind, Code: code, Detail: detail}
}

// Error is the code and the sentence.
func (f *Fault) Error() string { return f.Code + ": " + f.Detail }

// Is makes errors.Is compare by code, so that a fault with detail added is
// still the declared fault.
func (f *Fault) Is(target error) bool {
	var t *Fault
	return errors.As(target, &t) && t.Code == f.Code
}

// With is the same fault with another sentence.
func (f *Fault) With(format string, args ...any) *Fault {
	c := *f
	c.declared = f.Title()
	c.Detail = fmt.Sprintf(format, args...)
	return &c
}

// Title is the sentence that the code was declared with: the same for every
// case of it, so what Detail adds can be told apart.
func (f *Fault) Title() string {
	if f.declared != "" {
		return f.declared
	}
	return f.Detail
}

// At is the same fault with one more field named.
func (f *Fault) At(where, wanted, got string) *Fault {
	c := *f
	c.Fields = append(append([]Field(nil), f.Fields...), Field{Where: where, Wanted: wanted, Got: clip(got)})
	return &c
}

// clip keeps hostile input from filling an answer.
func clip(s string) string {
	const most = 120
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most]) + "…"
}

// As finds the fault inside err.
func As(err error) (*Fault, bool) {
	var f *Fault
	ok := errors.As(err, &f)
	return f, ok
}
