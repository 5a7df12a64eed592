package guard

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/manyhands/manyhands/internal/fault"
)

// ReadTable reads a word list as a table: the first row names the columns, of
// which word is needed and kind, level, replace, match, channels, from, till,
// allow and rule may be there; channels and allow are parted by |. Words that
// agree in all but their replacement become one rule. What is wrong is named by
// row and column, and the rows that are right are answered beside it.
func ReadTable(name string, src []byte) ([]Rule, []fault.Field) {
	t := tableReader{name: name, at: map[string]int{}, byKey: map[string]int{}}
	if !utf8.Valid(src) {
		t.w.at(name, "text in UTF-8", "")
		return nil, t.w.fields
	}
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(src, []byte("\ufeff"))))
	rows.FieldsPerRecord, rows.LazyQuotes, rows.TrimLeadingSpace = -1, true, true
	head, err := rows.Read()
	if err != nil {
		t.w.at(name, "a first row with the columns' names", "")
		return nil, t.w.fields
	}
	t.head(head)
	for t.headed {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		line, _ := rows.FieldPos(0)
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			t.w.at(fmt.Sprintf("row %d", broken.Line), "cells parted by commas, with quotes in pairs", "")
			continue
		}
		t.row(line, row)
	}
	return t.rules, t.w.fields
}

// columns of a word table.
var columns = []string{"word", "kind", "level", "replace", "match", "channels", "from", "till", "allow", "rule"}

type tableReader struct {
	name   string
	w      wrongs
	at     map[string]int // column -> place
	headed bool
	rules  []Rule
	byKey  map[string]int // what makes a rule -> its place
}

func (t *tableReader) head(cells []string) {
	for i, c := range cells {
		c = strings.ToLower(strings.TrimSpace(c))
		if !slices.Contains(columns, c) {
			t.w.at("row 1, column "+fmt.Sprint(i+1), strings.Join(columns, ", "), c)
			continue
		}
		t.at[c] = i
	}
	if _, ok := t.at["word"]; !ok {
		t.w.at("row 1", "a column named word", "")
		return
	}
	t.headed = len(t.w.fields) == 0
}

func (t *tableReader) cell(row []string, column, otherwise string) string {
	if i, ok := t.at[column]; ok && i < len(row) {
		if c := strings.TrimSpace(row[i]); c != "" {
			return c
		}
	}
	return otherwise
}

// row adds one word, or says what is wrong with it and leaves it out.
func (t *tableReader) row(line int, row []string) {
	word := t.cell(row, "word", "")
	if word == "" && strings.TrimSpace(strings.Join(row, "")) == "" {
		return
	}
	var own wrongs
	r := Rule{ID: "x", Words: []Word{{Text: word}}}
	r.Kind, r.Match = Kind(t.cell(row, "kind", string(Brand))), Match(t.cell(row, "match", ""))
	level, ok := levelNamed(t.cell(row, "level", "warn"))
	if !ok {
		own.at("level", "block, warn or log", t.cell(row, "level", ""))
		level = Warn
	}
	r.Level = level
	r.From, r.Till = t.date(row, "from", &own), t.date(row, "till", &own)
	r.Channels = parted(strings.ToLower(t.cell(row, "channels", "")))
	r.Allow = parted(t.cell(row, "allow", ""))
	if text := t.cell(row, "replace", ""); text != "" {
		r.Words[0].Replace = &text
	}
	r.check(&own)
	if len(own.fields) > 0 {
		for _, f := range own.fields {
			t.w.at(fmt.Sprintf("row %d, %s", line, strings.TrimPrefix(f.Where, "rule x, ")), f.Wanted, f.Got)
		}
		return
	}
	r.ID = t.cell(row, "rule", "")
	t.add(r)
}

func (t *tableReader) date(row []string, column string, w *wrongs) time.Time {
	text := t.cell(row, column, "")
	if text == "" {
		return time.Time{}
	}
	at, err := ruleTime(text)
	if err != nil {
		w.at(column, wantedTime, text)
	}
	return at
}

// add puts a word to the rule that it agrees with.
func (t *tableReader) add(r Rule) {
	key := fmt.Sprint(r.ID, "|", r.Kind, r.Level, r.Match, r.Channels, r.Allow, r.From, r.Till)
	if i, ok := t.byKey[key]; ok {
		t.rules[i].Words = append(t.rules[i].Words, r.Words...)
		return
	}
	if r.ID == "" {
		r.ID = fmt.Sprintf("%s.%s.%s", strings.TrimSuffix(t.name, ".csv"), r.Kind, r.Level)
		for n, id := 2, r.ID; slices.ContainsFunc(t.rules, func(x Rule) bool { return x.ID == r.ID }); n++ {
			r.ID = fmt.Sprintf("%s.%d", id, n)
		}
	}
	t.byKey[key] = len(t.rules)
	t.rules = append(t.rules, r)
}

func parted(cell string) []string {
	var out []string
	for _, p := range strings.Split(cell, "|") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}
