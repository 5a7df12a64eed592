package bot

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/manyhands/manyhands/bot/footing"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/text/classify"
)

// What a brand with few phrasings asks of the words themselves before it
// answers. Chosen on three made-up brands of 15 to 20 subjects with one to three
// phrasings each, and tried on questions that they were not chosen on.
const (
	footHold  = 0.5  // of what is asked, for an article that the classifier is sure of
	footAlone = 0.66 // for an article that it is not sure of
	footAhead = 0.15 // and so much before the next subject
	footSeen  = 0.25 // to be mentioned when it is asked back
)

// footed weighs what the classifier thinks by the words themselves, where it has
// seen too few phrasings to be trusted. It answers only what both bear out or
// what the words say plainly; what they differ on is asked back, and what neither
// has is nobody's.
func (m *Mind) footed(text string, th thought) thought {
	shares, asked := m.standsOn(text)
	of := map[string]float64{}
	for _, s := range shares {
		of[s.Subject] = s.Of
	}
	if m.acts(th.intent) && th.decide == classify.Answer {
		return th // a procedure asks and confirms before it does anything
	}
	if asked == 0 || len(shares) == 0 {
		if th.decide == classify.Answer && asked > 0 {
			th.decide = classify.Clarify
		}
		return th
	}
	best, next := shares[0], footing.Share{}
	if len(shares) > 1 {
		next = shares[1]
	}
	switch {
	case th.decide == classify.Answer && of[th.intent] >= footHold && best.Of-of[th.intent] < footAhead:
		return th
	case whereIsIt.MatchString(text) && th.decide != classify.Answer:
		return th // the shop's data answers it
	case !m.acts(best.Subject) && best.Of >= footAlone && best.Of-next.Of >= footAhead && m.speaksFor(text, asked, best.Subject):
		th.intent, th.sure, th.decide, th.beside = best.Subject, best.Of, classify.Answer, ""
		th.top = m.mentioned(th.top, shares)
		return th
	}
	th.top = m.mentioned(th.top, shares)
	if th.decide == classify.Answer || best.Of >= footSeen {
		th.decide, th.beside = classify.Clarify, ""
	}
	return th
}

// speaksFor tells whether words alone may decide for a subject. One word of an
// article's body proves nothing (to pick it up, where somebody has first pick);
// and a word that another subject is called by, and this one is not, speaks for
// the other, however much of the question stands here.
func (m *Mind) speaksFor(text string, asked int, subject string) bool {
	words := footing.Words(text)
	if m.calledBy(words, subject) {
		return true
	}
	return asked > 1 && !slices.ContainsFunc(slices.Collect(maps.Keys(m.subjects)), func(other string) bool { return m.titledBy(words, other) })
}

// titledBy tells whether one of the words stands in the title of a subject's
// article.
func (m *Mind) titledBy(words []string, subject string) bool {
	return slices.ContainsFunc(m.subjects[subject].articles, func(a knowledge.Article) bool {
		return slices.ContainsFunc(words, func(w string) bool { return footing.Stands(w, a.Title) })
	})
}

// calledBy is titledBy, or by one of the ways to ask for it.
func (m *Mind) calledBy(words []string, subject string) bool {
	return m.titledBy(words, subject) || slices.ContainsFunc(m.subjects[subject].articles, func(a knowledge.Article) bool {
		return slices.ContainsFunc(a.Questions, func(q string) bool {
			return slices.ContainsFunc(words, func(w string) bool { return footing.Stands(w, q) })
		})
	})
}

// standsOn is what the text has the words of, as it is written or as it is read
// where characters only sound right.
func (m *Mind) standsOn(text string) (shares []footing.Share, asked int) {
	shares, asked = m.footing.Of(text)
	if strings.ContainsFunc(text, unicode.IsDigit) {
		return shares, asked // which are all alike to what reads
	}
	mended, n := m.footing.Of(m.model.Mended(text))
	if len(mended) > 0 && (len(shares) == 0 || mended[0].Of > shares[0].Of) {
		return mended, n
	}
	return shares, asked
}

// mentioned are the subjects to ask back about: those whose words are there, and
// the classifier's best among them.
func (m *Mind) mentioned(top []Candidate, shares []footing.Share) []Candidate {
	sure := map[string]float64{}
	for _, c := range top {
		sure[c.Intent] = c.Confidence
	}
	var out []Candidate
	for _, s := range shares {
		if s.Of >= footSeen && len(out) < 2 {
			out = append(out, Candidate{Intent: s.Subject, Confidence: max(sure[s.Subject], s.Of)})
			delete(sure, s.Subject)
		}
	}
	for _, c := range top {
		if _, left := sure[c.Intent]; left && len(out) < 3 {
			out = append(out, c)
		}
	}
	return out
}

// everything is all that is written of each subject: its articles, its
// procedure's name, and how shoppers ask for it.
func (m *Mind) everything(examples []classify.Example) []footing.Doc {
	texts := map[string][]string{}
	for _, e := range examples {
		texts[e.Intent] = append(texts[e.Intent], e.Text)
	}
	var out []footing.Doc
	for _, in := range slices.Sorted(maps.Keys(m.subjects)) {
		d := footing.Doc{Subject: in, Texts: texts[in]}
		for _, a := range m.subjects[in].articles {
			d.Texts = append(d.Texts, a.Title, a.Body)
		}
		out = append(out, d)
	}
	return out
}
