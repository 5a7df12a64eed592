package sop

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// State is where a run stands between two messages. It is plain data: it is
// stored with the chat and read back on any copy of the program.
type State struct {
	Procedure string         `json:"procedure"`
	Version   string         `json:"version"`
	Step      string         `json:"step"`
	Facts     map[string]any `json:"facts"`
	// Waiting is what the shopper was asked: a fact's name, or "confirm".
	Waiting   string         `json:"waiting,omitempty"`
	Tries     int            `json:"tries,omitempty"`
	Confirmed bool           `json:"confirmed,omitempty"`
	Result    map[string]any `json:"result,omitempty"`
	Because   string         `json:"because,omitempty"`
}

// waitConfirm is the Waiting of a run that has asked for a yes.
const waitConfirm = "confirm"

// Turn is one message of the shopper, with the data at hand.
type Turn struct {
	Text   string
	Lang   tongue.Lang
	Images []string
	// Quiet is a turn in which the shopper spoke of something else: the run
	// only asks its open question again.
	Quiet   bool
	Now     time.Time
	Shopper map[string]any
	// Key begins the key of everything that is done in this run.
	Key string
	// Look brings an order of this shopper, and the product of one of its
	// items, by id; false when the shopper has no such order.
	Look func(order, item string) (orderView, productView map[string]any, ok bool)
	// Orders are the ids of the shopper's orders.
	Orders []string
}

// Act does an action to the run's order ("" when it has none) and tells its
// verified result. An error that is a fault
// is a refusal of the shop; it is told and not retried.
type Act func(ctx context.Context, order string, a shop.Action) (shop.Result, error)

// Did is one action that was done in a turn.
type Did struct {
	Name   string         `json:"name"`
	Args   map[string]any `json:"args"`
	Result map[string]any `json:"result"`
}

// Outcome is what a turn of a run led to.
type Outcome struct {
	Say     []string
	State   State
	Ended   bool // the run is over; State is where it ended
	Did     []Did
	Failed  []Failed
	Handoff *Handoff
	Asked   string // the fact that is waited for, or "confirm"
}

// Limits of a run.
const (
	maxTurns = 3   // times the same thing is asked before a person is
	maxHops  = 200 // steps in one turn
)

// Start is a run that has not begun; facts are what is known before.
func (p *Procedure) Start(facts map[string]any) State {
	f := map[string]any{}
	for k, v := range facts {
		if k == "order_id" || p.fact(k) != nil || p.fact(strings.TrimSuffix(k, "_name")) != nil {
			f[k] = v
		}
	}
	return State{Procedure: p.ID, Version: string(p.Version), Facts: f}
}

// run is one turn in work.
type run struct {
	p    *Procedure
	t    Turn
	s    State
	act  Act
	out  Outcome
	c    Case
	view map[string]any // the activation of the present data
	stop bool
}

// Advance takes the shopper's message, goes as many steps as it can, and stops
// where it has to wait for the shopper, at the end, or at a person. The state
// passed in is not changed.
func (p *Procedure) Advance(ctx context.Context, s State, t Turn, act Act) (Outcome, error) {
	s.Facts = copyOf(s.Facts)
	r := &run{p: p, t: t, s: s, act: act}
	r.refresh()
	r.listen()
	for hops := 0; !r.stop; hops++ {
		if hops > maxHops {
			r.out.Say = once(r.out.Say) // what the ring said, and not as often
			r.person("loop_detected", nil)
			break
		}
		if err := ctx.Err(); err != nil {
			return Outcome{}, fmt.Errorf("run procedure %s: %w", p.ID, err)
		}
		at := p.step(r.s.Step)
		if at >= len(p.Steps) {
			r.end()
			break
		}
		if err := r.step(ctx, at); err != nil {
			return Outcome{}, fmt.Errorf("run procedure %s, step %s: %w", p.ID, p.Steps[at].ID, err)
		}
	}
	r.out.State = r.s
	return r.out, nil
}

