package laws_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/facts"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// metered is a brand's own meter telling of one conversation.
func (b *bundle) metered(i int) rate.Outcome {
	when := at.Add(time.Duration(i) * time.Second)
	return rate.Outcome{
		ID: fmt.Sprintf("m%d", i), Brand: b.brand.String(), Channel: "taobao", Service: rate.Reactive, Unit: "conversation",
		Conversation: fmt.Sprintf("wangwang-%d", i), Shopper: fmt.Sprintf("li%d", i), Intent: "size", At: when, ReceivedAt: when.Add(time.Second),
		RespMS: 8000, Flags: rate.Answered, Source: "meter", SourceEventID: fmt.Sprintf("e%d", i),
	}
}

// fileOf writes outcomes as a brand's meter exports them.
func fileOf(t testing.TB, outcomes []rate.Outcome) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := rate.WriteFacts(&out, rate.Facts{Outcomes: outcomes}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Adversarial 1 and 2, by file: bad lines are named one by one and the rest is loaded; sent again, whole or in
// another order, nothing is loaded twice; the same id with another body is a conflict.
func TestAnImportLoadsWhatIsGoodAndNamesEachLineThatIsNot(t *testing.T) {
	t.Parallel()
	b := setup(t)
	const lines = 3000
	var all []rate.Outcome
	for i := range lines {
		all = append(all, b.metered(i))
	}
	rows := strings.SplitAfter(strings.TrimSuffix(string(fileOf(t, all)), "\n"), "\n")
	bad := map[int64]string{}
	for i := 99; i < lines; i += 100 { // one of a hundred
		bad[int64(i+1)] = []string{"flag", "brand", "JSON", "event_at"}[i/100%4]
		rows[i] = []string{
			strings.Replace(rows[i], `"answered"`, `"ansered"`, 1), strings.Replace(rows[i], b.brand.String(), uid.New[uid.Brand]().String(), 1),
			rows[i][:40] + "\n", strings.Replace(rows[i], `"event_at":"2026`, `"event_at":"2096`, 1),
		}[i/100%4]
	}
	b.clock.MoveTo(at.Add(2 * time.Hour))
	got, err := b.Import(t.Context(), b.brand, b.finance, "october.jsonl", 1, strings.NewReader(strings.Join(rows, "")))
	if err != nil || got.Lines != lines || got.Loaded.Loaded != lines-30 || got.Refused != 30 {
		t.Fatalf("%+v, %v", got, err)
	}
	named, err := b.Refusals(t.Context(), pg.OfBrand(b.brand), got.ID, 0, 1000)
	if err != nil || len(named) != 30 {
		t.Fatalf("%d lines are named, %v", len(named), err)
	}
	for _, r := range named {
		word, known := bad[r.Line]
		if !known || word != "JSON" && !strings.Contains(r.Says, word) {
			t.Errorf("line %d: %s; want something about %s", r.Line, r.Says, word)
		}
	}
	var zipped bytes.Buffer
	z := gzip.NewWriter(&zipped)
	other := b.metered(5)
	other.RespMS = 99
	_, _ = z.Write(append(fileOf(t, all), fileOf(t, []rate.Outcome{other})...))
	_ = z.Close()
	again, err := b.Import(t.Context(), b.brand, b.finance, "october.jsonl.gz", 1, &zipped)
	if err != nil || again.Loaded.Loaded != 30 || again.Known != lines-30 || again.Conflicts != 1 {
		t.Errorf("the same file again: %+v, %v", again, err)
	}
	if n := b.count("billing.outcome"); n != lines {
		t.Errorf("%d outcomes are kept, want %d", n, lines)
	}
	if qty, _ := line(b.draft(), "conversation_tier"); qty != lines {
		t.Errorf("%d are billed, want %d", qty, lines)
	}
}

// Law: a duplicate is one however late it comes: the key lies outside the months.
func TestADuplicateThatLandsInAnotherMonthIsStillOne(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.clock.MoveTo(at.AddDate(0, 5, 0))
	first, late := b.metered(1), b.metered(1)
	late.At = late.At.AddDate(0, 3, 0)
	for _, o := range []rate.Outcome{first, late, first} {
		if _, err := b.Load(t.Context(), b.brand, []rate.Outcome{o}); err != nil {
			t.Fatal(err)
		}
	}
	if n := b.count("billing.outcome"); n != 1 {
		t.Errorf("%d outcomes of one id", n)
	}
	if n := b.count("billing.conflict"); n != 1 {
		t.Errorf("%d conflicts, want one: another month is another body", n)
	}
}

// Law: what happened under no contract is kept and seen, and is billed by the contract that once covers its time.
func TestAFactWithoutAContractWaitsInSight(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.clock.MoveTo(at.Add(3 * time.Hour))
	early := b.metered(1)
	early.At = at.AddDate(0, 0, -20)
	if _, err := b.Load(t.Context(), b.brand, []rate.Outcome{early, b.metered(2)}); err != nil {
		t.Fatal(err)
	}
	waiting, err := b.WaitingFacts(t.Context())
	if err != nil || len(waiting) != 1 || waiting[0].Outcomes != 1 || waiting[0].Name != "云裳" {
		t.Fatalf("%+v, %v", waiting, err)
	}
	list, err := b.WaitingOutcomes(t.Context(), b.brand, billing.Before{}, 10)
	if err != nil || len(list) != 1 || !list[0].At.Equal(early.At) {
		t.Errorf("%+v, %v", list, err)
	}
	f := b.booked()
	f.Request, f.Starts, f.Ends = uid.New[uid.Request](), at.AddDate(0, 0, -21), at.AddDate(0, 0, -19)
	f.Terms = bytes.ReplaceAll(bytes.ReplaceAll(f.Terms, []byte("2026-11-10T12:00:00Z"), []byte("2026-10-20T12:00:00Z")), []byte("2026-11-12T12:00:00Z"), []byte("2026-10-22T12:00:00Z"))
	b.tell(f)
	if waiting, err := b.WaitingFacts(t.Context()); err != nil || len(waiting) != 0 {
		t.Errorf("under its contract it still waits: %+v, %v", waiting, err)
	}
	v, err := b.DraftRequest(t.Context(), f.Request)
	if qty, _ := line(v, "conversation_tier"); err != nil || qty != 1 {
		t.Errorf("%d billed, %v", qty, err)
	}
}

// Adversarial 23, in the database: one fact changed, two swapped, one left out, one put in, the tail cut off:
// detected, and the block is named.
func TestWhoeverTouchesASealedFactBreaksItsBlock(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		touch string
		block int64
	}{
		"nothing":    {"SELECT 1", 0},
		"a change":   {"UPDATE billing.outcome SET resp_ms = resp_ms + 1 WHERE id = (SELECT id FROM billing.outcome ORDER BY received_at, id OFFSET 4200 LIMIT 1)", 2},
		"a deletion": {"DELETE FROM billing.outcome WHERE source_event_id = 'e3'", 1},
		"a swap": {`UPDATE billing.outcome o SET received_at = x.received_at FROM billing.outcome x
			WHERE (o.source_event_id, x.source_event_id) IN (('e10', 'e5000'), ('e5000', 'e10'))`, 1},
		"a cut tail":    {"DELETE FROM billing.outcome WHERE id IN (SELECT id FROM billing.outcome ORDER BY received_at DESC, id DESC LIMIT 10)", 2},
		"a block gone":  {"DELETE FROM billing.block WHERE seq = 1", 1},
		"a block again": {"UPDATE billing.block SET hash = repeat('0', 64) WHERE seq = 1", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			b.clock.MoveTo(at.Add(3 * time.Hour))
			var all []rate.Outcome
			for i := range 5200 {
				all = append(all, b.metered(i))
			}
			for half := range 2 {
				b.clock.MoveTo(at.Add(time.Duration(3+half) * time.Hour))
				if _, err := b.Load(t.Context(), b.brand, all[half*2600:(half+1)*2600]); err != nil {
					t.Fatal(err)
				}
			}
			b.draft() // seals the rest
			// As a thief with the server's own key would.
			if _, err := b.pool.Exec(t.Context(), "SET session_replication_role = replica; "+x.touch+"; RESET session_replication_role"); err != nil {
				t.Fatal(err)
			}
			r, err := b.CheckChain(t.Context(), pg.OfBrand(b.brand), b.brand)
			if err != nil || r.Holds != (x.block == 0) || r.Block != x.block {
				t.Errorf("%+v, %v; want block %d", r, err, x.block)
			}
			days, err := b.SealedDays(t.Context(), pg.OfBrand(b.brand), b.brand, 5)
			if err != nil || len(days) != 1 || len(days[0].Root) != 64 {
				t.Errorf("sealed days %+v, %v", days, err)
			}
		})
	}
}

