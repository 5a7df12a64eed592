package laws_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/rate"
	"github.com/manyhands/manyhands/billing/wages"
	"github.com/manyhands/manyhands/internal/fact"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// as runs a statement as the program itself does, under row-level security.
func (b *bundle) as(scope pg.Scope, statement string) (int64, error) {
	b.t.Helper()
	var n int64
	err := pg.InTx(b.t.Context(), b.pool, scope, func(tx pgx.Tx) error {
		tag, err := tx.Exec(b.t.Context(), statement)
		n = tag.RowsAffected()
		return err
	})
	return n, err
}

// Law: what was written down is never changed: not facts, not the ledger, not
// an issued document; and two accounts of two currencies never meet.
func TestTheDatabaseRefusesToChangeWhatWasWrittenDown(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	b.issue(b.draft().ID)
	for _, statement := range []string{
		"UPDATE billing.transfer SET amount_minor = 1",
		"DELETE FROM billing.transfer",
		"UPDATE billing.outcome SET resp_ms = 0",
		"DELETE FROM billing.outcome",
		"UPDATE billing.earning SET amount_minor = 1",
		"UPDATE billing.invoice SET total_minor = 1",
		"UPDATE billing.invoice SET number = 'MH-2026-000009'",
		"DELETE FROM billing.invoice",
		"UPDATE billing.invoice_line SET amount_minor = 1",
		"DELETE FROM billing.invoice_line",
		"UPDATE billing.contract_version SET ends = ends + interval '1 day'",
		"UPDATE billing.contract_version SET ends = starts + interval '1 hour'",
		"UPDATE billing.contract_version SET terms = '{}'",
		"INSERT INTO billing.transfer (id, idem, debit, credit, amount_minor, currency, at, ref_kind, ref_id, memo) SELECT gen_random_uuid(), 'x', min(id), max(id), 0, 'CNY', now(), '', gen_random_uuid(), '' FROM billing.account",
		"INSERT INTO billing.transfer (id, idem, debit, credit, amount_minor, currency, at, ref_kind, ref_id, memo) SELECT gen_random_uuid(), 'y', min(id), max(id), 5, 'JPY', now(), '', gen_random_uuid(), '' FROM billing.account",
	} {
		n, err := b.as(pg.Everything, statement)
		// An earning table may be empty; everything else holds rows.
		if err == nil && n > 0 {
			t.Errorf("%s changed %d rows", statement, n)
		}
	}
	if _, err := b.pool.Exec(t.Context(), "TRUNCATE billing.transfer"); err == nil {
		t.Error("the ledger was emptied by its owner")
	}
}

