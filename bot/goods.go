package bot

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/manyhands/manyhands/bot/footing"
	"github.com/manyhands/manyhands/bot/say"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/classify"
	"github.com/manyhands/manyhands/internal/text/sieve"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// aspects are what can be asked of a product, the most particular first.
var aspects = []struct {
	name string
	form *sieve.Form
}{
	{"compare", sieve.MustCompile(`(?i)区别|哪个好|哪款好|对比|比较|difference between|compare|which (?:one )?is better|\bvs\b`)},
	{"fit", sieve.MustCompile(`(?i)(?:穿|选|拿|买|要)(?:什么|多大|哪个|几)(?:尺?码|号)?|what size|which size|size should|推荐.{0,4}码`)},
	{"stock", sieve.MustCompile(`(?i)有货|有没有货|还有(?:吗|没)|库存|缺货|断码|有.{0,6}(?:码|色)的?(?:吗|么|没)|in stock|available|availability|do you have|how many .{0,30}(?:options|variants|left)`)},
	{"price", sieve.MustCompile(`(?i)多少钱|怎么卖|什么价|价格|售价|几块|how much|price|cost\b`)},
	{"material", sieve.MustCompile(`(?i)材质|面料|成分|什么(?:料|皮|布)|含(?:绒|棉|毛)量|material|fabric|made of`)},
	{"care", sieve.MustCompile(`(?i)怎么洗|能机洗|可以机洗|洗涤|干洗|how (?:do i |to )?(?:wash|clean)|machine wash|washable`)},
	{"sizes", sieve.MustCompile(`(?i)有(?:哪些|什么|哪?几个|几种)(?:尺?码|号)|尺码表|what sizes|sizes? (?:chart|do)`)},
	{"colors", sieve.MustCompile(`(?i)有(?:哪些|什么|几种?|几个)颜?色|什么颜色|what colou?rs|which colou?rs`)},
	{"warranty", sieve.MustCompile(`(?i)保修|质保|warranty|guarantee`)},
}

// hasForm asks whether something is to be had.
var hasForm = sieve.MustCompile(`(?i)有.{1,8}(?:吗|么|没|不)|有没有.{1,8}|do you have|does it come in|is there|available in`)

// Measures are asked for without their name: how heavy, not what weight.
var (
	heavy = sieve.MustCompile(`(?i)how heavy|weigh|多重|重量|几斤|几公斤|多少克`)
	long  = sieve.MustCompile(`(?i)how long (?:is|are)\b|length|多长|长度`)
	tall  = sieve.MustCompile(`(?i)how (?:tall|high)|height|多高|高度`)
	roomy = sieve.MustCompile(`(?i)how (?:much|many litres) does it (?:hold|take)|capacity|volume|能装多少|容量|多少升`)
)

// factWords are what questions call the entries of a catalogue: English ones those
// of a Chinese catalogue, and measures in either.
var factWords = map[string]*sieve.Form{
	"防水": sieve.MustCompile(`(?i)water ?proof|water.?resist|rain`), "充绒量": sieve.MustCompile(`(?i)how much down|down weight|fill weight`),
	"蓬松度": sieve.MustCompile(`(?i)fill power|loft`), "衣长": sieve.MustCompile(`(?i)how long is|length`), "裙长": sieve.MustCompile(`(?i)how long is|length`),
	"裤长": sieve.MustCompile(`(?i)how long are|length|inseam`), "厚度": sieve.MustCompile(`(?i)how thick|thickness|how warm`), "版型": sieve.MustCompile(`(?i)\bcut\b|oversize|slim|loose|true to size|\bfit\b`),
	"尺寸": sieve.MustCompile(`(?i)dimension|how (?:big|large|long|wide)|measure`), "适合温度": sieve.MustCompile(`(?i)temperature|how cold|degrees`), "透不透": sieve.MustCompile(`(?i)see.?through|transparent|sheer`),
	"重量": heavy, "净重": heavy, "weight": heavy, "长度": long, "length": long, "高度": tall, "height": tall, "容量": roomy, "capacity": roomy, "volume": roomy,
	"细度": sieve.MustCompile(`(?i)micron|how fine`),
}

// follows are the aspects that a question after a product is still about.
var follows = map[string]bool{"fit": true, "stock": true, "price": true, "sizes": true, "colors": true}