// Law: a question about prices is answered from the cube as a rating would answer it.
func TestTheCubeOfADocumentAnswersAsARatingWould(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.clock.MoveTo(at.Add(3 * time.Hour))
	var all []rate.Outcome
	for i := range 40 {
		o := b.metered(i)
		if i%5 == 0 {
			o.Flags = rate.Unanswered
		}
		all = append(all, o)
	}
	if _, err := b.Load(t.Context(), b.brand, all); err != nil {
		t.Fatal(err)
	}
	v := b.draft()
	price, floor := int64(2_000_000), int64(990_000)
	ask := billing.Terms{Tiers: []billing.TierAsk{{Rule: "conversation", Tier: 1, UnitMicro: &price}}, Floors: []billing.FloorAsk{{Guarantee: "g_answer_rate", FloorPPM: &floor}}}
	quick, err := b.WhatIf(t.Context(), v.ID, ask)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.pool.Exec(t.Context(), "DELETE FROM billing.cube"); err != nil {
		t.Fatal(err)
	}
	slow, err := b.WhatIf(t.Context(), v.ID, ask)
	if err != nil {
		t.Fatal(err)
	}
	a, _ := json.Marshal(quick)
	z, _ := json.Marshal(slow)
	if !bytes.Equal(a, z) || quick.Asked.TotalMinor == quick.Present.TotalMinor {
		t.Errorf("by the cube %s, by a rating %s", a, z)
	}
}

