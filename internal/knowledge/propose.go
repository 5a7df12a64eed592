package knowledge

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// mostPhrasings of one proposal; the rest says the same again.
const mostPhrasings = 12

// Proposed makes articles of lessons: one for each group of questions that ask
// for the same, answered in the words that the people's answers have most in
// common. The articles are in the order of how often they were asked.
func Proposed(lessons []Lesson) []Shelved {
	var out []Shelved
	for _, group := range grouped(lessons) {
		best := central(group)
		a := Article{Title: shortest(group), Body: best.Answer, Tags: []string{"learned"}, Source: "conversations"}
		a.Lang = tongue.Of(a.Title + " " + a.Body)
		seen := map[string]bool{a.Title: true}
		for _, l := range group {
			if !seen[l.Question] && len(a.Questions) < mostPhrasings {
				seen[l.Question] = true
				a.Questions = append(a.Questions, l.Question)
			}
		}
		row := a.whole(0)
		if row.Refused != nil {
			continue
		}
		out = append(out, Shelved{Article: row.Article, State: "proposed", Why: whyLearned(group, best)})
	}
	return out
}

// whyLearned is the provenance: from how many conversations, and what an agent
// changed in what was offered.
func whyLearned(group []Lesson, best Lesson) string {
	chats := map[string]bool{}
	for _, l := range group {
		chats[l.Chat] = true
	}
	why := fmt.Sprintf("learned: chats=%d answers=%d first=%s#%d", len(chats), len(group), group[0].Chat, group[0].Seq)
	if best.Offered != "" {
		offered := []rune(best.Offered)
		why += fmt.Sprintf("\nchanged by an agent, was: %s", string(offered[:min(len(offered), 300)]))
		if best.Source != "" {
			why += " (" + best.Source + ")"
		}
	}
	return why
}

// Two questions ask for the same thing when their words overlap so much, or
// less where the answers overlap too: 可以送到新疆吗, 能送新疆吗.
const (
	alikeEnough  = 0.5
	alikeSomehow = 0.35
	answersAlike = 0.25
)

func grouped(lessons []Lesson) [][]Lesson {
	var groups [][]Lesson
	var asked, answered []map[string]bool
	for _, l := range lessons {
		q, a := gramsOf(l.Question), gramsOf(l.Answer)
		home := -1
		for i := range groups {
			if o := overlap(q, asked[i]); o >= alikeEnough || o >= alikeSomehow && overlap(a, answered[i]) >= answersAlike {
				home = i
				break
			}
		}
		if home < 0 {
			groups, asked, answered = append(groups, nil), append(asked, q), append(answered, a)
			home = len(groups) - 1
		}
		groups[home] = append(groups[home], l)
	}
	slices.SortStableFunc(groups, func(a, b []Lesson) int { return cmp.Compare(len(b), len(a)) })
	return groups
}

// central is the lesson whose answer is most like the others'.
func central(group []Lesson) Lesson {
	grams := make([]map[string]bool, len(group))
	for i, l := range group {
		grams[i] = gramsOf(l.Answer)
	}
	best, most := 0, -1.0
	for i := range group {
		sum := 0.0
		for j := range group {
			sum += overlap(grams[i], grams[j])
		}
		if sum > most+1e-9 {
			best, most = i, sum
		}
	}
	return group[best]
}

func shortest(group []Lesson) string {
	best := group[0].Question
	for _, l := range group {
		if len(l.Question) < len(best) {
			best = l.Question
		}
	}
	return strings.TrimRight(best, "?？!！。. ")
}
