package demo

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
)

// special are the intents with a meaning of their own: docs/brand-folder.md.
var special = map[string]bool{"human": true, "greeting": true, "thanks": true, "bye": true, "buy": true, "complaint": true, "none": true}

func articles(t *testing.T) map[string]knowledge.Article {
	t.Helper()
	names, err := fs.Glob(Brand(), "articles/*.md")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]knowledge.Article{}
	for _, name := range names {
		b, err := fs.ReadFile(Brand(), name)
		if err != nil {
			t.Fatal(err)
		}
		a, err := knowledge.ReadArticle(name, b)
		if err != nil {
			t.Fatal(err)
		}
		if _, ok := out[a.ID]; ok {
			t.Errorf("%s: id %s is another article's", name, a.ID)
		}
		out[a.ID] = a
	}
	return out
}

func procedures(t *testing.T) map[string]*sop.Procedure {
	t.Helper()
	names, err := fs.Glob(Brand(), "sops/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*sop.Procedure{}
	for _, name := range names {
		b, err := fs.ReadFile(Brand(), name)
		if err != nil {
			t.Fatal(err)
		}
		p, err := sop.Parse(path.Base(name), b)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range p.Lint() {
			t.Errorf("lint: %s", f)
		}
		out[p.ID] = p
	}
	return out
}

func phrasings(t *testing.T) []knowledge.Phrasing {
	t.Helper()
	f, err := Brand().Open("questions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	out, err := knowledge.ReadPhrasings("questions.jsonl", f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Every article says what it is, until when, and from where; the topics that
// foreign shoppers ask most have an English counterpart under one intent.
func TestEveryArticleIsCompleteAndTellsItsSource(t *testing.T) {
	t.Parallel()
	list := articles(t)
	if len(list) < 40 {
		t.Errorf("got %d articles, want at least 40", len(list))
	}
	english := 0
	for id, a := range list {
		if a.Title == "" || a.Source == "" || len(a.Tags) == 0 || a.ValidFrom == nil || a.Intent == "" || a.Version == 0 {
			t.Errorf("%s lacks a field: %+v", id, a)
		}
		if !a.Valid(Anchor()) {
			t.Errorf("%s is not in force when the event opens", id)
		}
		if n := len([]rune(a.Body)); n < 150 || n > 1100 {
			t.Errorf("%s has %d characters", id, n)
		}
		if !regexp.MustCompile(`\d`).MatchString(a.Body) {
			t.Errorf("%s names no number: it is no policy", id)
		}
		if a.Lang == "en" {
			english++
		}
	}
	if english < 10 {
		t.Errorf("got %d English articles, want at least 10", english)
	}
}

// The profile is understood whole, and every skill that it asks for by intent
// is asked for by an intent that is there.
func TestTheProfileIsUnderstoodWhole(t *testing.T) {
	t.Parallel()
	b, err := fs.ReadFile(Brand(), "brand.yaml")
	if err != nil {
		t.Fatal(err)
	}
	p, err := knowledge.ReadProfile("brand.yaml", b)
	if err != nil {
		t.Fatal(err)
	}
	if p.ID != BrandID || len(p.Unknown) > 0 {
		t.Errorf("got id %q, not understood: %v", p.ID, p.Unknown)
	}
	known := map[string]bool{"buy": true, "complaint": true, "high_purchase_intent": true, "negative_emotion": true, "risk_phrase_from_customer": true}
	for id := range articles(t) {
		known[id] = true
	}
	for _, x := range procedures(t) {
		for _, intent := range x.When.Intent {
			known[intent] = true
		}
	}
	for intent := range p.Skills {
		if !known[intent] {
			t.Errorf("a skill is asked for by %s, which is nowhere", intent)
		}
	}
}

// What an article says of a product must be about a product that is sold.
func TestEveryProductThatAnArticleNamesExists(t *testing.T) {
	t.Parallel()
	products, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	shelf := shop.NewCatalogue(products)
	code := regexp.MustCompile(`YS-[A-Z][0-9]{2}`)
	named := 0
	for id, a := range articles(t) {
		for _, ref := range code.FindAllString(a.Body, -1) {
			named++
			if _, ok := shelf.Product(ref); !ok {
				t.Errorf("%s names %s, which nobody sells", id, ref)
			}
		}
	}
	if named == 0 {
		t.Error("no article names a product: the pattern finds nothing")
	}
}

// A phrasing leads somewhere, and to one place only.
func TestEveryPhrasingLeadsToOneArticleOrProcedure(t *testing.T) {
	t.Parallel()
	list, intents := articles(t), map[string]bool{}
	for _, p := range procedures(t) {
		for _, i := range p.When.Intent {
			intents[i] = true
		}
	}
	for id := range list {
		if intents[id] || special[id] || intents[list[id].Intent] || special[list[id].Intent] {
			t.Errorf("%s is an article's and an intent's name", id)
		}
	}
	seen, each := map[string]bool{}, map[string]int{}
	all := phrasings(t)
	for _, q := range all {
		switch {
		case q.Article != "" && list[q.Article].ID == "":
			t.Errorf("%q: no article %s", q.Text, q.Article)
		case q.Intent != "" && !intents[q.Intent] && !special[q.Intent]:
			t.Errorf("%q: no procedure answers %s", q.Text, q.Intent)
		}
		key := strings.ToLower(strings.TrimRight(strings.ReplaceAll(q.Text, " ", ""), "?？!！。.~"))
		if key != "" && seen[key] {
			t.Errorf("%q is there twice", q.Text)
		}
		seen[key] = true
		each[q.Article+q.Intent]++
	}
	if len(all) < 600 {
		t.Errorf("got %d phrasings, want at least 600", len(all))
	}
	if each["none"] < 60 {
		t.Errorf("got %d phrasings that nothing answers, want at least 60", each["none"])
	}
	for id := range list {
		if each[id] < 10 {
			t.Errorf("%s has %d phrasings, want at least 10", id, each[id])
		}
	}
	for id := range intents {
		if each[id] < 12 {
			t.Errorf("%s has %d phrasings, want at least 12", id, each[id])
		}
	}
}

// The catalogue and the coupons are read by the shop without complaint.
func TestTheShopReadsTheCatalogueAndTheCoupons(t *testing.T) {
	t.Parallel()
	products, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	if len(products) != 30 {
		t.Errorf("got %d products, want 30", len(products))
	}
	variants := map[string]bool{}
	for _, p := range products {
		if p.PriceMinor <= 0 || p.Material == "" || p.Description == "" || len(p.Variants) == 0 || p.NameEn == "" {
			t.Errorf("%s is not complete", p.ID)
		}
		for _, v := range p.Variants {
			if variants[v.ID] {
				t.Errorf("variant %s is there twice", v.ID)
			}
			variants[v.ID] = true
		}
	}
	b, err := fs.ReadFile(Brand(), "coupons.json")
	if err != nil {
		t.Fatal(err)
	}
	coupons, err := shop.ReadCoupons("coupons.json", bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range coupons {
		if c.From == nil || c.Till == nil || !c.Till.After(*c.From) {
			t.Errorf("coupon %s does not run", c.ID)
		}
	}
	// The example of article coupon-stacking, worked out by the shop.
	price := int64(129900)
	for _, id := range []string{"D11-799-100", "D11-CROSS-300-50"} {
		for _, c := range coupons {
			if c.ID == id {
				times := int64(1)
				if id == "D11-CROSS-300-50" {
					times = price / c.MinSpendMinor
				}
				price -= c.Off(price) * times
			}
		}
	}
	if price != 104900 {
		t.Errorf("got %d for the coat of the article's example, want 104900", price)
	}
}

// An order inside the rule passes and one outside is refused by name: each
// procedure is judged once on either side.
func TestTheProceduresDecideAsTheArticlesSay(t *testing.T) {
	t.Parallel()
	list := procedures(t)
	if len(list) != 9 {
		t.Errorf("got %d procedures, want 9", len(list))
	}
	now := Anchor()
	at := func(back time.Duration) string { return now.Add(-back).Format(time.RFC3339) }
	order := func(state string, paid, got time.Duration) map[string]any {
		o := map[string]any{
			"id": "YS1", "shopper": "s-1", "state": state, "paid_at": at(paid), "delivered_at": nil, "amount_minor": int64(35900),
			"items":   []any{map[string]any{"id": "1", "product": "YS-L02", "options": map[string]any{"color": "黑色", "size": "M"}}},
			"returns": nil, "exchanges": nil, "claims": nil, "invoice": nil,
		}
		if got > 0 {
			o["delivered_at"] = at(got)
		}
		return o
	}
	dress := map[string]any{"id": "YS-L02", "variants": []any{
		map[string]any{"options": map[string]any{"color": "黑色", "size": "L"}, "stock": int64(4)},
		map[string]any{"options": map[string]any{"color": "黑色", "size": "S"}, "stock": int64(0)},
	}}
	leggings := map[string]any{"id": "YS-P03", "variants": []any{}}
	facts := map[string]any{"order_id": "YS1", "item": []any{"1"}, "reason": "too_big", "size": "L", "kind": "personal", "title": "林", "address": "上海市徐汇区"}
	with := func(key string, v any) map[string]any {
		f := map[string]any{key: v}
		for k, v := range facts {
			if _, ok := f[k]; !ok {
				f[k] = v
			}
		}
		return f
	}
	filed := func(state string, returns int) map[string]any {
		o, list := order(state, 3*day, day), []any{}
		for i := range returns {
			list = append(list, map[string]any{"id": fmt.Sprintf("YS1-R%d", i+1), "items": []any{"1"}})
		}
		o["returns"] = list
		return o
	}
	cases := []struct {
		procedure, action string
		order, product    map[string]any
		facts             map[string]any
		refusedBy         string // "" is allowed
	}{
		{"return", "return_items", order("shipped", 17*day, 14*day), dress, facts, ""},
		{"return", "return_items", order("shipped", 30*day, 14*day), dress, facts, "in_window"},
		{"return", "return_items", order("shipped", 17*day, 16*day), dress, facts, "in_window"},
		{"return", "return_items", order("shipped", 2*day, 0), dress, facts, "delivered in_window"},
		{"return", "return_items", order("shipped", 3*day, day), leggings, facts, "not_intimate"},
		{"exchange-size", "exchange_items", order("completed", 40*day, 14*day), dress, facts, ""},
		{"exchange-size", "exchange_items", order("completed", 40*day, 16*day), dress, facts, "within_15_days"},
		{"exchange-size", "exchange_items", order("completed", 40*day, 14*day), dress, with("size", "S"), "in_stock"},
		{"cancel-order", "cancel_order", order("awaiting_shipment", day, 0), dress, facts, ""},
		{"cancel-order", "cancel_order", order("shipped", day, 0), dress, facts, "forbid:cancel_order not_shipped"},
		{"change-address", "change_address", order("awaiting_shipment", day, 0), dress, facts, ""},
		{"change-address", "change_address", order("partly_shipped", day, 0), dress, facts, "not_shipped"},
		{"price-protection", "price_protect", order("completed", 20*day, 10*day), dress, facts, ""},
		{"price-protection", "price_protect", order("completed", 25*day, 10*day), dress, facts, "in_window"},
		{"price-protection", "price_protect", order("awaiting_payment", 0, 0), dress, facts, "paid"},
		{"urge-shipment", "urge_shipment", order("awaiting_shipment", 30*time.Hour, 0), dress, facts, ""},
		{"urge-shipment", "urge_shipment", order("awaiting_shipment", 20*time.Hour, 0), dress, facts, "a_day_old"},
		{"invoice", "issue_invoice", order("completed", 80*day, 70*day), dress, facts, ""},
		{"invoice", "issue_invoice", order("completed", 91*day, 80*day), dress, facts, "within_90_days"},
		{"order-status", "order_lookup", order("awaiting_shipment", day, 0), dress, facts, ""},
		{"take-back", "take_back", filed("shipped", 1), dress, with("posted", "kept"), ""},
		{"take-back", "take_back", order("shipped", 3*day, day), dress, with("posted", "kept"), "filed"},
		{"take-back", "take_back", filed("shipped", 1), dress, with("posted", "posted"), "on_its_way"},
		{"take-back", "take_back", filed("shipped", 2), dress, with("posted", "kept"), "several"},
	}
	for _, c := range cases {
		v := list[c.procedure].Check(sop.Case{Action: c.action, Order: c.order, Product: c.product, Shopper: map[string]any{"id": "s-1"}, Now: now, Facts: c.facts})
		if got := failures(v); v.Allowed != (c.refusedBy == "") || got != c.refusedBy {
			t.Errorf("%s: got allowed %v, failed %q, missing %v; want it refused by %q", c.procedure, v.Allowed, got, v.Missing, c.refusedBy)
		}
		// Another shopper's order is nobody's business.
		v = list[c.procedure].Check(sop.Case{Action: c.action, Order: c.order, Product: c.product, Shopper: map[string]any{"id": "s-2"}, Now: now, Facts: c.facts})
		if v.Allowed || !strings.Contains(failures(v), "own_order") {
			t.Errorf("%s: got %+v for another shopper, want own_order among them", c.procedure, v.Failed)
		}
	}
}

// failures are the guards that failed, in the verdict's order.
func failures(v sop.Verdict) string {
	var out []string
	for _, f := range v.Failed {
		out = append(out, f.Guard)
	}
	return strings.Join(out, " ")
}
