package bot

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/manyhands/manyhands/bot/passage"
	"github.com/manyhands/manyhands/bot/say"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/sieve"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// How often the same subject is answered before a person is better.
const maxSame = 2

// fresh answers a message that no run waits for.
func (t *turn) fresh(ctx context.Context) error {
	if id, ok := t.strangeOrder(); ok && t.shopper != "" {
		t.reply.Why.Path = "order"
		t.s.Entities["order_claimed"] = clip(id, 40)
		t.add(say.Line("not_yours", t.lang))
		t.again("strange_order")
		return nil
	}
	if t.goods() {
		return nil
	}
	switch t.th.decide {
	case classify.Answer:
		return t.known(ctx)
	case classify.Clarify:
		if t.continues() {
			return t.known(ctx)
		}
		if done, err := t.standing(ctx); done || err != nil {
			return err
		}
		t.clarify()
		return nil
	}
	if done, err := t.standing(ctx); done || err != nil {
		return err
	}
	return t.unknown()
}

// known answers an intent that is sure.
func (t *turn) known(ctx context.Context) error {
	s := t.mind.subjects[t.th.intent]
	switch {
	case t.anotherYear():
		t.reply.Why.Gap = true
		t.person(OutOfScope, "another_year", say.Line("hand_unknown", t.lang))
		return nil
	case s != nil && s.sop != nil && t.onlyAsks(s):
		return nil
	case s != nil && s.sop != nil && len(s.articles) == 0, s != nil && s.sop != nil && t.th.beside == "":
		return t.start(ctx, s.sop)
	case t.th.intent == "bye" && !leaves.MatchString(t.text):
		t.small("fine") // 好吧 is no farewell
		return nil
	case t.th.intent == "greeting", t.th.intent == "thanks", t.th.intent == "bye":
		t.small(t.th.intent)
		return nil
	case s != nil && t.article(s):
		t.offer(t.th.beside)
		return nil
	case t.th.beside != "":
		return t.start(ctx, t.mind.subjects[t.th.beside].sop)
	}
	if done, err := t.standing(ctx); done || err != nil {
		return err
	}
	// The intent is understood, and nothing may be said about it.
	t.reply.Why.Gap = true
	t.person(OutOfScope, "nothing_answers:"+t.th.intent, say.Line("hand_unknown", t.lang))
	return nil
}

// onlyAsks answers by the article where a question sounds like a procedure that
// there is no order for: "if I swap for a bigger size, who pays the courier?"
func (t *turn) onlyAsks(s *subject) bool {
	if len(t.orders) > 0 || !s.sop.OwnsOrder() || !asks.MatchString(t.text) {
		return false
	}
	var best, only *subject
	most, kin := leastCovered, 0
	for _, a := range t.mind.subjects {
		if a.sop != nil || len(a.articles) == 0 || !akin(a, s) {
			continue
		}
		only = a
		kin++
		if share := t.mind.passages.Covers(a.articles, passage.Terms(t.text)); share > most || share == most && best != nil && a.intent < best.intent {
			best, most = a, share
		}
	}
	if best == nil && kin == 1 {
		best = only // the one that tells of what the procedure does
	}
	if best == nil || !t.article(best) {
		return false
	}
	t.reply.Intent, t.reply.Confidence = best.intent, t.th.sure
	return true
}

// offer says that a procedure can be started too; a yes starts it.
func (t *turn) offer(intent string) {
	if intent == "" || t.handed != nil {
		return
	}
	t.s.Offered, t.s.Asking = []string{intent}, clip(t.text, maxAsking)
	t.add(fmt.Sprintf(say.Line("offer_do", t.lang), t.mind.titleOf(intent, t.lang)))
}

var (
	thanks   = sieve.MustCompile(`(?i)谢|感谢|thank|\bthx\b|cheers`)
	goodDay  = sieve.MustCompile(`(?i)^[\s\p{P}\p{S}]*(?:你好|您好|哈[喽啰罗]|嗨|早上好|上午好|中午好|下午好|晚上好|在吗|在么|有人(?:在)?吗|hello|hi|hey|good (?:morning|afternoon|evening))(?:[啊呀吗呢~,.!。！，～ ]|there|亲)*$`)
	goodbyes = sieve.MustCompile(`(?i)^[\s\p{P}\p{S}]*(?:好的?|嗯|ok(?:ay)?)?[\s\p{P}]*(?:再见|拜拜?|没事了|先这样|就这样|没有了|bye|goodbye|that'?s all)[\w啊呀吧了!.。！~～ ]*$`)
)

