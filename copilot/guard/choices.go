package guard

import (
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/text/fold"
)

// Choices are what a brand decides about rules without rewriting them.
type Choices struct {
	Off   []string            // rules that do not apply
	Allow map[string][]string // rule -> phrases inside which it does not hit
}

// Chosen is rules with the choices applied; rules itself is left alone. A
// choice about a rule that is not there is passed over: a newer pack may have
// dropped it. A rule about personal details cannot be switched off altogether:
// it is logged, and nothing leaves masked.
func Chosen(rules []Rule, c Choices) []Rule {
	out := make([]Rule, 0, len(rules))
	for _, r := range rules {
		off := slices.Contains(c.Off, r.ID)
		switch {
		case off && r.Detect == "":
			continue
		case off:
			r.Level = Log
		}
		if more := c.Allow[r.ID]; len(more) > 0 {
			r.Allow = slices.Concat(r.Allow, more)
		}
		out = append(out, r)
	}
	return out
}

// Covers tells whether a phrase holds the word that was hit, so that letting
// the phrase through can let the word through inside it.
func Covers(phrase, word string) bool {
	w := fold.String(word)
	return w != "" && strings.Contains(fold.String(phrase), w) && tooWide(phrase) == ""
}
