package sop

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/text/sieve"
)

// maxHeard bounds how much of a message the extractors read.
const maxHeard = 4000

// extract looks for a fact in the shopper's message. What was asked for may be
// answered loosely ("a red one"); what was not is only taken when it cannot be
// mistaken. The second value is the fact as people call it, when it has a name.
func (r *run) extract(f *Fact, asked bool) (value any, name string, ok bool) {
	text := strings.TrimSpace(r.t.Text)
	if len(text) > maxHeard {
		text = strings.ToValidUTF8(text[:maxHeard], "")
	}
	switch f.Type {
	case "order_id":
		s, ok := OrderID(text, r.t.Orders)
		return s, "", ok
	case "item":
		return r.item(text, asked)
	case "choice", "reason":
		if len(f.Options) > 0 {
			s, ok := Choice(text, f.Options)
			return s, "", ok
		}
		return text, "", asked && text != ""
	case "size":
		s, ok := r.option("size", text, asked)
		return s, "", ok
	case "color":
		s, ok := r.option("color", text, asked)
		return s, "", ok
	case "phone":
		s := phoneForm.FindString(text)
		return strings.TrimSpace(s), "", s != ""
	case "email":
		s := emailForm.FindString(text)
		return s, "", s != ""
	case "address":
		s, ok := Address(text, asked)
		return s, "", ok
	case "date":
		s, ok := Day(text, r.t.Now)
		return s, "", ok
	case "number", "money", "yes_no":
		if !asked {
			return nil, "", false // any digit, any "fine" would do, so only when asked
		}
		if value, ok = answered(f.Type, text); !ok && f.Type == "yes_no" {
			value, ok = echoed(f.Ask.In(r.t.Lang), text)
		}
		return value, "", ok
	case "image":
		if len(r.t.Images) == 0 {
			return nil, "", false
		}
		return r.t.Images[0], "", true
	}
	return text, "", asked && text != ""
}

// answered reads what is only an answer to its own question: an amount in
// minor units, a number, a yes or a no.
func answered(kind, text string) (any, bool) {
	if kind == "yes_no" {
		return YesNo(text)
	}
	n, ok := Number(text)
	switch {
	case kind == "money":
		return int64(n*100 + 0.5), ok
	case n == float64(int64(n)):
		return int64(n), ok
	}
	return n, ok
}

var (
	phoneForm = sieve.MustCompile(`(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|\+?\d{1,3}[- ]\(?\d{2,4}\)?[- ]\d{3,4}[- ]?\d{3,4}`)
	emailForm = sieve.MustCompile(`[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	orderForm = sieve.MustCompile(`#?[A-Za-z]{1,4}[-_]?\d[\d-]{2,24}\d|#?\d[\d-]{4,24}\d`)
)

// OrderID finds an order number. One of the shopper's own orders, with or
// without its sign and case, comes first; else whatever has the form of one.
func OrderID(text string, own []string) (string, bool) {
	folded := strings.ToLower(text)
	for _, id := range own {
		bare := strings.TrimLeft(strings.ToLower(id), "#")
		if len(bare) >= 4 && containsWhole(folded, bare) {
			return id, true
		}
	}
	for _, m := range orderForm.FindAllString(text, -1) {
		if !phoneForm.MatchString(m) || len(m) > 15 {
			return m, true
		}
	}
	return "", false
}

// containsWhole keeps order 1234 from being found in 12345.
func containsWhole(text, id string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], id)
		if i < 0 {
			return false
		}
		i += from
		end := i + len(id)
		if (i == 0 || !alnum(text[i-1])) && (end == len(text) || !alnum(text[end])) {
			return true
		}
		from = i + 1
	}
}

func alnum(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z'
}

var (
	ordinals = [][]string{
		{"第一", "头一", "first"}, {"第二", "second"}, {"第三", "third"}, {"第四", "fourth"}, {"第五", "fifth"},
	}
	everything = []string{"全部", "所有", "都退", "都换", "整单", "两件都", "都要", "全退", "everything", "all of", "all items", "the whole order", "both"}
)

