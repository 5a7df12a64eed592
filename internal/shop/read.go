package shop

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/manyhands/manyhands/internal/text/tongue"
)

// maxFile bounds a JSON file of the brand folder.
const maxFile = 256 << 20

// records reads a file that is an array of objects or an object of objects
// keyed by id, and calls read for each, with the key when there is one.
func records(name string, src io.Reader, read func(r *record, key string)) error {
	b, err := io.ReadAll(io.LimitReader(src, maxFile+1))
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if len(b) > maxFile {
		return ErrFile.With("%s: larger than %d bytes", name, maxFile)
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) {
		return ErrFile.With("%s: UTF-8 text was expected", name)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var doc any
	if err := d.Decode(&doc); err != nil {
		return ErrFile.With("%s: line %d: not JSON: %v", name, lineOf(b, err), err)
	}
	if d.More() {
		return ErrFile.With("%s: one array or object was expected, and something follows it", name)
	}
	var wrong error
	one := func(v any, where, key string) {
		m, ok := v.(map[string]any)
		if !ok {
			wrong = ErrFile.With("%s: %s: an object was expected", name, where)
			return
		}
		read(&record{file: name, where: where, m: m, err: &wrong}, key)
	}
	switch doc := doc.(type) {
	case []any:
		for i, v := range doc {
			if one(v, fmt.Sprintf("entry %d", i+1), ""); wrong != nil {
				return wrong
			}
		}
	case map[string]any:
		for _, k := range sortedKeys(doc) {
			if one(doc[k], fmt.Sprintf("entry %q", k), k); wrong != nil {
				return wrong
			}
		}
	default:
		return ErrFile.With("%s: an array, or an object keyed by id, was expected", name)
	}
	return nil
}

// lineOf is the line where the JSON went wrong; what ends too early went wrong
// at its end.
func lineOf(b []byte, err error) int {
	at := len(b)
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		at = min(int(syntax.Offset), len(b))
	}
	return 1 + bytes.Count(b[:at], []byte("\n"))
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func valuesByKey(m map[string]any) []any {
	out := make([]any, 0, len(m))
	for _, k := range sortedKeys(m) {
		out = append(out, m[k])
	}
	return out
}

// ReadProducts reads products.json, ours or the public retail shape. It
// returns ErrFile.
func ReadProducts(name string, src io.Reader) ([]Product, error) {
	var out []Product
	seen := map[string]bool{}
	err := records(name, src, func(r *record, key string) {
		p := readProduct(r, key)
		if seen[p.ID] {
			r.fail("id", "an id that no other product has", p.ID)
		}
		seen[p.ID] = true
		out = append(out, p)
	})
	return out, err
}

func readProduct(r *record, key string) Product {
	p := Product{
		ID: first(r.text("id", "product_id"), key), Name: r.text("name", "title"), NameEn: r.text("name_en"),
		Category: r.text("category"), PriceMinor: r.price("price_minor", "price"), Material: r.text("material"),
		Care: r.text("care"), Description: r.text("description"), Images: r.texts("images"), Tags: r.texts("tags"),
		Aliases: r.texts("aliases"), WarrantyDays: int(r.whole("warranty_days")), ShipsFrom: r.text("ships_from"),
		Facts: r.table("facts", "attributes"),
	}
	if p.ID == "" {
		r.fail("id", "an id", "")
	}
	if p.Name == "" {
		r.fail("name", "a name", "")
	}
	r.each(func(s *record) {
		p.SizeChart = append(p.SizeChart, SizeRow{Size: s.text("size"), HeightCM: s.span("height_cm"), WeightKG: s.span("weight_kg"), Note: s.text("note")})
	}, "size_chart")
	r.each(func(s *record) {
		v := Variant{ID: s.text("id", "item_id", "sku"), Options: s.table("options"), PriceMinor: s.price("price_minor", "price"), Stock: int(s.whole("stock"))}
		_, counted := s.m["stock"]
		v.Available = s.boolean(!counted || v.Stock > 0, "available")
		if v.PriceMinor == 0 {
			v.PriceMinor = p.PriceMinor
		}
		p.Variants = append(p.Variants, v)
	}, "variants")
	p.extra = r.rest(productFields)
	return p
}

// span reads [from, till].
func (r *record) span(name string) [2]float64 {
	list := r.list(name)
	if len(list) == 0 {
		return [2]float64{}
	}
	var out [2]float64
	for i, v := range list {
		n, ok := v.(json.Number)
		f, err := n.Float64()
		if !ok || err != nil || len(list) != 2 {
			r.fail(name, "[from, till]", list)
			return out
		}
		out[i] = f
	}
	return out
}

// ReadCoupons reads coupons.json. It returns ErrFile.
func ReadCoupons(name string, src io.Reader) ([]Coupon, error) {
	var out []Coupon
	err := records(name, src, func(r *record, key string) {
		c := Coupon{
			ID: first(r.text("id", "code"), key), Name: r.text("name", "title"), NameEn: r.text("name_en"), Kind: r.text("kind", "type"),
			OffMinor: r.price("off_minor", "off"), PercentBps: r.whole("percent_bps"), Gift: r.text("gift"),
			MinSpendMinor: r.price("min_spend_minor", "min_spend"), From: r.time("from"), Till: r.time("till"),
			Stacks: r.boolean(false, "stacks"), Products: r.texts("products"), Categories: r.texts("categories"),
			PerShopper: int(r.whole("per_shopper")), Rule: r.words("rule"),
		}
		switch c.Kind {
		case "amount", "percent", "gift", "shipping", "cashback":
		default:
			r.fail("kind", "amount, percent, gift, shipping or cashback", c.Kind)
		}
		if c.PercentBps < 0 || c.PercentBps > 10_000 {
			r.fail("percent_bps", "basis points from 0 to 10000", c.PercentBps)
		}
		if c.From != nil && c.Till != nil && c.Till.Before(*c.From) {
			r.fail("till", "a time after from", c.Till.Format(time.RFC3339))
		}
		if c.ID == "" {
			r.fail("id", "an id", "")
		}
		if slices.ContainsFunc(out, func(x Coupon) bool { return x.ID == c.ID }) {
			r.fail("id", "an id that no other coupon has", c.ID)
		}
		out = append(out, c)
	})
	return out, err
}

// words reads a text in one or two languages.
func (r *record) words(name string) tongue.Words {
	v, _ := r.pick(name)
	if v == nil {
		return nil
	}
	b, err := json.Marshal(v)
	if err == nil {
		var w tongue.Words
		if err = json.Unmarshal(b, &w); err == nil {
			return w
		}
	}
	r.fail(name, `a string or {"zh": …, "en": …}`, v)
	return nil
}

// ReadParcels reads logistics.json. It returns ErrFile.
func ReadParcels(name string, src io.Reader) (map[string]Parcel, error) {
	out := map[string]Parcel{}
	err := records(name, src, func(r *record, key string) {
		p := Parcel{Tracking: first(r.text("tracking", "tracking_id", "tracking_no"), key), Order: r.text("order", "order_id"), Carrier: r.text("carrier"), Status: r.text("status"), ETA: r.time("eta")}
		r.each(func(s *record) {
			e := ParcelEvent{Place: s.text("place", "location"), Text: s.text("text", "description")}
			if t := s.time("at", "time"); t != nil {
				e.At = *t
			}
			p.Events = append(p.Events, e)
		}, "events")
		if p.Tracking == "" {
			r.fail("tracking", "a tracking number", "")
		}
		if _, twice := out[p.Tracking]; twice {
			r.fail("tracking", "a tracking number that no other parcel has", p.Tracking)
		}
		var ok bool
		if p.Status, ok = parcelStatus(p.Status); !ok {
			r.fail("status", "one of "+strings.Join(parcelStatuses, ", "), r.text("status"))
		}
		out[p.Tracking] = p
	})
	return out, err
}

// ReadShoppers reads shoppers.json, or users.json of the public retail shape.
// It returns ErrFile.
func ReadShoppers(name string, src io.Reader) (map[string]Shopper, error) {
	out := map[string]Shopper{}
	err := records(name, src, func(r *record, key string) {
		s := Shopper{ID: first(r.text("id", "user_id"), key), Email: r.text("email"), Tier: r.text("tier"), Tags: r.texts("tags"), ContactCount24h: int(r.whole("contact_count_24h"))}
		if m, ok := r.m["name"].(map[string]any); ok {
			n := r.sub(m, "name")
			s.Name = strings.TrimSpace(n.text("first_name") + " " + n.text("last_name"))
		} else {
			s.Name = r.text("name")
		}
		s.Zip = r.child("address").text("zip")
		s.Wallets = r.readWallets()
		s.extra = r.rest(shopperFields)
		if s.ID == "" {
			r.fail("id", "an id", "")
		}
		if _, twice := out[s.ID]; twice {
			r.fail("id", "an id that no other shopper has", s.ID)
		}
		out[s.ID] = s
	})
	return out, err
}

func first(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}
