package bot

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/manyhands/manyhands/bot/clauses"
	"github.com/manyhands/manyhands/bot/footing"
	"github.com/manyhands/manyhands/bot/passage"
	"github.com/manyhands/manyhands/bot/say"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/fold"
)

// Part is one question of a message that asks several, and what came of it.
type Part struct {
	Text       string      `json:"text"`
	Path       string      `json:"path"` // as Why has it, or "later": kept until the procedure at hand is done
	Intent     string      `json:"intent"`
	Title      string      `json:"title"`
	Confidence float64     `json:"confidence"`
	Candidates []Candidate `json:"candidates,omitempty"`
	Citations  int         `json:"citations"` // so many of the reply's, in its order
}

// piece is one question of a message, before it is answered.
type piece struct {
	clauses.Question
	th thought
	// about is what answers it, as far as it is sure: an intent, or a product's
	// aspect; "" is in doubt.
	about string
	// runs tells that it is a procedure's, which goes on to ask or to do something.
	runs bool
	// owns tells that it is about an order of the shopper's.
	owns bool
	// byWords tells that the classifier says so, and not the shop's data.
	byWords bool
	// plain is a courtesy, or a wish that no article answers: to buy, to complain.
	plain, courteous bool
}

// most questions of one message that are answered one by one.
const maxPieces = 3

// several answers a message that asks several things: each question as a turn of
// its own within the message, those that can be answered first, then the
// procedure that asks something back, then what is in doubt. It is false for a
// message that asks one thing, or of which nothing is sure: that is read as a
// whole.
func (t *turn) several(ctx context.Context) (bool, error) {
	list := t.pieces()
	if len(list) < 2 || t.needsOrder(list) {
		return len(list) >= 2, nil
	}
	slices.SortStableFunc(list, func(a, b piece) int { return a.place() - b.place() })
	for _, p := range list {
		if p.place() > 0 && t.s.Run != nil {
			t.later(p)
			continue
		}
		if err := t.alone(ctx, p); err != nil {
			return true, err
		}
	}
	if len(t.reply.Why.Parts) == 1 {
		t.reply.Why.Parts = nil // the others had the same answer
		t.s.Question = clip(t.text, 120)
	}
	if t.s.Later != "" && t.handed == nil {
		t.add(say.Line("part_later", t.lang))
	}
	return true, nil
}

// place is when a piece's turn comes.
func (p piece) place() int {
	switch {
	case p.about == "":
		return 2
	case p.runs:
		return 1
	}
	return 0
}

// later keeps a question until the procedure at hand is done: two that ask back
// at once would take each other's answers.
func (t *turn) later(p piece) {
	t.s.Later = clip(strings.TrimSpace(t.s.Later+"\n"+p.Text), maxAsking)
	t.reply.Why.Parts = append(t.reply.Why.Parts, Part{Text: p.Text, Path: "later", Intent: p.th.intent, Confidence: p.th.sure, Candidates: p.th.top})
}

// pieces are the questions of the message, when they are about different things
// and at least one of them is sure; nil when it asks one thing.
func (t *turn) pieces() []piece {
	if _, written := t.mind.exact[fold.String(t.text)]; written || t.chose || t.s.Run != nil {
		return nil
	}
	if _, strange := t.strangeOrder(); strange {
		return nil
	}
	var list []piece
	for _, q := range clauses.Questions(t.text) {
		p := t.weigh(q)
		switch n := len(list); {
		case p.plain && !p.courteous:
			return nil // to complain, to buy, to ask for a person is of the whole message
		case p.plain:
		case n > 0 && (p.leaning() || t.same(list[n-1], p) || t.same(p, list[n-1])):
			list[n-1].Text += "，" + p.Text
		case n == 1 && list[0].about == "" && (!p.Apart || len(passage.Terms(list[0].Text)) < 2):
			p.Text = list[0].Text + "，" + p.Text
			list[0] = p
		default:
			list = append(list, p)
		}
	}
	whole := t.guess(t.text)
	if slices.ContainsFunc(list, func(p piece) bool { return t.outvoted(p, whole, list) }) {
		return nil
	}
	sure := slices.ContainsFunc(list, func(p piece) bool { return p.about != "" })
	if !sure || len(list) > maxPieces {
		return nil
	}
	return oneDoubt(list)
}

