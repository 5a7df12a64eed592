package copilot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Track is where the procedure in force stands.
type Track struct {
	Procedure string         `json:"procedure"`
	Version   string         `json:"version"`
	Title     tongue.Words   `json:"title"`
	Steps     []Step         `json:"steps"`
	Next      string         `json:"next,omitempty"`
	Facts     map[string]any `json:"facts"`
	Confirmed int64          `json:"confirmed_seq,omitempty"` // the message in which the shopper said yes
	Actions   []Possible     `json:"actions"`

	say []string // the procedure's own next words, in the conversation's language
	p   *sop.Procedure
	out sop.Outcome
}

// Step is one step of the procedure and what proves it.
type Step struct {
	ID       string       `json:"id"`
	Kind     string       `json:"kind" enum:"ask,check,act,say,person"`
	Text     tongue.Words `json:"text"`
	Action   string       `json:"action,omitempty"` // of an act
	State    string       `json:"state" enum:"done,next,skipped,todo,blocked"`
	Evidence []Evidence   `json:"evidence,omitempty"`
	Failed   []sop.Failed `json:"failed,omitempty"`
}

// Evidence is what proves a step: a message, or the shop's data.
type Evidence struct {
	Seq  int64  `json:"seq,omitempty"`
	By   string `json:"by" enum:"shopper,bot,agent,shop"`
	What string `json:"what,omitempty"`
}

// errLooking ends a run that is only looked at, where it would act.
var errLooking = errors.New("the copilot only looks")

func looking(context.Context, string, shop.Action) (shop.Result, error) { return nil, errLooking }

// tracker walks a conversation along a procedure.
type tracker struct {
	*scene
	p         *sop.Procedure
	state     sop.State
	out       sop.Outcome
	proof     map[string]Evidence // by fact
	done      map[string]Evidence // by action
	confirmed int64
}

// track finds the procedure in force and where it stands; nil for none.
func (s *scene) track(ctx context.Context) (*Track, error) {
	p, from := s.procedure()
	if p == nil {
		return nil, nil
	}
	t := &tracker{scene: s, p: p, proof: map[string]Evidence{}, done: map[string]Evidence{}}
	if err := t.walk(ctx, from); err != nil {
		return nil, err
	}
	return t.show(ctx)
}

// procedure is the one in force and the seq from which it is: what the shopper
// last surely asked for, else what the bot was in, else what it understood.
func (s *scene) procedure() (*sop.Procedure, int64) {
	for i := len(s.said) - 1; i >= 0; i-- {
		m := s.said[i]
		if m.Author != chat.Shopper || s.fromBot(m) {
			continue
		}
		if th := s.mind.predict(m.Text); th.Decision == classify.Answer {
			if p := s.mind.procedureFor(th.Intent); p != nil {
				return p, m.Seq
			}
		}
	}
	if b := s.handoff.SOP; b != nil {
		if p := s.mind.procedure(b.ID); p != nil {
			return p, 0
		}
	}
	for _, in := range []string{s.handoff.Intent.ID, s.chat.Intent} {
		if p := s.mind.procedureFor(in); p != nil {
			return p, 0
		}
	}
	for i := len(s.said) - 1; i >= 0; i-- {
		if m := s.said[i]; m.Author == chat.Shopper {
			if p := s.mind.procedureFor(s.mind.predict(m.Text).Intent); p != nil {
				return p, m.Seq
			}
		}
	}
	return nil, 0
}

// fromBot tells whether a message was the bot's to answer: the hand-off says
// what came of it.
func (s *scene) fromBot(m chat.Message) bool {
	return s.handoff.CreatedAt != nil && !m.At.After(*s.handoff.CreatedAt)
}

