package sop

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
	"github.com/google/cel-go/common/types/traits"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/shop"
)

// ErrCase refuses the file that `sop check` judges.
var ErrCase = fault.New(fault.Invalid, "sop_case_wrong", "the case is not {action, args, order, product, shopper, now, facts}")

// Case is what a verdict is made from: the action that is asked for and the
// data at hand. A part that is nil is not known.
type Case struct {
	Action  string         `json:"action"`
	Args    map[string]any `json:"args"`
	Order   map[string]any `json:"order"`
	Product map[string]any `json:"product"`
	Shopper map[string]any `json:"shopper"`
	Now     time.Time      `json:"now"`
	Facts   map[string]any `json:"facts"`
}

// ReadCase reads f.json. An order that names its state in another shop's
// words gets ours beside them. It returns ErrCase.
func ReadCase(name string, src io.Reader) (Case, error) {
	d := json.NewDecoder(src)
	d.UseNumber()
	var raw map[string]any
	if err := d.Decode(&raw); err != nil {
		return Case{}, ErrCase.With("%s: not a JSON object: %v", name, err)
	}
	if d.More() {
		return Case{}, ErrCase.With("%s: one JSON object was expected", name)
	}
	var c Case
	for k, v := range raw {
		v = shop.Plain(v)
		ok := true
		switch k {
		case "action":
			c.Action, ok = v.(string)
		case "args":
			c.Args, ok = object(v)
		case "order":
			c.Order, ok = object(v)
		case "product":
			c.Product, ok = object(v)
		case "shopper":
			c.Shopper, ok = object(v)
		case "facts":
			c.Facts, ok = object(v)
		case "now":
			s, _ := v.(string)
			t, err := time.Parse(time.RFC3339, s)
			if v != nil && err != nil {
				return c, ErrCase.With("%s: now: a time such as 2026-11-11T00:00:00+08:00 was expected", name)
			}
			c.Now = t
		default:
			return c, ErrCase.With("%s: field %q is not known; action, args, order, product, shopper, now and facts are", name, k)
		}
		if !ok {
			return c, ErrCase.With("%s: %s: %s was expected", name, k, map[bool]string{true: "a string", false: "an object"}[k == "action"])
		}
	}
	if c.Action == "" {
		return c, ErrCase.With("%s: action: the name of an action was expected", name)
	}
	withState(c.Order)
	return c, nil
}

func object(v any) (map[string]any, bool) {
	if v == nil {
		return nil, true
	}
	m, ok := v.(map[string]any)
	return m, ok
}

// withState gives an order its state, status and id by our names, where only
// foreign ones are there.
func withState(order map[string]any) {
	if order == nil {
		return
	}
	for _, pair := range [][2]string{{"state", "status"}, {"status", "state"}, {"id", "order_id"}, {"shopper", "user_id"}} {
		v, has := order[pair[1]].(string)
		if _, own := order[pair[0]]; own || !has {
			continue
		}
		if st, ok := shop.ParseState(v); ok && pair[0] == "state" {
			v = string(st)
		}
		order[pair[0]] = v
	}
}

// activation is the case as expressions see it. Facts that the data holds by
// itself are filled in; what is not known is not there, so that using it is an
// error and never a silent null.
func (p *Procedure) activation(c Case) map[string]any {
	in := map[string]any{"action": c.Action, "args": orEmpty(c.Args)}
	for name, m := range map[string]map[string]any{"order": c.Order, "product": c.Product, "shopper": c.Shopper} {
		if m != nil {
			in[name] = m
		}
	}
	if !c.Now.IsZero() {
		in["now"] = c.Now
	}
	in["facts"] = p.fill(c, in)
	return in
}

func orEmpty(m map[string]any) map[string]any {
	if m == nil {
		return map[string]any{}
	}
	return m
}

// fill completes the facts: from the action's arguments, from the order, and
// from each fact's own expression.
func (p *Procedure) fill(c Case, in map[string]any) map[string]any {
	facts := map[string]any{}
	for k, v := range c.Facts {
		if v != nil {
			facts[k] = v
		}
	}
	in["facts"] = facts
	for i := range p.Facts {
		f := &p.Facts[i]
		if _, ok := facts[f.Name]; ok {
			continue
		}
		if v, ok := c.Args[f.Name]; ok && v != nil {
			facts[f.Name] = v
			continue
		}
		if f.from != nil {
			if v, err := f.from.eval(in); err == nil {
				if n := native(v); n != nil {
					facts[f.Name] = n
				}
			}
			continue
		}
		fillFromOrder(f, c, facts)
	}
	return facts
}

// fillFromOrder knows which order it is, and which item when there is only
// one.
func fillFromOrder(f *Fact, c Case, facts map[string]any) {
	switch f.Type {
	case "order_id":
		if id, ok := c.Order["id"].(string); ok && id != "" {
			facts[f.Name] = id
		}
	case "item":
		for _, name := range []string{"items", "item_ids"} {
			if v, ok := c.Args[name].([]any); ok && len(v) > 0 {
				facts[f.Name] = v
				return
			}
		}
		if items, ok := c.Order["items"].([]any); ok && len(items) == 1 {
			if it, ok := items[0].(map[string]any); ok {
				facts[f.Name] = []any{firstOf(it, "id", "item_id")}
				facts[f.Name+"_name"] = it["name"]
			}
		}
	}
}

func firstOf(m map[string]any, names ...string) any {
	for _, n := range names {
		if v, ok := m[n]; ok && v != nil {
			return v
		}
	}
	return nil
}

// native is a CEL value as plain Go: what JSON would hold.
func native(v ref.Val) any {
	switch v := v.(type) {
	case types.Null:
		return nil
	case types.Timestamp:
		return v.Time.Format(time.RFC3339)
	case types.Duration:
		return v.Duration.String()
	case traits.Mapper:
		out := map[string]any{}
		for it := v.Iterator(); it.HasNext() == types.True; {
			k := it.Next()
			out[fmt.Sprint(k.Value())] = native(v.Get(k))
		}
		return out
	case traits.Lister:
		var out []any
		for it := v.Iterator(); it.HasNext() == types.True; {
			out = append(out, native(it.Next()))
		}
		return out
	}
	if types.IsUnknownOrError(v) {
		return nil
	}
	return v.Value()
}

// known tells whether a fact is there.
func known(facts map[string]any, name string) bool {
	v, ok := facts[name]
	if !ok || v == nil {
		return false
	}
	if s, ok := v.(string); ok {
		return strings.TrimSpace(s) != ""
	}
	if l, ok := v.([]any); ok {
		return len(l) > 0
	}
	return true
}