// oneDoubt makes one of all that is in doubt: a person is called once.
func oneDoubt(list []piece) []piece {
	var out []piece
	doubt := -1
	for _, p := range list {
		if p.about == "" && doubt >= 0 {
			out[doubt].Text += "，" + p.Text
			continue
		}
		if p.about == "" {
			doubt = len(out)
		}
		out = append(out, p)
	}
	return out
}

// same tells whether q has the answer of p: it is about the same, or in doubt and
// likeliest about that, or has the words of that and of nothing else.
func (t *turn) same(p, q piece) bool {
	switch {
	case p.about == "":
		return false
	case p.about == q.about:
		return true
	case q.about != "":
		return false
	case len(q.th.top) > 0 && q.th.top[0].Intent == p.about && q.th.top[0].Confidence >= leastClear:
		return true
	}
	return t.mind.wordsOf(q.Text, p.about) >= footHold || repeats(q.Text, p.Text)
}

// repeats tells whether a question has a word or a character of the one before
// that says something: 毛衣怎么洗，会不会洗坏.
func repeats(text, before string) bool {
	before = strings.ToLower(before)
	return slices.ContainsFunc(footing.Words(text), func(w string) bool {
		if w[0] < utf8.RuneSelf {
			return strings.Contains(before, w)
		}
		return strings.ContainsAny(before, w)
	})
}

// courteous tells whether every clause of a text is a courtesy.
func courteous(text string) bool {
	for _, c := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("，, ", r) }) {
		if courtesy(c) == "" {
			return courtesy(text) != ""
		}
	}
	return true
}

// wordsOf is how much of a text stands in a subject's words, where no other
// subject has more of it; else 0.
func (m *Mind) wordsOf(text, subject string) float64 {
	if shares, _ := m.footing.Of(text); len(shares) > 0 && shares[0].Subject == subject {
		return shares[0].Of
	}
	return 0
}

// leaning tells whether a question cannot stand by itself: it has no word that
// says what it is about (是真的吗) and the brand did not write it down, or it is in doubt and only follows a comma,
// points back, or has too few words.
func (p piece) leaning() bool {
	if p.about == "" {
		return !p.Apart || len(footing.Words(p.Text)) == 0 || leans(p.Text)
	}
	return p.byWords && p.th.sure < 1 && footing.Silent(p.Text)
}

// outvoted tells whether a question by itself is less sure than the message as a
// whole is about another one of its questions, and its own words do not speak for
// it: a half of "will you ship to Melbourne and who pays the tax" sounds like
// something else.
func (t *turn) outvoted(p piece, whole thought, list []piece) bool {
	return p.byWords && p.th.sure < leastActing && t.mind.wordsOf(p.Text, p.about) < footAlone && whole.decide == classify.Answer && whole.sure >= leastActing && whole.intent != p.about &&
		slices.ContainsFunc(list, func(q piece) bool { return q.about == whole.intent })
}

// weigh says what a question of the message is about, by itself.
func (t *turn) weigh(q clauses.Question) piece {
	p := piece{Question: q, th: t.guess(q.Text)}
	alone := &turn{mind: t.mind, s: t.s, orders: t.orders, text: q.Text}
	sure, s := p.th.decide == classify.Answer, t.mind.subjects[p.th.intent]
	switch aspect := aspectOf(q.Text); {
	case courteous(q.Text):
		p.plain, p.courteous = true, true
	case sure && slices.Contains(plainIntents, p.th.intent):
		p.plain = true
	case alone.aboutOrder() && !(sure && s != nil && s.sop != nil && s.sop.Looks()):
		// Where it is, whatever else it sounds like: the shop's data answers.
		p.about, p.owns, p.th = "order_status", true, thought{intent: "order_status", decide: classify.Clarify}
	case sure && s != nil && s.sop != nil:
		p.about, p.byWords, p.runs, p.owns = p.th.intent, true, s.sop.Asks(), s.sop.OwnsOrder()
	case aspect != "" && len(alone.namedGoods()) > 0:
		p.about = "product:" + aspect
	case sure && s != nil:
		p.about, p.byWords = p.th.intent, true
	case follows[aspect] && t.s.Product != "":
		p.about = "product:" + aspect
	}
	return p
}

