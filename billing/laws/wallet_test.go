package laws_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/manyhands/manyhands/billing"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/internal/account"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

func (b *bundle) wallet(brand uid.Brand) billing.Wallet {
	b.t.Helper()
	w, err := b.Wallet(b.t.Context(), brand)
	if err != nil {
		b.t.Fatal(err)
	}
	return w
}

// another is a second brand of the register.
func (b *bundle) another(name string) uid.Brand {
	b.t.Helper()
	id := uid.New[uid.Brand]()
	err := b.register.AddBrand(b.t.Context(), account.Brand{ID: id, Slug: name, Name: name, Currency: "CNY", Timezone: "Asia/Shanghai", Languages: []string{"zh"}, WebhookSecret: "s"})
	if err != nil {
		b.t.Fatal(err)
	}
	return id
}

// proven holds the books' three laws: debits are credits, each document is its
// transfers, each closed period adds up.
func (b *bundle) proven() ledger.Proof {
	b.t.Helper()
	p, err := b.Ledger.Prove(b.t.Context(), 100)
	if err != nil {
		b.t.Fatal(err)
	}
	if !p.Holds {
		b.t.Errorf("the books do not hold: %+v", p)
	}
	return p
}

// Law: what a brand paid ahead pays its next bill, and what is left stays; a
// transfer of the bank counts once.
func TestAPrepaymentPaysTheNextBill(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	total := int64(b.draft().TotalMinor)
	for more, want := range map[int64]billing.Status{-100: billing.Issued, 0: billing.Paid, 73: billing.Paid} {
		b := setup(t)
		b.tell(b.closed("sa", 1))
		for i := range 3 {
			if err := b.Prepay(t.Context(), b.brand, money.Amount(total+more), "bank 1"); (i == 0) != (err == nil) || i > 0 && !errors.Is(err, billing.ErrPrepaid) {
				t.Fatal(err)
			}
		}
		if err := b.Prepay(t.Context(), b.brand, 0, "bank 2"); !errors.Is(err, billing.ErrPrepayAmount) {
			t.Errorf("got %v; want more than nothing", err)
		}
		v := b.issue(b.draft().ID)
		if v.Status != want || int64(v.WalletMinor) != total+min(0, more) {
			t.Errorf("with %d more: got %s, %d from the wallet", more, v.Status, v.WalletMinor)
		}
		if w := b.wallet(b.brand); int64(w.BalanceMinor) != max(0, more) || len(w.Moves) != 2 {
			t.Errorf("with %d more: got %+v", more, w)
		}
		if want == billing.Issued { // the bank pays the rest
			if v, err := b.PayOutside(t.Context(), v.ID, "bank 3"); err != nil || v.Status != billing.Paid {
				t.Errorf("got %s, %v", v.Status, err)
			}
		}
		b.proven()
	}
}

