package rate_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/verify"
	"pgregory.net/rapid"
)

// recount gives the verifier the three files, as a brand would.
func recount(t rapid.TB, c rate.Contract, f rate.Facts, inv rate.Invoice) *verify.Report {
	t.Helper()
	var facts bytes.Buffer
	if err := rate.WriteFacts(&facts, f); err != nil {
		t.Fatal(err)
	}
	return recountFile(t, c, facts.String(), inv)
}

func recountFile(t rapid.TB, c rate.Contract, facts string, inv rate.Invoice) *verify.Report {
	t.Helper()
	var contract, invoice bytes.Buffer
	for _, err := range []error{rate.WriteContract(&contract, c), rate.WriteInvoice(&invoice, inv)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := verify.Recount(&invoice, strings.NewReader(facts), &contract)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func tagged(t rapid.TB, c rate.Contract, f rate.Facts) rate.Invoice {
	t.Helper()
	inv, err := rate.RateWith(c, f, time.Time{}, rate.Options{Tags: true})
	if err != nil {
		t.Fatal(err)
	}
	return inv
}

func TestTwoIndependentCountsAgreeOnRandomHistories(t *testing.T) {
	t.Parallel()
	// Law: code that shares no line with the rating finds the same lines,
	// amounts and roots.
	rapid.Check(t, func(t *rapid.T) {
		c, f := drawContract(t), drawFacts(t)
		if r := recount(t, c, f, tagged(t, c, f)); !r.Holds() {
			t.Fatalf("false alarm: %v", r.Findings)
		}
	})
}

// aMonth is n outcomes of every kind, with the corrections that a month brings.
func aMonth(n int) rate.Facts {
	r := rand.New(rand.NewPCG(11, 11))
	var f rate.Facts
	for i := range n {
		s := []rate.Service{rate.Reactive, rate.Reactive, rate.Bot, rate.Proactive}[r.IntN(4)]
		flags := []rate.Flags{rate.Answered, rate.Answered, rate.Answered, rate.Unanswered, rate.GreetingOnly}[r.IntN(5)]
		o := outcome("m", i, s, flags)
		o.RespMS, o.CSAT = int64(r.IntN(60_000)), int64(r.IntN(6))
		o.Conversation, o.Shopper, o.Intent = fmt.Sprint("k", i), fmt.Sprint("li", r.IntN(n)), "size"
		if s == rate.Bot && flags == rate.Answered {
			o.Flags |= []rate.Flags{rate.Confirmed, rate.Assumed, rate.Confirmed | rate.HumanTouched, rate.Escalated}[r.IntN(4)]
		}
		if s == rate.Proactive && flags == rate.Answered {
			o.Flags |= rate.Attributed
			o.OrderRef, o.NetMinor = fmt.Sprint("order", i), 1+moneyOf(r.IntN(50_000))
		}
		f.Outcomes = append(f.Outcomes, o)
		if r.IntN(8) == 0 {
			kind := []string{rate.Reopen, rate.Refund, rate.FraudHold, rate.DisputeUpheld}[r.IntN(4)]
			delta := moneyOf(0)
			if kind == rate.Refund {
				delta = moneyOf(1 + r.IntN(60_000))
			}
			f.Corrections = append(f.Corrections, correction(o, kind, delta, time.Duration(r.IntN(20*24))*time.Hour))
		}
	}
	return f
}

func TestACleanSetOfTenThousandRaisesNoAlarm(t *testing.T) {
	t.Parallel()
	// Law: an honest bill over 10,000 outcomes is never accused, whichever way
	// its contract is written.
	c := committed(example(), rate.WaivedCounts)
	f := aMonth(10_000)
	if r := recount(t, c, f, tagged(t, c, f)); !r.Holds() || r.Facts < 10_000 {
		t.Errorf("%d facts: %v", r.Facts, r.Findings)
	}
}

// cheats are bills made from facts that were dressed up; the brand holds the
// true facts. Each returns the outcomes that were wrongly charged.
var cheats = map[string]struct {
	pick  func(rate.Outcome, []rate.Correction) bool
	dress func(*rate.Outcome, *rate.Facts)
	line  string
	words string
}{
	"a greeting charged as an answer": {
		pick: func(o rate.Outcome, _ []rate.Correction) bool {
			return o.Flags == rate.GreetingOnly && o.Service == rate.Reactive
		},
		dress: func(o *rate.Outcome, _ *rate.Facts) { o.Flags = rate.Answered },
		line:  "conversation_tier", words: "a greeting is not an answer",
	},
	"a bot resolution that a person touched": {
		pick: func(o rate.Outcome, xs []rate.Correction) bool {
			return o.Flags.Has(rate.HumanTouched|rate.Confirmed) && len(xs) == 0
		},
		dress: func(o *rate.Outcome, _ *rate.Facts) { o.Flags &^= rate.HumanTouched },
		line:  "bot_confirmed", words: "a person wrote in it",
	},
	"a reopened matter that was not credited": {
		pick: func(o rate.Outcome, xs []rate.Correction) bool {
			return o.Service == rate.Bot && o.Flags == rate.Answered|rate.Confirmed && len(xs) == 1 && xs[0].Kind == rate.Reopen &&
				xs[0].EffectiveAt.Before(o.At.AddDate(0, 0, 7))
		},
		dress: func(o *rate.Outcome, f *rate.Facts) {
			f.Corrections = slices.DeleteFunc(f.Corrections, func(x rate.Correction) bool { return x.Outcome == o.ID })
		},
		line: "bot_confirmed", words: "it was reopened in time",
	},
	"one conversation charged twice": {
		pick: func(o rate.Outcome, xs []rate.Correction) bool {
			return o.Service == rate.Bot && o.Flags == rate.Answered|rate.Confirmed && len(xs) == 0
		},
		dress: func(o *rate.Outcome, f *rate.Facts) {
			twin := *o
			twin.ID, twin.SourceEventID, twin.Conversation, twin.Shopper = o.ID+"-again", o.SourceEventID+"-again", o.Conversation+"-again", ""
			f.Outcomes = append(f.Outcomes, twin)
		},
		line: "bot_confirmed", words: "not in the file",
	},
}

func TestEveryKindOfFalseChargeIsFoundAndNamed(t *testing.T) {
	t.Parallel()
	// Law: double charge, greeting-only charge, reopened-not-credited and
	// human-touched charge: four of four, naming line and fact.
	c, honest := example(), aMonth(2000)
	for i := range honest.Outcomes {
		honest.Outcomes[i].Shopper = "" // no matter comes back, so each charge stands alone
	}
	for name, cheat := range cheats {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dressed := rate.Facts{Outcomes: slices.Clone(honest.Outcomes), Corrections: slices.Clone(honest.Corrections)}
			i := slices.IndexFunc(honest.Outcomes, func(o rate.Outcome) bool {
				own := []rate.Correction{}
				for _, x := range honest.Corrections {
					if x.Outcome == o.ID {
						own = append(own, x)
					}
				}
				return cheat.pick(o, own)
			})
			if i < 0 {
				t.Fatal("the month has no such outcome")
			}
			cheat.dress(&dressed.Outcomes[i], &dressed)
			r := recount(t, c, honest, tagged(t, c, dressed))
			if r.Holds() {
				t.Fatal("not found")
			}
			text := findings(r)
			if !strings.Contains(text, "line "+cheat.line) || !strings.Contains(text, cheat.words) {
				t.Errorf("the findings do not say what is wrong:\n%s", text)
			}
			if name != "one conversation charged twice" && !strings.Contains(text, honest.Outcomes[i].ID) {
				t.Errorf("fact %s is not named:\n%s", honest.Outcomes[i].ID, text)
			}
		})
	}
}

