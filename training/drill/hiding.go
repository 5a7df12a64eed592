package drill

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// hiding makes the facts that the shopper tells only when asked.
type hiding struct {
	*rand.Rand
	lang tongue.Lang
}

// need is a fact as the agent has to ask for it.
func (h *hiding) need(f sop.Fact, says, order string) Need {
	if f.Type == "order_id" {
		says = h.one(orderSays).with("{}", order)
	}
	return Need{Name: f.Name, Type: f.Type, Ask: f.Ask.In(h.lang), Says: says}
}

// fact chooses a value, its name where it has one, and how the shopper says it.
// A nil value means that no drill can be made of the fact.
func (h *hiding) fact(f sop.Fact, o shop.Order, known map[string]any) (value any, name, says string) {
	switch f.Type {
	case "order_id":
		return o.ID, "", o.ID
	case "item":
		if len(o.Items) == 0 {
			return nil, "", ""
		}
		it := o.Items[h.IntN(len(o.Items))]
		return []any{it.ID}, it.Name, h.one(itemSays).with("{}", it.Name)
	case "choice", "reason":
		return h.choice(f)
	case "size":
		s := []string{"S", "M", "L", "XL"}[h.IntN(4)]
		return s, "", h.one(sizeSays).with("{}", s)
	case "color":
		c := pick(h, colours.of(h.lang))
		return c, "", c
	case "address":
		a := pick(h, addresses.of(h.lang))
		return a, "", a
	case "phone":
		s := fmt.Sprintf("138%08d", h.IntN(100_000_000))
		return s, "", s
	case "email":
		s := fmt.Sprintf("shopper%d@example.com", h.IntN(1000))
		return s, "", s
	case "image":
		return "picture", "", pictureSent.In(h.lang)
	case "number", "money", "date":
		return nil, "", "" // no fitting value can be drawn without knowing what it counts
	case "yes_no":
		return true, "", yesWord.In(h.lang)
	}
	s := h.text(f.Name, known)
	return s, "", s
}

func (h *hiding) choice(f sop.Fact) (any, string, string) {
	if len(f.Options) == 0 {
		s := h.one(reasonSays)
		return string(s), "", string(s)
	}
	keys := slices.Sorted(maps.Keys(f.Options))
	k := keys[h.IntN(len(keys))]
	for _, w := range h.shuffled(f.Options[k]) {
		// The word must be heard as the option that it stands for, also by others.
		if heard, ok := sop.Choice(w, f.Options); ok && heard == k && (tongue.Of(w) == h.lang || tongue.Of(w) == "") {
			return k, "", w
		}
	}
	return k, "", f.Options[k][0]
}

func (h *hiding) shuffled(words []string) []string {
	out := slices.Clone(words)
	h.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

// text answers a question that anything answers, by what the fact is called.
func (h *hiding) text(name string, known map[string]any) string {
	name = strings.ToLower(name)
	switch {
	case strings.Contains(name, "tax"):
		return fmt.Sprintf("91310000MA1K%05dX%d", h.IntN(100_000), h.IntN(10))[:18]
	case strings.Contains(name, "title"), strings.Contains(name, "name"):
		for _, v := range known {
			if v == "company" {
				return pick(h, companies.of(h.lang))
			}
		}
		return pick(h, people.of(h.lang))
	}
	return string(h.one(reasonSays))
}

// saying is a text with a gap.
type saying string

func (s saying) with(gap, v string) string { return strings.ReplaceAll(string(s), gap, v) }

func (h *hiding) one(b bank) saying { return saying(pick(h, b.of(h.lang))) }

func pick[T any](h *hiding, list []T) T { return list[h.IntN(len(list))] }
