package bot

import (
	"slices"
	"strings"

	"github.com/manyhands/manyhands/bot/footing"
	"github.com/manyhands/manyhands/bot/passage"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/text/rank"
	"github.com/manyhands/manyhands/internal/text/sieve"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// think predicts the intent, of the message alone and, where that is in doubt
// or the message is short, in the light of what was said before.
func (t *turn) think() thought {
	if in, ok := t.chosen(); ok {
		t.chose = true
		return thought{intent: in, sure: 1, decide: classify.Answer, top: []Candidate{{Intent: in, Confidence: 1}}}
	}
	th := t.guess(t.text)
	if kind := courtesy(t.text); kind != "" && th.decide != classify.Answer && t.s.Run == nil {
		return thought{intent: kind, sure: 1, decide: classify.Answer, top: th.top}
	}
	if t.pointsBack() {
		t.reply.Why.Context = t.both()
		return thought{intent: t.s.Intent, sure: stillSure, decide: classify.Answer, top: th.top}
	}
	// "where is A1001" stands on its own, whatever was spoken of.
	if t.s.Question == "" || len([]rune(t.text)) > 24 || t.s.Run != nil || t.aboutOrder() {
		return th
	}
	if th.decide == classify.Answer {
		return t.overruled(th)
	}
	return t.inTalk(th)
}

// pointsBack tells whether a message only asks more of what an article was just
// said about: it has a pronoun and no subject of its own, as "how long does that
// take". What such words sound like says nothing.
func (t *turn) pointsBack() bool {
	s := t.mind.subjects[t.s.Intent]
	return t.mind.thin && s != nil && s.sop == nil && len(s.articles) > 0 && t.s.Question != "" && t.s.Run == nil && inPassing(t.text) &&
		pronoun.MatchString(t.text) && footing.Silent(t.text)
}

// inPassing tells whether a message is short enough to lean on the one before.
func inPassing(text string) bool {
	n := len([]rune(text))
	return n <= 14 || n <= 40 && tongue.Of(text) == tongue.English
}

var pronoun = sieve.MustCompile(`(?i)\b(?:it|that|this|they|those|these|them)\b|这个|那个|它|那(?:要|得|是|么|多|几|需|可|会|能)`)

// guess is a text and what was thought of it.
type guess struct {
	text string
	th   thought
}

// guess thinks about a text, once a turn.
func (t *turn) guess(text string) thought {
	for _, g := range t.guesses {
		if g.text == text {
			return g.th
		}
	}
	th := t.mind.think(text)
	t.guesses = append(t.guesses, guess{text, th})
	return th
}

// undisputed is how sure a short question must be of a subject to leave the
// one at hand, though that has its words too.
const undisputed = 0.97

// overruled is the subject at hand where a short question sounds like another
// one, the subject's own article has its words, and the talk as a whole is about
// it: 运费多少, after 能寄美国吗.
func (t *turn) overruled(th thought) thought {
	if th.intent == t.s.Intent || th.sure >= undisputed || !t.brief() || !t.stillAbout(t.mind.passages.Known) {
		return th
	}
	if list := t.resolved(); len(list) == 0 || list[0] != t.s.Intent {
		return th
	}
	t.reply.Why.Context = t.both()
	return thought{intent: t.s.Intent, sure: stillSure, decide: classify.Answer, top: th.top}
}

// inTalk is what a message in doubt means after what was said: the same as both
// together where that is sure, the subject at hand where its article has the
// words, and else a doubt whose guesses are in the order of the talk.
func (t *turn) inTalk(th thought) thought {
	wide := t.guess(t.both())
	if wide.decide == classify.Answer && len([]rune(fold.String(t.text))) >= 2 && (leans(t.text) || wide.intent == t.s.Intent && t.brief()) {
		t.reply.Why.Context = t.both()
		return wide
	}
	if t.brief() && t.stillAbout(passage.Terms) {
		t.reply.Why.Context = t.both()
		return thought{intent: t.s.Intent, sure: stillSure, decide: classify.Answer, top: th.top}
	}
	if th.decide == classify.Clarify && leans(t.text) {
		th.top = t.inOrder(th.top, wide.top)
	}
	return th
}

// both is the question before and the message.
func (t *turn) both() string { return t.s.Question + " " + t.text }

// resolved are the intents that the message may be about, by the words of the
// talk and by what the classifier thinks, the likeliest first.
func (t *turn) resolved() []string {
	opinion := func(text string) []rank.Chance {
		var out []rank.Chance
		for _, c := range t.guess(text).top {
			out = append(out, rank.Chance{ID: c.Intent, Chance: c.Confidence})
		}
		return out
	}
	var out []string
	for _, h := range rank.Resolve(t.mind.near, t.earlier(), t.text, opinion, 10) {
		if !slices.Contains(out, h.ID) {
			out = append(out, h.ID)
		}
	}
	return out
}

// heardOf is how much of the bot's own words points at what a pronoun means: an
// answer begins with what it is about.
const heardOf = 60

// earlier are the turns before the message; its last line is the message.
func (t *turn) earlier() []rank.Turn {
	var out []rank.Turn
	for _, l := range t.s.Log {
		if l.ID == t.msg.ID && l.By == "shopper" {
			continue
		}
		text := l.Text
		if l.By != "shopper" {
			text = clip(text, heardOf)
		}
		out = append(out, rank.Turn{Text: text, Shopper: l.By == "shopper"})
	}
	return out
}

// inOrder lists the guesses of the message alone and with the question before,
// as the talk ranks them.
func (t *turn) inOrder(alone, wide []Candidate) []Candidate {
	list := slices.Clone(alone)
	for _, c := range wide {
		if i := slices.IndexFunc(list, func(x Candidate) bool { return x.Intent == c.Intent }); i >= 0 {
			list[i].Confidence = max(list[i].Confidence, c.Confidence)
		} else {
			list = append(list, c)
		}
	}
	place := map[string]int{}
	for i, in := range t.resolved() {
		place[in] = i - 100 // those that the talk does not speak of come last
	}
	slices.SortStableFunc(list, func(a, b Candidate) int { return place[a.Intent] - place[b.Intent] })
	return list[:min(len(list), 3)]
}

// stillSure is how sure a short question is taken to be about the subject at
// hand, when that subject's own article has its words.
const stillSure = 0.7

// brief tells whether a message is too short to name its own subject.
func (t *turn) brief() bool { return len(passage.Terms(t.text)) <= 4 && len([]rune(t.text)) <= 20 }

// stillAbout tells whether the article that the chat is about has at least half
// of what a short message asks for, told by its terms: 有效期多久, after a gift
// card.
func (t *turn) stillAbout(terms func(string) map[string]bool) bool {
	s := t.mind.subjects[t.s.Intent]
	if s == nil {
		return false
	}
	q := terms(t.text)
	return len(q) > 0 && t.mind.passages.Covers(s.articles, q) >= stillShare
}

// stillShare is how much of a short question the article at hand must have.
const stillShare = 0.45

// leans tells whether a short message points back at what was said.
func leans(text string) bool {
	f := strings.ToLower(text)
	for _, w := range []string{"呢", "那", "它", "这个", "这款", "换成", "还有", "what about", "how about", "and ", "it", "that", "then"} {
		if strings.Contains(f, w) {
			return true
		}
	}
	return false
}
