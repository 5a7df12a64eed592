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
// any case; none when there is no such list.
func Words(expression string) []string {
	var out []string
	for _, w := range needed(expression) {
		out = append(out, string(w))
	}
	return out
}

// needed lists words of which every match of the expression has at least one;
// none when there is no such list.
func needed(expression string) [][]rune {
	re, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return nil
	}
	return wordsOf(re)
}

func wordsOf(re *syntax.Regexp) [][]rune {
	switch re.Op {
	case syntax.OpLiteral:
		w := make([]rune, len(re.Rune))
		for i, r := range re.Rune {
			w[i] = plain(r)
		}
		return [][]rune{w}
	case syntax.OpCharClass:
		return ofClass(re.Rune)
	case syntax.OpCapture, syntax.OpPlus:
		return wordsOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return wordsOf(re.Sub[0])
		}
	case syntax.OpConcat:
		return ofSequence(re.Sub)
	case syntax.OpAlternate:
		var all [][]rune
		for _, s := range re.Sub {
			words := wordsOf(s)
			if len(words) == 0 || len(all)+len(words) > mostWords {
				return nil
			}
			all = append(all, words...)
		}
		return all
	}
	return nil
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
func ofSequence(parts []*syntax.Regexp) [][]rune {
	var best, run [][]rune
	better := func(words [][]rune) {
		if len(words) > 0 && (len(best) == 0 || shortest(words) > shortest(best) || shortest(words) == shortest(best) && len(words) < len(best)) {
			best = words
		}
	}
	for _, p := range parts {
		words := wordsOf(p)
		better(words)
		whole := exact(p)
		switch {
		case len(whole) == 0:
			run = nil
		case len(run) == 0 || len(run)*len(whole) > mostWords/4:
			run = whole
		default:
			run = joined(run, whole)
		}
		better(run)
	}
	return best
}

// exact lists everything that an expression matches, where that is little.
func exact(re *syntax.Regexp) [][]rune {
	switch re.Op {
	case syntax.OpLiteral, syntax.OpCharClass:
		return wordsOf(re)
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