// goods answers a question about a product from the catalogue. A product that
// is named decides it; one remembered from before only when no intent is sure.
func (t *turn) goods() bool {
	named := t.namedGoods()
	aspect := aspectOf(t.text)
	if aspect == "" {
		named, aspect = t.nextGoods(named)
	}
	p, ok := t.product(named)
	if !ok {
		return false
	}
	if s := t.mind.subjects[t.th.intent]; t.th.decide == classify.Answer && (s != nil && s.sop != nil || len(named) == 0 && !follows[aspect]) {
		return false
	}
	if aspect == "" && hasForm.MatchString(t.text) {
		if _, said := shop.ColoursSaid(t.text, p.Options("color")); said {
			aspect = "stock" // 有墨绿吗
		}
	}
	text := t.tell(p, named, aspect)
	if text == "" {
		text, aspect = t.ownFact(p)
	}
	if text == "" {
		return false
	}
	t.reply.Intent, t.reply.Confidence = "product_"+aspect, 1
	t.reply.Why.Path = "product"
	if t.askedAgain("product:" + p.ID + ":" + aspect) {
		return true
	}
	t.add(say.Ended(text, t.lang))
	t.cite(Citation{Product: p.ID, Title: p.Name, Source: "catalogue", Quote: aspect})
	return true
}

func aspectOf(text string) string {
	for _, a := range aspects {
		if a.form.MatchString(text) {
			return a.name
		}
	}
	return ""
}

// nextGoods is what a short message after a product question asks the same of:
// 那三文鱼的呢, another product by a word that it alone is called by, or 07 呢,
// another option of the one at hand.
func (t *turn) nextGoods(named []shop.Product) (next []shop.Product, aspect string) {
	before, after := strings.CutPrefix(t.s.Intent, "product_")
	if !after || !inPassing(t.text) || !leans(t.text) {
		return named, ""
	}
	if len(named) > 0 {
		return named, before
	}
	p, known := t.mind.goods.Product(t.s.Product)
	if _, said := shop.ColoursSaid(t.text, p.Options("color")); known && said {
		return []shop.Product{p}, "stock"
	}
	for _, word := range footing.Words(t.text) {
		var fits []shop.Product
		for _, q := range t.mind.brand.Products {
			if slices.ContainsFunc(append([]string{q.Name, q.NameEn}, q.Aliases...), func(name string) bool { return footing.Stands(word, name) }) {
				fits = append(fits, q)
			}
		}
		if len(fits) == 1 {
			return fits, before
		}
	}
	return nil, ""
}

func (t *turn) product(named []shop.Product) (shop.Product, bool) {
	if len(named) > 0 {
		return named[0], true
	}
	return t.mind.goods.Product(t.s.Product)
}

// nameOf is the product in the shopper's language.
func (t *turn) nameOf(p shop.Product) string {
	if t.lang == tongue.English && p.NameEn != "" {
		return p.NameEn
	}
	return p.Name
}

func (t *turn) money(minor int64) string {
	return sop.Money(minor, t.mind.brand.Profile.Currency, t.lang)
}

func (t *turn) pick(zh, en string) string {
	if t.lang == tongue.English {
		return en
	}
	return zh
}

// tell answers one aspect; "" when the catalogue does not say.
func (t *turn) tell(p shop.Product, named []shop.Product, aspect string) string {
	name := t.nameOf(p)
	switch aspect {
	case "price":
		return t.price(p)
	case "material":
		return said(t.pick("%s的材质是%s", "The %s is made of: %s"), name, p.Material)
	case "care":
		return said(t.pick("%s的洗护方式：%s", "Care for the %s: %s"), name, p.Care)
	case "sizes":
		return said(t.pick("%s有这些尺码：%s", "The %s comes in sizes %s"), name, strings.Join(p.Options("size"), t.pick("、", ", ")))
	case "colors":
		return said(t.pick("%s有这些颜色：%s", "The %s comes in %s"), name, strings.Join(t.colourNames(p), t.pick("、", ", ")))
	case "warranty":
		if p.WarrantyDays > 0 {
			return fmt.Sprintf(t.pick("%s质保 %d 天", "The %s has a warranty of %d days"), name, p.WarrantyDays)
		}
	case "stock":
		return t.stock(p)
	case "fit":
		return t.fit(p)
	case "compare":
		if len(named) > 1 {
			return t.compare(named)
		}
	}
	return ""
}

// said is a sentence, or nothing when there is nothing to put in it.
func said(form, name, what string) string {
	if what == "" {
		return ""
	}
	return fmt.Sprintf(form, name, what)
}

