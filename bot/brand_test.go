package bot

import (
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// Law: a folder that is not as the page says is refused with one line that names
// the file and what was expected there; none of them is a crash.
func TestAFolderThatIsWrongIsRefusedWithOneLine(t *testing.T) {
	t.Parallel()
	const steps = "id: s\nwhen: s\nsteps:\n"
	for name, c := range map[string]struct{ file, text, want string }{
		"nothing":                 {"brand.yaml", "", "brand.yaml: the file is empty"},
		"a list":                  {"brand.yaml", "- a\n", "brand.yaml: line 1: something of another shape"},
		"no language of ours":     {"brand.yaml", "name: X\nlanguages: [klingon]\n", "languages: zh and en"},
		"bytes":                   {"brand.yaml", "\x00\xff", "brand.yaml: "},
		"an open head":            {"articles/b.md", "---\ntitle: B\n", "articles/b.md: line 1"},
		"a script":                {"articles/b.md", "---\ntitle: B\n---\n<script>x</script>", "articles/b.md: the article has no text"},
		"no object":               {"questions.jsonl", "[1]\n", "questions.jsonl: line 1: an object"},
		"words after JSON":        {"products.json", "[] garbage", "products.json: one array or object"},
		"a price below nothing":   {"products.json", `[{"id":"P","name":"x","price_minor":-5}]`, "products.json: entry 1, price_minor"},
		"an amount below nothing": {"orders.json", `[{"id":"1","shopper":"s","state":"shipped","amount_minor":-3}]`, "orders.json: entry 1, amount_minor"},
		"nobody's order":          {"orders.json", `[{"id":"1","state":"shipped"}]`, "orders.json: entry 1, shopper: the id of who ordered was expected"},
		"an unknown status":       {"orders.json", `[{"id":"1","shopper":"s","status":"teleported"}]`, "orders.json: entry 1, state: one of the nine order states"},
		"a parcel's status":       {"logistics.json", `[{"tracking":"T","order":"1","status":"teleported"}]`, "logistics.json: entry 1, status: one of accepted, in_transit"},
		"two parcels of one name": {"logistics.json", `[{"tracking":"T"},{"tracking":"T"}]`, "logistics.json: entry 2, tracking"},
		"two coupons of one name": {"coupons.json", `[{"id":"c","name":"c","kind":"gift"},{"id":"c","name":"d","kind":"gift"}]`, "coupons.json: entry 2, id"},
		"two shoppers of a name":  {"shoppers.json", `[{"id":"s"},{"id":"s"}]`, "shoppers.json: entry 2, id"},
		"NUL in a name":           {"products.json", `[{"id":"P","name":"a\u0000b"}]`, "products.json: entry 1, name: text without control characters"},
		"NUL in a phrasing":       {"questions.jsonl", `{"text":"ok","article":"shipping"}` + "\n" + `{"text":"a\u0000b","article":"shipping"}`, "questions.jsonl: line 2: text: text without control characters"},
		"NUL in an article":       {"articles/b.md", "---\ntitle: B\n---\nOne.\nT\x00wo.", "articles/b.md: line 5: text without control characters"},
		"GBK in a phrasing":       {"questions.jsonl", "{\"text\":\"\xb7\xa2\xbb\xf5\",\"article\":\"shipping\"}", "questions.jsonl: line 1: UTF-8 text was expected"},
		"UTF-16":                  {"products.json", "\xff\xfe[\x00]\x00", "products.json: UTF-8 text was expected"},
		"something behind a line": {"questions.jsonl", `{"text":"a","article":"shipping"} {}`, "questions.jsonl: line 1: one object a line"},
		"less than none":          {"orders.json", `[{"id":"1","shopper":"s","state":"shipped","items":[{"product":"P","qty":-1}]}]`, "orders.json: entry 1 items[0], qty"},
		"more than there is":      {"orders.json", `[{"id":"1","shopper":"s","state":"shipped","items":[{"product":"P","price_minor":9223372036854775807}]}]`, "orders.json: entry 1 items[0], price_minor"},
		"over before it begins":   {"coupons.json", `[{"id":"c","name":"c","kind":"gift","from":"2026-12-01T00:00:00Z","till":"2026-01-01T00:00:00Z"}]`, "coupons.json: entry 1, till: a time after from"},
		"shells for money":        {"brand.yaml", "name: X\ncurrency: shells\n", "brand.yaml: currency: three capital letters"},
		"more than all off":       {"coupons.json", `[{"id":"c","name":"c","kind":"percent","percent_bps":99999}]`, "coupons.json: entry 1, percent_bps"},
		"an empty procedure":      {"sops/s.yaml", "", "sops/s.yaml"},
		"a guard of nobody's":     {"sops/s.yaml", steps + "  - {id: a, require: [nobody]}\n", "sops/s.yaml: line 4"},
		"a function of nobody's":  {"sops/s.yaml", steps + "  - {id: a, say: hi, if: \"weeks_since(now) > 1\"}\n", "weeks_since"},
		"a step within itself":    {"sops/s.yaml", "id: s\nwhen: s\nsteps: &s\n  - *s\n", "sops/s.yaml"},
		"two of one name":         {"sops/t.yaml", "id: cancel\nsteps: [{id: a, say: hi}]\n", "sops/cancel.yaml is called \"cancel\" too"},
	} {
		dir := maps.Clone(folder)
		dir[c.file] = &fstest.MapFile{Data: []byte(c.text)}
		_, _, err := ReadFolder(dir)
		if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
}

// What is understood and looks like a slip is noted and not refused.
func TestASlipInAFolderIsNoted(t *testing.T) {
	t.Parallel()
	dir := maps.Clone(folder)
	dir["sops/fly.yaml"] = &fstest.MapFile{Data: []byte("id: fly\nwhen: fly\nsteps: [{id: a, do: rm_rf}]\n")}
	dir["brand.yaml"] = &fstest.MapFile{Data: []byte("name: X\nmedia_to_person: [flying]\n")}
	dir["articles/told.md"] = &fstest.MapFile{Data: []byte("---\ntitle: Told\n---\nYour {coupon.id} is in {order.id}.\n")}
	dir["sops/lost.yaml"] = &fstest.MapFile{Data: []byte("id: lost\nwhen: lost\nsteps: [{id: a, do: order_lookup}, {id: b, say: \"{result.colour}\", end: true}]\n")}
	dir["sops/again.yaml"] = &fstest.MapFile{Data: []byte("id: again\nwhen: lost\nsteps: [{id: a, say: hi, end: true}]\n")}
	dir["questions.jsonl"] = &fstest.MapFile{Data: []byte(`{"text":"什么时候发货","article":"shipping"}` + "\n" + `{"text":"什么时候发货？","article":"wash"}`)}
	dir["orders.json"] = &fstest.MapFile{Data: []byte(`[{"id":"1","shopper":"s","state":"shipped","items":[{"product":"NOPE"}]}]`)}
	dir["logistics.json"] = &fstest.MapFile{Data: []byte(`[{"tracking":"T","order":"nowhere"}]`)}
	_, notes, err := ReadFolder(dir)
	for _, want := range []string{`both begin at "lost"`, `of "shipping" and of "wash"`, `product "NOPE" is not in products.json`, `order "nowhere" is not in orders.json`} {
		if !slices.ContainsFunc(notes, func(n string) bool { return strings.Contains(n, want) }) {
			t.Errorf("%q is not noted in %q", want, notes)
		}
	}
	all := strings.Join(notes, "\n")
	if err != nil || !strings.Contains(all, "rm_rf") || !strings.Contains(all, "flying") || !strings.Contains(all, "{coupon.id}") || !strings.Contains(all, "sops/lost.yaml: line 3: say: {result.colour}") {
		t.Errorf("got %v, %v", notes, err)
	}
}

// A pipe in a file's place is not waited for.
func TestAPipeIsNoFile(t *testing.T) {
	t.Parallel()
	mkfifo, err := exec.LookPath("mkfifo")
	if err != nil {
		t.Skip("no mkfifo on this machine")
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "brand.yaml"), []byte("name: X\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := exec.CommandContext(t.Context(), mkfifo, filepath.Join(dir, "products.json")).Run(); err != nil {
		t.Fatal(err)
	}
	var place fs.FS = os.DirFS(dir)
	if _, _, err := ReadFolder(place); err == nil || !strings.Contains(err.Error(), "products.json: a file was expected") {
		t.Errorf("got %v", err)
	}
}
