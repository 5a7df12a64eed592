package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/manyhands/manyhands/bot/clauses"
	"github.com/manyhands/manyhands/bot/mood"
	"github.com/manyhands/manyhands/bot/say"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/fold"
	"github.com/manyhands/manyhands/internal/text/sieve"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Limits of what is read and kept of a chat.
const (
	maxRead = 1500 // characters of one message that are thought about
	maxSaid = 1200 // characters of one reply
	maxLog  = 20   // messages that the state keeps
)

// turn is one message in work.
type turn struct {
	mind       *Mind
	s          *State
	msg        Message
	doors      Doors
	text       string
	lang       tongue.Lang
	shopper    string
	orders     []shop.Order
	named      bool // the message names one of the orders
	mood       mood.Mood
	th         thought
	guesses    []guess // what was thought of a text, so that it is thought once
	goodsOf    string  // the text that goodsNamed was found in
	goodsNamed []shop.Product
	parts      []string
	reply      Reply
	handed     *handed
	open       string // the question of several that a person is called for
	chose      bool   // the message chose from what was offered
}

// Turn answers one message. The state passed in is not changed; the one
// returned is to be stored with the reply. An error is ours (a door that does
// not open); nothing was said then and the message can be tried again: actions
// carry keys.
//
// The order of work: guard in, context and slots, mood and tags, intent and
// retrieval, gate, then one of answer, procedure, question back or person,
// guard out.
func (m *Mind) Turn(ctx context.Context, s State, msg Message, doors Doors) (Reply, State, error) {
	s = s.copy()
	t := &turn{mind: m, s: &s, msg: msg, doors: doors, text: readable(meant(msg))}
	t.begin()
	err := t.decide(ctx)
	if err == nil {
		err = t.resume(ctx)
	}
	if err != nil {
		return Reply{}, State{}, fmt.Errorf("answer chat %s: %w", msg.Chat, err)
	}
	t.finish()
	return t.reply, s, nil
}

// meant is what a message is read as.
func meant(m Message) string {
	if m.Meant != "" {
		return m.Meant
	}
	return m.Text
}

// copy keeps the caller's state as it was.
func (s State) copy() State {
	s.Moods = slices.Clone(s.Moods)
	s.Tags = slices.Clone(s.Tags)
	s.Log = slices.Clone(s.Log)
	s.Done = slices.Clone(s.Done)
	s.Cited = slices.Clone(s.Cited)
	s.Offered = slices.Clone(s.Offered)
	s.Asked = slices.Clone(s.Asked)
	answered := make(map[string]int, len(s.Answered)+1)
	for k, v := range s.Answered {
		answered[k] = v
	}
	entities := make(map[string]any, len(s.Entities)+1)
	for k, v := range s.Entities {
		entities[k] = v
	}
	s.Answered, s.Entities = answered, entities
	if s.Run != nil {
		run := *s.Run
		s.Run = &run
	}
	return s
}

// readable is the part of a message that is thought about, without control
// characters.
func readable(s string) string {
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r == '\t' {
			return ' '
		}
		if unicode.IsControl(r) || r == unicode.ReplacementChar {
			return -1
		}
		return r
	}, s)
	s = strings.TrimSpace(s)
	if r := []rune(s); len(r) > maxRead {
		s = string(r[:maxRead])
	}
	return s
}

// begin does what every message gets: language, identity, slots, mood, tags.
func (t *turn) begin() {
	s := t.s
	s.Turns++
	t.lang = t.language()
	if s.Run == nil {
		t.text = clauses.Wanted(t.text)
	}
	s.Lang = t.lang
	s.Log = append(s.Log, Line{ID: t.msg.ID, By: "shopper", Text: clip(t.msg.Text, 500)})
	if t.msg.Voice {
		s.Log = append(s.Log, Line{ID: t.msg.ID, By: "shopper", Text: "[voice]"})
	}
	if len(t.msg.Images) > 0 {
		s.Log = append(s.Log, Line{ID: t.msg.ID, By: "shopper", Text: fmt.Sprintf("[%d picture(s)]", len(t.msg.Images))})
	}
	t.readPictures()
	t.identify()
	t.slots()
	for _, name := range mood.Tags(t.text) {
		t.tag(name)
	}
	if t.doors.Guard != nil {
		t.reply.Why.GuardIn = t.doors.Guard(t.text, ByShopper, t.msg).Rules
	}
}

