package stripefake

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// object is a thing as it is shown. Amounts are int64.
type object map[string]any

func (o object) id() string           { return o["id"].(string) }
func (o object) num(k string) int64   { n, _ := o[k].(int64); return n }
func (o object) text(k string) string { t, _ := o[k].(string); return t }

// store keeps things in the order of their making.
type store struct {
	things map[string]object
	lists  map[string][]string // a kind, or a kind under an owner: ids, oldest first
	place  map[string]int      // of an id in its kind's list
	last   map[string]int
}

func newStore() store {
	return store{things: map[string]object{}, lists: map[string][]string{}, place: map[string]int{}, last: map[string]int{}}
}

// add makes a thing of a kind. owners are the fields that lists of it ask by.
func (s *Server) add(kind, prefix string, o object, owners ...string) object {
	s.last[prefix]++
	o["id"], o["object"], o["created"], o["livemode"] = fmt.Sprintf("%s_%09d", prefix, s.last[prefix]), kind, s.clock.Now().Unix(), false
	if o["metadata"] == nil {
		o["metadata"] = map[string]string{}
	}
	s.things[o.id()] = o
	s.place[o.id()] = len(s.lists[kind])
	s.lists[kind] = append(s.lists[kind], o.id())
	for _, owner := range owners {
		list := kind + "|" + owner + "|" + o.text(owner)
		s.lists[list] = append(s.lists[list], o.id())
	}
	return o
}

// get finds a thing of a kind.
func (s *Server) get(kind, id string) (object, error) {
	o, ok := s.things[id]
	if !ok || o.text("object") != kind {
		return nil, errMissing
	}
	return o, nil
}

// list shows a page of a kind, newest first.
func (s *Server) list(kind, path string, q url.Values, owners ...string) (any, error) {
	name := kind
	for _, owner := range owners {
		if v := q.Get(owner); v != "" {
			name = kind + "|" + owner + "|" + v
			break
		}
	}
	ids := s.lists[name]
	from := len(ids) - 1
	if after := q.Get("starting_after"); after != "" {
		if name == kind {
			from = s.place[after] - 1
		} else {
			from = slices.Index(ids, after) - 1
		}
	}
	most := 10
	if n, err := strconv.Atoi(q.Get("limit")); err == nil {
		most = min(n, 100)
	}
	data, more := []object{}, false
	for i := from; i >= 0; i-- {
		o := s.things[ids[i]]
		if o == nil || !within(o, q) || !owned(o, q, owners) {
			continue
		}
		if len(data) == most {
			more = true
			break
		}
		data = append(data, o)
	}
	return object{"object": "list", "data": data, "has_more": more, "url": path}, nil
}

func owned(o object, q url.Values, owners []string) bool {
	for _, owner := range owners {
		if v := q.Get(owner); v != "" && o.text(owner) != v {
			return false
		}
	}
	return true
}

func within(o object, q url.Values) bool {
	made := o.num("created")
	for op, holds := range map[string]func(int64) bool{
		"gte": func(n int64) bool { return made >= n }, "gt": func(n int64) bool { return made > n },
		"lt": func(n int64) bool { return made < n }, "lte": func(n int64) bool { return made <= n },
	} {
		if n, err := strconv.ParseInt(q.Get("created["+op+"]"), 10, 64); err == nil && !holds(n) {
			return false
		}
	}
	return true
}

// metadata reads metadata[key]=value.
func metadata(q url.Values) map[string]string {
	out := map[string]string{}
	for k, v := range q {
		if name, ok := strings.CutPrefix(k, "metadata["); ok {
			out[strings.TrimSuffix(name, "]")] = v[0]
		}
	}
	return out
}

// whole reads a whole number that must be there.
func whole(q url.Values, name string) (int64, error) {
	n, err := strconv.ParseInt(q.Get(name), 10, 64)
	if err != nil {
		return 0, no("parameter_invalid_integer", "Invalid integer: "+name)
	}
	return n, nil
}

// known are the currencies that it takes.
var known = map[string]bool{"cny": true, "hkd": true, "jpy": true, "kwd": true, "bhd": true, "usd": true, "eur": true, "twd": true, "sgd": true, "krw": true}

func currency(q url.Values) (string, error) {
	c := q.Get("currency")
	if !known[c] {
		return "", no("parameter_invalid", "Invalid currency: "+c)
	}
	return c, nil
}

// exact refuses an amount that its currency does not have.
func exact(amount int64, currency string) error {
	if (currency == "kwd" || currency == "bhd") && amount%10 != 0 {
		return no("invalid_amount", "Three-decimal currencies end in 0")
	}
	return nil
}

// route finds what a request asks for.
func (s *Server) route(r *http.Request) (any, error) {
	part := segments(r.URL.Path)
	post := r.Method == http.MethodPost
	switch {
	case part[0] == "customers":
		return s.customers(part, post, r.Form, r.URL.Path)
	case part[0] == "invoices":
		return s.invoices(part, post, r.Form, r.URL.Path)
	case part[0] == "invoiceitems":
		return s.items(post, r.Form, r.URL.Path)
	case part[0] == "credit_notes":
		return s.notes(part, post, r.Form, r.URL.Path)
	case part[0] == "accounts":
		return s.accounts(part, post, r.Form, r.URL.Path)
	case part[0] == "transfers":
		return s.transfers(part, post, r.Form, r.URL.Path)
	}
	return nil, &refusal{http.StatusNotFound, "", "Unrecognized request URL (" + r.Method + ": " + r.URL.Path + ")"}
}

// copyOf is a thing as it is now, for a message that is sent later.
func copyOf(o object) object { return maps.Clone(o) }
