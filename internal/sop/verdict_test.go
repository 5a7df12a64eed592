package sop

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/google/go-cmp/cmp"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// returnYAML is the example of docs/brand-folder.md, read from the page, so
// that the page cannot rot.
func returnYAML(t testing.TB) []byte {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "brand-folder.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(page), "```yaml\nid: return\n")
	body, _, ok2 := strings.Cut(rest, "```")
	if !ok || !ok2 {
		t.Fatal("the page has no example")
	}
	return []byte("id: return\n" + body)
}

func parsed(t testing.TB, src string) *Procedure {
	t.Helper()
	p, err := Parse("t.yaml", []byte(src))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func caseOf(t testing.TB, src string) Case {
	t.Helper()
	c, err := ReadCase("f.json", strings.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func guardsOf(v Verdict) string {
	var out []string
	for _, f := range v.Failed {
		out = append(out, f.Guard)
	}
	return strings.Join(out, " ")
}

func TestTheExampleOfThePageParsesWithoutAFinding(t *testing.T) {
	t.Parallel()
	p := parsed(t, string(returnYAML(t)))
	for _, f := range p.Lint() {
		t.Errorf("lint: %s", f)
	}
}

func TestEveryGuardThatFailsIsNamedAndNothingIsAllowedByMissingData(t *testing.T) {
	t.Parallel()
	p := parsed(t, string(returnYAML(t)))
	const ok = `"order":{"id":"A1","state":"completed","delivered_at":"2026-11-10T10:00:00+08:00","amount_minor":5000,"items":[{"id":"1","name":"毛衣"}]},"product":{"category":"毛衣"},"now":"2026-11-12T10:00:00+08:00"`
	for name, c := range map[string]struct {
		json    string
		allowed bool
		failed  string
		missing string
		next    string
	}{
		"all holds":            {`{"action":"return_items","facts":{"reason":"too_big"},` + ok + `}`, true, "", "", "file_return"},
		"a fact to ask":        {`{"action":"return_items",` + ok + `}`, false, "", "reason", "why"},
		"a quality case":       {`{"action":"return_items","facts":{"reason":"quality"},` + ok + `}`, false, "quality_person", "", "quality_person"},
		"forbidden always":     {`{"action":"refund_without_return",` + ok + `}`, false, "forbid:refund_without_return", "", ""},
		"not of the procedure": {`{"action":"cancel_order",` + ok + `}`, false, "not_in_procedure", "", ""},
		"two guards fail": {`{"action":"return_items","facts":{"reason":"too_big"},"order":{"id":"A1","state":"shipped","delivered_at":"2026-11-01T10:00:00+08:00","amount_minor":1,"items":[{"id":"1","name":"x"}]},
			"product":{"category":"内衣"},"now":"2026-11-12T10:00:00+08:00"}`, false, "within_7_days not_underwear", "", "refuse"},
		"no data at all": {
			`{"action":"return_items"}`, false, "delivered within_7_days paid not_underwear forbid:return_items",
			"order.state order.delivered_at now product.category order_id", "which_order",
		},
	} {
		v := p.Check(caseOf(t, c.json))
		if v.Allowed != c.allowed || v.Next.Step != c.next {
			t.Errorf("%s: got %+v", name, v)
		}
		for _, g := range strings.Fields(c.failed) {
			if !slices.Contains(strings.Fields(guardsOf(v)), g) {
				t.Errorf("%s: %q is not among the failed %q", name, g, guardsOf(v))
			}
		}
		if len(strings.Fields(c.failed)) != len(v.Failed) {
			t.Errorf("%s: failed %q, want %q", name, guardsOf(v), c.failed)
		}
		for _, m := range strings.Fields(c.missing) {
			if !slices.Contains(v.Missing, m) {
				t.Errorf("%s: %q is not among the missing %q", name, m, v.Missing)
			}
		}
	}
}

func TestAPriceThatHappensToBeWholeDoesNotMakeAGuardFail(t *testing.T) {
	t.Parallel()
	p := parsed(t, `
id: p
guards: [{id: g, expr: "order.price * 0.5 <= 24.5 && order.qty * 2 > 3"}]
steps: [{id: a, do: cancel_order}]
`)
	for price, want := range map[string]bool{"49": true, "48.99": true, "50": false} {
		v := p.Check(caseOf(t, `{"action":"cancel_order","order":{"price":`+price+`,"qty":2}}`))
		if v.Allowed != want {
			t.Errorf("price %s: %+v", price, v)
		}
	}
}

func TestAGuardThatCostsTooMuchFails(t *testing.T) {
	t.Parallel()
	p := parsed(t, `
id: p
guards: [{id: g, expr: "order.l.all(a, order.l.all(b, order.l.all(c, a + b + c >= 0)))"}]
steps: [{id: a, do: cancel_order}]
`)
	l := strings.Repeat("1,", 300) + "1"
	if v := p.Check(caseOf(t, `{"action":"cancel_order","order":{"l":[`+l+`]}}`)); v.Allowed {
		t.Error("a guard without end was allowed")
	}
	if v := p.Check(caseOf(t, `{"action":"cancel_order","order":{"l":[1,2]}}`)); !v.Allowed {
		t.Errorf("a small one was not: %+v", v)
	}
}

// Guards are independent: with the i-th expression true or false as drawn, the
// failed are exactly the false ones, and the action is allowed only when none
// is.
func TestTheFailedGuardsAreExactlyThoseThatDoNotHold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		bits := rapid.SliceOfN(rapid.IntRange(0, 2), 1, 12).Draw(rt, "guards")
		var b, want strings.Builder
		b.WriteString("id: p\nsteps: [{id: a, do: cancel_order}]\nguards:\n")
		for i, bit := range bits {
			id := "g" + string(rune('a'+i))
			b.WriteString("  - {id: " + id + ", expr: \"" + []string{"order.n > 0", "order.n < 0", "order.absent > 0"}[bit] + "\"}\n")
			if bit != 0 {
				want.WriteString(id + " ")
			}
		}
		v := parsed(t, b.String()).Check(Case{Action: "cancel_order", Order: map[string]any{"n": int64(1)}})
		if got := guardsOf(v); got != strings.TrimSpace(want.String()) || v.Allowed != (got == "") {
			rt.Fatalf("failed %q, want %q, allowed %v", got, want.String(), v.Allowed)
		}
	})
}

