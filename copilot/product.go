package copilot

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/manyhands/manyhands/internal/chat"
	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/tongue"
)

// Card is a product to recommend, with why and where to.
type Card struct {
	Product    string         `json:"product"`
	SKU        string         `json:"sku,omitempty"` // the variant that fits, when one does
	Name       string         `json:"name"`
	PriceMinor int64          `json:"price_minor"`
	Currency   string         `json:"currency"`
	Stock      int            `json:"stock"`
	Image      string         `json:"image,omitempty"`
	Reasons    []tongue.Words `json:"reasons"` // never empty
	Link       string         `json:"link"`    // carries the conversation, so that an order is credited to it
}

const mostCards = 3

var (
	asksOfProduct = regexp.MustCompile(`(?i)有货|库存|多少钱|价格|材质|面料|怎么洗|机洗|尺码|多大|什么码|颜?色|保修|质保|in stock|how much|price|material|wash|size|colou?r|warranty`)
	wantsToBuy    = regexp.MustCompile(`(?i)推荐|有没有.{0,8}(?:款|的)|想买|想要.{0,6}(?:件|条|款)|搭配|买哪|哪款|recommend|looking for|which one|goes with|want to buy`)
	height        = regexp.MustCompile(`(1[3-9]\d|20\d)\s*(?:cm|厘米|公分)?|1米([3-9]\d?)`)
	weight        = regexp.MustCompile(`(\d{2,3}(?:\.\d)?)\s*(kg|公斤|千克|斤)`)
)

// measures are the height in centimetres and the weight in kilograms that the
// shopper told; zero is not told.
func measures(text string) (cm, kg float64) {
	if m := weight.FindStringSubmatch(text); m != nil {
		kg, _ = strconv.ParseFloat(m[1], 64) // digits by the pattern
		if m[2] == "斤" {
			kg /= 2
		}
		text = strings.Replace(text, m[0], " ", 1)
	}
	if m := height.FindStringSubmatch(text); m != nil {
		digits := m[1]
		if digits == "" {
			digits = "1" + m[2]
			if len(m[2]) == 1 {
				digits += "0"
			}
		}
		cm, _ = strconv.ParseFloat(digits, 64)
	}
	return cm, kg
}

// aboutProduct is what the catalogue says to the question; "" when it says
// nothing of it.
func (s *scene) aboutProduct(p shop.Product) string {
	var out []string
	add := func(form string, args ...any) { out = append(out, fmt.Sprintf(form, args...)) }
	q, name := strings.ToLower(s.question), s.nameOf(p)
	has := func(words ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(q, w) })
	}
	cm, kg := measures(s.shopperSaid())
	if fit := p.Fit(cm, kg); (cm > 0 || kg > 0) && len(fit) > 0 && has("码", "多大", "穿", "size", "fit") {
		add(s.pick("按您的身高体重，%s建议选 %s 码。", "For your height and weight, the %s fits best in size %s."), name, fit[0].Size)
	}
	if size, ok := sop.Size(s.question); ok && has("货", "库存", "有", "stock", "available") {
		out = append(out, s.stockOf(p, size))
	}
	if low, high := p.Prices(); low > 0 && has("多少钱", "价格", "价", "how much", "price") {
		if low == high {
			add(s.pick("%s现在标价 %s。", "The %s is %s."), name, s.money(low))
		} else {
			add(s.pick("%s按颜色尺码不同，标价 %s 到 %s。", "The %s is %s to %s, depending on the options."), name, s.money(low), s.money(high))
		}
	}
	if p.Material != "" && has("材质", "面料", "成分", "充绒", "material", "fabric") {
		add(s.pick("%s的材质：%s。", "The %s is made of %s."), name, p.Material)
	}
	if p.Care != "" && has("洗", "wash", "clean") {
		add(s.pick("%s的洗护：%s。", "Care for the %s: %s."), name, p.Care)
	}
	if p.WarrantyDays > 0 && has("保修", "质保", "warranty") {
		add(s.pick("%s质保 %d 天。", "The %s has a warranty of %d days."), name, p.WarrantyDays)
	}
	if colours := p.Options("color"); len(colours) > 0 && has("颜色", "什么色", "colour", "color") {
		add(s.pick("%s有这些颜色：%s。", "The %s comes in %s."), name, strings.Join(colours, s.pick("、", ", ")))
	}
	return strings.Join(slices.DeleteFunc(out, func(x string) bool { return x == "" }), s.pick("", " "))
}

// stockOf tells in which colours a size is in stock.
func (s *scene) stockOf(p shop.Product, size string) string {
	var have []string
	known := false
	for _, v := range p.Variants {
		if !strings.EqualFold(v.Options["size"], size) {
			continue
		}
		known = true
		if v.Stock > 0 {
			have = append(have, v.Options["color"])
		}
	}
	switch {
	case !known:
		return ""
	case len(have) == 0:
		return fmt.Sprintf(s.pick("%s的 %s 码现在没有货，可以登记到货提醒。", "The %s is out of stock in %s; a restock alert can be set."), s.nameOf(p), size)
	}
	return fmt.Sprintf(s.pick("%s的 %s 码现在有货：%s。", "The %s is in stock in %s: %s."), s.nameOf(p), size, strings.Join(have, s.pick("、", ", ")))
}

