package shop

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Catalogue finds products by id and by how people name them.
type Catalogue struct {
	list []Product
	byID map[string]int
	// named are the products by every name they go by, longest first, so that
	// "羊绒圆领毛衣" is not taken for "毛衣".
	named []nameOf
	// begins are the names that begin with two characters, by number in named:
	// a message is read once, however many products there are.
	begins map[[2]rune][]int32
}

type nameOf struct {
	name string
	at   int
}

// NewCatalogue indexes products.
func NewCatalogue(list []Product) *Catalogue {
	c := &Catalogue{list: list, byID: make(map[string]int, len(list))}
	for i, p := range list {
		c.byID[p.ID] = i
		for _, n := range append([]string{p.ID, p.Name, p.NameEn, bare(p.Name), bare(p.NameEn)}, p.Aliases...) {
			if n = strings.ToLower(strings.TrimSpace(n)); len([]rune(n)) >= 2 {
				c.named = append(c.named, nameOf{n, i})
			}
		}
		for _, v := range p.Variants {
			if len(v.ID) >= 4 {
				c.named = append(c.named, nameOf{strings.ToLower(v.ID), i})
			}
		}
	}
	slices.SortStableFunc(c.named, func(a, b nameOf) int { return len(b.name) - len(a.name) })
	c.begins = make(map[[2]rune][]int32, len(c.named))
	for i, n := range c.named {
		key := firstTwo(n.name)
		c.begins[key] = append(c.begins[key], int32(i))
	}
	return c
}

// firstTwo are the first two characters of a text that has as many.
func firstTwo(s string) [2]rune {
	a, n := utf8.DecodeRuneInString(s)
	b, _ := utf8.DecodeRuneInString(s[n:])
	return [2]rune{a, b}
}

// bare is a name without what stands in brackets or behind a comma: nobody
// says "（男）" or ", men".
func bare(name string) string {
	if i := strings.IndexAny(name, "（(,，"); i > 0 {
		return strings.TrimSpace(name[:i])
	}
	return ""
}

// Products is every product, in the file's order.
func (c *Catalogue) Products() []Product {
	if c == nil {
		return nil
	}
	return c.list
}

// Product finds a product by id.
func (c *Catalogue) Product(id string) (Product, bool) {
	if c == nil {
		return Product{}, false
	}
	i, ok := c.byID[id]
	if !ok {
		return Product{}, false
	}
	return c.list[i], true
}

// Named lists the products that a text names, in the order of the text. A
// name inside a longer name that was found does not count.
func (c *Catalogue) Named(text string) []Product {
	if c == nil {
		return nil
	}
	text = strings.ToLower(text)
	type hit struct{ at, product int }
	var hits []hit
	taken := make([]bool, len(text))
	for _, f := range c.standing(text) {
		n := c.named[f.name]
		end := f.at + len(n.name)
		if taken[f.at] || taken[end-1] || !wordEdges(text, f.at, end) {
			continue
		}
		for j := f.at; j < end; j++ {
			taken[j] = true
		}
		hits = append(hits, hit{f.at, n.at})
	}
	slices.SortStableFunc(hits, func(a, b hit) int { return a.at - b.at })
	var out []Product
	seen := map[int]bool{}
	for _, h := range hits {
		if !seen[h.product] {
			seen[h.product] = true
			out = append(out, c.list[h.product])
		}
	}
	return out
}

// found is a name, by number, and where in a text it stands.
type found struct {
	name int32
	at   int
}

// standing lists every name that stands in a text, the longest names first.
func (c *Catalogue) standing(text string) []found {
	var all []found
	for i := range text {
		_, n := utf8.DecodeRuneInString(text[i:])
		if i+n >= len(text) {
			break
		}
		for _, k := range c.begins[firstTwo(text[i:])] {
			if strings.HasPrefix(text[i:], c.named[k].name) {
				all = append(all, found{k, i})
			}
		}
	}
	slices.SortFunc(all, func(a, b found) int {
		if a.name != b.name {
			return int(a.name - b.name)
		}
		return a.at - b.at
	})
	return all
}

// wordEdges keeps a Latin name from being found inside a word ("cap" in
// "capacity"); a plural s is let through. Chinese has no such edges.
func wordEdges(text string, from, to int) bool {
	latin := func(i int) bool {
		return i >= 0 && i < len(text) && (text[i] >= 'a' && text[i] <= 'z' || text[i] >= '0' && text[i] <= '9')
	}
	if latin(from) && latin(from-1) {
		return false
	}
	if latin(to-1) && latin(to) && (text[to] != 's' || latin(to+1)) {
		return false
	}
	return true
}

// PickVariant finds the variant of a product that has the wanted options and
// otherwise keeps those of the present one. An empty wanted value is "as it
// is".
func PickVariant(p Product, present, wanted map[string]string) (Variant, bool) {
	best, bestScore := Variant{}, -1
	for _, v := range p.Variants {
		score := 0
		fits := true
		for k, want := range wanted {
			if want != "" && !strings.EqualFold(v.Options[k], want) {
				fits = false
			}
		}
		for k, have := range present {
			if strings.EqualFold(v.Options[k], have) {
				score++
			}
		}
		if fits && score > bestScore {
			best, bestScore = v, score
		}
	}
	return best, bestScore >= 0
}