// walk follows the shopper's messages from a seq; 0 is the hand-off's point.
func (t *tracker) walk(ctx context.Context, from int64) error {
	facts := map[string]any{}
	if b := t.handoff.SOP; b != nil && b.ID == t.p.ID {
		for k, v := range b.Facts {
			facts[k] = v
			t.proof[k] = Evidence{By: "bot"}
		}
	}
	if o, ok := t.order(); ok {
		for _, f := range t.p.Facts {
			if _, has := facts[f.Name]; f.Type == "order_id" && !has {
				facts[f.Name] = o.ID
				t.proof[f.Name] = Evidence{By: "shop", What: o.ID}
			}
		}
	}
	t.state = t.p.Start(facts)
	for _, d := range t.handoff.ActionsDone {
		t.done[d.Name] = Evidence{By: "bot"}
	}
	if from == 0 { // to the open question, so that an answer is heard as one
		if err := t.hear(ctx, chat.Message{}, true); err != nil {
			return err
		}
	}
	for _, m := range t.said {
		if m.Seq < from || from == 0 && t.fromBot(m) {
			continue
		}
		if err := t.message(ctx, m); err != nil {
			return err
		}
	}
	return nil
}

func (t *tracker) message(ctx context.Context, m chat.Message) error {
	switch m.Author {
	case chat.Shopper:
		return t.hear(ctx, m, false)
	case chat.Agent:
		for _, d := range didIn(m) {
			t.done[d.Name] = Evidence{Seq: m.Seq, By: "agent"}
			t.passed(d)
		}
	}
	return nil
}

func didIn(m chat.Message) []sop.Did {
	var did []sop.Did
	if len(m.Actions) == 0 || json.Unmarshal(m.Actions, &did) != nil {
		return nil
	}
	return did
}

// hear lets the run take a message, as far as it goes without acting.
func (t *tracker) hear(ctx context.Context, m chat.Message, quiet bool) error {
	before := t.state
	t.state.Tries = 0
	out, err := t.p.Advance(ctx, t.state, t.turn(m, quiet), looking)
	if errors.Is(err, errLooking) { // the shopper said yes, and a person acts
		t.state = before
		t.confirmed = m.Seq
		return nil
	}
	if err != nil {
		return fmt.Errorf("follow procedure %s: %w", t.p.ID, err)
	}
	for k, v := range out.State.Facts {
		if fmt.Sprint(before.Facts[k]) != fmt.Sprint(v) {
			t.proof[k] = Evidence{Seq: m.Seq, By: "shopper"}
		}
	}
	t.out = out
	t.state = out.State
	if out.Ended { // facts that come later still count
		t.state.Step = ""
	}
	return nil
}

func (s *scene) turn(m chat.Message, quiet bool) sop.Turn {
	return sop.Turn{
		Text: m.Text, Lang: s.lang, Images: m.Images, Quiet: quiet, Now: s.now, Shopper: s.shopperView(),
		Key: s.chat.ID.String() + "/agent", Look: s.views, Orders: s.orderIDs(),
	}
}

// passed moves the run behind an action that an agent did.
func (t *tracker) passed(d sop.Did) {
	for i, st := range t.p.Steps {
		if st.Do != d.Name {
			continue
		}
		t.state.Result = d.Result
		t.out = sop.Outcome{Ended: true, State: t.state}
		t.out.State.Step = st.ID
		if i+1 < len(t.p.Steps) && !st.End {
			t.out.State.Step = t.p.Steps[i+1].ID
		}
		t.confirmed = 0
	}
}

// show is the walk as a screen shows it.
func (t *tracker) show(ctx context.Context) (*Track, error) {
	tr := &Track{
		Procedure: t.p.ID, Version: string(t.p.Version), Title: t.p.Title, Facts: t.state.Facts, Confirmed: t.confirmed,
		Actions: []Possible{}, p: t.p, out: t.out, say: t.out.Say, Steps: []Step{},
	}
	at := t.out.State.Step
	if at == "" && len(t.p.Steps) > 0 {
		at = t.p.Steps[0].ID
	}
	tr.Next = at
	path := t.path(at)
	here := slices.IndexFunc(path, func(i int) bool { return t.p.Steps[i].ID == at })
	finished := t.out.Ended && len(t.done) > 0 && t.p.Steps[path[max(here, 0)]].Do == ""
	for n, i := range path {
		if t.p.Steps[i].If != "" && n < here && t.p.Steps[i].Do == "" {
			continue // its condition did not hold, or it left no mark
		}
		tr.Steps = append(tr.Steps, t.step(&t.p.Steps[i], n, here, finished))
	}
	if finished {
		tr.Next = ""
	}
	var err error
	tr.Actions, err = t.possible(ctx)
	return tr, err
}

