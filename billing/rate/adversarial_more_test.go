package rate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/verify"
)

func TestA11AClawbackInAClosedPeriodIsTheNextDocumentsWhateverBecameOfTheFirst(t *testing.T) {
	t.Parallel()
	// Law (adversarial 11): a document that was paid, is disputed or was taken
	// back is corrected by the same difference: what counts is what was billed.
	f := counts{kept: 3}.facts()
	billed := rated(t, example(), f)
	disputed := f
	disputed.Corrections = []rate.Correction{correction(f.Outcomes[1], rate.DisputeUpheld, 0, time.Hour)}
	refund := correction(f.Outcomes[0], rate.Refund, 19_900, 40*time.Hour)
	for name, x := range map[string]struct {
		on   rate.Invoice
		with []rate.Correction
		want money.Amount
	}{
		"paid":                   {billed, []rate.Correction{refund}, -600},
		"disputed":               {rated(t, example(), disputed), append(slices.Clone(disputed.Corrections), refund), -600},
		"void, as if not billed": {rate.Invoice{Brand: billed.Brand, Currency: billed.Currency}, []rate.Correction{refund}, 1200},
	} {
		later := f
		later.Corrections = x.with
		adj, err := rate.Diff(x.on, rated(t, example(), later))
		if err != nil || adj.SubtotalMinor != x.want {
			t.Errorf("%s: adjustment %d, %v; want %d", name, adj.SubtotalMinor, err, x.want)
		}
	}
}

func TestA15NothingIsLostWhenAlmostNothingIsShared(t *testing.T) {
	t.Parallel()
	// Law (adversarial 15): -1, 0, 1 and 10^15 fen over any number of parties
	// add up to themselves, and a party of weight zero gets nothing.
	for _, total := range []money.Amount{-1, 0, 1, 1_000_000_000_000_000, -1_000_000_000_000_000} {
		for n := 1; n < 40; n += 3 {
			weights := make([]int64, n)
			for i := range weights {
				weights[i] = int64(i % 4)
			}
			weights[0] = 7
			parts, err := money.Split(total, weights)
			if err != nil {
				t.Fatal(err)
			}
			sum, err := money.Total(parts...)
			if err != nil || sum != total {
				t.Errorf("%d over %d parties adds up to %d, %v", total, n, sum, err)
			}
			for i, p := range parts {
				if weights[i] == 0 && p != 0 {
					t.Errorf("%d over %d: a party of weight zero got %d", total, n, p)
				}
			}
		}
	}
}

func TestA16APriceTimesAQuantityOfTwoToTheThirtyOneIsAnError(t *testing.T) {
	t.Parallel()
	// Law (adversarial 16): 2^31 units at 2^31 and more are refused as an
	// overflow by every step that multiplies; nothing wraps.
	c := example()
	c.Versions[0].Rules = append(c.Versions[0].Rules, rate.Rule{ID: "seats", Kind: rate.KindSeat, SeatMicro: 1 << 50})
	f := rate.Facts{Bookings: booked(0)}
	f.Bookings[0].Capacity = math.MaxInt64 / 4
	if inv, err := rate.Rate(c, f, time.Time{}); err == nil {
		t.Errorf("%d seats at %d came to %d", f.Bookings[0].Capacity, int64(1<<50), inv.SubtotalMinor)
	}
	if _, err := money.MulDiv(1<<31, 1<<31, 1); err != nil {
		t.Errorf("2^62 fits: %v", err)
	}
	if got, err := money.MulDiv(1<<32, 1<<31, 1); err == nil {
		t.Errorf("2^63 came to %d", got)
	}
}

