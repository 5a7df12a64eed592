package bot

import (
	"slices"

	"github.com/manyhands/manyhands/bot/likeness"
	"github.com/manyhands/manyhands/bot/mood"
	"github.com/manyhands/manyhands/bot/passage"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/text/rank"
)

// alike gives an embedding endpoint a voice where the embedded engine is in
// doubt, and nowhere else. Alone it can only have the shopper asked whether this
// is meant; together with the classifier's best guess, or with the article's own
// words, it makes an answer of an article's, which then goes the way of every
// answer. It starts no procedure and overrules nothing that is sure.
func (t *turn) alike(th thought) thought {
	if th.decide == classify.Answer || t.doors.Like == nil || t.s.Run != nil || len(passage.Terms(t.text)) == 0 || t.aboutOrder() || mood.Instructs(t.text) {
		return th
	}
	if _, written := t.mind.exact[fold.String(t.text)]; written {
		return th // the brand wrote down that this is nothing of its own
	}
	likes := slices.DeleteFunc(t.doors.Like(t.text), func(l likeness.Like) bool { return t.mind.subjects[l.Intent] == nil })
	if len(likes) == 0 {
		return th
	}
	first := likes[0].Intent
	seconded := len(th.top) > 0 && th.top[0].Intent == first && th.top[0].Confidence >= leastClear || t.mind.written(t.text) == first
	th.top = t.mind.fused(t.text, th.top, likes)
	th.decide = classify.Clarify
	s := t.mind.subjects[first]
	if seconded && th.top[0].Intent == first && s.sop == nil && len(s.articles) > 0 && (!t.mind.thin || t.mind.borneOut(t.text, first)) {
		th.intent, th.sure, th.decide = first, th.top[0].Confidence, classify.Answer
	}
	return th
}

// fused mixes what the classifier, the nearest phrasings and the endpoint think
// of a text, by place.
func (m *Mind) fused(text string, top []Candidate, likes []likeness.Like) []Candidate {
	const nearby = 10
	var sure, near, like []string
	chance, cosine := map[string]float64{}, map[string]float64{}
	for _, l := range likes {
		like, cosine[l.Intent] = append(like, l.Intent), l.Cosine
	}
	for _, c := range top {
		sure, chance[c.Intent] = append(sure, c.Intent), c.Confidence
	}
	for _, h := range m.near.Search(text, nearby) {
		near = append(near, h.ID)
	}
	var out []Candidate
	for _, in := range rank.Reciprocal(like, sure, near) {
		// What words alone brought up is neither sure enough nor alike enough.
		if chance[in] > 0 || cosine[in] > 0 {
			out = append(out, Candidate{Intent: in, Confidence: chance[in], Alike: cosine[in]})
		}
	}
	return out[:min(len(out), likeness.Named)]
}
