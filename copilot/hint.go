package copilot

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

// Hints is everything that stands beside a conversation.
type Hints struct {
	Chat          uid.Chat      `json:"chat_id"`
	Seq           int64         `json:"seq"` // the shopper's message that they are for
	At            time.Time     `json:"at"`
	Why           Why           `json:"why"`
	Intent        string        `json:"intent,omitempty"`
	Confidence    float64       `json:"confidence"`
	Who           Who           `json:"who"`
	Track         *Track        `json:"track"`
	Drafts        []Draft       `json:"drafts"`
	Products      []Card        `json:"products"`
	Opportunities []Opportunity `json:"opportunities"`
	Cases         []Case        `json:"cases"`
	Notes         []Note        `json:"notes"`
	Asides        []Aside       `json:"asides"`
	HeldOut       bool          `json:"held_out,omitempty"` // drawn to be answered without drafts
	Translates    bool          `json:"translates,omitempty"`

	mood float64 // of the shopper's last words
}

// Why is why a person is here, and what the bot did before.
type Why struct {
	Reason   string         `json:"reason"`
	Sentence tongue.Words   `json:"sentence"`
	Summary  string         `json:"summary,omitempty"`
	Done     []string       `json:"done,omitempty"`
	Facts    map[string]any `json:"facts,omitempty"`
}

// Who is who asks.
type Who struct {
	Ref      string     `json:"ref"`
	Name     string     `json:"name,omitempty"`
	Tier     string     `json:"tier,omitempty"`
	Contacts int        `json:"contacts_24h"`
	Tags     []TagSeen  `json:"tags"`
	Orders   []OrderRow `json:"orders"`
	Earlier  []Earlier  `json:"earlier"`
}

// TagSeen is a tag and the message that showed it; Seq is 0 where the shop's
// own system says so.
type TagSeen struct {
	Tag string `json:"tag"`
	Seq int64  `json:"seq,omitempty"`
}

// OrderRow is an order in a few words.
type OrderRow struct {
	ID          string       `json:"id"`
	State       string       `json:"state"`
	StateText   tongue.Words `json:"state_text"`
	AmountMinor int64        `json:"amount_minor"`
	Currency    string       `json:"currency"`
	Items       []string     `json:"items"`
	At          *time.Time   `json:"at,omitempty"`
	Parcel      string       `json:"parcel,omitempty"`
	Current     bool         `json:"current"` // the one that the conversation is about
}

// Earlier is an earlier conversation of the shopper.
type Earlier struct {
	ID      uid.Chat  `json:"id"`
	At      time.Time `json:"at"`
	Intent  string    `json:"intent,omitempty"`
	Outcome string    `json:"outcome,omitempty"`
	CSAT    int       `json:"csat,omitempty"`
}

// Note is a rule that is new or ends soon.
type Note struct {
	ID    string       `json:"id"`
	Text  tongue.Words `json:"text"`
	Since *time.Time   `json:"since,omitempty"`
	Till  *time.Time   `json:"till,omitempty"`
}

// Hints makes the hints for a conversation that the agent holds. It returns
// chat.ErrNoChat and chat.ErrNotHolder.
func (c *Coach) Hints(ctx context.Context, agent uid.Agent, id uid.Chat) (Hints, error) {
	ch, err := c.mine(ctx, agent, id)
	if err != nil {
		return Hints{}, err
	}
	c.line.Look(agent, id)
	s, err := c.look(ctx, ch)
	if err != nil {
		return Hints{}, err
	}
	h, err := c.made(ctx, s)
	if err != nil {
		return Hints{}, fmt.Errorf("make hints of chat %s: %w", id, err)
	}
	return h, c.offer(ctx, ch, h)
}

// made are the hints of a scene.
func (c *Coach) made(ctx context.Context, s *scene) (Hints, error) {
	tr, err := s.track(ctx)
	if err != nil {
		return Hints{}, err
	}
	const casesShown = 3
	ch := s.chat
	cases := s.mind.similar(s.question, ch.ID.String(), casesShown)
	h := Hints{
		Chat: ch.ID, Seq: s.seq, At: s.now, Why: s.why(), Intent: s.intent.Intent, Confidence: s.intent.Confidence, Who: s.who(),
		Track: tr, Drafts: []Draft{}, Products: s.cards(), Opportunities: s.opportunities(), Cases: cases,
		HeldOut: c.heldOut(ch.Brand, ch.ID), Translates: c.Translate != nil,
	}
	h.mood, _ = classify.Sentiment(s.question)
	if !h.HeldOut {
		h.Drafts = c.drafts(s, tr, cases)
	}
	h.Notes, h.Asides = s.unread(), s.asides
	return h, nil
}

// reasons says each reason of a hand-off in one sentence.
var reasons = map[string]tongue.Words{
	"asked_for_human":           both("顾客要求人工接待", "The shopper asked for a person"),
	"low_confidence":            both("机器人没有把握回答这个问题", "The bot was not sure of the answer"),
	"policy_out_of_scope":       both("规则之外的诉求，需要人判断", "The request is outside the rules; a person must judge"),
	"sop_step_requires_human":   both("流程走到了必须由人处理的一步", "The procedure came to a step that a person must do"),
	"negative_emotion":          both("顾客情绪不好，先安抚再处理", "The shopper is upset: calm first, then solve"),
	"high_purchase_intent":      both("顾客购买意向高，把握机会", "The shopper is about to buy"),
	"media_by_order_status":     both("顾客发了图片，按订单状态需要人看", "The shopper sent a picture that a person should see"),
	"risk_phrase_from_customer": both("顾客说了有风险的话，谨慎应对", "The shopper used a phrase of risk; take care"),
	"loop_detected":             both("同样的话来回说了几次，需要人打破僵局", "The talk went in circles"),
	"sla_breach":                both("等待超过承诺时间", "The wait was longer than promised"),
	"api":                       both("由商家系统转入", "Handed over by the brand's own system"),
}

