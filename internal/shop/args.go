package shop

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// args are an action's arguments, as they come from JSON, YAML or CEL.
type args map[string]any

func (a args) text(name string) string {
	switch v := a[name].(type) {
	case nil:
		return ""
	case string:
		return strings.TrimSpace(v)
	case []any:
		if len(v) == 1 {
			return fmt.Sprint(v[0])
		}
	}
	return fmt.Sprint(a[name])
}

func (a args) texts(name string) []string {
	switch v := a[name].(type) {
	case nil:
		return nil
	case string:
		if v == "" {
			return nil
		}
		return []string{v}
	case []string:
		return v
	case []any:
		out := make([]string, 0, len(v))
		for _, x := range v {
			out = append(out, fmt.Sprint(x))
		}
		return out
	}
	return []string{fmt.Sprint(a[name])}
}

func (a args) number(name string) float64 {
	switch v := a[name].(type) {
	case int64:
		return float64(v)
	case int:
		return float64(v)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return 0
		}
		return v
	case json.Number:
		f, _ := v.Float64()
		return f
	case string:
		f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		if err == nil && !math.IsNaN(f) && !math.IsInf(f, 0) {
			return f
		}
	}
	return 0
}

// need is a text argument that must be there. It returns ErrArgument.
func (a args) need(name string) (string, error) {
	if s := a.text(name); s != "" {
		return s, nil
	}
	return "", ErrArgument.With("the argument %q is missing", name)
}

// items are the indices of the order's items that an argument names, by item,
// variant or product id; none named is all of them. It returns ErrUnknownItem.
func (a args) items(o *Order) ([]int, error) {
	want := a.texts("items")
	if len(want) == 0 {
		want = a.texts("item_ids")
	}
	if len(want) == 0 {
		all := make([]int, len(o.Items))
		for i := range o.Items {
			all[i] = i
		}
		return all, nil
	}
	var out []int
	for _, id := range want {
		i := o.item(id)
		if i < 0 {
			return nil, ErrUnknownItem.With("order %s has no item %q", o.ID, id)
		}
		// A name that is said twice means two items, where there are two.
		for at := range o.Items {
			if slices.Contains(out, i) && !slices.Contains(out, at) && (o.Items[at].Variant == id || o.Items[at].Product == id) {
				i = at
			}
		}
		if slices.Contains(out, i) {
			return nil, ErrUnknownItem.With("order %s does not have item %q so often", o.ID, id)
		}
		out = append(out, i)
	}
	return out, nil
}

// item is the index of the item of that id, else of the first of that variant
// or product, or -1.
func (o *Order) item(id string) int {
	if i := slices.IndexFunc(o.Items, func(it Item) bool { return it.ID == id }); i >= 0 {
		return i
	}
	return slices.IndexFunc(o.Items, func(it Item) bool { return it.Variant == id || it.Product == id })
}

// String is the address as it is read back to a shopper.
func (a Address) String() string {
	var parts []string
	for _, s := range []string{a.Province, a.City, a.District, a.Line, a.Zip, a.Country, a.Name, a.Phone} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}
