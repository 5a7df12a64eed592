// Package tongue knows which language a text is in and holds texts that are
// written in several. It knows Chinese and everything else, which it calls
// English: those are the languages the product answers in.
package tongue

import (
	"fmt"
	"unicode"

	"gopkg.in/yaml.v3"
)

// Lang is the language of a text.
type Lang string

// The languages the product answers in.
const (
	Chinese Lang = "zh"
	English Lang = "en"
)

// Of sees the language of a text. One Han character weighs as much as a short
// word, because a Chinese question often carries a Latin brand or a size
// ("XL 有货吗"). A text without letters (an emoji, a number) has no language,
// and Of returns "".
func Of(text string) Lang {
	han, latin, inWord := 0, 0, false
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
			inWord = false
		case unicode.IsLetter(r):
			if !inWord {
				latin++
			}
			inWord = true
		case !unicode.IsDigit(r) && r != '-' && r != '\'':
			inWord = false
		}
	}
	switch {
	case han == 0 && latin == 0:
		return ""
	case han*2 >= latin:
		return Chinese
	}
	return English
}

// Words is one text in one or more languages. In a file it is either a plain
// string, which serves every language, or a map {zh: …, en: …}.
type Words map[Lang]string

// anyLang is where a text lives that was written without a language.
const anyLang Lang = ""

// Plain is a text that serves every language.
func Plain(s string) Words {
	if s == "" {
		return nil
	}
	return Words{anyLang: s}
}

// In is the text in the wanted language, else the one written without a
// language, else whatever there is, in the order of the product's languages.
func (w Words) In(want Lang) string {
	for _, l := range []Lang{want, anyLang, Chinese, English} {
		if s, ok := w[l]; ok {
			return s
		}
	}
	return ""
}

// Empty tells whether nothing is written in any language.
func (w Words) Empty() bool {
	for _, s := range w {
		if s != "" {
			return false
		}
	}
	return true
}

// UnmarshalYAML reads a plain string or a map of languages.
func (w *Words) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*w = Plain(n.Value)
		return nil
	}
	m := map[string]string{}
	if err := n.Decode(&m); err != nil {
		return fmt.Errorf("line %d: a text is a string or {zh: …, en: …}", n.Line)
	}
	out, err := of(m)
	if err != nil {
		return fmt.Errorf("line %d: %w", n.Line, err)
	}
	*w = out
	return nil
}

func of(m map[string]string) (Words, error) {
	out := Words{}
	for k, s := range m {
		l := Lang(k)
		if l == "zh-CN" {
			l = Chinese
		}
		if l != Chinese && l != English {
			return nil, fmt.Errorf("language %q is not known; zh or en", k)
		}
		out[l] = s
	}
	return out, nil
}
