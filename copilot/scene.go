package copilot

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/copilot/internal/db"
	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/shopper"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

// handoff is what the copilot reads of the payload that came with a
// conversation; the fields are the hand-off's own.
type handoff struct {
	Reason string `json:"reason"`
	Order  *struct {
		ID string `json:"id"`
	} `json:"order"`
	Intent struct {
		ID         string  `json:"id"`
		Confidence float64 `json:"confidence"`
	} `json:"intent"`
	SOP *struct {
		ID    string         `json:"id"`
		Step  string         `json:"step_reached"`
		Facts map[string]any `json:"facts_collected"`
	} `json:"sop"`
	Summary      string     `json:"bot_summary"`
	ActionsDone  []sop.Did  `json:"actions_done"`
	OpenQuestion string     `json:"open_question"`
	CreatedAt    *time.Time `json:"created_at"`
}

// scene is everything that is known about one conversation at one moment.
type scene struct {
	mind     *mind
	chat     chat.Chat
	said     []chat.Message
	lang     tongue.Lang
	now      time.Time
	orders   []shop.Order
	parcels  map[string]shop.Parcel
	customer shop.Shopper
	tags     []shopper.Tag
	earlier  []chat.Chat
	pushed   []Notice // in force or soon
	known    []string // notes that the agent has acknowledged
	asides   []Aside
	handoff  handoff
	question string // what the shopper wrote since we last answered
	seq      int64  // the shopper's last message
	intent   classify.Prediction
}

// mine finds a conversation that the agent holds. It returns chat.ErrNoChat
// and chat.ErrNotHolder.
func (c *Coach) mine(ctx context.Context, agent uid.Agent, id uid.Chat) (chat.Chat, error) {
	ch, err := c.Chats.Chat(ctx, pg.Everything, id)
	if err == nil && (ch.State != chat.WithHuman || ch.Agent != agent) {
		err = chat.ErrNotHolder
	}
	return ch, err
}

// look reads everything about a conversation.
func (c *Coach) look(ctx context.Context, ch chat.Chat) (*scene, error) {
	all, err := c.lookAll(ctx, ch.Brand, []chat.Chat{ch})
	if err != nil {
		return nil, err
	}
	return all[0], nil
}

// lookAll reads everything about some conversations of a brand: two round
// trips, because which parcels matter is known only after the orders. A
// shopper's message is followed by a look, so what a look costs is what the
// copilot costs.
func (c *Coach) lookAll(ctx context.Context, brand uid.Brand, chats []chat.Chat) ([]*scene, error) {
	m, err := c.mindOf(ctx, brand)
	if err != nil {
		return nil, err
	}
	scenes := make([]*scene, len(chats))
	var reads []func(pgx.Tx) error
	for i, ch := range chats {
		s := &scene{mind: m, chat: ch, now: c.clock.Now()}
		scenes[i] = s
		reads = slices.Concat(reads, s.log(ctx), s.around(ctx))
	}
	scope := pg.OfBrand(brand)
	if err := pg.Together(ctx, c.pool, scope, reads...); err != nil {
		return nil, fmt.Errorf("look at chats of %s: %w", brand, err)
	}
	reads = nil
	for _, s := range scenes {
		if o, ok := s.order(); ok {
			reads = append(reads, into(&s.parcels, func(tx pgx.Tx) (map[string]shop.Parcel, error) { return shop.ParcelsTx(ctx, tx, brand, o) }))
		}
	}
	if len(reads) > 0 {
		if err := pg.Together(ctx, c.pool, scope, reads...); err != nil {
			return nil, fmt.Errorf("look at parcels of %s: %w", brand, err)
		}
	}
	for _, s := range scenes {
		s.understand()
	}
	return scenes, nil
}

// log reads what was said, and who says it.
func (s *scene) log(ctx context.Context) []func(pgx.Tx) error {
	const earlierShown = 6
	brand, ref := s.chat.Brand, s.chat.ShopperRef
	return []func(pgx.Tx) error{
		into(&s.said, func(tx pgx.Tx) ([]chat.Message, error) { return chat.SinceTx(ctx, tx, s.chat.ID, 0, longestChat) }),
		into(&s.orders, func(tx pgx.Tx) ([]shop.Order, error) { return shop.OrdersOfTx(ctx, tx, brand, ref) }),
		into(&s.customer, func(tx pgx.Tx) (shop.Shopper, error) { return shop.CustomerTx(ctx, tx, brand, ref) }),
		into(&s.earlier, func(tx pgx.Tx) ([]chat.Chat, error) { return chat.OfShopperTx(ctx, tx, brand, ref, earlierShown) }),
		into(&s.tags, func(tx pgx.Tx) ([]shopper.Tag, error) { return shopper.TagsOf(ctx, tx, brand, s.chat.Shopper) }),
	}
}

// around reads what colleagues put beside the conversation: what the brand
// pushed and the agent has read, and words between colleagues.
func (s *scene) around(ctx context.Context) []func(pgx.Tx) error {
	return []func(pgx.Tx) error{
		into(&s.pushed, func(tx pgx.Tx) ([]Notice, error) { return noticesOf(ctx, tx, s.chat.Brand, s.now) }),
		into(&s.known, func(tx pgx.Tx) ([]string, error) {
			return db.New(tx).Acknowledged(ctx, db.AcknowledgedParams{BrandID: s.chat.Brand, AgentID: s.chat.Agent})
		}),
		into(&s.asides, func(tx pgx.Tx) ([]Aside, error) { return asidesOf(ctx, tx, s.chat.ID) }),
	}
}

