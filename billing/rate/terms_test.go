package rate_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
)

func TestA12ACommitmentNeverMakesTheBrandPayForOurMiss(t *testing.T) {
	t.Parallel()
	// Law (4.7a): for every conversation that we miss, the commitment fills up
	// as if we had answered it.
	c := committed(example(), rate.WaivedCounts)
	c.Versions[0].Commitment.Minor = 12_000
	c.Versions[0].Guarantees = nil
	full := rated(t, c, counts{answered: 90}.facts()).SubtotalMinor
	missed := rated(t, c, counts{answered: 70, unanswered: 20}.facts()).SubtotalMinor
	if full != 12_000 || missed != 12_000-20*120 {
		t.Errorf("due %d with all answered and %d with 20 missed; want 12000 and 9600", full, missed)
	}
}

func TestA14AnAllUnitsBandThatInvertsIsFlagged(t *testing.T) {
	t.Parallel()
	// Law (4.7c): the document warns that one more conversation costs less; a
	// graduated band never does.
	for mode, flagged := range map[string]bool{rate.AllUnits: true, rate.Graduated: false} {
		c := example()
		c.Versions[0].Incentive = &rate.Incentive{Rule: "chat", Mode: mode, Bands: []rate.Band{{Min: 50, BP: 300}}}
		inv := rated(t, c, counts{answered: 60}.facts())
		if got := strings.Contains(strings.Join(inv.Warnings, " "), "inverts"); got != flagged {
			t.Errorf("%s: warnings %v", mode, inv.Warnings)
		}
	}
}

func TestAnIncentiveLiesOverItsLinesToTheUnit(t *testing.T) {
	t.Parallel()
	// Law (4.6): the shares of a rebate add up to it, so that each line's
	// refund reverses its share exactly.
	c := example()
	c.Versions[0].Rules[0].Tiers[0].UpTo = 37
	c.Versions[0].Incentive = &rate.Incentive{Rule: "chat", Mode: rate.AllUnits, Bands: []rate.Band{{Min: 10, BP: 333}}}
	inv := rated(t, c, counts{answered: 91, kept: 3}.facts())
	for _, l := range inv.Lines {
		sum := money.Amount(0)
		for _, s := range l.Shares {
			sum += s.Amount
		}
		if l.Code == "incentive" && (sum != l.Amount || len(l.Shares) != 3) {
			t.Errorf("shares %+v do not add up to %d over three lines", l.Shares, l.Amount)
		}
	}
	if lineQty(inv, "incentive") != 91 {
		t.Error("no incentive line")
	}
}

func TestA16AQuantityTimesAPriceBeyondInt64IsAnError(t *testing.T) {
	t.Parallel()
	// Law: an amount that cannot be counted is refused, never wrapped.
	c := example()
	c.Versions[0].Rules[1].FeeMinor = 1 << 50
	c.Versions[0].Rules[1].BP = 1
	f := counts{kept: 3}.facts()
	for i := range f.Outcomes {
		f.Outcomes[i].NetMinor = 1 << 62
	}
	if _, err := rate.Rate(c, f, time.Time{}); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("got %v, want an overflow", err)
	}
}

func TestA17VersionsThatHoldAtTheSameTimeAreRefused(t *testing.T) {
	t.Parallel()
	// Law: an outcome has one price.
	c := example()
	w := c.Versions[0]
	w.ID = "v2"
	c.Versions = append(c.Versions, w)
	if err := c.Check(); !errors.Is(err, rate.ErrVersions) {
		t.Errorf("got %v", err)
	}
}

func TestA25AHeldOutcomeIsPrintedWithoutMoneyAndAReleasePays(t *testing.T) {
	t.Parallel()
	// Law (3.4): self-dealing is held, never dropped; a false positive pays
	// when it is released.
	o := outcome("p", 1, rate.Proactive, rate.Answered|rate.Attributed)
	o.OrderRef, o.NetMinor = "x", 10_000
	f := just(o)
	f.Corrections = []rate.Correction{correction(o, rate.FraudHold, 0, time.Hour)}
	inv := rated(t, example(), f)
	if l := lineOf(inv, "held"); l.Qty != 0 || l.Count != 1 || l.Dims["held"] != "1" || l.Dims["release_by"] == "" || inv.SubtotalMinor != 0 {
		t.Errorf("held: %+v", inv.Lines)
	}
	f.Corrections = append(f.Corrections, correction(o, rate.Release, 0, 2*time.Hour))
	if got := rated(t, example(), f).SubtotalMinor; got != 600 {
		t.Errorf("released: net %d, want 600", got)
	}
}

