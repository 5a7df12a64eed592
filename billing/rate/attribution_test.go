package rate_test

import (
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
)

var shanghai = time.FixedZone("Asia/Shanghai", 8*3600)

func dayRules() rate.AttributionRules {
	return rate.AttributionRules{
		Kind: rate.WithinHours, Window: 24 * time.Hour, PayIn: 48 * time.Hour, RemindW: 2 * time.Hour, Zone: shanghai,
	}
}

// consult is a conversation in which the shopper asks at t and the agent
// answers five seconds later.
func consult(id string, seq int64, t time.Time, skus ...string) []rate.Touch {
	ask := rate.Touch{Conversation: id, Shop: "s1", Shopper: "li", Seq: seq, At: t, Author: rate.ByShopper}
	say := ask
	say.Seq, say.At, say.Author, say.Substantive, say.SKUs = seq+1, t.Add(5*time.Second), rate.ByAgent, true, skus
	return []rate.Touch{ask, say}
}

func item(id, sku string, created time.Time, paid time.Duration) rate.OrderItem {
	p := created.Add(paid)
	return rate.OrderItem{ID: id, Shop: "s1", Shopper: "li", SKU: sku, CreatedAt: created, PaidAt: &p, NetPaid: 19_900}
}

func attribute(t *testing.T, touches []rate.Touch, rules rate.AttributionRules, items ...rate.OrderItem) []rate.Attribution {
	t.Helper()
	got, err := rate.Attribute(touches, items, rules)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAnOrderIsWonInsideTheWindowAndNotAMillisecondAfter(t *testing.T) {
	t.Parallel()
	// Law (adversarial 4): 0 < created - touch <= W, the touch being the
	// agent's answer; when it was paid is irrelevant to the window.
	asked := periodFrom.Add(10 * time.Hour)
	touch := asked.Add(5 * time.Second)
	for _, x := range []struct {
		name    string
		created time.Time
		paid    time.Duration
		class   string
	}{
		{"exactly at the end of the window", touch.Add(24 * time.Hour), time.Minute, rate.ClassConversion},
		{"a millisecond after it", touch.Add(24*time.Hour + time.Millisecond), time.Minute, rate.ClassNone},
		{"a millisecond before the answer", touch.Add(-time.Millisecond), 10 * time.Millisecond, rate.ClassReminder},
		{"at the very instant of the answer", touch, time.Minute, rate.ClassNone},
		{"ordered, then consulted, then paid", asked.Add(-time.Hour), 2 * time.Hour, rate.ClassReminder},
		{"ordered and paid, then consulted", asked.Add(-time.Hour), time.Minute, rate.ClassNone},
		{"consulted, ordered, paid next day", touch.Add(time.Hour), 40 * time.Hour, rate.ClassConversion},
		{"paid exactly in time", touch.Add(time.Hour), 48 * time.Hour, rate.ClassConversion},
		{"paid too late", touch.Add(time.Hour), 48*time.Hour + time.Millisecond, rate.ClassNone},
	} {
		got := attribute(t, consult("c1", 1, asked), dayRules(), item("o1", "sku", x.created, x.paid))
		if len(got) != 1 || got[0].Class != x.class {
			t.Errorf("%s: %+v, want %s", x.name, got, x.class)
		}
	}
}

func TestABundleGoesItemByItemToWhoTalkedAboutTheItem(t *testing.T) {
	t.Parallel()
	// Law (adversarial 5): last touch on the same article, then last touch in
	// the shop, then the larger seq; each item exactly once.
	start := periodFrom.Add(10 * time.Hour)
	touches := append(consult("kettle-talk", 1, start, "kettle"), consult("pan-talk", 10, start.Add(time.Hour), "pan")...)
	order := start.Add(2 * time.Hour)
	got := attribute(t, touches, dayRules(), item("i1", "kettle", order, time.Minute), item("i2", "pan", order, time.Minute),
		item("i3", "lid", order, time.Minute), item("i1", "kettle", order, time.Minute))
	want := []string{"kettle-talk", "pan-talk", "pan-talk"}
	if len(got) != len(want) {
		t.Fatalf("%d attributions, want %d", len(got), len(want))
	}
	for i, w := range want {
		if got[i].Conversation != w || got[i].BySKU != (i < 2) {
			t.Errorf("item %s went to %s (by SKU %v), want %s", got[i].Item, got[i].Conversation, got[i].BySKU, w)
		}
	}
	same := append(consult("x", 1, start), consult("y", 5, start)...)
	if got := attribute(t, same, dayRules(), item("i1", "lid", order, time.Minute)); got[0].Conversation != "y" {
		t.Errorf("of two touches at one instant %s won, want the larger seq", got[0].Conversation)
	}
}

func TestWhatWinsNoOrder(t *testing.T) {
	t.Parallel()
	// Law (3.2): substance from a person, a shopper who spoke or clicked, the
	// same shop and shopper, before the sale, and nobody of the house.
	start := periodFrom.Add(10 * time.Hour)
	o := item("o1", "sku", start.Add(time.Hour), time.Minute)
	change := func(f func(ts []rate.Touch)) []rate.Touch {
		ts := consult("c1", 1, start)
		f(ts)
		return ts
	}
	for name, ts := range map[string][]rate.Touch{
		"a greeting":       change(func(ts []rate.Touch) { ts[1].Substantive = false }),
		"the bot alone":    change(func(ts []rate.Touch) { ts[1].Author = rate.ByBot }),
		"another shop":     change(func(ts []rate.Touch) { ts[0].Shop, ts[1].Shop = "s2", "s2" }),
		"another shopper":  change(func(ts []rate.Touch) { ts[0].Shopper, ts[1].Shopper = "wu", "wu" }),
		"an after-sale":    change(func(ts []rate.Touch) { ts[0].AfterSale, ts[1].AfterSale = true, true }),
		"a silent shopper": consult("c1", 1, start)[1:],
	} {
		if got := attribute(t, ts, dayRules(), o); got[0].Class != rate.ClassNone {
			t.Errorf("%s won the order: %+v", name, got)
		}
	}
	clicked := consult("c1", 1, start)
	clicked[0].Clicked = true
	if got := attribute(t, clicked, dayRules(), o); got[0].Class != rate.ClassConversion {
		t.Errorf("a click on the card did not count: %+v", got)
	}
	house := dayRules()
	house.Excluded = map[string]bool{"li": true}
	if got := attribute(t, consult("c1", 1, start), house, o); got[0].Why != "shopper excluded" {
		t.Errorf("the house bought from itself: %+v", got)
	}
	unpaid := o
	unpaid.PaidAt = nil
	if got := attribute(t, consult("c1", 1, start), dayRules(), unpaid); got[0].Why != "not paid" {
		t.Errorf("an unpaid order was won: %+v", got)
	}
}

func TestADayEndsAtTheContractsMidnight(t *testing.T) {
	t.Parallel()
	// Law (adversarial 7): 23:59:59.999 and 00:00 are two days, in the
	// contract's zone and in no other; the leap day is a day.
	asked := time.Date(2028, 2, 28, 23, 0, 0, 0, shanghai)
	midnight := time.Date(2028, 2, 29, 0, 0, 0, 0, shanghai)
	newYork, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Skip("no zone data")
	}
	for _, x := range []struct {
		kind    string
		zone    *time.Location
		created time.Time
		class   string
	}{
		{rate.SameDay, shanghai, midnight.Add(-time.Millisecond), rate.ClassConversion},
		{rate.SameDay, shanghai, midnight, rate.ClassNone},
		{rate.SameDay, newYork, midnight, rate.ClassConversion},
		{rate.NextDayEnd, shanghai, midnight.AddDate(0, 0, 1).Add(-time.Millisecond), rate.ClassConversion},
		{rate.NextDayEnd, shanghai, midnight.AddDate(0, 0, 1), rate.ClassNone},
	} {
		r := dayRules()
		r.Kind, r.Zone = x.kind, x.zone
		if got := attribute(t, consult("c1", 1, asked), r, item("o1", "s", x.created, time.Minute)); got[0].Class != x.class {
			t.Errorf("%s in %s at %s: %s, want %s", x.kind, x.zone, x.created, got[0].Class, x.class)
		}
	}
}

