package guard

import (
	"slices"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/text/scan"
)

// Rule is one thing that may not be said, or not so.
type Rule struct {
	ID      string
	Kind    Kind
	Level   Level
	Words   []Word  // or
	Pattern string  // a regular expression over the folded text, or
	Detect  string  // a personal detail: mobile, id_card, bank_card, email, wechat, qq, address
	Match   Match   // of Words; Fuzzy where it is empty, but see unsaid
	Replace *string // what a rewrite puts instead; nil: there is no such thing
	From    time.Time
	Till    time.Time
	// Channels and Authors narrow the rule; empty means all. A message that
	// does not say its channel or author is held against every rule.
	Channels []string
	Authors  []Author
	Allow    []string // phrases inside which the rule does not hit

	File string // where the rule was read, for messages
	Line int
}

// Word is a word of a rule, with its own replacement where it has one.
type Word struct {
	Text    string
	Replace *string
}

// Kind is what a rule is about.
type Kind string

// The kinds of rules.
const (
	Platform    Kind = "platform"
	Promise     Kind = "promise"
	Superlative Kind = "superlative"
	Offsite     Kind = "offsite"
	Insult      Kind = "insult"
	Personal    Kind = "pii"
	Brand       Kind = "brand"
	Evasive     Kind = "evasive"
)

var kinds = []Kind{Platform, Promise, Superlative, Offsite, Insult, Personal, Brand, Evasive}

// Match is how loosely a rule's words are found.
type Match string

// Exact words stand in one piece, in any width, case and script. Fuzzy words
// are also found with separators, by sound, in pinyin and split.
const (
	Exact Match = "exact"
	Fuzzy Match = "fuzzy"
)

// Author is who wrote a message.
type Author string

// Who writes messages.
const (
	Agent   Author = "agent"
	Bot     Author = "bot"
	Shopper Author = "shopper"
)

var authors = []Author{Agent, Bot, Shopper}

// Level is what becomes of a message, in rising order.
type Level uint8

// The levels.
const (
	Pass Level = iota
	Log
	Warn
	Mask
	Block
)

var levelNames = [...]string{Pass: "pass", Log: "log", Warn: "warn", Mask: "mask", Block: "block"}

func (l Level) String() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return "block" // what is not known is not let through
}

// MarshalText writes a level by name.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

func levelNamed(s string) (Level, bool) {
	i := slices.Index(levelNames[:], s)
	return Level(max(i, 0)), i > 0
}

// ErrRules says which rules are wrong, one field each.
var ErrRules = fault.New(fault.Invalid, "guard_rules_wrong", "some guard rules are wrong")

// check names what is wrong with a rule that was read or built.
func (r *Rule) check(w *wrongs) {
	if r.ID == "" {
		w.add(r, "id", "a name that hits are reported by", "")
	}
	if !slices.Contains(kinds, r.Kind) {
		w.add(r, "kind", "platform, promise, superlative, offsite, insult, pii, brand or evasive", string(r.Kind))
	}
	switch {
	case r.Level == Pass || r.Level > Block:
		w.add(r, "level", "block, mask, warn or log", "")
	case r.Level == Mask && r.Kind != Personal:
		w.add(r, "level", "block, warn or log; only pii can be masked", "mask")
	}
	if r.Match != "" && r.Match != Exact && r.Match != Fuzzy {
		w.add(r, "match", "exact or fuzzy", string(r.Match))
	}
	if !r.From.IsZero() && !r.Till.IsZero() && !r.From.Before(r.Till) {
		w.add(r, "till", "a time after from", r.Till.Format(time.RFC3339))
	}
	for _, a := range r.Authors {
		if !slices.Contains(authors, a) {
			w.add(r, "authors", "agent, bot or shopper", string(a))
		}
	}
	r.checkSought(w)
}

// checkSought checks what the rule looks for: one of three, and not everything.
func (r *Rule) checkSought(w *wrongs) {
	given := 0
	for _, has := range []bool{len(r.Words) > 0, r.Pattern != "", r.Detect != ""} {
		if has {
			given++
		}
	}
	if given != 1 {
		w.add(r, "words", "words, a pattern or detect, exactly one of them", "")
	}
	if r.Detect != "" && scan.KindNamed(r.Detect) == 0 {
		w.add(r, "detect", "mobile, id_card, bank_card, email, wechat, qq or address", r.Detect)
	}
	if r.Detect != "" && r.Kind != Personal {
		w.add(r, "detect", "kind pii beside it", string(r.Kind))
	}
	for _, word := range r.Words {
		if wanted := tooWide(word.Text); wanted != "" {
			w.add(r, "words", wanted, word.Text)
		}
	}
	for _, a := range r.Allow {
		if wanted := tooWide(a); wanted != "" {
			w.add(r, "allow", wanted, a)
		}
	}
}
