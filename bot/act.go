package bot

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/bot/say"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/sieve"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// start begins a procedure. Who asks must be known before an order is touched.
func (t *turn) start(ctx context.Context, p *sop.Procedure) error {
	facts := map[string]any{}
	if p.OwnsOrder() {
		if t.shopper == "" {
			t.askWho()
			return nil
		}
		if len(t.orders) == 0 {
			t.reply.Why.Path = "order"
			t.add(say.Line("no_order", t.lang))
			if t.again("no_order") {
				return nil
			}
			return nil
		}
		o, ok := t.order()
		if !ok && !asksForOrder(p) {
			t.askWhich(p)
			return nil
		}
		if ok {
			facts["order_id"] = o.ID
			for _, f := range p.Facts {
				if f.Type == "order_id" {
					facts[f.Name] = o.ID
				}
			}
		}
	}
	t.s.RunN++
	run := p.Start(facts)
	return t.advance(ctx, p, run)
}

// asksForOrder tells whether the procedure asks for the order itself.
func asksForOrder(p *sop.Procedure) bool {
	return slices.ContainsFunc(p.Facts, func(f sop.Fact) bool { return f.Type == "order_id" })
}

// askWhich asks which of several orders is meant, and keeps the request until
// it is known.
func (t *turn) askWhich(p *sop.Procedure) {
	t.reply.Why.Path = "order"
	if t.again("which_order") {
		return
	}
	t.s.Held = t.text
	t.add(say.Line("which_order", t.lang) + "\n" + t.listOrders(p))
}

// askWho asks for what proves who the shopper is; a second time a person
// takes over.
func (t *turn) askWho() {
	if t.s.Answered["identity"] > 0 {
		t.person(OutOfScope, "identity_not_established", "")
		return
	}
	t.s.Answered["identity"]++
	t.s.Held = t.text
	t.reply.Why.Path = "order"
	t.add(say.Line("who", t.lang))
}

// running goes on with the run that waits for this message. It is false when
// there is none, or when the message is about something else and the run is
// given up for it.
func (t *turn) running(ctx context.Context) (bool, error) {
	if t.s.Run == nil {
		return false, nil
	}
	p := t.procedure(t.s.Run.Procedure)
	if p == nil || string(p.Version) != t.s.Run.Version {
		t.s.Run = nil // the procedure was changed meanwhile: begin anew
		return false, nil
	}
	heard := p.Hears(*t.s.Run, t.sopTurn())
	other := t.th.decide == classify.Answer && !t.is(p, t.th.intent)
	if heard && !(p.Loose(*t.s.Run) && other) || !other {
		if !heard && t.text == "" && len(t.msg.Images) > 0 && t.media() {
			return true, nil
		}
		return true, t.advance(ctx, p, *t.s.Run)
	}
	s := t.mind.subjects[t.th.intent]
	switch {
	case s != nil && s.sop != nil, t.th.intent == "bye":
		t.s.Run = nil
		return false, nil
	case s != nil && t.article(s) && t.handed == nil:
		// Answered in passing; the question that was open is asked again.
		out, err := p.Advance(ctx, *t.s.Run, t.quiet(), t.act)
		if err == nil && len(out.Say) > 0 && !out.Ended {
			t.add(say.Line("back_to", t.lang) + out.Say[len(out.Say)-1])
		}
		return true, err
	case t.handed != nil:
		return true, nil
	}
	return true, t.advance(ctx, p, *t.s.Run)
}

func (t *turn) is(p *sop.Procedure, intent string) bool {
	for _, in := range p.When.Intent {
		if in == intent {
			return true
		}
	}
	return false
}

func (t *turn) procedure(id string) *sop.Procedure {
	for _, p := range t.mind.brand.Procedures {
		if p.ID == id {
			return p
		}
	}
	return nil
}

