package rate_test

import (
	"slices"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/money"
)

// The numbers are those of the minimum list of adversarial tests; what the
// list asks of databases, gateways and documents is tested where those are.

func lineQty(inv rate.Invoice, code string) int64 {
	n := int64(0)
	for _, l := range inv.Lines {
		if l.Code == code {
			n += l.Qty
		}
	}
	return n
}

func just(outcomes ...rate.Outcome) rate.Facts { return rate.Facts{Outcomes: outcomes} }

func TestA01EveryFactToldThreeTimesIsBilledOnce(t *testing.T) {
	t.Parallel()
	// Law: replays, under the source's own id, change nothing but the time of
	// receipt, and the first receipt counts.
	f := e1.facts()
	want := rated(t, example(), f)
	thrice := rate.Facts{}
	for n := range 3 {
		for _, o := range f.Outcomes {
			o.ReceivedAt = o.ReceivedAt.Add(time.Duration(2-n) * time.Hour) // the last copy is the first received
			thrice.Outcomes = append(thrice.Outcomes, o)
		}
		thrice.Corrections = append(thrice.Corrections, f.Corrections...)
	}
	if got := rated(t, example(), thrice); got.ResultSHA != want.ResultSHA || len(got.Conflicts) != 0 {
		t.Errorf("three times told: total %d, %d conflicts; want %d and none", got.TotalMinor, len(got.Conflicts), want.TotalMinor)
	}
}

func TestA02TheSameIDWithAnotherBodyIsAConflictAndNeverSilent(t *testing.T) {
	t.Parallel()
	// Law: neither body is dropped unseen; the first received is rated, in any
	// order; the same id of another source or brand is another fact.
	a := outcome("a", 1, rate.Reactive, rate.Answered)
	b := a
	b.ID, b.Flags, b.ReceivedAt = "b", rate.Unanswered, a.ReceivedAt.Add(time.Second)
	other := a
	other.ID, other.Source = "c", "another-meter"
	tenant := a
	tenant.ID, tenant.Brand = "d", "b2"
	for _, f := range []rate.Facts{just(a, b, other, tenant), just(tenant, other, b, a)} {
		inv := rated(t, example(), f)
		if len(inv.Conflicts) != 1 || inv.Conflicts[0].Kept != a.ID || inv.Conflicts[0].Refused != "b" {
			t.Errorf("conflicts %+v", inv.Conflicts)
		}
		if got := lineQty(inv, "conversation_tier"); got != 2 {
			t.Errorf("%d conversations, want 2", got)
		}
	}
}

func TestA03RefundsBeforeTheOrderTwiceAndBeyondThePrice(t *testing.T) {
	t.Parallel()
	// Law: a refund without its order is parked and shown; two copies are one;
	// what is refunded beyond the price takes back the price.
	o := outcome("p", 1, rate.Proactive, rate.Answered|rate.Attributed)
	o.OrderRef, o.NetMinor = "x", 10_000
	refund := correction(o, rate.Refund, 4_000, time.Hour)
	early := rated(t, shareOnly(), rate.Facts{Corrections: []rate.Correction{refund}})
	if !slices.Equal(early.Parked, []string{refund.ID}) || early.TotalMinor != 0 {
		t.Errorf("parked %v, total %d", early.Parked, early.TotalMinor)
	}
	second := correction(o, rate.Refund, 6_001, 2*time.Hour) // one beyond what is left
	second.ID, second.SourceEventID = "second", "second"
	for _, x := range []struct {
		name string
		with []rate.Correction
		net  money.Amount
	}{
		{"none", nil, 250},
		{"one", []rate.Correction{refund}, 150},
		{"one, told twice", []rate.Correction{refund, refund}, 150},
		{"0.01 beyond the price", []rate.Correction{second, refund}, 0},
	} {
		f := just(o)
		f.Corrections = x.with
		if got := rated(t, shareOnly(), f).SubtotalMinor; got != x.net {
			t.Errorf("%s: net %d, want %d", x.name, got, x.net)
		}
	}
}

