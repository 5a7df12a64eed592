package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"
	"unicode/utf8"
)

// readObject reads the one object of a line. Go's decoder takes "ID" for "id"
// and the last of two equal fields; a reader in another language may not, so
// both are refused, as is anything that follows the object.
func readObject[T any](line []byte, names []string) (*T, error) {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	into := new(T)
	if err := d.Decode(into); err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("one JSON object a line expected")
	}
	if !utf8.Valid(line) {
		return nil, errors.New("text in UTF-8 expected")
	}
	var had []string
	for name := range topNames(line) {
		if !slices.Contains(names, name) {
			return nil, fmt.Errorf("unknown field %q", name)
		}
		if slices.Contains(had, name) {
			return nil, fmt.Errorf("%s: it is there twice", name)
		}
		had = append(had, name)
	}
	return into, nil
}

// fieldNames are the fields of a kind of line.
func fieldNames[T any]() (names []string) {
	t := reflect.TypeFor[T]()
	for i := range t.NumField() {
		names = append(names, t.Field(i).Tag.Get("json"))
	}
	return names
}

// topNames are the names in the outermost object of a well-formed line.
func topNames(line []byte) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		open, name := 0, ""
		for len(line) > 0 {
			c := line[0]
			line = line[1:]
			switch {
			case c == '{' || c == '[':
				open++
			case c == '}' || c == ']':
				open--
			case c == ':' && open == 1:
				if !yield(name) {
					return
				}
			case c == '"':
				name, line = cutText(line)
			}
		}
	}
}

// cutText reads a text from after its first quote, and what follows it.
func cutText(s []byte) (string, []byte) {
	end, plain := 0, true
	for s[end] != '"' {
		if s[end] == '\\' {
			plain = false
			end++
		}
		end++
	}
	text := string(s[:end])
	if !plain {
		_ = json.Unmarshal([]byte(`"`+text+`"`), &text) // it was decoded before
	}
	return text, s[end+1:]
}