func TestA26OneSideCannotExcuseAwayAThirdOfTheMonth(t *testing.T) {
	t.Parallel()
	// Law: above the contract's share, what one side excuses waits for the
	// other's signature; what both signed counts.
	c := example()
	c.Versions[0].ExcuseCapBP = 500
	f := counts{answered: 70, unanswered: 30}.facts()
	paid := rated(t, c, f).CompensationMinor
	for i := range 30 {
		f.Corrections = append(f.Corrections, correction(f.Outcomes[70+i], rate.Excuse, 0, time.Hour))
	}
	alone := rated(t, c, f)
	if alone.CompensationMinor != paid || len(alone.Warnings) != 1 {
		t.Errorf("compensation went from %d to %d, warnings %v", paid, alone.CompensationMinor, alone.Warnings)
	}
	for i := range f.Corrections {
		f.Corrections[i].Actor = rate.ActorBoth
	}
	if got := rated(t, c, f).CompensationMinor; got != 0 {
		t.Errorf("signed by both: compensation %d, want 0", got)
	}
}

func TestA27AnOutageExcusesWhatHappenedInItAndNotAtItsEnd(t *testing.T) {
	t.Parallel()
	// Law (4.7h): signed by both, from its first instant to before its last.
	f := counts{answered: 100, unanswered: 10}.facts()
	edge := f.Outcomes[104].At // the fifth that went unanswered
	outage := rate.Excusal{
		ID: "e", Brand: "b1", Channel: "chat", From: f.Outcomes[100].At, Till: edge, SignedBy: []string{"brand", "platform"},
		ReceivedAt: edge, Source: "board", SourceEventID: "e",
	}
	for i := range f.Outcomes[:100] {
		f.Outcomes[i].At = f.Outcomes[i].At.Add(time.Hour)
	}
	f.Excusals = []rate.Excusal{outage}
	inv := rated(t, example(), f)
	if got := lineOf(inv, "compensation").Dims["counted"]; got != "106" {
		t.Errorf("%s conversations counted, want 106: four fell into the outage", got)
	}
	f.Excusals[0].SignedBy = []string{"platform", "platform"}
	if got := lineOf(rated(t, example(), f), "compensation").Dims["counted"]; got != "110" {
		t.Errorf("%s conversations counted; an outage that only we signed excuses nothing", got)
	}
}

func TestA31EachCurrencyHasItsExponentAndNoTwoAreMixed(t *testing.T) {
	t.Parallel()
	// Law: a price in micro of the major unit comes to the currency's own
	// minor unit; facts in another currency are refused.
	for currency, want := range map[money.Currency]money.Amount{money.CNY: 1200, money.JPY: 12, money.KWD: 12_000} {
		c := example()
		c.Currency = currency
		if got := rated(t, c, counts{answered: 10}.facts()).SubtotalMinor; got != want {
			t.Errorf("ten at 1.2 are %d %s, want %d", got, currency, want)
		}
	}
	o := outcome("a", 1, rate.Reactive, rate.Answered)
	o.Currency = money.JPY
	if _, err := rate.Rate(example(), just(o), time.Time{}); !errors.Is(err, money.ErrMixed) {
		t.Errorf("yen on a yuan contract gave %v", err)
	}
	yen := example()
	yen.Currency = money.JPY
	if _, err := rate.Diff(rated(t, example(), rate.Facts{}), rated(t, yen, rate.Facts{})); !errors.Is(err, money.ErrMixed) {
		t.Errorf("adjusting yuan by yen gave %v", err)
	}
}

func TestA32HalfOfADisputeUpheldIsHalfTheMoneyTheTaxAndTheEvidence(t *testing.T) {
	t.Parallel()
	// Law: the outcomes for which the brand was right leave the line, with
	// their tax, and stand on a line of their own with their own root.
	f := counts{answered: 100}.facts()
	before := rated(t, example(), f)
	for i := range 50 {
		f.Corrections = append(f.Corrections, correction(f.Outcomes[i], rate.DisputeUpheld, 0, time.Hour))
	}
	after := rated(t, example(), f)
	adj, err := rate.Diff(before, after)
	if err != nil || adj.SubtotalMinor != -6_000 || adj.TaxMinor != -360 {
		t.Errorf("adjustment %d, tax %d, %v", adj.SubtotalMinor, adj.TaxMinor, err)
	}
	left := []rate.Hash{}
	for i := 50; i < 100; i++ {
		left = append(left, rate.Leaf(&f.Outcomes[i], nil))
	}
	root := rate.Root(left)
	if got := lineOf(after, "conversation_tier"); got.Root != hexOf(root) || got.Count != 50 {
		t.Errorf("the line's root is not that of the 50 outcomes left")
	}
	way, err := rate.Prove(left, 17)
	if err != nil || !rate.Proven(left[17], way, root) || rate.Proven(left[18], way, root) {
		t.Error("the proof of an outcome does not prove it, or proves another")
	}
}

