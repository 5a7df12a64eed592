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
	"github.com/manyhands/manyhands/internal/fault"
	"github.com/manyhands/manyhands/internal/money"
	"github.com/manyhands/manyhands/internal/pg"
	"github.com/manyhands/manyhands/internal/uid"
)

// What a payment is refused for.
var (
	ErrPayAmount = fault.New(fault.Invalid, "payment_amount", "a payment is more than nothing and at most what is owed; what is beyond goes to the brand's balance")
	ErrPayKnown  = fault.New(fault.Conflict, "payment_known", "that transfer of the bank was written down for this document already")
)

// Payment is money that came for a document.
type Payment struct {
	AmountMinor money.Amount `json:"amount_minor"`
	Reference   string       `json:"reference"`
	Recovered   bool         `json:"recovered" doc:"it came after the rest was written off"`
	At          time.Time    `json:"at"`
}

// PayOutside writes down that the bank brought all that a document still owes.
// It returns ErrNoInvoice, ErrStatus, ErrReference and ErrDisputed.
func (b *Book) PayOutside(ctx context.Context, id uid.Invoice, reference string) (Invoice, error) {
	if reference == "" || len(reference) > 200 {
		return Invoice{}, ErrReference
	}
	return b.step(ctx, id, Paid, func(tx pgx.Tx, q *db.Queries, r db.BillingInvoice) error {
		if Status(r.Status) == Uncollectible {
			return b.recover(ctx, tx, q, r, coming{money.Amount(r.WrittenOffMinor), reference, ledger.Cash}, uid.Person{})
		}
		if err := noneDisputed(ctx, q, id); err != nil {
			return err
		}
		if err := b.settleDocument(ctx, tx, r, reference, ledger.Cash); err != nil {
			return err
		}
		return b.queuePaid(ctx, tx, r, reference)
	})
}

// Receive writes down that the bank brought a part of what a document owes. The
// part that settles it makes it paid. A bank's reference counts once a document.
// What was written off and comes after all is taken out of the bad debts. It
// returns ErrNoInvoice, ErrStatus, ErrReference, ErrPayAmount and ErrPayKnown.
func (b *Book) Receive(ctx context.Context, id uid.Invoice, amount money.Amount, reference string, by uid.Person) (Invoice, error) {
	reference = strings.TrimSpace(reference)
	if reference == "" || len(reference) > 200 {
		return Invoice{}, ErrReference
	}
	return b.step(ctx, id, PartiallyPaid, func(tx pgx.Tx, q *db.Queries, r db.BillingInvoice) error {
		if Status(r.Status) == Uncollectible {
			return b.recover(ctx, tx, q, r, coming{amount, reference, ledger.Cash}, by)
		}
		owed, err := owedNow(ctx, q, r)
		if err != nil {
			return err
		}
		if amount <= 0 || amount > owed {
			return ErrPayAmount.At("amount_minor", fmt.Sprintf("1 to %d", owed), fmt.Sprint(amount))
		}
		if int64(amount) == r.TotalMinor-r.WalletMinor-r.PaidMinor {
			if err := b.settleDocument(ctx, tx, r, reference, ledger.Cash); err != nil {
				return err
			}
			return b.queuePaid(ctx, tx, r, reference)
		}
		if err := b.notePayment(ctx, tx, q, r, amount, reference, false, by); err != nil {
			return err
		}
		if err := q.PayPart(ctx, db.PayPartParams{ID: r.ID, PartMinor: int64(amount)}); err != nil {
			return fmt.Errorf("note part payment: %w", err)
		}
		return b.cash(ctx, tx, r, amount, reference, ledger.Cash, owedBy(r))
	})
}

// owedNow is what may be asked for: what is under dispute is not.
func owedNow(ctx context.Context, q *db.Queries, r db.BillingInvoice) (money.Amount, error) {
	owed := money.Amount(r.TotalMinor - r.WalletMinor - r.PaidMinor)
	disputes, err := disputesOf(ctx, q, r.ID)
	if err != nil {
		return 0, err
	}
	for _, d := range disputes {
		if d.State == DisputeOpened {
			owed -= d.AmountMinor
		}
	}
	return max(0, owed), nil
}

