package guard

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// Open compiles the rules of every *.yaml and *.yml of a folder. Its error is
// ErrRules with every bad rule of every file.
func Open(from fs.FS, dir string) (*Guard, error) {
	var w wrongs
	rules, err := load(from, dir, &w)
	if err != nil {
		return nil, err
	}
	if len(rules) == 0 && len(w.fields) == 0 {
		w.at("the folder", "*.yaml files with rules", "none")
	}
	g := compile(rules, &w)
	if err := w.err(); err != nil {
		return nil, err
	}
	return g, nil
}

func load(from fs.FS, dir string, w *wrongs) ([]Rule, error) {
	entries, err := fs.ReadDir(from, dir) // by name
	if err != nil {
		return nil, fmt.Errorf("read guard rules: %w", err)
	}
	var rules []Rule
	for _, e := range entries {
		if ext := path.Ext(e.Name()); e.IsDir() || ext != ".yaml" && ext != ".yml" {
			continue
		}
		src, err := fs.ReadFile(from, path.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read guard rules: %w", err)
		}
		rules = append(rules, parse(e.Name(), src, w)...)
	}
	return rules, nil
}

// Parse reads one file of rules: a list, a mapping with the key rules, or one
// rule; several documents are read one after the other. Its error is ErrRules.
func Parse(file string, src []byte) ([]Rule, error) {
	var w wrongs
	rules := parse(file, src, &w)
	return rules, w.err()
}

func parse(file string, src []byte, w *wrongs) []Rule {
	var rules []Rule
	docs := yaml.NewDecoder(bytes.NewReader(src))
	for {
		var doc yaml.Node
		err := docs.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return rules
		}
		if err != nil {
			w.at(file, "YAML", strings.TrimPrefix(err.Error(), "yaml: "))
			return rules
		}
		for _, n := range ruleNodes(file, &doc, w) {
			r := Rule{File: file, Line: n.Line}
			readRule(&r, n, w)
			rules = append(rules, r)
		}
	}
}

// ruleNodes finds the mappings that are rules.
func ruleNodes(file string, doc *yaml.Node, w *wrongs) []*yaml.Node {
	if len(doc.Content) == 0 {
		return nil
	}
	top := doc.Content[0]
	if top.Kind == yaml.MappingNode && len(top.Content) == 2 && top.Content[0].Value == "rules" {
		top = top.Content[1]
	}
	var out []*yaml.Node
	switch top.Kind {
	case yaml.MappingNode:
		return []*yaml.Node{top}
	case yaml.SequenceNode:
		for _, n := range top.Content {
			if n.Kind != yaml.MappingNode {
				w.at(fmt.Sprintf("%s, line %d", file, n.Line), "a rule with id, kind, level and words", n.Value)
				continue
			}
			out = append(out, n)
		}
	default:
		if top.Tag != "!!null" {
			w.at(fmt.Sprintf("%s, line %d", file, top.Line), "a list of rules", top.Value)
		}
	}
	return out
}

// readRule reads the fields of one rule; an unknown or repeated one is named.
func readRule(r *Rule, n *yaml.Node, w *wrongs) {
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 { // the id first, so that messages name it
		if n.Content[i].Value == "id" {
			r.ID = n.Content[i+1].Value
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, v := n.Content[i].Value, n.Content[i+1]
		if v.Kind == yaml.AliasNode {
			v = v.Alias
		}
		if seen[key] {
			w.add(r, key, "each field once", "")
			continue
		}
		seen[key] = true
		readField(r, key, v, w)
	}
}

func readField(r *Rule, key string, v *yaml.Node, w *wrongs) {
	switch key {
	case "id":
	case "kind":
		r.Kind = Kind(v.Value)
	case "level":
		l, ok := levelNamed(v.Value)
		if !ok {
			w.add(r, key, "block, mask, warn or log", v.Value)
			l = Log // named once, not again by check
		}
		r.Level = l
	case "words":
		r.Words = readWords(r, v, w)
	case "pattern":
		r.Pattern = v.Value
	case "detect":
		r.Detect = v.Value
	case "match":
		r.Match = Match(v.Value)
	case "replace":
		if v.Kind != yaml.ScalarNode {
			w.add(r, key, "one text", "")
			return
		}
		r.Replace = replacement(v)
	case "from", "till":
		readTime(r, key, v, w)
	case "channels":
		for _, c := range readList(r, key, v, w) {
			r.Channels = append(r.Channels, strings.ToLower(c))
		}
	case "authors":
		for _, a := range readList(r, key, v, w) {
			r.Authors = append(r.Authors, Author(a))
		}
	case "allow":
		r.Allow = readList(r, key, v, w)
	default:
		w.add(r, key, "id, kind, level, words, pattern, detect, match, replace, from, till, channels, authors or allow", "")
	}
}

func replacement(v *yaml.Node) *string {
	if v.Tag == "!!null" {
		return nil
	}
	s := v.Value
	return &s
}

// readWords reads "word" and "word: replacement".
func readWords(r *Rule, v *yaml.Node, w *wrongs) []Word {
	if v.Kind == yaml.ScalarNode && v.Tag != "!!null" {
		return []Word{{Text: v.Value}}
	}
	if v.Kind != yaml.SequenceNode {
		w.add(r, "words", "a list of words", v.Value)
		return nil
	}
	out := make([]Word, 0, len(v.Content))
	for _, n := range v.Content {
		switch {
		case n.Kind == yaml.ScalarNode:
			out = append(out, Word{Text: n.Value})
		case n.Kind == yaml.MappingNode && len(n.Content) == 2 && n.Content[1].Kind == yaml.ScalarNode:
			out = append(out, Word{Text: n.Content[0].Value, Replace: replacement(n.Content[1])})
		default:
			w.add(r, fmt.Sprintf("words (line %d)", n.Line), "a word, or word: replacement", n.Value)
		}
	}
	return out
}

func readList(r *Rule, key string, v *yaml.Node, w *wrongs) []string {
	if v.Kind == yaml.ScalarNode && v.Tag != "!!null" {
		return []string{v.Value}
	}
	var out []string
	for _, n := range v.Content {
		if n.Kind != yaml.ScalarNode || v.Kind != yaml.SequenceNode {
			w.add(r, key, "a list of texts", n.Value)
			return nil
		}
		out = append(out, n.Value)
	}
	return out
}

const wantedTime = "a time with offset (2026-11-11T00:00:00+08:00) or a date"

// ruleTime reads RFC 3339, or a date, which begins at midnight in China, where
// the platforms' rules are dated.
func ruleTime(text string) (time.Time, error) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		at, err = time.ParseInLocation(time.DateOnly, text, time.FixedZone("CST", 8*3600))
	}
	return at, err
}

func readTime(r *Rule, key string, v *yaml.Node, w *wrongs) {
	at, err := ruleTime(v.Value)
	if err != nil {
		w.add(r, key, wantedTime, v.Value)
		return
	}
	if key == "from" {
		r.From = at
		return
	}
	r.Till = at
}
