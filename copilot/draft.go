package copilot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/rank"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

// Draft is a reply that an agent may take with one key and change.
type Draft struct {
	ID        uid.Suggestion  `json:"id"`
	Kind      string          `json:"kind" enum:"sop,order,article,product,case"`
	Text      string          `json:"text"`
	Citations []chat.Citation `json:"citations"` // never empty
	SKUs      []string        `json:"skus,omitempty"`
}

// mostDrafts is what an agent can weigh at a glance.
const mostDrafts = 3

// drafts are the best replies that have a source and that the guard lets pass.
func (c *Coach) drafts(s *scene, tr *Track, cases []Case) []Draft {
	out := []Draft{}
	if s.question == "" {
		return out
	}
	for _, d := range slices.Concat(s.fromProcedure(tr), s.fromOrder(), s.fromProduct(), s.fromArticles(), s.fromCases(cases)) {
		d.Text = strings.TrimSpace(d.Text)
		if len(d.Citations) == 0 || d.Text == "" || len(out) == mostDrafts || s.saidAlready(d.Text) {
			continue
		}
		if slices.ContainsFunc(out, func(x Draft) bool { return rank.Covered(x.Text, d.Text) > 0.8 }) {
			continue
		}
		if d.Text = c.passable(s.chat, d.Text); d.Text == "" {
			continue
		}
		d.ID = uid.Derive[uid.Suggestion]("suggestion", fmt.Sprintf("%s/%d/%s/%s/%s", s.chat.ID, s.seq, d.Kind, sourceOf(d), d.Text))
		out = append(out, d)
	}
	return out
}

func sourceOf(d Draft) string { return d.Citations[0].Source + ":" + d.Citations[0].ID }

// passable is a text as the guard lets it be sent, "" when it does not.
func (c *Coach) passable(ch chat.Chat, text string) string {
	v := c.Check(ch.Brand, ch.Channel, guard.Agent, text)
	if v.Level < guard.Warn {
		return text
	}
	if c.Check(ch.Brand, ch.Channel, guard.Agent, v.Rewrite).Level < guard.Warn {
		return v.Rewrite
	}
	return ""
}

// saidAlready tells whether we said it in the last few messages.
func (s *scene) saidAlready(text string) bool {
	const back = 6
	for _, m := range s.said[max(0, len(s.said)-back):] {
		if (m.Author == chat.Agent || m.Author == chat.Bot) && rank.Covered(text, m.Text) > 0.9 {
			return true
		}
	}
	return false
}

// fromProcedure is the procedure's own next words.
func (s *scene) fromProcedure(tr *Track) []Draft {
	if tr == nil || len(tr.say) == 0 {
		return nil
	}
	return []Draft{{Kind: "sop", Text: strings.Join(tr.say, "\n"), Citations: []chat.Citation{{Source: "sop", ID: tr.Procedure, Title: tr.Title.In(s.lang), Quote: "v" + tr.Version}}}}
}

// fromOrder tells where the order stands, when that is asked.
func (s *scene) fromOrder() []Draft {
	o, ok := s.order()
	if !ok || !whereIsIt.MatchString(s.question) {
		return nil
	}
	text := fmt.Sprintf(s.pick("帮您查到订单 %s 目前是「%s」。", "Your order %s is %s."), o.ID, s.pick(o.State.Chinese(), o.State.English()))
	for _, tracking := range o.Tracking {
		p, ok := s.parcels[tracking]
		if !ok {
			continue
		}
		text += fmt.Sprintf(s.pick("%s 单号 %s", " %s, tracking number %s"), p.Carrier, p.Tracking)
		if last, ok := p.Last(); ok {
			text += fmt.Sprintf(s.pick("，%s 最新进度：%s", "; latest (%s): %s"), sop.Date(last.At.In(s.mind.profile.TimeZone), true, s.lang), last.Text)
		}
		text += s.pick("。", ".")
	}
	return []Draft{{Kind: "order", Text: text, Citations: []chat.Citation{{Source: "order", ID: o.ID, Title: o.ID}}}}
}

// articleShare is how much of the question a passage must share where the
// intent is not sure; a passage below it is not shown.
const articleShare = 0.45

