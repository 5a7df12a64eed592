package rate

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"
)

// strict decodes one object and refuses a field that it does not know: also one
// in other letters ("ID"), which the decoder would take for its own, and one
// that is there twice, of which it would take the last. Another reader of the
// file may decide otherwise, and then there are two bills.
func strict[T any](line []byte, into *T) error {
	d := json.NewDecoder(bytes.NewReader(line))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return inWords(line, err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("one JSON object a line is expected")
	}
	if !utf8.Valid(line) {
		return errors.New("text in UTF-8 is expected")
	}
	return lineFields[reflect.TypeFor[T]()].onceEach(line)
}

// inWords names the field and what was expected there, where the decoder speaks
// of types of this program.
func inWords(line []byte, err error) error {
	var mistyped *json.UnmarshalTypeError
	var clock *time.ParseError
	switch {
	case errors.As(err, &mistyped):
		wanted := map[reflect.Kind]string{reflect.Int64: "a whole number of 64 bits", reflect.String: "a text in quotes", reflect.Slice: "a list of texts"}[mistyped.Type.Kind()]
		return wrong{mistyped.Field[strings.LastIndexByte(mistyped.Field, '.')+1:], cmp.Or(wanted, "something else"), mistyped.Value}
	case errors.As(err, &clock):
		return wrong{holding(line, clock.Value), "a time (RFC 3339 with offset)", clock.Value}
	}
	return err
}

// holding is the field that holds a text.
func holding(line []byte, text string) string {
	var all map[string]any
	if err := json.Unmarshal(line, &all); err == nil {
		for name, value := range all {
			if value == text {
				return name
			}
		}
	}
	return "a time"
}

// fields are the names that a line may hold, numbered.
type fields map[string]int

var lineFields = map[reflect.Type]fields{
	reflect.TypeFor[outcomeLine]():    namesIn(reflect.TypeFor[outcomeLine]()),
	reflect.TypeFor[correctionLine](): namesIn(reflect.TypeFor[correctionLine]()),
	reflect.TypeFor[bookingLine]():    namesIn(reflect.TypeFor[bookingLine]()),
	reflect.TypeFor[excusalLine]():    namesIn(reflect.TypeFor[excusalLine]()),
}

func namesIn(t reflect.Type) fields {
	names := fields{}
	for _, f := range reflect.VisibleFields(t) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			names[name] = len(names)
		}
	}
	return names
}

// onceEach refuses an unknown or repeated field of the line's own object. The
// line is well-formed JSON.
func (known fields) onceEach(line []byte) error {
	depth, seen := 0, uint64(0) // no line has 64 fields
	for i := 0; i < len(line); i++ {
		switch line[i] {
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		case '"':
			end := closing(line, i)
			if depth == 1 && isName(line[end+1:]) {
				if err := known.see(line[i:end+1], &seen); err != nil {
					return err
				}
			}
			i = end
		}
	}
	return nil
}

func (known fields) see(quoted []byte, seen *uint64) error {
	name := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(name, '\\') >= 0 {
		var plain string
		if err := json.Unmarshal(quoted, &plain); err != nil {
			return err
		}
		name = []byte(plain)
	}
	n, ours := known[string(name)] // not copied: this is asked of every field of millions of lines
	if !ours {
		return fmt.Errorf("unknown field %q", name)
	}
	if *seen&(1<<n) != 0 {
		return wrong{string(name), "a field only once", "it again"}
	}
	*seen |= 1 << n
	return nil
}

// closing is where the text that opens at i ends.
func closing(line []byte, i int) int {
	for i++; line[i] != '"'; i++ {
		if line[i] == '\\' {
			i++
		}
	}
	return i
}

// isName tells whether what was just read is followed by its value.
func isName(rest []byte) bool {
	rest = bytes.TrimLeft(rest, " \t\r\n")
	return len(rest) > 0 && rest[0] == ':'
}