// into is a read that keeps what it finds.
func into[T any](to *T, read func(pgx.Tx) (T, error)) func(pgx.Tx) error {
	return func(tx pgx.Tx) (err error) {
		*to, err = read(tx)
		return err
	}
}

// understand reads the hand-off and what the shopper asks now. A payload that
// cannot be read is as good as none.
func (s *scene) understand() {
	if len(s.chat.Handoff) > 0 {
		var h handoff
		if json.Unmarshal(s.chat.Handoff, &h) == nil {
			s.handoff = h
		}
	}
	s.question, s.seq = asked(s.said)
	if s.question == "" {
		s.question = s.handoff.OpenQuestion
	}
	s.lang = tongue.Of(s.question)
	if s.lang == "" {
		s.lang = tongue.Chinese
		if strings.HasPrefix(s.chat.Locale, "en") {
			s.lang = tongue.English
		}
	}
	s.intent = s.mind.predict(s.question)
}

func (m *mind) predict(text string) classify.Prediction {
	if m.model == nil || text == "" {
		return classify.Prediction{Intent: classify.None, Decision: classify.HandOver}
	}
	return m.model.Predict(text)
}

// asked is what the shopper wrote since anybody last answered in substance,
// and the seq of their last message. What only points back ("那个呢") keeps the
// question before it.
func asked(said []chat.Message) (text string, seq int64) {
	var parts []string
	for i := len(said) - 1; i >= 0; i-- {
		m := said[i]
		switch {
		case m.Author == chat.Shopper:
			if seq == 0 {
				seq = m.Seq
			}
			parts = append([]string{m.Text}, parts...)
		case (m.Author == chat.Agent || m.Author == chat.Bot) && m.Substantive && len(parts) > 0:
			return strings.TrimSpace(strings.Join(parts, "\n")), seq
		}
		const most = 3 // older than that is another subject
		if len(parts) == most {
			break
		}
	}
	return strings.TrimSpace(strings.Join(parts, "\n")), seq
}

// order is the one that the conversation is about: named by the shopper, by
// the hand-off, by the page; or the only one.
func (s *scene) order() (shop.Order, bool) {
	for i := len(s.said) - 1; i >= 0; i-- {
		if s.said[i].Author != chat.Shopper {
			continue
		}
		if id, ok := sop.OrderID(s.said[i].Text, s.orderIDs()); ok {
			if o, ok := s.orderBy(id); ok {
				return o, true
			}
		}
	}
	if s.handoff.Order == nil && len(s.chat.Handoff) > 0 {
		var h handoff
		if json.Unmarshal(s.chat.Handoff, &h) == nil {
			s.handoff.Order = h.Order
		}
	}
	if s.handoff.Order != nil {
		if o, ok := s.orderBy(s.handoff.Order.ID); ok {
			return o, true
		}
	}
	if o, ok := s.orderBy(s.chat.OrderRef); ok {
		return o, true
	}
	if len(s.orders) == 1 {
		return s.orders[0], true
	}
	return shop.Order{}, false
}

func (s *scene) orderIDs() []string {
	out := make([]string, len(s.orders))
	for i, o := range s.orders {
		out[i] = o.ID
	}
	return out
}

func (s *scene) orderBy(id string) (shop.Order, bool) {
	id = strings.TrimPrefix(id, "#")
	for _, o := range s.orders {
		if id != "" && strings.EqualFold(strings.TrimPrefix(o.ID, "#"), id) {
			return o, true
		}
	}
	return shop.Order{}, false
}

// views are an order of this shopper and the product of one of its items, as
// guards read them.
func (s *scene) views(order, item string) (orderView, product map[string]any, ok bool) {
	o, ok := s.orderBy(order)
	if !ok {
		return nil, nil, false
	}
	for _, it := range o.Items {
		if it.ID != item && (item != "" || len(o.Items) != 1) {
			continue
		}
		if p, ok := s.mind.goods.Product(it.Product); ok {
			product = p.View()
		}
	}
	return o.View(), product, true
}

func (s *scene) shopperView() map[string]any {
	who := s.customer
	if who.ID == "" {
		who.ID = s.chat.ShopperRef
	}
	return who.View()
}

// pick is a sentence in the conversation's language.
func (s *scene) pick(zh, en string) string {
	if s.lang == tongue.English {
		return en
	}
	return zh
}

func (s *scene) money(minor int64) string { return sop.Money(minor, s.mind.profile.Currency, s.lang) }

// both is a text in the two languages of the product, for the agent's screen.
func both(zh, en string) tongue.Words {
	return tongue.Words{tongue.Chinese: zh, tongue.English: en}
}

var whereIsIt = regexp.MustCompile(`(?i)到哪|物流|快递|包裹|发货了?(?:没|吗)|还没(?:发|到)|订单(?:状态|进度|情况)|什么时候(?:能)?(?:到|发)|where(?:'s| is) my (?:order|parcel|package)|track(?:ing)?\b|order status|when will (?:my|it|the) .{0,20}(?:arrive|come|ship)`)