// path is the way through the procedure: what follows what when nothing goes
// wrong, and the turning where the run took one.
func (t *tracker) path(at string) []int {
	var out []int
	seen := map[int]bool{}
	for i := 0; i < len(t.p.Steps) && !seen[i]; {
		seen[i] = true
		out = append(out, i)
		s := t.p.Steps[i]
		switch {
		case s.End, s.Handoff != nil && s.If == "":
			i = len(t.p.Steps)
		case s.Goto != "" && s.If == "":
			i = t.index(s.Goto)
		default:
			i++
		}
	}
	if n := t.index(at); at != "" && n < len(t.p.Steps) && !seen[n] {
		// It turned aside: the steps that were not reached give way.
		from := slices.IndexFunc(out, func(i int) bool { return t.p.Steps[i].Else == at })
		if from >= 0 {
			out = out[:from+1]
		}
		out = append(out, n)
	}
	return out
}

func (t *tracker) index(id string) int {
	i := slices.IndexFunc(t.p.Steps, func(s sop.Step) bool { return s.ID == id })
	if i < 0 {
		return len(t.p.Steps)
	}
	return i
}

func (t *tracker) step(s *sop.Step, n, here int, finished bool) Step {
	v := Step{ID: s.ID, Kind: kindOf(s), Text: t.wordsOf(s), Action: s.Do}
	proven := t.prove(s, &v)
	switch {
	case finished && n <= here, n < here && proven:
		v.State = "done"
	case n < here:
		v.State = "skipped"
	case n == here:
		v.State = "next"
	case proven && v.Kind == "ask": // the shopper told it unasked
		v.State = "done"
	default:
		v.State = "todo"
	}
	if len(v.Failed) > 0 {
		v.State = "blocked"
	}
	return v
}

func kindOf(s *sop.Step) string {
	switch {
	case len(s.Ask) > 0:
		return "ask"
	case s.Do != "":
		return "act"
	case len(s.Require) > 0:
		return "check"
	case s.Handoff != nil:
		return "person"
	}
	return "say"
}

// prove looks for what shows that a step is done.
func (t *tracker) prove(s *sop.Step, v *Step) bool {
	switch v.Kind {
	case "ask":
		for _, name := range s.Ask {
			if _, ok := t.state.Facts[name]; !ok {
				return false
			}
			e := t.proof[name]
			e.What = fmt.Sprint(t.state.Facts[name])
			if label, ok := t.state.Facts[name+"_name"]; ok {
				e.What = fmt.Sprint(label)
			}
			v.Evidence = append(v.Evidence, e)
		}
		return true
	case "act":
		e, ok := t.done[s.Do]
		if ok {
			v.Evidence = []Evidence{e}
		}
		return ok
	case "check":
		for _, f := range t.out.Failed {
			if slices.Contains(s.Require, f.Guard) {
				v.Failed = append(v.Failed, t.told(f))
			}
		}
		v.Evidence = []Evidence{{By: "shop"}}
		return len(v.Failed) == 0
	}
	return true // a sentence or a person: being here proves it
}

// told fills the data into a reason.
func (s *scene) told(f sop.Failed) sop.Failed {
	out := tongue.Words{}
	for lang, text := range f.Because {
		filled, _ := sop.Fill(text, s.fillIn(nil), lang)
		out[lang] = filled
	}
	return sop.Failed{Guard: f.Guard, Because: out}
}

func (s *scene) fillIn(facts map[string]any) map[string]any {
	in := map[string]any{"facts": facts, "shopper": s.shopperView()}
	if o, ok := s.order(); ok {
		in["order"] = o.View()
	}
	return in
}

// wordsOf is what a step is, in words: the procedure's own where it has some.
func (t *tracker) wordsOf(s *sop.Step) tongue.Words {
	switch kindOf(s) {
	case "ask":
		for _, f := range t.p.Facts {
			if f.Name == s.Ask[0] && !f.Ask.Empty() {
				return f.Ask
			}
		}
	case "check":
		return both(fmt.Sprintf("核对 %d 条规则", len(s.Require)), fmt.Sprintf("Check the rules (%d)", len(s.Require)))
	case "act":
		return both("办理 "+s.Do, "Do "+s.Do)
	case "person":
		return both("由专员接手", "A person takes over")
	}
	if !s.Say.Empty() {
		return s.Say
	}
	return tongue.Plain(s.ID)
}
