package guard

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"time"
)

// Line is one row of the file that `guard` reads: a message.
type Line struct {
	ID      json.RawMessage `json:"id"`
	Text    *string         `json:"text"`
	Author  Author          `json:"author"`
	Channel string          `json:"channel"`
	At      time.Time       `json:"at"`
}

// ReadLine reads one row. Its error names the field and what was expected.
func ReadLine(row []byte) (Line, error) {
	var l Line
	dec := json.NewDecoder(bytes.NewReader(row))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return l, lineError(err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return l, errors.New("expected one JSON object a line")
	}
	switch {
	case len(l.ID) == 0 || !strings.ContainsRune(`"-0123456789`, rune(l.ID[0])):
		return l, errors.New("id: expected a text or a number")
	case l.Text == nil:
		return l, errors.New("text: expected a text")
	case l.Author != "" && !slices.Contains(authors, l.Author):
		return l, fmt.Errorf("author: expected agent, bot or shopper, got %q", l.Author)
	}
	l.Channel = strings.ToLower(l.Channel)
	return l, nil
}

func lineError(err error) error {
	var typed *json.UnmarshalTypeError
	var bad *time.ParseError
	switch {
	case errors.As(err, &typed) && typed.Field != "":
		return fmt.Errorf("%s: expected a text, got a %s", typed.Field, typed.Value)
	case errors.As(err, &bad):
		return fmt.Errorf("at: expected a time with offset (2026-11-11T20:00:00+08:00), got %s", strings.Trim(bad.Value, `"`))
	case strings.HasPrefix(err.Error(), "json: unknown field "):
		return fmt.Errorf("unknown field %s; expected id, text, author, channel and at", strings.TrimPrefix(err.Error(), "json: unknown field "))
	}
	return fmt.Errorf("expected one JSON object a line: %w", err)
}

// Context is what the row says about the message, at now where it has no time.
func (l *Line) Context(now time.Time) Context {
	if !l.At.IsZero() {
		now = l.At
	}
	return Context{Author: l.Author, Channel: l.Channel, At: now}
}

// Answer is one row of the file that `guard` writes.
type Answer struct {
	ID      json.RawMessage `json:"id"`
	Hits    []Hit           `json:"hits"`
	Verdict Level           `json:"verdict"`
	Micros  float64         `json:"us"`
}

// NewAnswer is the row for a verdict that took so long.
func NewAnswer(l Line, v Verdict, took time.Duration) Answer {
	hits := v.Hits
	if hits == nil {
		hits = []Hit{}
	}
	return Answer{ID: l.ID, Hits: hits, Verdict: v.Level, Micros: math.Round(float64(took)/100) / 10}
}
