package rate_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/money"
)

var (
	periodFrom = time.Date(2026, 11, 1, 0, 0, 0, 0, time.FixedZone("", 8*3600))
	periodTill = periodFrom.AddDate(0, 1, 0)
)

// example is the contract of the worked examples; each test changes a copy.
func example() rate.Contract {
	return rate.Contract{
		ID: "c1", Brand: "b1", Currency: money.CNY, TZ: "Asia/Shanghai",
		Tax:    rate.Tax{Mode: rate.TaxOnTop, BP: 600},
		Period: rate.Span{From: periodFrom, Till: periodTill},
		Versions: []rate.Version{{
			ID: "v1", From: periodFrom, Till: periodTill,
			Rules: []rate.Rule{
				{
					ID: "chat", Kind: rate.KindConversation, Service: rate.Reactive,
					Tiers: []rate.Tier{{UpTo: 5000, UnitMicro: 1_200_000}, {UnitMicro: 900_000}},
				},
				{ID: "orders", Kind: rate.KindConversion, Service: rate.Proactive, FeeMinor: 600, ClawbackDays: 15},
				{ID: "bot", Kind: rate.KindResolution, Service: rate.Bot, ConfirmedMicro: 900_000, AssumedMicro: 450_000},
			},
			Guarantees: []rate.Guarantee{{
				ID: "answers", Service: rate.Reactive, Dimension: "answer_rate",
				FloorPPM: 980_000, UnitMinor: 300, CapBP: 2000,
			}},
			TotalCapBP: 3000, CaseHours: 72, ReopenDays: 7,
		}},
	}
}

// counts says how much of what happened; facts spells it out.
type counts struct {
	answered, unanswered, excused, fast int
	kept, refunded, none                int
}

func (n counts) facts() rate.Facts {
	var f rate.Facts
	for i := range n.answered {
		f.Outcomes = append(f.Outcomes, outcome("a", i, rate.Reactive, rate.Answered))
	}
	for i := range n.unanswered {
		o := outcome("u", i, rate.Reactive, rate.Unanswered)
		switch {
		case i < n.excused:
			o.Flags |= rate.Excused
		case i < n.excused+n.fast:
			o.Flags |= rate.FastAbandon
		}
		f.Outcomes = append(f.Outcomes, o)
	}
	for i := range n.kept + n.refunded {
		o := outcome("p", i, rate.Proactive, rate.Answered|rate.Attributed)
		o.OrderRef, o.NetMinor = fmt.Sprintf("order-%d", i), 19_900
		f.Outcomes = append(f.Outcomes, o)
		if i >= n.kept {
			f.Corrections = append(f.Corrections, correction(o, rate.Refund, o.NetMinor, 24*time.Hour))
		}
	}
	for i := range n.none {
		f.Outcomes = append(f.Outcomes, outcome("n", i, rate.Proactive, rate.Answered))
	}
	return f
}

func outcome(kind string, i int, s rate.Service, flags rate.Flags) rate.Outcome {
	at := periodFrom.Add(time.Duration(i) * 7 * time.Second)
	return rate.Outcome{
		ID: fmt.Sprintf("%s%06d", kind, i), Brand: "b1", Channel: "chat", Service: s, Unit: "conversation",
		At: at, ReceivedAt: at.Add(time.Second), RespMS: 9000, Flags: flags, Source: "meter", SourceEventID: fmt.Sprintf("%s%d", kind, i),
	}
}

func correction(o rate.Outcome, kind string, delta money.Amount, after time.Duration) rate.Correction {
	return rate.Correction{
		ID: kind + "-" + o.ID, Outcome: o.ID, Kind: kind, Delta: delta, Actor: "platform",
		EffectiveAt: o.At.Add(after), ReceivedAt: o.At.Add(after), SourceEventID: kind + "-" + o.ID,
	}
}