func lastN[T any](l []T, n int) []T { return l[max(0, len(l)-n):] }

func (t *turn) tag(name string) {
	if !slices.Contains(t.reply.Tags, name) {
		t.reply.Tags = append(t.reply.Tags, name)
	}
	if !slices.ContainsFunc(t.s.Tags, func(x Tag) bool { return x.Name == name }) {
		t.s.Tags = append(t.s.Tags, Tag{name, t.msg.ID})
	}
}

// decide goes through the reasons to act, in order, until one has.
func (t *turn) decide(ctx context.Context) error {
	t.th = t.alike(t.think())
	t.feel()
	t.reply.Intent, t.reply.Confidence, t.reply.Why.Candidates = t.th.intent, t.th.sure, t.th.top
	if t.unheard() || t.personFirst() || t.nothingToRead() {
		return nil
	}
	if done, err := t.running(ctx); done || err != nil {
		return err
	}
	if t.media() {
		return nil
	}
	if done, err := t.several(ctx); done || err != nil {
		return err
	}
	return t.fresh(ctx)
}

// feel hears the mood of the message. What only sounds like a known question is
// told by the words in it.
func (t *turn) feel() {
	known := t.th.decide == classify.Answer && t.th.intent != "complaint"
	t.mood = mood.Of(t.text, known || t.awaited())
	t.s.Moods = lastN(append(t.s.Moods, t.mood), 10)
	t.reply.Sentiment = t.mood
}

// personFirst are the reasons for a person that nothing else outweighs.
func (t *turn) personFirst() bool {
	switch kind := mood.Risk(t.text); {
	case kind == "self_harm":
		t.person(RiskPhrase, "risk:"+kind, say.Line("hand_harm", t.lang))
	case kind != "":
		t.tag("risk")
		t.person(RiskPhrase, "risk:"+kind, "")
	case mood.WantsPerson(t.text), t.th.intent == "human" && t.th.decide == classify.Answer && !t.awaited():
		t.reply.Intent = "human"
		t.person(AskedForHuman, "asks_for_person", "")
	case mood.Instructs(t.text) && t.s.Run == nil:
		return false // how an instruction to the bot sounds is no mood of the shopper's
	case mood.FedUp(t.s.Moods):
		t.person(NegativeEmotion, "mood:"+string(t.mood), "")
	case t.th.intent == "complaint" && t.th.decide == classify.Answer && t.s.Run == nil:
		t.tag("complaint")
		t.person(NegativeEmotion, "intent:complaint", "")
	case mood.BuysMuch(t.text), t.th.intent == "buy" && t.th.decide == classify.Answer && !t.awaited():
		t.tag("purchase_intent_high")
		t.person(HighPurchase, "intent:buy", "")
	default:
		return false
	}
	return true
}

// awaited tells whether the message gives a procedure what it asked for: 个人, to
// the question whose name the invoice bears, is no wish for a person.
func (t *turn) awaited() bool {
	if t.s.Run == nil {
		return false
	}
	p := t.procedure(t.s.Run.Procedure)
	return p != nil && string(p.Version) == t.s.Run.Version && p.Hears(*t.s.Run, t.sopTurn()) && !p.Loose(*t.s.Run)
}

// onlyLink is a message that is an address of the web and no words. What lies
// there is not fetched: it may be anything, and nobody but the shopper says what
// it is. A picture comes as a picture.
var onlyLink = sieve.MustCompile(`(?i)^(?:https?://|www\.)\S+$`)