// Adversarial 33: producers whose clocks are ten minutes apart make one bill; a time beyond that has not come yet.
func TestClocksTenMinutesApartMakeOneBill(t *testing.T) {
	t.Parallel()
	var totals []int64
	for _, apart := range []time.Duration{0, -10 * time.Minute, 10 * time.Minute} {
		b := setup(t)
		b.clock.MoveTo(at.Add(time.Hour))
		slow, quick := b.metered(1), b.metered(2)
		slow.ReceivedAt = slow.ReceivedAt.Add(apart)
		quick.ReceivedAt = quick.ReceivedAt.Add(-apart) // received, by its own clock, before it happened
		got, err := b.Import(t.Context(), b.brand, b.finance, "two meters", 1, bytes.NewReader(fileOf(t, []rate.Outcome{quick, slow})))
		if err != nil || got.Loaded.Loaded != 2 {
			t.Fatalf("%+v, %v", got, err)
		}
		totals = append(totals, int64(b.draft().TotalMinor))
		ahead := b.metered(3)
		ahead.At = at.Add(time.Hour + 10*time.Minute)
		beyond := ahead
		beyond.SourceEventID, beyond.At = "beyond", ahead.At.Add(time.Second)
		got, err = b.Import(t.Context(), b.brand, b.finance, "ahead", 1, bytes.NewReader(fileOf(t, []rate.Outcome{ahead, beyond})))
		if err != nil || got.Loaded.Loaded != 1 || len(got.First) != 1 || got.First[0].Line != 2 {
			t.Errorf("a clock ahead: %+v, %v", got, err)
		}
	}
	if totals[0] != totals[1] || totals[0] != totals[2] {
		t.Errorf("totals %v", totals)
	}
}

// Law: a platform's figure changes from an instant on, and what was measured before stays measured.
func TestAPlatformsFigureChangesFromAnInstantOn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	k := rate.KPI{ID: "jd_30s", Platform: "jd", From: at, Measure: "response", WithinMS: 20_000, OpenFrom: "09:00", OpenTill: "23:00"}
	if err := b.Define(t.Context(), b.finance, k); err != nil {
		t.Fatal(err)
	}
	all, err := b.Figures(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var jd []string
	for _, f := range all {
		if f.ID == "jd_30s" {
			jd = append(jd, fmt.Sprint(f.WithinMS, " until ", f.Till.Format(time.DateOnly)))
		}
	}
	if fmt.Sprint(jd) != "[30000 until 2026-11-10 20000 until 2100-01-01]" {
		t.Errorf("definitions %v", jd)
	}
	k.From = at.AddDate(0, 0, -40)
	if err := b.Define(t.Context(), b.finance, k); !errors.Is(err, facts.ErrPast) {
		t.Errorf("a definition of the past: %v", err)
	}
	k.From, k.WithinMS = at.AddDate(1, 0, 0), 0
	if err := b.Define(t.Context(), b.finance, k); !errors.Is(err, rate.ErrContract) {
		t.Errorf("thirty seconds of nothing: %v", err)
	}
}

// Adversarial 25, in the database: what may be self-dealing is held, without money and with a day; a false
// positive that is released pays.
func TestAHeldOrderWaitsAndAReleasedOnePays(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.clock.MoveTo(at.Add(2 * time.Hour))
	if _, err := b.Load(t.Context(), b.brand, []rate.Outcome{b.metered(1), b.metered(2)}); err != nil {
		t.Fatal(err)
	}
	var suspect uid.Outcome
	if err := b.pool.QueryRow(t.Context(), "SELECT id FROM billing.outcome WHERE source_event_id = 'e2'").Scan(&suspect); err != nil {
		t.Fatal(err)
	}
	if err := b.Hold(t.Context(), suspect, "the buyer's phone is the agent's", b.finance); err != nil {
		t.Fatal(err)
	}
	v := b.draft()
	held, money := line(v, "held")
	if paid, _ := line(v, "conversation_tier"); paid != 1 || held != 0 || money != 0 {
		t.Errorf("%d paid, %d held at %d", paid, held, money)
	}
	b.clock.MoveTo(at.Add(3 * time.Hour))
	if err := b.Release(t.Context(), suspect, "a cousin of the same name", b.finance); err != nil {
		t.Fatal(err)
	}
	if paid, _ := line(b.draft(), "conversation_tier"); paid != 2 {
		t.Errorf("%d paid after the release", paid)
	}
	if err := b.Hold(t.Context(), uid.New[uid.Outcome](), "nobody", b.finance); !errors.Is(err, facts.ErrNoOutcome) {
		t.Errorf("an outcome that is not there: %v", err)
	}
	if err := b.Hold(t.Context(), suspect, "", b.finance); !errors.Is(err, facts.ErrHoldReason) {
		t.Errorf("without a reason: %v", err)
	}
}
