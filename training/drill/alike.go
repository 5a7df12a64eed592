package drill

import (
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/text/rank"
)

// Own are the agent's messages in their own words: what the screen shows for
// copying (steps, articles, the scripts of the brand) is left out, because it
// is everybody's.
func Own(s Scenario, talk Talk) []string {
	shown := []string{s.Script.Confirm, s.Script.Final, s.Because}
	for _, st := range s.Steps {
		shown = append(shown, st.Text)
	}
	for _, a := range s.Articles {
		shown = append(shown, a.Body)
	}
	for _, n := range s.Needs {
		shown = append(shown, n.Ask)
	}
	var out []string
	for _, l := range talk.Lines {
		if !l.Agent {
			continue
		}
		sentences, _ := clauses(l.Text)
		for _, c := range sentences {
			if greetForm.MatchString(c) || closeForm.MatchString(c) {
				continue
			}
			c = fold.String(strings.TrimSpace(c))
			if len([]rune(c)) >= shortestOwn && !slices.ContainsFunc(shown, func(w string) bool { return rank.Covered(c, w) >= ownWords }) {
				out = append(out, c)
			}
		}
	}
	return out
}

// Likeness compares two agents' own words, in basis points: the share of the
// shorter one's characters that stand in a sentence which the other one wrote
// almost word for word. Courtesies are short and common, so little text is no
// likeness at all.
func Likeness(a, b []string) int {
	if size(b) < size(a) {
		a, b = b, a
	}
	all, same := size(a), 0
	if all < leastOwn {
		return 0
	}
	for _, x := range a {
		if slices.ContainsFunc(b, func(y string) bool { return rank.Covered(x, y) >= wordForWord && rank.Covered(y, x) >= wordForWord }) {
			same += len([]rune(x))
		}
	}
	return same * fullPaceBP / all
}

const (
	shortestOwn = 8  // runes: below it a sentence is a courtesy
	leastOwn    = 40 // runes of own words that a comparison needs
)

func size(list []string) int {
	n := 0
	for _, s := range list {
		n += len([]rune(s))
	}
	return n
}