func rated(t *testing.T, c rate.Contract, f rate.Facts) rate.Invoice {
	t.Helper()
	inv, err := rate.Rate(c, f, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

// amounts prints the lines as "code qty amount".
func amounts(inv rate.Invoice) string {
	var b strings.Builder
	for _, l := range inv.Lines {
		fmt.Fprintf(&b, "%s %d %s\n", l.Code, l.Qty, money.Format(l.Amount, inv.Currency))
	}
	return b.String()
}

func committed(c rate.Contract, waived string) rate.Contract {
	c.Versions[0].Commitment = &rate.Commitment{Minor: 1_200_000, Waived: waived}
	return c
}

var e1 = counts{answered: 9620, unanswered: 380, excused: 60, fast: 20, kept: 285, refunded: 25, none: 1690}

var e2 = counts{answered: 9620, unanswered: 380, excused: 60, fast: 20, kept: 273, refunded: 37, none: 1690}

func TestWorkedExamples(t *testing.T) {
	t.Parallel()
	// Law: the examples of the contract's annex, line by line.
	bands := func(c rate.Contract) rate.Contract {
		c.Versions[0].Incentive = &rate.Incentive{Rule: "chat", Mode: rate.AllUnits, Bands: []rate.Band{{Min: 9000, BP: 300}, {Min: 9700, BP: 500}}}
		return c
	}
	e6 := e1
	e6.answered = 9700
	for _, x := range []struct {
		name     string
		contract rate.Contract
		facts    rate.Facts
		lines    string
		net, vat money.Amount
	}{
		{"E1 a month with a commitment", committed(example(), rate.WaivedIgnored), e1.facts(), `conversation_tier 5000 6000.00
conversation_tier 4620 4158.00
unanswered_free 380 0.00
conversion_fee 285 1710.00
no_conversion_free 1715 0.00
commitment_true_up 1 132.00
compensation 102 -306.00
`, 1_169_400, 70_164},
		{"E2 twelve more refunds are masked by a commitment that ignores what was waived", committed(example(), rate.WaivedIgnored), e2.facts(), `conversation_tier 5000 6000.00
conversation_tier 4620 4158.00
unanswered_free 380 0.00
conversion_fee 273 1638.00
no_conversion_free 1727 0.00
commitment_true_up 1 204.00
compensation 102 -306.00
`, 1_169_400, 70_164},
		{"E3 the same without a commitment", example(), e1.facts(), "", 1_156_200, 69_372},
		{"E3 after the refunds", example(), e2.facts(), "", 1_149_000, 68_940},
		{"E4 a share is rounded once a line and half to even", shareOnly(), shareFacts(), "conversion_share 3 6.22\n", 622, 37},
		{"E5 the cap on earned fees", example(), counts{answered: 10, unanswered: 990}.facts(), `conversation_tier 10 12.00
unanswered_free 990 0.00
compensation 970 -2.40
`, 960, 58},
		{"E6 in the lower band", bands(example()), e1.facts(), "", 1_120_596, 67_236},
		{"E6 in the higher band the bill falls", bands(example()), e6.facts(), "", 1_104_300, 66_258},
		{"E7 exactly at the floor", example(), counts{answered: 98, unanswered: 2}.facts(), "", 11_760, 706},
		{"E7 one below the floor", example(), counts{answered: 97, unanswered: 3}.facts(), "", 11_340, 680},
		{"E8 no traffic at all", committed(example(), rate.WaivedCounts), rate.Facts{}, "commitment_true_up 1 12000.00\n", 1_200_000, 72_000},
	} {
		t.Run(x.name, func(t *testing.T) {
			t.Parallel()
			inv := rated(t, x.contract, x.facts)
			if inv.SubtotalMinor != x.net || inv.TaxMinor != x.vat || inv.TotalMinor != x.net+x.vat {
				t.Errorf("net %d, tax %d, total %d; want %d and %d", inv.SubtotalMinor, inv.TaxMinor, inv.TotalMinor, x.net, x.vat)
			}
			if got := amounts(inv); x.lines != "" && got != x.lines {
				t.Errorf("lines\n%swant\n%s", got, x.lines)
			}
		})
	}
}

func shareOnly() rate.Contract {
	c := example()
	c.Versions[0].Rules[1].FeeMinor, c.Versions[0].Rules[1].BP = 0, 250
	return c
}

func shareFacts() rate.Facts {
	f := counts{kept: 3}.facts()
	for i, net := range []money.Amount{19_900, 4_999, 1} {
		f.Outcomes[i].NetMinor = net
	}
	return f
}

func TestTheAdjustmentAfterRefundsIsTheDifferenceOfTwoRatings(t *testing.T) {
	t.Parallel()
	// Law (E2, E3): what is billed later is Rate(now) - billed.
	for _, x := range []struct {
		name     string
		contract rate.Contract
		net      money.Amount
	}{
		{"E2 with a commitment that ignores waived fees", committed(example(), rate.WaivedIgnored), 0},
		{"E3 without a commitment", example(), -7_200},
		{"clause 4.7a: with a commitment that counts them", committed(example(), rate.WaivedCounts), -7_200},
	} {
		adj, err := rate.Diff(rated(t, x.contract, e1.facts()), rated(t, x.contract, e2.facts()))
		if err != nil || adj.SubtotalMinor != x.net {
			t.Errorf("%s: adjustment %d, %v; want %d", x.name, adj.SubtotalMinor, err, x.net)
		}
	}
}

func TestALargeMonthIsRoundedOnceATier(t *testing.T) {
	t.Parallel()
	// Law (4.1): the ladder 1.85, 1.655, 1.4225, a hundredth of its size.
	c := example()
	c.Versions[0].Guarantees = nil
	c.Versions[0].Rules[0].Tiers = []rate.Tier{{UpTo: 1000, UnitMicro: 1_850_000}, {UpTo: 5000, UnitMicro: 1_655_000}, {UnitMicro: 1_422_500}}
	inv := rated(t, c, counts{answered: 14_137}.facts())
	// 9,137 at 1.4225 are exactly 12,997.3825.
	if want := "conversation_tier 1000 1850.00\nconversation_tier 4000 6620.00\nconversation_tier 9137 12997.38\n"; amounts(inv) != want {
		t.Errorf("lines\n%swant\n%s", amounts(inv), want)
	}
}
