package billing

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/manyhands/manyhands/billing/internal/db"
	"github.com/manyhands/manyhands/billing/ledger"
	"github.com/manyhands/manyhands/billing/till"
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a prepayment is refused for.
var (
	ErrPrepayAmount = fault.New(fault.Invalid, "prepayment_amount", "a prepayment is more than nothing")
	ErrPrepaid      = fault.New(fault.Conflict, "prepayment_known", "that transfer of the bank was written down already")
)

// Wallet is what a brand has with us: prepaid, given back, or thanked with. It
// pays the brand's next document by itself.
type Wallet struct {
	Brand        uid.Brand      `json:"brand_id"`
	Currency     string         `json:"currency"`
	BalanceMinor money.Amount   `json:"balance_minor"`
	WaitingMinor money.Amount   `json:"waiting_minor" doc:"rebates that are earned and not released yet"`
	Moves        []WalletMove   `json:"moves"`
	Referrals    []ReferralView `json:"referrals"`
}

// WalletMove is one change of a wallet, newest first.
type WalletMove struct {
	At          time.Time    `json:"at"`
	Kind        string       `json:"kind" enum:"prepayment,payment,wallet,rebate,invoice,adjustment,credit_note"`
	Memo        string       `json:"memo"`
	AmountMinor money.Amount `json:"amount_minor" doc:"negative: spent"`
}

func walletOf(brand uid.Brand, currency string) ledger.Place {
	return ledger.Place{Kind: ledger.Wallet, Owner: brand.String(), Currency: currency}
}

// Wallet is a brand's wallet in the currency of its contract.
func (b *Book) Wallet(ctx context.Context, brand uid.Brand) (Wallet, error) {
	w := Wallet{Brand: brand, Moves: []WalletMove{}, Referrals: []ReferralView{}}
	var err error
	if w.Currency, err = db.Look(ctx, b.pool, pg.OfBrand(brand), func(q *db.Queries) (string, error) { return b.Meter.Currency(ctx, q, brand) }); err != nil {
		return w, err
	}
	place := walletOf(brand, w.Currency)
	if w.BalanceMinor, err = b.Ledger.BalanceOf(ctx, place); err != nil {
		return w, err
	}
	all, err := b.Ledger.Transfers(ctx, ledger.Asked{Account: place.ID(), Most: 100})
	if err != nil {
		return w, err
	}
	for _, t := range all {
		m := WalletMove{t.At, t.RefKind, t.Memo, t.AmountMinor}
		if t.Debit == place.ID() {
			m.AmountMinor = -m.AmountMinor
		}
		w.Moves = append(w.Moves, m)
	}
	w.Referrals, err = b.referrals(ctx, pg.OfBrand(brand))
	for _, r := range w.Referrals {
		if r.Currency == w.Currency {
			w.WaitingMinor += r.AccruedMinor - r.ReleasedMinor
		}
	}
	return w, err
}

// Prepay writes down that a brand paid ahead, in the currency of its contract;
// the bank's reference makes it once. It returns ErrPrepayAmount, ErrReference
// and ErrPrepaid.
func (b *Book) Prepay(ctx context.Context, brand uid.Brand, amount money.Amount, reference string) error {
	reference = strings.TrimSpace(reference)
	if amount <= 0 {
		return ErrPrepayAmount
	}
	if reference == "" || len(reference) > 200 {
		return ErrReference
	}
	return db.In(ctx, b.pool, pg.Everything, func(q *db.Queries, tx pgx.Tx) error {
		currency, err := b.Meter.Currency(ctx, q, brand)
		if err != nil {
			return err
		}
		ref := uid.Derive[uuid.UUID]("prepayment", brand.String()+"/"+reference)
		err = ledger.Post(ctx, tx, b.clock.Now(), ledger.Move{
			Key: "prepay/" + ref.String(), Debit: ledger.Place{Kind: ledger.Cash, Currency: currency}, Credit: walletOf(brand, currency),
			Amount: amount, RefKind: "prepayment", Ref: ref, Memo: reference,
		})
		if errors.Is(err, ledger.ErrMadeBefore) {
			return ErrPrepaid
		}
		if err != nil {
			return err
		}
		return b.mirrorWallet(ctx, tx, brand, currency, amount, ref)
	})
}

