// Package passage finds the passage of an article that a question asks for, by
// the terms that both have and how telling each is among all passages.
package passage

import (
	"maps"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/manyhands/manyhands/internal/knowledge"
	"github.com/manyhands/manyhands/internal/text/fold"
)

// Index holds every article's passages and how telling each term is
// among them.
type Index struct {
	of       map[string][]Passage // by article
	articles []knowledge.Article
	term     map[string]int32 // every term of a passage or a title, by number
	idf      []float64        // by term; 0 is one that titles alone have
	most     float64          // of a term that no passage has
	// where lists, by term, the passages that have it in their text or in their
	// article's title; owner is each one's article.
	where [][]int32
	owner []int32
}

// Passage is a paragraph of an article with the terms that it has.
type Passage struct {
	knowledge.Passage
	terms []int32 // ascending
}

// Build indexes the passages of articles.
func Build(articles []knowledge.Article) *Index {
	s := &Index{of: map[string][]Passage{}, articles: articles, term: map[string]int32{}}
	for at, a := range articles {
		s.of[a.ID] = nil
		title := s.numbers(Terms(a.Title))
		for _, p := range a.Passages() {
			terms := s.numbers(Terms(p.Heading + " " + p.Text))
			s.of[a.ID] = append(s.of[a.ID], Passage{p, terms})
			for _, t := range terms {
				s.idf[t]++
			}
			both := slices.Concat(terms, title)
			slices.Sort(both)
			for _, t := range slices.Compact(both) {
				s.where[t] = append(s.where[t], int32(len(s.owner)))
			}
			s.owner = append(s.owner, int32(at))
		}
	}
	n := float64(len(s.owner))
	for t, df := range s.idf {
		if df > 0 {
			s.idf[t] = math.Log(1 + (n-df+0.5)/(df+0.5))
		}
	}
	s.most = math.Log(1 + (n+0.5)/0.5)
	return s
}

// numbers are the terms by number, new ones numbered now.
func (s *Index) numbers(terms map[string]bool) []int32 {
	out := make([]int32, 0, len(terms))
	for _, t := range slices.Sorted(maps.Keys(terms)) {
		id, ok := s.term[t]
		if !ok {
			id = int32(len(s.idf))
			s.term[strings.Clone(t)] = id
			s.idf, s.where = append(s.idf, 0), append(s.where, nil)
		}
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}

// Titled is how much of a question an article's title covers.
func (s *Index) Titled(title string, q map[string]bool) float64 {
	return s.share(q, s.numbersOf(title))
}

// numbersOf are the known terms of a text, ascending.
func (s *Index) numbersOf(text string) []int32 {
	var out []int32
	for t := range Terms(text) {
		if id, ok := s.term[t]; ok {
			out = append(out, id)
		}
	}
	slices.Sort(out)
	return out
}

// weight is how telling a term is, and its number, -1 when nothing has it.
func (s *Index) weight(term string) (float64, int32) {
	id, ok := s.term[term]
	if !ok {
		return s.most, -1
	}
	if s.idf[id] == 0 {
		return s.most, id
	}
	return s.idf[id], id
}

// Terms are pairs of Han characters, and Latin words without their plural.
func Terms(text string) map[string]bool {
	out := map[string]bool{}
	var word strings.Builder
	var last rune
	flush := func() {
		if w := word.String(); len(w) > 1 && !everyday[w] {
			out[strings.TrimSuffix(w, "s")] = true
		}
		word.Reset()
	}
	for _, r := range text {
		f := fold.Rune(r)
		switch {
		case unicode.Is(unicode.Han, f):
			flush()
			if last != 0 && !everyday[string([]rune{last, f})] {
				out[string([]rune{last, f})] = true
			}
			last = f
		case f != fold.Skip && (unicode.IsLetter(f) || unicode.IsDigit(f)):
			word.WriteRune(f)
			last = 0
		default:
			flush()
			last = 0
		}
	}
	flush()
	return out
}

// Known are the terms of a text that some passage has: two characters that only
// happen to stand side by side in a question (费多, in 运费多少) are none.
func (s *Index) Known(text string) map[string]bool {
	out := Terms(text)
	for t := range out {
		if id, ok := s.term[t]; !ok || s.idf[id] == 0 {
			delete(out, t)
		}
	}
	return out
}

// everyday are terms that a question is built with and is not about.
var everyday = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`the and for you your can how what when where which who why are is was were do does did have has had will would could should my me it its
		this that there if or of to in on at be an with from not but any please want need get about i'm hi hello
		什么 怎么 多少 可以 请问 你们 我们 这个 那个 一下 是不 不是 有没 没有 我的 能不 不能 的话 如果 还是 还有 吗我 了吗 的吗 呢我 我想 想问 怎样 为什 如何`) {
		m[w] = true
	}
	return m
}()

// share is how much of the question's weight a passage covers, 0 to 1.
func (s *Index) share(question map[string]bool, terms []int32) float64 {
	var all, both float64
	for t := range question {
		w, id := s.weight(t)
		all += w
		if _, has := slices.BinarySearch(terms, id); has {
			both += w
		}
	}
	if all == 0 {
		return 0
	}
	return both / all
}

// tellingShare is the least that a passage must cover of what a question asks
// beyond the article's title, to be chosen for it.
const tellingShare = 0.15

// Covers is how much of a question, by its terms, the best passage of some
// articles covers.
func (s *Index) Covers(articles []knowledge.Article, q map[string]bool) (most float64) {
	for _, a := range articles {
		for _, p := range s.of[a.ID] {
			most = max(most, s.share(q, p.terms))
		}
	}
	return most
}

// Ranked are the passages of an article, the most relevant first, each with
// its share. Between equals the earlier stands first: articles begin with what
// matters most.
func (s *Index) Ranked(article, question string, title map[string]bool) ([]Passage, []float64) {
	q := Terms(question)
	for t := range title {
		delete(q, t) // what the whole article is about chooses no passage of it
	}
	list := append([]Passage(nil), s.of[article]...)
	score := make([]float64, len(list))
	most := 0.0
	for i, p := range list {
		score[i] = s.share(q, p.terms)
		most = max(most, score[i])
	}
	if most < tellingShare {
		clear(score) // the question is the article's own: from the top
	}
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && score[j] > score[j-1]+1e-9; j-- {
			list[j], list[j-1] = list[j-1], list[j]
			score[j], score[j-1] = score[j-1], score[j]
		}
	}
	return list, score
}

// Best finds the article whose passages cover the question most, and the
// runner-up's share.
func (s *Index) Best(question string, usable func(knowledge.Article) bool) (a knowledge.Article, share, second float64) {
	q := Terms(question)
	if len(q) < 2 {
		return a, 0, 0 // one word proves nothing
	}
	held, all := make([]float64, len(s.owner)), 0.0
	for t := range q {
		w, id := s.weight(t)
		all += w
		if id < 0 {
			continue
		}
		for _, p := range s.where[id] {
			held[p] += w
		}
	}
	top := make([]float64, len(s.articles))
	for p, w := range held {
		top[s.owner[p]] = max(top[s.owner[p]], w/all)
	}
	for i, art := range s.articles {
		switch {
		case top[i] <= second || !usable(art):
		case top[i] > share:
			a, share, second = art, top[i], share
		default:
			second = top[i]
		}
	}
	return a, share, second
}

// Union is the terms of both.
func Union(a, b map[string]bool) map[string]bool {
	out := make(map[string]bool, len(a)+len(b))
	for t := range a {
		out[t] = true
	}
	for t := range b {
		out[t] = true
	}
	return out
}
