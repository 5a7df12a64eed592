// Package footing says how much of what a message asks for stands in the words
// of each of a brand's subjects.
//
// A classifier that has seen two phrasings a subject is sure of anything that
// begins like one of them: "do you ship to Singapore" sounds like "do you ship to
// Ireland". What tells them apart is the word that nobody wrote down. Here every
// word counts by how telling it is among the subjects, and one that no subject
// has counts most.
package footing

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/fold"
)

// Doc is a subject with everything that is written of it.
type Doc struct {
	Subject string
	Texts   []string
}

// Index holds which subjects have which terms. It does not change.
type Index struct {
	subjects []string
	has      map[string][]int32 // by term: the subjects that have it, ascending
	idea     map[uint64][]int32 // by idea
	words    []string           // the Latin words, for what is misspelt
}

// Share is how much of what is asked a subject has the words of, 0 to 1.
type Share struct {
	Subject string
	Of      float64
}

// Build reads the subjects.
func Build(docs []Doc) *Index {
	x := &Index{has: map[string][]int32{}, idea: map[uint64][]int32{}}
	for i, d := range docs {
		x.subjects = append(x.subjects, d.Subject)
		for _, text := range d.Texts {
			for _, t := range written(text) {
				x.has[t] = with(x.has[t], int32(i))
			}
			for _, m := range classify.Ideas(folded(text)) {
				x.idea[m.Idea] = with(x.idea[m.Idea], int32(i))
			}
		}
	}
	for t := range x.has {
		if t[0] < 0x80 && len(t) >= leastMended {
			x.words = append(x.words, t)
		}
	}
	slices.Sort(x.words)
	return x
}

// with is a list that ends in i.
func with(l []int32, i int32) []int32 {
	if n := len(l); n > 0 && l[n-1] == i {
		return l
	}
	return append(l, i)
}

// Of are the subjects by how much of a text they have the words of, the most
// first; none when the text has no words that tell anything. asked is how many
// telling words it has.
func (x *Index) Of(text string) (shares []Share, asked int) {
	terms := x.terms(text)
	if len(terms) == 0 {
		return nil, 0
	}
	sum, all := make([]float64, len(x.subjects)), 0.0
	for _, t := range terms {
		where := x.where(t)
		w := t.weight * x.telling(len(where))
		all += w
		for _, s := range where {
			sum[s] += w
		}
	}
	for i, s := range x.subjects {
		if sum[i] > 0 {
			shares = append(shares, Share{s, sum[i] / all})
		}
	}
	slices.SortStableFunc(shares, func(a, b Share) int { return cmp.Compare(b.Of, a.Of) })
	return shares, len(terms)
}

// Silent tells whether a text has no word that says what it is about: "how long
// does that take".
func Silent(text string) bool { return len((*Index)(nil).terms(text)) == 0 }

// Words are the pieces of a text between those that say nothing, of two Han
// characters or four letters at least.
func Words(text string) []string {
	var out []string
	rs := folded(text)
	for _, c := range chunks(rs) {
		if w := string(rs[c.from:c.to]); isHan(rs[c.from]) && c.to-c.from >= 2 || len(w) >= 4 && !plainEN[classify.Stem(w)] {
			out = append(out, w)
		}
	}
	return out
}

// Stands tells whether one of the Words of a text is a part of a name.
func Stands(word, name string) bool {
	in := string(folded(name))
	if r := []rune(word); isHan(r[0]) {
		return strings.Contains(in, word)
	}
	return slices.ContainsFunc(strings.Fields(in), func(w string) bool { return classify.Stem(w) == classify.Stem(word) })
}

// telling is the weight of a term that so many subjects have. One that none has
// is as telling as one that a single subject has: it may be the very thing asked,
// or only another way to say it.
func (x *Index) telling(subjects int) float64 {
	n := float64(len(x.subjects))
	return math.Log(1 + n/float64(max(subjects, 1)))
}

// term is a piece of a question, and what else it may be called.
type term struct {
	key    string
	ideas  []uint64
	weight float64
}