// mirrorWallet tells the gateway that a wallet grew, so that the balance it
// keeps of the brand, and takes off the brand's next bill there, is ours.
func (b *Book) mirrorWallet(ctx context.Context, tx pgx.Tx, brand uid.Brand, currency string, amount money.Amount, ref uuid.UUID) error {
	if !b.till.Online() || amount == 0 {
		return nil
	}
	if err := b.queueCustomer(ctx, tx, brand); err != nil {
		return err
	}
	return b.till.Queue(ctx, tx, till.Ask{Kind: till.Wallet, Subject: ref, Key: "cbt:" + ref.String(), On: uuid.UUID(brand), Currency: currency, Amount: amount})
}

// useWallet settles what an issued document gives back into the wallet, and
// pays out of it what is owed: this document, or the open bill that a credit
// note is about.
func (b *Book) useWallet(ctx context.Context, tx pgx.Tx, q *db.Queries, r db.BillingInvoice) error {
	if err := b.mirrorOverflow(ctx, tx, q, r); err != nil {
		return err
	}
	if r.TotalMinor >= 0 {
		return b.spendOn(ctx, tx, q, r)
	}
	if err := b.settleDocument(ctx, tx, r, "wallet", ledger.Wallet); err != nil {
		return err
	}
	first, err := lockInvoice(ctx, q, r.OfInvoice)
	if err != nil {
		return err
	}
	known, err := b.till.Known(ctx, tx, till.Publish, uuid.UUID(first.ID))
	if err != nil {
		return err
	}
	if !known { // no bill there that the note could lower
		if err := b.mirrorWallet(ctx, tx, r.BrandID, r.Currency, money.Amount(-r.TotalMinor), uuid.UUID(r.ID)); err != nil {
			return err
		}
	}
	if s := Status(first.Status); s != Issued && s != PartiallyPaid {
		return nil
	}
	return b.spendOn(ctx, tx, q, first)
}

// mirrorOverflow tells what a document put to the wallet because it may not be
// negative.
func (b *Book) mirrorOverflow(ctx context.Context, tx pgx.Tx, q *db.Queries, r db.BillingInvoice) error {
	lines, err := linesOf(ctx, q, r.ID)
	if err != nil {
		return err
	}
	sum := money.Amount(0)
	for _, l := range lines {
		if counter(l.Code) == ledger.Wallet {
			sum += l.AmountMinor
		}
	}
	return b.mirrorWallet(ctx, tx, r.BrandID, r.Currency, sum, uid.Derive[uuid.UUID]("overflow", r.ID.String()))
}

// spendOn pays what the wallet can of an issued document; what is under dispute
// is not owed meanwhile.
func (b *Book) spendOn(ctx context.Context, tx pgx.Tx, q *db.Queries, r db.BillingInvoice) error {
	has, err := ledger.Hold(ctx, tx, walletOf(r.BrandID, r.Currency))
	if err != nil {
		return err
	}
	owed, err := owedNow(ctx, q, r)
	if err != nil {
		return err
	}
	part := min(has, owed)
	if part <= 0 {
		return nil
	}
	err = ledger.Post(ctx, tx, b.clock.Now(), ledger.Move{
		Key: fmt.Sprintf("invoice/%s/wallet/%d", r.ID, r.WalletMinor), Debit: walletOf(r.BrandID, r.Currency), Credit: owedBy(r),
		Amount: part, RefKind: "wallet", Ref: uuid.UUID(r.ID), Memo: orEmpty(r.Number) + " wallet",
	})
	if err != nil {
		return err
	}
	if err := q.SpendWallet(ctx, db.SpendWalletParams{ID: r.ID, PartMinor: int64(part)}); err != nil {
		return fmt.Errorf("note what the wallet paid: %w", err)
	}
	if r.WalletMinor += int64(part); r.WalletMinor+r.PaidMinor < r.TotalMinor {
		return nil
	}
	return b.settleDocument(ctx, tx, r, "wallet", ledger.Cash)
}