func TestAFalseChargeOnATrueFactIsNamedWithItsReason(t *testing.T) {
	t.Parallel()
	// Law: a bill that counts a true fact on the wrong line is told which fact,
	// and why nothing is owed for it.
	c, f := example(), aMonth(600)
	for i := range f.Outcomes {
		f.Outcomes[i].Shopper = ""
	}
	for name, x := range map[string]struct {
		free, charged, words string
	}{
		"greeting only":          {"greeting_free", "conversation_tier", "a greeting is not an answer"},
		"touched by a person":    {"human_touched_free", "bot_confirmed", "a person wrote in it"},
		"reopened, not credited": {"reopened_free", "conversation_tier", "it was reopened in time"},
		"charged twice":          {"conversation_tier", "conversation_tier", "is counted here 2 times"},
	} {
		inv := tagged(t, c, f)
		from, to := lineOf(inv, x.free), lineOf(inv, x.charged)
		tag := slices.Clone(from.Tags[:4])
		if from != to {
			from.Qty, from.Count, from.Tags = from.Qty-1, from.Count-1, from.Tags[4:]
		}
		to.Qty, to.Count, to.Tags = to.Qty+1, to.Count+1, append(slices.Clone(to.Tags), tag...)
		to.Amount += money.Amount(to.UnitMicro / 10_000)
		to.Root, from.Root = strings.Repeat("0", 64), strings.Repeat("0", 64)
		if text := findings(recount(t, c, f, inv)); !strings.Contains(text, x.words) || !strings.Contains(text, "line "+x.charged) {
			t.Errorf("%s: the findings do not say so:\n%s", name, text)
		}
	}
}

func hexOf(h rate.Hash) string { return hex.EncodeToString(h[:]) }

func lineOf(inv rate.Invoice, code string) *rate.Line {
	for i := range inv.Lines {
		if inv.Lines[i].Code == code {
			return &inv.Lines[i]
		}
	}
	return &rate.Line{Tags: make([]byte, 4)}
}

func findings(r *verify.Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintln(&b, f)
	}
	return b.String()
}

