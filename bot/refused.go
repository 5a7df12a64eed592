package bot

import (
	"github.com/manyhands/manyhands/bot/passage"
	"github.com/manyhands/manyhands/bot/say"
	"github.com/manyhands/manyhands/internal/sop"
)

// refused deals with a procedure that said no to the same order before. Saying
// it in the same words again helps nobody: what the articles tell about the
// question is said instead, with a person offered, and the third time the
// person is called. It is false when the procedure's own words are to be said.
func (t *turn) refused(p *sop.Procedure, out sop.Outcome) bool {
	if !out.Ended || len(out.Failed) == 0 || out.Handoff != nil {
		return false
	}
	order, _ := out.State.Facts["order_id"].(string)
	key := "refused " + p.ID + "/" + order
	first := t.s.Answered[key] == 0
	if t.again(key) || first {
		return !first
	}
	offer := "or_person"
	if !t.further(out.State.Because) {
		offer = "refused"
		for _, text := range out.Say {
			t.add(text)
		}
		t.cite(Citation{SOP: p.ID, Title: p.Title.In(t.lang), Source: "sop " + p.ID + " v" + string(p.Version)})
	}
	if t.handed == nil {
		t.add(say.Line(offer, t.lang))
	}
	return true
}

// further answers from the likeliest article beside the procedure, when one of
// its passages has words of the question, or of the reason for the refusal.
func (t *turn) further(because string) bool {
	for _, c := range t.th.top {
		s := t.mind.subjects[c.Intent]
		if s == nil || s.sop != nil {
			continue
		}
		a, ok := s.article(t.lang, t.msg.At)
		if !ok {
			continue
		}
		for _, words := range []string{t.text, because} {
			if _, share := t.mind.passages.Ranked(a.ID, words, passage.Terms(a.Title)); len(share) > 0 && share[0] > 0 {
				t.reply.Why.Context = words
				return t.article(s)
			}
		}
	}
	return false
}