// courtesy is a greeting, thanks or a farewell that any brand's shoppers use,
// whether the brand wrote phrasings of it or not.
func courtesy(text string) string {
	switch short := len([]rune(text)) <= 24; {
	case !short:
	case goodDay.MatchString(text):
		return "greeting"
	case thanks.MatchString(text) && !asks.MatchString(text):
		return "thanks"
	case goodbyes.MatchString(text):
		return "bye"
	}
	return ""
}

// asks tells a question from a courtesy: 谢谢，那多久发货 is one.
var asks = sieve.MustCompile(`[?？]|吗|呢|多久|怎么|什么|多少|能不能|可不可以|哪|几|帮我|麻烦|(?i:\b(?:how|what|when|where|which|who|can|could|is|are|do|does|will|please)\b)`)

var leaves = sieve.MustCompile(`(?i)再见|拜|晚安|回见|走了|下了|\b88\b|bye|good ?night|see you|farewell|take care`)

// continuesFrom is how sure the classifier must be of the subject at hand for a
// question about it to need no clarifying: having spoken of it is evidence too.
const continuesFrom = 0.8

// continues tells whether a question in doubt is about what the chat is about.
func (t *turn) continues() bool {
	return len(t.th.top) > 0 && t.th.top[0].Intent == t.s.Intent && t.th.top[0].Confidence >= continuesFrom
}

// standing are answers that need no phrasing: the shopper's own order, and an
// article whose words cover the question.
func (t *turn) standing(ctx context.Context) (bool, error) {
	if t.aboutOrder() {
		return true, t.orderStatus(ctx)
	}
	a, share, second := t.mind.passages.Best(t.text, func(a knowledge.Article) bool { return a.Valid(t.msg.At) })
	// Without phrasings the words must speak for themselves; with them, the
	// classifier has had its doubts already and more is asked of the words.
	need := 0.55
	if t.mind.model != nil {
		need = 0.75
	}
	if share < need || share-second < 0.08 {
		return false, nil
	}
	intent := a.Intent
	if intent == "" {
		intent = a.ID
	}
	t.reply.Intent, t.reply.Confidence = intent, share
	return t.article(t.mind.subjects[intent]), nil
}

// leastClear is how likely the best guess must be for a question back; below it
// the guesses would sound as if nobody had listened.
const leastClear = 0.2

// leastNamed is how likely a subject must be to be named at all.
const leastNamed = 0.05

// clarify asks which of the best three is meant; twice in a row it is a
// person's.
func (t *turn) clarify() {
	var titles []string
	t.s.Offered = nil
	for _, c := range t.th.top {
		title := t.mind.titleOf(c.Intent, t.lang)
		if title == c.Intent || c.Confidence < leastNamed && c.Alike == 0 {
			continue // it has no name for a shopper, or is hardly meant
		}
		t.s.Offered = append(t.s.Offered, c.Intent)
		titles = append(titles, fmt.Sprintf("%d. %s", len(titles)+1, title))
	}
	if len(titles) == 0 || t.th.top[0].Confidence < leastClear && t.th.top[0].Alike == 0 || t.s.Puzzled > 0 || t.s.Handed != "" {
		t.s.Offered = nil
		if len(asLikely(t.th.top)) > 1 {
			t.reply.Intent, t.reply.Confidence = classify.None, 0 // the likeliest by a hair is none
		}
		t.person(LowConfidence, "gate:clarify", t.still())
		return
	}
	t.s.Puzzled += 2
	t.s.Asking = clip(t.text, maxAsking)
	t.reply.Why.Path = "clarify"
	if len(titles) == 1 {
		t.add(fmt.Sprintf(say.Line("clarify_one", t.lang), t.mind.titleOf(t.s.Offered[0], t.lang)))
		return
	}
	t.add(say.Line("clarify", t.lang))
	t.add(strings.Join(titles, "\n"))
	t.add(say.Line("clarify_end", t.lang))
}

// maxAsking is how much of a question is kept while it is asked what it means.
const maxAsking = 300

// chosen is the intent that the shopper chose of those offered. From here on the
// message is the question that was in doubt: it says which passage answers, and
// what a procedure need not ask again.
func (t *turn) chosen() (string, bool) {
	asking := t.s.Asking
	t.s.Asking = ""
	intent, ok := t.choice()
	if ok && asking != "" {
		t.text = asking
	}
	return intent, ok
}