func TestAChargeAddedToThePrintedInvoiceIsFound(t *testing.T) {
	t.Parallel()
	// Law: no figure of the document can be changed by hand, even when its
	// seal is made to fit by listing the true facts twice on the line.
	c, f := example(), aMonth(400)
	inv := tagged(t, c, f)
	for name, change := range map[string]func(*rate.Invoice){
		"a quantity":     func(v *rate.Invoice) { v.Lines[0].Qty++ },
		"an amount":      func(v *rate.Invoice) { v.Lines[0].Amount += 100 },
		"a line twice":   func(v *rate.Invoice) { v.Lines = append(v.Lines, v.Lines[0]) },
		"a line dropped": func(v *rate.Invoice) { v.Lines = v.Lines[1:] },
		"a made-up line": func(v *rate.Invoice) { v.Lines = append(v.Lines, rate.Line{Code: "service_fee", Qty: 1, Amount: 1}) },
		"the tax":        func(v *rate.Invoice) { v.TaxMinor++ },
		"the total":      func(v *rate.Invoice) { v.TotalMinor++ },
		"a root":         func(v *rate.Invoice) { v.Lines[0].Root = v.Lines[1].Root },
		"compensation":   func(v *rate.Invoice) { v.CompensationMinor-- },
		"the contract":   func(v *rate.Invoice) { v.ContractSHA = v.ResultSHA },
		"the period":     func(v *rate.Invoice) { v.Period.Till = v.Period.Till.Add(time.Hour) },
		"a fact repeated": func(v *rate.Invoice) {
			v.Lines[0].Tags = append(v.Lines[0].Tags, v.Lines[0].Tags[:4]...)
			v.Lines[0].Root = ""
		},
	} {
		forged := inv
		forged.Lines = slices.Clone(inv.Lines)
		change(&forged)
		if r := recount(t, c, f, forged); r.Holds() {
			t.Errorf("%s was changed and nobody noticed", name)
		}
	}
}

func TestEveryFlippedFactIsNamed(t *testing.T) {
	t.Parallel()
	// Law: one changed field of one fact, and the recount names that fact.
	c, f := example(), aMonth(300)
	f.Bookings = []rate.Booking{{
		ID: "b1", Brand: "b1", Channel: "chat", Capacity: 3, ValueMinor: 5000, Start: periodFrom, End: periodFrom.Add(time.Hour),
		ReceivedAt: periodFrom, Source: "board", SourceEventID: "b1",
	}}
	inv := tagged(t, c, f)
	flip := map[string]func(*rate.Facts) string{
		"an answer":    func(f *rate.Facts) string { f.Outcomes[5].Flags ^= rate.Answered; return f.Outcomes[5].ID },
		"a time":       func(f *rate.Facts) string { f.Outcomes[7].RespMS += 1; return f.Outcomes[7].ID },
		"a transcript": func(f *rate.Facts) string { f.Outcomes[9].TranscriptSHA = "ff"; return f.Outcomes[9].ID },
		"an instant": func(f *rate.Facts) string {
			f.Outcomes[3].At = f.Outcomes[3].At.Add(time.Microsecond)
			return f.Outcomes[3].ID
		},
		"a correction": func(f *rate.Facts) string { f.Corrections[0].EvidenceSHA = "00"; return f.Corrections[0].Outcome },
		"a booking":    func(f *rate.Facts) string { f.Bookings[0].ValueMinor++; return "b1" },
		"a fact added": func(f *rate.Facts) string {
			f.Outcomes = append(f.Outcomes, outcome("z", 1, rate.Bot, 0))
			return "z000001"
		},
		"a fact hidden": func(f *rate.Facts) string { f.Outcomes = f.Outcomes[1:]; return "not in the file" },
	}
	for name, change := range flip {
		changed := rate.Facts{Outcomes: slices.Clone(f.Outcomes), Corrections: slices.Clone(f.Corrections), Bookings: slices.Clone(f.Bookings)}
		id := change(&changed)
		if text := findings(recount(t, c, changed, inv)); !strings.Contains(text, id) {
			t.Errorf("%s was flipped; %s is not named:\n%s", name, id, text)
		}
	}
}

func TestFactsSurviveTheirFile(t *testing.T) {
	t.Parallel()
	// Law: what is written is read back the same, so that an export rates to
	// the identical result_sha.
	rapid.Check(t, func(t *rapid.T) {
		c, f := drawContract(t), drawFacts(t)
		var b bytes.Buffer
		if err := rate.WriteFacts(&b, f); err != nil {
			t.Fatal(err)
		}
		back, err := rate.ReadFacts(&b)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := mustRate(t, c, back), mustRate(t, c, f); got.ResultSHA != want.ResultSHA {
			a, _ := json.Marshal(got)
			b, _ := json.Marshal(want)
			t.Fatalf("after the file\n%s\nbefore\n%s", a, b)
		}
	})
}

func moneyOf(n int) money.Amount { return money.Amount(n) }
