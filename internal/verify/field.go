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
		return nil, misread[T](line, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("one JSON object a line expected")
	}
	if !utf8.Valid(line) {
		return nil, errors.New("text in UTF-8 expected")
	}
	seen := uint64(0) // no line has 64 fields
	for name := range topNames(line) {
		i := slices.IndexFunc(names, func(known string) bool { return known == string(name) })
		if i < 0 {
			return nil, fmt.Errorf("unknown field %q", name)
		}
		if seen&(1<<i) != 0 {
			return nil, fmt.Errorf("%s: it is there twice", name)
		}
		seen |= 1 << i
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
func topNames(line []byte) func(yield func([]byte) bool) {
	return func(yield func([]byte) bool) {
		open := 0
		var text []byte // the last one read
		for len(line) > 0 {
			c := line[0]
			line = line[1:]
			switch {
			case c == '{' || c == '[':
				open++
			case c == '}' || c == ']':
				open--
			case c == ':' && open == 1:
				if !yield(unescaped(text)) {
					return
				}
			case c == '"':
				text, line = cutText(line)
			}
		}
	}
}

// cutText cuts a text after its first quote, and returns what follows it.
func cutText(s []byte) (text, rest []byte) {
	end := 0
	for s[end] != '"' {
		if s[end] == '\\' {
			end++
		}
		end++
	}
	return s[:end], s[end+1:]
}

// unescaped is a name as it is meant.
func unescaped(name []byte) []byte {
	if bytes.IndexByte(name, '\\') < 0 {
		return name
	}
	var plain string
	_ = json.Unmarshal([]byte(`"`+string(name)+`"`), &plain) // it was decoded before
	return []byte(plain)
}
