package drill_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/manyhands/manyhands/copilot/guard"
	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/training/drill"
)

// opens is the evening that the shipped brand's articles are written for.
var opens = time.Date(2026, time.November, 10, 20, 0, 0, 0, time.FixedZone("UTC+8", 8*3600))

var (
	readOnce sync.Once
	shared   drill.Material
)

// material is the shipped brand with a grid of orders over states and ages,
// read once: no drill changes it.
func material(t testing.TB) drill.Material {
	t.Helper()
	readOnce.Do(func() { shared = readMaterial(t) })
	return shared
}

func readMaterial(t testing.TB) drill.Material {
	t.Helper()
	dir := "../../internal/demo/brand/yunshang"
	m := drill.Material{Brand: tongue.Words{"zh": "云裳", "en": "Yunshang"}, Now: opens}
	for _, f := range files(t, dir+"/sops/*.yaml") {
		if f.name == "take-back.yaml" {
			continue // the key and the goldens were written on the eight before it; a ninth would shift what each seed draws
		}
		p, err := sop.Parse(f.name, f.text)
		if err != nil {
			t.Fatal(err)
		}
		m.Procedures = append(m.Procedures, drill.Edition{Procedure: p, Number: 1})
	}
	for _, f := range files(t, dir+"/articles/*.md") {
		a, err := knowledge.ReadArticle(f.name, f.text)
		if err != nil {
			t.Fatal(err)
		}
		m.Articles = append(m.Articles, a)
	}
	products, err := shop.ReadProducts("products.json", bytes.NewReader(files(t, dir+"/products.json")[0].text))
	if err != nil {
		t.Fatal(err)
	}
	m.Shelf, m.Parcels = shop.NewCatalogue(products), map[string]shop.Parcel{}
	addOrders(&m, products)
	return m
}

type file struct {
	name string
	text []byte
}

func files(t testing.TB, glob string) []file {
	t.Helper()
	names, err := filepath.Glob(glob)
	if err != nil || len(names) == 0 {
		t.Fatalf("%s: %d files, %v", glob, len(names), err)
	}
	var out []file
	for _, n := range names {
		b, err := os.ReadFile(n)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, file{filepath.Base(n), b})
	}
	return out
}

// addOrders makes orders in every state and of several ages.
func addOrders(m *drill.Material, products []shop.Product) {
	ages := []time.Duration{6, 30, 60, 90, 5 * 24, 12 * 24, 40 * 24} // hours
	for i, state := range shop.States() {
		for k, age := range ages {
			p := products[(i*7+k)%len(products)]
			v := p.Variants[0]
			paid := m.Now.Add(-age * time.Hour)
			id := fmt.Sprintf("YS202611%02d%02d", i, k)
			o := shop.Order{
				ID: id, Shopper: fmt.Sprintf("s-%d", i), State: state, CreatedAt: &paid, Currency: "CNY", AmountMinor: v.PriceMinor,
				Items: []shop.Item{{ID: "1", Product: p.ID, Variant: v.ID, Name: p.Name, Options: v.Options, Qty: 1, PriceMinor: v.PriceMinor + int64(k%2)*3000}},
			}
			if state.Paid() {
				o.PaidAt = &paid
			}
			if state == shop.Shipped || state == shop.Completed || state == shop.PartlyShipped {
				shipped := paid.Add(20 * time.Hour)
				track := "SF" + id
				o.ShippedAt, o.Tracking = &shipped, []string{track}
				m.Parcels[track] = shop.Parcel{Tracking: track, Order: id, Events: []shop.ParcelEvent{{At: shipped, Place: "上海", Text: "快件已到达上海转运中心"}}}
			}
			if state == shop.Completed {
				got := paid.Add(48 * time.Hour)
				if got.After(m.Now) {
					got = m.Now
				}
				o.DeliveredAt, o.CompletedAt = &got, &got
			}
			m.Orders = append(m.Orders, o)
		}
	}
}

// ours is the guard that ships with the brand's own rules, as a drill asks it.
func ours(t testing.TB) drill.Check {
	t.Helper()
	rules, err := guard.Packs()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files(t, "../../internal/demo/brand/yunshang/guard/*.yaml") {
		own, err := guard.Parse(f.name, f.text)
		if err != nil {
			t.Fatal(err)
		}
		rules = append(rules, own...)
	}
	g, err := guard.Compile(rules)
	if err != nil {
		t.Fatal(err)
	}
	return func(text string) []drill.Hit {
		v := g.Check(text, guard.Context{Author: guard.Agent, At: opens})
		var out []drill.Hit
		for _, h := range v.Hits {
			if h.Level >= guard.Warn {
				out = append(out, drill.Hit{Rule: h.Rule, Text: h.Text, Level: h.Level.String(), Blocks: h.Level == guard.Block, Rewrite: v.Rewrite})
			}
		}
		return out
	}
}

// play lets an agent answer until the talk ends, thinking ten seconds a
// message.
func play(s drill.Scenario, agent func(drill.Scenario, drill.State) string) (drill.Talk, drill.State) {
	at := opens
	said, st := drill.Start(s, 0, at)
	var talk drill.Talk
	add := func(agent bool, text string) {
		talk.Lines = append(talk.Lines, drill.Line{Seq: len(talk.Lines) + 1, Agent: agent, Text: text, At: at})
	}
	for _, l := range said {
		add(false, l)
	}
	for range 30 {
		at = at.Add(10 * time.Second)
		text := agent(s, st)
		add(true, text)
		said, st = drill.Reply(s, st, text, at)
		for _, l := range said {
			add(false, l)
		}
		if st.Ending != drill.Running {
			break
		}
	}
	talk.Ending = st.Ending
	return talk, st
}
