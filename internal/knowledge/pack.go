package knowledge

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"

	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/knowledge/internal/db"
	"github.com/manyhands/manyhands/internal/text/tongue"
	"github.com/manyhands/manyhands/internal/uid"
)

//go:embed pack/*.yaml
var packFiles embed.FS

// Pack is what a shop without articles begins from: the topics that every shop
// is asked about, in texts of our own, with blanks for what differs.
type Pack struct {
	Blanks []Blank `json:"blanks"`
	Topics []Topic `json:"topics"`
}

// Blank is one thing that a brand fills in: a number within bounds, a choice
// of sentences, or else a short text.
type Blank struct {
	Name    string                  `yaml:"name" json:"name"`
	Label   tongue.Words            `yaml:"label" json:"label"`
	Unit    tongue.Words            `yaml:"unit" json:"unit,omitempty"`
	Default tongue.Words            `yaml:"default" json:"default,omitempty"`
	Number  *Bounds                 `yaml:"number" json:"number,omitempty"`
	Choice  map[string]tongue.Words `yaml:"choice" json:"choice,omitempty"`
}

// Bounds of a number, and what it usually is.
type Bounds struct {
	Least   int `yaml:"least" json:"least"`
	Most    int `yaml:"most" json:"most"`
	Default int `yaml:"default" json:"default"`
}

// Topic is one subject in both languages.
type Topic struct {
	ID     string                   `yaml:"id" json:"id"`
	Name   tongue.Words             `yaml:"name" json:"name"`
	Tags   map[tongue.Lang][]string `yaml:"tags" json:"-"`
	Zh     topicText                `yaml:"zh" json:"zh"`
	En     topicText                `yaml:"en" json:"en"`
	Blanks []string                 `yaml:"-" json:"blanks"` // those that its texts use
}

type topicText struct {
	Title     string   `yaml:"title" json:"title"`
	Questions []string `yaml:"questions" json:"questions"`
	Body      string   `yaml:"body" json:"body"`
}

func (t Topic) in(lang tongue.Lang) topicText {
	if lang == tongue.English {
		return t.En
	}
	return t.Zh
}

// What filling the pack in is refused for.
var (
	ErrBlank   = fault.New(fault.Invalid, "pack_blank_wrong", "a blank of the pack is not filled in as it asks for")
	ErrNoTopic = fault.New(fault.Invalid, "pack_topic_unknown", "the pack has no such topic")
)

// ReadPack is the pack that ships.
func ReadPack() (Pack, error) { return packRead() }

var packRead = sync.OnceValues(func() (p Pack, err error) {
	names, err := fs.Glob(packFiles, "pack/*.yaml")
	if err != nil {
		return p, fmt.Errorf("list the pack: %w", err)
	}
	for _, name := range names {
		src, err := packFiles.ReadFile(name)
		if err != nil {
			return p, fmt.Errorf("read %s: %w", name, err)
		}
		if name == "pack/blanks.yaml" {
			if err := yaml.Unmarshal(src, &p.Blanks); err != nil {
				return p, fmt.Errorf("read %s: %w", name, err)
			}
			continue
		}
		var t Topic
		if err := yaml.Unmarshal(src, &t); err != nil {
			return p, fmt.Errorf("read %s: %w", name, err)
		}
		t.Blanks = t.uses()
		p.Topics = append(p.Topics, t)
	}
	return p, nil
})

var blankForm = regexp.MustCompile(`\{\{([a-z_]+)\}\}`)

func (t Topic) uses() []string {
	out := []string{}
	for _, m := range blankForm.FindAllStringSubmatch(t.Zh.Body+t.En.Body, -1) {
		if !slices.Contains(out, m[1]) {
			out = append(out, m[1])
		}
	}
	return out
}

// longestBlank is the length of a text that is filled in.
const longestBlank = 60

