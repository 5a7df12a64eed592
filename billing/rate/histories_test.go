package rate_test

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/money"
	"pgregory.net/rapid"
)

// TestMain plays the same random histories each time, so that a landing does
// not depend on luck; -rapid.seed looks at others, and bench/bill at a million.
func TestMain(m *testing.M) {
	flag.Parse()
	settings := map[string]string{"rapid.checks": "2500", "rapid.seed": "20261111"}
	if testing.Short() {
		settings["rapid.checks"] = "100"
	}
	flag.Visit(func(f *flag.Flag) { delete(settings, f.Name) }) // what was given stands
	for name, value := range settings {
		if err := flag.Set(name, value); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
	}
	os.Exit(m.Run())
}

// drawContract draws terms: tiers, a share beside the flat fee, a second
// guarantee, a commitment, caps, and a change of version in mid-period.
func drawContract(t *rapid.T) rate.Contract {
	c := example()
	v := &c.Versions[0]
	v.Rules[0].Tiers[0].UpTo = int64(rapid.IntRange(1, 6).Draw(t, "tier"))
	v.Rules[1].BP = int64(rapid.SampledFrom([]int{0, 250}).Draw(t, "bp"))
	v.Rules[1].KappaBP = int64(rapid.SampledFrom([]int{0, 5000}).Draw(t, "kappa"))
	v.LateAfterMS, v.LateIsFree = 60_000, rapid.Bool().Draw(t, "late is free")
	v.FastAbandonMS, v.HoldDays = 5000, 30
	v.TotalCapBP = int64(rapid.SampledFrom([]int{1, 3000, 10_000}).Draw(t, "total cap"))
	v.Guarantees[0].CapBP = int64(rapid.SampledFrom([]int{1, 2000, 10_000}).Draw(t, "cap"))
	v.Guarantees = append(v.Guarantees,
		rate.Guarantee{
			ID: "quick", Service: rate.Reactive, Dimension: "response_30s", FloorPPM: 900_000,
			UnitMinor: money.Amount(rapid.SampledFrom([]int{1, 7, 450}).Draw(t, "unit")), CapBP: 1500,
		},
		rate.Guarantee{ID: "liked", Service: rate.Reactive, Channel: "chat", Dimension: "csat", FloorPPM: 940_000, UnitMinor: 200, CapBP: 10_000})
	if rapid.Bool().Draw(t, "commitment") {
		v.Commitment = &rate.Commitment{Minor: money.Amount(rapid.IntRange(0, 4000).Draw(t, "committed"))}
	}
	if rapid.Bool().Draw(t, "incentive") {
		v.Incentive = &rate.Incentive{Rule: "chat", Mode: rate.Graduated, Bands: []rate.Band{{Min: 2, BP: 300}, {Min: 5, BP: 2500}}}
	}
	if rapid.Bool().Draw(t, "inclusive") {
		c.Tax.Mode = rate.TaxInclusive
	}
	if rapid.Bool().Draw(t, "nights") {
		v.Rates = []rate.Surcharge{
			{ID: "night", BP: 3333, From: "22:00", Till: "08:00"},
			{ID: "holiday", BP: 20_000, Dates: []string{"2026-11-02", "2026-11-11"}},
		}
	}
	if rapid.Bool().Draw(t, "platform's figures") {
		drawKPIs(t, &c)
	}
	if rapid.Bool().Draw(t, "two versions") {
		w := *v
		w.ID, w.From = "v2", v.From.AddDate(0, 0, 5)
		w.TotalCapBP = 5000
		w.Rules = slices.Clone(v.Rules)
		w.Rules[0].Tiers = []rate.Tier{{UpTo: 2, UnitMicro: int64(rapid.SampledFrom([]int{333_333, 1_000_000, 2_000_000}).Draw(t, "another price"))}, {UnitMicro: 500_000}}
		v.Till = w.From
		c.Versions = append(c.Versions, w)
	}
	return c
}

