package verify

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// node is a piece of a document: a map, a list, or a scalar as it was written.
type node struct {
	line   int
	fields map[string]*node
	order  []string
	items  []*node
	scalar string
	kind   nodeKind
}

type nodeKind int

const (
	aScalar nodeKind = iota
	aMap
	aList
	aNull
)

// into fills a Go value from the node by the json tags of its type. A field
// that the type does not have is refused by name.
func (n *node) into(where string, v reflect.Value) error {
	if n.kind == aNull {
		return nil
	}
	if v.Kind() == reflect.Pointer {
		v.Set(reflect.New(v.Type().Elem()))
		return n.into(where, v.Elem())
	}
	if v.Type() == reflect.TypeFor[time.Time]() {
		t, err := time.Parse(time.RFC3339Nano, n.scalar)
		if err != nil || n.kind != aScalar {
			return n.wanted(where, "a time with offset (RFC 3339)")
		}
		v.Set(reflect.ValueOf(t))
		return nil
	}
	switch v.Kind() {
	case reflect.Struct:
		return n.intoStruct(where, v)
	case reflect.Slice:
		if n.kind != aList {
			return n.wanted(where, "a list")
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.items), len(n.items)))
		for i, item := range n.items {
			if err := item.into(fmt.Sprintf("%s[%d]", where, i), v.Index(i)); err != nil {
				return err
			}
		}
		return nil
	}
	return n.intoScalar(where, v)
}

func (n *node) intoScalar(where string, v reflect.Value) error {
	if n.kind != aScalar {
		return n.wanted(where, "one value")
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.scalar)
	case reflect.Bool:
		if n.scalar != "true" && n.scalar != "false" {
			return n.wanted(where, "true or false")
		}
		v.SetBool(n.scalar == "true")
	case reflect.Int64:
		digits := strings.ReplaceAll(n.scalar, "_", "")
		i, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || len(digits) > 1 && strings.TrimLeft(digits, "+-")[0] == '0' { // some read 0600 as 384
			return n.wanted(where, "a whole number")
		}
		v.SetInt(i)
	default:
		return n.wanted(where, "something this program reads")
	}
	return nil
}

func (n *node) intoStruct(where string, v reflect.Value) error {
	if n.kind != aMap {
		return n.wanted(where, "fields")
	}
	byName := map[string]int{}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		byName[name] = i
	}
	for _, name := range n.order {
		i, ok := byName[name]
		at := strings.TrimPrefix(where+"."+name, ".")
		if !ok {
			return n.fields[name].place(at, "unknown field")
		}
		if err := n.fields[name].into(at, v.Field(i)); err != nil {
			return err
		}
	}
	return nil
}

func (n *node) wanted(where, what string) error { return n.place(where, what+" expected") }

// place says something of the place where a value stands.
func (n *node) place(where, says string) error {
	if n.line > 0 {
		return fmt.Errorf("line %d, %s: %s", n.line, where, says)
	}
	return fmt.Errorf("%s: %s", where, says)
}
