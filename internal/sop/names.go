package sop

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// braced is anything in braces, a placeholder or what was meant for one.
var braced = regexp.MustCompile(`\{[^{}\n]*\}`)

// refusedBefore marks, among the actions before a step, that one or a guard was
// refused: only then is there a because.
const refusedBefore = "!"

// unfillable finds the names in texts that nothing can ever stand for: a text with
// one of them is not said, and a person takes over instead.
func (p *Procedure) unfillable() []Finding {
	var out []Finding
	before := p.doneBefore()
	check := func(path, field string, words tongue.Words, done map[string]bool) {
		told := map[string]bool{}
		for _, lang := range slices.Sorted(maps.Keys(words)) {
			for _, ph := range braced.FindAllString(words[lang], -1) {
				if why := p.namesNothing(ph, done); why != "" && !told[ph] {
					told[ph] = true
					out = append(out, p.at(path, "%s: %s %s", field, ph, why))
				}
			}
		}
	}
	for i, f := range p.Facts {
		check(fmt.Sprintf(".facts.%d.ask", i), "ask", f.Ask, nil)
	}
	for i, s := range p.Steps {
		path := fmt.Sprintf(".steps.%d", i)
		if before[i] == nil {
			continue // never reached, which is told already
		}
		check(path+".say", "say", s.Say, before[i])
		check(path+".confirm", "confirm", s.Confirm, before[i])
		if s.Handoff != nil {
			check(path+".handoff.say", "say", s.Handoff.Say, before[i])
		}
	}
	return out
}

// renderings are what may follow the bar of a placeholder.
var renderings = []string{"money", "date", "time", "state"}

// OfNoOrder are the placeholders of a text that no order can stand for. An article
// speaks of the shopper's order and of nothing else.
func OfNoOrder(text string) []string {
	var out []string
	for _, ph := range placeholder.FindAllString(text, -1) {
		if m := placeholder.FindStringSubmatch(ph); !strings.HasPrefix(m[1], "order.") || m[2] != "" && !slices.Contains(renderings, m[2]) {
			out = append(out, ph)
		}
	}
	return out
}

// namesNothing is why nothing can stand for a placeholder, after so many actions;
// "" when something can. Orders, products and shoppers may have fields of a shop's
// own, so only their root is looked at.
func (p *Procedure) namesNothing(ph string, done map[string]bool) string {
	m := placeholder.FindStringSubmatch(ph)
	if m == nil || m[0] != ph {
		return "is no name such as {order.id} and is said as it stands"
	}
	if m[2] != "" && !slices.Contains(renderings, m[2]) {
		return fmt.Sprintf("is to be rendered as %q, which is none of %s", m[2], strings.Join(renderings, ", "))
	}
	root, name, _ := strings.Cut(m[1], ".")
	switch root {
	case "order", "product", "shopper":
		if name == "" {
			return "names no field of the " + root
		}
	case "facts":
		if own := strings.TrimSuffix(name, "_name"); name != "order_id" && p.fact(name) == nil && p.fact(own) == nil {
			return fmt.Sprintf("is no fact of this procedure: there is no fact %q", name)
		}
	case "result":
		return tellsNot(name, done)
	case "because":
		if done != nil && !done[refusedBefore] {
			return "is never known here: nothing was refused before"
		}
	case "now", "action", "args":
	default:
		return "names nothing; order, product, shopper, facts, result and because can be told"
	}
	return ""
}

// tellsNot is why the result of none of the actions has a name.
func tellsNot(name string, done map[string]bool) string {
	var names []string
	actions := slices.DeleteFunc(slices.Sorted(maps.Keys(done)), func(a string) bool { return a == refusedBefore })
	for _, a := range actions {
		names = append(names, shop.Tells(a)...)
		if slices.Contains(shop.Tells(a), name) || !slices.Contains(shop.Actions(), a) {
			return "" // an action that the shop does not have is told already
		}
	}
	if len(actions) == 0 {
		return "is never known here: no action was done before"
	}
	slices.Sort(names)
	return fmt.Sprintf("is never known: the result of %s has %s", strings.Join(actions, ", "), strings.Join(slices.Compact(names), ", "))
}

// doneBefore are, for every step, the actions whose result a run may hold when it
// comes there; nil for a step that no run reaches.
func (p *Procedure) doneBefore() []map[string]bool {
	before := make([]map[string]bool, len(p.Steps))
	if len(p.Steps) == 0 {
		return before
	}
	before[0] = map[string]bool{}
	// Sets only grow, so the walk ends.
	for again := true; again; {
		again = false
		for i := range p.Steps {
			if before[i] == nil {
				continue
			}
			for to, set := range p.doneAfter(i, before[i]) {
				if to >= len(p.Steps) || to < 0 {
					continue
				}
				if before[to] == nil {
					before[to], again = map[string]bool{}, true
				}
				for a := range set {
					again = again || !before[to][a]
					before[to][a] = true
				}
			}
		}
	}
	return before
}

// doneAfter are the steps that may follow, each with what was done by then.
func (p *Procedure) doneAfter(i int, before map[string]bool) map[int]map[string]bool {
	s, out := p.Steps[i], map[int]map[string]bool{}
	add := func(to int, set map[string]bool) {
		if out[to] == nil {
			out[to] = map[string]bool{}
		}
		maps.Copy(out[to], set)
	}
	after := before
	if s.Do != "" {
		after = map[string]bool{s.Do: true}
		if before[refusedBefore] {
			after[refusedBefore] = true
		}
	}
	for _, to := range p.successors(i) {
		add(to, after)
	}
	if s.If != "" {
		add(i+1, before) // it was not done
	}
	if s.Else != "" {
		refused := maps.Clone(before)
		refused[refusedBefore] = true
		add(p.step(s.Else), refused)
	}
	if s.Declined != "" {
		add(p.step(s.Declined), before)
	}
	return out
}
