package sieve

import (
	"regexp/syntax"
	"slices"
)

const (
	// mostWords bounds the words of one form; an expression that could begin
	// with more of them is tried on every text.
	mostWords = 400
	// mostOfClass is the largest set of characters that is taken for words of
	// one character each.
	mostOfClass = 32
)

// Words lists words of which every match of the expression has at least one, in
// any case, and how many characters of the match stand before one of them, at
// the least and at the most; most is below zero without a bound. There are none
// when there is no such list.
func Words(expression string) (words []string, least, most int) {
	n := needed(expression)
	for _, w := range n.words {
		words = append(words, string(w))
	}
	return words, n.least, n.most
}

// some are words of which one stands in every match, and how far behind its
// beginning the first of them may stand.
type some struct {
	words       [][]rune
	least, most int
}

// after is the same words with something before them.
func (s some) after(least, most int) some {
	return some{s.words, s.least + least, plus(s.most, most)}
}

// needed lists words of which every match of the expression has at least one;
// none when there is no such list.
func needed(expression string) some {
	re, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return some{}
	}
	return wordsOf(re)
}

func wordsOf(re *syntax.Regexp) some {
	switch re.Op {
	case syntax.OpLiteral:
		w := make([]rune, len(re.Rune))
		for i, r := range re.Rune {
			w[i] = plain(r)
		}
		return some{words: [][]rune{w}}
	case syntax.OpCharClass:
		return some{words: ofClass(re.Rune)}
	case syntax.OpCapture, syntax.OpPlus:
		return wordsOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return wordsOf(re.Sub[0])
		}
	case syntax.OpConcat:
		return ofSequence(re.Sub)
	case syntax.OpAlternate:
		var all some
		for i, sub := range re.Sub {
			one := wordsOf(sub)
			if len(one.words) == 0 || len(all.words)+len(one.words) > mostWords {
				return some{}
			}
			if i == 0 {
				all = one
				continue
			}
			all = some{append(slices.Clip(all.words), one.words...), min(all.least, one.least), atMost(all.most, one.most)}
		}
		return all
	}
	return some{}
}

// ofClass is a small set of characters, each a word.
func ofClass(ranges []rune) [][]rune {
	var out [][]rune
	for i := 0; i+1 < len(ranges); i += 2 {
		if ranges[i+1]-ranges[i] >= mostOfClass {
			return nil
		}
		for r := ranges[i]; r <= ranges[i+1]; r++ {
			if p := []rune{plain(r)}; !slices.ContainsFunc(out, func(w []rune) bool { return w[0] == p[0] }) {
				out = append(out, p)
			}
		}
		if len(out) > mostOfClass {
			return nil
		}
	}
	return out
}

// ofSequence is the most telling list among the parts of a sequence, all of
// which stand in a match: long words first, then few of them. Neighbouring
// lists that are short are also taken together: 退(?:货|款) is 退货 and 退款.
func ofSequence(parts []*syntax.Regexp) some {
	var best, run some
	better := func(one some) {
		if len(one.words) > 0 && (len(best.words) == 0 || shortest(one.words) > shortest(best.words) || shortest(one.words) == shortest(best.words) && len(one.words) < len(best.words)) {
			best = one
		}
	}
	least, most := 0, 0 // of the parts before
	for _, p := range parts {
		better(wordsOf(p).after(least, most))
		whole := exact(p)
		switch {
		case len(whole) == 0:
			run = some{}
		case len(run.words) == 0 || len(run.words)*len(whole) > mostWords/4:
			run = some{words: whole}.after(least, most)
		default:
			run.words = joined(run.words, whole)
		}
		better(run)
		l, m := width(p)
		least, most = least+l, plus(most, m)
	}
	return best
}

// exact lists everything that an expression matches, where that is little.
func exact(re *syntax.Regexp) [][]rune {
	switch re.Op {
	case syntax.OpLiteral, syntax.OpCharClass:
		return wordsOf(re).words
	case syntax.OpCapture:
		return exact(re.Sub[0])
	case syntax.OpConcat:
		all := [][]rune{nil}
		for _, s := range re.Sub {
			words := exact(s)
			if len(words) == 0 || len(all)*len(words) > mostWords/4 {
				return nil
			}
			all = joined(all, words)
		}
		return all
	case syntax.OpAlternate:
		var all [][]rune
		for _, s := range re.Sub {
			words := exact(s)
			if len(words) == 0 || len(all)+len(words) > mostWords/4 {
				return nil
			}
			all = append(all, words...)
		}
		return all
	}
	return nil
}

func joined(a, b [][]rune) [][]rune {
	out := make([][]rune, 0, len(a)*len(b))
	for _, x := range a {
		for _, y := range b {
			out = append(out, slices.Concat(x, y))
		}
	}
	return out
}

func shortest(words [][]rune) int {
	n := len(words[0])
	for _, w := range words {
		n = min(n, len(w))
	}
	return n
}
