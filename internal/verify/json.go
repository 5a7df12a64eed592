package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// parseJSON reads one JSON document.
func parseJSON(raw []byte) (*node, error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	n, err := jsonNode(d)
	if errors.Is(err, io.EOF) {
		return nil, io.ErrUnexpectedEOF // the caller saw its first brace
	}
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("one document expected")
	}
	return n, nil
}

func jsonNode(d *json.Decoder) (*node, error) {
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Delim:
		if t == '{' {
			return jsonMap(d)
		}
		return jsonList(d)
	case nil:
		return &node{kind: aNull}, nil
	default:
		return &node{scalar: fmt.Sprint(t)}, nil
	}
}

func jsonMap(d *json.Decoder) (*node, error) {
	n := &node{kind: aMap, fields: map[string]*node{}}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return nil, err
		}
		value, err := jsonNode(d)
		if err != nil {
			return nil, err
		}
		if err := n.put(fmt.Sprint(key), value); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return n, err
}

func jsonList(d *json.Decoder) (*node, error) {
	n := &node{kind: aList}
	for d.More() {
		item, err := jsonNode(d)
		if err != nil {
			return nil, err
		}
		n.items = append(n.items, item)
	}
	_, err := d.Token()
	return n, err
}

func (n *node) put(key string, value *node) error {
	if _, twice := n.fields[key]; twice {
		return value.wanted(key, "a field only once")
	}
	n.fields[key] = value
	n.order = append(n.order, key)
	return nil
}
