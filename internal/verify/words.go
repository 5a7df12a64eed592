package verify

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"time"
)

// Unreadable says which of the files cannot be read, and why: "line 7:
// capacity: a whole number expected, got a text".
type Unreadable struct {
	File string // invoice, facts or contract
	Why  error
}

// Error names the file and the place.
func (u *Unreadable) Error() string { return u.File + ": " + u.Why.Error() }

// Unwrap is the reason alone.
func (u *Unreadable) Unwrap() error { return u.Why }

// plainly says in the trade's words what Go's decoder says in its own.
func plainly(err error) error {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	var clock *time.ParseError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &syntax) && syntax.Error() == "unexpected end of JSON input":
		return errors.New("it breaks off in the middle")
	case errors.Is(err, io.EOF):
		return errors.New("it is empty")
	case errors.As(err, &syntax):
		return fmt.Errorf("JSON expected, broken at character %d", syntax.Offset)
	case errors.As(err, &clock):
		return fmt.Errorf("a time in RFC 3339 with its offset expected, got %q", strings.Trim(clock.Value, `"`))
	case errors.As(err, &kind) && kind.Field == "":
		return fmt.Errorf("one JSON object expected, got %s", found(kind.Value))
	case errors.As(err, &kind):
		return fmt.Errorf("%s: %s expected, got %s", kind.Field, wanted(kind.Type), found(kind.Value))
	}
	if name, unknown := strings.CutPrefix(err.Error(), "json: "); unknown {
		return errors.New(name)
	}
	return err
}

// wanted is what a field holds.
func wanted(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Int64, reflect.Int:
		return "a whole number"
	case reflect.String:
		return "a text"
	case reflect.Bool:
		return "true or false"
	case reflect.Slice:
		return "a list"
	default:
		return "an object"
	}
}

// found is what stands there instead: the decoder's word, with the number.
func found(word string) string {
	switch word {
	case "string":
		return "a text"
	case "array":
		return "a list"
	case "bool":
		return "true or false"
	}
	return strings.TrimPrefix(word, "number ")
}

// misread names the field of a line that is no time: the decoder does not.
func misread[T any](line []byte, err error) error {
	var clock *time.ParseError
	var fields map[string]json.RawMessage
	if !errors.As(err, &clock) || json.Unmarshal(line, &fields) != nil {
		return plainly(err)
	}
	t := reflect.TypeFor[T]()
	for i := range t.NumField() {
		at := reflect.New(t.Field(i).Type)
		name := t.Field(i).Tag.Get("json")
		raw, there := fields[name]
		if _, isTime := at.Interface().(json.Unmarshaler); !isTime && t.Field(i).Type != reflect.TypeFor[*time.Time]() || !there {
			continue
		}
		if json.Unmarshal(raw, at.Interface()) != nil {
			return fmt.Errorf("%s: %w", name, plainly(err))
		}
	}
	return plainly(err)
}
