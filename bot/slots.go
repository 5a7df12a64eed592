package bot

import (
	"slices"
	"strconv"
	"strings"

	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/sop"
	"github.com/manyhands/manyhands/internal/text/sieve"
)

// identify establishes who asks: by the channel, by what the chat established
// before, or by what the shopper tells and only they would know: the e-mail of
// the account, or full name and zip code.
func (t *turn) identify() {
	t.shopper = t.msg.Shopper
	if t.shopper == "" {
		t.shopper = t.s.Shopper
	}
	if t.shopper == "" {
		t.shopper, t.s.Method = t.mind.recognise(t.text)
		t.s.Shopper = t.shopper
		if t.shopper != "" && t.s.Held != "" {
			t.text, t.s.Held = t.s.Held, "" // now what was asked can be answered
		}
	}
	if t.shopper != "" && t.doors.Orders != nil {
		t.orders = t.doors.Orders(t.shopper)
	}
}

// recognise finds the one shopper whom a text proves to be.
func (m *Mind) recognise(text string) (id, method string) {
	folded := strings.ToLower(text)
	mail, word := strings.Contains(text, "@"), zipCode.FindString(text)
	if !mail && word == "" {
		return "", ""
	}
	for _, s := range m.brand.Shoppers {
		how := ""
		switch {
		case mail && s.Email != "" && slices.Contains(strings.FieldsFunc(folded, notInMail), strings.ToLower(s.Email)):
			how = "email"
		case word != "" && s.Zip == word && s.Name != "" && strings.Contains(folded, strings.ToLower(s.Name)):
			how = "name_zip"
		default:
			continue
		}
		if id != "" && id != s.ID {
			return "", "" // two would fit, so it proves nothing
		}
		id, method = s.ID, how
	}
	return id, method
}

var zipCode = sieve.MustCompile(`\b\d{5,6}\b`)

func notInMail(r rune) bool {
	return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("@._+-", r))
}

// slots remembers what the message names: an order, a product, measures.
func (t *turn) slots() {
	ids := t.orderIDs()
	if id, ok := sop.OrderID(t.text, ids); ok && slices.Contains(ids, id) {
		t.s.Order, t.named = id, true
		t.s.Entities["order_id"] = id
		if t.s.Held != "" {
			t.text, t.s.Held = t.s.Held, ""
		}
	}
	if !slices.Contains(ids, t.s.Order) {
		t.s.Order = "" // it is not, or no longer, this shopper's
	}
	if list := t.namedGoods(); len(list) > 0 {
		t.s.Product = list[0].ID
		t.s.Entities["product"] = list[0].ID
	}
	if size, ok := sop.Size(t.text); ok {
		t.s.Entities["size"] = size
	}
	if h, w := measures(t.text); h > 0 || w > 0 {
		if h > 0 {
			t.s.Entities["height_cm"] = h
		}
		if w > 0 {
			t.s.Entities["weight_kg"] = w
		}
	}
}

// namedGoods are the products that the message names, found once a text.
func (t *turn) namedGoods() []shop.Product {
	if t.goodsOf != t.text {
		t.goodsOf, t.goodsNamed = t.text, t.mind.goods.Named(t.text)
	}
	return t.goodsNamed
}

func (t *turn) orderIDs() []string {
	var ids []string
	for _, o := range t.orders {
		ids = append(ids, o.ID)
	}
	return ids
}

// order is the order that the chat is about: the one named, else the only one.
func (t *turn) order() (shop.Order, bool) {
	for _, o := range t.orders {
		if o.ID == t.s.Order || t.s.Order == "" && len(t.orders) == 1 {
			return o, true
		}
	}
	return shop.Order{}, false
}

// latest is the order that a picture is likely about: the one named, else the
// newest.
func (t *turn) latest() (shop.Order, bool) {
	if o, ok := t.order(); ok {
		return o, true
	}
	if len(t.orders) == 0 {
		return shop.Order{}, false
	}
	return t.orders[0], true
}

// strangeOrder tells whether the message names an order number that is not the
// shopper's.
func (t *turn) strangeOrder() (string, bool) {
	id, ok := sop.OrderID(t.text, t.orderIDs())
	if !ok {
		id, ok = t.likeOwn()
	}
	if !ok || slices.Contains(t.orderIDs(), id) || !strings.ContainsAny(id, "0123456789") {
		return "", false
	}
	if len(t.orders) == 0 && t.shopper == "" {
		return id, true
	}
	// A number that looks like this shop's own order numbers, or one that is
	// announced as an order.
	for _, o := range t.mind.brand.Orders {
		if shape(o.ID) == shape(id) || strings.TrimPrefix(o.ID, "#") == strings.TrimPrefix(id, "#") {
			return id, true
		}
		break
	}
	return id, strings.Contains(t.text, "订单") || strings.Contains(strings.ToLower(t.text), "order")
}

// likeOwn is a number in the message that has the shape of the shopper's own
// order numbers, where a letter makes the shape tell, and is none of them.
func (t *turn) likeOwn() (string, bool) {
	own := t.orderIDs()
	for _, word := range coded.FindAllString(t.text, -1) {
		for _, id := range own {
			if s := shape(id); strings.Contains(s, "a") && len(s) >= 4 && shape(word) == s && !slices.Contains(own, word) {
				return word, true
			}
		}
	}
	return "", false
}

// shape is the form of an order number: letters and digits by their place.
func shape(id string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return '0'
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			return 'a'
		case r == '#':
			return -1
		}
		return r
	}, id)
}

var (
	heightForm = sieve.MustCompile(`(?i)(?:身高|高|height|tall)\s*(?:is|[:：是])?\s*(1[3-9]\d|20\d)|(1[3-9]\d|20\d)\s*(?:cm|公分|厘米|高)|(1)[.米](\d{1,2})\s*(?:m\b|米)?`)
	heightBare = sieve.MustCompile(`(?:^|\D)(1[3-9]\d|20\d)(?:\D|$)`) // "165 110斤"
	weightKG   = sieve.MustCompile(`(?i)(\d{2,3}(?:\.\d)?)\s*(?:kg|公斤|kilo)`)
	weightJin  = sieve.MustCompile(`(\d{2,3}(?:\.\d)?)\s*斤`)
	weightLb   = sieve.MustCompile(`(?i)(\d{2,3})\s*(?:lbs?|pounds?)\b`)
)

// measures reads a height in cm and a weight in kg: 165cm, 1米65, 110斤, 55kg.
// A bare number is a height only beside a weight.
func measures(text string) (heightCM, weightKilo float64) {
	for _, f := range []struct {
		form   *sieve.Form
		factor float64
	}{{weightKG, 1}, {weightJin, 0.5}, {weightLb, 0.4536}} {
		if m := f.form.FindStringSubmatch(text); m != nil && weightKilo == 0 {
			w, _ := strconv.ParseFloat(m[1], 64)
			weightKilo = w * f.factor
		}
	}
	m := heightForm.FindStringSubmatch(text)
	switch {
	case m != nil && m[3] != "":
		rest, _ := strconv.ParseFloat(m[4], 64)
		if len(m[4]) == 1 {
			rest *= 10
		}
		heightCM = 100 + rest
	case m != nil:
		heightCM, _ = strconv.ParseFloat(m[1]+m[2], 64)
	case weightKilo > 0:
		if b := heightBare.FindStringSubmatch(text); b != nil {
			heightCM, _ = strconv.ParseFloat(b[1], 64)
		}
	}
	return heightCM, weightKilo
}