// drawKPIs lets the guarantees measure as platforms do: 30 seconds by day that
// become 20 in mid-period, and a shopper's day.
func drawKPIs(t *rapid.T, c *rate.Contract) {
	change := periodFrom.AddDate(0, 0, rapid.IntRange(1, 9).Draw(t, "the platform changes its rule"))
	c.KPIs = []rate.KPI{
		{ID: "first", Platform: "jd", From: periodFrom, Till: change, Measure: "response", WithinMS: 30_000, OpenFrom: "09:00", OpenTill: "23:00"},
		{ID: "first", Platform: "jd", From: change, Till: periodTill, Measure: "response", WithinMS: 20_000, OpenFrom: "08:00", OpenTill: "24:00"},
		{ID: "day", Platform: "pdd", From: periodFrom, Till: periodTill, Measure: "response", WithinMS: 60_000, Unit: rate.ByShopperDay},
	}
	c.Versions[0].Guarantees[0].Dimension = rapid.SampledFrom([]string{"answer_rate", "kpi:day"}).Draw(t, "first promise")
	c.Versions[0].Guarantees[1].Dimension = "kpi:first"
}

var flagSets = []rate.Flags{
	rate.Answered, rate.Answered, rate.Answered | rate.Attributed, rate.Answered | rate.Attributed, rate.Unanswered,
	rate.Unanswered | rate.Excused, rate.Unanswered | rate.FastAbandon, rate.Answered | rate.Confirmed,
	rate.Answered | rate.Assumed, rate.Answered | rate.Confirmed | rate.HumanTouched, rate.GreetingOnly,
	rate.Answered | rate.Escalated, rate.Answered | rate.Held, rate.Unanswered | rate.OverCapacity, 0,
}

func drawOutcome(t *rapid.T, i int) rate.Outcome {
	s := rapid.SampledFrom([]rate.Service{rate.Reactive, rate.Reactive, rate.Reactive, rate.Proactive, rate.Bot, rate.Reminder}).Draw(t, "service")
	o := outcome("o", i, s, rapid.SampledFrom(flagSets).Draw(t, "flags"))
	o.At = periodFrom.Add(time.Duration(rapid.IntRange(-3, 12*24).Draw(t, "hour")) * time.Hour)
	o.ReceivedAt = o.At.Add(time.Duration(rapid.IntRange(-10, 600).Draw(t, "minutes late")) * time.Minute)
	o.RespMS = int64(rapid.SampledFrom([]int{0, 3000, 20_000, 45_000, 90_000}).Draw(t, "resp"))
	o.CSAT = int64(rapid.SampledFrom([]int{0, 0, 3, 5}).Draw(t, "csat"))
	o.Conversation = rapid.SampledFrom([]string{"", "", "", "k1", "k2"}).Draw(t, "conversation")
	o.Shopper = rapid.SampledFrom([]string{"", "li", "wu"}).Draw(t, "shopper")
	o.Intent = rapid.SampledFrom([]string{"", "refund"}).Draw(t, "intent")
	if rapid.Bool().Draw(t, "tells when it opened") {
		opened := o.At.Add(-time.Duration(rapid.IntRange(0, 120).Draw(t, "minutes long")) * time.Minute)
		o.OpenedAt = &opened
	}
	if s == rate.Proactive || s == rate.Reminder {
		o.OrderRef = rapid.SampledFrom([]string{"", "x1", "x2", "x3"}).Draw(t, "order")
		o.NetMinor = money.Amount(rapid.IntRange(0, 30_000).Draw(t, "net"))
	}
	return o
}

var someKinds = []string{
	rate.Refund, rate.Refund, rate.Refund, rate.Cancel, rate.Excuse, rate.Reopen, rate.FraudHold,
	rate.Release, rate.DisputeUpheld, rate.Reassign,
}

func drawCorrection(t *rapid.T, i, outcomes int) rate.Correction {
	kind := rapid.SampledFrom(someKinds).Draw(t, "kind")
	x := rate.Correction{
		ID: fmt.Sprintf("x%03d", i), Kind: kind, SourceEventID: fmt.Sprintf("x%d", i),
		Outcome:     fmt.Sprintf("o%06d", rapid.IntRange(0, outcomes).Draw(t, "of")), // one too many: parked
		Actor:       rapid.SampledFrom([]string{"brand", rate.ActorBoth}).Draw(t, "actor"),
		EffectiveAt: periodFrom.Add(time.Duration(rapid.IntRange(0, 40*24).Draw(t, "effective")) * time.Hour),
	}
	x.ReceivedAt = x.EffectiveAt.Add(time.Minute)
	if kind == rate.Refund {
		x.Delta = money.Amount(rapid.IntRange(1, 40_000).Draw(t, "delta"))
	}
	return x
}