func TestA03ARefundCountsUntilTheFeeVestsAndNotAfter(t *testing.T) {
	t.Parallel()
	// Law (3.3): vested at max(delivered, paid) + N days; fraud that is upheld
	// counts whenever it comes.
	o := outcome("p", 1, rate.Proactive, rate.Answered|rate.Attributed)
	o.OrderRef, o.NetMinor = "x", 10_000
	delivered := o.At.AddDate(0, 0, 4)
	o.DeliveredAt = &delivered
	vest := 19 * 24 * time.Hour
	for _, x := range []struct {
		kind  string
		after time.Duration
		net   money.Amount
	}{
		{rate.Refund, vest, 0},
		{rate.Refund, vest + time.Microsecond, 600},
		{rate.Cancel, vest, 0},
		{rate.Cancel, vest + time.Microsecond, 600},
		{rate.DisputeUpheld, 2 * vest, 0},
	} {
		f, delta := just(o), money.Amount(0)
		if x.kind == rate.Refund {
			delta = 10_000
		}
		f.Corrections = []rate.Correction{correction(o, x.kind, delta, x.after)}
		if got := rated(t, example(), f).SubtotalMinor; got != x.net {
			t.Errorf("%s after %s: net %d, want %d", x.kind, x.after, got, x.net)
		}
	}
}

func TestA06AConversationThatIsPassedOnIsOneFee(t *testing.T) {
	t.Parallel()
	// Law: bot to person to person is one conversation: one fee, one place in
	// the guarantees, and nothing on the bot's line.
	bot := outcome("t", 1, rate.Bot, rate.Answered|rate.Confirmed)
	first := outcome("h", 2, rate.Reactive, rate.Answered)
	second := outcome("h", 3, rate.Reactive, rate.Answered)
	bot.Conversation, first.Conversation, second.Conversation = "k", "k", "k"
	inv := rated(t, example(), just(bot, first, second))
	if want := "conversation_tier 1 1.20\nsame_conversation_free 1 0.00\nsame_conversation_free 1 0.00\n"; amounts(inv) != want {
		t.Errorf("lines\n%swant\n%s", amounts(inv), want)
	}
}

func TestACaseIsBilledOnceUntilItHasBeenQuietForItsHours(t *testing.T) {
	t.Parallel()
	// Law: one billable outcome for (shopper, order, intent, 72 h), the 72 h
	// counted from the last contact.
	at := func(i int, h time.Duration, intent string) rate.Outcome {
		o := outcome("c", i, rate.Reactive, rate.Answered)
		o.At, o.Shopper, o.Intent = periodFrom.Add(h), "li", intent
		return o
	}
	inv := rated(t, example(), just(at(1, 0, "size"), at(2, 71*time.Hour, "size"), at(3, 142*time.Hour, "size"),
		at(4, 214*time.Hour, "size"), at(5, time.Hour, "refund")))
	if billed, free := lineQty(inv, "conversation_tier"), lineQty(inv, "same_case_free"); billed != 3 || free != 2 {
		t.Errorf("%d billed and %d free, want 3 and 2", billed, free)
	}
}

func TestReopenedWithinSevenDaysIsCreditedEvenAfterTheInvoice(t *testing.T) {
	t.Parallel()
	// Law: reopened in time is a credit, whenever we learn of it; a moment
	// later it is not.
	o := outcome("t", 1, rate.Bot, rate.Answered|rate.Confirmed)
	week := 7 * 24 * time.Hour
	for after, want := range map[time.Duration]money.Amount{week: -90, week + time.Microsecond: 0} {
		f := just(o)
		billed := rated(t, example(), f)
		f.Corrections = []rate.Correction{correction(o, rate.Reopen, 0, after)}
		adj, err := rate.Diff(billed, rated(t, example(), f))
		if err != nil || adj.SubtotalMinor != want {
			t.Errorf("reopened after %s: adjustment %d, %v; want %d", after, adj.SubtotalMinor, err, want)
		}
	}
}