// fromArticles are the passages that answer the question, of articles that are
// valid now.
func (s *scene) fromArticles() []Draft {
	hits := s.mind.byPassage.SearchWith(s.question, rank.Context(turnsOf(s.said[:max(0, len(s.said)-1)]), s.question), 8)
	hits = rank.Fuse(hits, func(id string) float64 {
		for _, t := range s.intent.Top {
			if intentOf(s.mind.articles[keyOf(id)]) == t.Intent {
				return t.Confidence
			}
		}
		return 0
	}, 0.5)
	var out []Draft
	seen := map[string]bool{}
	sure := s.intent.Decision == classify.Answer
	if sure && len(s.mind.ofIntent[s.intent.Intent]) == 0 {
		return nil // a wish to buy, to see a person, to say thanks: no article answers it
	}
	if sure { // the article that the intent names comes first, whatever words it uses
		for _, key := range s.mind.ofIntent[s.intent.Intent] {
			out = s.passage(out, seen, s.bestPassage(key))
		}
	}
	for _, h := range hits {
		a := s.mind.articles[keyOf(h.ID)]
		if rank.Covered(s.question, a.Title+s.mind.passages[h.ID].Text) < articleShare && !(sure && intentOf(a) == s.intent.Intent) {
			continue
		}
		out = s.passage(out, seen, h.ID)
	}
	return out
}

// keyOf is the article's key of a passage's id.
func keyOf(passage string) string { return passage[:max(0, strings.LastIndexByte(passage, '/'))] }

// bestPassage of an article shares most with the question; between equals the
// first, because articles begin with what matters most.
func (s *scene) bestPassage(key string) string {
	best, share := "", -1.0
	for n := 0; ; n++ {
		id := fmt.Sprintf("%s/%d", key, n)
		p, ok := s.mind.passages[id]
		if !ok {
			return best
		}
		if c := rank.Covered(s.question, p.Heading+p.Text); c > share+0.05 {
			best, share = id, c
		}
	}
}

// passage adds a passage as a draft, one an article, when it may be said.
func (s *scene) passage(out []Draft, seen map[string]bool, id string) []Draft {
	p, ok := s.mind.passages[id]
	a, known := s.mind.articles[keyOf(id)]
	if !ok || !known || seen[a.ID] || !a.Valid(s.now) || !s.readable(a) {
		return out
	}
	text, whole := sop.Fill(knowledge.PlainTables(p.Text), s.fillIn(nil), s.lang)
	if !whole {
		return out // it speaks of what is not there
	}
	seen[a.ID] = true
	return append(out, Draft{Kind: "article", Text: text, Citations: []chat.Citation{{Source: "article", ID: a.ID, Title: a.Title, Version: a.Version, Quote: clip(text, 160)}}})
}

// readable is false for an article in another language than the conversation's
// when there is one in its own.
func (s *scene) readable(a knowledge.Article) bool {
	if a.Lang == s.lang || a.Lang == "" {
		return true
	}
	_, own := s.mind.articles[a.ID+"/"+string(s.lang)]
	return !own
}

// fromCases is what settled a conversation like this one, to that shopper's
// own satisfaction. Words with figures in them are another shopper's and are
// shown as a case, never as a draft.
func (s *scene) fromCases(cases []Case) []Draft {
	for _, c := range cases {
		if c.CSAT >= leastCSAT && tongue.Of(c.Answer) == s.lang && !strings.ContainsAny(c.Answer, "0123456789") {
			return []Draft{{Kind: "case", Text: c.Answer, Citations: []chat.Citation{{Source: "case", ID: c.id, Title: clip(c.Question, 40)}}}}
		}
	}
	return nil
}

// fromProduct answers about a product that is named, from the catalogue.
func (s *scene) fromProduct() []Draft {
	named := s.mind.goods.Named(s.question)
	if len(named) == 0 {
		named = s.mind.goods.Named(s.shopperSaid())
		if len(named) == 0 || !asksOfProduct.MatchString(s.question) {
			return nil
		}
	}
	p := named[len(named)-1]
	text := s.aboutProduct(p)
	if text == "" {
		return nil
	}
	return []Draft{{Kind: "product", Text: text, SKUs: []string{p.ID}, Citations: []chat.Citation{{Source: "product", ID: p.ID, Title: s.nameOf(p)}}}}
}

func (s *scene) nameOf(p shop.Product) string {
	if s.lang == tongue.English && p.NameEn != "" {
		return p.NameEn
	}
	return p.Name
}

// shopperSaid is everything the shopper wrote.
func (s *scene) shopperSaid() string {
	var b strings.Builder
	for _, m := range s.said {
		if m.Author == chat.Shopper {
			b.WriteString(m.Text + "\n")
		}
	}
	return b.String()
}