// item finds which items of the order are meant: by name, by colour and size,
// by place, or all of them. Only what was asked for may be told by place.
func (r *run) item(text string, asked bool) (any, string, bool) {
	items, _ := r.c.Order["items"].([]any)
	folded := strings.ToLower(text)
	if containsAny(folded, everything) {
		return pickItems(items, func(int, map[string]any) bool { return true })
	}
	v, name, ok := pickItems(items, func(_ int, it map[string]any) bool {
		n := strings.ToLower(fmt.Sprint(it["name"]))
		return n != "" && (strings.Contains(folded, n) || strings.Contains(folded, strings.TrimSuffix(n, "s")))
	})
	if ok {
		return narrowed(v, name, items, folded)
	}
	if !asked {
		return nil, "", false
	}
	if v, name, ok = pickItems(items, func(_ int, it map[string]any) bool { return optionsSaid(it, folded) > 0 }); ok {
		return v, name, ok
	}
	// A word of the name ("毛衣" for 羊绒圆领毛衣), when only one item has it.
	if v, name, ok = pickItems(items, func(_ int, it map[string]any) bool { return sharesWord(fmt.Sprint(it["name"]), folded) }); ok {
		if l := v.([]any); len(l) == 1 {
			return v, name, ok
		}
	}
	return pickItems(items, func(i int, _ map[string]any) bool { return i < len(ordinals) && containsAny(folded, ordinals[i]) })
}

// narrowed keeps, of several items of one name, those whose options are said.
func narrowed(v any, name string, items []any, folded string) (any, string, bool) {
	ids := v.([]any)
	if len(ids) < 2 {
		return v, name, true
	}
	w, wname, ok := pickItems(items, func(_ int, it map[string]any) bool {
		return slices.Contains(ids, firstOf(it, "id", "item_id")) && optionsSaid(it, folded) > 0
	})
	if ok {
		return w, wname, true
	}
	return v, name, true
}

func pickItems(items []any, want func(int, map[string]any) bool) (any, string, bool) {
	var ids []any
	var names []string
	for i, v := range items {
		it, ok := v.(map[string]any)
		if ok && want(i, it) {
			ids = append(ids, firstOf(it, "id", "item_id"))
			names = append(names, fmt.Sprint(it["name"]))
		}
	}
	return ids, strings.Join(names, "、"), len(ids) > 0
}

func optionsSaid(it map[string]any, folded string) int {
	n := 0
	opts, _ := it["options"].(map[string]any)
	for _, v := range opts {
		if s := strings.ToLower(fmt.Sprint(v)); len([]rune(s)) >= 2 && strings.Contains(folded, s) {
			n++
		}
	}
	return n
}

// sharesWord tells whether two Han characters in a row, or a Latin word of
// four letters, are in both.
func sharesWord(name, folded string) bool {
	rs := []rune(strings.ToLower(name))
	for i := 0; i+1 < len(rs); i++ {
		if unicode.Is(unicode.Han, rs[i]) && unicode.Is(unicode.Han, rs[i+1]) && strings.Contains(folded, string(rs[i:i+2])) {
			return true
		}
	}
	for _, w := range strings.Fields(strings.ToLower(name)) {
		if len(w) >= 4 && w[0] < 128 && strings.Contains(folded, w) {
			return true
		}
	}
	return false
}

// Choice finds which option is meant: the option whose word is in the text;
// of several, the one with the longest word.
func Choice(text string, options map[string]list) (string, bool) {
	folded := strings.ToLower(text)
	best, length := "", 0
	for _, key := range sortedNames(options) {
		for _, w := range append([]string{key, strings.ReplaceAll(key, "_", " ")}, options[key]...) {
			if w = strings.ToLower(w); len(w) > length && strings.Contains(folded, w) {
				best, length = key, len(w)
			}
		}
	}
	return best, length > 0
}

