package rate

import (
	"reflect"
	"regexp"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// What YAML would read and round, or read in two ways: 1.2 as 1, 0600 as 384, a
// date without a zone as midnight in London. Where a contract counts or dates
// something, it does so in one way only.

var (
	wholeNumber = regexp.MustCompile(`^[-+]?(0|[1-9][0-9_]*)$`)
	counted     = namesOf(reflect.TypeFor[Contract](), func(t reflect.Type) bool { return t.Kind() == reflect.Int64 })
	dated       = namesOf(reflect.TypeFor[Contract](), func(t reflect.Type) bool { return t == reflect.TypeFor[time.Time]() })
)

// namesOf are the fields of a contract, at any depth, whose type is asked for.
func namesOf(t reflect.Type, is func(reflect.Type) bool) map[string]bool {
	names := map[string]bool{}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return names
	}
	for i := range t.NumField() {
		f := t.Field(i)
		if name := f.Tag.Get("yaml"); name != "" && is(f.Type) {
			names[name] = true
		}
		for name := range namesOf(f.Type, is) {
			names[name] = true
		}
	}
	return names
}

// exact refuses a number or a time that is not written in one way only.
func exact(n *yaml.Node) error {
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 1 {
			if err := exactField(n.Content[i-1].Value, child); err != nil {
				return err
			}
		}
		if err := exact(child); err != nil {
			return err
		}
	}
	return nil
}

func exactField(name string, value *yaml.Node) error {
	if value.Kind != yaml.ScalarNode || value.ShortTag() == "!!null" {
		return nil
	}
	wanted := ""
	switch {
	case counted[name] && !wholeNumber.MatchString(value.Value):
		wanted = "a whole number, without point, exponent or leading zero"
	case dated[name] && strings.Contains(value.Value, "-"): // the hours of a surcharge bear the same names
		if _, err := time.Parse(time.RFC3339Nano, value.Value); err != nil {
			wanted = "a time with offset (RFC 3339)"
		}
	}
	if wanted == "" {
		return nil
	}
	where := "line " + decimal(value.Line) + ", " + name
	return ErrContract.With("%s: %s expected, got %q", where, wanted, value.Value).At(where, wanted, value.Value)
}