// cards are products worth showing: those spoken of that are in stock, and
// where the shopper wants to buy, those that the words are about.
func (s *scene) cards() []Card {
	out := []Card{}
	said := s.shopperSaid()
	add := func(p shop.Product, why tongue.Words) {
		if len(out) == mostCards || slices.ContainsFunc(out, func(x Card) bool { return x.Product == p.ID }) {
			return
		}
		if card, ok := s.card(p, said, why); ok {
			out = append(out, card)
		}
	}
	for _, p := range s.mind.goods.Named(said) {
		add(p, both("顾客提到了它", "The shopper spoke of it"))
	}
	if p, ok := s.onPage(); ok {
		add(p, both("顾客正在看它", "The shopper is looking at it"))
	}
	if wantsToBuy.MatchString(s.question) || s.intent.Intent == "buy" {
		for _, h := range s.mind.byProduct.Search(s.question, mostCards) {
			if p, ok := s.mind.goods.Product(h.ID); ok {
				add(p, both("和顾客说的最接近", "Closest to what the shopper says"))
			}
		}
	}
	return out
}

func (s *scene) onPage() (shop.Product, bool) {
	u, err := url.Parse(s.chat.PageURL)
	if err != nil {
		return shop.Product{}, false
	}
	for _, id := range []string{u.Query().Get("product"), u.Query().Get("sku"), u.Fragment, u.Path[strings.LastIndexByte(u.Path, '/')+1:]} {
		if p, ok := s.mind.goods.Product(id); ok {
			return p, true
		}
	}
	return shop.Product{}, false
}

// card is false for what cannot be bought now.
func (s *scene) card(p shop.Product, said string, why tongue.Words) (Card, bool) {
	low, _ := p.Prices()
	c := Card{Product: p.ID, Name: s.nameOf(p), PriceMinor: low, Currency: s.mind.profile.Currency, Reasons: []tongue.Words{why}}
	if len(p.Images) > 0 {
		c.Image = p.Images[0]
	}
	for _, v := range p.Variants {
		c.Stock += v.Stock
	}
	if len(p.Variants) > 0 && c.Stock == 0 {
		return c, false
	}
	size := s.sizeFor(p, said, &c)
	for _, v := range p.Variants {
		if strings.EqualFold(v.Options["size"], size) && v.Stock > 0 {
			c.SKU, c.PriceMinor, c.Stock = v.ID, v.PriceMinor, v.Stock
			c.Reasons = append(c.Reasons, both(fmt.Sprintf("%s 码有货 %d 件", size, v.Stock), fmt.Sprintf("%d in stock in %s", v.Stock, size)))
			break
		}
	}
	for _, co := range s.mind.coupons {
		if co.Covers(p) && co.Running(s.now) && co.Off(c.PriceMinor) > 0 {
			c.Reasons = append(c.Reasons, both(co.Name+"可用", firstOf(co.NameEn, co.Name)+" applies"))
			break
		}
	}
	c.Link = s.link(firstOf(c.SKU, p.ID))
	return c, true
}

// sizeFor is the size that the shopper's measures or words point to.
func (s *scene) sizeFor(p shop.Product, said string, c *Card) string {
	cm, kg := measures(said)
	if fit := p.Fit(cm, kg); (cm > 0 || kg > 0) && len(fit) > 0 {
		c.Reasons = append(c.Reasons, both("按身高体重适合 "+fit[0].Size+" 码", "Fits in size "+fit[0].Size+" by the measures told"))
		return fit[0].Size
	}
	size, _ := sop.Size(said)
	return size
}

// link leads to the product and carries the conversation.
func (s *scene) link(sku string) string {
	return "/shop/?" + url.Values{"sku": {sku}, "chat": {s.chat.ID.String()}}.Encode()
}

func firstOf(l ...string) string {
	for _, s := range l {
		if s != "" {
			return s
		}
	}
	return ""
}

// Opportunity is a next best action with what is at stake, in money that the
// shop's own data names.
type Opportunity struct {
	Kind         string       `json:"kind" enum:"two_sizes,unpaid_cart,near_coupon"`
	Text         tongue.Words `json:"text"`
	AtStakeMinor int64        `json:"at_stake_minor"`
	Currency     string       `json:"currency"`
}

// largeCart is the unpaid amount that is worth a word of the agent. The figure
// is ours: no source says where a cart becomes large.
const largeCart = 1000_00

// opportunities looks for what the shopper is about to do.
func (s *scene) opportunities() []Opportunity {
	out := []Opportunity{}
	add := func(kind string, at int64, text tongue.Words) {
		out = append(out, Opportunity{Kind: kind, Text: text, AtStakeMinor: at, Currency: s.mind.profile.Currency})
	}
	sizes := map[string]bool{}
	for _, m := range s.said {
		if size, ok := sop.Size(m.Text); ok && m.Author == chat.Shopper {
			sizes[size] = true
		}
	}
	if named := s.mind.goods.Named(s.shopperSaid()); len(sizes) >= 2 && len(named) > 0 {
		low, _ := named[0].Prices()
		add("two_sizes", low, both("顾客在两个尺码之间犹豫："+strings.Join(sorted(sizes), "、")+"，问身高体重帮选", "Torn between two sizes ("+strings.Join(sorted(sizes), ", ")+"): ask for height and weight"))
	}
	for _, o := range s.orders {
		if o.State != shop.AwaitingPayment {
			continue
		}
		if o.AmountMinor >= largeCart {
			add("unpaid_cart", o.AmountMinor, both("订单 "+o.ID+" 待付款，金额较大，问清顾虑并协助付款", "Order "+o.ID+" is unpaid and large: ask what holds it up"))
		}
		for _, co := range s.mind.coupons {
			if gap := co.MinSpendMinor - o.AmountMinor; co.Running(s.now) && gap > 0 && gap*5 <= co.MinSpendMinor {
				add("near_coupon", gap, both("再加一点就能用「"+co.Name+"」", "A little more and "+firstOf(co.NameEn, co.Name)+" applies"))
				break
			}
		}
	}
	return out
}

func sorted(set map[string]bool) []string {
	var out []string
	for k := range set {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
