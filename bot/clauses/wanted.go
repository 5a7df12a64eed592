// Package clauses takes a message apart: what it says that is not wanted, and the
// questions that it asks.
package clauses

import (
	"strings"

	"github.com/manyhands/manyhands/internal/text/sieve"
)

var (
	// A clause that says what is not wanted, and one that says what is.
	unwanted = sieve.MustCompile(`(?i)^\s*(?:我|先|我可)*(?:不是(?:要|想|来|说)?|没有?(?:要|想|说)|不想|不要|不用|别|先别|不需要)|^\s*i(?:'m|’m| am) not (?:asking|trying|going|here|looking|after)|^\s*i (?:don't|don’t|do not) (?:want|need|mean)|^\s*not asking`)
	asked    = sieve.MustCompile(`(?i)问|想知道|了解|咨询|只是|就是想|是说|\b(?:just|only) (?:want|asking|ask|wonder|need|like|what|how|when|whether|if)|\bwant to know|\bwondering|\bonly (?:what|how)|^\s*only\b`)
)

// Wanted is a message without what it says that is not wanted: of "I don't want
// to cancel, I just want to know when it arrives" the second half. Only where the
// rest says that it asks something is the first half left out: "I don't want it,
// cancel it" is one request.
func Wanted(text string) string {
	parts := strings.FieldsFunc(strings.NewReplacer(" but ", ",", "但是", ",", "而是", ",").Replace(text), func(r rune) bool { return strings.ContainsRune(",，。;；!！\n", r) })
	if len(parts) < 2 {
		return text
	}
	var rest []string
	asks := false
	for _, p := range parts {
		switch {
		case strings.TrimSpace(p) == "" || unwanted.MatchString(p) && !asks:
			continue
		case asked.MatchString(p):
			asks = true
		}
		rest = append(rest, strings.TrimSpace(p))
	}
	if !asks || len(rest) == 0 || len(rest) == len(parts) {
		return text
	}
	return strings.Join(rest, "，")
}
