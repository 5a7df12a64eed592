package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/manyhands/manyhands/bot/mood"
	"github.com/manyhands/manyhands/bot/say"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Reasons to call a person.
const (
	AskedForHuman   = "asked_for_human"
	LowConfidence   = "low_confidence"
	OutOfScope      = "policy_out_of_scope"
	StepNeedsPerson = "sop_step_requires_human"
	NegativeEmotion = "negative_emotion"
	HighPurchase    = "high_purchase_intent"
	MediaByOrder    = "media_by_order_status"
	RiskPhrase      = "risk_phrase_from_customer"
	LoopDetected    = "loop_detected"
)

// Handoff is what a person gets with a chat, so that nothing is asked twice.
type Handoff struct {
	ID             string         `json:"handoff_id"`
	Conversation   string         `json:"conversation_id"`
	Brand          string         `json:"brand_id"`
	Channel        string         `json:"channel"`
	Customer       Customer       `json:"customer"`
	Identity       Identity       `json:"identity"`
	Order          *OrderBrief    `json:"order"`
	Intent         IntentBrief    `json:"intent"`
	Entities       map[string]any `json:"entities"`
	Sentiment      MoodBrief      `json:"sentiment"`
	Reason         string         `json:"reason"`
	RuleID         string         `json:"rule_id"`
	Priority       int            `json:"priority"`
	RequiredSkills []Skill        `json:"required_skills"`
	SOP            *SOPBrief      `json:"sop"`
	Summary        string         `json:"bot_summary"`
	LastMessages   []Line         `json:"last_messages"`
	Citations      []Citation     `json:"kb_citations"`
	ActionsDone    []sop.Did      `json:"actions_done"`
	OpenQuestion   string         `json:"open_question"`
	QueueDeadline  *time.Time     `json:"queue_deadline"` // the router's to set
	CreatedAt      time.Time      `json:"created_at"`
	PriorHash      string         `json:"hash_of_prior_event"`
}

// Customer is the shopper in the payload; the name is the format's.
type Customer struct {
	ID              string   `json:"id"`
	Tags            []string `json:"tags"`
	Tier            string   `json:"tier"`
	ContactCount24h int      `json:"contact_count_24h"`
}

// Identity says whether it is known who asks, and from what.
type Identity struct {
	Verified bool   `json:"verified"`
	Method   string `json:"method"`
}

// OrderBrief is the order in a few words.
type OrderBrief struct {
	ID          string   `json:"id"`
	Status      string   `json:"status"`
	Items       []string `json:"items"`
	AmountMinor int64    `json:"amount"`
}

// IntentBrief is what the bot took the shopper to want.
type IntentBrief struct {
	ID           string      `json:"id"`
	Confidence   float64     `json:"confidence"`
	Alternatives []Candidate `json:"alternatives"`
}

// MoodBrief is the mood and the message that shows it.
type MoodBrief struct {
	Now     mood.Mood `json:"now"`
	Trend   string    `json:"trend"`
	Trigger string    `json:"trigger_msg_id"`
}

// Skill is a tag that the person should hold, and when to stop insisting.
type Skill struct {
	Tag        string `json:"tag"`
	Level      int    `json:"level"`
	DropAfterS int    `json:"drop_after_s"`
}

// SOPBrief is where a procedure was left.
type SOPBrief struct {
	ID      string         `json:"id"`
	Version string         `json:"version"`
	Step    string         `json:"step_reached"`
	Facts   map[string]any `json:"facts_collected"`
	Todo    []string       `json:"todo,omitempty"` // what the procedure leaves to the person
}

// urgency orders the queue: who is in danger or angry first, then who is about
// to buy, then the rest.
var urgency = map[string]int{
	RiskPhrase: 9, NegativeEmotion: 8, HighPurchase: 7, LoopDetected: 6,
	AskedForHuman: 5, MediaByOrder: 5, StepNeedsPerson: 5, OutOfScope: 4, LowConfidence: 3,
}

// dropAfterS is how long a skill is insisted on before any free person will do.
const dropAfterS = 60

