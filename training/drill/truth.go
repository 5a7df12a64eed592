package drill

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// truth is what the brand's procedure does with an order and the hidden facts.
type truth struct {
	needs   []Need
	verdict Verdict
	because string
	script  Script
	result  map[string]any
}

// stage is one order with what the procedure may look at.
type stage struct {
	order shop.Order
	world shop.World
	lang  tongue.Lang
	hide  *hiding
}

const (
	mostTurns = 24        // of a procedure's run; more is a ring
	asksYes   = "confirm" // what sop waits for when it wants a yes
	ringed    = "loop_detected"
)

// play runs the procedure with the hidden facts, one answer for each question,
// and a yes to its confirmation. It is false when the run proves nothing: it
// rings, or has nothing to say.
func (st *stage) play(ctx context.Context, p *sop.Procedure) (truth, bool, error) {
	var tr truth
	run := p.Start(nil)
	if p.OwnsOrder() && !slices.ContainsFunc(p.Facts, func(f sop.Fact) bool { return f.Type == "order_id" }) {
		run.Facts["order_id"] = st.order.ID
		tr.needs = append(tr.needs, st.hide.need(sop.Fact{Name: "order_id", Type: "order_id", Ask: whichOrder}, st.order.ID, st.order.ID))
	}
	turn := sop.Turn{Lang: st.lang, Now: st.world.Now, Shopper: shop.Shopper{ID: st.order.Shopper}.View(), Key: "drill", Look: st.look, Orders: []string{st.order.ID}}
	for range mostTurns {
		out, err := p.Advance(ctx, run, turn, st.act)
		if err != nil {
			return tr, false, fmt.Errorf("compose a drill of %s: %w", p.ID, err)
		}
		run, turn.Text = out.State, ""
		switch {
		case out.Ended || out.Handoff != nil:
			return tr, tr.end(out, st.lang), nil
		case out.Asked == asksYes:
			tr.script.Confirm = last(out.Say)
			turn.Text = yesWord.In(st.lang)
		default:
			if !st.answer(p, out.Asked, &run, &tr) {
				return tr, false, nil
			}
		}
	}
	return tr, false, nil
}

// answer gives the run the fact that it asked for.
func (st *stage) answer(p *sop.Procedure, asked string, run *sop.State, tr *truth) bool {
	i := slices.IndexFunc(p.Facts, func(f sop.Fact) bool { return f.Name == asked })
	if i < 0 || slices.ContainsFunc(tr.needs, func(n Need) bool { return n.Name == asked }) {
		return false
	}
	f := p.Facts[i]
	v, name, says := st.hide.fact(f, st.order, run.Facts)
	if v == nil {
		return false
	}
	run.Facts[f.Name], run.Waiting, run.Tries = v, "", 0
	if name != "" {
		run.Facts[f.Name+"_name"] = name
	}
	tr.needs = append(tr.needs, st.hide.need(f, says, st.order.ID))
	return true
}

// end reads the verdict from how the run ended.
func (tr *truth) end(out sop.Outcome, lang tongue.Lang) bool {
	tr.script.Final = last(out.Say)
	tr.because = out.State.Because
	tr.result = out.State.Result
	switch {
	case out.Handoff != nil && len(out.Failed) == 0:
		if out.Handoff.Reason == ringed {
			return false
		}
		tr.verdict = Person
		if tr.script.Final == "" {
			tr.script.Final = handOver.In(lang)
		}
	case len(out.Failed) > 0:
		tr.verdict = No
		tr.refusal(out.Say)
	case slices.ContainsFunc(out.Did, func(d sop.Did) bool { return !shop.Reads(d.Name) }):
		tr.verdict = Yes
	default:
		tr.verdict = Tell
	}
	return tr.script.Final != ""
}

// refusal finds the sentence that says why; what follows it is the way out
// that a bot offers.
func (tr *truth) refusal(said []string) {
	if tr.because == "" {
		tr.because = tr.script.Final
		return
	}
	if i := slices.IndexFunc(said, func(s string) bool { return strings.Contains(s, tr.because) }); i >= 0 {
		tr.script.Final = said[i]
	}
}

func (st *stage) look(order, item string) (orderView, productView map[string]any, ok bool) {
	if order != st.order.ID {
		return nil, nil, false
	}
	for _, it := range st.order.Items {
		if it.ID == item || item == "" && len(st.order.Items) == 1 {
			if p, found := st.world.Catalogue.Product(it.Product); found {
				productView = p.View()
			}
		}
	}
	return st.order.View(), productView, true
}

// act does the action to a copy: nothing of a drill reaches the shop.
func (st *stage) act(_ context.Context, _ string, a shop.Action) (shop.Result, error) {
	after, res, err := shop.Apply(st.order, a, st.world)
	if err == nil {
		st.order = after
	}
	return res, err
}

func last(said []string) string {
	if len(said) == 0 {
		return ""
	}
	return said[len(said)-1]
}