// Law: a rebate is earned by payments, not by bills; a credit note takes its
// share back; it waits out the clawback window; and it never passes its cap.
func TestARebateFollowsWhatWasCollected(t *testing.T) {
	t.Parallel()
	b := setup(t)
	friend := b.another("friend")
	if err := b.Refer(t.Context(), billing.Referral{Referrer: friend, Referred: b.brand, Months: 3, BP: 300, CapMinor: 1_000_000}, b.finance); err != nil {
		t.Fatal(err)
	}
	b.tell(b.closed("sa", 1))
	b.tell(b.paid("o1", "sa", 30, 20_000))
	v := b.issue(b.draft().ID)
	if w := b.wallet(friend); w.WaitingMinor != 0 {
		t.Errorf("an unpaid bill earned %d", w.WaitingMinor)
	}
	if _, err := b.PayOutside(t.Context(), v.ID, "bank"); err != nil {
		t.Fatal(err)
	}
	share := func(net int64) int64 { return (net*3 + 50) / 100 }
	if w := b.wallet(friend); int64(w.WaitingMinor) != share(int64(v.SubtotalMinor)) {
		t.Errorf("got %d; want 3 %% of %d", w.WaitingMinor, v.SubtotalMinor)
	}
	b.tell(b.refunded("o1", 20_000))
	note, err := b.Adjust(t.Context(), v.ID)
	if err != nil {
		t.Fatal(err)
	}
	note = b.issue(note.ID)
	if err := b.Tick(t.Context()); err != nil {
		t.Fatal(err)
	}
	w := b.wallet(friend)
	if want := share(int64(v.SubtotalMinor + note.SubtotalMinor)); int64(w.WaitingMinor) != want || w.BalanceMinor != 0 {
		t.Errorf("got %d waiting and %d in the wallet; want %d and nothing", w.WaitingMinor, w.BalanceMinor, want)
	}
	b.clock.MoveTo(b.clock.Now().Add(16 * 24 * time.Hour))
	for range 2 {
		if err := b.Tick(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := b.wallet(friend); got.BalanceMinor != w.WaitingMinor || got.WaitingMinor != 0 {
		t.Errorf("got %+v; want %d in the wallet", got, w.WaitingMinor)
	}
	p := b.proven()
	if len(p.Periods) != 1 || p.Periods[0].RebatesMinor != w.WaitingMinor || p.Periods[0].MarginMinor == 0 {
		t.Errorf("got %+v", p.Periods)
	}
}

// Law: a rebate stops at its cap.
func TestARebateStopsAtItsCap(t *testing.T) {
	t.Parallel()
	b := setup(t)
	friend := b.another("friend")
	if err := b.Refer(t.Context(), billing.Referral{Referrer: friend, Referred: b.brand, Months: 3, BP: 2000, CapMinor: 7}, b.finance); err != nil {
		t.Fatal(err)
	}
	b.tell(b.closed("sa", 1))
	v := b.issue(b.draft().ID)
	if _, err := b.PayOutside(t.Context(), v.ID, "bank"); err != nil {
		t.Fatal(err)
	}
	if w := b.wallet(friend); w.WaitingMinor != 7 {
		t.Errorf("got %d; want the cap", w.WaitingMinor)
	}
	b.proven()
}

// Law (13): nobody is thanked for themselves: not directly, not in a circle,
// not under a second name with the same tax number; and a brand is brought once.
func TestNobodyIsThankedForThemselves(t *testing.T) {
	t.Parallel()
	b := setup(t)
	a, c, twin := b.another("first"), b.another("third"), b.another("twin")
	refer := func(from, to uid.Brand) error {
		return b.Refer(t.Context(), billing.Referral{Referrer: from, Referred: to, Months: 3, BP: 300, CapMinor: 100}, b.finance)
	}
	for _, brand := range []uid.Brand{b.brand, twin} {
		if _, err := b.pool.Exec(t.Context(), `INSERT INTO billing.party (brand_id, name, tax_id, address, phone, bank, account_no, email, updated_by, updated_at)
			VALUES ($1, 'x', '91310000MA1FL0000X', '', '', '', '', '', $1, now())`, brand); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		from, to uid.Brand
		want     error
	}{
		{a, a, billing.ErrReferralSelf},
		{b.brand, twin, billing.ErrReferralSelf},
		{a, b.brand, nil},
		{c, b.brand, billing.ErrReferred},
		{b.brand, c, nil},
		{c, a, billing.ErrReferralCycle},
		{b.brand, a, billing.ErrReferralCycle},
	} {
		if err := refer(step.from, step.to); !errors.Is(err, step.want) {
			t.Errorf("got %v; want %v", err, step.want)
		}
	}
	if err := b.Refer(t.Context(), billing.Referral{Referrer: a, Referred: twin, Months: 3, BP: 9999, CapMinor: 1}, b.finance); !errors.Is(err, billing.ErrReferralTerms) {
		t.Errorf("got %v; want the terms refused", err)
	}
}

// Law: a brand sees its own wallet and rebates, never another's.
func TestARebateIsSeenByWhoeverIsThanked(t *testing.T) {
	t.Parallel()
	b := setup(t)
	friend := b.another("friend")
	if err := b.Refer(t.Context(), billing.Referral{Referrer: friend, Referred: b.brand, Months: 3, BP: 300, CapMinor: 100}, b.finance); err != nil {
		t.Fatal(err)
	}
	if mine, others := len(b.wallet(friend).Referrals), len(b.wallet(b.brand).Referrals); mine != 1 || others != 0 {
		t.Errorf("the thanked sees %d, the other %d; want 1 and 0", mine, others)
	}
}

// Law: closed books stay closed: nothing is dated before, a close that is
// repeated or goes back is refused, and what comes later is dated later.
func TestNothingIsWrittenIntoClosedBooks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.tell(b.closed("sa", 1))
	v := b.draft()
	if _, err := b.Approve(t.Context(), v.ID, b.finance); err != nil {
		t.Fatal(err)
	}
	b.clock.MoveTo(at.Add(24 * time.Hour))
	till := b.clock.Now()
	if err := b.Ledger.Close(t.Context(), till.Add(time.Hour), b.finance); !errors.Is(err, ledger.ErrCloseFuture) {
		t.Errorf("got %v; want no future closed", err)
	}
	b.clock.MoveTo(till.Add(time.Hour))
	if err := b.Ledger.Close(t.Context(), till.Add(time.Minute), b.finance); err != nil {
		t.Fatal(err)
	}
	for _, again := range []time.Time{till.Add(time.Minute), till} {
		if err := b.Ledger.Close(t.Context(), again, b.finance); !errors.Is(err, ledger.ErrCloseBack) {
			t.Errorf("got %v; want one close", err)
		}
	}
	if _, err := b.Issue(t.Context(), v.ID); err != nil {
		t.Errorf("after the close: %v", err)
	}
	_, err := b.pool.Exec(t.Context(), `INSERT INTO billing.transfer (id, idem, debit, credit, amount_minor, currency, at, ref_kind, ref_id, memo)
		SELECT gen_random_uuid(), 'late', debit, credit, 1, currency, $1, 'payment', ref_id, '' FROM billing.transfer LIMIT 1`, till)
	if name, broken := pg.Broken(err); !broken || name != "ledger_closed" {
		t.Errorf("got %v; want it refused", err)
	}
	b.proven()
}

// Law: a snapshot changes no balance, whatever is written before, during and
// after it.
func TestASnapshotChangesNoBalance(t *testing.T) {
	t.Parallel()
	b := setup(t)
	done := make(chan error, 1)
	go func() {
		for i := range 40 {
			if err := b.Prepay(t.Context(), b.brand, 1, fmt.Sprint("bank ", i)); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for range 5 {
		if err := b.Ledger.Snapshot(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if w := b.wallet(b.brand); w.BalanceMinor != 40 {
		t.Errorf("got %d; want 40", w.BalanceMinor)
	}
	b.balanced()
}

// Law: for every document total == its transfers, and for every closed period
// statements + margin + rebates == invoices, whatever was done in which order.
func TestTheBooksAddUpWhateverIsDone(t *testing.T) {
	t.Parallel()
	b := setup(t)
	friend := b.another("friend")
	if err := b.Refer(t.Context(), billing.Referral{Referrer: friend, Referred: b.brand, Months: 3, BP: 500, CapMinor: 2000}, b.finance); err != nil {
		t.Fatal(err)
	}
	b.tell(b.closed("s0", 1))
	v := b.issue(b.draft().ID)
	b.tell(b.paid("o0", "s0", 25, 50_000)) // whatever is drawn, one correction is among it
	if note, err := b.Adjust(t.Context(), v.ID); err != nil {
		t.Fatal(err)
	} else {
		b.issue(note.ID)
	}
	n, docs := 0, 0
	rapid.Check(t, func(r *rapid.T) {
		if docs > 30 { // enough histories on one database
			return
		}
		docs++
		n++
		switch rapid.IntRange(0, 6).Draw(r, "deed") {
		case 0:
			order := fmt.Sprint("o", n)
			b.tell(b.paid(order, "s0", 30+n, int64(rapid.IntRange(100, 90_000).Draw(r, "price"))))
		case 1:
			b.tell(b.refunded(fmt.Sprint("o", rapid.IntRange(1, n).Draw(r, "order")), int64(rapid.IntRange(1, 50_000).Draw(r, "back"))))
		case 2, 3:
			if note, err := b.Adjust(t.Context(), v.ID); err == nil {
				b.issue(note.ID)
			}
		case 4:
			_ = b.Prepay(t.Context(), b.brand, 500, fmt.Sprint("bank ", n))
		case 5:
			_, _ = b.PayOutside(t.Context(), v.ID, fmt.Sprint("bank ", n))
		case 6:
			b.clock.MoveTo(b.clock.Now().Add(4 * 24 * time.Hour))
			_ = b.Tick(t.Context())
		}
		b.proven()
		b.balanced()
	})
	if p := b.proven(); p.Documents < 2 || strings.TrimSpace(p.Periods[0].Number) == "" {
		t.Errorf("got %+v: too little was done to prove anything", p)
	}
}