// person ends the turn with a hand-over. rule says which rule of ours led to
// it; sentence is the bot's last, "" for the reason's own.
func (t *turn) person(reason, rule, sentence string) {
	if sentence == "" && reason == t.s.Handed {
		sentence = t.still()
	}
	if sentence == "" {
		sentence = say.Line(handSentence[reason], t.lang)
	}
	t.reply.Why.Path = "handoff"
	t.add(sentence)
	t.handed = &handed{reason: reason, rule: rule}
}

var handSentence = map[string]string{
	AskedForHuman: "hand_person", LowConfidence: "hand_unknown", OutOfScope: "hand_policy", StepNeedsPerson: "hand_sop",
	NegativeEmotion: "hand_mood", HighPurchase: "hand_buy", MediaByOrder: "hand_media", RiskPhrase: "hand_risk", LoopDetected: "hand_loop",
}

// handed is a hand-over before its payload is made, which is last, so that it
// holds what the bot said too.
type handed struct {
	reason, rule string
	skills       []string
	priority     int
	run          *sop.State
	todo         []string
}

func (t *turn) payload() *Handoff {
	h := t.handed
	p := &Handoff{
		Conversation: t.msg.Chat, Brand: t.mind.brand.Profile.ID, Channel: t.msg.Channel,
		Customer: t.customer(), Identity: Identity{Verified: t.shopper != "", Method: t.method()},
		Intent:   IntentBrief{ID: t.reply.Intent, Confidence: t.reply.Confidence, Alternatives: orNone(t.reply.Why.Candidates)},
		Entities: t.entities(), Reason: h.reason, RuleID: h.rule, Priority: max(urgency[h.reason], h.priority),
		Sentiment:   MoodBrief{Now: t.reply.Sentiment, Trend: mood.Trend(t.s.Moods), Trigger: t.msg.ID},
		Citations:   orNone(t.s.Cited),
		ActionsDone: orNone(t.s.Done), OpenQuestion: clip(t.stillOpen(), 200), CreatedAt: t.msg.At,
		LastMessages: lastOf(t.s.Log, 10), RequiredSkills: t.skills(),
	}
	if o, ok := t.order(); ok {
		p.Order = &OrderBrief{ID: o.ID, Status: string(o.State), Items: namesOf(o), AmountMinor: o.AmountMinor}
	}
	run := h.run
	if run == nil {
		run = t.s.Run // who asks for a person in the middle has told things already
	}
	if run != nil {
		p.SOP = &SOPBrief{ID: run.Procedure, Version: run.Version, Step: run.Step, Facts: run.Facts, Todo: h.todo}
	}
	p.Summary = t.summary(p)
	p.PriorHash = hashOf(t.s.Log)
	p.ID = "h-" + hashOf([]any{t.msg.Chat, t.s.Turns, t.msg.ID})[:20]
	return p
}

// stillOpen is what the person is asked: the message, or of several questions the
// open ones.
func (t *turn) stillOpen() string {
	if t.open == "" {
		return t.text
	}
	return strings.TrimSpace(t.open + "\n" + t.s.Later)
}

func (t *turn) customer() Customer {
	s := t.who()
	var tags []string
	for _, tag := range t.s.Tags {
		tags = append(tags, tag.Name)
	}
	return Customer{ID: t.shopper, Tags: orNone(append(append([]string{}, s.Tags...), tags...)), Tier: s.Tier, ContactCount24h: s.ContactCount24h}
}

func (t *turn) method() string {
	if t.msg.Shopper != "" {
		return "channel"
	}
	return t.s.Method
}

// entities are the facts that the chat has shown, by name.
func (t *turn) entities() map[string]any {
	out := map[string]any{}
	for k, v := range t.s.Entities {
		out[k] = v
	}
	if t.s.Product != "" {
		out["product"] = t.s.Product
	}
	return out
}

func (t *turn) skills() []Skill {
	var tags []string
	tags = append(tags, t.handed.skills...)
	tags = append(tags, t.mind.brand.Profile.Skills[t.reply.Intent]...)
	tags = append(tags, t.mind.brand.Profile.Skills[t.handed.reason]...)
	tags = append(tags, "lang:"+string(t.lang))
	out := []Skill{}
	seen := map[string]bool{}
	for _, tag := range tags {
		if !seen[tag] {
			seen[tag] = true
			out = append(out, Skill{Tag: tag, Level: 1, DropAfterS: dropAfterS})
		}
	}
	return out
}