func sortedNames(m map[string]list) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

var (
	letterSize = sieve.MustCompile(`(?i)(?:^|[^a-z0-9])((?:[2-6]x|x{0,4})[sl]|m|xs|均码)(?:$|[^a-z0-9'])`)
	// "a large order" has no size in it; "in large" and "extra large" have.
	wordSize   = sieve.MustCompile(`(?i)\b((?:double[ -])?(?:extra|x)[ -](?:large|small))\b|(?:\bsize|\bin(?: an?)?|^)\s*(small|medium|large)\b|\b(small|medium|large)\s+size\b`)
	numberSize = sieve.MustCompile(`(?i)(\d{2,3}(?:\.5)?)\s*(?:码|号|cm)|size\s*(\d{1,3}(?:\.5)?)|(?:码|号|尺码)[:：]?\s*(\d{2,3})`)
	colorWords = sieve.MustCompile(`(?i)(红|黑|白|蓝|绿|黄|紫|灰|粉|棕|米|杏|橙|咖啡|卡其|藏青|酒红|驼)色?|red|black|white|blue|green|yellow|purple|gr[ae]y|pink|brown|beige|orange|khaki|navy|silver|gold`)
)

// option finds a size or a colour: first among those the product comes in,
// then by its form.
func (r *run) option(kind, text string, asked bool) (string, bool) {
	if kind == "color" {
		return r.colour(text, asked)
	}
	folded := strings.ToLower(text)
	best := ""
	for _, v := range r.productOptions(kind) {
		if s := strings.ToLower(v); len(s) > len(best) && saysOption(folded, s, asked) {
			best = v
		}
	}
	if best != "" {
		return best, true
	}
	return Size(text)
}

// colour finds one colour: a product's own, in either language, unless several
// are meant.
func (r *run) colour(text string, asked bool) (string, bool) {
	options := r.productOptions("color")
	slices.Sort(options)
	if meant, _ := shop.ColoursSaid(text, slices.Compact(options)); len(meant) == 1 {
		return meant[0], true
	} else if len(meant) > 1 {
		return "", false
	}
	s := colorWords.FindString(text)
	return s, s != "" && (asked || strings.Contains(s, "色"))
}

// sizeLetters are sizes said in words.
var sizeLetters = map[string]string{
	"small": "S", "medium": "M", "large": "L", "extra small": "XS", "x small": "XS", "extra large": "XL", "x large": "XL", "double extra large": "XXL", "double x large": "XXL",
}

// saysOption keeps the size M from being found in "medium" or "I'm".
func saysOption(folded, option string, asked bool) bool {
	if r := []rune(option); r[0] > unicode.MaxASCII {
		return strings.Contains(folded, option)
	}
	return containsWhole(strings.ReplaceAll(folded, "'", "x"), option) && (asked || len(option) > 1 || strings.Contains(folded, "码") || strings.Contains(folded, "size"))
}

func (r *run) productOptions(kind string) []string {
	var out []string
	variants, _ := r.c.Product["variants"].([]any)
	for _, v := range variants {
		if m, ok := v.(map[string]any); ok {
			if o, ok := m["options"].(map[string]any); ok && o[kind] != nil {
				out = append(out, fmt.Sprint(o[kind]))
			}
		}
	}
	return out
}

// Size finds a clothing or shoe size by its form.
func Size(text string) (string, bool) {
	if m := letterSize.FindStringSubmatch(text); m != nil {
		return strings.ToUpper(m[1]), true
	}
	if m := wordSize.FindStringSubmatch(text); m != nil {
		return sizeLetters[strings.Join(strings.FieldsFunc(strings.ToLower(m[1]+m[2]+m[3]), func(r rune) bool { return r == ' ' || r == '-' }), " ")], true
	}
	for _, s := range numberSize.FindStringSubmatch(text) {
		if _, err := strconv.ParseFloat(s, 64); err == nil {
			return s, true
		}
	}
	return "", false
}

func containsAny(s string, words []string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
