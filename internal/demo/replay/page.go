package replay

import (
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// node is a YAML node with what the reading of a scenario asks of one.
type node yaml.Node

// page is a file being read; the first thing wrong with it is kept.
type page struct {
	file  string
	wrong *Wrong
}

// reader reads one value into the scenario.
type reader func(field string, n *node)

const longestScenario = 1 << 20

// readTop parses the file down to its one mapping.
func readTop(name string, r io.Reader) (*node, error) {
	raw, err := io.ReadAll(io.LimitReader(r, longestScenario+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	if len(raw) > longestScenario {
		return nil, &Wrong{File: name, Line: 1, Field: "file", Want: "at most 1 MiB"}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(raw, &doc); err != nil {
		return nil, &Wrong{File: name, Line: lineOf(err), Field: "file", Want: "YAML", Got: firstOf(err)}
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		return nil, &Wrong{File: name, Line: 1, Field: "file", Want: "a scenario: at least arrivals"}
	}
	return (*node)(doc.Content[0]), nil
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

func lineOf(err error) int {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		n, _ := strconv.Atoi(m[1]) // digits
		return n
	}
	return 1
}

func firstOf(err error) string {
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		return m[2]
	}
	return strings.TrimPrefix(err.Error(), "yaml: ")
}

func (p *page) refuse(n *node, field, want, got string) {
	if p.wrong == nil {
		line := 1
		if n != nil {
			line = n.Line
		}
		p.wrong = &Wrong{File: p.file, Line: line, Field: field, Want: want, Got: got}
	}
}

// each reads a mapping by a table; what is not in it is refused by name, and so
// is what stands there twice.
func (p *page) each(n *node, under string, fields map[string]reader) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], (*node)(n.Content[i+1])
		name := key.Value
		if under != "" {
			name = under + "." + name
		}
		read, ok := fields[key.Value]
		if !ok {
			p.refuse((*node)(key), name, "one of "+strings.Join(known(fields), ", "), key.Value)
			return
		}
		if seen[key.Value] {
			p.refuse((*node)(key), name, "it once", "")
			return
		}
		seen[key.Value] = true
		if value.Kind == yaml.AliasNode {
			value = (*node)(value.Alias)
		}
		read(name, value)
	}
}

func known(fields map[string]reader) []string {
	out := make([]string, 0, len(fields))
	for k := range fields {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

func (p *page) object(field string, fields map[string]reader) reader {
	return func(_ string, n *node) {
		if n.Kind != yaml.MappingNode {
			p.refuse(n, field, "an object of "+strings.Join(known(fields), ", "), n.Value)
			return
		}
		p.each(n, field, fields)
	}
}

func (p *page) list(field string, read func(string, *node)) reader {
	return func(_ string, n *node) {
		if n.Kind != yaml.SequenceNode {
			p.refuse(n, field, "a list", n.Value)
			return
		}
		for i, c := range n.Content {
			read(fmt.Sprintf("%s[%d]", field, i), (*node)(c))
		}
	}
}

func (p *page) text(to *string) reader {
	return func(field string, n *node) {
		if n.Kind != yaml.ScalarNode || n.Value == "" || len(n.Value) > 200 {
			p.refuse(n, field, "a text of 1 to 200 characters", n.Value)
			return
		}
		*to = n.Value
	}
}

func (p *page) seed(to *uint64) reader {
	return func(field string, n *node) {
		v, err := strconv.ParseUint(n.Value, 10, 64)
		if err != nil {
			p.refuse(n, field, "a whole number", n.Value)
		}
		*to = v
	}
}

func (p *page) count(to *int, least, most int) reader {
	return func(field string, n *node) {
		v, err := strconv.Atoi(n.Value)
		if err != nil || v < least || v > most {
			p.refuse(n, field, fmt.Sprintf("a whole number from %d to %d", least, most), n.Value)
		}
		*to = v
	}
}

// ends is "3", or [2, 5].
func (p *page) ends(to *[2]int, least, most int) reader {
	return func(field string, n *node) {
		want := fmt.Sprintf("a whole number from %d to %d, or two such as [2, 5]", least, most)
		both := []*yaml.Node{(*yaml.Node)(n), (*yaml.Node)(n)}
		if n.Kind == yaml.SequenceNode {
			both = n.Content
		}
		if len(both) != 2 {
			p.refuse(n, field, want, "")
			return
		}
		for i, e := range both {
			v, err := strconv.Atoi(e.Value)
			if err != nil || v < least || v > most || i == 1 && v < to[0] {
				p.refuse((*node)(e), field, want, e.Value)
				return
			}
			to[i] = v
		}
	}
}

func (p *page) counts(to *[]int, most int) reader {
	return p.list("arrivals.per_minute", func(field string, n *node) {
		v, err := strconv.Atoi(n.Value)
		if err != nil || v < 0 || v > mostVisits || len(*to) == most {
			p.refuse(n, field, fmt.Sprintf("the visits of a minute, 0 to %d; at most %d minutes", mostVisits, most), n.Value)
			return
		}
		*to = append(*to, v)
	})
}

func (p *page) share(to *float64) reader {
	return func(field string, n *node) {
		v, err := strconv.ParseFloat(n.Value, 64)
		if err != nil || math.IsNaN(v) || v < 0 || v > 1 {
			p.refuse(n, field, "a share from 0 to 1", n.Value)
			return
		}
		*to = v
	}
}

func (p *page) span(to *time.Duration, least, most time.Duration) reader {
	return func(field string, n *node) {
		v, err := time.ParseDuration(n.Value)
		if err != nil || v < least || v > most {
			p.refuse(n, field, fmt.Sprintf("a time from %s to %s, such as 20s", least, most), n.Value)
			return
		}
		*to = v
	}
}

func (p *page) speed(to *float64) reader {
	return func(field string, n *node) {
		if n.Value == "max" {
			*to = 0
			return
		}
		v, err := strconv.ParseFloat(strings.TrimSuffix(n.Value, "x"), 64)
		if err != nil || !strings.HasSuffix(n.Value, "x") || !(v >= 0.1 && v <= 10_000) {
			p.refuse(n, field, "1x, 20x (0.1x to 10000x) or max", n.Value)
			return
		}
		*to = v
	}
}

func (p *page) instant(to *time.Time) reader {
	return func(field string, n *node) {
		v, err := time.Parse(time.RFC3339, n.Value)
		if err != nil {
			p.refuse(n, field, "a time with its offset, such as 2026-11-10T20:00:00+08:00", n.Value)
			return
		}
		*to = v
	}
}

// at is the value of a key, or the mapping itself where it is left out.
func (n *node) at(key string) *node {
	i := slices.IndexFunc(n.Content, func(c *yaml.Node) bool { return c.Value == key })
	if i < 0 || i+1 >= len(n.Content) {
		return n
	}
	return (*node)(n.Content[i+1])
}

func (n *node) item(i int) *node {
	if i < len(n.Content) {
		return (*node)(n.Content[i])
	}
	return n
}