func (s *scene) why() Why {
	w := Why{Reason: s.chat.Reason, Summary: s.handoff.Summary}
	var ok bool
	if w.Sentence, ok = reasons[s.chat.Reason]; !ok {
		w.Sentence = tongue.Plain(s.chat.Reason) // a colleague's own words, from a transfer
	}
	for _, d := range s.handoff.ActionsDone {
		w.Done = append(w.Done, d.Name)
	}
	if s.handoff.SOP != nil {
		w.Facts = s.handoff.SOP.Facts
	}
	return w
}

func (s *scene) who() Who {
	w := Who{Ref: s.chat.ShopperRef, Name: s.customer.Name, Tier: s.customer.Tier, Contacts: s.customer.ContactCount24h, Tags: []TagSeen{}, Orders: []OrderRow{}, Earlier: []Earlier{}}
	for _, t := range s.customer.Tags {
		w.Tags = append(w.Tags, TagSeen{Tag: t})
	}
	for _, t := range s.tags {
		if !slices.ContainsFunc(w.Tags, func(x TagSeen) bool { return x.Tag == t.Tag }) {
			w.Tags = append(w.Tags, TagSeen{Tag: t.Tag, Seq: t.Seq})
		}
	}
	current, _ := s.order()
	const ordersShown = 6
	for _, o := range s.orders[:min(ordersShown, len(s.orders))] {
		w.Orders = append(w.Orders, s.row(o, o.ID == current.ID))
	}
	for _, e := range s.earlier {
		if e.ID != s.chat.ID {
			w.Earlier = append(w.Earlier, Earlier{ID: e.ID, At: e.OpenedAt, Intent: e.Intent, Outcome: e.Outcome, CSAT: e.CSAT})
		}
	}
	return w
}

func (s *scene) row(o shop.Order, current bool) OrderRow {
	r := OrderRow{
		ID: o.ID, State: string(o.State), StateText: both(o.State.Chinese(), o.State.English()), AmountMinor: o.AmountMinor,
		Currency: firstOf(o.Currency, s.mind.profile.Currency), Items: []string{}, At: o.CreatedAt, Current: current,
	}
	for _, it := range o.Items {
		name := it.Name
		for _, option := range []string{"color", "size"} {
			if v := it.Options[option]; v != "" {
				name += " " + v
			}
		}
		r.Items = append(r.Items, name)
	}
	if !current {
		return r
	}
	for _, tracking := range o.Tracking {
		if p, ok := s.parcels[tracking]; ok {
			r.Parcel = p.Carrier + " " + p.Tracking
			if last, ok := p.Last(); ok {
				r.Parcel += " · " + sop.Date(last.At.In(s.mind.profile.TimeZone), true, tongue.Chinese) + " " + last.Text
			}
		}
	}
	return r
}

// News is how long a change is told of, and Soon how long before an end.
const (
	news = 48 * time.Hour
	soon = 24 * time.Hour
)

// notes are the rules about this subject that changed lately or end soon.
func (s *scene) notes() []Note {
	out := []Note{}
	add := func(id string, since, till *time.Time, zh, en string) {
		n := Note{ID: id}
		switch {
		case since != nil && !since.After(s.now) && s.now.Sub(*since) <= news:
			n.Since, n.Text = since, both("新规则生效："+zh, "New: "+en)
		case till != nil && till.After(s.now) && till.Sub(s.now) <= soon:
			n.Till, n.Text = till, both("即将失效："+zh, "Ends soon: "+en)
		default:
			return
		}
		out = append(out, n)
	}
	for _, key := range sortedKeys(s.mind.articles) {
		a := s.mind.articles[key]
		if a.Lang == s.lang && s.about(a.ID, intentOf(a)) {
			add(fmt.Sprintf("article:%s/%d", a.ID, a.Version), a.ValidFrom, a.ValidTill, a.Title, a.Title)
		}
	}
	for _, co := range s.mind.coupons {
		add("coupon:"+co.ID, co.From, co.Till, co.Name+stacking(co, "（可叠加）", "（不可叠加）"), firstOf(co.NameEn, co.Name)+stacking(co, " (stacks)", " (does not stack)"))
	}
	const most = 4
	return out[:min(most, len(out))]
}

func stacking(co shop.Coupon, yes, no string) string {
	if co.Stacks {
		return yes
	}
	return no
}

// about tells whether an article is about what the conversation is.
func (s *scene) about(id, intent string) bool {
	return intent == s.intent.Intent || intent == s.chat.Intent || intent == s.handoff.Intent.ID || id == s.chat.Intent
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Counted is how often drafts of one kind were offered and taken.
type Counted struct {
	Kind      string `json:"kind"`
	Offered   int64  `json:"offered"`
	Taken     int64  `json:"taken"`
	Edited    int64  `json:"edited"`
	EndedWell int64  `json:"ended_well"` // taken, and the conversation was answered
}

// Counts is what became of a brand's drafts since a time.
func (c *Coach) Counts(ctx context.Context, brand uid.Brand, since time.Time) ([]Counted, error) {
	var out []Counted
	err := c.inTx(ctx, pg.OfBrand(brand), func(tx pgx.Tx) error {
		rows, err := db.New(tx).SuggestionCounts(ctx, db.SuggestionCountsParams{BrandID: brand, Since: since})
		for _, r := range rows {
			out = append(out, Counted{r.Kind, r.Offered, r.Taken, r.Edited, r.EndedWell})
		}
		return err
	})
	return out, err
}
