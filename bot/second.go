package bot

import (
	"strconv"

	"github.com/manyhands/manyhands/bot/passage"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/sieve"
)

// leastSure is below what no answer is given, however few phrasings the gate
// was fitted to; usualDial is promised when the brand asks for nothing else.
const (
	leastSure = 0.5
	usualDial = 0.9
	// leastActing is what a procedure needs: it goes on to do something, and
	// "book me a flight" must not begin an invoice.
	leastActing = 0.9
)

// What a second opinion needs to make an answer of a doubt. Measured on five
// folds of the brand that ships: of what the classifier was in doubt about,
// each rule below was right in about 95 of 100, as what it was sure of.
const (
	leastSeconded = 0.75 // the nearest phrasings agree; below it they agree on nonsense too
	leastWritten  = 0.4  // the article's own words agree
	leastCovered  = 0.15 // of the question, by them: 羽绒服 alone says nothing of what is asked
	leastEither   = 0.6  // an article and a procedure together
)

// seconded lets others have a say where the classifier is in doubt: the nearest
// phrasings, the articles' own words, and the case that only an article and a
// procedure are left to choose from, where the article answers either way.
func (m *Mind) seconded(text string, th thought) thought {
	if th.decide == classify.Answer || len(th.top) == 0 {
		return th
	}
	best := th.top[0]
	if th.decide == classify.Clarify && best.Confidence >= leastSeconded && m.nearestAgree(text, best.Intent) ||
		best.Confidence >= leastWritten && m.written(text) == best.Intent {
		th.intent, th.sure, th.decide = best.Intent, best.Confidence, classify.Answer
		return th
	}
	if th.decide == classify.Clarify && len(th.top) > 1 {
		th = m.either(th)
		if th.beside != "" && requests.MatchString(text) && !asks.MatchString(requests.ReplaceAllString(text, " ")) {
			th.intent, th.beside = th.beside, "" // 帮我退了: who asks for it to be done is not told how it is done
		}
	}
	return th
}

// requests are words that ask for something to be done.
var requests = sieve.MustCompile(`(?i)帮我|给我|替我|麻烦(?:您|你)?(?:帮|给|办)|\bplease (?:cancel|return|change|refund|exchange|send|issue)\b|\b(?:cancel|return|change|refund|exchange) (?:it|this|my)\b[^?]*\bfor me\b`)

// fewPhrasings of a subject, on average: with fewer, a few held-out ones say
// little of how far the classifier may be trusted, and the words themselves are
// asked (footed).
const fewPhrasings = 10

// borneOut tells whether an article has some of the words that it would answer:
// "is a TV hung on the wall for free" has none of the article on installation.
func (m *Mind) borneOut(text, intent string) bool {
	s := m.subjects[intent]
	if s == nil || len(s.articles) == 0 || len(passage.Terms(text)) == 0 {
		return true
	}
	q := passage.Terms(text)
	share := m.passages.Covers(s.articles, q)
	for _, a := range s.articles {
		share = max(share, m.passages.Titled(a.Title, q))
	}
	return share >= leastCovered
}

func (m *Mind) nearestAgree(text, intent string) bool {
	hits := m.near.Search(text, 3)
	for _, h := range hits {
		if h.ID != intent {
			return false
		}
	}
	return len(hits) == 3
}

// written is the intent whose article covers the text best with its own words.
func (m *Mind) written(text string) string {
	a, share, _ := m.passages.Best(text, func(knowledge.Article) bool { return true })
	if share < leastCovered || m.thin && share < 2*leastCovered {
		return ""
	}
	if a.Intent != "" {
		return a.Intent
	}
	return a.ID
}

// either answers by the article when it is that or the procedure, and keeps the
// procedure at hand.
func (m *Mind) either(th thought) thought {
	a, b := m.subjects[th.top[0].Intent], m.subjects[th.top[1].Intent]
	if a == nil || b == nil || th.top[0].Confidence+th.top[1].Confidence < leastEither {
		return th
	}
	if a.sop != nil {
		a, b = b, a
	}
	if a.sop != nil || len(a.articles) == 0 || b.sop == nil || !akin(a, b) {
		return th
	}
	th.intent, th.sure = a.intent, th.top[0].Confidence+th.top[1].Confidence
	th.decide, th.beside = classify.Answer, b.intent
	return th
}

// akin tells whether an article and a procedure are about one thing, by a word
// that both are titled with in some language.
func akin(a, b *subject) bool {
	titled := map[string]bool{}
	for _, art := range a.articles {
		titled = passage.Union(titled, passage.Terms(art.Title))
	}
	for _, title := range b.sop.Title {
		for t := range passage.Terms(title) {
			if titled[t] {
				return true
			}
		}
	}
	return false
}

var yearForm = sieve.MustCompile(`(?:^|\D)(20\d\d)\s*年|(?i)\b(?:in|of|for|year)\s+(20\d\d)\b`)

// anotherYear tells whether the message asks about a year that is neither this
// one nor the last: what is written holds for the present.
func (t *turn) anotherYear() bool {
	m := yearForm.FindStringSubmatch(t.text)
	if m == nil {
		return false
	}
	y, err := strconv.Atoi(m[1] + m[2])
	now := t.msg.At.Year()
	return err == nil && now > 1 && y != now && y != now-1
}