func TestA29AMonthOfTwentySixMillionLiesInLessThanTwoGigabytes(t *testing.T) {
	// Law (adversarial 29): what a month of outcomes takes as columns, times
	// 26 million, stays below the limit; bench/bill closes such a month.
	if testing.Short() {
		t.Skip("measures memory")
	}
	const n = 60_000
	f := plainMonth(n)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	k, err := rate.ColumnsOf(example(), f, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	each := float64(after.HeapAlloc-before.HeapAlloc) / n
	if total := each * 26e6; total > 1.5*(1<<30) {
		t.Errorf("%.0f bytes an outcome: %.2f GiB for 26 million", each, total/(1<<30))
	}
	runtime.KeepAlive(k)
	runtime.KeepAlive(f)
}

// plainMonth is a month in which most conversations stand alone, as most do.
func plainMonth(n int) rate.Facts {
	r := rand.New(rand.NewPCG(6, 18))
	f := rate.Facts{Outcomes: make([]rate.Outcome, n)}
	for i := range f.Outcomes {
		o := outcome("q", i, rate.Reactive, []rate.Flags{rate.Answered, rate.Answered, rate.Unanswered}[r.IntN(3)])
		o.At = periodFrom.Add(time.Duration(r.Int64N(int64(30 * 24 * time.Hour))))
		o.Conversation, o.Shopper, o.Intent, o.RespMS = fmt.Sprint("k", i), fmt.Sprint("shopper-", i), "size", int64(r.IntN(90_000))
		f.Outcomes[i] = o
		if r.IntN(100) == 0 {
			f.Corrections = append(f.Corrections, correction(o, rate.DisputeUpheld, 0, time.Hour))
		}
	}
	return f
}

func TestA30TwoNodesThatHeardTheFactsInOtherOrdersMakeOneDocument(t *testing.T) {
	t.Parallel()
	// Law (adversarial 30): the same facts give the same result_sha, byte for
	// byte of the document, whoever rates them.
	c, f := committed(example(), rate.WaivedCounts), aMonth(3000)
	var docs [2]bytes.Buffer
	for node := range docs {
		inv, err := rate.RateWith(c, f, time.Time{}, rate.Options{Tags: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := rate.WriteInvoice(&docs[node], inv); err != nil {
			t.Fatal(err)
		}
		rand.New(rand.NewPCG(1, 9)).Shuffle(len(f.Outcomes), func(i, j int) { f.Outcomes[i], f.Outcomes[j] = f.Outcomes[j], f.Outcomes[i] })
		slices.Reverse(f.Corrections)
	}
	if !bytes.Equal(docs[0].Bytes(), docs[1].Bytes()) {
		t.Error("two nodes made two documents")
	}
}

func TestA33ClocksTenMinutesApartRateAlike(t *testing.T) {
	t.Parallel()
	// Law (adversarial 33): a producer whose clock is behind tells of what, by
	// ours, has not happened; when it was received decides only what an as-of
	// run looks at, never what is owed for it.
	o := counts{answered: 20, unanswered: 3}.facts()
	want := rated(t, example(), o)
	for i := range o.Outcomes {
		o.Outcomes[i].ReceivedAt = o.Outcomes[i].At.Add(time.Duration(i%3-1) * 10 * time.Minute)
	}
	if got := rated(t, example(), o); got.TotalMinor != want.TotalMinor || amounts(got) != amounts(want) {
		t.Errorf("skewed clocks: %d, want %d", got.TotalMinor, want.TotalMinor)
	}
	early, err := rate.Rate(example(), o, o.Outcomes[0].At.Add(-11*time.Minute))
	if err != nil || early.Watermark.Outcomes != 0 {
		t.Errorf("%d outcomes known before any was received, %v", early.Watermark.Outcomes, err)
	}
}

func TestA23AFileThatWasCutChangedOrReorderedSaysWhere(t *testing.T) {
	t.Parallel()
	// Law (adversarial 23): one byte flipped, two segments swapped or the tail
	// cut off an export is found, and the place named; an untouched one holds.
	c, f := example(), aMonth(9000)
	inv := tagged(t, c, f)
	var file bytes.Buffer
	w := rate.NewSealedWriter(&file)
	for i := range f.Outcomes {
		if err := w.Outcome(&f.Outcomes[i]); err != nil {
			t.Fatal(err)
		}
	}
	for i := range f.Corrections {
		if err := w.Correction(&f.Corrections[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(file.String(), "\n")
	const block = rate.BlockFacts + 1
	for name, x := range map[string]struct {
		touch func([]string) []string
		says  string
	}{
		"untouched":     {func(l []string) []string { return l }, ""},
		"a byte":        {func(l []string) []string { l[5000] = strings.Replace(l[5000], `:"k`, `:"K`, 1); return l }, "block 2 (lines 4098 to 8193): a fact in it"},
		"two segments":  {func(l []string) []string { return slices.Concat(l[block:2*block], l[:block], l[2*block:]) }, "block 1 expected: blocks were swapped"},
		"two facts":     {func(l []string) []string { l[10], l[20] = l[20], l[10]; return l }, "block 1 (lines 1 to 4096)"},
		"a fact out":    {func(l []string) []string { return slices.Delete(l, 7000, 7001) }, "block 2"},
		"a segment out": {func(l []string) []string { return slices.Delete(l, block, 2*block) }, "block 2 expected"},
		"a cut tail":    {func(l []string) []string { return l[:9500] }, "it breaks off after line 9500"},
		"a tail added":  {func(l []string) []string { return append(l, l[3]) }, "after the end of the file"},
	} {
		text := findings(recountFile(t, c, strings.Join(x.touch(slices.Clone(lines)), ""), inv))
		if (x.says == "") != (text == "") || !strings.Contains(text, x.says) {
			t.Errorf("%s: the findings are\n%.600s\nwant %q", name, text, x.says)
		}
	}
}

func TestOneOutcomeIsProvenUnderItsLineAlone(t *testing.T) {
	t.Parallel()
	// Law (3.5): an outcome's record and at most 25 hashes lead to the root
	// that the line prints; another record, or another way, does not.
	c, f := example(), aMonth(3000)
	inv := rated(t, c, f)
	look, err := rate.LookAt(c, f, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	for i, l := range inv.Lines {
		if l.Count == 0 {
			continue
		}
		for _, id := range []string{look.Under[i][0], look.Under[i][len(look.Under[i])/2]} {
			p, err := rate.Include(c, f, time.Time{}, i, id)
			if err != nil || p.Root != l.Root || len(p.Way) > 25 {
				t.Fatalf("line %s: %v, %d steps", l.Code, err, len(p.Way))
			}
			if said, err := included(t, p); err != nil || !strings.Contains(said, id) {
				t.Errorf("line %s: %s, %v", l.Code, said, err)
			}
			p.Facts[0] = bytes.Replace(p.Facts[0], []byte(`"channel":"chat"`), []byte(`"channel":"chit"`), 1)
			if said, err := included(t, p); err == nil {
				t.Errorf("line %s: a changed record is proven: %s", l.Code, said)
			}
		}
	}
	if _, err := rate.Include(c, f, time.Time{}, 0, "nobody"); err == nil {
		t.Error("an outcome that is not there is proven")
	}
}

func included(t *testing.T, p rate.Inclusion) (string, error) {
	t.Helper()
	raw, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return verify.Included(bytes.NewReader(raw))
}