func (t *turn) price(p shop.Product) string {
	low, high := p.Prices()
	switch {
	case low <= 0:
		return ""
	case low == high:
		return fmt.Sprintf(t.pick("%s现在标价 %s", "The %s is %s"), t.nameOf(p), t.money(low))
	}
	return fmt.Sprintf(t.pick("%s按颜色尺码不同，标价 %s到 %s", "The %s is %s to %s, depending on the options"), t.nameOf(p), t.money(low), t.money(high))
}

// stock tells about the size and colour that the message names.
func (t *turn) stock(p shop.Product) string {
	if len(p.Variants) == 0 {
		return ""
	}
	size, _ := sop.Size(t.text)
	colours, said := shop.ColoursSaid(t.text, p.Options("color"))
	var want, have []string
	for _, v := range p.Variants {
		if size != "" && !strings.EqualFold(v.Options["size"], size) || said && !slices.Contains(colours, v.Options["color"]) {
			continue
		}
		label := t.optionName(v)
		want = append(want, label)
		if v.Available {
			have = append(have, label)
		}
	}
	name, comma := t.nameOf(p), t.pick("、", ", ")
	switch {
	case len(want) == 0:
		return fmt.Sprintf(t.pick("%s没有您说的这个颜色或尺码", "The %s does not come in that colour or size"), name)
	case len(have) == 0:
		return fmt.Sprintf(t.pick("%s您要的%s暂时没有货", "I'm afraid %s (%s) is out of stock at the moment"), name, t.apart(strings.Join(first(want, 3), comma)))
	case size == "" && !said:
		return fmt.Sprintf(t.pick("%s有货，目前可选 %d 种：%s", "The %s is in stock in %d options: %s"), name, len(have), strings.Join(first(have, 8), comma))
	}
	return fmt.Sprintf(t.pick("%s的%s有货，可以直接下单", "Yes, %s (%s) is in stock"), name, t.apart(strings.Join(first(have, 4), comma)))
}

// optionName is a variant's colour and size in the shopper's language.
func (t *turn) optionName(v shop.Variant) string {
	return strings.TrimSpace(t.colourName(v.Options["color"]) + " " + v.Options["size"])
}

// apart sets a Latin end off from the Chinese that follows it.
func (t *turn) apart(s string) string {
	if t.lang != tongue.English && s != "" && s[len(s)-1] < utf8.RuneSelf {
		return s + " "
	}
	return s
}

func (t *turn) colourName(value string) string {
	if t.lang == tongue.English {
		return shop.EnglishColour(value)
	}
	return value
}

func (t *turn) colourNames(p shop.Product) []string {
	var out []string
	for _, c := range p.Options("color") {
		out = append(out, t.colourName(c))
	}
	return out
}

func first(l []string, n int) []string { return l[:min(n, len(l))] }

// fit advises a size from the chart; without measures it asks for them.
func (t *turn) fit(p shop.Product) string {
	if len(p.SizeChart) == 0 {
		return ""
	}
	h, _ := t.s.Entities["height_cm"].(float64)
	w, _ := t.s.Entities["weight_kg"].(float64)
	if h == 0 && w == 0 {
		return t.pick("方便告诉我身高和体重吗？我按尺码表帮您看", "Could you tell me your height and weight? I'll check the size chart for you")
	}
	fits := p.Fit(h, w)
	if len(fits) == 0 {
		return ""
	}
	var sizes []string
	for _, r := range fits {
		sizes = append(sizes, r.Size)
	}
	return fmt.Sprintf(t.pick("按尺码表，%s您适合 %s 码", "By the size chart, your size in the %s is %s"), t.nameOf(p), strings.Join(sizes, t.pick(" 或 ", " or ")))
}

func (t *turn) compare(list []shop.Product) string {
	var rows []string
	for _, p := range list[:min(3, len(list))] {
		row := []string{t.price(p)}
		if p.Material != "" {
			row = append(row, t.tell(p, nil, "material"))
		}
		rows = append(rows, strings.Join(row, t.pick(",", ". ")))
	}
	return strings.Join(rows, "\n")
}

// ownFact answers from the product's own table of facts, when the message
// names one of its entries.
func (t *turn) ownFact(p shop.Product) (text, aspect string) {
	folded := strings.ToLower(t.text)
	for k, v := range p.Facts {
		form := factWords[k]
		if len([]rune(k)) >= 2 && (strings.Contains(folded, strings.ToLower(k)) || form != nil && form.MatchString(t.text)) && (aspect == "" || k < aspect) {
			text, aspect = fmt.Sprintf(t.pick("%s的%s:%s", "%s, %s: %s"), t.nameOf(p), k, v), k
		}
	}
	return text, aspect
}
