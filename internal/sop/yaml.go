package sop

import (
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"
)

// scalar reads a string, a number or a boolean as text.
type scalar string

func (s *scalar) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.ScalarNode {
		return fmt.Errorf("line %d: one value was expected", n.Line)
	}
	*s = scalar(n.Value)
	return nil
}

// list reads one value or several.
type list []string

func (l *list) UnmarshalYAML(n *yaml.Node) error {
	switch n.Kind {
	case yaml.ScalarNode:
		*l = list{n.Value}
		return nil
	case yaml.SequenceNode:
		for _, c := range n.Content {
			if c.Kind != yaml.ScalarNode {
				return fmt.Errorf("line %d: a string was expected", c.Line)
			}
			*l = append(*l, c.Value)
		}
		return nil
	}
	return fmt.Errorf("line %d: a string or a list of strings was expected", n.Line)
}

// only refuses a field that is not among the known ones. Decoding inside an
// UnmarshalYAML forgets KnownFields, so the shapes that come in two forms
// check for themselves.
func only(n *yaml.Node, known ...string) error {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k := n.Content[i]; !slices.Contains(known, k.Value) {
			return fmt.Errorf("line %d: field %q is not known here; one of %v was expected", k.Line, k.Value, known)
		}
	}
	return nil
}

// UnmarshalYAML reads {intent: …}, {event: …} or one string, an intent.
func (w *When) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return n.Decode(&w.Intent)
	}
	if err := only(n, "intent", "event"); err != nil {
		return err
	}
	type plain When
	return n.Decode((*plain)(w))
}

// UnmarshalYAML reads a mapping, a reason, or true.
func (h *Handoff) UnmarshalYAML(n *yaml.Node) error {
	h.Reason = "sop_step_requires_human"
	if n.Kind == yaml.ScalarNode {
		if n.Tag == "!!str" {
			h.Reason = n.Value
		}
		return nil
	}
	if err := only(n, "reason", "skills", "priority", "say", "todo"); err != nil {
		return err
	}
	type plain Handoff
	return n.Decode((*plain)(h))
}

// UnmarshalYAML reads an action's name or a mapping.
func (f *Forbidden) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		f.Action = n.Value
		return nil
	}
	if err := only(n, "action", "when", "because"); err != nil {
		return err
	}
	type plain Forbidden
	return n.Decode((*plain)(f))
}

// guards reads a list of guards, or a mapping of id to expression.
type guards []Guard

func (g *guards) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.SequenceNode {
		for _, c := range n.Content {
			if err := only(c, "id", "expr", "because", "applies"); err != nil {
				return err
			}
		}
		return n.Decode((*[]Guard)(g))
	}
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: a list of guards was expected", n.Line)
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		one := Guard{ID: n.Content[i].Value}
		v := n.Content[i+1]
		if v.Kind == yaml.ScalarNode {
			one.Expr = v.Value
		} else if err := only(v, "expr", "because", "applies"); err != nil {
			return err
		} else if err := v.Decode(&one); err != nil {
			return err
		}
		*g = append(*g, one)
	}
	return nil
}

// lines knows in which line each part of the file stands: "guards.0.expr".
type lines map[string]int

func lineMap(n *yaml.Node, path string, out lines) {
	switch n.Kind {
	case yaml.DocumentNode:
		for _, c := range n.Content {
			lineMap(c, path, out)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			p := path + "." + n.Content[i].Value
			out[p] = n.Content[i].Line
			lineMap(n.Content[i+1], p, out)
		}
	case yaml.SequenceNode:
		for i, c := range n.Content {
			p := fmt.Sprintf("%s.%d", path, i)
			out[p] = c.Line
			lineMap(c, p, out)
		}
	}
}
