package guard

import (
	"bytes"
	"fmt"
	"time"

	"gopkg.in/yaml.v3"
)

// written is a rule as its file has it.
type written struct {
	ID       string   `yaml:"id"`
	Kind     Kind     `yaml:"kind"`
	Level    string   `yaml:"level"`
	Match    Match    `yaml:"match,omitempty"`
	Words    []any    `yaml:"words,omitempty"`
	Pattern  string   `yaml:"pattern,omitempty"`
	Detect   string   `yaml:"detect,omitempty"`
	Replace  *string  `yaml:"replace,omitempty"`
	From     string   `yaml:"from,omitempty"`
	Till     string   `yaml:"till,omitempty"`
	Channels []string `yaml:"channels,omitempty,flow"`
	Authors  []Author `yaml:"authors,omitempty,flow"`
	Allow    []string `yaml:"allow,omitempty"`
}

// Format writes rules as Parse reads them.
func Format(rules []Rule) ([]byte, error) {
	list := make([]written, len(rules))
	for i, r := range rules {
		w := written{ID: r.ID, Kind: r.Kind, Level: r.Level.String(), Match: r.Match, Pattern: r.Pattern, Detect: r.Detect, Replace: r.Replace, Channels: r.Channels, Authors: r.Authors, Allow: r.Allow}
		w.From, w.Till = stamped(r.From), stamped(r.Till)
		for _, word := range r.Words {
			if word.Replace == nil {
				w.Words = append(w.Words, word.Text)
			} else {
				w.Words = append(w.Words, map[string]string{word.Text: *word.Replace})
			}
		}
		list[i] = w
	}
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(list); err != nil {
		return nil, fmt.Errorf("write guard rules: %w", err)
	}
	return b.Bytes(), nil
}

func stamped(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.RFC3339)
}