func noneDisputed(ctx context.Context, q *db.Queries, id uid.Invoice) error {
	disputes, err := disputesOf(ctx, q, id)
	if err != nil {
		return err
	}
	for _, d := range disputes {
		if d.State == DisputeOpened {
			return ErrDisputed
		}
	}
	return nil
}

// paymentID is a payment's own: a bank's reference counts once a document.
func paymentID(id uid.Invoice, reference string) uuid.UUID {
	return uid.Derive[uuid.UUID]("payment", id.String()+"/"+reference)
}

func (b *Book) notePayment(ctx context.Context, _ pgx.Tx, q *db.Queries, r db.BillingInvoice, amount money.Amount, reference string, recovered bool, by uid.Person) error {
	n, err := q.AddPayment(ctx, db.AddPaymentParams{
		ID: paymentID(r.ID, reference), BrandID: r.BrandID, InvoiceID: r.ID, AmountMinor: int64(amount), Currency: r.Currency, Reference: reference,
		Recovered: recovered, NotedBy: by, At: b.clock.Now(),
	})
	if err != nil {
		return fmt.Errorf("note payment: %w", err)
	}
	if n == 0 {
		return ErrPayKnown
	}
	return nil
}

// cash moves a payment from where it came in to what it pays.
func (b *Book) cash(ctx context.Context, tx pgx.Tx, r db.BillingInvoice, amount money.Amount, reference string, into ledger.Kind, pays ledger.Place) error {
	err := ledger.Post(ctx, tx, b.clock.Now(), ledger.Move{
		Key: "payment/" + paymentID(r.ID, reference).String(), Debit: ledger.Place{Kind: into, Currency: r.Currency}, Credit: pays, Amount: amount,
		RefKind: "payment", Ref: uuid.UUID(r.ID), Memo: orEmpty(r.Number) + " " + reference,
	})
	if errors.Is(err, ledger.ErrMadeBefore) {
		return ErrPayKnown
	}
	return err
}

// coming is money on its way in: how much, by which reference, and where it lies.
type coming struct {
	amount    money.Amount
	reference string
	into      ledger.Kind
}

// recover takes out of the bad debts what came after all.
func (b *Book) recover(ctx context.Context, tx pgx.Tx, q *db.Queries, r db.BillingInvoice, c coming, by uid.Person) error {
	if c.amount <= 0 || int64(c.amount) > r.WrittenOffMinor {
		return ErrPayAmount.At("amount_minor", fmt.Sprintf("1 to %d", r.WrittenOffMinor), fmt.Sprint(c.amount))
	}
	if err := b.notePayment(ctx, tx, q, r, c.amount, c.reference, true, by); err != nil {
		return err
	}
	err := q.Recover(ctx, db.RecoverParams{ID: r.ID, PartMinor: int64(c.amount), At: b.clock.Now(), PaidRef: c.reference})
	if err != nil {
		return fmt.Errorf("note recovery: %w", err)
	}
	if err := b.cash(ctx, tx, r, c.amount, c.reference, c.into, ledger.Place{Kind: ledger.BadDebt, Currency: r.Currency}); err != nil {
		return err
	}
	if int64(c.amount) < r.WrittenOffMinor {
		return nil
	}
	if c.into == ledger.Cash { // the gateway knows what came through it
		if err := b.queuePaid(ctx, tx, r, c.reference); err != nil {
			return err
		}
	}
	return b.accrue(ctx, tx, q, r, b.clock.Now())
}