// choice reads the answer to a clarification: a number, or the title.
func (t *turn) choice() (string, bool) {
	offered := t.s.Offered
	t.s.Offered = nil
	if len(offered) == 0 || thanks.MatchString(t.text) {
		return "", false // "好的谢谢" ends the matter
	}
	text := strings.Trim(strings.ToLower(t.text), " .。!！#第个")
	if n, err := strconv.Atoi(text); err == nil && n >= 1 && n <= len(offered) {
		return offered[n-1], true
	}
	for i, words := range [][]string{{"一", "first", "the first", "the first one"}, {"二", "second", "the second", "the second one"}, {"三", "third", "the third", "the third one"}} {
		for _, w := range words {
			if text == w && i < len(offered) {
				return offered[i], true
			}
		}
	}
	for _, in := range offered {
		if strings.EqualFold(t.mind.titleOf(in, t.lang), t.text) {
			return in, true
		}
	}
	if yes, ok := sop.YesNo(t.text); ok && yes && len(offered) == 1 {
		return offered[0], true
	}
	return "", false
}

// unknown is a question that nothing answers: it goes to a person, and is kept
// as a gap. What can hardly be a question is asked back once.
func (t *turn) unknown() error {
	t.reply.Intent = classify.None
	if len(passage.Terms(t.text)) == 0 && len([]rune(t.text)) < 12 {
		t.puzzled("anything", "too_short")
		return nil
	}
	t.reply.Why.Gap = true
	t.person(LowConfidence, "gate:none", t.still())
	return nil
}

// still is what is said when a person was called already and has not come yet:
// a second apology would sound as if nothing had been done.
func (t *turn) still() string {
	if t.s.Handed == "" {
		return ""
	}
	return say.Line("hand_still", t.lang)
}

// again counts how often a subject was answered; the same thing asked a third
// time is a loop, because the answer did not help.
func (t *turn) again(subject string) bool {
	t.s.Answered[subject]++
	if t.s.Answered[subject] <= maxSame {
		return false
	}
	t.parts, t.reply.Citations = nil, nil
	t.person(LoopDetected, "same_subject:"+subject, "")
	return true
}

// askedAgain counts how often the same question was answered by the same
// subject. Three different questions that one article answers are no loop.
func (t *turn) askedAgain(subject string) bool {
	mine, n := passage.Terms(t.text), 0
	for _, q := range t.s.Asked {
		if q.Subject == subject && alike(mine, passage.Terms(q.Text)) {
			n++
		}
	}
	t.s.Asked = lastN(append(t.s.Asked, Asked{subject, clip(t.text, 120)}), 20)
	if n < maxSame {
		return false
	}
	t.parts, t.reply.Citations = nil, nil
	t.person(LoopDetected, "same_question:"+subject, "")
	return true
}

// alike tells whether two questions are built of the same terms, by half or
// more; questions without any are.
func alike(a, b map[string]bool) bool {
	both := 0
	for t := range a {
		if b[t] {
			both++
		}
	}
	return 2*both >= len(a)+len(b)-both
}

// maxOnSubject is how many answers about one subject are given in a chat.
const maxOnSubject = 10

// wornOut tells whether a subject has been talked about without end.
func (t *turn) wornOut(subject string) bool {
	t.s.Answered["subject "+subject]++
	if t.s.Answered["subject "+subject] <= maxOnSubject {
		return false
	}
	t.parts, t.reply.Citations = nil, nil
	t.person(LoopDetected, "worn_out:"+subject, "")
	return true
}

// media applies the rule for pictures, by the state of the order they are
// about; a picture that came before its order was named is judged then.
func (t *turn) media() bool {
	now := len(t.msg.Images) > 0
	if !now && !(t.s.Pictured && t.named) {
		return false
	}
	state := shop.NotOrdered
	if o, ok := t.latest(); ok {
		state = o.State
	}
	if t.mind.mediaNeedsPerson(state) {
		if o, ok := t.latest(); ok {
			t.s.Order = o.ID
		}
		t.s.Pictured = false
		t.person(MediaByOrder, "media:"+string(state), "")
		return true
	}
	t.s.Pictured = t.s.Pictured || now && len(t.orders) > 1
	if now && msgSilent(t.msg) && t.pictured() {
		return true
	}
	if now && t.text == "" {
		t.puzzled("picture", "media:"+string(state))
		return true
	}
	return false
}

// msgSilent tells whether a message has no words of its own.
func msgSilent(m Message) bool { return readable(m.Text) == "" }

// foreign leads in an article that is not in the shopper's language.
func foreign(article, want tongue.Lang) string {
	if article == want {
		return ""
	}
	return say.Line("foreign_"+string(article), want)
}
