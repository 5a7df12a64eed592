package demo

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/internal/shop"
	"github.com/manyhands/manyhands/internal/tag"
	"github.com/manyhands/manyhands/matching/forecast"
)

const seed, size = 7, 3000

func world(t *testing.T) Sales {
	t.Helper()
	s, err := Orders(seed, Anchor(), size)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// Same seed, same world; another seed, another world.
func TestTheSameSeedMakesTheSameWorld(t *testing.T) {
	t.Parallel()
	a, b := world(t), world(t)
	if !reflect.DeepEqual(a, b) {
		t.Error("got two different sales from one seed")
	}
	other, err := Orders(seed+1, Anchor(), size)
	if err != nil {
		t.Fatal(err)
	}
	if reflect.DeepEqual(a, other) {
		t.Error("got the same sales from two seeds")
	}
	monday := Anchor().AddDate(0, 0, -71)
	if !reflect.DeepEqual(History(seed, monday, 10), History(seed, monday, 10)) {
		t.Error("got two histories from one seed")
	}
	if !reflect.DeepEqual(Pool(seed, Anchor(), 300), Pool(seed, Anchor(), 300)) {
		t.Error("got two pools from one seed")
	}
}

// An order's life runs forward: placed, paid, sent, received, done, and
// nothing after the anchor.
func TestAnOrdersLifeRunsForwardAndFitsItsState(t *testing.T) {
	t.Parallel()
	s := world(t)
	if len(s.Orders) != size {
		t.Fatalf("got %d orders, want %d", len(s.Orders), size)
	}
	states, ids, shoppers := map[shop.State]int{}, map[string]bool{}, map[string]bool{}
	for _, o := range s.Orders {
		states[o.State]++
		shoppers[o.Shopper] = true
		if ids[o.ID] {
			t.Errorf("order %s is there twice", o.ID)
		}
		ids[o.ID] = true
		last := time.Time{}
		for _, at := range []*time.Time{o.CreatedAt, o.PaidAt, o.ShippedAt, o.DeliveredAt, o.CompletedAt} {
			if at == nil {
				continue
			}
			if at.Before(last) || at.After(Anchor()) {
				t.Errorf("%s %s: %v after %v, anchor %v", o.ID, o.State, at, last, Anchor())
			}
			last = *at
		}
		sent := o.State == shop.Shipped || o.State == shop.PartlyShipped || o.State == shop.Completed
		if sent != (o.ShippedAt != nil) || sent != (len(o.Tracking) > 0) || (o.State == shop.Completed) != (o.CompletedAt != nil) {
			t.Errorf("%s does not look %s", o.ID, o.State)
		}
		if o.AmountMinor <= 0 || o.AmountMinor > goods(&o)+800 || len(o.Items) == 0 {
			t.Errorf("%s costs %d for goods of %d", o.ID, o.AmountMinor, goods(&o))
		}
	}
	if len(states) != 9 {
		t.Errorf("got the states %v, want all nine", states)
	}
	if len(shoppers) < 700 {
		t.Errorf("got orders of %d shoppers, want at least 700", len(shoppers))
	}
}

// Whoever plays the event finds something for price protection and for a
// parcel that stands still.
func TestTheWorldHasSomethingForEveryArticle(t *testing.T) {
	t.Parallel()
	s := world(t)
	products, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	shelf, fell, still := shop.NewCatalogue(products), 0, 0
	for _, o := range s.Orders {
		if cheaperNow(o, shelf) {
			fell++
		}
	}
	for _, p := range s.Parcels {
		if e, ok := p.Last(); ok && p.Status == "in_transit" && Anchor().Sub(e.At) > 72*time.Hour {
			still++
		}
	}
	if fell < size/50 || still < 5 {
		t.Errorf("got %d orders that are cheaper now and %d parcels that stand still", fell, still)
	}
}

// The folder that is written is read by the shop as it is.
func TestTheShopReadsTheWrittenFolder(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "yunshang")
	if err := WriteFolder(dir, seed, Anchor(), 200); err != nil {
		t.Fatal(err)
	}
	open := func(name string) *os.File {
		f, err := os.Open(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Close() })
		return f
	}
	orders, err := shop.ReadOrders("orders.json", open("orders.json"))
	if err != nil || len(orders) != 200 {
		t.Errorf("got %d orders and %v, want 200", len(orders), err)
	}
	parcels, err := shop.ReadParcels("logistics.json", open("logistics.json"))
	if err != nil {
		t.Error(err)
	}
	for _, p := range parcels {
		if _, ok := orders[p.Order]; !ok {
			t.Errorf("parcel %s is of order %q, which nobody placed", p.Tracking, p.Order)
		}
	}
	shoppers, err := shop.ReadShoppers("shoppers.json", open("shoppers.json"))
	if err != nil {
		t.Error(err)
	}
	for _, o := range orders {
		if _, ok := shoppers[o.Shopper]; !ok {
			t.Errorf("order %s is %q's, whom nobody knows", o.ID, o.Shopper)
		}
		if o.View()["channel"] == nil {
			t.Errorf("a guard cannot read the channel of %s", o.ID)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "brand.yaml")); err != nil {
		t.Error(err)
	}
}