// summary tells a person in at most 400 characters what is the matter, in the
// language of the chat.
func (t *turn) summary(p *Handoff) string {
	zh := t.lang != tongue.English
	word := func(a, b string) string {
		if zh {
			return a
		}
		return b
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s", word("诉求：", "Wants: "), t.wants(p.Intent))
	if t.text != "" {
		fmt.Fprintf(&b, word("（原话「%s」）", " (\"%s\")"), clip(t.text, 80))
	}
	if p.Order != nil {
		st, _ := shop.ParseState(p.Order.Status)
		fmt.Fprintf(&b, word("；订单 %s，%s", "; order %s, %s"), p.Order.ID, word(st.Chinese(), st.English()))
	}
	if p.SOP != nil {
		fmt.Fprintf(&b, word("；流程 %s 停在 %s", "; procedure %s stopped at %s"), t.sopTitle(p.SOP.ID), t.stoppedAt(p.SOP))
	}
	for _, d := range p.ActionsDone {
		fmt.Fprintf(&b, word("；已办 %s", "; done: %s"), wordFor(d.Name, t.lang))
	}
	for _, f := range t.reply.Why.Failed {
		fmt.Fprintf(&b, word("；不符合：%s", "; refused: %s"), f.Because.In(t.lang))
	}
	fmt.Fprintf(&b, word("；情绪 %s；转接原因 %s", "; mood %s; handed over: %s"), wordFor(string(p.Sentiment.Now), t.lang), wordFor(p.Reason, t.lang))
	return clip(b.String(), 400)
}

// level is how near to the likeliest subject another one is as likely.
const level = 0.6

// asLikely are the subjects, of those that a doubt names, between which nothing
// tells; none where all are unlikely.
func asLikely(top []Candidate) []Candidate {
	var out []Candidate
	for _, c := range top {
		if top[0].Confidence >= leastClear && c.Confidence >= level*top[0].Confidence || c.Alike > 0 {
			out = append(out, c)
		}
	}
	return out
}

// wants is what the shopper is after, for the person: the subject where it is
// known, those that are as likely where it is not, and else that it is open.
func (t *turn) wants(in IntentBrief) string {
	if in.ID != classify.None {
		return t.mind.calls(in.ID, t.lang)
	}
	var names []string
	for _, c := range asLikely(in.Alternatives) {
		names = append(names, t.mind.calls(c.Intent, t.lang))
	}
	if n := len(names); n > 1 {
		return t.pick("还不清楚，可能是", "not clear, maybe ") + strings.Join(names[:n-1], t.pick("、", ", ")) + t.pick("或", " or ") + names[n-1]
	}
	return t.mind.calls(in.ID, t.lang)
}

// stoppedAt is the question that a procedure was left at, else its step's name.
func (t *turn) stoppedAt(b *SOPBrief) string {
	if p := t.procedure(b.ID); p != nil && t.s.Run != nil && t.s.Run.Procedure == b.ID {
		if f := p.Awaits(*t.s.Run); f != nil && !f.Ask.Empty() {
			return t.pick("「", "\"") + clip(f.Ask.In(t.lang), 40) + t.pick("」", "\"")
		}
	}
	return b.Step
}

func (t *turn) sopTitle(id string) string {
	if p := t.procedure(id); p != nil && !p.Title.Empty() {
		return p.Title.In(t.lang)
	}
	return id
}

func clip(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}

func lastOf(l []Line, n int) []Line { return append([]Line{}, l[max(0, len(l)-n):]...) }

func namesOf(o shop.Order) []string {
	out := []string{}
	for _, it := range o.Items {
		out = append(out, it.Name)
	}
	return out
}

func orNone[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}

func hashOf(v any) string {
	b, err := json.Marshal(v) // plain data, which always can be written
	if err != nil {
		b = []byte(fmt.Sprint(v))
	}
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