// once is a list without what stood before.
func once(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func copyOf(m map[string]any) map[string]any {
	out := make(map[string]any, len(m))
	for k, v := range m {
		out[k] = v
	}
	return out
}

// refresh reads the data again: after a fact came in, and after an action.
func (r *run) refresh() {
	c := Case{Shopper: r.t.Shopper, Now: r.t.Now, Facts: r.s.Facts}
	for _, f := range r.p.Facts {
		if f.Type != "order_id" {
			continue
		}
		if id, _ := r.s.Facts[f.Name].(string); id != "" {
			r.look(&c, id)
		}
	}
	if c.Order == nil {
		if id, _ := r.s.Facts["order_id"].(string); id != "" {
			r.look(&c, id)
		}
	}
	r.c = c
	r.view = r.p.activation(c)
	r.view["result"] = orEmpty(r.s.Result)
	if r.s.Because != "" {
		r.view["because"] = r.s.Because
	}
}

func (r *run) look(c *Case, id string) {
	if r.t.Look == nil {
		return
	}
	if order, product, ok := r.t.Look(id, r.itemFact()); ok {
		c.Order, c.Product = order, product
	}
}

// itemFact is the item that the run is about, when one is.
func (r *run) itemFact() string {
	for _, f := range r.p.Facts {
		if f.Type != "item" {
			continue
		}
		if l, ok := r.s.Facts[f.Name].([]any); ok && len(l) > 0 {
			return fmt.Sprint(l[0])
		}
	}
	return ""
}

// listen takes from the message what was asked for, and whatever else it
// says that the procedure will want.
func (r *run) listen() {
	waited := r.s.Waiting
	if r.t.Quiet {
		r.s.Waiting = ""
		return
	}
	r.s.Waiting = ""
	heard := false
	for i := range r.p.Facts {
		f := &r.p.Facts[i]
		if known(r.s.Facts, f.Name) && f.Name != waited && waited != waitConfirm {
			continue
		}
		v, name, ok := r.extract(f, f.Name == waited)
		if !ok || !r.accept(f, v) {
			continue
		}
		if fmt.Sprint(r.s.Facts[f.Name]) != fmt.Sprint(v) {
			heard = true
		}
		r.s.Facts[f.Name] = v
		if name != "" {
			r.s.Facts[f.Name+"_name"] = name
		}
		r.refresh()
	}
	switch {
	case waited == waitConfirm && !heard:
		r.answerToConfirm()
	case waited != "" && waited != waitConfirm && !known(r.s.Facts, waited):
		r.s.Tries++
	default:
		r.s.Tries = 0
	}
}

// accept refuses an order that is not the shopper's.
func (r *run) accept(f *Fact, v any) bool {
	if f.Type != "order_id" || r.t.Look == nil {
		return true
	}
	_, _, ok := r.t.Look(fmt.Sprint(v), "")
	return ok
}

// answerToConfirm reads a yes or a no. A yes counts only right after the
// question; anything else asks again.
func (r *run) answerToConfirm() {
	yes, ok := YesNo(r.t.Text)
	if step := r.p.step(r.s.Step); !ok && step < len(r.p.Steps) && r.p.Steps[step].Do == "cancel_order" && cancelForm.MatchString(r.t.Text) {
		yes, ok = true, true // "cancel it", to the question whether to cancel
	}
	switch {
	case ok && yes:
		r.s.Confirmed, r.s.Tries = true, 0
	case ok:
		r.decline()
	default:
		r.s.Tries++
	}
}

func (r *run) decline() {
	s := &r.p.Steps[r.p.step(r.s.Step)]
	r.s.Tries = 0
	if s.Declined != "" {
		r.s.Step = s.Declined
		return
	}
	r.out.Say = append(r.out.Say, words.declined.In(r.t.Lang))
	r.end()
}

func (r *run) end() {
	r.out.Ended, r.stop = true, true
}

// person ends the run with a hand-over.
func (r *run) person(reason string, h *Handoff) {
	out := Handoff{Reason: reason}
	if h != nil {
		out = *h
	}
	r.out.Handoff = &out
	r.end()
}

// next goes on behind a step.
func (r *run) next(s *Step) {
	if s.End {
		r.end()
		return
	}
	if s.Goto != "" {
		r.s.Step = s.Goto
		return
	}
	i := r.p.step(s.ID) + 1
	if i >= len(r.p.Steps) {
		r.end()
		return
	}
	r.s.Step = r.p.Steps[i].ID
}

// waitFor asks and stops. The third time it is a person's.
func (r *run) waitFor(what, question string) {
	if r.s.Tries >= maxTurns-1 {
		r.person("loop_detected", nil)
		return
	}
	if r.s.Tries > 0 {
		question = words.again.In(r.t.Lang) + question
	}
	r.s.Waiting = what
	r.out.Asked = what
	r.out.Say = append(r.out.Say, question)
	r.stop = true
}

// askable is the first of the missing names that the shopper can be asked.
func (r *run) askable(missing []string) (*Fact, bool) {
	for i := range r.p.Facts {
		f := &r.p.Facts[i]
		if slices.Contains(missing, f.Name) && !f.Ask.Empty() && !known(r.view["facts"].(map[string]any), f.Name) {
			return f, true
		}
	}
	return nil, false
}

var words = struct{ declined, again, refused, offer tongue.Words }{
	declined: tongue.Words{tongue.Chinese: "好的，那先不办理，有需要随时告诉我。", tongue.English: "All right, I'll leave it as it is. Just tell me if you change your mind."},
	again:    tongue.Words{tongue.Chinese: "不好意思，我没太确定。", tongue.English: "Sorry, I didn't quite get that. "},
	offer:    tongue.Words{tongue.Chinese: "您觉得不对的话，回复「人工」，我请同事再为您核对。", tongue.English: "If that doesn't look right, write \"agent\" and a colleague will check it with you."},
	refused:  tongue.Words{tongue.Chinese: "抱歉，这个暂时办不了：", tongue.English: "I'm sorry, I can't do that: "},
}