// Law: a brand's transaction sees no other brand's money, from any table.
func TestNoTableShowsAnotherBrandsMoney(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	b.tell(b.paid("o1", "sa", 30, 20_000))
	b.tell(b.refunded("o1", 100))
	v := b.issue(b.draft().ID)
	stranger := pg.OfBrand(uid.New[uid.Brand]())
	for _, table := range []string{"contract", "contract_version", "booking", "outcome", "outcome_key", "correction", "touch", "order_item", "refund", "invoice", "invoice_line", "rating_run", "watermark"} {
		err := pg.InTx(t.Context(), b.pool, stranger, func(tx pgx.Tx) error {
			var n int
			if err := tx.QueryRow(t.Context(), "SELECT count(*) FROM billing."+table).Scan(&n); err != nil {
				return err
			}
			if n != 0 {
				t.Errorf("%s shows a stranger %d rows", table, n)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		if b.count("billing."+table) == 0 {
			t.Errorf("%s holds nothing, so it proves nothing", table)
		}
	}
	if _, err := b.Invoice(t.Context(), stranger, v.ID); !errors.Is(err, billing.ErrNoInvoice) {
		t.Errorf("got %v; want no such invoice", err)
	}
	if err := b.WriteFacts(t.Context(), stranger, v.ID, &bytes.Buffer{}); !errors.Is(err, billing.ErrNoInvoice) {
		t.Errorf("got %v; want no such invoice", err)
	}
}

// Law: two versions of a contract never hold at once; a booking that
// begins after another one's event takes over from its tail, one that begins
// inside it does not.
func TestTermsOfTwoBookingsNeverHoldAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.as(pg.Everything, `INSERT INTO billing.contract_version SELECT gen_random_uuid(), contract_id, brand_id, request_id, 'other', plan, starts + interval '1 hour', event_ends, ends, terms, terms_sha, created_at FROM billing.contract_version`)
	if name, broken := pg.Broken(err); !broken || name != "contract_version_overlap" {
		t.Errorf("got %v; want the overlap refused", err)
	}
	second := b.booked()
	second.Meta, second.Request = fact.New(b.brand, at), uid.New[uid.Request]()
	for _, day := range [][2]string{{"2026-11-12", "2026-11-14"}, {"2026-11-11", "2026-11-13"}, {"2026-11-10", "2026-11-11"}} {
		second.Terms = bytes.ReplaceAll(second.Terms, []byte(day[0]), []byte(day[1]))
	}
	b.tell(second)
	var from, till time.Time
	err = b.pool.QueryRow(t.Context(), "SELECT starts, ends FROM billing.contract_version WHERE request_id = $1", second.Request).Scan(&from, &till)
	if err != nil || !from.Equal(at.Add(24*time.Hour)) || !till.Equal(at.Add(96*time.Hour)) {
		t.Errorf("the second booking's terms hold %s to %s, %v; want from the end of the first one's event", from, till, err)
	}
	inside := b.booked() // begins in the first event: whose terms hold
	inside.Meta, inside.Request = fact.New(b.brand, at), uid.New[uid.Request]()
	inside.Terms = bytes.ReplaceAll(inside.Terms, []byte("2026-11-10T12"), []byte("2026-11-10T18"))
	b.tell(inside)
	if n := b.count("billing.contract_version"); n != 2 {
		t.Errorf("there are %d versions; want none of the third booking's", n)
	}
	if _, err := b.DraftPeriod(t.Context(), b.brand, rate.Span{From: at, Till: at.Add(96 * time.Hour)}); err != nil {
		t.Errorf("a document over both: %v", err)
	}
	if _, err := b.DraftRequest(t.Context(), b.request); !errors.Is(err, billing.ErrBilled) {
		t.Errorf("got %v; want the period billed already", err)
	}
}

// Law: a number that a broken transaction took is given back.
func TestABrokenIssueLosesNoNumber(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	v := b.draft()
	if _, err := b.Approve(t.Context(), v.ID, b.finance); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Issue(t.Context(), v.ID); !errors.Is(err, billing.ErrEarly) {
		t.Errorf("got %v; want the period over first", err)
	}
	b.clock.MoveTo(at.Add(24 * time.Hour))
	ctx, cancel := context.WithCancel(t.Context())
	// Whoever issues waits for this lock after taking the number, and is cut off.
	err := pg.InTx(t.Context(), b.pool, pg.Everything, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), "LOCK TABLE billing.transfer IN ACCESS EXCLUSIVE MODE"); err != nil {
			return err
		}
		issued := make(chan error, 1)
		go func() {
			_, err := b.Issue(ctx, v.ID)
			issued <- err
		}()
		for { // until it waits
			var waits bool
			if err := tx.QueryRow(t.Context(), "SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'billing.transfer'::regclass)").Scan(&waits); err != nil {
				return err
			}
			if waits {
				break
			}
		}
		cancel()
		if err := <-issued; err == nil {
			t.Error("it issued behind the lock")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if v, err := b.Issue(t.Context(), v.ID); err != nil || v.Number != "MH-2026-000001" {
		t.Errorf("got %q, %v; want the first number", v.Number, err)
	}
}

// Law: what a document was made from never grows, while facts pour in.
func TestADocumentsFactsNeverGrowBehindItsBack(t *testing.T) {
	t.Parallel()
	b := setup(t)
	var all sync.WaitGroup
	for i := range 20 {
		f := b.closed(fmt.Sprint("s", i), i)
		all.Go(func() { b.tell(f) })
	}
	var v billing.Invoice
	for range 5 {
		v = b.draft()
		if r := b.recount(v.ID, nil); !r.Holds() {
			t.Errorf("as of %s it does not hold: %v", v.AsOf, r.Findings)
		}
	}
	all.Wait()
	if r := b.recount(v.ID, nil); !r.Holds() {
		t.Errorf("it held, and no longer does: %v", r.Findings)
	}
	if qty, _ := line(b.draft(), "conversation_tier"); qty != 20 {
		t.Errorf("got %d conversations; want 20", qty)
	}
}

// Law: two copies of the program that rate the same facts get one result; a
// result that differs is refused before it is billed.
func TestTwoRatingsOfTheSameFactsAreOneResult(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	first := b.draft()
	second := b.draft()
	if first.ResultSHA != second.ResultSHA || first.AsOf.Equal(second.AsOf) {
		t.Errorf("got %s at %s and %s at %s", first.ResultSHA, first.AsOf, second.ResultSHA, second.AsOf)
	}
	if n := b.count("billing.rating_run"); n != 2 {
		t.Errorf("got %d runs; want one a seal", n)
	}
}

// Law: a disputed amount leaves what is due at once; upheld, the next document
// gives it back; nobody answers: it is granted. The agent's pay stays.
func TestADisputeThatNobodyAnswersIsGranted(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	b.tell(b.closed("sb", 2))
	v := b.issue(b.draft().ID)
	var doubted billing.Line
	for _, l := range v.Lines {
		if l.Code == "conversation_tier" {
			doubted = l
		}
	}
	under, err := b.Outcomes(t.Context(), pg.OfBrand(b.brand), v.ID, doubted.ID, uid.Outcome{}, 10)
	if err != nil || len(under) != 2 || under[0].Chat.IsZero() {
		t.Fatalf("got %d outcomes, %v; want 2 with their conversations", len(under), err)
	}
	ask := billing.Disputing{Invoice: v.ID, Line: doubted.ID, Reason: "no answer was given", Outcomes: []uid.Outcome{under[0].ID}}
	d, err := b.Dispute(t.Context(), b.brand, b.finance, ask)
	if err != nil || d.AmountMinor != 120 {
		t.Fatalf("got %+v, %v; want 1.20 of 2.40", d, err)
	}
	if _, err := b.Dispute(t.Context(), b.brand, b.finance, ask); !errors.Is(err, billing.ErrDisputeOpen) {
		t.Errorf("got %v; want one dispute a line", err)
	}
	if _, err := b.PayOutside(t.Context(), v.ID, "bank"); !errors.Is(err, billing.ErrDisputed) {
		t.Errorf("got %v; want it answered first", err)
	}
	b.balanced()
	b.clock.MoveTo(d.AnswerBy)
	for range 2 { // the second finds nothing to do
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	notes, err := b.Invoices(t.Context(), pg.Everything, billing.Draft, billing.Before{}, 10)
	if err != nil || len(notes) != 1 {
		t.Fatalf("got %d drafts, %v; want the one that gives it back", len(notes), err)
	}
	note := b.issue(notes[0].ID)
	if _, amount := line(note, "conversation_tier"); amount != -120 {
		t.Errorf("got %d back; want -120", amount)
	}
	if err := b.Resolve(t.Context(), d.ID, b.finance, false, "late"); !errors.Is(err, billing.ErrDisputeEnded) {
		t.Errorf("got %v; want one ending", err)
	}
	b.documentsMakeTheRating(v.ID)
	b.balanced()
}

// Law: for a closed period, agents' statements + margin == subtotal, and each
// statement is the sum of its lines.
func TestAClosedPeriodAddsUp(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	b.tell(b.unanswered("sb", 2))
	for i, worked := range []time.Duration{4 * time.Hour, 3*time.Hour + 20*time.Minute} {
		b.tell(fact.ShiftSettled{
			Meta: fact.New(b.brand, at), Shift: uid.New[uid.Shift](), Agent: b.agent, Starts: at.Add(time.Duration(i) * 6 * time.Hour), Worked: worked, RateMinor: 3100, Currency: "CNY",
		})
	}
	v := b.issue(b.draft().ID)
	c, err := b.Closing(t.Context(), v.ID)
	if err != nil {
		t.Fatal(err)
	}
	const agents = 4*3100 + 10333 // 31.00 × 3 h 20 min, half to even
	if c.AgentsMinor != agents || c.AgentsMinor+c.MarginMinor != v.SubtotalMinor || c.FeesMinor-c.RebatesMinor-c.CompensationMinor+c.CreditMinor != v.SubtotalMinor {
		t.Errorf("got %+v of a subtotal of %d", c, v.SubtotalMinor)
	}
	p, err := b.Pay(t.Context(), b.agent)
	if err != nil || len(p.Statements) != 1 || len(p.Open) != 0 {
		t.Fatalf("got %+v, %v", p, err)
	}
	sum := int64(0)
	for _, e := range p.Earnings {
		sum += int64(e.AmountMinor)
	}
	if sum != int64(p.Statements[0].TotalMinor) {
		t.Errorf("lines make %d, the statement says %d", sum, p.Statements[0].TotalMinor)
	}
	if err := b.PayStatement(t.Context(), p.Statements[0].ID, "batch 1"); err != nil {
		t.Error(err)
	}
	if err := b.PayStatement(t.Context(), p.Statements[0].ID, "batch 1"); !errors.Is(err, wages.ErrPaidOut) {
		t.Errorf("got %v; want paid once", err)
	}
	b.balanced()
}

// Law: while the sale runs, the brand sees what the guarantees would pay back,
// and what a bill would be under other terms, without anything being kept.
func TestTheRunningBillShowsTheGuaranteesAndWhatIfKeepsNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	b.tell(b.unanswered("sb", 2))
	e, err := b.Exposure(t.Context(), b.brand)
	if err != nil || len(e.Floors) != 1 || e.Floors[0].Counted != 2 || e.Floors[0].Good != 1 || e.CompensationMinor != 300 {
		t.Errorf("got %+v, %v; want one of two answered and 3.00 owed", e, err)
	}
	v := b.draft()
	floor, unit := int64(500_000), int64(2_400_000)
	w, err := b.WhatIf(t.Context(), v.ID, billing.Terms{
		Tiers: []billing.TierAsk{{Rule: "conversation", Tier: 1, UnitMicro: &unit}}, Floors: []billing.FloorAsk{{Guarantee: "g_answer_rate", FloorPPM: &floor}},
	})
	if err != nil || w.Present.TotalMinor != v.TotalMinor || w.Asked.CompensationMinor != 0 || w.Asked.FeesMinor != w.Present.FeesMinor+120 {
		t.Errorf("got %+v, %v", w, err)
	}
	if after, err := b.Invoice(t.Context(), pg.Everything, v.ID); err != nil || after.TotalMinor != v.TotalMinor {
		t.Errorf("the question changed the bill: %d, %v", after.TotalMinor, err)
	}
}

// Law: a period that ended is drafted by itself, once.
func TestAPeriodThatEndedIsDraftedByItself(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	for _, now := range []time.Duration{47 * time.Hour, 48 * time.Hour, 49 * time.Hour} {
		b.clock.MoveTo(at.Add(now))
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
		want := 1
		if now < 48*time.Hour {
			want = 0
		}
		if n := b.count("billing.invoice"); n != want {
			t.Errorf("after %s there are %d documents; want %d", now, n, want)
		}
	}
}

// Law: what comes after a bill was issued, and still under its terms, stands on
// the next one; a rest with nothing in it makes none.
func TestWhatComesInTheTailStandsOnTheNextBill(t *testing.T) {
	t.Parallel()
	for _, late := range []bool{false, true} {
		b := setup(t)
		b.tell(b.closed("sa", 1))
		v := b.issue(b.draft().ID)
		if late {
			b.clock.MoveTo(at.Add(25 * time.Hour))
			b.tell(b.closed("sb", 24*60))
		}
		b.clock.MoveTo(at.Add(50 * time.Hour))
		for range 2 {
			if err := b.Tick(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		all, err := b.Invoices(t.Context(), pg.Everything, billing.Collecting, billing.Before{}, 10)
		switch {
		case err != nil || late != (len(all) == 1):
			t.Errorf("with a late conversation %v: %d drafts, %v", late, len(all), err)
		case late && (!all[0].From.Equal(v.Till) || all[0].SubtotalMinor != 120):
			t.Errorf("got %s over %d; want from %s over 120", all[0].From, all[0].SubtotalMinor, v.Till)
		}
	}
}