// nothingToRead answers what has no words in it.
func (t *turn) nothingToRead() bool {
	if len(t.msg.Images) > 0 || t.s.Run != nil {
		return false
	}
	switch {
	case t.text == "":
		t.small("empty")
	case fold.String(t.text) == "":
		t.small("emoji")
	case onlyLink.MatchString(t.text):
		t.puzzled("link", "link:not_opened")
	case len(t.s.Log) > 1 && acknowledges(t.text) && t.th.decide != classify.Answer:
		t.small("anything")
	case mood.Instructs(t.text):
		// It is material, and asks for nothing that a shop does.
		t.tag("injection")
		t.puzzled("scope", "injection")
	default:
		return false
	}
	return true
}

// acknowledges tells whether a message only says yes or no, to nothing that
// was asked.
func acknowledges(text string) bool {
	_, ok := sop.YesNo(text)
	return ok && len([]rune(text)) <= 6
}

// small says one of the bot's own sentences, which claims nothing.
func (t *turn) small(key string) {
	t.reply.Why.Path = "small_talk"
	t.add(say.Line(key, t.lang))
}

// puzzled says so once; a second time in a row a person takes over.
func (t *turn) puzzled(key, rule string) {
	if t.s.Puzzled > 0 {
		t.person(LowConfidence, rule, "")
		return
	}
	t.s.Puzzled += 2 // finish takes one off
	t.small(key)
}

func (t *turn) add(text string) {
	if text = strings.TrimSpace(text); text != "" {
		t.parts = append(t.parts, text)
	}
}

// finish makes the reply from its parts, has it judged, and makes the payload
// of a hand-over last.
func (t *turn) finish() {
	r := &t.reply
	if t.s.Puzzled > 0 {
		t.s.Puzzled--
	}
	text := strings.Join(t.parts, "\n")
	if r.Why.Path != "small_talk" && r.Why.Path != "handoff" {
		text = t.mind.addressed(text, t.lang)
	}
	r.Text = t.guarded(clip(text, maxSaid))
	r.Citations, r.Actions, r.Tags = orNone(r.Citations), orNone(r.Actions), orNone(r.Tags)
	t.mind.name(r.Why.Candidates, t.lang)
	for i, p := range r.Why.Parts {
		r.Why.Parts[i].Title = t.mind.calls(p.Intent, t.lang)
		t.mind.name(p.Candidates, t.lang)
	}
	r.Title = t.mind.calls(r.Intent, t.lang)
	t.s.Cited = lastN(append(t.s.Cited, r.Citations...), 10)
	if t.handed != nil {
		r.Handoff = t.payload()
		t.s.Handed = t.handed.reason
	}
	t.s.Log = lastN(append(t.s.Log, Line{By: "bot", Text: r.Text}), maxLog)
	if len(r.Why.Parts) > 0 {
		return // the last of several questions is what the next message leans on
	}
	if r.Intent != "" && r.Intent != classify.None {
		t.s.Intent = r.Intent
	}
	if t.s.Run == nil && r.Why.Path != "small_talk" && r.Why.Path != "clarify" && len([]rune(t.text)) >= 4 {
		t.s.Question = clip(t.text, 120)
	}
}

// guarded has the guard judge what the bot is about to say. A reply that must
// not be said is replaced by a hand-over, with nothing of it left.
func (t *turn) guarded(text string) string {
	if t.doors.Guard == nil {
		return text
	}
	v := t.doors.Guard(text, ByBot, t.msg)
	t.reply.Why.GuardOut = v.Rules
	switch {
	case v.Block:
		t.reply.Citations = nil
		if t.handed == nil {
			t.handed = &handed{reason: OutOfScope, rule: "guard:" + strings.Join(v.Rules, ",")}
			t.reply.Why.Path = "handoff"
		}
		return say.Line("hand_policy", t.lang)
	case v.Rewrite != "":
		return v.Rewrite
	}
	return text
}