// advance lets a procedure take the message.
func (t *turn) advance(ctx context.Context, p *sop.Procedure, run sop.State) error {
	if _, ok := t.strangeOrder(); ok && run.Waiting != "" && p.OwnsOrder() {
		t.add(say.Line("not_yours", t.lang))
	}
	out, err := p.Advance(ctx, run, t.sopTurn(), t.act)
	if err != nil {
		return err
	}
	t.reply.Why.Path = "sop"
	if t.reply.Intent == classify.None || t.reply.Intent == "" || run.Waiting != "" {
		t.reply.Intent, t.reply.Confidence = firstOr(p.When.Intent, p.ID), 1
	}
	t.reply.Why.Failed = out.Failed
	t.reply.Actions = append(t.reply.Actions, out.Did...)
	t.s.Done = append(t.s.Done, out.Did...)
	if t.refused(p, out) {
		t.s.Run = nil
		return nil
	}
	for _, text := range out.Say {
		t.add(text)
	}
	if f := out.Asked; f != "" && len(t.orders) > 1 && slices.ContainsFunc(p.Facts, func(x sop.Fact) bool { return x.Name == f && x.Type == "order_id" }) {
		t.add(t.listOrders(p))
	}
	if len(out.Say) > 0 {
		t.cite(Citation{SOP: p.ID, Title: p.Title.In(t.lang), Source: "sop " + p.ID + " v" + string(p.Version)})
	}
	if id, ok := out.State.Facts["order_id"].(string); ok {
		t.s.Order = id
	}
	for k, v := range out.State.Facts {
		t.s.Entities[k] = v
	}
	if !out.Ended {
		t.s.Run = &out.State
		return nil
	}
	t.s.Run = nil
	if h := out.Handoff; h != nil {
		said := ""
		if !h.Say.Empty() {
			said = " " // the procedure has said it
		}
		t.person(h.Reason, "sop:"+p.ID+"/"+out.State.Step, said)
		t.handed.skills, t.handed.priority, t.handed.run = h.Skills, h.Priority, &out.State
		t.handed.todo = h.Todo
	}
	return nil
}

func firstOr(l []string, otherwise string) string {
	if len(l) > 0 {
		return l[0]
	}
	return otherwise
}

// sopTurn is the message as a procedure sees it, with the shopper's own data.
func (t *turn) sopTurn() sop.Turn {
	s := t.who()
	return sop.Turn{
		Text: t.text, Lang: t.lang, Images: t.msg.Images, Now: t.msg.At, Shopper: s.View(),
		Key:  fmt.Sprintf("%s/%d", t.msg.Chat, t.s.RunN),
		Look: t.look, Orders: t.orderIDs(),
	}
}

// who is what the shop knows of the shopper, at least the id.
func (t *turn) who() shop.Shopper {
	if t.doors.Shopper != nil && t.shopper != "" {
		if s, ok := t.doors.Shopper(t.shopper); ok {
			return s
		}
	}
	s, ok := t.mind.brand.Shoppers[t.shopper]
	if !ok {
		s.ID = t.shopper
	}
	return s
}

// quiet is a turn without words: it makes a run ask its open question again.
func (t *turn) quiet() sop.Turn {
	q := t.sopTurn()
	q.Text, q.Images, q.Quiet = "", nil, true
	return q
}

// look shows an order of this shopper, as the door tells it now.
func (t *turn) look(order, item string) (map[string]any, map[string]any, bool) {
	if t.doors.Orders == nil || t.shopper == "" {
		return nil, nil, false
	}
	for _, o := range t.doors.Orders(t.shopper) {
		if !strings.EqualFold(strings.TrimPrefix(o.ID, "#"), strings.TrimPrefix(order, "#")) {
			continue
		}
		var product map[string]any
		for _, it := range o.Items {
			if it.ID == item || item == "" && len(o.Items) == 1 {
				if p, ok := t.mind.goods.Product(it.Product); ok {
					product = p.View()
				}
			}
		}
		return o.View(), product, true
	}
	return nil, nil, false
}

// act is the door to the shop for a procedure.
func (t *turn) act(ctx context.Context, order string, a shop.Action) (shop.Result, error) {
	if t.doors.Act == nil {
		return nil, shop.ErrNotVerified
	}
	return t.doors.Act(ctx, t.shopper, order, a)
}

var whereIsIt = sieve.MustCompile(`(?i)到哪[了儿里]|(?:我的|我买的|查|看)(?:一?下)?.{0,4}(?:物流|快递|包裹|订单)|(?:物流|快递|包裹|我买的).{0,6}(?:到哪|在哪|到了|没到|没动|没更新|停|几天|什么时候)|发货(?:了(?:没|吗)|没)|订单(?:状态|进度|情况|到)|什么时候(?:能)?到|^(?:我的|我买的|货|东西|快递|包裹|衣服|到底)?(?:怎么|为什么|为啥)还(?:没|不)(?:送)?(?:到|收到)|where(?:'s| is) my (?:order|parcel|package|stuff)|track(?:ing)?\b|order status|status of (?:my|the|this) order|has my order|when will (?:my|it|the) .{0,20}(?:arrive|come|deliver)|look ?up (?:my )?order`)

