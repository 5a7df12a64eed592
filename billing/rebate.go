package billing

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/internal/names"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a referral is refused for.
var (
	ErrReferralSelf  = fault.New(fault.Invalid, "referral_self", "two brands, and not one payer under two names: same tax number or bank account")
	ErrReferralCycle = fault.New(fault.Conflict, "referral_cycle", "the brand that is thanked was brought by the other, itself or through others")
	ErrReferred      = fault.New(fault.Conflict, "referral_known", "that brand was brought by somebody already")
	ErrReferralTerms = fault.New(fault.Invalid, "referral_terms", "1 to 60 months, 1 to 2000 basis points, and a cap above nothing")
)

// rebateHold is how long a rebate waits before it is put to the wallet: the
// clawback window of conversions, in which the payment may still be given back.
const rebateHold = 15 * 24 * time.Hour

// Referral is one brand that brought another (推薦返還, source S4): it gets a
// share of what is collected from the other in its first months, to a cap. One
// level only.
type Referral struct {
	Referrer uid.Brand    `json:"referrer_id"`
	Referred uid.Brand    `json:"referred_id"`
	Months   int          `json:"months" minimum:"1" maximum:"60"`
	BP       int          `json:"bp" minimum:"1" maximum:"2000"`
	CapMinor money.Amount `json:"cap_minor" minimum:"1"`
}

// ReferralView is a referral with what came of it.
type ReferralView struct {
	ID uid.Referral `json:"id"`
	Referral
	ReferrerName  string       `json:"referrer_name"`
	ReferredName  string       `json:"referred_name"`
	Since         time.Time    `json:"since"`
	Till          time.Time    `json:"till"`
	Currency      string       `json:"currency"`
	AccruedMinor  money.Amount `json:"accrued_minor"`
	ReleasedMinor money.Amount `json:"released_minor" doc:"put to the wallet"`
}

// Accrual is what one payment, or one credit note, changed of a rebate.
type Accrual struct {
	Referral    uid.Referral `json:"referral_id"`
	Document    uid.Invoice  `json:"document_id"`
	BaseMinor   money.Amount `json:"base_minor" doc:"collected by then, without tax and credit notes"`
	DeltaMinor  money.Amount `json:"delta_minor"`
	Currency    string       `json:"currency"`
	At          time.Time    `json:"at"`
	AvailableAt time.Time    `json:"available_at"`
	ReleasedAt  *time.Time   `json:"released_at,omitempty"`
}

// Refer writes down who brought whom. It returns ErrReferralTerms,
// ErrReferralSelf, ErrReferralCycle and ErrReferred.
func (b *Book) Refer(ctx context.Context, r Referral, by uid.Person) error {
	if r.Months < 1 || r.Months > 60 || r.BP < 1 || r.BP > 2000 || r.CapMinor < 1 {
		return ErrReferralTerms
	}
	if r.Referrer == r.Referred {
		return ErrReferralSelf
	}
	for _, brand := range []uid.Brand{r.Referrer, r.Referred} {
		if _, err := b.register.Brand(ctx, brand); err != nil {
			return err
		}
	}
	return db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, _ pgx.Tx) error {
		same, err := q.SameParty(ctx, db.SamePartyParams{One: r.Referrer, Other: r.Referred})
		if err != nil {
			return fmt.Errorf("compare payers: %w", err)
		}
		if same {
			return ErrReferralSelf
		}
		if err := noCycle(ctx, q, r); err != nil {
			return err
		}
		currency, err := b.Meter.Currency(ctx, q, r.Referrer)
		if err != nil {
			return err
		}
		n, err := q.AddReferral(ctx, db.AddReferralParams{
			ID: uid.New[uid.Referral](), BrandID: r.Referrer, Referred: r.Referred, Since: b.clock.Now(), Months: int32(r.Months), Bp: int32(r.BP),
			CapMinor: int64(r.CapMinor), Currency: currency, MadeBy: by,
		})
		if err != nil {
			return fmt.Errorf("add referral: %w", err)
		}
		if n == 0 {
			return ErrReferred
		}
		return nil
	})
}

// noCycle walks up from the brand that is thanked.
func noCycle(ctx context.Context, q *db.Queries, r Referral) error {
	seen := map[uid.Brand]bool{}
	for at := r.Referrer; !seen[at]; {
		seen[at] = true
		up, err := q.Referrer(ctx, at)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("walk up referrals: %w", err)
		}
		if up == r.Referred {
			return ErrReferralCycle
		}
		at = up
	}
	return nil
}

// accrue reckons anew what a brand's payments earn whoever brought it, and
// writes the difference down: a payment adds, a credit note takes back.
func (b *Book) accrue(ctx context.Context, tx pgx.Tx, q *db.Queries, doc db.BillingInvoice, now time.Time) error {
	r, err := q.ReferralOf(ctx, doc.BrandID)
	if errors.Is(err, pgx.ErrNoRows) || err == nil && r.Currency != doc.Currency {
		return nil
	}
	if err != nil {
		return fmt.Errorf("find referral: %w", err)
	}
	collected, err := q.Collected(ctx, db.CollectedParams{BrandID: doc.BrandID, Currency: r.Currency, Since: r.Since, Till: r.Since.AddDate(0, int(r.Months), 0)})
	if err != nil {
		return fmt.Errorf("sum what was collected: %w", err)
	}
	had, err := q.AccruedOf(ctx, r.ID)
	if err != nil {
		return fmt.Errorf("sum what was accrued: %w", err)
	}
	target, err := rebateOf(money.Amount(collected), int64(r.Bp), money.Amount(r.CapMinor))
	if err != nil {
		return err
	}
	delta := target - money.Amount(had)
	if delta == 0 {
		return nil
	}
	p := db.AddAccrualParams{
		ID: uid.Derive[uuid.UUID]("accrual", r.ID.String()+"/"+doc.ID.String()), ReferralID: r.ID, BrandID: r.BrandID, Document: doc.ID,
		BaseMinor: collected, DeltaMinor: int64(delta), Currency: r.Currency, At: now, AvailableAt: now,
	}
	if delta > 0 {
		p.AvailableAt = now.Add(rebateHold)
	}
	if n, err := q.AddAccrual(ctx, p); err != nil || n == 0 {
		return err
	}
	return ledger.Post(ctx, tx, now, ledger.Move{
		Key: "rebate/" + p.ID.String(), Debit: ledger.Place{Kind: ledger.RebateCost, Currency: r.Currency}, Credit: rebatePlace(r),
		Amount: delta, RefKind: "rebate", Ref: p.ID, Memo: orEmpty(doc.Number) + " rebate",
	})
}