func TestA07AnInstantBelongsToOneVersionAndOnePeriod(t *testing.T) {
	t.Parallel()
	// Law: the end of a period or version is the start of the next; no instant
	// is billed twice or not at all, on a leap day too.
	c := example()
	leap := time.Date(2028, 2, 29, 0, 0, 0, 0, shanghai)
	c.Period = rate.Span{From: leap.AddDate(0, 0, -28), Till: leap}
	next := c
	next.Period = rate.Span{From: leap, Till: leap.AddDate(0, 0, 1)}
	c.Versions = []rate.Version{c.Versions[0]}
	c.Versions[0].From, c.Versions[0].Till = c.Period.From, next.Period.Till
	next.Versions = c.Versions
	last, first := outcome("a", 1, rate.Reactive, rate.Answered), outcome("a", 2, rate.Reactive, rate.Answered)
	last.At, first.At = leap.Add(-time.Millisecond), leap.In(time.UTC)
	f := just(last, first)
	if a, b := rated(t, c, f).SubtotalMinor, rated(t, next, f).SubtotalMinor; a != 120 || b != 120 {
		t.Errorf("February 28 bills %d and February 29 %d, want 120 each", a, b)
	}
}

func TestA08TheFloorIsMetExactlyOrNotAtAll(t *testing.T) {
	t.Parallel()
	// Law: exactly at the floor is kept; one below is paid; nothing to measure
	// and everything excused are kept.
	for _, x := range []struct {
		name string
		n    counts
		comp money.Amount
	}{
		{"at the floor", counts{answered: 98, unanswered: 2}, 0},
		{"one below", counts{answered: 97, unanswered: 3}, 300},
		{"no traffic", counts{}, 0},
		{"everything excused", counts{unanswered: 50, excused: 50}, 0},
		{"fast abandons alone", counts{answered: 1, unanswered: 9, fast: 9}, 0},
	} {
		if got := rated(t, example(), x.n.facts()).CompensationMinor; got != x.comp {
			t.Errorf("%s: compensation %d, want %d", x.name, got, x.comp)
		}
	}
}

func booked(value money.Amount) []rate.Booking {
	return []rate.Booking{{
		ID: "k1", Brand: "b1", Channel: "chat", Capacity: 20, ValueMinor: value, Start: periodFrom, End: periodFrom.Add(8 * time.Hour),
		ReceivedAt: periodFrom, Source: "board", SourceEventID: "k1",
	}}
}

func TestA09WhenNothingIsAnsweredCompensationIsOfTheBookedValue(t *testing.T) {
	t.Parallel()
	// Law (4.7b, 4.7e): a cap on earned fees would be a cap of nothing; what
	// is owed beyond the invoice goes to the credit balance.
	f := counts{unanswered: 990}.facts()
	f.Bookings = booked(1_000_000)
	inv := rated(t, example(), f)
	if inv.CompensationMinor != 200_000 || inv.CreditToBalanceMinor != 200_000 || inv.TotalMinor != 0 {
		t.Errorf("compensation %d, credit %d, total %d; want 20 %% of the booked value as credit",
			inv.CompensationMinor, inv.CreditToBalanceMinor, inv.TotalMinor)
	}
}

func TestA10AClawbackAcrossATierIsTheDifferenceOfTwoRatings(t *testing.T) {
	t.Parallel()
	// Law: the adjustment is what a new rating gives, at the tier's price that
	// is really lost, not at the average.
	f := counts{answered: 5001}.facts()
	before := rated(t, example(), f)
	for i := range 2 {
		f.Corrections = append(f.Corrections, correction(f.Outcomes[i], rate.DisputeUpheld, 0, time.Hour))
	}
	adj, err := rate.Diff(before, rated(t, example(), f))
	if want := money.Amount(-90 - 120); err != nil || adj.SubtotalMinor != want {
		t.Errorf("adjustment %d, %v; want %d", adj.SubtotalMinor, err, want)
	}
}