func TestAPresaleIsWonByTheDeposit(t *testing.T) {
	t.Parallel()
	// Law (3.2): the deposit's time counts, the balance may come weeks later.
	start := periodFrom.Add(time.Hour)
	o := item("o1", "sku", start.Add(time.Hour), 12*24*time.Hour)
	deposit := o.CreatedAt
	o.DepositAt = &deposit
	if got := attribute(t, consult("c1", 1, start), dayRules(), o); got[0].Class != rate.ClassConversion {
		t.Errorf("presale: %+v", got)
	}
}

func TestAttributionDoesNotDependOnTheOrderOfItsInput(t *testing.T) {
	t.Parallel()
	// Law: the same messages and orders, shuffled, give the same winners.
	start := periodFrom.Add(10 * time.Hour)
	var touches []rate.Touch
	var items []rate.OrderItem
	for i := range int64(40) {
		touches = append(touches, consult(string(rune('a'+i)), i*10, start.Add(time.Duration(i%7)*time.Hour), string(rune('A'+i%5)))...)
		items = append(items, item(string(rune('a'+i)), string(rune('A'+i%6)), start.Add(time.Duration(i)*time.Hour), time.Hour))
	}
	want := attribute(t, touches, dayRules(), items...)
	r := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		r.Shuffle(len(touches), func(i, j int) { touches[i], touches[j] = touches[j], touches[i] })
		r.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
		if got := attribute(t, touches, dayRules(), items...); !reflect.DeepEqual(got, want) {
			t.Fatal("another order of the input, other winners")
		}
	}
}