// rebateOf is the whole rebate on what was collected so far.
func rebateOf(collected money.Amount, bp int64, most money.Amount) (money.Amount, error) {
	share, err := money.MulDiv(int64(max(0, collected)), bp, 10_000)
	return min(share, most), err
}

func rebatePlace(r db.BillingReferral) ledger.Place {
	return ledger.Place{Kind: ledger.RebateLiability, Owner: r.BrandID.String(), Currency: r.Currency}
}

// releaseDue puts rebates whose wait is over to the wallet.
func (b *Book) releaseDue(ctx context.Context) error {
	due, err := db.Look(ctx, b.pool, pg.Everything, func(q *db.Queries) ([]uid.Referral, error) {
		return q.ReferralsDue(ctx, db.ReferralsDueParams{Now: b.clock.Now(), Most: batch})
	})
	if err != nil {
		return fmt.Errorf("list rebates to release: %w", err)
	}
	for _, id := range due {
		err := db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, tx pgx.Tx) error { return b.release(ctx, tx, q, id) })
		if err != nil {
			return fmt.Errorf("release rebates of %s: %w", id, err)
		}
	}
	return nil
}

func (b *Book) release(ctx context.Context, tx pgx.Tx, q *db.Queries, id uid.Referral) error {
	r, err := q.LockReferral(ctx, id)
	if err != nil {
		return fmt.Errorf("lock referral: %w", err)
	}
	now := b.clock.Now()
	due, err := q.AccrualsDue(ctx, db.AccrualsDueParams{ReferralID: id, Now: now})
	if err != nil {
		return fmt.Errorf("list accruals: %w", err)
	}
	sum := money.Amount(0)
	ids := make([]uuid.UUID, len(due))
	for i, a := range due {
		sum += money.Amount(a.DeltaMinor)
		ids[i] = a.ID
	}
	if sum < 0 {
		return nil // more was taken back than came since: it waits for what comes
	}
	if err := q.ReleaseAccruals(ctx, db.ReleaseAccrualsParams{Ids: ids, ReleasedAt: &now}); err != nil {
		return fmt.Errorf("note release: %w", err)
	}
	if sum == 0 {
		return nil
	}
	ref := uid.New[uuid.UUID]()
	err = ledger.Post(ctx, tx, now, ledger.Move{
		Key: "rebate/" + ref.String() + "/released", Debit: rebatePlace(r), Credit: walletOf(r.BrandID, r.Currency),
		Amount: sum, RefKind: "rebate", Ref: ref, Memo: "rebate released",
	})
	if err != nil {
		return err
	}
	return b.mirrorWallet(ctx, tx, r.BrandID, r.Currency, sum, ref)
}

// Referrals lists who brought whom, newest first, and what came of it.
func (b *Book) Referrals(ctx context.Context) ([]ReferralView, error) {
	return b.referrals(ctx, pg.Everything)
}

func (b *Book) referrals(ctx context.Context, scope pg.Scope) ([]ReferralView, error) {
	who, err := names.Brands(ctx, b.register)
	if err != nil {
		return nil, err
	}
	return db.Look(ctx, b.pool, scope, func(q *db.Queries) ([]ReferralView, error) {
		rows, err := q.Referrals(ctx, 500)
		if err != nil {
			return nil, fmt.Errorf("list referrals: %w", err)
		}
		out := make([]ReferralView, len(rows))
		for i, r := range rows {
			out[i] = ReferralView{
				ID: r.ID, Referral: Referral{r.BrandID, r.Referred, int(r.Months), int(r.Bp), money.Amount(r.CapMinor)},
				ReferrerName: who[r.BrandID], ReferredName: who[r.Referred], Since: r.Since, Till: r.Since.AddDate(0, int(r.Months), 0),
				Currency: r.Currency, AccruedMinor: money.Amount(r.AccruedMinor), ReleasedMinor: money.Amount(r.ReleasedMinor),
			}
		}
		return out, nil
	})
}

// Accruals lists what payments and credit notes changed of rebates, newest
// first.
func (b *Book) Accruals(ctx context.Context) ([]Accrual, error) {
	return db.Look(ctx, b.pool, pg.Everything, func(q *db.Queries) ([]Accrual, error) {
		rows, err := q.Accruals(ctx, 200)
		if err != nil {
			return nil, fmt.Errorf("list accruals: %w", err)
		}
		out := make([]Accrual, len(rows))
		for i, r := range rows {
			out[i] = Accrual{r.ReferralID, r.Document, money.Amount(r.BaseMinor), money.Amount(r.DeltaMinor), r.Currency, r.At, r.AvailableAt, r.ReleasedAt}
		}
		return out, nil
	})
}