func drawFacts(t *rapid.T) rate.Facts {
	var f rate.Facts
	n := rapid.IntRange(0, 14).Draw(t, "outcomes")
	for i := range n {
		f.Outcomes = append(f.Outcomes, drawOutcome(t, i))
	}
	for i := range rapid.IntRange(0, 6).Draw(t, "corrections") {
		f.Corrections = append(f.Corrections, drawCorrection(t, i, n))
	}
	if n > 0 && rapid.Bool().Draw(t, "copies") { // told again, and once with another body
		again := f.Outcomes[rapid.IntRange(0, n-1).Draw(t, "again")]
		again.ID, again.ReceivedAt = "o-again", again.ReceivedAt.Add(time.Hour)
		other := again
		other.ID, other.CSAT = "o-other", 1
		f.Outcomes = append(f.Outcomes, again, other)
	}
	if rapid.Bool().Draw(t, "booked") {
		f.Bookings = append(f.Bookings, rate.Booking{
			ID: "b1", Brand: "b1", Channel: "chat", Capacity: 3, ValueMinor: 5000,
			Start: periodFrom.Add(time.Hour), End: periodFrom.Add(9 * time.Hour), ReceivedAt: periodFrom, Source: "board", SourceEventID: "b1",
		})
	}
	if rapid.Bool().Draw(t, "outage") {
		f.Excusals = append(f.Excusals, rate.Excusal{
			ID: "e1", Brand: "b1", From: periodFrom.Add(24 * time.Hour), Till: periodFrom.Add(72 * time.Hour),
			SignedBy: []string{"platform", "brand"}, ReceivedAt: periodFrom, Source: "board", SourceEventID: "e1",
		})
	}
	return f
}

// shuffled is the same facts in another order of arrival.
func shuffled(t *rapid.T, f rate.Facts) rate.Facts {
	g := rate.Facts{Bookings: f.Bookings, Excusals: f.Excusals}
	g.Outcomes = rapid.Permutation(f.Outcomes).Draw(t, "outcomes in another order")
	g.Corrections = rapid.Permutation(f.Corrections).Draw(t, "corrections in another order")
	return g
}

