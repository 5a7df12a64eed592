package verify

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// plainTree is a node as plain Go values, scalars as text.
func (n *node) plainTree() any {
	switch n.kind {
	case aMap:
		m := map[string]any{}
		for k, v := range n.fields {
			m[k] = v.plainTree()
		}
		return m
	case aList:
		l := []any{}
		for _, v := range n.items {
			l = append(l, v.plainTree())
		}
		return l
	case aNull:
		return nil
	}
	return n.scalar
}

// fullTree is what a full YAML reader makes of the text, scalars as text.
func fullTree(n *yaml.Node) any {
	switch n.Kind {
	case yaml.DocumentNode:
		return fullTree(n.Content[0])
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			m[n.Content[i].Value] = fullTree(n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		l := []any{}
		for _, v := range n.Content {
			l = append(l, fullTree(v))
		}
		return l
	}
	if n.Tag == "!!null" {
		return nil
	}
	return n.Value
}

var contracts = []string{
	"a: 1\nb:\n  c: x # why\n  d: 'it''s'\n",
	"a:\n- b: 1\n  c: 2\n-\n  b: 3\n- x\nd: \"a \\\" # b\"\n",
	"a:\n  - {b: 1, c: [x, y, {z: 2}]}\n  - []\n  - {}\ne: ~\nf:\ng: null\n",
	"---\nfrom: 2026-11-01T00:00:00+08:00\nurl: http://x/y\n\"quoted key\": v\n",
	"- - a\n  - b\n- - c\n",
	"a: b-c\nd: {e: 'x, y', f: \"]\"}\n",
}

func TestTheSmallYAMLReaderAgreesWithAFullOne(t *testing.T) {
	t.Parallel()
	// Law: what the verifier reads from a contract is what any YAML reader
	// reads from it.
	for _, text := range contracts {
		n, err := parseYAML([]byte(text))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		var full yaml.Node
		if err := yaml.Unmarshal([]byte(text), &full); err != nil {
			t.Fatal(err)
		}
		if got, want := n.plainTree(), fullTree(&full); !reflect.DeepEqual(got, want) {
			t.Errorf("%q\ngot  %v\nwant %v", text, got, want)
		}
	}
}

func TestYAMLThatCouldBeReadInTwoWaysIsRefused(t *testing.T) {
	t.Parallel()
	// Law: anchors, tags, folded text, tabs, twice the same field and brackets
	// over several lines are errors with a line number.
	for _, text := range []string{
		"a: &x 1\n", "a: *x\n", "a: !!str 1\n", "a: |\n  b\n", "a: >\n  b\n", "\ta: 1\n", "a: 1\na: 2\n",
		"a: {b: 1\n", "a: [1, 2\n  , 3]\n", "a: b: c\n", "a\n", "a: 1\n   b: 2\n", "a: 1\n---\nb: 2\n", "a: 'x\n", "", "a: [1] x\n",
	} {
		if n, err := parseYAML([]byte(text)); err == nil {
			t.Errorf("%q was read as %v", text, n.plainTree())
		}
	}
}

func FuzzYAML(f *testing.F) {
	// Law: no input stops the reader, and what it accepts a full reader reads
	// alike.
	for _, text := range contracts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n, err := parseYAML([]byte(text))
		if err != nil {
			return
		}
		var full yaml.Node
		if err := yaml.Unmarshal([]byte(text), &full); err != nil {
			return // stricter than us: rate refuses the contract before us
		}
		if got, want := n.plainTree(), fullTree(&full); !reflect.DeepEqual(got, want) {
			t.Errorf("%q\ngot  %v\nwant %v", text, got, want)
		}
	})
}

func TestAContractReadsTheSameFromYAMLAndJSON(t *testing.T) {
	t.Parallel()
	// Law: the two forms are one contract; an unknown field is refused by name.
	text := "id: c1\nbrand: b1\ncurrency: JPY\ntz: UTC\ntax: {mode: on_top, bp: 600}\nversions:\n- id: v1\n  late_is_free: true\n  rules: [{id: 7, kind: seat, seat_micro: 1_000}]\n"
	a, err := readContract([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	b, err := readContract(raw)
	if err != nil || fmt.Sprint(*a) != fmt.Sprint(*b) || a.Versions[0].Rules[0].SeatMicro != 1000 || a.microPerMinor() != 1_000_000 {
		t.Errorf("%v\n%+v\n%+v", err, a, b)
	}
	if _, err := readContract([]byte(strings.Replace(text, "tz:", "zone:", 1))); err == nil || !strings.Contains(err.Error(), "line 4, zone: unknown field") {
		t.Errorf("an unknown field gave %v", err)
	}
}