// said is what a blank says in a language when it is filled in with value; an
// empty value is the default. It returns ErrBlank.
func (b Blank) said(lang tongue.Lang, value string) (string, error) {
	value = strings.TrimSpace(Strip(value))
	switch {
	case b.Number != nil:
		if value == "" {
			return strconv.Itoa(b.Number.Default), nil
		}
		n, err := strconv.Atoi(value)
		if err != nil || n < b.Number.Least || n > b.Number.Most {
			return "", ErrBlank.At(b.Name, fmt.Sprintf("a whole number from %d to %d", b.Number.Least, b.Number.Most), value)
		}
		return strconv.Itoa(n), nil
	case len(b.Choice) > 0:
		if value == "" {
			value = b.Options()[0]
		}
		words, ok := b.Choice[value]
		if !ok {
			return "", ErrBlank.At(b.Name, strings.Join(b.Options(), " or "), value)
		}
		return words.In(lang), nil
	case value == "":
		return b.Default.In(lang), nil
	case len([]rune(value)) > longestBlank || strings.ContainsAny(value, "\n{}"):
		return "", ErrBlank.At(b.Name, fmt.Sprintf("one line of at most %d characters", longestBlank), value)
	}
	return value, nil
}

// Options are the keys of a choice, in order.
func (b Blank) Options() []string {
	var out []string
	for k := range b.Choice {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// Filled writes the articles of the topics in the languages. Topics are named
// by id; blanks that are not named take their default. It returns ErrNoTopic
// and ErrBlank.
func (p Pack) Filled(topics []string, langs []tongue.Lang, blanks map[string]string) ([]Article, error) {
	for name := range blanks {
		if !slices.ContainsFunc(p.Blanks, func(b Blank) bool { return b.Name == name }) {
			return nil, ErrBlank.At(name, "a blank of the pack", name)
		}
	}
	var out []Article
	for _, id := range topics {
		i := slices.IndexFunc(p.Topics, func(t Topic) bool { return t.ID == id })
		if i < 0 {
			return nil, ErrNoTopic.At("topics", "a topic of the pack", id)
		}
		for _, lang := range langs {
			a, err := p.write(p.Topics[i], lang, blanks)
			if err != nil {
				return nil, err
			}
			out = append(out, a)
		}
	}
	return out, nil
}

func (p Pack) write(t Topic, lang tongue.Lang, blanks map[string]string) (Article, error) {
	text, body := t.in(lang), ""
	pairs := []string{}
	for _, b := range p.Blanks {
		if !slices.Contains(t.Blanks, b.Name) {
			continue
		}
		said, err := b.said(lang, blanks[b.Name])
		if err != nil {
			return Article{}, err
		}
		pairs = append(pairs, "{{"+b.Name+"}}", said)
	}
	body = strings.NewReplacer(pairs...).Replace(text.Body)
	a := Article{ID: t.ID, Title: text.Title, Body: strings.TrimSpace(body), Tags: t.Tags[lang], Intent: t.ID, Source: "pack: " + t.ID, Lang: lang, Questions: text.Questions}
	if lang == tongue.English {
		a.ID += "-en"
	}
	return a, nil
}

// Begin puts filled-in topics of the pack on the shelf, all or none. An article
// that is there already in the same words stays as it is; one in other words
// becomes an earlier version. It returns ErrNoTopic and ErrBlank.
func (l *Library) Begin(ctx context.Context, brand uid.Brand, topics []string, langs []tongue.Lang, blanks map[string]string, by string) (int, error) {
	p, err := ReadPack()
	if err != nil {
		return 0, err
	}
	list, err := p.Filled(topics, langs, blanks)
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return one(ctx, l, brand, func(q *db.Queries) (int, error) {
		known, err := statesOf(ctx, q, brand)
		if err != nil {
			return 0, err
		}
		n := 0
		for _, a := range list {
			if was, ok := known[a.ID]; ok && was.State == "approved" && sameWords(was.Article, a) {
				continue
			}
			if err := l.putOne(ctx, q, brand, a, "approved", "pack", by); err != nil {
				return 0, err
			}
			n++
		}
		return n, q.Bump(ctx, brand)
	})
}