// settleDocument writes down that what is left of a document was paid, and what
// the payment earns the brand that recommended the payer. What is given back
// goes into the brand's wallet.
func (b *Book) settleDocument(ctx context.Context, tx pgx.Tx, r db.BillingInvoice, reference string, into ledger.Kind) error {
	now, rest := b.clock.Now(), money.Amount(r.TotalMinor-r.WalletMinor-r.PaidMinor)
	q := db.New(tx)
	if rest > 0 {
		if err := b.notePayment(ctx, tx, q, r, rest, reference, false, uid.Person{}); err != nil {
			return err
		}
	}
	to := ledger.Place{Kind: into, Currency: r.Currency}
	if r.TotalMinor < 0 {
		to = walletOf(r.BrandID, r.Currency)
	}
	err := ledger.Post(ctx, tx, now, ledger.Move{
		Key: "invoice/" + r.ID.String() + "/paid", Debit: to, Credit: owedBy(r), Amount: rest,
		RefKind: "payment", Ref: uuid.UUID(r.ID), Memo: orEmpty(r.Number) + " " + reference,
	})
	if err != nil {
		return err
	}
	if err := q.PayRest(ctx, db.PayRestParams{ID: r.ID, PartMinor: max(0, int64(rest)), PaidAt: &now, PaidRef: reference}); err != nil {
		return fmt.Errorf("note payment: %w", err)
	}
	return b.accrue(ctx, tx, q, r, now)
}

func paymentsOf(ctx context.Context, q *db.Queries, id uid.Invoice) ([]Payment, error) {
	rows, err := q.PaymentsOf(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read payments: %w", err)
	}
	out := make([]Payment, len(rows))
	for i, r := range rows {
		out[i] = Payment{money.Amount(r.AmountMinor), r.Reference, r.Recovered, r.At}
	}
	return out, nil
}

// Aged is what a brand owes, by how many days late it is.
type Aged struct {
	Brand           uid.Brand    `json:"brand_id"`
	BrandName       string       `json:"brand_name"`
	Currency        string       `json:"currency"`
	Documents       int64        `json:"documents"`
	CurrentMinor    money.Amount `json:"current_minor" doc:"not due yet"`
	To30Minor       money.Amount `json:"to_30_minor"`
	To60Minor       money.Amount `json:"to_60_minor"`
	To90Minor       money.Amount `json:"to_90_minor"`
	Over90Minor     money.Amount `json:"over_90_minor"`
	DisputedMinor   money.Amount `json:"disputed_minor" doc:"not asked for meanwhile, and in no other column"`
	WrittenOffMinor money.Amount `json:"written_off_minor"`
}

// Ageing is what is owed to us, the largest debtor first.
func (b *Book) Ageing(ctx context.Context) ([]Aged, error) {
	called, err := b.called(ctx)
	if err != nil {
		return nil, err
	}
	return db.Look(ctx, b.pool, pg.Everything, func(q *db.Queries) ([]Aged, error) {
		rows, err := q.Receivables(ctx, b.clock.Now())
		if err != nil {
			return nil, fmt.Errorf("sum what is owed: %w", err)
		}
		out := make([]Aged, len(rows))
		for i, r := range rows {
			out[i] = Aged{
				Brand: r.BrandID, BrandName: called[r.BrandID], Currency: r.Currency, Documents: r.Documents, CurrentMinor: money.Amount(r.CurrentMinor),
				To30Minor: money.Amount(r.To30Minor), To60Minor: money.Amount(r.To60Minor), To90Minor: money.Amount(r.To90Minor),
				Over90Minor: money.Amount(r.Over90Minor), DisputedMinor: money.Amount(r.DisputedMinor),
			}
		}
		lost, err := q.WrittenOff(ctx)
		if err != nil {
			return nil, fmt.Errorf("sum what was written off: %w", err)
		}
		for _, w := range lost {
			out = withLoss(out, Aged{Brand: w.BrandID, BrandName: called[w.BrandID], Currency: w.Currency, WrittenOffMinor: money.Amount(w.WrittenOffMinor)})
		}
		return out, nil
	})
}

func withLoss(all []Aged, lost Aged) []Aged {
	for i := range all {
		if all[i].Brand == lost.Brand && all[i].Currency == lost.Currency {
			all[i].WrittenOffMinor = lost.WrittenOffMinor
			return all
		}
	}
	return append(all, lost)
}
