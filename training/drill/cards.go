package drill

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/rank"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// cards are the shopper's orders as the agent sees them: the one that is meant
// and up to two more of the same shopper, so that asking which one has a point.
func (m Material) cards(o shop.Order, tr truth, h *hiding) []OrderCard {
	out := []OrderCard{m.card(o, h.lang)}
	out[0].Trial = trial(tr, o.Currency, h.lang)
	for _, other := range m.Orders {
		if other.Shopper == o.Shopper && other.ID != o.ID && len(out) < 3 {
			out = append(out, m.card(other, h.lang))
		}
	}
	h.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func (m Material) card(o shop.Order, lang tongue.Lang) OrderCard {
	c := OrderCard{
		ID: o.ID, State: stateName(o.State, lang), AmountMinor: o.AmountMinor, Currency: o.Currency,
		CreatedAt: o.CreatedAt, PaidAt: o.PaidAt, ShippedAt: o.ShippedAt, DeliveredAt: o.DeliveredAt, Tracking: o.Tracking,
	}
	for _, it := range o.Items {
		var options []string
		for _, k := range slices.Sorted(maps.Keys(it.Options)) {
			options = append(options, it.Options[k])
		}
		c.Items = append(c.Items, ItemCard{Product: it.Product, Name: it.Name, Options: strings.Join(options, " "), Qty: it.Qty, PriceMinor: it.PriceMinor})
	}
	for _, tr := range o.Tracking {
		if last, ok := m.Parcels[tr].Last(); ok {
			c.Parcel = last.Text
		}
	}
	for kind, list := range map[string][]shop.ReturnCase{"return": o.Returns, "exchange": o.Exchanges} {
		for _, f := range list {
			c.Filed = append(c.Filed, kind+" "+f.ID)
		}
	}
	for _, cl := range o.Claims {
		c.Filed = append(c.Filed, cl.Kind+" "+cl.ID)
	}
	slices.Sort(c.Filed)
	return c
}

func stateName(s shop.State, lang tongue.Lang) string {
	if lang == tongue.English {
		return s.English()
	}
	return s.Chinese()
}

// trial is what the shop's system works out, so that nobody has to do sums.
func trial(tr truth, currency string, lang tongue.Lang) []string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(tr.result)) {
		minor, whole := sop.WholeNumber(tr.result[k])
		if strings.HasSuffix(k, "_minor") && whole && minor != 0 {
			out = append(out, sop.Money(minor, currency, lang))
		}
	}
	return out
}

// steps are the procedure in words, in its own order.
func steps(p *sop.Procedure, lang tongue.Lang) []StepCard {
	var out []StepCard
	guards := map[string]string{}
	for _, g := range p.Guards {
		guards[g.ID] = g.Because.In(lang)
	}
	for _, s := range p.Steps {
		c := StepCard{ID: s.ID}
		switch {
		case len(s.Ask) > 0:
			c.Kind = "ask"
			for _, f := range p.Facts {
				if slices.Contains(s.Ask, f.Name) {
					c.Text = f.Ask.In(lang)
				}
			}
		case s.Do != "":
			c.Kind, c.Text = "do", gaps(s.Confirm.In(lang))
			for _, g := range p.Guards {
				if slices.Contains(g.Applies, s.Do) {
					c.Unless = append(c.Unless, guards[g.ID])
				}
			}
		case len(s.Require) > 0:
			c.Kind = "check"
			for _, id := range s.Require {
				if because, ok := guards[id]; ok {
					c.Unless = append(c.Unless, because)
				}
			}
		case s.Handoff != nil:
			c.Kind, c.Text = "person", gaps(s.Handoff.Say.In(lang))
		default:
			c.Kind, c.Text = "say", gaps(s.Say.In(lang))
		}
		out = append(out, c)
	}
	return out
}

var placeholder = regexp.MustCompile(`\{[^{}]*\}`)