func TestAMistakeIsToldWithItsLine(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"id: x\nsteps:\n  - {id: a, sya: hi}":                                           `line 3: field "sya" is not known`,
		"id: x\nsteps:\n  - {id: a, say: hi}\n  - {id: a, say: ho}":                     `line 4: id: another step is called "a"`,
		"id: x\nguards:\n  - id: g\n    expr: order.state ==\nsteps: [{id: a, say: x}]": `line 4: "order.state ==" does not compile`,
		"id: x\nguards:\n  - id: g\n    expr: facts.who == 1\nsteps: [{id: a, say: x}]": `line 4: "facts.who == 1": "who" is not a declared fact`,
		"id: x\nguards:\n  - id: g\n    expr: 1 + 2\nsteps: [{id: a, say: x}]":          `line 4: "1 + 2" does not compile: it gives int`,
		"id: x\nsteps:\n  - id: a\n    ask: reason":                                     `line 4: ask: "reason" is not a declared fact`,
		"id: x\nsteps:\n  - id: a\n    say: hi\n    goto: b":                            `line 5: goto: there is no step "b"`,
		"id: x\nsteps:\n  - id: a\n    handoff: {reson: x}":                             `field "reson" is not known`,
		"id: x\nguards:\n  - {id: g, exp: a}\nsteps: [{id: a, say: x}]":                 `line 3: field "exp" is not known`,
		"id: [": "line 1",
		"":      "empty",
	} {
		_, err := Parse("s.yaml", []byte(src))
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "s.yaml") {
			t.Errorf("%q: got %v, want %q", src, err, want)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: the error has more than one line: %v", src, err)
		}
	}
}

func TestLintFindsWhatRunsButIsAMistake(t *testing.T) {
	t.Parallel()
	p := parsed(t, `
id: x
facts: [{name: unused, type: text}]
guards: [{id: g, expr: "true", applies: [fly]}]
steps:
  - {id: a, say: hi, goto: c}
  - {id: b, say: never}
  - {id: c, do: fly, goto: a}
`)
	var all strings.Builder
	for _, f := range p.Lint() {
		all.WriteString(f.String() + "\n")
	}
	for _, want := range []string{`"b" is never reached`, "is in a ring", `fact "unused"`, `no action "fly"`, "does not say because"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("%q is not found in:\n%s", want, all.String())
		}
	}
}