// needsOrder asks once for what several of the questions need before they can be
// answered: who asks, or which order is meant. The whole message is kept for then.
func (t *turn) needsOrder(list []piece) bool {
	n := 0
	for _, p := range list {
		if p.owns {
			n++
		}
	}
	_, known := t.order()
	switch {
	case n < 2:
		return false
	case t.shopper == "":
		t.askWho()
	case len(t.orders) > 0 && !known:
		t.askWhich(nil)
	default:
		return false
	}
	return true
}

// alone answers one question of the message as a turn of its own, in the same
// state: the next question may lean on it.
func (t *turn) alone(ctx context.Context, p piece) error {
	one := &turn{
		mind: t.mind, s: t.s, msg: t.msg, doors: t.doors, text: p.Text, lang: t.lang, shopper: t.shopper, orders: t.orders,
		named: t.named, mood: t.mood, guesses: t.guesses, th: p.th,
	}
	offered, asking := t.s.Offered, t.s.Asking
	t.s.Offered, t.s.Asking = nil, ""
	if p.about == "" {
		one.th = one.alike(p.th)
	}
	one.reply.Intent, one.reply.Confidence, one.reply.Why.Candidates = one.th.intent, one.th.sure, one.th.top
	err := one.fresh(ctx)
	if len(t.s.Offered) == 0 {
		t.s.Offered, t.s.Asking = offered, asking
	}
	if in := one.reply.Intent; in != "" && in != classify.None {
		t.s.Intent, t.s.Question = in, clip(p.Text, 120)
	}
	if err == nil {
		t.take(one)
	}
	return err
}

// take adds what was said to one question of the message. The reply is of the
// first, or of the one that a person is called for.
func (t *turn) take(one *turn) {
	r, o := &t.reply, &one.reply
	first := !slices.ContainsFunc(r.Why.Parts, func(p Part) bool { return p.Path != "later" })
	if first || one.handed != nil {
		r.Intent, r.Confidence, r.Why.Path, r.Why.Context = o.Intent, o.Confidence, o.Why.Path, o.Why.Context
	}
	text := strings.Join(one.parts, "\n")
	if slices.Contains(t.parts, text) {
		return // two questions, one answer
	}
	r.Why.Parts = append(r.Why.Parts, Part{
		Text: one.text, Path: o.Why.Path, Intent: o.Intent, Confidence: o.Confidence, Candidates: o.Why.Candidates, Citations: len(o.Citations),
	})
	if !first && (one.handed != nil || o.Why.Path == "clarify") {
		t.add(say.Line("part_open", t.lang))
	}
	t.add(text)
	r.Citations, r.Actions = append(r.Citations, o.Citations...), append(r.Actions, o.Actions...)
	r.Why.Failed, r.Why.Gap = append(r.Why.Failed, o.Why.Failed...), r.Why.Gap || o.Why.Gap
	for _, tag := range o.Tags {
		t.tag(tag)
	}
	if one.handed != nil {
		t.handed, t.open, r.Why.Candidates = one.handed, one.text, o.Why.Candidates
	}
}

// resume takes up what was asked beside a procedure, now that it is done.
func (t *turn) resume(ctx context.Context) error {
	text := t.s.Later
	if text == "" || t.s.Run != nil || t.handed != nil {
		return nil
	}
	t.s.Later = ""
	r := &t.reply
	r.Why.Parts = append(r.Why.Parts, Part{Text: t.text, Path: r.Why.Path, Intent: r.Intent, Confidence: r.Confidence, Citations: len(r.Citations)})
	t.add(say.Line("part_now", t.lang))
	return t.alone(ctx, t.weigh(clauses.Question{Text: text, Apart: true}))
}