// mustRate keeps properties short.
func mustRate(t *rapid.T, c rate.Contract, f rate.Facts) rate.Invoice {
	inv, err := rate.Rate(c, f, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

func TestDocumentsAddUpToTheRatingOfTheFinalFactsInAnyArrivalOrder(t *testing.T) {
	t.Parallel()
	// Law: sum(documents) == Rate(final facts), line by line and to the minor
	// unit, and two nodes that heard the facts in other orders make the same
	// document (adversarial 1, 30).
	rapid.Check(t, func(t *rapid.T) {
		for range 4 {
			documentsAddUp(t)
		}
	})
}

func documentsAddUp(t *rapid.T) {
	c, final := drawContract(t), drawFacts(t)
	first := shuffled(t, final)
	cut := rapid.IntRange(0, len(first.Outcomes)).Draw(t, "billed first")
	cutX := rapid.IntRange(0, len(first.Corrections)).Draw(t, "corrected first")
	early := rate.Facts{Outcomes: first.Outcomes[:cut], Corrections: first.Corrections[:cutX], Excusals: first.Excusals}
	middle := rate.Facts{Outcomes: first.Outcomes, Corrections: first.Corrections[:cutX], Bookings: first.Bookings}

	billed := mustRate(t, c, early)
	total, lines := billed.TotalMinor, lineSums(billed)
	for _, next := range []rate.Invoice{mustRate(t, c, middle), mustRate(t, c, shuffled(t, first))} {
		adj, err := rate.Diff(billed, next)
		if err != nil {
			t.Fatal(err)
		}
		total += adj.TotalMinor
		for _, d := range adj.Lines {
			lines[d.Code+d.Rule+d.Version+d.Tier] += d.Amount
		}
		billed = next
	}
	want := mustRate(t, c, final)
	if total != want.TotalMinor || billed.ResultSHA != want.ResultSHA {
		t.Fatalf("documents add up to %d (%s), the final facts to %d (%s)", total, billed.ResultSHA, want.TotalMinor, want.ResultSHA)
	}
	for k, amount := range lineSums(want) {
		if lines[k] != amount {
			t.Fatalf("line %s adds up to %d, want %d", k, lines[k], amount)
		}
	}
}

func lineSums(inv rate.Invoice) map[string]money.Amount {
	m := map[string]money.Amount{}
	for _, l := range inv.Lines {
		m[l.Code+l.Rule+l.Version+l.Dims["tier"]] += l.Amount
	}
	return m
}

func TestWhatIsDueIsNeverNegativeAndItsLinesAddUp(t *testing.T) {
	t.Parallel()
	// Law (4.7e): overflow goes to the credit balance; the lines add up to the
	// subtotal, or to the total where prices include tax.
	rapid.Check(t, func(t *rapid.T) {
		c := drawContract(t)
		inv := mustRate(t, c, drawFacts(t))
		sum := money.Amount(0)
		for _, l := range inv.Lines {
			sum += l.Amount
		}
		want := inv.SubtotalMinor
		if c.Tax.Mode == rate.TaxInclusive {
			want = inv.TotalMinor
		}
		if sum != want || sum < 0 || inv.SubtotalMinor+inv.TaxMinor != inv.TotalMinor {
			t.Fatalf("lines add up to %d; subtotal %d, tax %d, total %d", sum, inv.SubtotalMinor, inv.TaxMinor, inv.TotalMinor)
		}
	})
}

// due is what the brand pays less what it is credited.
func due(inv rate.Invoice) money.Amount { return inv.TotalMinor - inv.CreditToBalanceMinor }

func TestServingWorseNeverRaisesWhatIsDue(t *testing.T) {
	t.Parallel()
	// Law: lowering any one service figure - an answer, its speed, a rating, a
	// conversion, a settled matter - never raises the bill, under any terms.
	rapid.Check(t, func(t *rapid.T) {
		c, f := drawContract(t), drawFacts(t)
		if len(f.Outcomes) == 0 {
			return
		}
		before := due(mustRate(t, c, f))
		i := rapid.IntRange(0, len(f.Outcomes)-1).Draw(t, "which")
		what := f.Outcomes[i].SourceEventID
		how := rapid.IntRange(0, 5).Draw(t, "how")
		for k := range f.Outcomes { // copies of a fact change with it
			if f.Outcomes[k].SourceEventID == what {
				worsen(&f.Outcomes[k], how)
			}
		}
		if after := due(mustRate(t, c, f)); after > before {
			t.Fatalf("due was %d and rose to %d after worsening %s in way %d", before, after, what, how)
		}
	})
}

func worsen(o *rate.Outcome, how int) {
	switch {
	case how == 0 && o.Flags.Has(rate.Answered):
		o.Flags = o.Flags&^rate.Answered | rate.Unanswered
		o.RespMS = max(o.RespMS, 5000) // a shopper who gave up at once is another matter
	case how == 1 && o.Flags.Has(rate.Answered):
		o.RespMS += 40_000
	case how == 2 && o.CSAT > 1:
		o.CSAT--
	case how == 3 && o.OrderRef == "":
		o.Flags &^= rate.Attributed
	case how == 4:
		o.Flags &^= rate.Confirmed
	case how == 5 && o.Service == rate.Bot:
		o.Flags |= rate.HumanTouched
	}
}

func TestRemovingAGuaranteeNeverLowersWhatIsDue(t *testing.T) {
	t.Parallel()
	// Law: each promise is worth nothing or something to the brand, whatever
	// the others are; that is why compensation is shared out at its best.
	rapid.Check(t, func(t *rapid.T) {
		c, f := drawContract(t), drawFacts(t)
		before := due(mustRate(t, c, f))
		i := rapid.IntRange(0, 2).Draw(t, "which")
		for k := range c.Versions {
			gs := c.Versions[k].Guarantees
			c.Versions[k].Guarantees = append(append([]rate.Guarantee(nil), gs[:i]...), gs[i+1:]...)
		}
		if after := due(mustRate(t, c, f)); after < before {
			t.Fatalf("due was %d and fell to %d without guarantee %d", before, after, i)
		}
	})
}
