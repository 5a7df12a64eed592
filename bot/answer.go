package bot

import (
	"strings"

	"github.com/manyhands/manyhands/bot/passage"
	"github.com/manyhands/manyhands/bot/say"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/sop"
)

// roomForTwo is how long an answer may become by a second passage.
const roomForTwo = 260

// article answers from a subject's article: the passage that covers the
// question best, and a second one that covers it nearly as well. It is false
// when no article of the subject is valid now or no passage can be said.
func (t *turn) article(s *subject) bool {
	a, ok := s.article(t.lang, t.msg.At)
	if !ok {
		return false
	}
	text := t.passages(a)
	if text == "" {
		return false
	}
	// The same question again is a loop, and so is the tenth on one subject.
	if t.askedAgain(a.ID) || t.wornOut(s.intent) {
		return true
	}
	t.reply.Why.Path = "answer"
	t.add(foreign(a.Lang, t.lang) + say.Ended(text, a.Lang))
	t.cite(Citation{Article: a.ID, Title: a.Title, Source: a.Source, Version: a.Version, Quote: clip(text, 160)})
	return true
}

func (t *turn) cite(c Citation) { t.reply.Citations = append(t.reply.Citations, c) }

// passages chooses what of an article is said.
func (t *turn) passages(a knowledge.Article) string {
	// The message itself chooses; what was said before only where it is silent.
	list, share := t.mind.passages.Ranked(a.ID, t.text, passage.Terms(a.Title))
	if both := t.reply.Why.Context; both != "" && (len(share) == 0 || share[0] == 0) {
		list, share = t.mind.passages.Ranked(a.ID, both, passage.Terms(a.Title))
	}
	said := ""
	first, lead := 0, 0.0
	for i, p := range list {
		text, whole := sop.Fill(knowledge.PlainTables(p.Text), t.view(), t.lang)
		if !whole {
			continue // it speaks of an order that is not there
		}
		switch {
		case said == "":
			said, first, lead = text, p.At, share[i]
		case share[i] >= 0.75*lead && len([]rune(said))+len([]rune(text)) <= roomForTwo:
			if p.At < first {
				return text + "\n" + said
			}
			return said + "\n" + text
		default:
			return said
		}
	}
	return strings.TrimSpace(said)
}

// view is what placeholders of an article may speak of: the order at hand.
func (t *turn) view() map[string]any {
	in := map[string]any{}
	if o, ok := t.order(); ok {
		in["order"] = o.View()
	}
	return in
}