// gaps shows where the order's own data goes.
func gaps(text string) string { return strings.TrimSpace(placeholder.ReplaceAllString(text, "…")) }

const sheetsShown = 3

// sheets are the articles nearest to the procedure.
func (m Material) sheets(p Edition, lang tongue.Lang) []Sheet {
	var docs []rank.Doc
	by := map[string]knowledge.Article{}
	for _, a := range m.Articles {
		if (a.Lang == lang || a.Lang == "") && a.Valid(m.Now) {
			docs = append(docs, rank.Doc{ID: a.ID, Text: a.Title + "\n" + a.Title + "\n" + a.Body})
			by[a.ID] = a
		}
	}
	if len(docs) == 0 {
		return nil
	}
	var out []Sheet
	for _, hit := range rank.Build(docs).Search(p.Title.In(lang)+" "+strings.Join(p.When.Intent, " "), sheetsShown) {
		a := by[hit.ID]
		out = append(out, Sheet{ID: a.ID, Title: a.Title, Body: a.Body})
	}
	return out
}

// keys are what a right answer has to state.
func keys(s Scenario, tr truth, h *hiding) []Key {
	switch s.Verdict {
	case Yes:
		var money, rest []Figure
		for _, f := range Figures(s.Script.Final) {
			if strings.HasSuffix(string(f), "m") {
				money = append(money, f)
			} else {
				rest = append(rest, f)
			}
		}
		var out []Key
		if len(money) > 0 {
			out = append(out, Key{ID: "money", Figures: money, Ask: string(h.one(askMoney)), Answer: s.Script.Final})
		}
		if len(rest) > 0 {
			out = append(out, Key{ID: "time", Figures: rest, Ask: string(h.one(askDays)), Answer: s.Script.Final})
		}
		return out
	case No:
		if f := Figures(s.Because); len(f) > 0 {
			return []Key{{ID: "limit", Figures: f, Ask: string(h.one(askWhy)), Answer: s.Script.Final}}
		}
	case Tell:
		k := Key{ID: "stands", Ask: string(h.one(askStands)), Answer: s.Script.Final}
		for _, w := range []any{tr.result["tracking"], tr.result["state"], tr.result["last"]} {
			if text, ok := w.(string); ok && text != "" {
				k.Words = append(k.Words, text)
			}
		}
		for _, c := range s.Orders {
			if strings.Contains(s.Script.Final, c.ID) {
				k.Words = append(k.Words, c.State)
			}
		}
		if len(k.Words) > 0 {
			return []Key{k}
		}
	case None, Person:
	}
	return []Key{}
}

// known are the figures that the procedure, its articles and the order hold,
// and how long ago what happened.
func (m Material) known(p Edition, o shop.Order, s Scenario) []Figure {
	var out []Figure
	add := func(text string) { out = append(out, Figures(text)...) }
	for _, st := range p.Steps {
		for _, w := range []tongue.Words{st.Say, st.Confirm} {
			add(w.In(s.Lang))
		}
	}
	for _, g := range p.Guards {
		add(g.Because.In(s.Lang))
	}
	for _, a := range s.Articles {
		add(a.Title + " " + a.Body)
	}
	for _, c := range s.Orders {
		add(strings.Join(c.Trial, " "))
		out = append(out, figure(float64(c.AmountMinor)/100, "m"))
		for _, it := range c.Items {
			out = append(out, figure(float64(it.PriceMinor)/100, "m"), figure(float64(it.PriceMinor*int64(it.Qty))/100, "m"))
		}
	}
	add(s.Script.Final)
	add(s.Script.Confirm)
	add(s.Because)
	for _, at := range []*time.Time{o.CreatedAt, o.PaidAt, o.ShippedAt, o.DeliveredAt} {
		if at != nil {
			days := int(m.Now.Sub(*at).Hours() / 24)
			for _, d := range []int{days, days + 1} {
				out = append(out, Figure(fmt.Sprintf("%dd", d)))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
