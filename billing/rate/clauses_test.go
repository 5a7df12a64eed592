package rate_test

import (
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
)

func TestANightAndAHolidayCostMoreAndNeverTwice(t *testing.T) {
	t.Parallel()
	// Law: the surcharge is a share of the list price of what is paid in its
	// hours of the contract's zone, over midnight too; of several that hold at
	// once the dearest counts; what is free carries none.
	c := example()
	c.Versions[0].Guarantees = nil
	c.Versions[0].Rates = []rate.Surcharge{
		{ID: "night", BP: 3000, From: "23:00", Till: "08:00"},
		{ID: "golden", BP: 20_000, Dates: []string{"2026-11-11"}},
	}
	at := func(i int, clock string, flags rate.Flags) rate.Outcome {
		o := outcome("n", i, rate.Reactive, flags)
		when, err := time.ParseInLocation(time.DateTime, clock, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		o.At = when.UTC()
		return o
	}
	f := just(
		at(1, "2026-11-02 22:59:59", rate.Answered), at(2, "2026-11-02 23:00:00", rate.Answered), at(3, "2026-11-03 07:59:59", rate.Answered),
		at(4, "2026-11-03 08:00:00", rate.Answered), at(5, "2026-11-10 23:30:00", rate.Answered), at(6, "2026-11-11 00:00:00", rate.Answered),
		at(7, "2026-11-11 12:00:00", rate.Answered), at(8, "2026-11-11 23:59:59", rate.Answered), at(9, "2026-11-11 12:30:00", rate.Unanswered),
	)
	inv := tagged(t, c, f)
	// Three nights at 0.36 and three hours of the holiday at 2.40.
	if want := "conversation_tier 8 9.60\nunanswered_free 1 0.00\nsurcharge 3 1.08\nsurcharge 3 7.20\n"; amounts(inv) != want {
		t.Errorf("lines\n%swant\n%s", amounts(inv), want)
	}
	if r := recount(t, c, f, inv); !r.Holds() {
		t.Errorf("the recount says %v", r.Findings)
	}
}

func TestAPlatformsRuleHoldsFromItsDayOn(t *testing.T) {
	t.Parallel()
	// Law (3.1): 30 seconds until the platform's change and 20 after it, each
	// by when the conversation happened; opened outside the hours, not counted.
	c := example()
	change := periodFrom.AddDate(0, 0, 10)
	c.KPIs = []rate.KPI{
		{ID: "jd", From: periodFrom, Till: change, Measure: "response", WithinMS: 30_000, OpenFrom: "09:00", OpenTill: "23:00"},
		{ID: "jd", From: change, Till: periodTill, Measure: "response", WithinMS: 20_000, OpenFrom: "09:00", OpenTill: "23:00"},
	}
	c.Versions[0].Guarantees[0].Dimension = "kpi:jd"
	quick := func(i int, day, hour int) rate.Outcome {
		o := outcome("k", i, rate.Reactive, rate.Answered)
		o.RespMS, o.At = 25_000, periodFrom.AddDate(0, 0, day).Add(time.Duration(hour)*time.Hour)
		return o
	}
	opened := quick(5, 12, 9) // closed by day, opened by night
	night := opened.At.Add(-time.Hour)
	opened.OpenedAt = &night
	f := just(quick(1, 9, 12), quick(2, 10, 12), quick(3, 12, 23), quick(4, 12, 9), opened)
	inv := tagged(t, c, f)
	if l := lineOf(inv, "compensation"); l.Dims["counted"] != "3" || l.Dims["good"] != "1" {
		t.Errorf("counted %s, good %s; want 3 and 1", l.Dims["counted"], l.Dims["good"])
	}
	if r := recount(t, c, f, inv); !r.Holds() {
		t.Errorf("the recount says %v", r.Findings)
	}
}

func TestAShoppersDayIsSpoiltByOneOfItsConversations(t *testing.T) {
	t.Parallel()
	// Law (3.1): where a platform counts shoppers a day, ten conversations of
	// one shopper are one, and bad when one of them was.
	c := example()
	c.KPIs = []rate.KPI{{ID: "pdd", From: periodFrom, Till: periodTill, Measure: "response", WithinMS: 3_600_000, Unit: rate.ByShopperDay}}
	c.Versions[0].Guarantees[0].Dimension = "kpi:pdd"
	var f rate.Facts
	for i := range 12 {
		o := outcome("d", i, rate.Reactive, rate.Answered)
		o.Shopper = []string{"li", "wu", ""}[i%3]
		f.Outcomes = append(f.Outcomes, o)
	}
	f.Outcomes[3].Flags = rate.Unanswered // one of li's four
	f.Outcomes[0].At = f.Outcomes[0].At.AddDate(0, 0, 1)
	inv := tagged(t, c, f)
	// li has two days, wu one, and four shoppers have no name.
	if l := lineOf(inv, "compensation"); l.Dims["counted"] != "7" || l.Dims["good"] != "6" {
		t.Errorf("counted %s, good %s; want 7 and 6", l.Dims["counted"], l.Dims["good"])
	}
	if r := recount(t, c, f, inv); !r.Holds() {
		t.Errorf("the recount says %v", r.Findings)
	}
}

func TestAClauseThatCannotWorkIsRefusedByName(t *testing.T) {
	t.Parallel()
	// Law: overlapping tiers, an empty promise, a price that never applies: each
	// is refused before anyone signs, with its place in the contract.
	for name, x := range map[string]struct {
		change func(*rate.Contract)
		where  string
	}{
		"tiers that overlap": {func(c *rate.Contract) {
			c.Versions[0].Rules[0].Tiers = []rate.Tier{{UpTo: 5000, UnitMicro: 1}, {UpTo: 4000, UnitMicro: 1}, {UnitMicro: 1}}
		}, "versions[0].rules[0].tiers[1].up_to"},
		"a last tier that ends": {func(c *rate.Contract) { c.Versions[0].Rules[0].Tiers[1].UpTo = 9000 }, "versions[0].rules[0].tiers[1].up_to"},
		"a rule that another one covers": {func(c *rate.Contract) {
			c.Versions[0].Rules = append(c.Versions[0].Rules, rate.Rule{ID: "again", Kind: rate.KindConversation, Service: rate.Reactive, Channel: "chat", Tiers: []rate.Tier{{UnitMicro: 1}}})
		}, "versions[0].rules[3]"},
		"a promise made twice": {func(c *rate.Contract) {
			again := c.Versions[0].Guarantees[0]
			again.ID = "again"
			c.Versions[0].Guarantees = append(c.Versions[0].Guarantees, again)
		}, "versions[0].guarantees[1]"},
		"late is free and never late": {func(c *rate.Contract) { c.Versions[0].LateIsFree = true }, "versions[0].late_after_ms"},
		"a figure of no platform":     {func(c *rate.Contract) { c.Versions[0].Guarantees[0].Dimension = "kpi:none" }, "versions[0].guarantees[0].dimension"},
		"a figure that ends before the contract": {func(c *rate.Contract) {
			c.KPIs = []rate.KPI{{ID: "jd", From: periodFrom, Till: periodTill.AddDate(0, 0, -1), Measure: "csat"}}
			c.Versions[0].Guarantees[0].Dimension = "kpi:jd"
		}, "versions[0].guarantees[0].dimension"},
		"two definitions at once": {func(c *rate.Contract) {
			k := rate.KPI{ID: "jd", From: periodFrom, Till: periodTill, Measure: "csat"}
			c.KPIs = []rate.KPI{k, k}
		}, "kpis[1].from"},
		"a night without end": {func(c *rate.Contract) {
			c.Versions[0].Rates = []rate.Surcharge{{ID: "night", BP: 3000, From: "23:00", Till: "23:00"}}
		}, "versions[0].rates[0].from"},
		"a surcharge at all times": {func(c *rate.Contract) { c.Versions[0].Rates = []rate.Surcharge{{ID: "x", BP: 3000}} }, "versions[0].rates[0]"},
		"no date": {func(c *rate.Contract) {
			c.Versions[0].Rates = []rate.Surcharge{{ID: "x", BP: 1, Dates: []string{"11.11."}}}
		}, "versions[0].rates[0].dates"},
		"a season that ends first": {func(c *rate.Contract) {
			c.Versions[0].Incentive = &rate.Incentive{Rule: "chat", Mode: rate.Graduated, Season: &rate.Span{From: periodTill, Till: periodFrom}}
		}, "versions[0].incentive.season"},
	} {
		c := example()
		x.change(&c)
		f, ok := fault.As(c.Check())
		if !ok || f.Code != rate.ErrContract.Code || len(f.Fields) != 1 || f.Fields[0].Where != x.where {
			t.Errorf("%s: %v; want it at %s", name, c.Check(), x.where)
		}
	}
}

func TestABandThatInvertsIsSaidBeforeAnyoneSigns(t *testing.T) {
	t.Parallel()
	// Law (adversarial 14): the contract itself warns, without a single fact.
	c := example()
	c.Versions[0].Incentive = &rate.Incentive{Rule: "chat", Mode: rate.AllUnits, Bands: []rate.Band{{Min: 9000, BP: 300}, {Min: 9700, BP: 500}}}
	got, err := c.Warnings()
	if err != nil || len(got) != 2 || !strings.Contains(got[1], "9700 conversations cost less than 9699") {
		t.Errorf("%v, %v", got, err)
	}
	c.Versions[0].Incentive.Mode = rate.Graduated
	if got, err := c.Warnings(); err != nil || len(got) != 0 {
		t.Errorf("graduated bands: %v, %v", got, err)
	}
}

func TestASeasonsRebateLiesOverItsDocumentsAndIsRecomputed(t *testing.T) {
	t.Parallel()
	// Law (4.6): the bands count over the season, not over a document; the
	// shares add up to the rebate; after a refund the difference is given.
	first, second := example(), example()
	half := periodFrom.AddDate(0, 0, 15)
	first.Period.Till, second.Period.From = half, half
	in := rate.Incentive{Rule: "chat", Mode: rate.Graduated, Bands: []rate.Band{{Min: 60, BP: 1000}, {Min: 90, BP: 2000}}, Season: &rate.Span{From: periodFrom, Till: periodTill}}
	first.Versions[0].Incentive, second.Versions[0].Incentive = &in, &in
	f := counts{answered: 50}.facts()
	for i := range 50 {
		o := outcome("late", i, rate.Reactive, rate.Answered)
		o.At = half.Add(time.Duration(i) * time.Minute)
		f.Outcomes = append(f.Outcomes, o)
	}
	docs := []rate.Invoice{rated(t, second, f), rated(t, first, f)}
	for _, d := range docs {
		if lineQty(d, "incentive") != 0 {
			t.Error("a season's rebate stands on a document of its own")
		}
	}
	season, err := rate.SeasonOf(in, docs)
	// 30 units at 10 % and 10 at 20 % of 1.20.
	if err != nil || season.Quantity != 100 || season.Back != 360+240 {
		t.Fatalf("%+v, %v", season, err)
	}
	sum := money.Amount(0)
	for _, s := range season.Shares {
		sum += s.Amount
	}
	if sum != -season.Back || len(season.Shares) != 2 || season.Shares[0].Document != docs[1].ResultSHA {
		t.Errorf("shares %+v", season.Shares)
	}
	f.Corrections = []rate.Correction{correction(f.Outcomes[70], rate.DisputeUpheld, 0, time.Hour)}
	again, err := rate.SeasonOf(in, []rate.Invoice{rated(t, first, f), rated(t, second, f)})
	if err != nil || again.Back-season.Back != -24 {
		t.Errorf("after a refund the rebate is %d, %v; want 24 less", again.Back, err)
	}
	all := in
	all.Mode = rate.AllUnits
	whole, err := rate.SeasonOf(all, docs)
	if err != nil || whole.Back != 2400 {
		t.Errorf("at the band reached: %d, %v; want a fifth of 120.00", whole.Back, err)
	}
}
