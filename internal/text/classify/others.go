package classify

import (
	"slices"
	"strings"
	"unicode"
)

// frames put a question the way shoppers do; %s is its core. They are written
// by hand, for people to choose from: nothing is learned of them by itself.
var (
	framesZH = []string{"请问%s", "%s呀", "亲，%s", "想问下%s", "我想知道%s", "%s吗", "麻烦看下%s"}
	framesEN = []string{"Can you tell me %s", "%s please", "I want to know %s", "Hi, %s", "Do you know %s", "I have a question: %s", "quick question, %s"}
	// leads are what a question begins with and says nothing.
	leadsZH = []string{"请问一下", "请问", "想问一下", "想问下", "我想问", "我想知道", "麻烦问下", "你好，", "您好，", "亲，", "亲 ", "那个，"}
	leadsEN = []string{"can you tell me ", "could you tell me ", "i want to know ", "i would like to know ", "please tell me ", "hi, ", "hello, ", "do you know "}
)

// OtherWords are up to most other ways to ask the same: words changed for
// others of one idea first, then other frames around the question. They are
// templates: a person chooses those that somebody would say.
func OtherWords(text string, most int) []string {
	core := strings.TrimRight(strings.TrimSpace(text), "?？!！。.~ ")
	han := strings.ContainsFunc(core, isHan)
	leads, frames := leadsEN, framesEN
	if han {
		leads, frames = leadsZH, framesZH
	}
	for _, l := range leads {
		if len(core) > len(l) && strings.EqualFold(core[:len(l)], l) {
			core = strings.TrimSpace(core[len(l):])
		}
	}
	out := []string{}
	add := func(s string) {
		if s != core && s != text && len(out) < most && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	if strings.ContainsFunc(core, unicode.IsLetter) {
		for _, s := range reworded(core, han, (most+1)/2) {
			add(s)
		}
		for _, f := range frames {
			if !(strings.HasSuffix(f, "吗") && (strings.HasSuffix(core, "吗") || strings.ContainsAny(core, "么怎几哪多谁"))) {
				add(strings.Replace(f, "%s", core, 1))
			}
		}
	}
	return out
}

// reworded changes one listed word of core for another of its idea.
func reworded(core string, han bool, most int) []string {
	source := lexiconEN
	if han {
		source = lexiconZH
	}
	out := []string{}
	for line := range strings.Lines(source) {
		words := strings.Fields(line)
		if len(words) < 3 || strings.HasPrefix(words[0], "#") {
			continue
		}
		words = words[1:]
		i := slices.IndexFunc(words, func(w string) bool { return holds(core, w, han) })
		if i < 0 {
			continue
		}
		for k, other := range words {
			if k != i && k < 3 && !holds(core, other, han) && !strings.Contains(other, "_") {
				out = append(out, swap(core, words[i], other, han))
				break
			}
		}
		if len(out) >= most {
			break
		}
	}
	return out
}

// holds tells whether a word stands in text; a single Han character may be part
// of another word and is left alone.
func holds(text, word string, han bool) bool {
	if han {
		return len([]rune(word)) > 1 && strings.Contains(text, word)
	}
	return slices.ContainsFunc(strings.Fields(strings.ToLower(text)), func(w string) bool { return strings.Trim(w, ".,!?'\"") == word })
}

func swap(text, word, other string, han bool) string {
	if han {
		return strings.Replace(text, word, other, 1)
	}
	fields := strings.Fields(text)
	for i, f := range fields {
		if strings.EqualFold(strings.Trim(f, ".,!?'\""), word) {
			fields[i] = other
			break
		}
	}
	return strings.Join(fields, " ")
}
