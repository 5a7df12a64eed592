package sop

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// policy is one guard as somebody else may write it, over one action.
func policy(expr string) string {
	return fmt.Sprintf("id: p\nfacts: [{name: opened, type: yes_no, ask: opened}, {name: count, type: number, ask: how many}, {name: reason, type: text, ask: why}]\n"+
		"guards:\n  - id: g\n    expr: %q\n    because: no\n  - {id: other, expr: \"order.n == 1\", because: no}\nsteps: [{id: a, do: cancel_order}]\n", expr)
}

// Guards as other people write them, on data as other shops have it: each
// verdict is the one that a reader of the sentence gives, the guard that holds
// beside it is never named, and what is missing is.
func TestGuardsThatOthersWriteAreJudgedAsAReaderWould(t *testing.T) {
	t.Parallel()
	const order = `{"n":1,"id":"A1","tier":"gold","amount_minor":9900,"discount":0,"rate":0.5,"zero":0,"note":"","text_amount":"100","delivered_at":"2026-11-13T00:30:00+08:00","paid_at":"2026-11-12T15:30:00Z","shipped_at":null,
		"presale":false,"tags":["a","b"],"none":[],"address":{"city":"上海市","geo":{"zone":"east"}},
		"items":[{"id":"1","price_minor":4900,"qty":1,"tags":["clearance"],"parts":[{"w":2},{"w":3}]},{"id":"2","price_minor":5000,"qty":2,"tags":[],"parts":[]}]}`
	for _, c := range []struct {
		expr, facts string
		holds       bool
		missing     string
	}{
		// days and time zones: now is 2026-11-20T00:00:00Z
		{"days_since(order.delivered_at) <= 7", "", false, ""},
		{"days_since(order.delivered_at) <= 7.4", "", true, ""},
		{"days_since(order.delivered_at) < days_since(order.paid_at)", "", true, ""},
		{"hours_since(order.paid_at) > 176 && hours_since(order.paid_at) < 177", "", true, ""},
		{"now < timestamp(order.delivered_at) + days(8)", "", true, ""},
		{"now - timestamp(order.delivered_at) <= duration('168h')", "", false, ""},
		{"timestamp(order.paid_at).getDate('Asia/Shanghai') == 12 && timestamp(order.paid_at).getHours('Asia/Shanghai') == 23", "", true, ""},
		{"timestamp(order.delivered_at).getDayOfMonth('Asia/Shanghai') != timestamp(order.delivered_at).getDayOfMonth('UTC')", "", true, ""},
		{"days_since(order.shipped_at) > 1", "", false, "order.shipped_at"},
		{"order.shipped_at == null", "", true, ""},
		{"order.shipped_at == null || days_since(order.shipped_at) > 1", "", true, ""},
		{"order.delivered_at != null && days_since(order.nowhere) > 1", "", false, "order.nowhere"},
		{"days_since(order.note) > 1", "", false, ""},
		{"days_since(facts.reason) > 1", `"reason":"yesterday"`, false, ""},
		// nothing, zero and no
		{"order.discount == 0", "", true, ""},
		{"order.zero > 0", "", false, ""},
		{"order.amount_minor / order.zero > 1", "", false, ""},
		{"order.amount_minor % 2 == 0", "", true, ""},
		{"order.note == ''", "", true, ""},
		{"size(order.none) == 0 && !('x' in order.none)", "", true, ""},
		{"has(order.presale) && !order.presale", "", true, ""},
		{"!has(order.gift) || order.gift", "", true, ""},
		{"has(order.gift.wrap)", "", false, ""},
		{"facts.opened == false", `"opened":false`, true, ""},
		{"facts.opened == false", "", false, "opened"},
		{"!facts.opened && facts.count >= 0", `"opened":false,"count":0`, true, ""},
		{"facts.opened || order.n == 1", "", true, ""}, // what is not known changes nothing
		{"facts.opened && order.n == 2", "", false, ""},
		{"facts.reason in ['a','b']", `"reason":"b"`, true, ""},
		{"facts.reason in ['a','b']", "", false, "reason"},
		{"facts.reason == ''", `"reason":""`, true, ""},
		// whole and decimal
		{"order.amount_minor * order.rate == 4950.0", "", true, ""},
		{"order.amount_minor * 1.1 > 10000", "", true, ""},
		{"double(size(order.items)) * 1.5 == 3.0", "", true, ""},
		{"facts.count * 2 <= size(order.items)", `"count":1.0`, true, ""},
		{"order.items.map(i, i.price_minor * i.qty)[1] == 10000", "", true, ""},
		{"order.items[0].price_minor * 0.5 < 2500", "", true, ""},
		{"math.greatest(order.items.map(i, i.price_minor)) == 5000", "", true, ""},
		{"order.text_amount > 50", "", false, ""},
		{"int(order.text_amount) > 50", "", true, ""},
		// lists in lists, and names with signs in them
		{"order.items.exists(i, i.tags.exists(x, x == 'clearance'))", "", true, ""},
		{"order.items.all(i, i.parts.all(p, p.w < 3))", "", false, ""},
		{"order.items.filter(i, size(i.parts) > 0).map(i, i.id) == ['1']", "", true, ""},
		{"order.items[5].id == 'x'", "", false, ""},
		{"order.items.exists_one(i, 'clearance' in i.tags) && order.address.geo.zone == 'east'", "", true, ""},
		{"order.address.geo.country == 'cn'", "", false, "order.address.geo.country"},
		{"order['address']['city'].startsWith('上海')", "", true, ""},
		{"order.address.city.matches('^北京')", "", false, ""},
		// tiers and combinations
		{"days_since(order.delivered_at) <= (shopper.tier == 'gold' ? 15 : 7)", "", true, ""},
		{"(shopper.tier == 'gold' && 'vip' in shopper.tags) || days_since(order.delivered_at) <= 7", "", false, ""},
		{"!(order.tier == 'gold' && order.amount_minor > 5000) || facts.count == 3", `"count":2`, false, ""},
		{"shopper.level > 3", "", false, "shopper.level"},
		{"args.reason == 'mistake'", "", false, "args.reason"},
		{"action == 'cancel_order'", "", true, ""},
	} {
		p := parsed(t, policy(c.expr))
		v := p.Check(caseOf(t, `{"action":"cancel_order","now":"2026-11-20T00:00:00Z","shopper":{"id":"s","tier":"gold","tags":["new"]},"order":`+order+`,"facts":{`+c.facts+`}}`))
		want := ""
		if !c.holds {
			want = "g"
		}
		missing := slices.DeleteFunc(slices.Clone(v.Missing), func(m string) bool { return m == c.missing })
		if got := guardsOf(v); got != want || v.Allowed != c.holds || len(missing) > 0 || c.missing != "" && len(v.Missing) == 0 {
			t.Errorf("%s with {%s}: got %q, missing %v; want %q, missing %q", c.expr, c.facts, got, v.Missing, want, c.missing)
		}
	}
}

// What cannot be a guard is refused when it is written, by its line.
func TestAGuardThatCannotBeOneIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	for expr, want := range map[string]string{
		"weeks_since(order.paid_at) < 2": "weeks_since", "order.state = 'x'": "does not compile", "facts.nobody == 1": "nobody",
		"'text'": "true or false", "order.items.exists(i)": "does not compile", "ordr.state == 'x'": "ordr",
		"days_since() > 1": "days_since", "[1,2": "does not compile", "now + 1 > now": "does not compile",
	} {
		_, err := Parse("s.yaml", []byte(policy(expr)))
		if err == nil || !strings.Contains(err.Error(), "line 5") || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: got %v, want line 5 and %q", expr, err, want)
		}
	}
}