// The history is what the forecast reads, every row of it, and carries the
// week's shape and one past sale.
func TestTheForecastReadsTheHistory(t *testing.T) {
	t.Parallel()
	past := History(seed, Anchor().AddDate(0, 0, -70), 10)
	var contacts, events bytes.Buffer
	if err := past.WriteContacts(&contacts); err != nil {
		t.Fatal(err)
	}
	if err := past.WriteEvents(&events); err != nil {
		t.Fatal(err)
	}
	h, refused, err := forecast.ReadHistory(&contacts)
	if err != nil || refused.Count != 0 || h.Len() != len(past.Rows) {
		t.Fatalf("got %v, %d refused", err, refused.Count)
	}
	es, refused, err := forecast.ReadEvents(&events)
	if err != nil || refused.Count != 0 || len(es) != 2 || !es[0].Typed || es[1].Typed {
		t.Fatalf("got events %+v, %v", es, err)
	}
	if !es[1].Start.Equal(Anchor()) {
		t.Errorf("got the coming event at %v, want the anchor %v", es[1].Start, Anchor())
	}
	perDay := map[string]float64{}
	for _, r := range past.Rows {
		perDay[r.Start.Format("0102")] += r.Contacts
	}
	days := make([]float64, 0, len(perDay))
	for _, n := range perDay {
		days = append(days, n)
	}
	slices.Sort(days)
	if usual := days[len(days)/2]; len(days) != 70 || days[69] < 2.5*usual || math.Abs(usual-12_000) > 3200 {
		t.Errorf("got %d days, a usual one of %.0f and a highest of %.0f", len(days), usual, days[69])
	}
}

// The pool's tags are the vocabulary's, its logins are its own, and the city
// is nowhere that a score could see.
func TestThePoolIsFitToBeMatched(t *testing.T) {
	t.Parallel()
	pool := Pool(seed, Anchor(), 2000)
	logins, held, evening := map[string]bool{}, 0, 0
	for _, a := range pool {
		if logins[a.Login] {
			t.Errorf("login %s is there twice", a.Login)
		}
		logins[a.Login] = true
		for _, x := range a.Tags {
			if _, err := tag.Parse(string(x)); err != nil {
				t.Errorf("%s: %v", a.ID, err)
			}
			if strings.HasPrefix(string(x), "city") {
				t.Errorf("%s: the city is a tag", a.ID)
			}
		}
		if a.Tags.Has("brand:" + BrandID) {
			held++
		}
		if !slices.IsSorted(a.Tags) || a.Reliability < 0.5 || a.Reliability > 1 || a.CostMinor < 1500 {
			t.Errorf("%s is not fit: %+v", a.ID, a)
		}
		at := Anchor().Unix()
		last := int64(0)
		for _, w := range a.Available {
			if w.From.Unix() <= last || w.Till <= w.From {
				t.Errorf("%s: windows overlap: %v", a.ID, a.Available)
			}
			last = w.Till.Unix()
			if w.From.Unix() <= at && at < w.Till.Unix() {
				evening++
			}
		}
	}
	if held < 1300 || held > 1500 {
		t.Errorf("got %d agents certified for the brand, want about seven in ten of 2000", held)
	}
	if evening < 700 {
		t.Errorf("got %d agents free when the event opens, want at least 700", evening)
	}
}

// Every scene finds an order that fits, its own, and ends in a known way.
func TestEverySceneIsCast(t *testing.T) {
	t.Parallel()
	scenes, err := Scenes()
	if err != nil {
		t.Fatal(err)
	}
	if len(scenes) != 41 {
		t.Errorf("got %d scenes, want 41", len(scenes))
	}
	products, err := catalogue()
	if err != nil {
		t.Fatal(err)
	}
	shelf := shop.NewCatalogue(products)
	for s := uint64(1); s <= 5; s++ { // not one lucky seed
		sales, err := Orders(s, Anchor(), size)
		if err != nil {
			t.Fatal(err)
		}
		parts, err := Cast(scenes, sales, Anchor())
		if err != nil {
			t.Fatalf("seed %d: %v", s, err)
		}
		for _, p := range parts {
			checkPart(t, p, shelf)
		}
	}
}

func checkPart(t *testing.T, p Part, shelf *shop.Catalogue) {
	t.Helper()
	text, err := json.Marshal(p.Turns)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Turns) == 0 || strings.Contains(string(text), "{order}") {
		t.Errorf("%s: a turn is not filled in: %s", p.ID, text)
	}
	if p.Order != nil && p.Order.Shopper != p.Shopper.ID {
		t.Errorf("%s: %s speaks of %s's order", p.ID, p.Shopper.ID, p.Order.Shopper)
	}
	switch p.Ending {
	case BotResolves:
	case HandedOver:
		if p.Because == "" {
			t.Errorf("%s is handed over for no reason", p.ID)
		}
	case Buys, RefundLater:
		if p.Buys == nil || (p.Ending == RefundLater) != (p.RefundAfterDays > 0) {
			t.Fatalf("%s: what is bought, or when it comes back, is not said", p.ID)
		}
		product, ok := shelf.Product(p.Buys.Product)
		v, ok2 := product.Variant(p.Buys.Variant)
		if !ok || !ok2 || v.Stock < p.Buys.Qty {
			t.Errorf("%s buys %s, of which %d are there", p.ID, p.Buys.Variant, v.Stock)
		}
	default:
		t.Errorf("%s ends in %q", p.ID, p.Ending)
	}
}