func TestAConversationFundsOneGuaranteeAndTheBrandGetsTheBestSharing(t *testing.T) {
	t.Parallel()
	// Law (4.3): of two promises broken by the same conversation the dearer is
	// paid; the cheaper is paid from conversations that are left.
	c := example()
	v := &c.Versions[0]
	v.TotalCapBP = 10_000
	v.Guarantees = []rate.Guarantee{
		{ID: "answers", Service: rate.Reactive, Dimension: "answer_rate", FloorPPM: 1_000_000, UnitMinor: 300, CapBP: 10_000},
		{ID: "quick", Service: rate.Reactive, Dimension: "response_30s", FloorPPM: 1_000_000, UnitMinor: 100, CapBP: 10_000},
	}
	f := counts{answered: 10, unanswered: 2}.facts() // the two miss both promises
	f.Outcomes[0].RespMS = 31_000                    // and one was slow
	if got := rated(t, c, f).CompensationMinor; got != 2*300+100 {
		t.Errorf("compensation %d, want 700", got)
	}
}

func TestPricesThatIncludeTaxAreTakenApartOnce(t *testing.T) {
	t.Parallel()
	// Law (4.7f): net = MD(gross, 10^4, 10^4 + bp), and tax is the rest.
	c := example()
	c.Tax.Mode = rate.TaxInclusive
	inv := rated(t, c, counts{answered: 10}.facts())
	if inv.TotalMinor != 1200 || inv.SubtotalMinor != 1132 || inv.TaxMinor != 68 {
		t.Errorf("total %d, net %d, tax %d; want 1200, 1132, 68", inv.TotalMinor, inv.SubtotalMinor, inv.TaxMinor)
	}
}

func TestWhatNoRulePricesIsStillPrinted(t *testing.T) {
	t.Parallel()
	// Law: nothing that happened is left off the document in silence.
	inv := rated(t, example(), just(outcome("r", 1, rate.Reminder, rate.Answered)))
	if lineQty(inv, "no_rule") != 1 || len(inv.Warnings) != 1 {
		t.Errorf("lines\n%s, warnings %v", amounts(inv), inv.Warnings)
	}
}

func TestSeatsAreChargedByTheBookingAndProvenByIt(t *testing.T) {
	t.Parallel()
	// Law: a seat costs the same whether or not anybody came.
	c := example()
	c.Versions[0].Rules = append(c.Versions[0].Rules, rate.Rule{ID: "seats", Kind: rate.KindSeat, Channel: "chat", SeatMicro: 40_000_000})
	f := rate.Facts{Bookings: booked(80_000)}
	inv := tagged(t, c, f)
	if want := "seat 20 800.00\n"; amounts(inv) != want {
		t.Errorf("lines\n%swant\n%s", amounts(inv), want)
	}
	if r := recount(t, c, f, inv); !r.Holds() {
		t.Errorf("the recount says %v", r.Findings)
	}
}

func TestAContractThatCannotBeRatedNamesTheTerm(t *testing.T) {
	t.Parallel()
	// Law: a wrong term is refused with its place and what was expected there.
	for name, change := range map[string]func(*rate.Contract){
		"tz":                                  func(c *rate.Contract) { c.TZ = "Mars/Olympus" },
		"tax.mode":                            func(c *rate.Contract) { c.Tax.Mode = "none" },
		"period":                              func(c *rate.Contract) { c.Period.Till = c.Period.From },
		"versions[0].rules[0].kind":           func(c *rate.Contract) { c.Versions[0].Rules[0].Kind = "hourly" },
		"versions[0].rules[2].assumed_micro":  func(c *rate.Contract) { c.Versions[0].Rules[2].AssumedMicro = 900_001 },
		"versions[0].guarantees[0].dimension": func(c *rate.Contract) { c.Versions[0].Guarantees[0].Dimension = "smile" },
		"versions[0].total_cap_bp":            func(c *rate.Contract) { c.Versions[0].TotalCapBP = 0 },
		"versions[0].incentive.rule":          func(c *rate.Contract) { c.Versions[0].Incentive = &rate.Incentive{Mode: rate.Graduated, Rule: "bot"} },
	} {
		c := example()
		change(&c)
		err := c.Check()
		f, ok := fault.As(err)
		if !ok || f.Code != rate.ErrContract.Code || len(f.Fields) != 1 || f.Fields[0].Where != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}