// Law: a name in a text that nothing can ever stand for is found, with its line;
// one that something may stand for on some way is not.
func TestLintFindsNamesThatNothingCanStandFor(t *testing.T) {
	t.Parallel()
	p := parsed(t, `id: x
needs_order: true
facts:
  - {name: reason, type: text, ask: "why, {facts.raison}?"}
guards: [{id: g, expr: "order.state == 'shipped'", because: no}]
steps:
  - {id: hello, say: "{order.id} {result.id} {because} {custom.x}"}
  - {id: check, require: [g], else: refuse}
  - {id: why, ask: reason}
  - {id: do, do: return_items, confirm: "{facts.reason}? {result.id}"}
  - {id: told, say: {zh: "{result.id} {result.refund_minor|money} {result.refund}", en: "{result.refund|money}"}, end: true}
  - {id: refuse, say: "{because} {order.amount_minor|monney} {order id} {order.vip_level}", end: true}
`)
	var got []string
	for _, f := range p.Lint() {
		got = append(got, f.String())
	}
	want := []string{
		`t.yaml: line 4: ask: {facts.raison} is no fact of this procedure: there is no fact "raison"`,
		`t.yaml: line 7: say: {result.id} is never known here: no action was done before`,
		`t.yaml: line 7: say: {because} is never known here: nothing was refused before`,
		`t.yaml: line 7: say: {custom.x} names nothing; order, product, shopper, facts, result and because can be told`,
		`t.yaml: line 10: confirm: {result.id} is never known here: no action was done before`,
		`t.yaml: line 11: say: {result.refund|money} is never known: the result of return_items has id, items, reason, refund_minor`,
		`t.yaml: line 11: say: {result.refund} is never known: the result of return_items has id, items, reason, refund_minor`,
		`t.yaml: line 12: say: {order.amount_minor|monney} is to be rendered as "monney", which is none of money, date, time, state`,
		`t.yaml: line 12: say: {order id} is no name such as {order.id} and is said as it stands`,
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A ring ends at a person, and what it said is said once.
func TestARingSaysWhatItSaysOnce(t *testing.T) {
	t.Parallel()
	p := parsed(t, "id: x\nsteps: [{id: a, say: round}, {id: b, say: and round, goto: a}]\n")
	out, err := p.Advance(t.Context(), p.Start(nil), Turn{Text: "go"}, nil)
	if err != nil || out.Handoff == nil || out.Handoff.Reason != "loop_detected" || len(out.Say) != 2 {
		t.Errorf("got %+v, %v", out, err)
	}
}

func FuzzAnyBytesAreRefusedOrJudged(f *testing.F) {
	f.Add([]byte("id: x\nsteps: [{id: a, do: cancel_order, if: 'order.n > 1'}]"))
	f.Add([]byte("id: x\nguards: {a: 'now > now'}\nsteps: [{id: a, say: hi}]"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse("f", b)
		if err != nil {
			return
		}
		p.Lint()
		v := p.Check(Case{Action: "cancel_order", Now: time.Unix(0, 0)})
		for _, x := range v.Failed {
			_ = x.Because.In(tongue.English)
		}
	})
}

func TestAnAddressKeepsItsRoomAndBuilding(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Room 1203, Building 6, 88 Wanghe Road, Xuhui District, Shanghai": "Room 1203, Building 6, 88 Wanghe Road, Xuhui District, Shanghai",
		"please send it to Flat 4B, 12 Baker Street, London":              "Flat 4B, 12 Baker Street, London",
		"Apt 5, 3rd floor, 77 Elm St, Boston MA 02110":                    "Apt 5, 3rd floor, 77 Elm St, Boston MA 02110",
		"改成浙江省杭州市西湖区松杉路18号听禾苑3栋502室":                                      "浙江省杭州市西湖区松杉路18号听禾苑3栋502室",
	} {
		if got, _ := Address(in, true); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestASizeMayBeSaidInWords(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"in large please": "L", "extra large": "XL", "X-Large": "XL", "Medium": "M", "size small": "S", "double extra-large": "XXL", "a large order": "", "换成L码": "L"} {
		if got, _ := Size(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