// where are the subjects that have a term, under its own name or another.
func (x *Index) where(t term) []int32 {
	out := x.has[t.key]
	for _, idea := range t.ideas {
		out = append(slices.Clone(out), x.idea[idea]...)
	}
	if len(out) == 0 && t.key[0] < 0x80 && len(t.key) >= leastMended {
		for _, w := range x.words {
			if slip(t.key, w) {
				out = append(slices.Clone(out), x.has[w]...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// The weight of one Han character by itself (退, 洗), and of a pair across a plain word.
const (
	single = 0.6
	joint  = 0.3
)

// terms are the telling pieces of a question.
func (x *Index) terms(text string) []term {
	rs := folded(text)
	meant := classify.Ideas(rs)
	of := func(from, to int) (out []uint64) {
		for _, m := range meant {
			if m.From <= from && to <= m.To {
				out = append(out, m.Idea)
			}
		}
		return out
	}
	var out []term
	seen := map[string]bool{}
	add := func(from, to int, key string, weight float64) {
		if !seen[key] {
			seen[key] = true
			out = append(out, term{key, of(from, to), weight})
		}
	}
	for _, c := range chunks(rs) {
		switch {
		case !isHan(rs[c.from]):
			if w := classify.Stem(string(rs[c.from:c.to])); len(w) > 1 && !plainEN[w] && !figure(w) {
				add(c.from, c.to, w, 1)
			}
		case c.to-c.from == 1 && c.from > 0 && unicode.IsDigit(rs[c.from-1]):
			// 2026年, 3个: a unit
		case c.to-c.from == 1:
			add(c.from, c.to, string(rs[c.from:c.to]), single)
		default:
			for i := c.from; i+1 < c.to; i++ {
				add(i, i+2, string(rs[i:i+2]), 1)
			}
		}
	}
	// Two pieces that a plain word joins may be one thing: 货到付款.
	for i := 1; i+1 < len(rs); i++ {
		if plainZH[string(rs[i:i+1])] && isHan(rs[i]) && isHan(rs[i-1]) && isHan(rs[i+1]) && plainAt(rs[i-1:]) == 0 && plainAt(rs[i+1:]) == 0 {
			add(i-1, i+1, string(rs[i-1:i+1]), joint)
			add(i, i+2, string(rs[i:i+2]), joint)
		}
	}
	return out
}

// figure tells whether a word is a number: what is asked of it is not in it.
func figure(w string) bool {
	return strings.IndexFunc(w, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// written are all terms of what a brand wrote: every character, every pair,
// every word.
func written(text string) []string {
	var out []string
	rs := folded(text)
	for i := 0; i < len(rs); {
		switch {
		case isHan(rs[i]):
			out = append(out, string(rs[i:i+1]))
			if i+1 < len(rs) && isHan(rs[i+1]) {
				out = append(out, string(rs[i:i+2]))
			}
			i++
		case inWord(rs[i]):
			j := i
			for j < len(rs) && inWord(rs[j]) {
				j++
			}
			if w := classify.Stem(string(rs[i:j])); len(w) > 1 && !plainEN[w] {
				out = append(out, w)
			}
			i = j
		default:
			i++
		}
	}
	return out
}

// folded is a text in one shape, with a space for whatever is no letter.
func folded(text string) []rune {
	var out []rune
	for _, r := range text {
		switch f := fold.Rune(r); {
		case r == '\'' || r == '’':
		case f == fold.Skip || !isHan(f) && !inWord(f):
			out = append(out, ' ')
		default:
			out = append(out, f)
		}
	}
	return out
}

type span struct{ from, to int }

// chunks are the runs of Han characters between the words that say nothing, and
// the Latin words.
func chunks(rs []rune) []span {
	var out []span
	for i := 0; i < len(rs); {
		switch n := plainAt(rs[i:]); {
		case n > 0:
			i += n
		case isHan(rs[i]):
			j := i + 1
			for j < len(rs) && isHan(rs[j]) && plainAt(rs[j:]) == 0 {
				j++
			}
			out = append(out, span{i, j})
			i = j
		case inWord(rs[i]):
			j := i
			for j < len(rs) && inWord(rs[j]) {
				j++
			}
			out = append(out, span{i, j})
			i = j
		default:
			i++
		}
	}
	return out
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

func inWord(r rune) bool { return !isHan(r) && (unicode.IsLetter(r) || unicode.IsDigit(r)) }

// plainAt is the length of the longest word at the beginning of rs that says
// nothing of what is asked; 0 when there is none.
func plainAt(rs []rune) int {
	for n := min(longestPlain, len(rs)); n > 0; n-- {
		if plainZH[string(rs[:n])] {
			return n
		}
	}
	return 0
}

// leastMended is the length from which a word may be misspelt and still be
// known.
const leastMended = 5

// slip tells whether two words differ by one letter more, less, other or
// swapped.
func slip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a[0] != b[0] {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	return i < len(a) && (a[i+1:] == b[i+1:] || i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:])
}
