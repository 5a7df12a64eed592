package sop

import (
	"context"
	"strings"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// step does one step, or stops at it.
func (r *run) step(ctx context.Context, at int) error {
	s := &r.p.Steps[at]
	r.s.Step = s.ID
	if s.when != nil {
		j := r.judge("")
		yes, err := j.truth(s.when)
		if err != nil {
			if f, ok := r.askable(s.when.absent(j.in)); ok {
				r.waitFor(f.Name, r.question(f))
				return nil
			}
		}
		if !yes {
			r.skip(at)
			return nil
		}
	}
	switch {
	case len(s.Ask) > 0:
		r.ask(s)
	case s.Do != "":
		return r.do(ctx, s)
	case len(s.reqs) > 0:
		r.require(s)
	case s.Handoff != nil:
		if r.say(s.Handoff.Say) {
			r.person("", s.Handoff)
		}
	default:
		if s.Say.Empty() || r.say(s.Say) {
			r.next(s)
		}
	}
	return nil
}

// skip goes to the step below, whatever the step itself says about what
// follows it.
func (r *run) skip(at int) {
	if at+1 >= len(r.p.Steps) {
		r.end()
		return
	}
	r.s.Step = r.p.Steps[at+1].ID
}

func (r *run) judge(action string) *judge {
	in := copyOf(r.view)
	in["action"] = action
	return &judge{in: in, because: map[string]bool{}}
}

// say says a text with its data. One that cannot be filled is not said, and a
// person takes over: the bot does not speak of what it does not have.
func (r *run) say(w tongue.Words) bool {
	if w.Empty() {
		return true
	}
	text, whole := Fill(w.In(r.t.Lang), r.view, r.t.Lang)
	if !whole {
		r.person("sop_step_requires_human", nil)
		return false
	}
	r.out.Say = append(r.out.Say, text)
	return true
}

func (r *run) question(f *Fact) string {
	text, _ := Fill(f.Ask.In(r.t.Lang), r.view, r.t.Lang)
	return text
}

// ask asks for the first fact of the step that is not known.
func (r *run) ask(s *Step) {
	for _, name := range s.Ask {
		if known(r.view["facts"].(map[string]any), name) {
			continue
		}
		f := r.p.fact(name)
		if f.Ask.Empty() {
			r.person("sop_step_requires_human", nil)
			return
		}
		if f.Optional && r.s.Tries > 0 {
			r.s.Tries = 0
			continue
		}
		r.waitFor(name, r.question(f))
		return
	}
	r.next(s)
}

// require stops, turns aside or goes on.
func (r *run) require(s *Step) {
	j := r.judge("")
	for _, q := range s.reqs {
		if q.fact != "" {
			if !known(j.facts(), q.fact) {
				j.lack(q.fact)
			}
			continue
		}
		j.guard(q.guard)
	}
	r.passOrRefuse(s, j, func() { r.next(s) })
}

// passOrRefuse goes on when nothing failed, asks for what only the shopper
// can tell, and otherwise turns aside, or says why and calls a person.
func (r *run) passOrRefuse(s *Step, j *judge, pass func()) {
	if f, ok := r.askable(j.missing); ok {
		r.waitFor(f.Name, r.question(f))
		return
	}
	if len(j.failed) == 0 && len(j.missing) == 0 {
		pass()
		return
	}
	r.out.Failed = append(r.out.Failed, j.failed...)
	var reasons []string
	for _, f := range j.shown() {
		text, _ := Fill(f.Because.In(r.t.Lang), r.view, r.t.Lang)
		reasons = append(reasons, text)
	}
	r.refuse(s, strings.Join(reasons, map[bool]string{true: "; ", false: "；"}[r.t.Lang == tongue.English]))
}

func (r *run) refuse(s *Step, because string) {
	r.s.Because = because
	r.view["because"] = because
	if s.Else != "" {
		r.s.Step = s.Else
		return
	}
	if because != "" {
		r.out.Say = append(r.out.Say, r.sorry(because))
	}
	r.person("policy_out_of_scope", nil)
}

// refused turns aside when the shop does not do an action. Where the procedure
// does not say how, the reason is told and a person offered: "the price has not
// fallen" needs nobody to repeat it. What the shop cannot explain is a person's.
func (r *run) refused(s *Step, err error) {
	because := shop.Refusal(err).In(r.t.Lang)
	if s.Else != "" || !shop.Explains(err) {
		r.refuse(s, because)
		return
	}
	r.s.Because = because
	r.out.Say = append(r.out.Say, r.sorry(because), words.offer.In(r.t.Lang))
	r.end()
}

func (r *run) sorry(because string) string {
	stop := map[bool]string{true: ".", false: "。"}[r.t.Lang == tongue.English]
	return words.refused.In(r.t.Lang) + strings.TrimRight(because, "。.") + stop
}

// do judges an action, has it confirmed, does it, and keeps its result.
func (r *run) do(ctx context.Context, s *Step) error {
	args, lacks := r.args(s)
	j := r.judge(s.Do)
	j.in["args"] = args
	for _, name := range lacks {
		j.lack(name)
	}
	r.p.judgeForbidden(s.Do, j)
	for i := range r.p.Guards {
		if g := &r.p.Guards[i]; g.covers(s.Do) {
			j.guard(g)
		}
	}
	var err error
	r.passOrRefuse(s, j, func() { err = r.confirmed(ctx, s, args) })
	return err
}

// args computes the arguments of an action.
func (r *run) args(s *Step) (map[string]any, []string) {
	args := map[string]any{}
	var lacks []string
	for name, e := range s.args {
		v, err := e.eval(r.view)
		if err == nil {
			if n := native(v); n != nil {
				args[name] = n
			}
			continue
		}
		for _, missing := range e.absent(r.view) {
			if f := r.p.fact(missing); f == nil || !f.Optional {
				lacks = append(lacks, missing)
			}
		}
	}
	return args, lacks
}

func (r *run) confirmed(ctx context.Context, s *Step, args map[string]any) error {
	if !s.Confirm.Empty() && !r.s.Confirmed {
		text, whole := Fill(s.Confirm.In(r.t.Lang), r.view, r.t.Lang)
		if !whole {
			r.person("sop_step_requires_human", nil)
			return nil
		}
		r.waitFor(waitConfirm, text)
		return nil
	}
	r.s.Confirmed = false
	a := shop.Action{Name: s.Do, Args: args}
	a.Key = r.t.Key + "/" + r.p.ID + "/" + s.ID + "/" + shop.KeyOf(r.orderID(), a)
	res, err := r.act(ctx, r.orderID(), a)
	if err != nil {
		f, refused := fault.As(err)
		if !refused {
			return err
		}
		r.out.Failed = append(r.out.Failed, Failed{f.Code, shop.Refusal(err)})
		r.refused(s, err)
		return nil
	}
	r.out.Did = append(r.out.Did, Did{s.Do, args, res})
	r.s.Result = res
	r.refresh()
	r.next(s)
	return nil
}

func (r *run) orderID() string {
	id, _ := r.c.Order["id"].(string)
	return id
}
