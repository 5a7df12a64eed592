package guard

import (
	"fmt"
	"sync"

	"github.com/manyhands/manyhands/internal/text/scan"
)

// Guard is a compiled set of rules. It is never changed, and may be used by
// any number of goroutines; new rules are a new Guard (see Current).
type Guard struct {
	rules    []Rule
	index    *scan.Index
	exact    bool    // so long a list that words are looked for as they stand
	entries  []entry // of the index
	patterns []pattern
	always   []int32                   // patterns without a needed piece
	details  [scan.Address + 1][]int32 // kind of detail -> rules
	scratch  sync.Pool                 // of *scratch
}

// entry says what a word of the index is for.
type entry struct {
	use     use
	at      int32 // rule, or pattern
	before  int32 // of a piece: the signs that it begins with
	replace *string
}

type use uint8

const (
	seeks use = iota
	allows
	wakes // a pattern
)

// Compile makes a guard of rules. Personal details are looked for whether or
// not a rule says so; a rule with detect changes what becomes of them. Its
// error is ErrRules and names every rule that is wrong; two rules may not have
// one id.
func Compile(rules []Rule) (*Guard, error) {
	var w wrongs
	g := compile(rules, &w)
	if err := w.err(); err != nil {
		return nil, err
	}
	return g, nil
}

// compile answers nil when it had something to say to w.
func compile(rules []Rule, w *wrongs) *Guard {
	g := &Guard{rules: withDetails(rules)}
	g.exact = unsaid(rules) > mostFuzzy
	seen := map[string]bool{}
	var words []scan.Pattern
	for i := range g.rules {
		r := &g.rules[i]
		r.check(w)
		if seen[r.ID] && r.ID != "" {
			w.add(r, "id", "an id that no other rule has", r.ID)
		}
		seen[r.ID] = true
		words = g.enter(int32(i), words, w)
	}
	if len(w.fields) > 0 {
		return nil
	}
	g.bound(words, w)
	if len(w.fields) > 0 {
		return nil
	}
	g.index = scan.NewIndex(words)
	g.scratch.New = func() any { return new(scratch) }
	g.everywhere(w)
	return g
}

// The most words that one guard holds. A word that is looked for in every
// disguise costs about ten times the memory of one that stands as written, so
// there may be fewer of them; both are far beyond what a brand keeps by hand.
const (
	mostWords = 400_000
	mostFuzzy = 100_000
)

// unsaid counts the words whose rules do not say how they are matched. They are
// looked for in every disguise; a list too long for that is found as it stands.
func unsaid(rules []Rule) (n int) {
	for i := range rules {
		if rules[i].Match == "" {
			n += len(rules[i].Words)
		}
	}
	return n
}

// bound refuses a list that would take the memory of the brands beside it.
func (g *Guard) bound(words []scan.Pattern, w *wrongs) {
	fuzzy := 0
	for _, p := range words {
		if p.Loose {
			fuzzy++
		}
	}
	if len(words) > mostWords {
		w.at("rules", fmt.Sprintf("at most %d words in all", mostWords), fmt.Sprint(len(words)))
	}
	if fuzzy > mostFuzzy {
		w.at("rules", fmt.Sprintf("at most %d words with match: fuzzy; longer lists with match: exact", mostFuzzy), fmt.Sprint(fuzzy))
	}
}

// enter adds what one rule looks for.
func (g *Guard) enter(i int32, words []scan.Pattern, w *wrongs) []scan.Pattern {
	r := &g.rules[i]
	for _, word := range r.Words {
		words = append(words, scan.Pattern{Text: word.Text, Loose: r.Match == Fuzzy || r.Match == "" && !g.exact})
		replace := word.Replace
		if replace == nil {
			replace = r.Replace
		}
		g.entries = append(g.entries, entry{use: seeks, at: i, replace: replace})
	}
	for _, a := range r.Allow {
		words = append(words, scan.Pattern{Text: a})
		g.entries = append(g.entries, entry{use: allows, at: i})
	}
	if k := scan.KindNamed(r.Detect); k != 0 {
		g.details[k] = append(g.details[k], i)
	}
	if r.Pattern == "" {
		return words
	}
	ways, err := compilePattern(r.Pattern)
	if err != nil {
		w.add(r, "pattern", err.Error(), r.Pattern)
		return words
	}
	for _, way := range ways {
		at := int32(len(g.patterns))
		g.patterns = append(g.patterns, pattern{i, way})
		if len(way.needs) == 0 {
			g.always = append(g.always, at)
		}
		for _, need := range way.needs {
			words = append(words, scan.Pattern{Text: need, Piece: true})
			g.entries = append(g.entries, entry{use: wakes, at: at, before: before(need)})
		}
	}
	return words
}

// withDetails adds the rule for each personal detail that no rule names.
func withDetails(rules []Rule) []Rule {
	out := append([]Rule(nil), rules...)
	named := map[string]bool{}
	for _, r := range rules {
		named[r.Detect] = true
	}
	for k := scan.Mobile; k <= scan.Address; k++ {
		if !named[k.String()] {
			out = append(out, Rule{ID: "pii." + k.String(), Kind: Personal, Level: Mask, Detect: k.String()})
		}
	}
	return out
}

// Rules lists what the guard was compiled from, the rules for personal details
// included. The list must not be changed.
func (g *Guard) Rules() []Rule { return g.rules }
