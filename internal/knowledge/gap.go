package knowledge

import (
	"slices"
	"strings"
	"unicode"
)

// Unanswered is a question that no article answered.
type Unanswered struct {
	Chat    string
	Text    string
	Nearest string // the article that came closest
}

// Gap is a group of questions that ask for the same missing thing.
type Gap struct {
	Example string   `json:"example"` // the shortest of them
	Texts   []string `json:"texts"`
	Chats   int      `json:"chats"`
	Nearest string   `json:"nearest"`
}

// Gaps groups questions whose characters overlap by at least half, most asked
// first: the list that a brand writes articles from. Every question is in
// exactly one gap.
func Gaps(list []Unanswered) []Gap {
	type group struct {
		grams map[string]bool
		gap   Gap
		chats map[string]bool
	}
	var groups []*group
	for _, u := range list {
		g := gramsOf(u.Text)
		var home *group
		for _, c := range groups {
			if overlap(g, c.grams) >= 0.5 {
				home = c
				break
			}
		}
		if home == nil {
			home = &group{grams: g, gap: Gap{Example: u.Text, Nearest: u.Nearest}, chats: map[string]bool{}}
			groups = append(groups, home)
		}
		home.gap.Texts = append(home.gap.Texts, u.Text)
		home.chats[u.Chat] = true
		if len(u.Text) < len(home.gap.Example) {
			home.gap.Example = u.Text
		}
	}
	out := make([]Gap, 0, len(groups))
	for _, g := range groups {
		g.gap.Chats = len(g.chats)
		out = append(out, g.gap)
	}
	slices.SortStableFunc(out, func(a, b Gap) int { return b.Chats - a.Chats })
	return out
}

// gramsOf are pairs of Han characters and whole Latin words.
func gramsOf(s string) map[string]bool {
	out := map[string]bool{}
	var word []rune
	var last rune
	flush := func() {
		if len(word) > 0 {
			out[string(word)] = true
		}
		word = word[:0]
	}
	for _, r := range strings.ToLower(s) {
		if unicode.Is(unicode.Han, r) {
			flush()
			if last != 0 {
				out[string([]rune{last, r})] = true
			}
			last = r
			continue
		}
		last = 0
		if unicode.IsLetter(r) {
			word = append(word, r)
		} else {
			flush()
		}
	}
	flush()
	return out
}

// overlap is twice the common grams over both sets
// together: Dice's measure.
func overlap(a, b map[string]bool) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	both := 0
	for g := range a {
		if b[g] {
			both++
		}
	}
	return 2 * float64(both) / float64(len(a)+len(b))
}
