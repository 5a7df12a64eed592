package shop

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/text"
)

// ErrFile refuses a JSON file of the brand folder; its sentence names the
// file, the entry, the field and what was expected.
var ErrFile = fault.New(fault.Invalid, "shop_file_wrong", "the file is not as docs/brand-folder.md says")

// record reads one JSON object field by field under any of its names and keeps
// the first thing that was wrong.
type record struct {
	file, where string
	m           map[string]any
	err         *error
}

func (r *record) fail(field, wanted string, got any) {
	if *r.err == nil {
		*r.err = ErrFile.With("%s: %s, %s: %s was expected, got %.60q", r.file, r.where, field, wanted, fmt.Sprint(got))
	}
}

// pick is the value under the first name that is there and not null.
func (r *record) pick(names ...string) (any, string) {
	for _, n := range names {
		if v, ok := r.m[n]; ok && v != nil {
			return v, n
		}
	}
	return nil, names[0]
}

func (r *record) text(names ...string) string {
	v, name := r.pick(names...)
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		if strings.ContainsFunc(v, text.Unwritable) {
			r.fail(name, "text without control characters", v)
		}
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	}
	r.fail(name, "a string", v)
	return ""
}

func (r *record) whole(names ...string) int64 {
	v, name := r.pick(names...)
	if v == nil {
		return 0
	}
	if n, ok := v.(json.Number); ok {
		if i, err := n.Int64(); err == nil {
			return i
		}
	}
	r.fail(name, "a whole number", v)
	return 0
}

// minor reads an amount in minor units, or, under the other names, a decimal
// of the main unit, which is rounded half up at the cent: public files carry
// sums such as 1380.7900000000002.
func (r *record) minor(minorName string, decimalNames ...string) int64 {
	if v, _ := r.pick(minorName); v != nil {
		return r.whole(minorName)
	}
	v, name := r.pick(decimalNames...)
	if v == nil {
		return 0
	}
	rat, ok := new(big.Rat).SetString(fmt.Sprint(v))
	// An exponent of millions would be expanded digit by digit.
	if !ok || len(fmt.Sprint(v)) > 32 || strings.ContainsAny(fmt.Sprint(v), "eE/") {
		r.fail(name, "an amount such as 48.90", v)
		return 0
	}
	rat.Mul(rat, big.NewRat(200, 1)).Add(rat, big.NewRat(1, 1))
	q := new(big.Int).Div(rat.Num(), new(big.Int).Mul(rat.Denom(), big.NewInt(2)))
	if !q.IsInt64() {
		r.fail(name, "an amount such as 48.90", v)
		return 0
	}
	return q.Int64()
}

// maxPrice is a thousand million of the main unit: sums of what a file says stay
// amounts.
const maxPrice = 100_000_000_000

// price is an amount that cannot be below nothing.
func (r *record) price(minorName string, decimalNames ...string) int64 {
	n := r.minor(minorName, decimalNames...)
	if n < 0 || n > maxPrice {
		r.fail(minorName, fmt.Sprintf("an amount from 0 to %d", maxPrice), n)
	}
	return n
}

func (r *record) boolean(otherwise bool, names ...string) bool {
	v, name := r.pick(names...)
	if v == nil {
		return otherwise
	}
	b, ok := v.(bool)
	if !ok {
		r.fail(name, "true or false", v)
	}
	return b
}

func (r *record) time(names ...string) *time.Time {
	v, name := r.pick(names...)
	if v == nil || v == "" {
		return nil
	}
	s, _ := v.(string)
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		r.fail(name, "a time such as 2026-11-11T00:00:00+08:00", v)
		return nil
	}
	return &t
}

// list reads an array, or the values of an object in the order of its keys.
func (r *record) list(names ...string) []any {
	v, name := r.pick(names...)
	switch v := v.(type) {
	case nil:
		return nil
	case []any:
		return v
	case map[string]any:
		return valuesByKey(v)
	}
	r.fail(name, "an array", v)
	return nil
}

func (r *record) texts(names ...string) []string {
	v, name := r.pick(names...)
	if s, ok := v.(string); ok {
		return []string{s}
	}
	var out []string
	for _, v := range r.list(names...) {
		switch v := v.(type) {
		case string:
			out = append(out, v)
		case json.Number:
			out = append(out, v.String())
		default:
			r.fail(name, "an array of strings", v)
		}
	}
	return out
}

// table reads an object of short values as text.
func (r *record) table(names ...string) map[string]string {
	v, name := r.pick(names...)
	if v == nil {
		return nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		r.fail(name, "an object", v)
		return nil
	}
	out := make(map[string]string, len(m))
	for k, v := range m {
		out[k] = fmt.Sprint(v)
	}
	return out
}

// child reads the object under a name; an absent one is empty.
func (r *record) child(names ...string) *record {
	v, name := r.pick(names...)
	m, ok := v.(map[string]any)
	if v != nil && !ok {
		r.fail(name, "an object", v)
	}
	return r.sub(m, name)
}

func (r *record) sub(m map[string]any, name string) *record {
	return &record{file: r.file, where: r.where + " " + name, m: m, err: r.err}
}

// each calls read for every object of the array under a name.
func (r *record) each(read func(*record), names ...string) {
	for i, v := range r.list(names...) {
		m, ok := v.(map[string]any)
		if !ok {
			r.fail(names[0], "an array of objects", v)
			return
		}
		read(r.sub(m, fmt.Sprintf("%s[%d]", names[0], i)))
	}
}

// rest is what is under no name of ours: guards of a foreign policy may use
// it.
func (r *record) rest(ours map[string]bool) map[string]any {
	out := map[string]any{}
	for k, v := range r.m {
		if !ours[k] {
			out[k] = v
		}
	}
	return out
}

// decodeMap reads one JSON object with whole numbers as int64.
func decodeMap(b []byte) (map[string]any, error) {
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		return nil, err
	}
	return Plain(m).(map[string]any), nil
}

// Plain replaces every json.Number by int64 when it is whole, else float64,
// which is what guards compute with.
func Plain(v any) any {
	switch v := v.(type) {
	case json.Number:
		if i, err := v.Int64(); err == nil {
			return i
		}
		f, _ := v.Float64()
		return f
	case map[string]any:
		out := make(map[string]any, len(v))
		for k, x := range v {
			out[k] = Plain(x)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = Plain(x)
		}
		return out
	}
	return v
}
