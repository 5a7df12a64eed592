package copilot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Possible is an action that the procedure speaks of, and whether it may be
// done now.
type Possible struct {
	Name    string         `json:"name"`
	Order   string         `json:"order_id,omitempty"`
	Allowed bool           `json:"allowed"`
	Done    bool           `json:"done"`
	Failed  []sop.Failed   `json:"failed"`
	Missing []Missing      `json:"missing"`
	Confirm string         `json:"confirm,omitempty"` // what the shopper is asked before it
	Args    map[string]any `json:"args,omitempty"`
}

// Missing is a fact that is still to be asked.
type Missing struct {
	Fact string       `json:"fact"`
	Ask  tongue.Words `json:"ask"`
}

// possible judges every action that the procedure names or forbids.
func (t *tracker) possible(ctx context.Context) ([]Possible, error) {
	out := []Possible{}
	add := func(name string, step string) error {
		if slices.ContainsFunc(out, func(x Possible) bool { return x.Name == name }) {
			return nil
		}
		c := t.caseOf(name, t.state.Facts, nil)
		v := t.p.Check(c)
		x := Possible{Name: name, Allowed: v.Allowed, Failed: []sop.Failed{}, Missing: t.missing(v)}
		x.Order, _ = c.Order["id"].(string)
		_, x.Done = t.done[name]
		for _, f := range v.Failed {
			x.Failed = append(x.Failed, t.told(f))
		}
		if x.Allowed && step != "" {
			if err := t.preview(ctx, step, &x); err != nil {
				return err
			}
		}
		out = append(out, x)
		return nil
	}
	for _, s := range t.p.Steps {
		if s.Do != "" {
			if err := add(s.Do, s.ID); err != nil {
				return nil, err
			}
		}
	}
	for _, f := range t.p.Forbid {
		if err := add(f.Action, ""); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (t *tracker) missing(v sop.Verdict) []Missing {
	out := []Missing{}
	for _, name := range v.Missing {
		m := Missing{Fact: name}
		for _, f := range t.p.Facts {
			if f.Name == name {
				m.Ask = f.Ask
			}
		}
		out = append(out, m)
	}
	return out
}

// preview finds what an action would be called with and what the shopper is
// asked before it.
func (t *tracker) preview(ctx context.Context, step string, x *Possible) error {
	run := sop.State{Procedure: t.p.ID, Version: string(t.p.Version), Step: step, Facts: t.state.Facts}
	grab := func(_ context.Context, _ string, a shop.Action) (shop.Result, error) {
		x.Args = a.Args
		return nil, errLooking
	}
	out, err := t.p.Advance(ctx, run, t.turn(chat.Message{}, true), grab)
	if err == nil && out.Asked == "confirm" && len(out.Say) > 0 {
		x.Confirm = out.Say[len(out.Say)-1]
		run.Confirmed = true
		_, err = t.p.Advance(ctx, run, t.turn(chat.Message{}, true), grab)
	}
	if err != nil && !errors.Is(err, errLooking) {
		return fmt.Errorf("look ahead at %s: %w", step, err)
	}
	return nil
}

// caseOf is what a verdict on an action is made from.
func (s *scene) caseOf(action string, facts, args map[string]any) sop.Case {
	c := sop.Case{Action: action, Args: args, Facts: facts, Now: s.now, Shopper: s.shopperView()}
	if o, ok := s.orderOf(facts); ok {
		c.Order, c.Product, _ = s.views(o.ID, itemIn(facts))
	}
	return c
}

func (s *scene) orderOf(facts map[string]any) (shop.Order, bool) {
	if id, ok := facts["order_id"].(string); ok {
		if o, ok := s.orderBy(id); ok {
			return o, true
		}
	}
	return s.order()
}

// itemIn is the item that the facts are about.
func itemIn(facts map[string]any) string {
	for _, name := range []string{"item", "items"} {
		switch v := facts[name].(type) {
		case []any:
			if len(v) > 0 {
				return fmt.Sprint(v[0])
			}
		case string:
			return v
		}
	}
	return ""
}