// aboutOrder tells whether the message asks where an order is, which needs no
// phrasing of the brand.
// Nor does an order number that stands with few words.
func (t *turn) aboutOrder() bool {
	if whereIsIt.MatchString(t.text) {
		return true
	}
	id, ok := sop.OrderID(t.text, t.orderIDs())
	return ok && slices.Contains(t.orderIDs(), id) && len([]rune(t.text)) < len(id)+20
}

// orderStatus tells where the shopper's order stands, from the shop's data.
func (t *turn) orderStatus(ctx context.Context) error {
	t.reply.Why.Path = "order"
	t.reply.Intent, t.reply.Confidence = "order_status", 1
	if t.shopper == "" {
		t.askWho()
		return nil
	}
	if len(t.orders) == 0 {
		t.add(say.Line("no_order", t.lang))
		t.again("no_order")
		return nil
	}
	o, ok := t.order()
	if !ok {
		t.askWhich(nil)
		return nil
	}
	if t.again("order_status:" + o.ID) {
		return nil
	}
	name, args := "order_lookup", map[string]any{}
	if len(o.Tracking) > 0 {
		name = "track_logistics"
	}
	res, err := t.act(ctx, o.ID, shop.Action{Name: name, Args: args})
	if err != nil {
		if _, refused := fault.As(err); !refused {
			return err
		}
		res = shop.Result{}
	}
	t.reply.Actions = append(t.reply.Actions, sop.Did{Name: name, Args: args, Result: res})
	t.s.Done = append(t.s.Done, sop.Did{Name: name, Args: args, Result: res})
	t.add(t.statusWords(o, res))
	t.cite(Citation{Order: o.ID, Title: o.ID, Source: "order"})
	return nil
}

// listOrders shows the orders to choose from: those that the procedure may
// serve, if there are any, each with what is in it.
func (t *turn) listOrders(p *sop.Procedure) string {
	list := t.orders
	if p != nil {
		who := t.sopTurn().Shopper
		serves := slices.DeleteFunc(slices.Clone(list), func(o shop.Order) bool {
			return !p.Serves(sop.Case{Order: o.View(), Shopper: who, Now: t.msg.At})
		})
		if len(serves) > 0 {
			list = serves
		}
	}
	var out []string
	for _, o := range list[:min(5, len(list))] {
		inside := t.stateName(o.State)
		if len(o.Items) > 0 {
			inside += t.pick("，", ", ") + t.itemName(o.Items[0])
		}
		if n := len(o.Items); n > 1 {
			inside += fmt.Sprintf(t.pick("等 %d 件", " and %d more"), t.pickN(n, n-1))
		}
		out = append(out, o.ID+fmt.Sprintf(t.pick("（%s）", " (%s)"), inside))
	}
	if len(list) > len(out) {
		out = append(out, say.Line("more_orders", t.lang))
	}
	return strings.Join(out, "\n")
}

// pickN is pick for a number that is counted otherwise in the other language.
func (t *turn) pickN(zh, en int) int {
	if t.lang == tongue.English {
		return en
	}
	return zh
}

func (t *turn) itemName(it shop.Item) string {
	if p, ok := t.mind.goods.Product(it.Product); ok {
		return t.nameOf(p)
	}
	return it.Name
}

func (t *turn) stateName(s shop.State) string {
	if t.lang == tongue.English {
		return s.English()
	}
	return s.Chinese()
}

func (t *turn) statusWords(o shop.Order, res shop.Result) string {
	zh := t.lang != tongue.English
	text := fmt.Sprintf("Your order %s is %s.", o.ID, o.State.English())
	if zh {
		text = fmt.Sprintf("帮您查到订单 %s 目前是「%s」。", o.ID, o.State.Chinese())
	}
	get := func(k string) string { s, _ := res[k].(string); return s }
	if get("tracking") != "" {
		if zh {
			text += fmt.Sprintf("%s单号 %s", get("carrier"), get("tracking"))
		} else {
			text += fmt.Sprintf(" The tracking number is %s", strings.TrimSpace(get("carrier")+" "+get("tracking")))
		}
		if get("last") != "" {
			at := ""
			if when, err := time.Parse(time.RFC3339, get("at")); err == nil {
				at = sop.Date(when.In(t.mind.brand.Profile.TimeZone), true, t.lang)
			}
			text += fmt.Sprintf(map[bool]string{true: "，%s 最新进度：%s", false: "; latest (%s): %s"}[zh], at, get("last"))
		}
	}
	return say.Ended(text, t.lang)
}
